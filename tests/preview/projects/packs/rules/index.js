const { PolicyPack } = require("@pulumi/policy");

const isBucket = (type) => type === "aws:s3/bucket:Bucket";

new PolicyPack("rules", {
  policies: [
    {
      name: "no-ledgers",
      description: "a ledger is not kept in a bucket",
      enforcementLevel: "mandatory",
      severity: "high",
      validateResource: ({ type, name }, report) => {
        if (isBucket(type) && name.startsWith("ledger"))
          report(`bucket \`${name}\` holds a ledger [no-ledgers/0123456789ab]`);
      },
    },
    {
      name: "named-buckets",
      description: "buckets have names",
      enforcementLevel: "advisory",
      validateResource: ({ type, props }, report) => {
        if (isBucket(type) && props.tags?.owner !== undefined)
          report("unverified: whether the name is taken");
      },
    },
    {
      name: "one-role",
      description: "a stack has at most no role",
      enforcementLevel: "advisory",
      severity: "low",
      validateStack: ({ resources }, report) => {
        const roles = resources.filter(({ type }) => type === "aws:iam/role:Role");
        if (roles.length > 0) {
          report(`${roles.length} role`);
          report("this one", roles[0].urn);
        }
      },
    },
    {
      name: "disabled",
      description: "never runs",
      enforcementLevel: "disabled",
      validateResource: (_, report) => report("ran"),
    },
  ],
});
