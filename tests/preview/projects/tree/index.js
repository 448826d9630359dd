const aws = require("@pulumi/aws");
const pulumi = require("@pulumi/pulumi");

class Shelf extends pulumi.ComponentResource {
  constructor(name, args, opts) {
    super("shop:index:Shelf", name, args, opts);
    this.bucket = new aws.s3.Bucket(`${name}-bucket`, { tags: { owner: args.owner } }, { parent: this });
    this.registerOutputs({ bucketName: this.bucket.bucket });
  }
}

class Store extends pulumi.ComponentResource {
  constructor(name, args, opts) {
    super("shop:index:Store", name, args, opts);
    this.shelf = new Shelf(`${name}-shelf`, args, { parent: this });
    this.policy = new aws.s3.BucketPolicy(
      `${name}-policy`,
      {
        bucket: this.shelf.bucket.id,
        policy: this.shelf.bucket.arn.apply((arn) =>
          JSON.stringify({ Statement: [{ Effect: "Allow", Action: "s3:GetObject", Resource: `${arn}/*` }] }),
        ),
      },
      { parent: this },
    );
    this.registerOutputs();
  }
}

const store = new Store("store", { owner: "team-a" });
const west = new aws.Provider("west", { region: "us-west-2" });
const group = new aws.ec2.SecurityGroup("group", { description: pulumi.secret("hush-3d1f") });
const table = new aws.s3.Bucket(
  "ledger",
  { bucket: "ledger-of-the-west", tags: { group: group.id, plain: "yes", word: pulumi.secret("psst-77aa") } },
  { provider: west },
);
const role = new aws.iam.Role(
  "reader",
  { name: "reader", assumeRolePolicy: JSON.stringify({ Statement: [] }) },
  { dependsOn: [store] },
);

module.exports = {
  ledgerRegion: table.region,
  nothing: null,
  owner: "team-a",
  roleArn: role.arn,
  word: pulumi.secret("psst-77aa"),
};
