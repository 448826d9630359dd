/**
 * The change that narrows or removes a rule, as text to commit. Names, descriptions and ids are other people's: whatever is
 * in them, the text is YAML or TypeScript that says what it is meant to say and nothing else.
 */

import { hasTypes } from "../../policy-pack/analysis/protocols";
import type { Narrower } from "../contract";
import type { DeployedFlow, DeployedParty, Deployment, DeploymentIds } from "../deployment";
import { type Ports, portsText, toward } from "../security-groups";
import { commented, quoted } from "./literals";
import type { LiveRule } from "./live-rules";
import type { NarrowRule } from "./narrowing";

/** What a rule is to become. */
export type Change =
  | { readonly kind: "narrow"; readonly rules: readonly NarrowRule[] }
  | { readonly kind: "remove" };

interface Plan {
  readonly deployment: Deployment;
  readonly ids: DeploymentIds;
  readonly live: LiveRule;
  readonly change: Change;
}

const MATRIX = "components/security-groups/traffic-matrix.ts";

const cidrsOf = (rules: readonly NarrowRule[]): readonly string[] =>
  rules.flatMap(({ addresses }) => addresses?.toCidrs() ?? []);

/** The end of a flow that the stack does not own, which the rule is about. */
const peerOf = (flow: DeployedFlow, { rule }: LiveRule): DeployedParty =>
  rule.direction === "INGRESS" ? flow.from : flow.to;

const entryOf = (party: DeployedParty): string | undefined =>
  party.kind === "cidr" ? party.cidr : party.kind === "prefix-list" ? party.id : undefined;

/** Whether a change leaves the ports of a rule as they are. */
const keepsPorts = ({ rule }: LiveRule, change: Change): boolean =>
  change.kind === "remove" ||
  change.rules.every(
    ({ ports }) =>
      ports.protocol === rule.ports.protocol &&
      ports.firstPort === rule.ports.firstPort &&
      ports.lastPort === rule.ports.lastPort,
  );

/**
 * The setting's list without the entry of the flow, or with narrower ones in its place. An empty list is no narrower one:
 * it stands for the whole VPC, or is refused.
 */
function configuration(
  { deployment, live, change }: Plan,
  flow: DeployedFlow,
  setting: string,
): Narrower | null {
  const entries = deployment.matrix
    .filter((other) => other.setting === setting)
    .flatMap((other) => {
      const isIt = other.id === flow.id;
      if (isIt && change.kind === "narrow") return cidrsOf(change.rules);
      const entry = isIt ? undefined : entryOf(peerOf(other, live));
      return entry === undefined ? [] : [entry];
    });
  if (entries.length === 0) return null;
  const lines = [...new Set(entries)].map((entry) => `    - ${quoted(entry)}\n`);
  return {
    kind: "CONFIGURATION",
    file: `Pulumi.${deployment.stack}.yaml`,
    text: `config:\n  ${quoted(`${deployment.project}:${setting}`)}:\n${lines.join("")}`,
  };
}

function party(of: DeployedParty): string {
  switch (of.kind) {
    case "group":
      return `{ kind: "group", name: ${quoted(of.name)} }`;
    case "existing-group":
      return `{ kind: "existing-group", id: ${quoted(of.id)}, name: ${quoted(of.name)} }`;
    case "cidr":
      return `{ kind: "cidr", cidr: ${quoted(of.cidr)} }`;
    case "prefix-list":
      return `{ kind: "prefix-list", id: ${quoted(of.id)}, name: ${quoted(of.name)}, weight: 1 }`;
  }
}

const row = (flow: DeployedFlow): string =>
  `tcp(${quoted(flow.id)}, ${party(flow.from)}, ${party(flow.to)}, ${flow.port}, ${quoted(flow.why)})`;

function matrixRows({ live, change }: Plan, flow: DeployedFlow): Narrower {
  if (change.kind === "remove") {
    return { kind: "CODE", file: MATRIX, text: `// Remove this flow:\n// ${row(flow)}\n` };
  }
  const rows = cidrsOf(change.rules).map((cidr, at) => {
    const peer: DeployedParty = { kind: "cidr", cidr };
    const ends = live.rule.direction === "INGRESS" ? { from: peer } : { to: peer };
    return `  ${row({ ...flow, ...ends, id: `${flow.id}-${at + 1}` })},\n`;
  });
  return {
    kind: "CODE",
    file: MATRIX,
    text: `// In place of the flow ${quoted(flow.id)}:\nflows.push(\n${rows.join("")});\n`,
  };
}

/** Ports as a rule of Pulumi's has them: of ICMP type and code, and none of a protocol without. */
function portLines({ protocol, firstPort, lastPort }: Ports): readonly string[] {
  const all = firstPort === 0 && lastPort === 65_535;
  if (protocol === "all") return ['ipProtocol: "-1"'];
  const name = `ipProtocol: ${quoted(String(protocol === 6 ? "tcp" : protocol === 17 ? "udp" : protocol))}`;
  if (hasTypes(protocol)) {
    const type = Math.floor(firstPort / 256);
    const code = firstPort === lastPort ? firstPort % 256 : -1;
    return [name, `fromPort: ${all ? -1 : type}`, `toPort: ${all ? -1 : code}`];
  }
  if (protocol !== 6 && protocol !== 17) return [name];
  return [name, `fromPort: ${firstPort}`, `toPort: ${lastPort}`];
}

function peerLine({ rule }: LiveRule, cidr: string | undefined): string {
  const { peer } = rule;
  switch (peer.kind) {
    case "ADDRESSES": {
      const block = cidr ?? peer.cidr;
      return `${block.includes(":") ? "cidrIpv6" : "cidrIpv4"}: ${quoted(block)}`;
    }
    case "PREFIX_LIST":
      return `prefixListId: ${quoted(peer.id)}`;
    case "SECURITY_GROUP":
      return `referencedSecurityGroupId: ${quoted(peer.id)}`;
  }
}

/** What nobody's code is known to declare, by its ids: the rules in place of it, or what it takes to remove it. */
function code({ live, change }: Plan): Narrower {
  const { rule, groupName } = live;
  const side = rule.direction === "INGRESS" ? "ingress" : "egress";
  const said = `${portsText(rule.ports)} ${toward(rule.direction)} ${live.peer.name}`;
  const what = `rule ${rule.id} of group ${rule.groupId} (${groupName}): ${said}`;
  const file = `the code of security group ${rule.groupId}`;
  if (change.kind === "remove") {
    const command = `aws ec2 revoke-security-group-${side} --group-id ${rule.groupId} --security-group-rule-ids ${rule.id}`;
    const lines = [`Remove ${what}`, "Where no code declares it, this removes it:", command];
    return { kind: "CODE", file, text: lines.map((line) => `// ${commented(line)}\n`).join("") };
  }
  const Rule = rule.direction === "INGRESS" ? "SecurityGroupIngressRule" : "SecurityGroupEgressRule";
  const resources = change.rules
    .flatMap(({ ports, addresses }) =>
      (addresses?.toCidrs() ?? [undefined]).map((cidr) => [...portLines(ports), peerLine(live, cidr)]),
    )
    .map((lines, at) => {
      const properties = [
        `securityGroupId: ${quoted(rule.groupId)}`,
        ...lines,
        ...(rule.description === null ? [] : [`description: ${quoted(rule.description)}`]),
      ];
      const inside = properties.map((line) => `  ${line},\n`).join("");
      return `new aws.vpc.${Rule}(${quoted(`${rule.id}-${at + 1}`)}, {\n${inside}});\n`;
    });
  return { kind: "CODE", file, text: `// ${commented(`In place of ${what}`)}\n${resources.join("")}` };
}

/**
 * The text that makes a change, and where it goes; `null` where no text can say it. A rule that is exactly what a flow
 * declares changes with the flow: in the stack's settings where its peer is the entry of one, else in the matrix.
 */
export function commitText(plan: Plan): Narrower | null {
  const { deployment, live, change } = plan;
  const flow = live.isDeclared ? deployment.matrix.find(({ id }) => id === live.flowId) : undefined;
  if (flow === undefined || !keepsPorts(live, change)) return code(plan);
  const { setting } = flow;
  return setting === undefined ? matrixRows(plan, flow) : configuration(plan, flow, setting);
}
