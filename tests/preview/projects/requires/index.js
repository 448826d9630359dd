const pulumi = require("@pulumi/pulumi");

exports.width = new pulumi.Config().requireNumber("width");
