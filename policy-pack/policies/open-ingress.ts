import { AddressSet, INTERNET } from "../analysis/addresses";
import { DEFAULT_THRESHOLDS, isWorldOpen, PORTLESS, publicPart, type Thresholds } from "../analysis/exposure";
import { type Finding, list, quote } from "../analysis/findings";
import { dangerOf } from "../analysis/notable-ports";
import { matches } from "../analysis/patterns";
import { hasPorts, parseProtocol } from "../analysis/protocols";
import { type Flow, type Opening, Traffic } from "../analysis/traffic";
import { describePorts, packetsOf } from "../analysis/traffic-text";
import { UNKNOWN } from "../analysis/unknown";
import { usesGroups } from "../facts/group-users";
import { NetworkMap } from "../facts/network-map";
import { holdsPrefixes, PrefixLists } from "../facts/prefix-lists";
import type { Resource, Stack } from "../facts/resource";
import type { Earlier, Rule, Settings } from "../facts/rule";
import { groupIdOf, type IngressRule, ingressOf, letsTrafficIn } from "../facts/security-group-rules";
import { type Group, groupsOf, type Member } from "../facts/security-groups";
import { integer, TRUSTED_PREFIX_LISTS, texts } from "../facts/settings";

/** A number in 0..65535, as a pattern; that a range ascends is beyond one. */
const PORT = "([0-9]{1,4}|[1-5][0-9]{4}|6[0-4][0-9]{3}|65[0-4][0-9]{2}|655[0-2][0-9]|6553[0-5])";

/** Rejects security group rules that let (nearly) everyone on the internet in, alone or together. */
export const openIngress: Rule = {
  name: "open-ingress",
  displayName: "No world-open ingress",
  description:
    "A security group must not let the internet in, except to ports that are public by configuration.",
  enforcementLevel: "mandatory",
  severity: "critical",
  tags: ["network", "ingress"],
  remediationSteps:
    "Name the CIDR blocks, prefix list or security group that need access, or declare the port public.",
  settings: {
    publicPorts: {
      description:
        "Ports that any group may open to the internet, like `tcp/443` or `tcp/8000-8010`. None by default.",
      type: "array",
      items: { type: "string", pattern: `^(tcp|udp)/${PORT}(-${PORT})?$` },
      default: [],
    },
    publicSecurityGroups: {
      description:
        "Logical names of the groups, and of rules that are resources of their own, which `publicPorts` is for; `*` and `?` are wildcards.",
      type: "array",
      items: { type: "string", minLength: 1 },
      default: ["*"],
    },
    requireLoadBalancer: {
      description: "Whether to advise against public ports of groups that hosts are in.",
      type: "boolean",
      default: true,
    },
    trustedPrefixLists: TRUSTED_PREFIX_LISTS,
    widestIpv4Prefix: {
      description:
        "More public IPv4 addresses than one block of this prefix length has are the world, in bits.",
      type: "integer",
      minimum: 1,
      maximum: 32,
      default: DEFAULT_THRESHOLDS.widestIpv4Prefix,
    },
    widestIpv6Prefix: {
      description:
        "More public IPv6 addresses than one block of this prefix length has are the world, in bits.",
      type: "integer",
      minimum: 1,
      maximum: 128,
      default: DEFAULT_THRESHOLDS.widestIpv6Prefix,
    },
  },
  appliesTo: (type) => letsTrafficIn(type) || holdsPrefixes(type) || usesGroups(type),
  judge: (resource, settings, earlier) => {
    const { rules, unreadable } = ingressOf(resource);
    const least = Traffic.union(rules.map((rule) => rule.least));
    const open = openPart(least, resource, settings);
    return [
      ...noPorts(settings),
      ...unreadable.map(({ path, problem }) => unreadableRule(path, problem)),
      ...bySources(open).map((openings) =>
        worldOpen(openings, contributing(rules, openings).map(nameOfRule)),
      ),
      ...undecidedRules(resource, rules, open, settings),
      ...completed(resource, rules, settings, earlier),
    ];
  },
  judgeStack: (stack, settings) => {
    const prefixLists = new PrefixLists(stack, texts(settings, "trustedPrefixLists"));
    const groups = groupsOf(stack, prefixLists);
    return groups
      .flatMap((group) => [
        ...judgeGroup(group, settings),
        ...group.members.flatMap((member) => unresolvedLists(member, settings)),
      ])
      .concat(publicHosts(stack, groups, prefixLists, settings));
  },
};

const thresholdsOf = (settings: Settings): Thresholds => ({
  widestIpv4Prefix: integer(settings, "widestIpv4Prefix", DEFAULT_THRESHOLDS.widestIpv4Prefix),
  widestIpv6Prefix: integer(settings, "widestIpv6Prefix", DEFAULT_THRESHOLDS.widestIpv6Prefix),
});

/** A port range of the configuration, for any source; undefined where it is none. */
function publicFlow(text: string): Flow | undefined {
  const [name = "", ports = ""] = text.split("/");
  const [first = "", last = first] = ports.split("-");
  const [firstPort, lastPort] = [Number(first), Number(last)];
  if (!(firstPort >= 0 && firstPort <= lastPort && lastPort <= 65_535)) return undefined;
  return { protocol: parseProtocol(name), firstPort, lastPort, sources: AddressSet.ALL };
}

/** What the configuration calls ports but are none. The schema refuses most of it, before anything is judged. */
const noPorts = (settings: Settings): readonly Finding[] =>
  texts(settings, "publicPorts")
    .filter((text) => publicFlow(text) === undefined)
    .map((text) => ({
      kind: "violation",
      what: `\`publicPorts\` of the policy's configuration has ${quote(text)}`,
      why: "what is no range of ports makes nothing public",
      fix: "write ports in 0..65535, ascending, like `tcp/443` or `udp/8000-8010`",
      meaning: { kind: "no-ports", text },
    }));

/** The packets that may be public by configuration, in the rules of a resource. */
function publicTraffic({ name }: Resource, settings: Settings): Traffic {
  const isPublic = texts(settings, "publicSecurityGroups").some((pattern) => matches(pattern, name));
  return isPublic
    ? Traffic.of(...texts(settings, "publicPorts").flatMap((text) => publicFlow(text) ?? []))
    : Traffic.EMPTY;
}

/** The packets that nobody declared public, in the rules of a resource. */
const undeclared = (traffic: Traffic, resource: Resource, settings: Settings): Traffic =>
  traffic.subtract(Traffic.union([PORTLESS, publicTraffic(resource, settings)]));

/** The packets that anyone may send. Sources are judged by port: all rules of it together. */
function openings(traffic: Traffic, settings: Settings): readonly Opening[] {
  const thresholds = thresholdsOf(settings);
  return traffic.openings((sources) => isWorldOpen(sources, thresholds));
}

/** The packets that anyone may send and nobody declared public. */
const openPart = (traffic: Traffic, resource: Resource, settings: Settings): readonly Opening[] =>
  openings(undeclared(traffic, resource, settings), settings);

/** Openings with the same sources are one finding. */
function bySources(openings: readonly Opening[]): readonly (readonly Opening[])[] {
  const groups = new Map<string, Opening[]>();
  for (const opening of openings) {
    const key = String(opening.sources);
    groups.set(key, [...(groups.get(key) ?? []), opening]);
  }
  return [...groups.values()];
}

/** The same ports, for any source. */
const fromAnywhere = (openings: readonly Opening[], sources = AddressSet.ALL): Traffic =>
  Traffic.of(...openings.map((opening) => ({ ...opening, sources })));

/** The rules that let some public address through one of the openings. */
function contributing<T extends { readonly least: Traffic }>(
  rules: readonly T[],
  openings: readonly Opening[],
): readonly T[] {
  const reached = fromAnywhere(openings, INTERNET);
  return rules.filter(({ least }) => !least.intersect(reached).isEmpty);
}

const nameOfRule = ({ path }: IngressRule): string => (path === "" ? "this rule" : quote(path));

/** The blocks with public addresses, and how many those are where it is not all of IPv4. */
function describeSources(sources: AddressSet): string {
  const blocks = sources.toCidrs().filter((block) => !publicPart(AddressSet.of(block)).isEmpty);
  const shown = list(blocks.map(quote), 2);
  const exposed = publicPart(sources).family("ipv4");
  const isPart = !exposed.isEmpty && !exposed.covers(INTERNET.family("ipv4"));
  return isPart ? `${shown} (${exposed.size} public IPv4 addresses)` : shown;
}

/** Few enough ports that somebody may have meant to open them to everyone. */
const DECLARABLE_PORTS = 16;

const isDeclarable = (openings: readonly Opening[]): boolean =>
  openings.every(({ protocol }) => hasPorts(protocol)) &&
  openings.reduce((total, { firstPort, lastPort }) => total + lastPort - firstPort + 1, 0) <=
    DECLARABLE_PORTS;

function worldOpen(openings: readonly Opening[], by: readonly string[]): Finding {
  const sources = openings[0]?.sources ?? AddressSet.EMPTY;
  const verb = by.length === 1 ? "lets" : "together let";
  const fix = "name the CIDR blocks, prefix list or security group that need it, like `203.0.113.0/24`";
  const declare = isDeclarable(openings) ? ", or declare it in `publicPorts`" : "";
  return {
    kind: "violation",
    what: `${list(by)} ${verb} ${describeSources(sources)} in to ${describePorts(openings)}`,
    why: dangerOf(openings),
    fix: fix + declare,
    meaning: meaningOf(openings),
  };
}

function meaningOf(openings: readonly Opening[]): Finding["meaning"] {
  return {
    kind: "world-open",
    packets: packetsOf(openings),
    sources: openings[0]?.sources.toCidrs() ?? [],
  };
}

function unreadableRule(path: string, problem: string): Finding {
  return {
    kind: "violation",
    what: `${quote(path)}: ${problem}`,
    why: "a rule that cannot be read cannot be shown to be closed",
    fix: "write CIDR blocks like `10.0.0.0/16`, protocols like `tcp` and ports in 0..65535",
    meaning: { kind: "unreadable", path, problem },
  };
}

/** Rules that some value of their unknown parts would open further than what is already proven. */
function undecidedRules(
  resource: Resource,
  rules: readonly IngressRule[],
  proven: readonly Opening[],
  settings: Settings,
): readonly Finding[] {
  if (rules.every(({ unknown: parts }) => parts.length === 0)) return [];
  const known = fromAnywhere(proven);
  const possible = openPart(Traffic.union(rules.map(({ most }) => most)).subtract(known), resource, settings);
  const unknown = rules.filter(
    ({ unknown: parts, most }) => parts.length > 0 && possible.length > 0 && !most.subtract(known).isEmpty,
  );
  const paths = unknown.flatMap((rule) => rule.unknown);
  if (paths.length === 0) return [];
  return [
    {
      kind: "unverified",
      what: `${list(paths.map(quote))} ${paths.length === 1 ? "is" : "are"} not known yet`,
      why: "some possible values let the internet in",
      fix: "it is judged again before the resource is created or changed",
      meaning: { kind: "undecided", paths },
    },
  ];
}

/** What a rule opens together with those that the update has already judged: the last point at which to stop it. */
function completed(
  resource: Resource,
  rules: readonly IngressRule[],
  settings: Settings,
  earlier: Earlier,
): readonly Finding[] {
  const group = groupIdOf(resource);
  const least = Traffic.union(rules.map((rule) => rule.least));
  if (group === undefined || least.isEmpty) return [];
  const reached = fromAnywhere(least.openings());
  const others = [...earlier(groupIdOf, group)].flatMap((other): readonly RuleHolder[] => {
    const traffic = Traffic.union(ingressOf(other).rules.map((rule) => rule.least.intersect(reached)));
    return traffic.isEmpty ? [] : [{ resource: other, least: traffic, alone: traffic, listed: [] }];
  });
  const members = [...others, { resource, least, alone: least, listed: [] }];
  if (members.length === 1) return [];
  return jointOpenings(members, settings)
    .filter((found) => contributing(members, found).some((member) => member.resource === resource))
    .map((found) => openTogether(members, found));
}

/** What the rules of a group open together and by prefix lists, less what one resource opens alone. */
function judgeGroup({ urn, members }: Group, settings: Settings): readonly Finding[] {
  const [first, ...others] = members;
  const isAlone = others.length === 0 && first?.least === first?.alone;
  const proven = isAlone ? [] : jointOpenings(members, settings);
  return [
    ...proven.map((found) => ({ ...openTogether(members, found), urn })),
    ...undecidedTogether(members, proven.flat(), settings).map((finding) => ({ ...finding, urn })),
  ];
}

/** What the rules of a group would open together for some value of their unknown parts, and none of them alone. */
function undecidedTogether(
  members: readonly Member[],
  proven: readonly Opening[],
  settings: Settings,
): readonly Finding[] {
  const possible = members.map(({ resource, least, rules, unresolved }) => {
    // What one of these opens alone is said of the resource itself.
    const parts = [Traffic.union(rules.map(({ most }) => most)), ...unresolved.map(({ most }) => most)];
    const unknown = [...rules.flatMap((rule) => rule.unknown), ...unresolved.map(({ peer }) => peer.path)];
    return { resource, most: Traffic.union([least, ...parts]), parts, unknown };
  });
  if (possible.every(({ unknown }) => unknown.length === 0)) return [];
  const open = openings(
    Traffic.union(possible.map(({ most, resource }) => undeclared(most, resource, settings))),
    settings,
  );
  if (open.length === 0) return [];
  const alone = possible.flatMap(({ resource, parts }) =>
    parts.flatMap((part) => openPart(part, resource, settings)),
  );
  const left = Traffic.of(...open).subtract(fromAnywhere([...proven, ...alone]));
  const paths = possible
    .filter(({ parts }) => !Traffic.union(parts).intersect(left).isEmpty)
    .flatMap(({ resource, unknown }) => unknown.map((path) => `${resource.name}: ${path}`));
  if (paths.length === 0) return [];
  return [
    {
      kind: "unverified",
      what: `${list(paths.map(quote))} ${paths.length === 1 ? "is" : "are"} not known yet`,
      why: "some possible values let the internet in, together with other rules of the group",
      fix: "it is judged again in the update, with all values known",
      meaning: { kind: "undecided-together", paths },
    },
  ];
}

type RuleHolder = Pick<Member, "least" | "alone" | "listed"> & { readonly resource: Resource };

/** What is open of the members' rules together, less what one of them opens alone. */
function jointOpenings(members: readonly RuleHolder[], settings: Settings): readonly (readonly Opening[])[] {
  const open = openings(
    Traffic.union(members.map(({ least, resource }) => undeclared(least, resource, settings))),
    settings,
  );
  if (open.length === 0) return [];
  const alone = fromAnywhere(members.flatMap((member) => openPart(member.alone, member.resource, settings)));
  return bySources(
    Traffic.of(...open)
      .subtract(alone)
      .openings(),
  );
}

const openTogether = (members: readonly RuleHolder[], found: readonly Opening[]): Finding =>
  worldOpen(
    found,
    contributing(members, found).map((member) => nameOfMember(member, found)),
  );

/** The resource, and the prefix lists by which it lets some public address through one of the openings. */
function nameOfMember({ resource, listed }: RuleHolder, openings: readonly Opening[]): string {
  const lists = contributing(listed, openings).map(({ name }) => quote(name));
  return lists.length === 0
    ? quote(resource.name)
    : `${quote(resource.name)} by ${list([...new Set(lists)])}`;
}

/** Groups with public ports that hosts are in, where a load balancer should be. */
function publicHosts(
  stack: Stack,
  groups: readonly Group[],
  prefixLists: PrefixLists,
  settings: Settings,
): readonly Finding[] {
  if (settings["requireLoadBalancer"] === false || texts(settings, "publicPorts").length === 0) return [];
  const certain = new NetworkMap(stack, groups, prefixLists, "least");
  const possible = new NetworkMap(stack, groups, prefixLists, "most");
  return groups.flatMap(({ key, urn, members }) => {
    const declared = Traffic.union(
      members.map(({ resource, least }) => least.intersect(publicTraffic(resource, settings))),
    );
    const open = openings(declared, settings);
    const isHost = certain.usersOf(key).has("host");
    if (open.length === 0 || !(isHost || possible.usersOf(key).has("host"))) return [];
    const [name = key] = members.flatMap(({ resource }) => (resource.urn === key ? [resource.name] : []));
    return [
      {
        kind: isHost ? "violation" : "unverified",
        level: "advisory",
        what: `hosts ${isHost ? "are" : "may be"} in ${quote(name)}, which lets the internet in to ${describePorts(open)}`,
        why: "a host that faces the internet takes what a load balancer would keep off",
        fix: "put the hosts behind a load balancer, and let only its group in",
        meaning: { kind: "public-host", packets: packetsOf(open) },
        urn,
      },
    ];
  });
}

/** Prefix lists that would open the world if they held it. */
function unresolvedLists({ resource, unresolved }: Member, settings: Settings): readonly Finding[] {
  return unresolved
    .filter(({ most }) => openPart(most, resource, settings).length > 0)
    .map(({ peer: { path, id } }) => ({
      kind: "unverified",
      what: `${quote(path)} is ${id === UNKNOWN ? "not known yet" : `${quote(id)}, a prefix list of another stack`}`,
      why: "if it holds the internet, everyone is let in",
      fix: "declare the list in this stack, or add its id to `trustedPrefixLists`",
      meaning: { kind: "prefix-list", path, id: id === UNKNOWN ? "" : id },
      urn: resource.urn,
    }));
}
