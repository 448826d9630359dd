import { createHash } from "node:crypto";
import { sortedJson } from "../../../preview/engine/check";
import { AUTONAMED, BY_NAME, POLICY_DOCUMENTS } from "../../../preview/engine/check-table";
import { parseUrn } from "../../../preview/urn";
import {
  containsUnknown,
  isList,
  isMap,
  UNKNOWN,
  type Value,
  type ValueMap,
} from "../../../preview/values/value";
import type { DeclaredType } from "./declared-type";

/**
 * Values that the schema of AWS's provider fills in, for some types that the programs here use. They are what tells a
 * preview with the provider from one without.
 */
export const DEFAULTS: { readonly [type: string]: ValueMap | undefined } = {
  "aws:s3/bucket:Bucket": { forceDestroy: false },
  "aws:ec2/securityGroup:SecurityGroup": { description: "Managed by Pulumi", revokeRulesOnDelete: false },
  "aws:iam/role:Role": { forceDetachPolicies: false, maxSessionDuration: 3600, path: "/" },
};

/** Where a bridged provider keeps the names of the inputs that it filled in itself. */
const FILLED_IN = "__defaults";

/** Inputs without those that the bridge adds for itself. */
export const withoutInternals = (inputs: ValueMap): ValueMap =>
  Object.fromEntries(Object.entries(inputs).filter(([key]) => !key.startsWith("__")));

/** The inputs that the provider filled in itself. */
export function filledIn(inputs: ValueMap): readonly string[] {
  const names = inputs[FILLED_IN];
  return names !== undefined && isList(names) ? names.filter((name) => typeof name === "string") : [];
}

/** The property that the provider fills in with a name of its own, if the type has one. */
export function nameProperty(type: string, declared: DeclaredType): string | undefined {
  const { property } = AUTONAMED[type] ?? BY_NAME;
  return declared.inputs.has(property) ? property : undefined;
}

export interface CheckCall {
  readonly urn: string;
  readonly declared: DeclaredType;
  /** The checked inputs of the last update; absent where the resource is made anew. */
  readonly olds: ValueMap | undefined;
  readonly news: ValueMap;
  /** Whether a name is taken already, by the resource that is being replaced. */
  readonly isTaken: (type: string, name: string) => boolean;
  /** Bytes of the engine's choice, for names that must differ. */
  readonly seed: string;
}

/**
 * What `Check` of a bridged provider makes of a program's inputs (`pkg/tfbridge/provider.go` and `schema.go` of
 * pulumi-terraform-bridge): nulls are dropped, documents become text, a name and the schema's default values are filled
 * in, and what was filled in is remembered under `__defaults`.
 */
export function checked({ urn, declared, olds, news, isTaken, seed }: CheckCall): ValueMap {
  const { type, name } = parseUrn(urn);
  const inputs: Record<string, Value> = { ...withoutNulls(news) };
  const filled: string[] = [];
  for (const property of POLICY_DOCUMENTS[type] ?? []) {
    const value = inputs[property];
    if (value !== undefined && isMap(value))
      inputs[property] = containsUnknown(value) ? UNKNOWN : sortedJson(value);
  }
  const property = nameProperty(type, declared);
  const { maxLength, lowerCase, unless = [] } = AUTONAMED[type] ?? BY_NAME;
  // A type without an entry in the table has a name of its own where the program need not give one.
  if (property !== undefined && ![property, ...unless].some((key) => key in inputs)) {
    const kept = olds !== undefined && filledIn(olds).includes(property) ? olds[property] : undefined;
    const named = (digits: string): string => {
      const chosen = `${name.slice(0, maxLength - 8)}-${digits.slice(0, 7)}`;
      return lowerCase === true ? chosen.toLowerCase() : chosen;
    };
    // AWS's provider draws the digits. Here they follow from the URN, so that a recording stays the same, and are not
    // those of the offline preview; only a replacement's are drawn.
    const first = named(createHash("sha256").update(`provider ${urn}`).digest("hex"));
    inputs[property] = kept ?? (isTaken(type, first) ? named(seed) : first);
    filled.push(property);
  }
  for (const [key, value] of Object.entries(DEFAULTS[type] ?? {})) {
    if (key in inputs) continue;
    inputs[key] = value;
    filled.push(key);
  }
  return { ...inputs, [FILLED_IN]: filled.sort() };
}

/** Nulls in maps say "not set" and vanish, at every depth; those in lists keep their place. */
function withoutNulls(value: ValueMap): ValueMap {
  const walk = (part: Value): Value => {
    if (isList(part)) return part.map(walk);
    return isMap(part) ? withoutNulls(part) : part;
  };
  return Object.fromEntries(
    Object.entries(value)
      .filter(([, part]) => part !== null)
      .map(([key, part]) => [key, walk(part)]),
  );
}
