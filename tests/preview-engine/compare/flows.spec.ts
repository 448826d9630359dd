import { expect } from "chai";
import { compareFlows } from "../../../preview/compare/flows";
import type { PlanResource } from "../../../preview/plan";
import { EGRESS, group, INGRESS, joined, rule } from "./planned";

const texts = (base: readonly PlanResource[], head: readonly PlanResource[]) => {
  const { wider, narrower } = compareFlows(joined(...base), joined(...head));
  const text = ({ direction, group: of, peer, ports }: (typeof wider)[number]) =>
    `${direction} of ${of}: ${peer} ${ports}`;
  return { wider: wider.map(text), narrower: narrower.map(text) };
};
const https = { fromPort: 443, toPort: 443 };
const web = group("web");
const from = (name: string, cidrIpv4: string, ports = https) =>
  rule(INGRESS, "web", name, { ...ports, cidrIpv4 });

describe("the flows that a change opens or closes", () => {
  it("are none where other rules let the same packets through", () => {
    const whole = [web, from("all", "10.0.0.0/24")];
    const halves = [web, from("low", "10.0.0.0/25"), from("high", "10.0.0.128/25")];
    const inline = [
      group("web", {
        ingress: [{ protocol: "tcp", fromPort: 443, toPort: 443, cidrBlocks: ["10.0.0.0/24"] }],
      }),
    ];
    for (const other of [halves, inline]) {
      expect(texts(whole, other)).to.deep.equal({ wider: [], narrower: [] });
    }
  });

  it("are the difference of the sets, not of the texts", () => {
    expect(texts([web, from("a", "10.0.0.0/24")], [web, from("a", "10.0.0.0/23")])).to.deep.equal({
      wider: ["ingress of `web`: `10.0.1.0/24` tcp/443"],
      narrower: [],
    });
    expect(
      texts([web, from("a", "10.0.0.0/24")], [web, from("a", "10.0.0.0/24", { fromPort: 80, toPort: 90 })]),
    ).to.deep.equal({
      wider: ["ingress of `web`: `10.0.0.0/24` tcp/80-90"],
      narrower: ["ingress of `web`: `10.0.0.0/24` tcp/443"],
    });
  });

  it("name groups and prefix lists as peers, in both directions", () => {
    const head = [
      web,
      group("db"),
      rule(EGRESS, "web", "out", { fromPort: 5432, toPort: 5432, referencedSecurityGroupId: "sg-db" }),
      rule(INGRESS, "db", "in", { fromPort: 5432, toPort: 5432, referencedSecurityGroupId: "sg-web" }),
      rule(INGRESS, "web", "edge", { ...https, prefixListId: "pl-1" }),
    ];
    expect(texts([web, group("db")], head).wider).to.deep.equal([
      "ingress of `db`: `web` tcp/5432",
      "ingress of `web`: prefix list `pl-1` tcp/443",
      "egress of `web`: `db` tcp/5432",
    ]);
  });

  it("see egress in every spelling", () => {
    const spellings: readonly (readonly PlanResource[])[] = [
      [web, rule(EGRESS, "web", "out", { ...https, cidrIpv4: "0.0.0.0/0" })],
      [
        group("web", {
          egress: [{ protocol: "tcp", fromPort: 443, toPort: 443, cidrBlocks: ["0.0.0.0/0"] }],
        }),
      ],
      [
        web,
        {
          ...rule("aws:ec2/securityGroupRule:SecurityGroupRule", "web", "out", {}),
          inputs: {
            securityGroupId: "sg-web",
            type: "egress",
            protocol: "tcp",
            ...https,
            cidrBlocks: ["0.0.0.0/0"],
          },
        },
      ],
      [
        web,
        {
          ...rule("aws-native:ec2:SecurityGroupEgress", "web", "out", {}),
          inputs: { groupId: "sg-web", ipProtocol: "tcp", ...https, cidrIp: "0.0.0.0/0" },
        },
      ],
    ];
    for (const head of spellings) {
      expect(texts([web], head)).to.deep.equal({
        wider: ["egress of `web`: `0.0.0.0/0` tcp/443"],
        narrower: [],
      });
    }
  });

  it("count what an unknown value may let through", () => {
    const head = [web, rule(INGRESS, "web", "some", { ...https, cidrIpv4: { $unknown: true } })];
    expect(texts([web, from("a", "10.0.0.0/24")], head).wider.join()).to.match(/tcp\/443$/);
  });
});
