const aws = require("@pulumi/aws");
const awsx = require("@pulumi/awsx");
const pulumi = require("@pulumi/pulumi");

/** Adds a tag to named buckets; its value is the number of tags that were there before. */
const add =
  (tag, ...names) =>
  ({ type, name, props, opts }) => {
    if (type !== "aws:s3/bucket:Bucket" || !names.includes(name)) return undefined;
    const tags = props.tags ?? {};
    return { props: { ...props, tags: { ...tags, [tag]: String(Object.keys(tags).length) } }, opts };
  };

class Shelf extends pulumi.ComponentResource {
  constructor(name, opts) {
    super("shop:index:Shelf", name, {}, opts);
    new aws.s3.Bucket(
      `${name}-bucket`,
      { bucket: "shelf", tags: {} },
      { parent: this, transforms: [add("own", `${name}-bucket`)] },
    );
    this.registerOutputs();
  }
}

pulumi.runtime.registerResourceTransform(add("stack", "shelf-bucket", "old"));
const group = new aws.ec2.SecurityGroup("group", { description: "a" });

new Shelf("shelf", { transforms: [add("parent", "shelf-bucket")] });
new aws.s3.Bucket(
  "old",
  { bucket: "old" },
  {
    transformations: [
      ({ props, opts }) => ({ props: { ...props, forceDestroy: true }, opts: { ...opts, protect: true } }),
    ],
  },
);
new aws.s3.Bucket(
  "returns",
  { bucket: "returns", tags: { group: group.id } },
  { transforms: [({ props, opts }) => ({ props, opts: { ...opts, protect: true } })] },
);
new aws.s3.Bucket(
  "declines",
  { bucket: "declines", tags: { group: group.id } },
  { transforms: [() => undefined] },
);
new aws.s3.Bucket(
  "injects",
  { bucket: "injects" },
  { transforms: [({ props, opts }) => ({ props: { ...props, tags: { group: group.id } }, opts })] },
);
new awsx.ec2.Vpc(
  "network",
  { availabilityZoneNames: ["eu-west-1a"] },
  { transforms: [({ props, opts }) => ({ props: { ...props, cidrBlock: "10.9.0.0/16" }, opts })] },
);
