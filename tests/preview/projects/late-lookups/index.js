const aws = require("@pulumi/aws");

const bucket = new aws.s3.Bucket("bucket", { bucket: "shop" });
const document = aws.iam.getPolicyDocumentOutput({
  statements: [{ actions: ["s3:GetObject"], resources: [bucket.arn.apply((arn) => `${arn}/*`)] }],
});
new aws.iam.RolePolicy("policy", { name: "policy", role: "reader", policy: document.json });
new aws.s3.Bucket("other", { bucket: "other", tags: { suffix: aws.getPartitionOutput().dnsSuffix } });
