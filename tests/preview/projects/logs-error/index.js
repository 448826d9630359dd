const aws = require("@pulumi/aws");
const pulumi = require("@pulumi/pulumi");

pulumi.log.warn("the shelf is nearly full");
pulumi.log.error("the shelf is full");
new aws.s3.Bucket("after");

console.log('{ "printed": "by the program" }');
process.stdout.write("without a line break");
