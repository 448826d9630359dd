const { PolicyPack } = require("@pulumi/policy");

new PolicyPack("remediates", {
  policies: [
    {
      name: "keeps-owner",
      description: "every bucket has an owner",
      enforcementLevel: "remediate",
      remediateResource: ({ type, props }) => {
        if (type !== "aws:s3/bucket:Bucket" || props.bucket === "beyond-repair") return undefined;
        return { ...props, tags: { ...props.tags, owner: "found" } };
      },
      validateResource: ({ type, props }, report) => {
        if (type === "aws:s3/bucket:Bucket" && props.tags?.owner === undefined)
          report("the bucket has no owner");
      },
    },
  ],
});
