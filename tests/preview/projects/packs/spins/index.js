const { spawn } = require("node:child_process");
const { PolicyPack } = require("@pulumi/policy");

new PolicyPack("spins", {
  policies: [
    {
      name: "turns",
      description: "never answers and never listens",
      enforcementLevel: "advisory",
      validateResource: ({ type }) => {
        if (type !== "pulumi:pulumi:Stack") return;
        // A child of the pack must not outlive it either.
        spawn(process.execPath, ["-e", "setInterval(() => {}, 1000)"], { stdio: "ignore" });
        for (let turns = 0; ; turns++) if (turns < 0) break;
      },
    },
  ],
});
