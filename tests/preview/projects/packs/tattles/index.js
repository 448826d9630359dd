const { PolicyPack } = require("@pulumi/policy");

// Packs are given secrets in plain text, and may quote what they object to.
new PolicyPack("tattles", {
  policies: [
    {
      name: "quotes",
      description: "quotes descriptions",
      enforcementLevel: "advisory",
      validateResource: ({ type, props }, report) => {
        if (type === "aws:ec2/securityGroup:SecurityGroup") {
          console.log(`pack saw ${props.description}`);
          report(`the description is \`${props.description}\``);
        }
      },
    },
  ],
});
