const config = new (require("@pulumi/pulumi").Config)();

for (const key of [
  "empty",
  "exponent",
  "half",
  "hexadecimal",
  "list",
  "long",
  "octal",
  "truth",
  "whole",
  "word",
]) {
  exports[key] = config.get(key);
}
