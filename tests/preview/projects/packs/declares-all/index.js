const { PolicyPack } = require("@pulumi/policy");

new PolicyPack("declares-all", {
  policies: [
    {
      name: "all",
      description: "a name that stands for all policies",
      enforcementLevel: "advisory",
      validateStack: () => {},
    },
  ],
});
