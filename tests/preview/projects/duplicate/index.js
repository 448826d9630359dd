const aws = require("@pulumi/aws");

new aws.s3.Bucket("twice");
new aws.s3.Bucket("twice");
