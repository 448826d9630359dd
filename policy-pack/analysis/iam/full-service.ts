import type { NormalForm } from "../fingerprint";
import { type Action, actionsMatching, isChanging } from "./actions";
import {
  type Asked,
  allowedActions,
  Breadth,
  breadthOf,
  closedPermission,
  statementsBehind,
} from "./breadth";
import type { Document, Statement } from "./document";
import { IDENTITY_WRITES } from "./identity-writes";
import { layersMeaning, layersOf } from "./layers";
import type { Bound } from "./permission";

/** A service that is wholly given. */
export interface FullService {
  /** Its prefix: `s3`. */
  readonly service: string;
  /** The statements that give it. */
  readonly statements: readonly Statement[];
  /** The kinds of its resources all of which are within reach, as ARN globs; none where it is all of them. */
  readonly kinds: readonly string[];
  /** Whether one of its actions alone makes its holder an administrator, which is reported as that. */
  readonly isEscalation: boolean;
}

/** Of a service's actions that change something, the share that must be allowed. */
const SHARE = 3 / 4;

/** A service with fewer of them has no near-full access: each of its actions is a decision of its own. */
const FEWEST = 3;

const changing = new Map<string, readonly Action[]>();

/** The actions of a service that change something. */
function changingActions(service: string): readonly Action[] {
  const known = changing.get(service);
  if (known !== undefined) return known;
  const actions = actionsMatching(`${service}:*`).filter(isChanging);
  changing.set(service, actions);
  return actions;
}

/** Whether enough of the actions have a property. */
function isNearlyAll(actions: readonly Action[], has: (action: Action) => boolean): boolean {
  if (actions.length < FEWEST) return false;
  let spare = Math.floor(actions.length * (1 - SHARE));
  for (const action of actions) {
    if (has(action)) continue;
    if (spare === 0) return false;
    spare -= 1;
  }
  return true;
}

/**
 * The services of which a document gives nearly all: on all resources of one of the service's kinds, in some partition,
 * region and account, three quarters of the actions that change something and could be limited to single resources.
 * Wildcards, lists, complements and several statements count alike, less each `Deny`.
 *
 * Left out are statements that give services nobody has thought of and whatever comes with them (`openEndsOf`).
 */
export function fullServicesOf(document: Document, bound: Bound): readonly FullService[] {
  const known = found[bound].get(document);
  if (known !== undefined) return known;
  const services = find(document, bound);
  found[bound].set(document, services);
  return services;
}

/** Every policy about less than a whole service asks in turn. */
const found: Readonly<Record<Bound, WeakMap<Document, readonly FullService[]>>> = {
  least: new WeakMap(),
  most: new WeakMap(),
};

let all: readonly Action[] | undefined;

function allChanging(): readonly Action[] {
  all ??= actionsMatching("*").filter(isChanging);
  return all;
}

/** Changing actions of services that have a kind of which all resources are within reach. */
function changingWithin(): Asked {
  const answers = new Map<Breadth, Map<string, boolean>>();
  const isReached = (breadth: Breadth, action: Action): boolean => {
    const known = answers.get(breadth) ?? new Map<string, boolean>();
    answers.set(breadth, known);
    const service = serviceOf(action);
    const answer = known.get(service) ?? breadth.reaches(kindsOf(service));
    known.set(service, answer);
    return answer;
  };
  return { includes: isChanging, all: allChanging, isReached };
}

function find(document: Document, bound: Bound): readonly FullService[] {
  const permission = closedPermission(document, bound);
  const breadth = breadthOf(permission);
  const counts = new Map<string, number>();
  for (const action of allowedActions(permission, breadth, changingWithin())) {
    const service = serviceOf(action);
    counts.set(service, (counts.get(service) ?? 0) + 1);
  }
  return [...counts].sort().flatMap(([service, count]) => {
    // Most documents name few of a service's actions: say so before its kinds are tried one by one.
    if (count < changingActions(service).length * SHARE) return [];
    const place = fullPlace(breadth, service);
    if (place === undefined) return [];
    const statements = statementsBehind(permission, (part) => isFullAt(new Breadth(part), service, place));
    const isEscalation = escalates(breadth, service);
    return [{ service, statements, kinds: kindsWithin(breadth, service), isEscalation }];
  });
}

/**
 * The meaning of services that are wholly given: on which kinds, and under which conditions. Where they need some, the
 * other statements about them are part of it, since nothing is said of what those give by themselves.
 */
export function fullServicesMeaning(document: Document, full: readonly FullService[]): NormalForm {
  const permission = closedPermission(document, "least");
  const givenBy = (some: readonly Statement[]) => {
    const breadth = new Breadth(permission.within(some));
    const services = full.flatMap(({ service }) =>
      fullPlace(breadth, service) === undefined ? [] : [{ service, kinds: kindsWithin(breadth, service) }],
    );
    return services.length === 0 ? undefined : { services };
  };
  const { layers, beside } = layersOf(permission.statements, givenBy);
  const isAbout = (statement: Statement): boolean => {
    const alone = permission.within([statement]);
    return full.some(({ service }) =>
      actionsMatching(`${service}:*`).some(({ name }) => alone.mentions(name.toLowerCase())),
    );
  };
  return layersMeaning("full-service", { layers, beside: beside.filter(isAbout) });
}

const isFullAt = (breadth: Breadth, service: string, place: string): boolean =>
  isNearlyAll(changingActions(service), (action) => breadth.allowsAt(action, place));

const serviceOf = ({ name }: Action): string => name.slice(0, name.indexOf(":"));

const kinds = new Map<string, readonly string[]>();

/** The kinds of resources that a service's changing actions are about. */
function kindsOf(service: string): readonly string[] {
  const known = kinds.get(service);
  if (known !== undefined) return known;
  const found = [...new Set(changingActions(service).flatMap(({ kinds: one }) => one))];
  kinds.set(service, found);
  return found;
}

/** Where nearly all of a service is allowed on all resources of a kind. */
function fullPlace(breadth: Breadth, service: string): string | undefined {
  return kindsOf(service)
    .filter((kind) => kind.split(":")[2] === service)
    .flatMap((kind) => breadth.placesOf(kind))
    .find((place) => isFullAt(breadth, service, place));
}

function kindsWithin(breadth: Breadth, service: string): readonly string[] {
  const all = kindsOf(service);
  const within = all.filter((kind) => breadth.placesOf(kind).length > 0);
  return within.length === all.length ? [] : [...within].sort();
}

/** Whether some action of the service alone makes its holder an administrator, which is reported as that. */
const escalates = (breadth: Breadth, service: string): boolean =>
  IDENTITY_WRITES.flatMap(({ steps }) => steps.map(({ action }) => action))
    .filter((action) => action.startsWith(`${service}:`))
    .some((action) => actionsMatching(action).some((one) => breadth.isUnscoped(one)));

/** The kind that most of a service's changing actions are about: an ARN glob, `*` where it has none. */
export function commonKind(service: string): string {
  const counts = new Map<string, number>();
  for (const { kinds } of changingActions(service))
    for (const kind of kinds) counts.set(kind, (counts.get(kind) ?? 0) + 1);
  return [...counts].reduce((best, one) => (one[1] > best[1] ? one : best), ["*", 0] as const)[0];
}
