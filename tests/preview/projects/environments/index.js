exports.a = new (require("@pulumi/pulumi").Config)().get("a");
