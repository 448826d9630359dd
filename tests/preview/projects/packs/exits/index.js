const { PolicyPack } = require("@pulumi/policy");

new PolicyPack("exits", {
  policies: [
    {
      name: "leaves",
      description: "ends its process",
      enforcementLevel: "advisory",
      validateResource: ({ type }) => {
        if (type === "aws:s3/bucket:Bucket") process.exit(3);
      },
    },
  ],
});
