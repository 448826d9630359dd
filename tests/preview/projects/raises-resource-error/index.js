const pulumi = require("@pulumi/pulumi");

class Shelf extends pulumi.ComponentResource {
  constructor(name, opts) {
    super("shop:index:Shelf", name, {}, opts);
    throw new pulumi.InputPropertyError({ propertyPath: "width", reason: "is not a number" });
  }
}

new Shelf("shelf");
