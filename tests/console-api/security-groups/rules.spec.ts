import { expect } from "chai";
import {
  accountRule,
  declaredRules,
  type Ports,
  packetText,
  portsOf,
  portsText,
  trafficText,
  witnessOf,
} from "../../../console-api/security-groups";
import { AddressSet } from "../../../policy-pack/analysis/addresses";
import { Traffic } from "../../../policy-pack/analysis/traffic";
import { DEPLOYMENT, IDS } from "../deployed";

const ALL_PORTS = { firstPort: 0, lastPort: 65_535 };

describe("portsOf", () => {
  const accepted: readonly (readonly [
    protocol: string,
    from: number | undefined,
    to: number | undefined,
    ports: Ports,
    words: string,
  ])[] = [
    ["-1", undefined, undefined, { protocol: "all", ...ALL_PORTS }, "all traffic"],
    ["-1", -1, -1, { protocol: "all", ...ALL_PORTS }, "all traffic"],
    ["-1", 443, 443, { protocol: "all", ...ALL_PORTS }, "all traffic"],
    ["tcp", 443, 443, { protocol: 6, firstPort: 443, lastPort: 443 }, "tcp/443"],
    ["6", 443, 443, { protocol: 6, firstPort: 443, lastPort: 443 }, "tcp/443"],
    ["udp", 1000, 2000, { protocol: 17, firstPort: 1000, lastPort: 2000 }, "udp/1000-2000"],
    ["tcp", 0, 65_535, { protocol: 6, ...ALL_PORTS }, "all ports of tcp"],
    ["tcp", -1, -1, { protocol: 6, ...ALL_PORTS }, "all ports of tcp"],
    ["tcp", 0, 0, { protocol: 6, firstPort: 0, lastPort: 0 }, "tcp/0"],
    ["icmp", -1, -1, { protocol: 1, ...ALL_PORTS }, "all icmp"],
    ["icmp", 8, -1, { protocol: 1, firstPort: 2048, lastPort: 2303 }, "icmp type 8"],
    ["icmp", 3, 4, { protocol: 1, firstPort: 772, lastPort: 772 }, "icmp type 3 code 4"],
    ["icmpv6", 128, 0, { protocol: 58, firstPort: 32_768, lastPort: 32_768 }, "icmpv6 type 128 code 0"],
    ["47", -1, -1, { protocol: 47, ...ALL_PORTS }, "all gre"],
    ["50", 7, 9, { protocol: 50, ...ALL_PORTS }, "all esp"],
    ["200", undefined, undefined, { protocol: 200, ...ALL_PORTS }, "all protocol 200"],
  ];
  for (const [protocol, from, to, ports, words] of accepted) {
    it(`reads \`${protocol}\` from ${from} to ${to} as ${words}`, () => {
      expect(portsOf(protocol, from, to)).to.deep.equal(ports);
      expect(portsText(ports)).to.equal(words);
    });
  }

  it("refuses what no rule can have", () => {
    expect(() => portsOf("tcp", 10, 9)).to.throw(RangeError, "port range `10-9`");
    expect(() => portsOf("tcp", 1, 65_536)).to.throw(RangeError, "port range `1-65536`");
    expect(() => portsOf("icmp", 300, -1)).to.throw(RangeError, "port range `76800-77055`");
    expect(() => portsOf("quic", 443, 443)).to.throw(RangeError, "protocol `quic`");
    expect(() => accountRule({ IpProtocol: "tcp", FromPort: 1, ToPort: 1 })).to.throw(RangeError, "no peer");
    expect(() => accountRule({ IpProtocol: "tcp", CidrIpv4: "10.0.0.0/33" })).to.throw(RangeError, "`33`");
  });
});

describe("packets in words", () => {
  const flow = (
    protocol: number | "all",
    firstPort: number,
    lastPort: number,
    ...cidrs: readonly string[]
  ) => ({
    protocol,
    firstPort,
    lastPort,
    sources: AddressSet.of(...cidrs),
  });
  const https = flow(6, 443, 443, "10.0.0.0/24");

  it("tell ports and addresses, those with the same addresses together", () => {
    const traffic = Traffic.of(https, flow(6, 80, 80, "10.0.0.0/24"), flow(17, 53, 53, "::/0"));
    expect(trafficText(traffic, "INGRESS")).to.equal("tcp/80 and tcp/443 from 10.0.0.0/24; udp/53 from ::/0");
    expect(trafficText(traffic, "EGRESS", "proxy")).to.equal("tcp/80 and tcp/443 to proxy; udp/53 to proxy");
  });

  it("tell all traffic by what is not in it", () => {
    const all = Traffic.of(flow("all", 0, 65_535, "0.0.0.0/0"));
    expect(trafficText(all, "EGRESS")).to.equal("all traffic to 0.0.0.0/0");
    const most = Traffic.of(flow("all", 0, 65_535, "10.0.0.0/24")).subtract(Traffic.of(https));
    expect(trafficText(most, "INGRESS")).to.equal("all traffic but tcp/443 from 10.0.0.0/24");
    expect(packetText(witnessOf(most) ?? { protocol: 0, port: 0, address: "" }, "INGRESS")).to.equal(
      "tcp/22 from 10.0.0.0",
    );
  });

  it("tell the first of many blocks and of many runs of ports", () => {
    const wide = Traffic.of(flow(6, 443, 443, "10.0.0.0/16")).subtract(Traffic.of(https));
    expect(trafficText(wide, "INGRESS")).to.equal(
      "tcp/443 from 10.0.1.0/24, 10.0.2.0/23, 10.0.4.0/22, 10.0.8.0/21 and 4 more",
    );
    const ports = Array.from({ length: 9 }, (_, at) => flow(6, 2 * at, 2 * at, "10.0.0.1/32"));
    expect(trafficText(Traffic.of(...ports), "INGRESS")).to.equal(
      "tcp/0, tcp/2, tcp/4, tcp/6 and 5 more from 10.0.0.1/32",
    );
    const each = Array.from({ length: 9 }, (_, at) => flow(6, 2 * at, 2 * at, `10.0.0.${at}/32`));
    expect(trafficText(Traffic.of(...each), "INGRESS")).to.match(
      /^(tcp\/\d from 10\.0\.0\.\d\/32; ){4}and more$/,
    );
  });

  it("have a witness that tells most", () => {
    const text = (...flows: readonly ReturnType<typeof flow>[]) => {
      const packet = witnessOf(Traffic.of(...flows));
      return packet && packetText(packet, "INGRESS");
    };
    expect(text(flow(17, 500, 500, "10.0.0.0/8"), https)).to.equal("tcp/443 from 10.0.0.0");
    expect(text(flow(6, 0, 65_535, "10.0.0.0/8"))).to.equal("tcp/22 from 10.0.0.0");
    expect(text(flow(1, 2048, 2303, "10.0.0.0/8"), flow(17, 500, 500, "::1/128"))).to.equal(
      "udp/500 from ::1",
    );
    expect(text(flow(1, 2048, 2303, "10.0.0.0/8"))).to.equal("icmp type 8 code 0 from 10.0.0.0");
    expect(text(flow(47, 0, 65_535, "10.0.0.0/8"))).to.equal("gre from 10.0.0.0");
    expect(text()).to.equal(undefined);
  });
});

describe("declaredRules", () => {
  const declared = (component: string) =>
    declaredRules(DEPLOYMENT, IDS, component).map(({ flowId, direction, ports, peer }) => [
      flowId,
      direction,
      portsText(ports),
      peer.kind === "ADDRESSES" ? peer.cidr : peer.id,
    ]);

  it("are those of the flows that end or begin at the component", () => {
    expect(declared("load-balancer")).to.deep.equal([
      ["10-0-0-0-24-to-load-balancer", "INGRESS", "tcp/443", "10.0.0.0/24"],
      ["load-balancer-to-proxy", "EGRESS", "tcp/443", "sg-00000000000000002"],
    ]);
    expect(declared("proxy")).to.deep.equal([
      ["load-balancer-to-proxy", "INGRESS", "tcp/443", "sg-00000000000000001"],
      ["proxy-to-domain", "EGRESS", "tcp/443", "sg-00000000000000003"],
      ["proxy-to-s3", "EGRESS", "tcp/443", "pl-6ea54007"],
    ]);
    expect(declared("domain")).to.deep.equal([
      ["proxy-to-domain", "INGRESS", "tcp/443", "sg-00000000000000002"],
    ]);
    expect(declared("endpoints")).to.deep.equal([]);
  });

  it("name an id that the deployment lacks", () => {
    expect(() => declaredRules(DEPLOYMENT, { ...IDS, prefixLists: {} }, "proxy")).to.throw(
      TypeError,
      "the prefix list of flow `proxy-to-s3` has no id in this deployment",
    );
    expect(() => declaredRules(DEPLOYMENT, { ...IDS, groups: {} }, "proxy")).to.throw(
      TypeError,
      "group `load-balancer` has no id in this deployment",
    );
  });
});
