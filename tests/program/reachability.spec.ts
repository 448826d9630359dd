import { expect } from "chai";
import { AddressSet } from "../../policy-pack/analysis/addresses";
import type { Path } from "../../policy-pack/analysis/reachability";
import { UNKNOWN, type Value } from "../../policy-pack/analysis/unknown";
import { NetworkMap } from "../../policy-pack/facts/network-map";
import { PrefixLists } from "../../policy-pack/facts/prefix-lists";
import type { Stack, StackResource } from "../../policy-pack/facts/resource";
import { isSecurityGroup } from "../../policy-pack/facts/security-group-rules";
import { groupsOf } from "../../policy-pack/facts/security-groups";
import { type Plan, type PlanValue, UNKNOWN_MARK } from "../../preview/plan";
import { planned } from "./stack";
import { VARIANTS } from "./variants";

const VPC = AddressSet.of("10.60.0.0/16");
/** Whoever is not in the VPC, whose addresses are the default of the configuration. */
const OUTSIDE = AddressSet.ALL.subtract(VPC);

function known(value: PlanValue): Value {
  if (Array.isArray(value)) return value.map(known);
  if (typeof value !== "object" || value === null) return value as Value;
  if (UNKNOWN_MARK in value) return UNKNOWN;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, known(item as PlanValue)]));
}

/** The security groups of a plan, their rules, and what is put into them, as the policy pack sees them. */
function stackOf(plan: Plan): Stack {
  const byUrn = new Map<string, StackResource>();
  for (const { urn, type, name, inputs, id, propertyDependencies } of plan.resources) {
    byUrn.set(urn, {
      urn,
      type,
      name,
      inputs: known(inputs) as StackResource["inputs"],
      id: id === "" ? undefined : id,
      sourcesOf: (property) =>
        (propertyDependencies[property] ?? []).flatMap((source) => byUrn.get(source) ?? []),
    });
  }
  return { resources: [...byUrn.values()] };
}

function mapOf(stack: Stack): NetworkMap {
  const prefixLists = new PrefixLists(stack, []);
  return new NetworkMap(stack, groupsOf(stack, prefixLists), prefixLists, "least");
}

/** The places of a plan, and the names that paths are written with. */
class Places {
  readonly #map: NetworkMap;
  readonly #stack: Stack;

  constructor(stack: Stack) {
    this.#stack = stack;
    this.#map = mapOf(stack);
  }

  /** The ways from outside to each group that is reached, like `outside → load-balancer → proxy`. */
  reached(without: readonly string[] = []): { readonly [group: string]: string } {
    const keys = without.map((name) => this.#keyOf(name));
    return Object.fromEntries(
      [...this.#map.reachedFrom(OUTSIDE, keys)].map(([key, path]) => [this.#nameOf(key), this.#textOf(path)]),
    );
  }

  #keyOf(name: string): string {
    const found = this.#stack.resources.find((one) => isSecurityGroup(one.type) && one.name.endsWith(name));
    if (found === undefined) throw new Error(`no group \`${name}\``);
    return found.urn;
  }

  #nameOf(key: string): string {
    const name = this.#stack.resources.find(({ urn }) => urn === key)?.name ?? key;
    return name.replace(/^security-groups-/, "");
  }

  #textOf(path: Path): string {
    const ports = (way: Path[number]): string => {
      const [opening, ...others] = way.traffic.openings();
      if (opening === undefined || others.length > 0) return "";
      const { firstPort, lastPort } = opening;
      return firstPort === lastPort ? ` ${firstPort}` : ` ${firstPort}-${lastPort}`;
    };
    return ["outside", ...path.map((way) => `${this.#nameOf(way.to)}${ports(way)}`)].join(" → ");
  }
}

const BALANCER = "load-balancer 443";
const PROXY = `${BALANCER} → proxy 443`;
const DOMAIN = `${PROXY} → domain 443`;

describe("the ways into the stack", function () {
  this.timeout(180_000);

  const expected = {
    dev: {},
    "allowlist by CIDR block": {
      "load-balancer": `outside → ${BALANCER}`,
      proxy: `outside → ${PROXY}`,
      domain: `outside → ${DOMAIN}`,
    },
    cloudfront: {
      "pl-3b927c52": "outside → pl-3b927c52",
      "load-balancer": `outside → pl-3b927c52 → ${BALANCER}`,
      proxy: `outside → pl-3b927c52 → ${PROXY}`,
      domain: `outside → pl-3b927c52 → ${DOMAIN}`,
    },
  } as const;

  for (const name of ["dev", "allowlist by CIDR block", "cloudfront"] as const) {
    it(`are those that the exposure is for: ${name}`, async () => {
      const places = new Places(stackOf(await planned(VARIANTS[name])));
      expect(places.reached()).to.deep.equal(expected[name]);
    });

    it(`lead to the domain through the load balancer and the proxy alone: ${name}`, async () => {
      const stack = stackOf(await planned(VARIANTS[name]));
      for (const needed of ["load-balancer", "proxy"]) {
        expect(new Places(stack).reached([needed]), needed).not.to.have.property("domain");
      }
    });
  }

  it("begin in the VPC where nobody outside is let in", async () => {
    const stack = stackOf(await planned(VARIANTS.dev));
    const map = mapOf(stack);
    const inside = [...map.reachedFrom(VPC).keys()].map((urn) => urn.split("::").at(-1));
    expect(inside.sort()).to.deep.equal([
      "security-groups-domain",
      "security-groups-load-balancer",
      "security-groups-proxy",
    ]);
  });

  it("name a second one that a rule opens", async () => {
    const stack = stackOf(await planned(VARIANTS["allowlist by CIDR block"]));
    const domain = stack.resources.find(({ name }) => name === "security-groups-domain");
    const lambda: StackResource = {
      urn: "urn:pulumi:dev::project::aws:ec2/securityGroup:SecurityGroup::lambda",
      type: "aws:ec2/securityGroup:SecurityGroup",
      name: "lambda",
      id: "sg-lambda",
      inputs: {
        ingress: [{ protocol: "tcp", fromPort: 8443, toPort: 8443, cidrBlocks: ["198.51.100.7/32"] }],
      },
      sourcesOf: () => [],
    };
    const rule: StackResource = {
      urn: "urn:pulumi:dev::project::aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule::second",
      type: "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule",
      name: "second",
      id: "sgr-1",
      inputs: {
        securityGroupId: domain?.id ?? "",
        ipProtocol: "tcp",
        fromPort: 9200,
        toPort: 9200,
        referencedSecurityGroupId: "sg-lambda",
      },
      sourcesOf: () => [],
    };
    const opened = new Places({ resources: [...stack.resources, lambda, rule] });
    expect(opened.reached()).to.include({ domain: "outside → lambda 8443 → domain 9200" });
    expect(opened.reached(["load-balancer", "proxy"])).to.deep.equal({
      lambda: "outside → lambda 8443",
      domain: "outside → lambda 8443 → domain 9200",
    });
  });
});
