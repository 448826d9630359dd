import type { ErrorObject } from "ajv";
import { misspelt, type SettingsOf } from "../../policy-pack/analysis/misspelt";
import { messageOf, PreviewFailure } from "../failure";
import type { EnforcementLevel } from "../plan";
import { readJsonFile } from "../project/json-file";
import { isPlainlyValid } from "./plain-schema";

/**
 * Configuration of policies, reconciled as the engine does (`pkg/resource/analyzer/config.go`): defaults of the
 * policy's schema, then what the pack was constructed with, then what the user gives.
 */

export interface JsonMap {
  readonly [key: string]: unknown;
}

/** Configuration of one policy; `level` is `undefined` where it says nothing. */
export interface PolicyConfig {
  readonly level: EnforcementLevel | undefined;
  readonly properties: JsonMap;
}
export type PolicyConfigs = { readonly [policy: string]: PolicyConfig };

/** What a pack tells about one of its policies. */
export interface PolicyInfo {
  readonly name: string;
  readonly level: EnforcementLevel;
  readonly severity: string;
  readonly kind: "resource" | "stack" | "unknown";
  /** The schema of its configuration, if it takes any. */
  readonly schema:
    | { readonly properties: { readonly [key: string]: JsonMap }; readonly required: readonly string[] }
    | undefined;
}

const LEVELS: readonly string[] = ["advisory", "mandatory", "remediate", "disabled"];

const isLevel = (value: unknown): value is EnforcementLevel =>
  typeof value === "string" && LEVELS.includes(value);
const isMap = (value: unknown): value is JsonMap =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/**
 * Reads a `--policy-pack-config` file: policy name to level, or to an object with `enforcementLevel` and properties.
 * @throws PreviewFailure naming every mistake
 */
export function readPolicyConfig(path: string): PolicyConfigs {
  const parsed = readJsonFile(path, "--policy-pack-config") ?? {};
  if (!isMap(parsed))
    throw new PreviewFailure(`--policy-pack-config \`${path}\` must map policies to configuration`);
  const mistakes: string[] = [];
  const configs: Record<string, PolicyConfig> = {};
  for (const [policy, value] of Object.entries(parsed)) {
    // ESC environments of the pack; offline they stay closed.
    if (policy === "environments") continue;
    const { enforcementLevel: level, ...properties } = isMap(value) ? value : { enforcementLevel: value };
    if (level !== undefined && !isLevel(level)) {
      mistakes.push(
        `\`${policy}\` has enforcement level \`${JSON.stringify(level)}\`, not one of ${LEVELS.join(", ")}`,
      );
    } else if (level !== undefined || Object.keys(properties).length > 0) {
      configs[policy] = { level, properties };
    }
  }
  if (mistakes.length > 0)
    throw new PreviewFailure(`--policy-pack-config \`${path}\`: ${mistakes.join("; ")}`);
  return configs;
}

/**
 * Completes the configuration of all policies.
 * @throws PreviewFailure if it breaks a policy's schema, or names a policy or setting that there is not: the engine would
 * pass over that, and leave the default in force
 */
export async function reconcile(
  pack: string,
  policies: readonly PolicyInfo[],
  initial: PolicyConfigs,
  given: PolicyConfigs,
): Promise<PolicyConfigs> {
  const defaults = Object.fromEntries(
    policies.map((policy) => [policy.name, { level: policy.level, properties: schemaDefaults(policy) }]),
  );
  const result = apply(apply(defaults, initial), given);
  const checked = await Promise.all(
    policies.map((policy) => violations(policy, result[policy.name]?.properties ?? {})),
  );
  const mistakes = [...misspelt(settingsGiven(given), settingsKnown(policies)), ...checked.flat()];
  if (mistakes.length > 0) {
    throw new PreviewFailure(`configuration of policy pack \`${pack}\`: ${mistakes.join("; ")}`);
  }
  return result;
}

const settingsGiven = (given: PolicyConfigs): SettingsOf =>
  new Map(Object.entries(given).map(([policy, { properties }]) => [policy, Object.keys(properties)]));

/** A policy without a schema may read whatever it is given. */
const settingsKnown = (policies: readonly PolicyInfo[]): SettingsOf =>
  new Map(policies.map(({ name, schema }) => [name, schema && Object.keys(schema.properties)]));

const schemaDefaults = (policy: PolicyInfo): JsonMap =>
  Object.fromEntries(
    Object.entries(policy.schema?.properties ?? {})
      .filter(([, schema]) => "default" in schema)
      .map(([property, schema]) => [property, schema["default"]]),
  );

function apply(base: PolicyConfigs, configs: PolicyConfigs): PolicyConfigs {
  const everywhere = configs["all"]?.level;
  const result: Record<string, PolicyConfig> = {};
  for (const [policy, config] of Object.entries(base)) {
    result[policy] = { ...config, level: everywhere ?? config.level };
  }
  for (const [policy, { level, properties }] of Object.entries(configs)) {
    const known = result[policy];
    result[policy] = { level: level ?? known?.level, properties: { ...known?.properties, ...properties } };
  }
  return result;
}

async function violations(policy: PolicyInfo, properties: JsonMap): Promise<readonly string[]> {
  const { schema } = policy;
  if (schema === undefined) return [];
  const whole = { type: "object", properties: schema.properties, required: [...schema.required] };
  if (isPlainlyValid(whole, properties)) return [];
  const { Ajv } = await import("ajv");
  const ajv = new Ajv({ strict: false, allErrors: true, validateSchema: false });
  try {
    const validate = ajv.compile(whole);
    return validate(properties)
      ? []
      : (validate.errors ?? []).map((error) => `${policy.name}: ${errorText(error)}`);
  } catch (error) {
    return [`${policy.name}: its schema cannot be read: ${messageOf(error)}`];
  }
}

function errorText({ instancePath, message, params }: ErrorObject): string {
  const where = instancePath === "" ? "" : `\`${instancePath.slice(1).replaceAll("/", ".")}\` `;
  const allowed: unknown = params["allowedValues"];
  return `${where}${message ?? "is invalid"}${Array.isArray(allowed) ? `: ${allowed.join(", ")}` : ""}`;
}
