import { hasWildcard } from "../patterns";
import { actionNamed } from "./actions";
import { accountsIn, partitionsIn } from "./administration";
import type { Document, Statement } from "./document";
import type { Method, Step } from "./escalation-method";

import { disregarding, given } from "./given";
import { IDENTITY_WRITES } from "./identity-writes";
import { normalCondition } from "./opening-text";
import { OWN_MAKING } from "./own-making";
import { type Bound, OWN_USER, Permission } from "./permission";
import { SERVICE_METHODS } from "./service-methods";

/** A method that is open to the holder of a permission. */
export interface Escalation {
  readonly method: Method;
  /** Whether the method works on the holder itself only, rather than on all of a kind. */
  readonly isOwn: boolean;
  /** The statements that allow its steps: `iam:PassRole` first, then one a step. */
  readonly statements: readonly Statement[];
}

/** Whom the permissions are for, where that is known: actions on it are actions on oneself. */
export interface Owner {
  readonly kind: "role" | "user" | "group" | "policy";
  readonly name: string;
  /** Like `/app/`, where it is known. */
  readonly path?: string;
}

/** A permission, as it stands where a role is handed to a service; that of a document, or of several together. */
export type PermissionFor = (service: string | undefined) => Permission;

/** Every method, by id; those of one step first. */
export const METHODS: readonly Method[] = [...IDENTITY_WRITES, ...OWN_MAKING, ...SERVICE_METHODS];

/** Whether one action on all of a kind suffices, of those that rewrite identities. */
export const isIdentityWrite = (method: Method): boolean => IDENTITY_WRITES.includes(method);

/** Keys that limit what a service does with a role, or which one an instance gets, besides those that always bind. */
const KEYS: ReadonlySet<string> = new Set([
  "cloudformation:rolearn",
  "cloudformation:templateurl",
  "ec2:instanceprofile",
  "iam:associatedresourcearn",
]);

/** A document's permission as `escalationsOf` asks for it. */
export function permissionOf(document: Document, bound: Bound, boundaryExempts: boolean): PermissionFor {
  const judged = boundaryExempts ? document : disregarding(document, "iam:PermissionsBoundary");
  const general = Permission.of(judged, bound, KEYS);
  const special = new Map<string, Permission>();
  return (service) => {
    if (service === undefined) return general;
    const known = special.get(service);
    if (known !== undefined) return known;
    const narrowed = given(judged, "iam:PassedToService", service);
    const permission = narrowed === judged ? general : Permission.of(narrowed, bound, KEYS);
    special.set(service, permission);
    return permission;
  };
}

/**
 * The methods that a permission opens: each of a method's steps is allowed on all of its kind (or on some resource, as
 * the step needs), in one account, partition and region, less each `Deny`. A role can be passed where `iam:PassRole` is
 * allowed on all roles for that service.
 */
export function escalationsOf(
  permissionFor: PermissionFor,
  methods: readonly Method[],
  owner?: Owner,
): readonly Escalation[] {
  const permission = permissionFor(undefined);
  const services = servicesOf(permission);
  const candidates = methods.filter(
    ({ steps, passedTo }) =>
      steps.every(({ action }) => services === "all" || services.has(serviceOf(action))) &&
      (passedTo === undefined || permission.mentions(PASS_ROLE.action.toLowerCase())) &&
      steps.every(({ action }) => permission.mentions(action.toLowerCase())),
  );
  if (candidates.length === 0) return [];
  const worlds = worldsOf(permission);
  // Where not all roles can be passed to some service, they cannot to any; most documents end here.
  const passing = candidates.some(({ passedTo }) => passedTo !== undefined)
    ? worlds.filter((world) => takes(permission.inAccount(world.account), PASS_ROLE, world))
    : [];
  return candidates.flatMap((method) => {
    const places = method.passedTo === undefined ? worlds : passing;
    return openOf(permissionFor, method, places, owner) ?? [];
  });
}

/**
 * The methods by which a role, once it is passed to the method's service, does what the holder of a permission says:
 * which roles can be passed is another question.
 */
export function launchersOf(permission: Permission): readonly Method[] {
  const mentioned = METHODS.filter(
    ({ passedTo, steps }) =>
      passedTo !== undefined && steps.every(({ action }) => permission.mentions(action.toLowerCase())),
  );
  if (mentioned.length === 0) return [];
  const worlds = worldsOf(permission);
  return mentioned.filter(({ steps }) =>
    worlds.some((world) => {
      const local = permission.inAccount(world.account);
      return steps.every((step) => takes(local, step, world));
    }),
  );
}

const serviceOf = (action: string): string => action.slice(0, action.indexOf(":"));

/** The services whose actions are mentioned: a cheap answer for the many documents that have none of a method's. */
function servicesOf(permission: Permission): ReadonlySet<string> | "all" {
  const services = new Set<string>();
  for (const { actions } of permission.statements) {
    if (actions.negated || (actions.hasUnknown && permission.bound === "most")) return "all";
    for (const pattern of actions.patterns) {
      const service = serviceOf(pattern).toLowerCase();
      if (service === "" || hasWildcard(service)) return "all";
      services.add(service);
    }
  }
  return services;
}

/** Where all of a kind may be: one account, one partition, and for regional kinds one region or any. */
interface World {
  readonly account: string;
  readonly partition: string;
  readonly region: string;
}

function worldsOf(permission: Permission): readonly World[] {
  const patterns = permission.resourcePatterns;
  const named = patterns.map((pattern) => pattern.split(":")[3] ?? "");
  const regions = ["*", ...new Set(named.filter((region) => /^[a-z]{2}(-[a-z]+)+-[0-9]$/.test(region)))];
  return accountsIn(patterns).flatMap((account) =>
    partitionsIn(patterns).flatMap((partition) =>
      regions.map((region): World => ({ account, partition, region })),
    ),
  );
}

const inWorld = (kind: string, { account, partition, region }: World): string =>
  kind
    .replace("{partition}", partition)
    .replace(":*:{account}", `:${region}:${account}`)
    .replace("{account}", account);

/** All roles: what must be passed is the strongest. */
const PASS_ROLE: Step = {
  on: "all",
  action: "iam:PassRole",
  kind: "arn:{partition}:iam::{account}:role/????*",
  reach: "all roles",
  alsoOwn: false,
};

function openOf(
  permissionFor: PermissionFor,
  method: Method,
  worlds: readonly World[],
  owner: Owner | undefined,
): Escalation | undefined {
  const { steps, passedTo } = method;
  const permission = permissionFor(undefined);
  for (const world of worlds) {
    const local = permission.inAccount(world.account);
    for (const names of namesFor(method, local, world)) {
      // One that is missing settles it: the others need not be looked for.
      const statements: Statement[] = [];
      const isFound = (statement: Statement | undefined): boolean =>
        statement !== undefined && statements.push(statement) > 0;
      const isPassed = passedTo === undefined || isFound(passing(permissionFor, passedTo, world));
      if (
        isPassed &&
        steps.every((step) => isFound(allowing(local, (alone) => takes(alone, step, world, names))))
      )
        return { method, isOwn: false, statements };
    }
  }
  const [step] = steps;
  if (step?.on !== "all" || !step.alsoOwn) return undefined;
  const own = ownKinds(step.kind, owner, permission.resourcePatterns);
  for (const world of worlds) {
    const kinds = own.map((kind) => inWorld(kind, world));
    const statement = allowing(permission.inAccount(world.account), (alone) =>
      kinds.some((kind) => alone.allowsKind(step.action.toLowerCase(), kind)),
    );
    if (statement !== undefined) return { method, isOwn: true, statements: [statement] };
  }
  return undefined;
}

/** The statement that hands all roles to a service, by either of the names that the service has. */
function passing(permissionFor: PermissionFor, passedTo: string, world: World): Statement | undefined {
  for (const service of principalNames(passedTo)) {
    const local = permissionFor(service).inAccount(world.account);
    const found = allowing(local, (alone) => takes(alone, PASS_ROLE, world));
    if (found !== undefined) return found;
  }
  return undefined;
}

/** A service's principal in `aws`, and in China, where some have a name of their own. */
export const principalNames = (service: string): readonly string[] => [service, `${service}.cn`];

/** The patterns by which identities of one's own making may be named; one that is not used where a method makes none. */
function namesFor({ steps }: Method, permission: Permission, world: World): readonly string[] {
  const made = steps.find((step) => step.on === "made");
  if (made?.on !== "made") return [""];
  const names = permission.resourcePatterns.flatMap((pattern) => {
    const resource = pattern.split(":").slice(5).join(":");
    if (resource.startsWith(`${made.type}/`)) return hasWildcard(resource) ? [pattern] : [];
    // What a wildcard before the type takes in has the type's own names among it.
    const open = pattern.indexOf("*");
    const rest = pattern.slice(open);
    return open < 0 || rest.includes(":")
      ? []
      : [inWorld(`arn:{partition}:iam::{account}:${made.type}/${rest}`, world)];
  });
  return [...new Set(names)];
}

function takes(permission: Permission, step: Step, world: World, names = ""): boolean {
  const action = step.action.toLowerCase();
  if (step.on === "made") return names !== "" && permission.allowsKind(action, names);
  if (step.on === "all") return permission.allowsKind(action, inWorld(step.kind, world));
  const kinds = step.kinds ?? actionNamed(step.action)?.kinds ?? [];
  return kinds.length === 0
    ? permission.allowsKind(action, "*")
    : kinds.some((kind) => permission.allowsSome(action, placed(kind, world)));
}

/** A kind of the table of actions, whose partition and account are open, in one of each. */
function placed(kind: string, { account, partition }: World): string {
  const [scheme, , service, region, owner, ...rest] = kind.split(":");
  return [scheme, partition, service, region, owner === "*" ? account : owner, ...rest].join(":");
}

/** Of the statements that suffice alone, the one with the fewest conditions: the same however they are ordered. */
function allowing(permission: Permission, holds: (alone: Permission) => boolean): Statement | undefined {
  if (!holds(permission)) return undefined;
  return byWeight(permission.statements).find((statement) => holds(permission.within([statement])));
}

const weighed = new WeakMap<readonly Statement[], readonly Statement[]>();

/** Statements by how few conditions they have; each method and place asks for them again. */
function byWeight(statements: readonly Statement[]): readonly Statement[] {
  const known = weighed.get(statements);
  if (known !== undefined) return known;
  const weight = ({ conditions }: Statement): string =>
    `${String(conditions.length).padStart(6, "0")} ${conditions.map(normalCondition).sort().join("; ")}`;
  const sorted = statements
    .map((statement) => ({ statement, weight: weight(statement) }))
    .sort((one, other) => (one.weight < other.weight ? -1 : one.weight > other.weight ? 1 : 0))
    .map(({ statement }) => statement);
  weighed.set(statements, sorted);
  return sorted;
}

/**
 * The kind narrowed to the holder: the user who makes the request, and the holder by name. A name is one holder's, under
 * whatever path; where a resource pattern gives it with one, that is the holder's or nobody's.
 */
function ownKinds(kind: string, owner: Owner | undefined, patterns: readonly string[]): readonly string[] {
  const own = (name: string): string => kind.replace("????*", name);
  const type = kind.split(":").at(-1)?.split("/")[0] ?? "";
  const users = type === "user" ? [own(OWN_USER)] : [];
  if (owner?.kind !== type) return users;
  const { name, path = "/" } = owner;
  const written = patterns.flatMap((pattern) => {
    const resource = pattern.split(":").slice(5).join(":");
    return resource.startsWith(`${type}/`) && resource.endsWith(`/${name}`)
      ? [resource.slice(type.length + 1)]
      : [];
  });
  return [...users, ...new Set([name, `${path.slice(1)}${name}`, ...written].map(own))];
}
