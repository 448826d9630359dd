const aws = require("@pulumi/aws");
const pulumi = require("@pulumi/pulumi");

const config = new pulumi.Config();
const password = config.requireSecret("password");

new aws.ssm.Parameter("password", { name: "/shop/password", type: "SecureString", value: password });
new aws.ssm.Parameter("plain", { name: "/shop/plain", type: "String", value: config.require("plain") });

exports.fingerprint = password.apply((text) =>
  require("node:crypto").createHash("sha256").update(text).digest("hex"),
);
exports.length = pulumi.unsecret(password).apply((text) => text.length);
exports.door = config.getSecretObject("door");
