import type { ServedPolicy } from "./single-pass";

interface Schema {
  readonly [keyword: string]: unknown;
}

const LEVELS = ["advisory", "mandatory", "disabled", "remediate"];

/**
 * The JSON schema of a file for `--policy-pack-config`, for editors and reviews. It says what the pack and the engine
 * accept, and beyond that how a waiver is written, which the policy `waivers` itself says at run time. JSON Schema draft 7,
 * which editors know best.
 */
export const configSchema = (policies: readonly ServedPolicy[]): Schema => ({
  $schema: "http://json-schema.org/draft-07/schema#",
  $id: "urn:centralized-logging-guard:config",
  title: "Configuration of the policy pack centralized-logging-guard",
  description: "Levels and settings by policy; what is left out keeps its default.",
  type: "object",
  additionalProperties: false,
  properties: {
    all: { description: "Of every policy that has no level of its own here.", ...levelOrMore({}) },
    environments: {
      description: "Pulumi ESC environments that the pack may read.",
      type: "array",
      items: { type: "string" },
    },
    ...Object.fromEntries(policies.map((policy) => [policy.name, schemaOf(policy)])),
  },
  definitions: {
    enforcementLevel: {
      description:
        "`mandatory` blocks, `advisory` warns, `disabled` does not judge; `remediate` is as `mandatory`, since nothing is remediated here.",
      enum: LEVELS,
    },
    waiver: WAIVER,
    knownFinding: KNOWN_FINDING,
    ...Object.fromEntries(SHARED.map((name) => [name, sharedSetting(policies, name)])),
  },
});

/** Settings that every policy has, written once. */
const SHARED = ["onUnknown"];

const sharedSetting = (policies: readonly ServedPolicy[], name: string): unknown =>
  policies.find(({ configSchema: own }) => own?.properties?.[name])?.configSchema?.properties?.[name];

const LEVEL = { $ref: "#/definitions/enforcementLevel" };

const levelOrMore = (settings: Schema): Schema => ({
  anyOf: [
    LEVEL,
    { type: "object", additionalProperties: false, properties: { enforcementLevel: LEVEL, ...settings } },
  ],
});

function schemaOf({ name, description, enforcementLevel, configSchema: own }: ServedPolicy): Schema {
  const shared = SHARED.map((setting) => [setting, { $ref: `#/definitions/${setting}` }]);
  const settings: Schema = { ...own?.properties, ...Object.fromEntries(shared) };
  const items = name === "waivers" ? LISTS : {};
  const listed = Object.entries(items).map(([setting, definition]) => [
    setting,
    { ...(settings[setting] as Schema), items: { $ref: `#/definitions/${definition}` } },
  ]);
  return {
    description: `${description} Level: ${enforcementLevel}.`,
    ...levelOrMore({ ...settings, ...Object.fromEntries(listed) }),
  };
}

/** What the lists of the policy `waivers` hold. */
const LISTS = { waivers: "waiver", baseline: "knownFinding" };

const KNOWN_FINDING: Schema = {
  description:
    "A finding that was there when the pack was switched on: an entry of a baseline's `violations`.",
  type: "object",
  additionalProperties: false,
  required: ["policyPack", "policy", "urn", "fingerprint", "enforcementLevel"],
  properties: {
    policyPack: { description: "Entries of other packs are passed over.", type: "string", minLength: 1 },
    policy: { type: "string", minLength: 1 },
    urn: { description: "The resource that it is reported on.", type: "string", pattern: "^urn:pulumi:" },
    fingerprint: { description: "The digits at the end of the message.", type: "string" },
    enforcementLevel: {
      description: "An advisory lets nothing pass that blocks.",
      enum: ["advisory", "mandatory"],
    },
    message: { description: "For readers.", type: "string" },
  },
};

const WAIVER: Schema = {
  description: "One finding on one resource that is accepted until a day.",
  type: "object",
  additionalProperties: false,
  required: ["policy", "fingerprint", "resource", "reason", "owner", "expires"],
  properties: {
    policy: { description: "The policy's name, like `open-ingress`.", type: "string", minLength: 1 },
    fingerprint: {
      description: "The twelve digits at the end of the message.",
      type: "string",
      pattern: "^[0-9a-f]{12}$",
    },
    resource: {
      description: "The URN that the finding is reported on; `*` and `?` are wildcards.",
      type: "string",
      pattern: "^urn:pulumi:",
    },
    reason: { description: "Why it is right.", type: "string", minLength: 10 },
    owner: { description: "Who answers for it.", type: "string", minLength: 1 },
    expires: {
      description: "The last day on which it holds, in UTC.",
      type: "string",
      pattern: "^\\d{4}-\\d{2}-\\d{2}$",
    },
  },
};
