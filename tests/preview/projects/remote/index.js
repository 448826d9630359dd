const aws = require("@pulumi/aws");
const awsx = require("@pulumi/awsx");

const vpc = new awsx.ec2.Vpc("network", {
  natGateways: { strategy: "None" },
  availabilityZoneNames: ["eu-west-1a", "eu-west-1b"],
});
const group = new aws.ec2.SecurityGroup("group", { vpcId: vpc.vpcId, egress: [] });
new aws.iam.Role("after", { name: "after", assumeRolePolicy: "{}" }, { dependsOn: [vpc] });

exports.vpcId = vpc.vpcId;
exports.groupId = group.id;
