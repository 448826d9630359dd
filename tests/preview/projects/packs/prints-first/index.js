const { PolicyPack } = require("@pulumi/policy");

// The first line of a pack's standard output is its port: this spoils it.
console.log("ready");

new PolicyPack("prints-first", { policies: [] });
