const aws = require("@pulumi/aws");
const pulumi = require("@pulumi/pulumi");

/** A component that was renamed, whose child was of the stack before, and whose other child had another type. */
class Shelf extends pulumi.ComponentResource {
  constructor(name, opts) {
    super("shop:index:Shelf", name, {}, opts);
    new aws.s3.Bucket(
      `${name}-bucket`,
      { bucket: `${name}-bucket` },
      { parent: this, aliases: [{ parent: pulumi.rootStackResource }, { name: "old-bucket" }] },
    );
    new aws.sqs.Queue(
      `${name}-queue`,
      { name: `${name}-queue` },
      { parent: this, aliases: [{ type: "shop:index:Queue" }, { project: "stall", stack: "prod" }] },
    );
    this.registerOutputs();
  }
}

new Shelf("shelf", { aliases: [{ name: "rack" }, "urn:pulumi:dev::aliases::shop:index:Rack::rack"] });
new aws.s3.Bucket("moved", { bucket: "moved" }, { aliases: [{ type: "aws:s3/bucketV2:BucketV2" }] });
