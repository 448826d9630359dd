const aws = require("@pulumi/aws");
const pulumi = require("@pulumi/pulumi");

class Shelf extends pulumi.ComponentResource {
  constructor(name, opts) {
    super("shop:index:Shelf", name, {}, opts);
    this.bucket = new aws.s3.Bucket(`${name}-bucket`, { bucket: name }, { parent: this });
    this.open = new aws.s3.Bucket(
      `${name}-open`,
      { bucket: `${name}-open` },
      { parent: this.bucket, protect: false },
    );
    new aws.s3.BucketPolicy(`${name}-policy`, { bucket: name, policy: "{}" }, { parent: this.bucket });
    this.registerOutputs();
  }
}

const shelf = new Shelf("shelf", { protect: true, retainOnDelete: true });
new Shelf("waits", { dependsOn: [shelf] });
new aws.s3.Bucket("after", { bucket: "after" }, { dependsOn: [shelf] });
new aws.s3.Bucket(
  "every",
  { bucket: "every", tags: { a: "b" } },
  {
    additionalSecretOutputs: ["arn"],
    aliases: [{ name: "former" }],
    customTimeouts: { create: "5m" },
    deleteBeforeReplace: true,
    deletedWith: shelf.bucket,
    ignoreChanges: ["tags"],
    replaceOnChanges: ["bucket"],
    version: "7.48.0",
  },
);
