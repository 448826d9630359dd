const aws = require("@pulumi/aws");
const pulumi = require("@pulumi/pulumi");

new aws.s3.BucketObject("object", { bucket: "b", source: new pulumi.asset.FileAsset("nowhere/lost.txt") });
