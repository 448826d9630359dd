const { PolicyPack } = require("@pulumi/policy");

new PolicyPack("spins", {
  policies: [
    {
      name: "turns",
      description: "never answers and never listens",
      enforcementLevel: "advisory",
      validateResource: ({ type }) => {
        for (let turns = 0; type === "pulumi:pulumi:Stack"; turns++) if (turns < 0) break;
      },
    },
  ],
});
