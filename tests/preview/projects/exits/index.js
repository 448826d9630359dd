const aws = require("@pulumi/aws");

new aws.s3.Bucket("before");
process.exit(Number(require("@pulumi/pulumi").getStack().replace("code", "")));
