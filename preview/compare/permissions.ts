/** Which permissions a change gives or takes: the statements of each holder before and after, as sets. */

import { list, quote } from "../../policy-pack/analysis/findings";
import {
  type Document,
  type PrincipalList,
  readDocument,
  type Statement,
} from "../../policy-pack/analysis/iam/document";
import {
  bounded,
  EVERYTHING,
  folded,
  type Lists,
  listCovers,
  partsOf,
} from "../../policy-pack/analysis/iam/lists";
import { UNKNOWN } from "../../policy-pack/analysis/unknown";
import { attachmentsOf } from "../../policy-pack/facts/attachments";
import { documentsOf, holderOf, type IamDocument } from "../../policy-pack/facts/iam-documents";
import type { StackResource } from "../../policy-pack/facts/resource";
import { weaker } from "./conditions";

/** Something that a holder may do by one of two plans only. */
export interface PermissionChange {
  /** ``role `clo-api` ``, ``policy of `bucket` ``. */
  readonly holder: string;
  readonly position: IamDocument["position"] | "attachment";
  /** `s3:GetObject` on `arn:…`, as a clause. */
  readonly what: string;
}

export interface PermissionChanges {
  readonly wider: readonly PermissionChange[];
  readonly narrower: readonly PermissionChange[];
}

/** The documents of one holder with one position: their statements add up. */
interface Holding {
  readonly holder: string;
  readonly position: IamDocument["position"];
  readonly statements: Statement[];
  /** Whether there is more that is not known, or cannot be read. */
  hidden: boolean;
}

/** Managed policies whose path begins so are limits rather than grants; the pack's default. */
const BOUNDARY_PATHS: readonly string[] = ["/boundary/"];

function holdingsOf(resources: readonly StackResource[]): ReadonlyMap<string, Holding> {
  const holdings = new Map<string, Holding>();
  for (const resource of resources) {
    for (const { position, value } of documentsOf(resource, BOUNDARY_PATHS)) {
      const holder = holderOf(resource);
      // A role's own documents and those of `RolePolicy` add up; a resource's policy is its own.
      const key = JSON.stringify([
        position,
        position === "grant" || position === "trust" ? holder : resource.urn,
      ]);
      const holding = holdings.get(key) ?? { holder, position, statements: [], hidden: false };
      holdings.set(key, holding);
      const reading = readDocument(value);
      if (reading.kind === "document") {
        holding.statements.push(...reading.document.statements);
        holding.hidden ||= hasMore(reading.document);
      } else holding.hidden = true;
    }
  }
  return holdings;
}

const hasMore = ({ unknownStatements }: Document): boolean => unknownStatements.length > 0;

/** A part of a statement: one pattern of actions on one of resources for one principal, under its conditions. */
interface Atom {
  readonly actions: Lists;
  readonly resources: Lists;
  readonly principals: PrincipalList | undefined;
  readonly statement: Statement;
}

const resourcesOf = ({ resources }: Statement, wide: boolean): Lists =>
  resources === undefined ? EVERYTHING : bounded(resources, wide);

const actionsOf = ({ actions }: Statement, wide: boolean): Lists => folded(bounded(actions, wide));

/** The atoms of a statement, read as widely as its unknown parts allow. */
function atomsOf(statement: Statement): readonly Atom[] {
  const { principals } = statement;
  const each: readonly (PrincipalList | undefined)[] =
    principals === undefined || principals.negated || principals.hasUnknown
      ? [principals]
      : principals.principals.map((principal) => ({ ...principals, principals: [principal] }));
  return partsOf(actionsOf(statement, true)).flatMap((actions) =>
    partsOf(resourcesOf(statement, true)).flatMap((resources) =>
      each.map((one): Atom => ({ actions, resources, principals: one, statement })),
    ),
  );
}

function principalsCover(wide: PrincipalList | undefined, narrow: PrincipalList | undefined): boolean {
  if (wide === undefined || narrow === undefined) return wide === narrow;
  if (wide.hasUnknown || narrow.hasUnknown) return false;
  const all = wide.principals.some(({ type, value }) => !wide.negated && type === "AWS" && value === "*");
  if (all) return true;
  const has = (one: PrincipalList, { type, value }: { type: string; value: string }): boolean =>
    one.principals.some((other) => other.type === type && other.value === value);
  if (wide.negated !== narrow.negated) return false;
  return wide.negated
    ? wide.principals.every((principal) => has(narrow, principal))
    : narrow.principals.every((principal) => has(wide, principal));
}

/** Whether a statement certainly has all of an atom. */
const has = (statement: Statement, atom: Atom): boolean =>
  !statement.hasUnknownConditions &&
  listCovers(actionsOf(statement, false), atom.actions) &&
  listCovers(resourcesOf(statement, false), atom.resources) &&
  principalsCover(statement.principals, atom.principals) &&
  weaker(statement.conditions, atom.statement.conditions);

function principalText({ principals }: Atom): string {
  if (principals === undefined) return "";
  if (principals.hasUnknown) return " for principals that are not known";
  const named = list(
    principals.principals.map(({ value }) => quote(value)),
    3,
  );
  return principals.negated ? ` for everyone but ${named}` : ` for ${named}`;
}

function conditionText({ statement: { conditions, hasUnknownConditions } }: Atom): string {
  if (hasUnknownConditions) return " under conditions that are not known";
  const texts = conditions.map(
    ({ operator, key, values }) => `${key} ${operator} ${list(values.map(quote), 3)}`,
  );
  return texts.length === 0 ? "" : ` if ${texts.join(" and ")}`;
}

/** Action patterns as the statement spells them: they were folded to be compared. */
const spelled = ({ actions, statement }: Atom): readonly string[] =>
  actions.patterns.map(
    (folded) => statement.actions.patterns.find((written) => written.toLowerCase() === folded) ?? folded,
  );

/** Atoms as clauses: those that agree on all but their actions as one, then those that agree on all but their resources. */
function clauses(atoms: readonly Atom[]): readonly string[] {
  const byResource = new Map<string, { readonly first: Atom; readonly actions: Set<string> }>();
  for (const atom of atoms) {
    const key = JSON.stringify([
      atom.resources,
      atom.actions.negated,
      principalText(atom),
      conditionText(atom),
    ]);
    const group = byResource.get(key) ?? { first: atom, actions: new Set<string>() };
    byResource.set(key, group);
    for (const action of spelled(atom)) group.actions.add(action);
  }
  const byActions = new Map<
    string,
    { readonly begin: string; readonly end: string; readonly on: Set<string> }
  >();
  for (const { first, actions } of byResource.values()) {
    const named = list([...actions].map(quote), 6);
    const begin = first.actions.negated ? `all actions but ${named}` : named;
    const end = `${principalText(first)}${conditionText(first)}`;
    const group = byActions.get(`${begin} ${end}`) ?? { begin, end, on: new Set<string>() };
    byActions.set(`${begin} ${end}`, group);
    if (first.statement.resources === undefined) continue;
    if (first.resources.negated)
      group.on.add(`all resources but ${list(first.resources.patterns.map(quote), 3)}`);
    else for (const pattern of first.resources.patterns) group.on.add(quote(pattern));
  }
  return [...byActions.values()].map(
    ({ begin, end, on }) => `${begin}${on.size === 0 ? "" : ` on ${list([...on], 3)}`}${end}`,
  );
}

const of = (statements: readonly Statement[], effect: "Allow" | "Deny"): readonly Statement[] =>
  statements.filter((statement) => statement.effect === effect || statement.effect === UNKNOWN);

/** What `more` allows and `less` does not: its own `Allow`s, and what `less` denies and it does not. */
function excess(more: Holding | undefined, less: Holding | undefined): readonly string[] {
  const mine = more?.statements ?? [];
  const theirs = less?.statements ?? [];
  const certain = (statements: readonly Statement[], effect: "Allow" | "Deny") =>
    statements.filter((statement) => statement.effect === effect);
  const missing = (from: readonly Statement[], among: readonly Statement[]): readonly Atom[] =>
    from.flatMap(atomsOf).filter((atom) => !among.some((statement) => has(statement, atom)));
  const denied = certain(mine, "Deny");
  const allowed = clauses(
    missing(of(mine, "Allow"), certain(theirs, "Allow")).filter(
      (atom) => !denied.some((statement) => has(statement, atom)),
    ),
  );
  const undenied =
    more === undefined
      ? []
      : clauses(missing(of(theirs, "Deny"), certain(mine, "Deny"))).map(
          (text) => `no longer denied: ${text}`,
        );
  const hidden = more?.hidden === true ? ["statements that are not known"] : [];
  return [...allowed, ...undenied, ...hidden];
}

function attached(resources: readonly StackResource[]): ReadonlyMap<string, PermissionChange> {
  const found = new Map<string, PermissionChange>();
  for (const resource of resources) {
    for (const { arn } of attachmentsOf(resource)) {
      const named =
        arn === UNKNOWN ? "a managed policy that is not known" : `the managed policy ${quote(arn)}`;
      const holder = attachmentHolder(resource);
      found.set(JSON.stringify([holder, named]), { holder, position: "attachment", what: named });
    }
  }
  return found;
}

/** Who gets what an attachment attaches. */
function attachmentHolder(resource: StackResource): string {
  const { inputs } = resource;
  for (const [property, kind] of [
    ["role", "role"],
    ["roleName", "role"],
    ["user", "user"],
    ["userName", "user"],
    ["group", "group"],
    ["groupName", "group"],
  ] as const) {
    const name = inputs[property];
    if (typeof name === "string") return `${kind} ${quote(name)}`;
  }
  return holderOf(resource);
}

/** What `head` allows that `base` does not, and the other way round. Unchanged documents are not looked into. */
export function comparePermissions(
  base: readonly StackResource[],
  head: readonly StackResource[],
): PermissionChanges {
  const before = holdingsOf(base);
  const after = holdingsOf(head);
  const wider: PermissionChange[] = [];
  const narrower: PermissionChange[] = [];
  for (const key of new Set([...before.keys(), ...after.keys()])) {
    const own = after.get(key);
    const was = before.get(key);
    const any = own ?? was;
    if (any === undefined || JSON.stringify(own, unknowns) === JSON.stringify(was, unknowns)) continue;
    const { holder, position } = any;
    wider.push(...excess(own, was).map((what) => ({ holder, position, what })));
    narrower.push(...excess(was, own).map((what) => ({ holder, position, what })));
  }
  const attachedBefore = attached(base);
  const attachedAfter = attached(head);
  for (const [key, change] of attachedAfter) if (!attachedBefore.has(key)) wider.push(change);
  for (const [key, change] of attachedBefore) if (!attachedAfter.has(key)) narrower.push(change);
  return { wider, narrower };
}

/** Symbols have no JSON of their own. */
const unknowns = (_: string, value: unknown): unknown => (value === UNKNOWN ? "(unknown)" : value);
