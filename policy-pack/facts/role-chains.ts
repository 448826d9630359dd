import { allowsAll } from "../analysis/iam/administration";
import { type Document, hasUnknownParts, readDocument, type Statement } from "../analysis/iam/document";
import type { Escalation } from "../analysis/iam/escalations";
import { isIdentityWrite, launchersOf, METHODS, principalNames } from "../analysis/iam/escalations";
import type { Bound, Permission } from "../analysis/iam/permission";
import { type Admission, admissionOf, type Caller, servicesIn } from "../analysis/iam/role-trust";
import { UNKNOWN } from "../analysis/unknown";
import { type Holding, holdingOf, propertyOf } from "./combinations";
import { documentsOf } from "./iam-documents";
import { type StackResource, textOf } from "./resource";
import type { Grantee } from "./role-grants";

/** What makes a role worth reaching. */
export type Privilege =
  | { readonly kind: "administrator" }
  | { readonly kind: "escalation"; readonly escalation: Escalation };

/** One step from a holder to a role of the same stack. */
export interface Link {
  readonly from: Grantee;
  readonly to: Grantee;
  /** How: it assumes the role, or passes it to a service that does as it is told, by a method. */
  readonly how:
    | { readonly kind: "assume" }
    | { readonly kind: "pass"; readonly service: string; readonly method: string };
  /** The statements of the holder that let it assume or pass roles; none where the role's trust alone does. */
  readonly statements: readonly Statement[];
}

/** The shortest way from a holder that is not privileged to a role that is. */
export interface Chain {
  readonly links: readonly [Link, ...Link[]];
  readonly privilege: Privilege;
}

/** A grantee with all that is asked of it again and again. */
interface Node {
  readonly grantee: Grantee;
  readonly holding: Holding;
  /** The trust policy, where it is a role that the stack has and the policy can be read. */
  readonly trust:
    | { readonly document: Document; readonly sources: () => readonly StackResource[] }
    | undefined;
  readonly privilege: Privilege | undefined;
}

/**
 * The ways by which holders of a stack reach its privileged roles, one for each holder: a role is assumed, where its
 * trust and (unless that names the caller) a grant allow it, or it is passed to a service that it trusts and that the
 * holder can start something with. Grants for *all* roles are left to the policies that report them.
 * @param depth the most steps
 */
export function chainsOf(
  grantees: readonly Grantee[],
  depth: number,
): { readonly proven: readonly Chain[]; readonly possible: readonly Chain[] } {
  const nodes = grantees.map(nodeOf);
  if (!nodes.some(({ privilege }) => privilege !== undefined)) return { proven: [], possible: [] };
  const proven = search(nodes, depth, "least");
  const isOpen = nodes.some(
    ({ holding, trust }) =>
      (trust !== undefined && hasUnknownParts(trust.document)) ||
      hasUnknownParts(holding.combination.document),
  );
  if (!isOpen) return { proven, possible: [] };
  const known = new Set(proven.map(({ links: [first] }) => first.from));
  const possible = search(nodes, depth, "most").filter(({ links: [first] }) => !known.has(first.from));
  return { proven, possible };
}

function nodeOf(grantee: Grantee): Node {
  const holding = holdingOf(grantee, false);
  return { grantee, holding, trust: trustOf(grantee.resource), privilege: privilegeOf(holding) };
}

function trustOf(role: StackResource | undefined): Node["trust"] {
  if (role === undefined) return undefined;
  const place = documentsOf(role, []).find(({ position }) => position === "trust");
  if (place === undefined) return undefined;
  const reading = readDocument(place.value);
  return reading.kind === "document"
    ? { document: reading.document, sources: () => role.sourcesOf(propertyOf(place.path)) }
    : undefined;
}

/** A boundary that is not seen here may take everything away. */
function privilegeOf({ combination, boundary, pieces }: Holding): Privilege | undefined {
  if (boundary !== "certain" || pieces.length === 0) return undefined;
  const { administration, escalations } = combination.reach("least");
  if (administration !== undefined) return { kind: "administrator" };
  const escalation = escalations.find(({ method }) => isIdentityWrite(method));
  return escalation === undefined ? undefined : { kind: "escalation", escalation };
}

/** From the privileged roles backwards, breadth first: what is found first is shortest. */
function search(nodes: readonly Node[], depth: number, bound: Bound): readonly Chain[] {
  const found = new Map<Node, Chain>();
  const callers = nodes.filter(({ privilege }) => privilege === undefined);
  let frontier = nodes.flatMap((node) =>
    node.privilege === undefined || node.trust === undefined
      ? []
      : [{ node, links: [] as readonly Link[], privilege: node.privilege }],
  );
  for (let step = 0; step < depth && frontier.length > 0; step += 1) {
    const next: typeof frontier = [];
    for (const node of callers) {
      if (found.has(node)) continue;
      for (const target of frontier) {
        const link = linkOf(node, target.node, bound);
        if (link === undefined) continue;
        const chain: Chain = { links: [link, ...target.links], privilege: target.privilege };
        found.set(node, chain);
        if (node.trust !== undefined) next.push({ node, links: chain.links, privilege: chain.privilege });
        break;
      }
    }
    frontier = next;
  }
  return callers.flatMap((node) => found.get(node) ?? []);
}

function linkOf(from: Node, to: Node, bound: Bound): Link | undefined {
  if (to.trust === undefined || from === to) return undefined;
  const certain = stepOf(from, to, to.trust.document, "least");
  const how =
    certain ??
    (bound === "most" && isOpen(from, to) ? stepOf(from, to, to.trust.document, "most") : undefined);
  return how === undefined
    ? undefined
    : { from: from.grantee, to: to.grantee, how, statements: statementsFor(from, how, bound) };
}

const statementsFor = ({ holding }: Node, { kind }: Link["how"], bound: Bound): readonly Statement[] => {
  const permission = holding.combination.permissionFor(bound)(undefined);
  const action = kind === "assume" ? "sts:assumerole" : "iam:passrole";
  return permission.statements.filter((statement) => permission.within([statement]).mentions(action));
};

/** Whether what is not known of two holders may be each other's name: it was made from the other, or from nothing known. */
function isOpen(from: Node, to: Node): boolean {
  const mayBe = (sources: readonly StackResource[], { grantee }: Node): boolean =>
    sources.length === 0 || sources.some(({ urn }) => urn === grantee.resource?.urn);
  const { trust } = to;
  return (
    from.holding.pieces.some((piece) => hasUnknownParts(piece.document) && mayBe(piece.sources(), to)) ||
    (trust !== undefined && hasUnknownParts(trust.document) && mayBe(trust.sources(), from))
  );
}

function stepOf(from: Node, to: Node, trust: Document, bound: Bound): Link["how"] | undefined {
  const admission = admissionOf(trust, callerOf(from.grantee), bound);
  if (admission !== undefined && assumes(from, to, admission, bound)) return { kind: "assume" };
  const permissionFor = from.holding.combination.permissionFor(bound);
  const permission = permissionFor(undefined);
  if (!permission.mentions("iam:passrole")) return undefined;
  const trusted = servicesIn(trust, bound) ?? SERVICES;
  const handed = new Set(
    trusted.filter((name) => reaches(permissionFor(name), "iam:PassRole", to.grantee, bound)),
  );
  if (handed.size === 0) return undefined;
  for (const { id, passedTo } of launchersOf(permission)) {
    const service =
      passedTo === undefined ? undefined : principalNames(passedTo).find((name) => handed.has(name));
    if (service !== undefined) return { kind: "pass", service, method: id };
  }
  return undefined;
}

/** Every service that a method passes a role to. */
const SERVICES: readonly string[] = [
  ...new Set(METHODS.flatMap(({ passedTo }) => (passedTo === undefined ? [] : principalNames(passedTo)))),
];

/** A private-use character: no name has it, so that a trust names it by a wildcard alone. */
const NOBODY = "\u{E000}";

/** Members of groups and holders of permission sets call under names of their own. */
const callerOf = ({ kind, name }: Grantee): Caller =>
  kind === "role" || kind === "user" ? { kind, name: name ?? NOBODY } : { kind: "user", name: NOBODY };

const MAY_ASSUME: Document = {
  version: "2012-10-17",
  statements: [
    {
      path: "",
      sid: undefined,
      effect: "Allow",
      actions: { negated: false, patterns: ["sts:AssumeRole"], hasUnknown: false },
      resources: { negated: false, patterns: ["*"], hasUnknown: false },
      principals: undefined,
      conditions: [],
      hasUnknownConditions: false,
    },
  ],
  unknownStatements: [],
};

function assumes({ holding }: Node, { grantee }: Node, { by, account }: Admission, bound: Bound): boolean {
  const { combination } = holding;
  if (by === "account")
    return reaches(combination.permissionFor(bound)(undefined), "sts:AssumeRole", grantee, bound, account);
  // A trust that names the caller allows it by itself; what the caller is denied still counts.
  const allowed = combination.with(MAY_ASSUME).permissionFor(bound)(undefined);
  return kindsOf(grantee, bound, true).some((kind) =>
    allowsAll(allowed, { action: "sts:AssumeRole", kind: inAccount(kind, account) }),
  );
}

/** Whether an action is allowed on a role, by something narrower than a grant for all roles. */
function reaches(
  permission: Permission,
  action: string,
  role: Grantee,
  bound: Bound,
  account?: string,
): boolean {
  if (!permission.mentions(action.toLowerCase())) return false;
  if (bound === "least" && allowsAll(permission, { action, kind: inAccount(ALL_ROLES, account) }))
    return false;
  return kindsOf(role, bound, false).some((kind) =>
    allowsAll(permission, { action, kind: inAccount(kind, account) }),
  );
}

const inAccount = (kind: string, account: string | undefined): string =>
  account === undefined ? kind : kind.replace("{account}", account);

const ALL_ROLES = "arn:{partition}:iam::{account}:role/????*";

/**
 * A role's ARN. One whose name is not known yet is named by nothing for sure; it may have the name that Pulumi gives, a
 * dash and seven letters after the logical one.
 */
function kindsOf({ resource, name }: Grantee, bound: Bound, isNamed: boolean): readonly string[] {
  const given = textOf(resource?.inputs["path"]) ?? "/";
  const path = given === UNKNOWN ? "/" : given;
  const arn = (last: string): string => `arn:{partition}:iam::{account}:role${path}${last}`;
  if (name !== undefined) return [arn(name)];
  if (isNamed) return [arn(NOBODY)];
  return bound === "most" ? [arn(`${resource?.name ?? ""}-???????`)] : [];
}
