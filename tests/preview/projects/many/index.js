const pulumi = require("@pulumi/pulumi");

class Shelf extends pulumi.ComponentResource {
  constructor(name, args) {
    super("shop:index:Shelf", name, args);
    this.registerOutputs({ text: args.text });
  }
}

for (let number = 0; number < 300; number++) new Shelf(`shelf-${number}`, { text: "x".repeat(2_000) });
