import { type Finding, undecided } from "../analysis/findings";
import { type Choice, type Chosen, describeChoice, wrongChoices } from "../facts/choices";
import { holderOf } from "../facts/iam-documents";
import { publicDatabaseChoice } from "../facts/public-databases";
import type { Resource } from "../facts/resource";
import type { Rule } from "../facts/rule";

/** Rejects databases, brokers and warehouses that have an address on the internet. */
export const publicDatabase: Rule = {
  name: "public-database",
  displayName: "No database on the internet",
  description: "A database must not have a public address.",
  enforcementLevel: "mandatory",
  severity: "critical",
  tags: ["network", "database", "public-access"],
  remediationSteps:
    "Set `publiclyAccessible` to `false`, and reach the database from inside its VPC: by a VPN, a bastion in Session Manager, or an interface endpoint.",
  settings: {},
  appliesTo: (type) => publicDatabaseChoice(type) !== undefined,
  judge: (resource) => {
    const choice = publicDatabaseChoice(resource.type);
    return choice === undefined
      ? []
      : wrongChoices(resource.inputs, choice).map((chosen) => findingOf(resource, choice, chosen));
  },
};

function findingOf(resource: Resource, choice: Choice, chosen: Chosen): Finding {
  const holder = holderOf(resource);
  switch (chosen.kind) {
    case "unknown":
      return undecided(holder, chosen.path, "give it a public address");
    case "varies":
      return {
        ...violation(resource, choice, chosen),
        why: "it gets a public address where the subnets' VPC has an internet gateway",
        fix: "write `false`",
        level: "advisory",
      };
    default:
      return violation(resource, choice, chosen);
  }
}

const violation = (resource: Resource, choice: Choice, chosen: Chosen): Finding => ({
  kind: "violation",
  what: `${holderOf(resource)}: ${describeChoice(chosen)}`,
  why: "it has a public address, where anyone can try to sign in as soon as a security group lets him",
  fix: choice.path.endsWith(".type") ? "write `DISABLED`" : "write `false`, and reach it from inside its VPC",
  meaning: { kind: "public-database", setting: choice.path, certain: chosen.kind !== "varies" },
});
