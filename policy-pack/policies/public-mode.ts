import { AddressSet } from "../analysis/addresses";
import { isWorldOpen } from "../analysis/exposure";
import { type Finding, list, quote, undecided } from "../analysis/findings";
import { dangerOf } from "../analysis/notable-ports";
import { ICMP, ICMPV6, TCP } from "../analysis/protocols";
import { type Flow, type Opening, Traffic } from "../analysis/traffic";
import { describePorts } from "../analysis/traffic-text";
import { describeChoice, wrongChoices } from "../facts/choices";
import { holderOf } from "../facts/iam-documents";
import { lightsailPortsOf, opensLightsailPorts } from "../facts/lightsail-ports";
import { publicModeOf } from "../facts/public-modes";
import type { Resource } from "../facts/resource";
import type { Rule } from "../facts/rule";

/** Advises against modes of services that put them on the internet. */
export const publicMode: Rule = {
  name: "public-mode",
  displayName: "No service in its public mode",
  description: "A service must not be in a mode that puts it on the internet.",
  enforcementLevel: "advisory",
  severity: "medium",
  tags: ["network", "public-access"],
  remediationSteps: "Use the mode of the service that works inside a VPC.",
  settings: {},
  appliesTo: (type) => publicModeOf(type) !== undefined || opensLightsailPorts(type),
  judge: (resource) => (opensLightsailPorts(resource.type) ? judgePorts(resource) : judgeMode(resource)),
};

function judgeMode(resource: Resource): readonly Finding[] {
  const mode = publicModeOf(resource.type);
  if (mode === undefined) return [];
  const holder = holderOf(resource);
  return wrongChoices(resource.inputs, mode.choice).map(
    (chosen): Finding =>
      chosen.kind === "unknown"
        ? undecided(holder, chosen.path, "put it on the internet")
        : {
            kind: "violation",
            what: `${holder}: ${describeChoice(chosen)}`,
            why: mode.why,
            fix: mode.fix,
            meaning: { kind: "public-mode", setting: mode.choice.path },
          },
  );
}

const flow = (protocol: number, firstPort: number, lastPort: number): Flow => ({
  protocol,
  firstPort,
  lastPort,
  sources: AddressSet.ALL,
});

/** The web is what most Lightsail instances serve; ICMP has no ports. */
const ACCEPTED = Traffic.of(
  flow(TCP, 80, 80),
  flow(TCP, 443, 443),
  flow(ICMP, 0, 65_535),
  flow(ICMPV6, 0, 65_535),
);

const openings = (sets: readonly Traffic[]): readonly Opening[] =>
  Traffic.union(sets)
    .subtract(ACCEPTED)
    .openings((sources) => isWorldOpen(sources));

function judgePorts(resource: Resource): readonly Finding[] {
  const rules = lightsailPortsOf(resource);
  const holder = holderOf(resource);
  const open = openings(rules.map(({ least }) => least));
  const possible = openings(rules.map(({ most }) => most));
  if (open.length === 0)
    return rules
      .filter(({ least, most }) => possible.length > 0 && !least.covers(most))
      .map(({ path }) => undecided(holder, path, "let the internet in"));
  const reached = Traffic.of(...open.map((opening): Flow => ({ ...opening })));
  const by = rules.filter(({ least }) => !least.intersect(reached).isEmpty).map(({ path }) => quote(path));
  return [
    {
      kind: "violation",
      what: `${holder}: ${list(by)} ${by.length === 1 ? "lets" : "together let"} the internet in to ${describePorts(open)}`,
      why: dangerOf(open),
      fix: "name the blocks that need it in `cidrs` and `ipv6Cidrs`",
      meaning: {
        kind: "open-lightsail-ports",
        packets: open.map(({ protocol, firstPort, lastPort }) => [protocol, firstPort, lastPort]),
      },
    },
  ];
}
