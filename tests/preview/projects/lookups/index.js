const aws = require("@pulumi/aws");

module.exports = async () => {
  const identity = await aws.getCallerIdentity();
  const partition = await aws.getPartition();
  const region = await aws.getRegion();
  const document = await aws.iam.getPolicyDocument({
    statements: [
      {
        sid: "Read",
        actions: ["s3:ListBucket", "s3:GetObject"],
        resources: ["arn:aws:s3:::shop/&{aws:username}"],
        conditions: [{ test: "StringEquals", variable: "aws:PrincipalOrgID", values: ["o-shop<&>"] }],
      },
      {
        effect: "Deny",
        actions: ["s3:*"],
        resources: ["arn:aws:s3:::shop/*", "arn:aws:s3:::shop"],
        principals: [{ type: "*", identifiers: ["*"] }],
        conditions: [{ test: "Bool", variable: "aws:SecureTransport", values: ["false"] }],
      },
      {
        actions: ["sts:AssumeRole"],
        principals: [{ type: "Service", identifiers: ["lambda.amazonaws.com", "ec2.amazonaws.com"] }],
      },
    ],
  });
  return {
    account: identity.accountId,
    dnsSuffix: partition.dnsSuffix,
    document: document.json,
    minified: document.minifiedJson,
    partition: partition.partition,
    region: region.region,
    role: aws.getCallerIdentityOutput().accountId,
  };
};
