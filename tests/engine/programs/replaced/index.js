const aws = require("@pulumi/aws");
const pulumi = require("@pulumi/pulumi");

const config = new pulumi.Config();
// AWS cannot change the description of a group that exists.
const description = config.get("description") ?? "first";

/** A group, and a queue that names it: what has to follow a replacement. */
function group(name, args, opts) {
  const made = new aws.ec2.SecurityGroup(name, { description, ...args }, opts);
  new aws.sqs.Queue(`${name}-user`, { name: `${name}-user`, tags: { group: made.id } });
}

group("generated", {});
group("chosen", { name: "chosen" });
group("first-deleted", {}, { deleteBeforeReplace: true });
if (config.getBoolean("guarded") ?? true) {
  new aws.sns.Topic("guarded", { name: config.get("guardedName") ?? "guarded" }, { protect: true });
}
