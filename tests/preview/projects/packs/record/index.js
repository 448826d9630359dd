// Appends what the pack is given to the file named by RECORD_FILE, a JSON object a line.
const { appendFileSync } = require("node:fs");
const { PolicyPack } = require("@pulumi/policy");

const write = (entry) => appendFileSync(process.env.RECORD_FILE, `${JSON.stringify(entry)}\n`);

/** Reads around the proxy that throws at unknown values. */
function plain(value) {
  if (value === undefined) return { $undefined: true };
  if (value === null || typeof value !== "object") return value;
  if (Array.isArray(value)) return Array.from({ length: value.length }, (_, at) => field(value, at));
  return Object.fromEntries(
    Object.keys(value)
      .sort()
      .map((key) => [key, field(value, key)]),
  );
}
const field = (value, key) => plain(Object.getOwnPropertyDescriptor(value, key)?.value);

const urns = (resources) => (resources ?? []).map(({ urn }) => urn);

new PolicyPack("record", {
  policies: [
    {
      name: "each-resource",
      description: "records each resource",
      enforcementLevel: "advisory",
      validateResource: ({ opts, provider, ...args }) => {
        const { type, name, urn, props } = args;
        write({
          kind: "resource",
          type,
          name,
          urn,
          props: plain(props),
          opts: plain(opts),
          provider: provider && plain(provider),
        });
      },
    },
    {
      name: "whole-stack",
      description: "records the stack",
      enforcementLevel: "advisory",
      validateStack: ({ resources }) => {
        for (const one of resources) {
          const { type, name, urn, props, opts, provider, parent, dependencies, propertyDependencies } = one;
          write({
            kind: "stack",
            type,
            name,
            urn,
            props: plain(props),
            opts: plain(opts),
            provider: provider && plain(provider),
            parent: parent?.urn,
            dependencies: urns(dependencies),
            propertyDependencies: Object.fromEntries(
              Object.entries(propertyDependencies ?? {}).map(([key, found]) => [key, urns(found)]),
            ),
          });
        }
        write({ kind: "end", resources: resources.length });
      },
    },
  ],
});
