import { type Finding, quote, undecided } from "../analysis/findings";
import { matches } from "../analysis/patterns";
import { describeChoice, wrongChoices } from "../facts/choices";
import { holderOf } from "../facts/iam-documents";
import {
  addressChoice,
  holdsOnlyGateways,
  instanceProperty,
  interfaceProperty,
  isElasticAddress,
  isInSubnets,
  subnetChoice,
} from "../facts/public-addresses";
import type { Resource, Stack, StackResource } from "../facts/resource";
import type { Rule } from "../facts/rule";
import { texts } from "../facts/settings";

/** Rejects hosts with an address on the internet. */
export const publicAddress: Rule = {
  name: "public-address",
  displayName: "No host on the internet",
  description: "A host must not have a public address.",
  enforcementLevel: "mandatory",
  severity: "high",
  tags: ["network", "ec2", "ecs", "public-access"],
  remediationSteps:
    "Put the host into a private subnet, let it out by a NAT gateway or endpoints, and let others in by a load balancer or Session Manager.",
  settings: {
    allowResources: {
      description:
        "Logical names of resources that may have or give public addresses; `*` and `?` are wildcards.",
      type: "array",
      items: { type: "string", minLength: 1 },
      default: [],
    },
    publicSubnets: {
      description: "Whether subnets may give public addresses to what is started in them.",
      type: "boolean",
      default: false,
    },
  },
  appliesTo: (type) =>
    addressChoice(type) !== undefined ||
    subnetChoice(type) !== undefined ||
    isElasticAddress(type) ||
    isInSubnets(type),
  judge: (resource, settings) => {
    if (isAllowed(resource, texts(settings, "allowResources"))) return [];
    return isElasticAddress(resource.type) ? judgeElastic(resource) : judgeOwn(resource);
  },
  judgeStack: (stack, settings) => {
    const allowed = texts(settings, "allowResources");
    const resources = stack.resources.filter((resource) => !isAllowed(resource, allowed));
    return [
      ...resources.flatMap(judgeInterface),
      ...(settings["publicSubnets"] === true
        ? []
        : resources.flatMap((subnet) => judgeSubnet(subnet, stack))),
    ];
  },
};

const isAllowed = ({ name }: Resource, patterns: readonly string[]): boolean =>
  patterns.some((pattern) => matches(pattern, name));

const WOULD = "give it a public address";
const HOST_WHY = "its security group is all that there is between the host and the internet";

function judgeOwn(resource: Resource): readonly Finding[] {
  const address = addressChoice(resource.type);
  if (address === undefined) return [];
  const holder = holderOf(resource);
  return wrongChoices(resource.inputs, address.choice).map((chosen): Finding => {
    if (chosen.kind === "unknown") return undecided(holder, chosen.path, WOULD);
    const found = {
      kind: "violation" as const,
      what: `${holder}: ${describeChoice(chosen)}`,
      meaning: { kind: "public-address", of: address.of },
    };
    return address.of === "host"
      ? {
          ...found,
          why: HOST_WHY,
          fix: "use a private subnet behind a load balancer and a NAT gateway, or name it in `allowResources`",
        }
      : {
          ...found,
          why: "its security group is all that there is between the task and the internet",
          fix: "use private subnets with endpoints or a NAT gateway for images, or name it in `allowResources`",
          level: "advisory",
        };
  });
}

function judgeElastic(resource: Resource): readonly Finding[] {
  const property = instanceProperty(resource);
  return property === undefined ? [] : [elastic(resource, property, "an instance")];
}

function judgeInterface(resource: StackResource): readonly Finding[] {
  const property = interfaceProperty(resource);
  if (property === undefined || instanceProperty(resource) !== undefined) return [];
  return [{ ...elastic(resource, property, "a host's network interface"), urn: resource.urn }];
}

const elastic = (resource: Resource, property: string, to: string): Finding => ({
  kind: "violation",
  what: `${holderOf(resource)}: ${quote(property)} gives ${to} an elastic address`,
  why: HOST_WHY,
  fix: "put a load balancer in front of it, or name the address in `allowResources`",
  meaning: { kind: "elastic-address" },
});

function judgeSubnet(subnet: StackResource, stack: Stack): readonly Finding[] {
  const choice = subnetChoice(subnet.type);
  if (choice === undefined) return [];
  const wrong = wrongChoices(subnet.inputs, choice);
  if (wrong.length === 0 || holdsOnlyGateways(subnet, stack)) return [];
  const holder = holderOf(subnet);
  return wrong.map((chosen): Finding => {
    if (chosen.kind === "unknown")
      return { ...undecided(holder, chosen.path, "give its hosts public addresses"), urn: subnet.urn };
    return {
      kind: "violation",
      what: `${holder}: ${describeChoice(chosen)}`,
      why: "every host that is started in the subnet gets a public address, whoever starts it",
      fix: "write `false`: load balancers and NAT gateways do not need it",
      meaning: { kind: "public-subnet" },
      level: "advisory",
      urn: subnet.urn,
    };
  });
}
