const aws = require("@pulumi/aws");

const bucket = new aws.s3.Bucket("ledger", { bucket: "ledger", tags: { season: "winter" } });
new aws.s3.Bucket("other", { bucket: "beyond-repair" });

exports.tags = bucket.tags;
