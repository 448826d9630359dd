const pulumi = require("@pulumi/pulumi");

throw new pulumi.RunError("2 settings are missing:\n  set `shop:width`\n  set `shop:height`");
