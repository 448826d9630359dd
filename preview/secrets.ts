import { parseAddress, parseCidr } from "../policy-pack/analysis/addresses";
import { type Plan, type PlanProperties, type PlanValue, SECRET_MARK } from "./plan";
import { isList, isMap, OutputValue, Secret, type Value } from "./values/value";

/** Shorter texts would be found in words that have nothing to do with the secret. */
const TELLING_LENGTH = 4;
const MASK = "[secret]";

/**
 * The secrets that this preview has met. What programs and policies print is not its own text: they may hold a secret
 * in plain, so every line is searched before it is shown, as the CLI does.
 */
export class Secrets {
  readonly #texts = new Set<string>();
  readonly #configured = new Set<string>();

  /** Remembers a secret of the configuration: it is blanked in the plan too, wherever the program put it in plain. */
  configure(text: string): void {
    if (!isTelling(text)) return;
    for (const spelling of spellings(text)) this.#configured.add(spelling);
    this.add(text);
  }

  add(text: string): void {
    if (!isTelling(text)) return;
    for (const spelling of spellings(text)) this.#texts.add(spelling);
  }

  /** Remembers each text below a secret mark inside `value`. */
  collect(value: Value, secret = false): void {
    if (typeof value === "string") {
      // Addresses are what findings are about, and no secret by themselves.
      if (secret && !isAddress(value)) this.add(value);
    } else if (value instanceof Secret) this.collect(value.element, true);
    else if (value instanceof OutputValue) {
      if (value.element !== undefined) this.collect(value.element, secret || value.secret);
    } else if (isList(value)) for (const element of value) this.collect(element, secret);
    else if (isMap(value)) for (const element of Object.values(value)) this.collect(element, secret);
  }

  mask(text: string): string {
    return blank(text, this.#texts);
  }

  /** A plan without any secret of the configuration, in names and keys neither. */
  maskPlan(plan: Plan): Plan {
    if (this.#configured.size === 0) return plan;
    const text = (value: string): string => blank(value, this.#configured);
    const properties = (map: PlanProperties): PlanProperties =>
      Object.fromEntries(Object.entries(map).map(([key, value]) => [text(key), masked(value)]));
    const masked = (value: PlanValue): PlanValue => {
      if (typeof value === "string")
        return this.#configured.has(value) ? { [SECRET_MARK]: true } : text(value);
      if (Array.isArray(value)) return value.map(masked);
      return typeof value === "object" && value !== null ? properties(value as PlanProperties) : value;
    };
    return {
      ...plan,
      resources: plan.resources.map((resource) => ({
        ...resource,
        urn: text(resource.urn),
        name: text(resource.name),
        parent: text(resource.parent),
        id: text(resource.id),
        inputs: properties(resource.inputs),
        outputs: properties(resource.outputs),
        dependencies: resource.dependencies.map(text),
        propertyDependencies: Object.fromEntries(
          Object.entries(resource.propertyDependencies).map(([key, urns]) => [text(key), urns.map(text)]),
        ),
        options: properties(resource.options),
      })),
      violations: plan.violations.map((finding) => ({ ...finding, urn: text(finding.urn) })),
      unverified: plan.unverified.map((finding) => ({ ...finding, urn: text(finding.urn) })),
      opaque: plan.opaque.map((component) => ({ ...component, urn: text(component.urn) })),
    };
  }
}

/** Words that stand everywhere, whatever the configuration encrypts. */
const COMMON: ReadonlySet<string> = new Set(["true", "false", "null", MASK]);

const isTelling = (text: string): boolean => text.length >= TELLING_LENGTH && !COMMON.has(text);

/** As it is, and as it appears inside JSON. */
const spellings = (text: string): readonly string[] => [text, JSON.stringify(text).slice(1, -1)];

function isAddress(text: string): boolean {
  if (parseAddress(text) !== undefined) return true;
  try {
    parseCidr(text);
    return true;
  } catch {
    return false;
  }
}

function blank(text: string, secrets: ReadonlySet<string>): string {
  let blanked = text;
  for (const secret of secrets) if (blanked.includes(secret)) blanked = blanked.replaceAll(secret, MASK);
  return blanked;
}
