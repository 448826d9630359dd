/** Which resources a change adds, removes and changes, and which of these AWS has to replace. */

import type { Plan, PlanProperties, PlanResource, PlanValue } from "../plan";
import { isForcing, type Replacement, replacementOf } from "./force-new";

export interface ResourceName {
  readonly urn: string;
  readonly type: string;
  readonly name: string;
}

/** An input, down to the innermost part that differs. */
export interface InputChange {
  /** `ingress[0].cidrBlocks`. */
  readonly path: string;
  /** Absent where there was none. */
  readonly before?: PlanValue;
  /** Absent where there is none any more. */
  readonly after?: PlanValue;
}

export interface ChangedResource extends ResourceName {
  /** None where it only follows a resource that is replaced. */
  readonly inputs: readonly InputChange[];
  readonly replacement: Replacement;
}

export interface ResourceChanges {
  readonly added: readonly ResourceName[];
  readonly removed: readonly ResourceName[];
  readonly changed: readonly ChangedResource[];
}

const nameOf = ({ urn, type, name }: PlanResource): ResourceName => ({ urn, type, name });

const isMap = (value: PlanValue | undefined): value is PlanProperties =>
  typeof value === "object" && value !== null && !Array.isArray(value);
const isList = (value: PlanValue | undefined): value is readonly PlanValue[] => Array.isArray(value);

const isMark = (value: PlanProperties): boolean => {
  const keys = Object.keys(value);
  return keys.length === 1 && keys[0]?.startsWith("$") === true;
};

/** JSON texts are compared by what they hold: the order of a document's keys is no change. */
function opened(value: PlanValue | undefined): PlanValue | undefined {
  if (typeof value !== "string" || !/^\s*[[{]/.test(value)) return value;
  try {
    return JSON.parse(value) as PlanValue;
  } catch {
    return value;
  }
}

function* differences(
  path: string,
  before: PlanValue | undefined,
  after: PlanValue | undefined,
): Generator<InputChange> {
  const a = opened(before);
  const b = opened(after);
  if (isMap(a) && isMap(b) && !isMark(a) && !isMark(b)) {
    for (const key of [...new Set([...Object.keys(a), ...Object.keys(b)])].sort()) {
      yield* differences(path === "" ? key : `${path}.${key}`, a[key], b[key]);
    }
    return;
  }
  if (isList(a) && isList(b) && a.length === b.length) {
    for (const [at, item] of a.entries()) yield* differences(`${path}[${at}]`, item, b[at]);
    return;
  }
  if (JSON.stringify(a) === JSON.stringify(b)) return;
  yield { path, ...(before === undefined ? {} : { before }), ...(after === undefined ? {} : { after }) };
}

/** The outermost property of a path. */
const propertyOf = (path: string): string => /^[^.[]*/.exec(path)?.[0] ?? path;

function whatBecomes(
  { type, inputs: after }: PlanResource,
  before: PlanProperties,
  inputs: readonly InputChange[],
): Replacement {
  const names = [...new Set(inputs.map(({ path }) => propertyOf(path)))];
  return replacementOf(
    type,
    names.map((name) => ({ name, appears: before[name] === undefined || after[name] === undefined })),
  );
}

/** Inputs that cannot be changed in place and come from one of these resources. */
const inherited = (
  { type, propertyDependencies }: PlanResource,
  replaced: ReadonlySet<string>,
): readonly string[] =>
  Object.entries(propertyDependencies)
    .filter(([input, urns]) => isForcing(type, input) && urns.some((urn) => replaced.has(urn)))
    .map(([input]) => input);

/**
 * Compares two plans by URN; a resource that is renamed without an alias is one removed and one added, as for Pulumi. What
 * is replaced has other outputs, which replace what was made with them: in the order of registration, which each resource
 * has after those that it depends on.
 */
export function compareResources(base: Plan, head: Plan): ResourceChanges {
  const before = new Map(base.resources.map((resource) => [resource.urn, resource]));
  const after = new Map(head.resources.map((resource) => [resource.urn, resource]));
  const hidden = new Set([...base.opaque, ...head.opaque].map(({ urn }) => urn));
  const replaced = new Set<string>();
  const changed: ChangedResource[] = [];
  for (const resource of head.resources) {
    const was = before.get(resource.urn);
    // Inputs of a component are its author's; what comes of them are its children, unless these are out of sight.
    if (was === undefined || !(resource.custom || was.custom || hidden.has(resource.urn))) continue;
    const inputs = [...differences("", was.inputs, resource.inputs)];
    const own = whatBecomes(resource, was.inputs, inputs);
    const because = own.kind === "yes" ? [] : inherited(resource, replaced);
    const replacement: Replacement = because.length === 0 ? own : { kind: "follows", because };
    if (inputs.length === 0 && replacement.kind !== "follows") continue;
    if (replacement.kind === "yes" || replacement.kind === "follows") replaced.add(resource.urn);
    changed.push({ ...nameOf(resource), inputs, replacement });
  }
  return {
    added: head.resources.filter(({ urn }) => !before.has(urn)).map(nameOf),
    removed: base.resources.filter(({ urn }) => !after.has(urn)).map(nameOf),
    changed,
  };
}
