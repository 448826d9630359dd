const { PolicyPack } = require("@pulumi/policy");

new PolicyPack("hangs", {
  policies: [
    {
      name: "ponders",
      description: "never answers",
      enforcementLevel: "advisory",
      validateResource: ({ type }) => (type === "pulumi:pulumi:Stack" ? new Promise(() => {}) : undefined),
    },
  ],
});
