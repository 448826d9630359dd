// Everything a pack may ask of its run; and it writes to both streams.
const pulumi = require("@pulumi/pulumi");
const { PolicyPack } = require("@pulumi/policy");

console.error("pack writes to standard error");

new PolicyPack("talks", {
  policies: [
    {
      name: "tells",
      description: "tells what it knows",
      enforcementLevel: "advisory",
      validateStack: (_, report) => {
        console.log("pack writes to standard output");
        report(
          [
            pulumi.getOrganization(),
            pulumi.getProject(),
            pulumi.getStack(),
            pulumi.runtime.isDryRun(),
            new pulumi.Config("aws").get("region"),
          ].join(" "),
        );
      },
    },
  ],
});
