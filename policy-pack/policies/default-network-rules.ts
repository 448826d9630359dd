import { type Finding, list, quote, undecided } from "../analysis/findings";
import { Traffic } from "../analysis/traffic";
import { packetsOf } from "../analysis/traffic-text";
import { UNKNOWN } from "../analysis/unknown";
import {
  denies,
  isDefaultAcl,
  isDefaultGroup,
  isNetwork,
  isRuleOfDefaultGroup,
  rulesIn,
} from "../facts/default-network";
import { holderOf } from "../facts/iam-documents";
import type { Resource, StackResource } from "../facts/resource";
import type { Rule } from "../facts/rule";
import { ingressOf, letsTrafficIn } from "../facts/security-group-rules";

/** Rejects rules of the security group that resources get when nobody names one. */
export const defaultNetworkRules: Rule = {
  name: "default-network-rules",
  displayName: "No rules in a VPC's default group",
  description: "The default security group of a VPC must let nothing in.",
  enforcementLevel: "mandatory",
  severity: "medium",
  tags: ["network", "ingress"],
  remediationSteps:
    "Adopt the default group by `aws.ec2.DefaultSecurityGroup` without rules, and give each resource a group of its own.",
  settings: {},
  appliesTo: (type) => isDefaultGroup(type) || isDefaultAcl(type) || isNetwork(type) || letsTrafficIn(type),
  judge: (resource) => {
    if (isDefaultGroup(resource.type)) return judgeGroup(resource);
    return isDefaultAcl(resource.type) ? judgeAcl(resource) : [];
  },
  judgeStack: ({ resources }) =>
    resources
      .filter((resource) => isRuleOfDefaultGroup(resource) && ingressOf(resource).rules.length > 0)
      .map(addedRule),
};

const WHY = "every resource for which nobody names a group gets this one";
const FIX = "remove the rules, and name a group of its own for what needs them";

function judgeGroup(resource: Resource): readonly Finding[] {
  const holder = holderOf(resource);
  const [ingress, egress] = [rulesIn(resource, "ingress"), rulesIn(resource, "egress")];
  if (ingress.some(({ path, value }) => value === UNKNOWN && path === "ingress"))
    return [undecided(holder, "ingress", "let traffic in for every resource without a group of its own")];
  if (ingress.length > 0)
    return [
      {
        kind: "violation",
        what: `${holder}: the default security group has ${list(ingress.map(({ path }) => quote(path)))}`,
        why: WHY,
        fix: FIX,
        meaning: admittedMeaning(resource),
      },
    ];
  if (egress.length === 0) return [];
  return [
    {
      kind: "violation",
      what: `${holder}: the default security group has ${list(egress.map(({ path }) => quote(path)))}`,
      why: WHY,
      fix: FIX,
      meaning: { kind: "default-group", direction: "egress" },
      level: "advisory",
    },
  ];
}

/** A subnet for which nobody names an ACL gets this one, too; without rules it is cut off, so that many have some. */
function judgeAcl(resource: Resource): readonly Finding[] {
  const rules = rulesIn(resource, "ingress").filter((rule) => !denies(rule));
  if (rules.length === 0) return [];
  return [
    {
      kind: "violation",
      what: `${holderOf(resource)}: the default network ACL has ${list(rules.map(({ path }) => quote(path)))}`,
      why: "every subnet for which nobody names an ACL gets this one",
      fix: "remove the rules, and give each subnet an ACL of its own",
      meaning: { kind: "default-acl" },
      level: "advisory",
    },
  ];
}

const addedRule = (rule: StackResource): Finding => ({
  kind: "violation",
  what: `${holderOf(rule)} is a rule of the default security group`,
  why: WHY,
  fix: FIX,
  meaning: admittedMeaning(rule),
  urn: rule.urn,
});

/** The packets that the rules let in: by address, and by whatever else they name, which may not be known before the update. */
function admittedMeaning(resource: Resource): Finding["meaning"] {
  const { rules } = ingressOf(resource);
  const byName = rules.filter(({ groups, prefixLists }) => groups.length + prefixLists.length > 0);
  return {
    kind: "default-group",
    direction: "ingress",
    addresses: Traffic.union(rules.map(({ least }) => least))
      .openings()
      .map(({ protocol, firstPort, lastPort, sources }) => [
        protocol,
        firstPort,
        lastPort,
        sources.toCidrs(),
      ]),
    names: packetsOf(Traffic.union(byName.map(({ ports }) => ports.least)).openings()),
    peers: byName.reduce((sum, { groups, prefixLists }) => sum + groups.length + prefixLists.length, 0),
  };
}
