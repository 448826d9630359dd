/** The view of security groups: what the account has, page by page, against what the matrix declares. */

import type { Drift, GroupScope, LiveRule, SecurityGroup, SecurityGroupPage } from "../contract";
import { Problems, Refusal } from "../failures";
import { leaving } from "../leaving";
import { cursorOf, placeOf } from "../paging";
import type { Resolvers, Surroundings } from "../surroundings";
import {
  type AccountGroup,
  entriesOf,
  groupsById,
  groupsOfVpc,
  interfaceCounts,
  rulesOfGroups,
} from "./account";
import { drift, flowOf, listsToCompare } from "./drift";
import { driftFor } from "./drift-words";
import { deployedNames, type Names, namesOf, peerFor } from "./names";
import { ofAccount } from "./owners";
import { type AccountRule, type DeclaredRule, declaredRules } from "./rules";
import type { Entries } from "./spaces";
import { portsText } from "./words";

const DEFAULT_FIRST = 50;

/** Rules of a page, unless one group alone has more; of one group not more either. */
const MOST_RULES = 1_000;

/** Findings of one group that are told: who finds more of them has no use for the others. */
const MOST_FINDINGS = 200;

/** Less than the megabyte that AppSync takes, with room for what a page says beside its groups. */
const MOST_BYTES = 900_000;

/** A group of the account as the view orders them: components as the matrix names them, then the others by name. */
interface Listed extends AccountGroup {
  readonly component: string | null;
  readonly rank: number;
}

/** What a group is sorted by: no two have the same. */
type Place = readonly [rank: number, name: string, id: string];

const placeIn = ({ rank, name, id }: Listed): Place => [rank, name, id];

const compareTexts = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

const compare = (a: Place, b: Place): number =>
  a[0] - b[0] || compareTexts(a[1], b[1]) || compareTexts(a[2], b[2]);

/** The place after which a page begins; undefined for the first page. */
function start(question: string, after: string | null | undefined): Place | undefined {
  if (after === undefined || after === null) return undefined;
  const place = placeOf(question, after);
  const [rank, name, id] = Array.isArray(place) ? place : [];
  if (typeof rank === "number" && typeof name === "string" && typeof id === "string") return [rank, name, id];
  throw new Refusal("BadRequest", "`after` is no cursor of this question");
}

/** The groups of the scope in the view's order; undefined where they could not be had. */
async function listed(
  scope: GroupScope,
  around: Surroundings,
  problems: Problems,
): Promise<readonly Listed[] | undefined> {
  const components = Object.entries(around.ids.groups);
  const found = await problems.part("security groups", undefined, () =>
    scope === "VPC"
      ? groupsOfVpc(around, around.ids.vpcId)
      : groupsById(
          around,
          components.map(([, id]) => id),
        ),
  );
  if (found === undefined) return undefined;
  for (const [component, id] of scope === "STACK" ? components : []) {
    if (found.some((group) => group.id === id)) continue;
    problems.add(`security group of ${component} (${id})`, new Refusal("NotFound", "it is gone"));
  }
  return found
    .map((group) => {
      const rank = components.findIndex(([, id]) => id === group.id);
      return {
        ...group,
        component: components[rank]?.[0] ?? null,
        rank: rank < 0 ? components.length : rank,
      };
    })
    .sort((a, b) => compare(placeIn(a), placeIn(b)));
}

/** The groups of a page: as many as were asked for, fewer where they have many rules. */
function page(groups: readonly Listed[], first: number, after: Place | undefined): readonly Listed[] {
  const rest = after === undefined ? groups : groups.filter((group) => compare(placeIn(group), after) > 0);
  let rules = 0;
  const end = rest.findIndex((group, at) => {
    rules += group.ruleCount;
    return at >= first || (at > 0 && rules > MOST_RULES);
  });
  return end < 0 ? rest : rest.slice(0, end);
}

/** What the groups of a page are shown with. */
interface Known {
  readonly rules: ReadonlyMap<string, readonly AccountRule[]> | undefined;
  readonly interfaces: ReadonlyMap<string, number> | undefined;
  readonly declared: ReadonlyMap<string, readonly DeclaredRule[]>;
  readonly entries: Entries;
  readonly names: Names;
}

/** Addresses of the prefix lists that only one of the two sides names. */
async function entriesFor(
  groupIds: readonly string[],
  { declared, rules }: Pick<Known, "declared" | "rules">,
  around: Surroundings,
  problems: Problems,
): Promise<Entries> {
  const lists = groupIds.flatMap((id) => {
    const wanted = declared.get(id);
    return wanted === undefined ? [] : listsToCompare(wanted, rules?.get(id) ?? []);
  });
  const found = await Promise.all(
    [...new Set(lists)].map(async (id) => {
      const entries = await problems.part("entries of prefix lists", undefined, () => entriesOf(around, id));
      return [id, entries] as const;
    }),
  );
  return new Map(found.flatMap(([id, entries]) => (entries === undefined ? [] : [[id, entries] as const])));
}

async function knowledge(
  groups: readonly Listed[],
  all: readonly Listed[],
  around: Surroundings,
  problems: Problems,
): Promise<Known> {
  const ids = groups.map(({ id }) => id);
  const declared = new Map(
    groups.flatMap(({ id, component }) =>
      component === null ? [] : [[id, declaredRules(around.deployment, around.ids, component)] as const],
    ),
  );
  const [found, interfaces] = await Promise.all([
    problems.part("rules and drift", undefined, () => rulesOfGroups(around, ids, problems)),
    problems.part("network interfaces", undefined, () => interfaceCounts(around, ids)),
  ]);
  const rules =
    found && new Map(ids.map((id) => [id, found.filter(({ groupId }) => groupId === id)] as const));
  const known = new Map([...all.map(({ id, name }) => [id, name] as const), ...deployedNames(around)]);
  const [entries, names] = await Promise.all([
    entriesFor(ids, { declared, rules }, around, problems),
    namesOf(
      (found ?? []).map(({ peer }) => peer),
      known,
      around,
      problems,
    ),
  ]);
  return { rules, interfaces, declared, entries, names };
}

const liveRule = (rule: AccountRule, declared: readonly DeclaredRule[], known: Known): LiveRule => ({
  id: rule.id,
  direction: rule.direction,
  traffic: portsText(rule.ports),
  peer: peerFor(rule.peer, known.names),
  description: rule.description,
  flowId: flowOf(rule, declared, known.entries) ?? null,
});

/** Ingress first, then by protocol and port, then by peer; the id decides what remains. */
function compareRules(a: AccountRule, b: AccountRule): number {
  const number = ({ ports }: AccountRule) =>
    (ports.protocol === "all" ? -1 : ports.protocol) * 65_536 + ports.firstPort;
  const peer = ({ peer }: AccountRule) => `${peer.kind} ${peer.kind === "ADDRESSES" ? peer.cidr : peer.id}`;
  return (
    compareTexts(b.direction, a.direction) ||
    number(a) - number(b) ||
    compareTexts(peer(a), peer(b)) ||
    compareTexts(a.id, b.id)
  );
}

/**
 * Drift of one of the stack's groups. The group of a domain that existed before is somebody else's: the stack declares one
 * rule of it, and what its owner adds is none of its drift.
 */
function driftOf(
  group: Listed,
  rules: readonly AccountRule[],
  known: Known,
  { deployment }: Surroundings,
): readonly Drift[] {
  const declared = known.declared.get(group.id);
  if (declared === undefined) return [];
  const isOurs = !(group.component === "domain" && deployment.domainName === undefined);
  return drift(declared, rules, known.entries)
    .filter(({ kind }) => isOurs || kind !== "ADDED")
    .map((finding) => driftFor(finding, known.names));
}

/** The first `most` of what a group has; that there are more is a problem of the answer. */
function cut<T>(what: string, all: readonly T[], most: number, problems: Problems): readonly T[] {
  if (all.length <= most) return all;
  problems.cut(what, most, all.length);
  return all.slice(0, most);
}

function shown(group: Listed, known: Known, around: Surroundings, problems: Problems): SecurityGroup {
  const { id, name, description, component } = group;
  const rules = [...(known.rules?.get(id) ?? [])].sort(compareRules);
  const told = cut(`rules of ${id}`, rules, MOST_RULES, problems);
  // Without the live rules all that is declared would seem to be gone.
  const found = known.rules === undefined ? [] : driftOf(group, rules, known, around);
  return {
    id,
    name: ofAccount(name, group.account, around.deployment),
    component,
    description,
    interfaces: known.interfaces?.get(id) ?? null,
    rules: told.map((rule) => liveRule(rule, known.declared.get(id) ?? [], known)),
    drift: cut(`drift of ${id}`, found, MOST_FINDINGS, problems),
  };
}

const bytesOf = (group: SecurityGroup): number =>
  Buffer.byteLength(JSON.stringify(leaving("SecurityGroup", group)));

async function securityGroups(
  given: {
    readonly scope?: GroupScope | null;
    readonly first?: number | null;
    readonly after?: string | null;
  },
  around: Surroundings,
): Promise<SecurityGroupPage> {
  const scope = given.scope ?? "STACK";
  const question = `securityGroups ${scope}`;
  const after = start(question, given.after);
  const problems = new Problems();
  const { flowLogs, flowLogRetentionDays } = around.deployment;
  const about = {
    flowLogDays: flowLogs.kind === "none" ? null : flowLogRetentionDays,
    asOf: around.now().toISOString(),
  };
  const all = await listed(scope, around, problems);
  if (all === undefined) return { groups: [], total: 0, next: null, problems: problems.found, ...about };

  const paged = page(all, given.first ?? DEFAULT_FIRST, after);
  const known = await knowledge(paged, all, around, problems);
  const groups: SecurityGroup[] = [];
  let bytes = 0;
  for (const group of paged) {
    const next = shown(group, known, around, problems);
    bytes += bytesOf(next);
    if (groups.length > 0 && bytes > MOST_BYTES) break;
    groups.push(next);
  }
  const last = paged[groups.length - 1];
  const isEnd = last === undefined || last === all.at(-1);
  return {
    groups,
    total: all.length,
    next: isEnd ? null : cursorOf(question, placeIn(last)),
    problems: problems.found,
    ...about,
  };
}

export const securityGroupResolvers = { securityGroups } satisfies Resolvers<"securityGroups">;
