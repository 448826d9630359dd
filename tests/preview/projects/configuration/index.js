const pulumi = require("@pulumi/pulumi");

const own = new pulumi.Config();
const other = new pulumi.Config("other");

module.exports = {
  colour: own.require("colour"),
  count: own.getNumber("count"),
  open: own.requireBoolean("open"),
  organization: pulumi.getOrganization(),
  other: other.get("key"),
  owners: own.requireObject("owners"),
  project: pulumi.getProject(),
  ratio: own.get("ratio"),
  region: new pulumi.Config("aws").get("region"),
  shape: own.get("shape"),
  since: own.get("since"),
  size: own.requireNumber("size"),
  stack: pulumi.getStack(),
  title: own.get("title"),
};
