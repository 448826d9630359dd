const aws = require("@pulumi/aws");

exports.build = () => {
  new aws.s3.Bucket("during");
  throw new RangeError("the shelf `42` is not in 0..9");
};
