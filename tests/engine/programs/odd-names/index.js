const aws = require("@pulumi/aws");
const pulumi = require("@pulumi/pulumi");

const odd = [
  "a::b$c",
  " spaces around ",
  "größe-ñ-日本",
  "dots.and/slashes\\and'quotes\"",
  "urn:pulumi:dev::odd-names::aws:s3/bucket:Bucket::x",
  "__proto__",
  "constructor",
  "e\u0301 is not \u00e9",
];
const component = new pulumi.ComponentResource("shop:index:Odd$ly", "a::component$", {});
for (const [at, name] of odd.entries()) {
  new aws.s3.Bucket(
    name,
    { bucket: `odd-${at}`, tags: { [name]: name } },
    at % 2 === 0 ? {} : { parent: component },
  );
}
new aws.sqs.Queue("Kept Case", {});

exports["with space"] = "line\nbreak";
exports.$unknown = "not a mark";
