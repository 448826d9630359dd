import { AddressSet } from "../analysis/addresses";
import { isWorldOpen } from "../analysis/exposure";
import { type Finding, list, quote } from "../analysis/findings";
import { admittedInOrder } from "../analysis/first-match";
import { dangerOf } from "../analysis/notable-ports";
import { parseProtocol } from "../analysis/protocols";
import { type Flow, type Opening, Traffic } from "../analysis/traffic";
import { describePorts } from "../analysis/traffic-text";
import { isNetworkAclPart, type NetworkAcl, networkAclsOf } from "../facts/network-acls";
import type { Rule, Settings } from "../facts/rule";
import { texts } from "../facts/settings";

/** Advises against network ACLs that let the internet in to ports for administrators. */
export const openNetworkAcl: Rule = {
  name: "open-network-acl",
  displayName: "No administration through a network ACL",
  description: "A network ACL must not let the internet in to ports for administrators.",
  enforcementLevel: "advisory",
  severity: "medium",
  tags: ["network", "ingress"],
  remediationSteps:
    "Put a rule with a lower number before it that denies the port, or name the CIDR blocks that need it.",
  settings: {
    adminPorts: {
      description: "Ports that no network ACL may open to the internet, like `tcp/22` or `tcp/5985-5986`.",
      type: "array",
      items: { type: "string", pattern: "^(tcp|udp)/[0-9]{1,5}(-[0-9]{1,5})?$" },
      default: ["tcp/22", "tcp/3389"],
    },
  },
  appliesTo: isNetworkAclPart,
  // A single rule proves nothing: one with a lower number may deny what it allows.
  judge: () => [],
  judgeStack: (stack, settings) =>
    networkAclsOf(stack).flatMap((acl) => judgeAcl(acl, adminTraffic(settings))),
};

/** The packets to the ports of the configuration. */
function adminTraffic(settings: Settings): Traffic {
  return Traffic.of(
    ...texts(settings, "adminPorts").map((text): Flow => {
      const [name = "", ports = ""] = text.split("/");
      const [first = "", last = first] = ports.split("-");
      return {
        protocol: parseProtocol(name),
        firstPort: Math.min(Number(first), 65_535),
        lastPort: Math.min(Number(last), 65_535),
        sources: AddressSet.ALL,
      };
    }),
  );
}

function judgeAcl(acl: NetworkAcl, admin: Traffic): readonly Finding[] {
  const { least, most } = admittedInOrder(acl.entries);
  const open = openings(least, admin);
  if (open.length > 0) return [violation(acl, open)];
  const possible = openings(most, admin);
  const paths = acl.entries.flatMap(({ unknown }) => unknown);
  return possible.length === 0 || paths.length === 0 ? [] : [unverified(acl, paths)];
}

const openings = (admitted: Traffic, admin: Traffic): readonly Opening[] =>
  admitted.intersect(admin).openings((sources) => isWorldOpen(sources));

function violation({ urn, name, entries }: NetworkAcl, open: readonly Opening[]): Finding {
  const reached = Traffic.of(...open.map((opening): Flow => ({ ...opening })));
  const by = entries.filter(({ action, least }) => action === "allow" && !least.intersect(reached).isEmpty);
  const sources = AddressSet.union(open.map((opening) => opening.sources)).toCidrs();
  return {
    kind: "violation",
    what: `network ACL ${quote(name)}: ${list(by.map((entry) => entry.name))} ${by.length === 1 ? "lets" : "together let"} ${list(sources.map(quote), 2)} in to ${describePorts(open)}`,
    why: `${dangerOf(open)} of every host whose security group lets him`,
    fix: "deny the ports by a rule with a lower number, or name the CIDR blocks that need them",
    meaning: {
      kind: "open-network-acl",
      packets: open.map(({ protocol, firstPort, lastPort, sources: from }) => [
        protocol,
        firstPort,
        lastPort,
        from.toCidrs(),
      ]),
    },
    urn,
  };
}

const unverified = ({ urn, name }: NetworkAcl, paths: readonly string[]): Finding => ({
  kind: "unverified",
  what: `network ACL ${quote(name)}: ${list(paths.map(quote))} ${paths.length === 1 ? "is" : "are"} not known yet`,
  why: "some possible values let the internet in to ports for administrators",
  fix: "it is judged again at the end of the update, with all values known",
  meaning: { kind: "undecided", paths },
  urn,
});
