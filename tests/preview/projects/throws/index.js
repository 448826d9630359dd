const aws = require("@pulumi/aws");
const { build } = require("./shop");

new aws.s3.Bucket("before");
build();
