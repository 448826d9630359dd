const aws = require("@pulumi/aws");
const pulumi = require("@pulumi/pulumi");

const control = String.fromCharCode(27);
pulumi.log.warn(`careful ${control}[31mred${control}[0m\u202e`);
new aws.s3.Bucket("a::b$c", {
  bucket: `line\nbreak ${control}]0;title\u0007`,
  tags: JSON.parse('{"__proto__": "x", "constructor": "y", "a.b": "z"}'),
});
new aws.s3.Bucket(`red${control}[31m\nnext`, { bucket: "plain" });
exports["with space"] = `${control}[2J`;
exports.$unknown = "not a mark";
