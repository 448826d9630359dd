const aws = require("@pulumi/aws");

const bucket = aws.s3.Bucket.get("existing", "bucket-that-exists");
new aws.s3.BucketObject("object", { bucket: bucket.id, key: "a", content: bucket.arn });
exports.id = bucket.id;
exports.arn = bucket.arn;
