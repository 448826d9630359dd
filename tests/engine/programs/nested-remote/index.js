const aws = require("@pulumi/aws");
const awsx = require("@pulumi/awsx");
const pulumi = require("@pulumi/pulumi");

const tagged = ({ type, props, opts }) =>
  type === "aws:ec2/subnet:Subnet"
    ? { props: { ...props, tags: { ...props.tags, by: "a transform" } }, opts }
    : undefined;

class Site extends pulumi.ComponentResource {
  constructor(name, opts) {
    super("shop:index:Site", name, {}, opts);
    const zone = new pulumi.ComponentResource("shop:index:Zone", `${name}-zone`, {}, { parent: this });
    this.vpc = new awsx.ec2.Vpc(
      `${name}-vpc`,
      {
        cidrBlock: "10.20.0.0/16",
        availabilityZoneNames: ["us-west-2a"],
        subnetStrategy: "Auto",
        subnetSpecs: [{ type: "Isolated" }],
        natGateways: { strategy: "None" },
        tags: { site: name },
      },
      { parent: zone, transforms: [tagged] },
    );
    new aws.ec2.SecurityGroup(
      `${name}-group`,
      { name: `${name}-group`, description: "of the site", vpcId: this.vpc.vpcId },
      { parent: zone },
    );
    this.registerOutputs({ vpcId: this.vpc.vpcId });
  }
}

const west = new aws.Provider("west", { region: "us-west-2", allowedAccountIds: ["123456789012"] });
const site = new Site("site", { providers: [west], protect: true });
new aws.s3.Bucket("after", { bucket: "after-the-site" }, { dependsOn: [site] });

exports.vpcId = site.vpc.vpcId;
