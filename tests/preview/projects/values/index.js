const aws = require("@pulumi/aws");
const pulumi = require("@pulumi/pulumi");

class Shelf extends pulumi.ComponentResource {
  constructor(name, args, opts) {
    super("shop:index:Shelf", name, args, opts);
    this.bucket = new aws.s3.Bucket(`${name}-bucket`, { bucket: "shelf" }, { parent: this });
    this.registerOutputs({ bucket: this.bucket, name });
  }
}

const west = new aws.Provider("west", { region: "us-west-2" });
const group = new aws.ec2.SecurityGroup("group", { name: "group" });
const late = new aws.Provider("late", { region: group.id.apply(() => "us-east-2") });

const shelf = new Shelf(
  "shelf",
  { width: 3, nothing: null, absent: undefined },
  { providers: { aws: west } },
);
new Shelf("guest", { host: shelf }, { provider: west });
new aws.s3.Bucket("unplaced", { bucket: "unplaced" }, { provider: late });
new aws.ec2.SecurityGroup("rules", {
  name: "rules",
  ingress: [
    { protocol: "tcp", fromPort: 22, toPort: 22, cidrBlocks: ["10.0.0.0/8", pulumi.secret("10.7.7.7/32")] },
    { protocol: "tcp", fromPort: 443, toPort: 443, securityGroups: [group.id], description: undefined },
  ],
  tags: { none: null, group: group.id },
});
new aws.ec2.SecurityGroup("holes", {
  name: "holes",
  egress: [],
  tags: {},
  description: "",
  vpcId: undefined,
});
new aws.iam.Role("role", {
  name: "role",
  assumeRolePolicy: { Version: "2012-10-17", Statement: [{ Effect: "Allow", Action: "sts:AssumeRole" }] },
});
new aws.iam.RolePolicy("inline", {
  name: "inline",
  role: "role",
  policy: { Statement: [{ Effect: "Allow", Action: "s3:*", Resource: group.arn }] },
});
new aws.iam.RolePolicy("secret-inline", {
  name: "secret-inline",
  role: "role",
  policy: pulumi.jsonStringify({ Statement: [{ Resource: pulumi.secret("arn:aws:s3:::hidden-9a9a") }] }),
});

module.exports = {
  bucket: shelf.bucket.bucket,
  deep: { list: [group.id, 1, undefined, null], map: { secret: pulumi.secret({ a: 1 }) } },
  truth: true,
};
