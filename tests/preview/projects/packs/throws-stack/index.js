const { PolicyPack } = require("@pulumi/policy");

new PolicyPack("throws-stack", {
  policies: [
    {
      name: "looks-around",
      description: "looks at the stack",
      enforcementLevel: "advisory",
      validateStack: () => {
        throw new Error("cannot look around");
      },
    },
  ],
});
