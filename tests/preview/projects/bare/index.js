const pulumi = require("@pulumi/pulumi");

exports.stack = pulumi.getStack();
