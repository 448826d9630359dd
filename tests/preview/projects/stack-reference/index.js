const aws = require("@pulumi/aws");
const pulumi = require("@pulumi/pulumi");

const network = new pulumi.StackReference("organization/network/dev");
new aws.ec2.SecurityGroup("group", { vpcId: network.getOutput("vpcId"), description: "of the shop" });

exports.vpcId = network.requireOutput("vpcId");
