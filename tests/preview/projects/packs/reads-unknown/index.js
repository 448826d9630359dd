const { PolicyPack } = require("@pulumi/policy");

new PolicyPack("reads-unknown", {
  policies: [
    {
      name: "reads-policy",
      description: "reads a property that may be unknown",
      enforcementLevel: "mandatory",
      validateResource: ({ type, props }, report) => {
        if (type === "aws:s3/bucketPolicy:BucketPolicy") report(`the policy is ${props.policy}`);
      },
    },
  ],
});
