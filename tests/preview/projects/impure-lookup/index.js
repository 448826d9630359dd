const aws = require("@pulumi/aws");

const image = aws.ec2.getAmiOutput({
  owners: ["amazon"],
  mostRecent: true,
  filters: [{ name: "name", values: ["al2023-*"] }],
});
new aws.ec2.Instance("server", { ami: image.id, instanceType: "t4g.nano" });

exports.image = image.id;
