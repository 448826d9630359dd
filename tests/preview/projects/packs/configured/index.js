const { PolicyPack } = require("@pulumi/policy");

new PolicyPack(
  "configured",
  {
    policies: [
      {
        name: "greets",
        description: "tells its configuration",
        enforcementLevel: "advisory",
        configSchema: {
          properties: {
            count: { type: "integer", minimum: 1, default: 3 },
            greeting: { type: "string", default: "hello" },
            names: { type: "array", items: { type: "string" }, default: ["ann"] },
          },
        },
        validateStack: (args, report) => report(JSON.stringify(args.getConfig())),
      },
      {
        name: "needs",
        description: "needs a setting",
        enforcementLevel: "advisory",
        configSchema: { properties: { wish: { type: "string" } }, required: ["wish"] },
        validateStack: (args, report) => report(JSON.stringify(args.getConfig())),
      },
    ],
  },
  { greets: { greeting: "good day" }, needs: { wish: "none" } },
);
