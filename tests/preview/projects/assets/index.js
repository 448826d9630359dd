const aws = require("@pulumi/aws");
const pulumi = require("@pulumi/pulumi");

const { asset } = pulumi;
new aws.s3.BucketObject("text", { bucket: "b", source: new asset.StringAsset("hello\n") });
new aws.s3.BucketObject("file", { bucket: "b", source: new asset.FileAsset("files/hello.txt") });
new aws.lambda.Function("function", {
  role: "arn:aws:iam::123456789012:role/r",
  code: new asset.AssetArchive({
    "a.txt": new asset.StringAsset("hello\n"),
    d: new asset.FileArchive("files"),
  }),
});
new aws.s3.BucketObject("secret", {
  bucket: "b",
  source: pulumi.secret(new asset.StringAsset("sesame-5b5b")),
});
