const pulumi = require("@pulumi/pulumi");

pulumi.output("a").apply((letter) => {
  throw new Error(`no shelf for letter ${letter}`);
});
