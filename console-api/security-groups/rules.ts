/** Rules of security groups as numbers: what a group lets through, declared by the matrix or live in the account. */

import type { SecurityGroupRule } from "@aws-sdk/client-ec2";
import { AddressSet } from "../../policy-pack/analysis/addresses";
import { hasPorts, hasTypes, parseProtocol } from "../../policy-pack/analysis/protocols";
import type { Flow as Packets } from "../../policy-pack/analysis/traffic";
import type { Direction } from "../contract";
import type { DeployedFlow, DeployedParty, Deployment, DeploymentIds } from "../deployment";

/** Protocol and ports of a rule; of ICMP `type * 256 + code`, as `policy-pack/analysis` counts them. */
export type Ports = Omit<Packets, "sources">;

/** The other end: where ingress comes from, where egress goes. */
export type RulePeer =
  | { readonly kind: "ADDRESSES"; readonly cidr: string; readonly addresses: AddressSet }
  | { readonly kind: "PREFIX_LIST"; readonly id: string }
  /** `account`: who has the group, where EC2 tells. */
  | { readonly kind: "SECURITY_GROUP"; readonly id: string; readonly account?: string };

export interface Rule {
  readonly direction: Direction;
  readonly ports: Ports;
  readonly peer: RulePeer;
}

/** A rule that a flow of the matrix asks for. */
export interface DeclaredRule extends Rule {
  readonly flowId: string;
}

/** A rule in the account. */
export interface AccountRule extends Rule {
  readonly id: string;
  readonly groupId: string;
  readonly description: string | null;
}

const LAST_PORT = 65_535;
const LAST_CODE = 255;

/**
 * Ports of a rule as EC2 writes them: -1 or nothing is every port, type or code; a protocol without either has none.
 * https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_SecurityGroupRule.html
 * @throws RangeError for a protocol or a range that EC2 does not have
 */
export function portsOf(protocolText: string, from = -1, to = -1): Ports {
  const protocol = parseProtocol(protocolText);
  const every = { protocol, firstPort: 0, lastPort: LAST_PORT };
  if (protocol === "all" || from === -1) return every;
  if (hasTypes(protocol)) {
    const [firstCode, lastCode] = to === -1 ? [0, LAST_CODE] : [to, to];
    return inRange({
      protocol,
      firstPort: from * (LAST_CODE + 1) + firstCode,
      lastPort: from * (LAST_CODE + 1) + lastCode,
    });
  }
  return hasPorts(protocol) ? inRange({ protocol, firstPort: from, lastPort: to === -1 ? from : to }) : every;
}

function inRange(ports: Ports): Ports {
  const { firstPort, lastPort } = ports;
  if (0 <= firstPort && firstPort <= lastPort && lastPort <= LAST_PORT) return ports;
  throw new RangeError(`port range \`${firstPort}-${lastPort}\` is not an ascending one in 0..${LAST_PORT}`);
}

const addresses = (cidr: string): RulePeer => ({ kind: "ADDRESSES", cidr, addresses: AddressSet.of(cidr) });

function peerOf(rule: SecurityGroupRule): RulePeer {
  const cidr = rule.CidrIpv4 ?? rule.CidrIpv6;
  if (cidr !== undefined) return addresses(cidr);
  if (rule.PrefixListId !== undefined) return { kind: "PREFIX_LIST", id: rule.PrefixListId };
  const { GroupId: id, UserId: account } = rule.ReferencedGroupInfo ?? {};
  if (id !== undefined) return { kind: "SECURITY_GROUP", id, ...(account === undefined ? {} : { account }) };
  throw new RangeError("the rule has no peer");
}

/**
 * A rule as `DescribeSecurityGroupRules` tells it.
 * @throws RangeError where it has no peer, or one or ports that no rule can have
 */
export function accountRule(rule: SecurityGroupRule): AccountRule {
  return {
    id: rule.SecurityGroupRuleId ?? "",
    groupId: rule.GroupId ?? "",
    direction: rule.IsEgress === true ? "EGRESS" : "INGRESS",
    ports: portsOf(rule.IpProtocol ?? "", rule.FromPort, rule.ToPort),
    peer: peerOf(rule),
    description: rule.Description ?? null,
  };
}

/** The id that AWS chose for a part of the matrix. */
function chosen(ids: { readonly [name: string]: string }, name: string, what: string): string {
  const id = Object.hasOwn(ids, name) ? ids[name] : undefined;
  if (id === undefined) throw new TypeError(`${what} \`${name}\` has no id in this deployment`);
  return id;
}

/** The id of a flow's prefix list. */
export const prefixListId = (flow: DeployedFlow, id: string, ids: DeploymentIds): string =>
  id === "" ? chosen(ids.prefixLists, flow.id, "the prefix list of flow") : id;

function declaredPeer(flow: DeployedFlow, party: DeployedParty, ids: DeploymentIds): RulePeer {
  switch (party.kind) {
    case "group":
      return { kind: "SECURITY_GROUP", id: chosen(ids.groups, party.name, "group") };
    case "existing-group":
      return { kind: "SECURITY_GROUP", id: party.id };
    case "cidr":
      return addresses(party.cidr);
    case "prefix-list":
      return { kind: "PREFIX_LIST", id: prefixListId(flow, party.id, ids) };
  }
}

/** The rules that the matrix declares for a component's group. */
export function declaredRules(
  { matrix }: Pick<Deployment, "matrix">,
  ids: DeploymentIds,
  component: string,
): readonly DeclaredRule[] {
  return matrix.flatMap((flow) =>
    flow.rules.flatMap((side): readonly DeclaredRule[] => {
      const [own, peer] = side === "ingress" ? [flow.to, flow.from] : [flow.from, flow.to];
      if (own.kind !== "group" || own.name !== component) return [];
      return [
        {
          flowId: flow.id,
          direction: side === "ingress" ? "INGRESS" : "EGRESS",
          ports: portsOf(flow.protocol, flow.port, flow.port),
          peer: declaredPeer(flow, peer, ids),
        },
      ];
    }),
  );
}
