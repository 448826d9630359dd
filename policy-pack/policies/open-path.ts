import { isWorldOpen, PORTLESS } from "../analysis/exposure";
import { type Finding, quote } from "../analysis/findings";
import { NOTABLE_PORTS } from "../analysis/notable-ports";
import { type Path, reach, type Way } from "../analysis/reachability";
import { Traffic } from "../analysis/traffic";
import { describePorts, packetsOf } from "../analysis/traffic-text";
import { usesGroups } from "../facts/group-users";
import { NetworkMap } from "../facts/network-map";
import { holdsPrefixes, PrefixLists } from "../facts/prefix-lists";
import type { Rule } from "../facts/rule";
import { letsTrafficIn } from "../facts/security-group-rules";
import { type Group, groupsOf } from "../facts/security-groups";
import { TRUSTED_PREFIX_LISTS, texts } from "../facts/settings";

/** Advises against ways that lead from the internet over a host to a port that nobody opens on purpose. */
export const openPath: Rule = {
  name: "open-path",
  displayName: "No way in over an open host",
  description: "A host that the internet reaches must not be the way to a database or to a login.",
  enforcementLevel: "advisory",
  severity: "medium",
  tags: ["network", "ingress", "reachability"],
  remediationSteps:
    "Put a load balancer before the host, or let in a group whose hosts nobody reaches from outside.",
  settings: {
    trustedPrefixLists: TRUSTED_PREFIX_LISTS,
  },
  appliesTo: (type) => letsTrafficIn(type) || holdsPrefixes(type) || usesGroups(type),
  judge: () => [],
  judgeStack: (stack, settings) => {
    const prefixLists = new PrefixLists(stack, texts(settings, "trustedPrefixLists"));
    const groups = groupsOf(stack, prefixLists);
    const labels = new Map(groups.map((group) => [group.key, labelOf(group)] as const));
    const proven = pathsOver(new NetworkMap(stack, groups, prefixLists, "least"));
    const possible = pathsOver(new NetworkMap(stack, groups, prefixLists, "most"));
    return groups.flatMap((group) => {
      const path = proven.get(group.key);
      if (path !== undefined) return [openTo(group, path, labels)];
      return possible.has(group.key) ? [perhapsOpenTo(group)] : [];
    });
  },
};

/** How messages name a group: its logical name, or what rules know it by. */
const labelOf = ({ key, members }: Group): string =>
  members.find(({ resource }) => resource.urn === key)?.resource.name ?? key;

/** Paths that begin at a host which the internet reaches, lead over hosts alone, and end at a notable port. */
function pathsOver(map: NetworkMap): ReadonlyMap<string, Path> {
  const isHost = (key: string): boolean => map.usersOf(key).has("host");
  // Whoever can only ping a host does not take it over.
  const ways = map.ways.filter(({ traffic }) => !traffic.subtract(PORTLESS).isEmpty);
  const reached = reach(
    ways.filter((way) => way.from !== undefined || (isHost(way.to) && !worldPart(way.traffic).isEmpty)),
    isHost,
    (key) => map.companionsOf(key),
  );
  const found = new Map<string, Path>();
  for (const way of ways) {
    const { from, to } = way;
    if (from === undefined || notablePart(way).isEmpty) continue;
    for (const key of [from, ...map.companionsOf(from)]) {
      const before = isHost(key) ? reached.get(key) : undefined;
      if (before === undefined || before.some((hop) => hop.to === to)) continue;
      const shortest = found.get(to);
      if (shortest === undefined || before.length + 1 < shortest.length) found.set(to, [...before, way]);
    }
  }
  return found;
}

/** The packets to ports that anyone on the internet may send. */
const worldPart = (traffic: Traffic): Traffic =>
  Traffic.of(...traffic.subtract(PORTLESS).openings((sources) => isWorldOpen(sources)));

const notablePart = (way: Way | undefined): Traffic =>
  way === undefined ? Traffic.EMPTY : way.traffic.intersect(NOTABLE_PORTS);

function openTo(group: Group, path: Path, labels: ReadonlyMap<string, string>): Finding {
  const label = (key: string | undefined): string => quote(labels.get(key ?? "") ?? key ?? "");
  const isOpen = ({ from, traffic }: Way): Traffic => (from === undefined ? worldPart(traffic) : traffic);
  const hops = path.map((way, at) => {
    const next = path[at + 1]?.from ?? way.to;
    const also = next === way.to ? "" : ` with a host in ${label(next)}`;
    return `${label(way.to)} (${describePorts(isOpen(way).openings())})${also}`;
  });
  const before = label(path.at(-1)?.from);
  return {
    kind: "violation",
    what: `the internet → ${hops.join(" → ")} is open`,
    why: `whoever takes over a host of ${before} can go on to ${describePorts(notablePart(path.at(-1)).openings())}`,
    fix: `put a load balancer before the hosts, or let in to ${label(group.key)} only groups that nobody reaches from outside`,
    meaning: {
      kind: "open-path",
      hops: path.map((way) => packetsOf(isOpen(way).openings())),
    },
    urn: group.urn,
  };
}

const perhapsOpenTo = (group: Group): Finding => ({
  kind: "unverified",
  what: `${quote(labelOf(group))}: not all groups on the way to it are known yet`,
  why: "some of their possible values make a host that the internet reaches the way to it",
  fix: "it is judged again before the stack is updated",
  meaning: { kind: "undecided-path" },
  urn: group.urn,
});
