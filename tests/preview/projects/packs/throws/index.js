const { PolicyPack } = require("@pulumi/policy");

function look(shelf) {
  return shelf.width.unit;
}

new PolicyPack("throws", {
  policies: [
    {
      name: "looks",
      description: "looks at every bucket",
      enforcementLevel: "advisory",
      validateResource: ({ type }) => {
        if (type === "aws:s3/bucket:Bucket") look({});
      },
    },
  ],
});
