import { createHash } from "node:crypto";
import { isAbsolute, relative } from "node:path";
import { UNKNOWN_STRING } from "../../../preview/values/codec";
import type { Recorded } from "../../preview/recorded";
import { ROOT } from "../checkout";

/** JSON, with `{"$unknown": true}` for what is not known before the update and `{"$text": …}` for long texts. */
export type Json = null | boolean | number | string | readonly Json[] | JsonMap;
export interface JsonMap {
  readonly [key: string]: Json;
}

/** What an engine, the real one or the preview's, gives policy packs for one resource. URNs begin with their type. */
export interface AnsweredResource {
  readonly urn: string;
  readonly parent?: string;
  /** Logical name of the provider. */
  readonly provider?: string;
  /** Options that are set. */
  readonly options: JsonMap;
  readonly inputs: JsonMap;
  /** Of the stack and of components; those of other resources are their provider's. */
  readonly outputs?: JsonMap;
  readonly dependencies: readonly string[];
  readonly propertyDependencies: { readonly [property: string]: readonly string[] };
}

/** What a policy found, or could not decide. */
export interface AnsweredFinding {
  readonly policyPack: string;
  readonly policy: string;
  readonly level: string;
  readonly urn: string;
  readonly message: string;
}

/** What an engine says of a stack. */
export interface Answers {
  readonly resources: readonly AnsweredResource[];
  readonly violations: readonly AnsweredFinding[];
}

/** Begins the message of what could not be decided. */
export const UNVERIFIED = "unverified: ";

/** Longer texts are told by their beginning, length and hash: a document is read where it is written. */
const LONG_TEXT = 160;

export const UNKNOWN_VALUE: Json = { $unknown: true };

/** What the console's bundler puts into names: it follows from the content, and says nothing about an engine. */
const HASHED = "-<hash>";
const BUNDLE_HASH = /-[\w-]{8}(?=\.(?:js|css)$)/;

function shortened(text: string): Json {
  if (text.length <= LONG_TEXT) return text;
  const sha256 = createHash("sha256").update(text).digest("hex").slice(0, 16);
  return { $text: text.slice(0, 40), characters: text.length, sha256 };
}

const isMap = (value: unknown): value is { readonly [key: string]: unknown } =>
  typeof value === "object" && value !== null && !Array.isArray(value);

export const isJsonMap = (value: Json | undefined): value is JsonMap => isMap(value);

/** A value as a recording holds it: no machine's paths, and keys in order. */
export function json(value: unknown): Json {
  if (value === UNKNOWN_STRING) return UNKNOWN_VALUE;
  if (typeof value === "string") return shortened(withoutHash(withoutRoot(value)));
  if (Array.isArray(value)) {
    const list = value.map(json);
    // Of names with a hash the order follows from the hash.
    return list.some(isHashed) ? list.sort() : list;
  }
  if (isMap(value)) return jsonMap(value);
  return value as null | boolean | number;
}

const withoutRoot = (text: string): string =>
  isAbsolute(text) && text.startsWith(ROOT) ? relative(ROOT, text) : text;
const withoutHash = (text: string): string => text.replace(BUNDLE_HASH, HASHED);

const isHashed = (value: Json): boolean => typeof value === "string" && value.includes(HASHED);

const jsonMap = (map: { readonly [key: string]: unknown }): JsonMap =>
  Object.fromEntries(
    Object.entries(map)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, value]) => [key, json(value)]),
  );

const isSet = (value: Json): boolean => {
  if (value === false || value === null) return false;
  if (Array.isArray(value)) return value.length > 0;
  return !isMap(value) || (value["$undefined"] !== true && Object.values(value).some((part) => part !== 0));
};

const options = ({ opts }: Recorded): JsonMap =>
  Object.fromEntries(
    Object.entries(jsonMap(opts)).filter(([key, value]) => key !== "parent" && isSet(value)),
  );

/** `type::name`, or `types$type::name` below a component: what distinguishes the URNs of one stack. */
const tail = (urn: string): string => withoutHash(urn.split("::").slice(2).join("::"));

/** The type of a URN that begins with it, without the components that it is below. */
export const typeOf = (urn: string): string => (urn.split("::")[0] ?? "").split("$").at(-1) ?? "";

/** The logical name of such a URN. */
export const nameOf = (urn: string): string => urn.split("::").slice(1).join("::");

const tails = (urns: readonly string[] = []): readonly string[] => [...new Set(urns.map(tail))].sort();

const isComponent = ({ urn, provider }: Recorded): boolean =>
  provider === undefined && !tail(urn).startsWith("pulumi:providers:");

/** Puts together what a pack was given resource by resource, and for the stack as a whole at the end. */
export function answeredResources(
  each: readonly Recorded[],
  all: readonly Recorded[],
): readonly AnsweredResource[] {
  const atTheEnd = new Map(all.map((one) => [one.urn, one]));
  const seen = new Set(each.map(({ urn }) => tail(urn)));
  if (seen.size !== each.length) throw new Error("two resources have the same URN");
  const stacks = new Set(each.map(({ urn }) => urn.split("::").slice(0, 2).join("::")));
  if (stacks.size !== 1) throw new Error(`URNs of several stacks: ${[...stacks].join(", ")}`);
  return each
    .map((one): AnsweredResource => {
      const last = atTheEnd.get(one.urn);
      return {
        urn: tail(one.urn),
        ...(last?.parent === undefined ? {} : { parent: tail(last.parent) }),
        ...(one.provider === undefined ? {} : { provider: one.provider.name }),
        options: options(one),
        inputs: jsonMap(one.props),
        ...(last !== undefined && isComponent(one) ? { outputs: jsonMap(last.props) } : {}),
        dependencies: tails(last?.dependencies),
        propertyDependencies: Object.fromEntries(
          Object.entries(last?.propertyDependencies ?? {})
            .sort(([a], [b]) => (a < b ? -1 : 1))
            .map(([property, urns]) => [property, tails(urns)]),
        ),
      };
    })
    .sort((a, b) => (a.urn < b.urn ? -1 : 1));
}

/** Findings in an order of their own, each once. */
export function answeredFindings(findings: readonly AnsweredFinding[]): readonly AnsweredFinding[] {
  const unique = new Map(
    findings.map(({ policyPack, policy, level, urn, message }) => {
      const one = { policyPack, policy, level, urn: tail(urn), message: message.trim() };
      return [JSON.stringify(one), one];
    }),
  );
  return [...unique].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, one]) => one);
}

/** Ends a message of this project's pack: it tells one finding from another, whatever the words. */
const FINGERPRINT = /\[[a-z-]+\/[0-9a-f]{12}\]$/;

/** Answers as they are recorded: findings by their fingerprints, so that a better wording needs no new recording. */
export const abridged = (answers: Answers): Answers => ({
  resources: answers.resources,
  violations: answers.violations.map((one) => {
    const fingerprint = FINGERPRINT.exec(one.message)?.[0];
    if (fingerprint === undefined) return one;
    return { ...one, message: `${one.message.startsWith(UNVERIFIED) ? UNVERIFIED : ""}${fingerprint}` };
  }),
});
