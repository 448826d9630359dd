import { expect } from "chai";
import fc from "fast-check";
import {
  describeMatrix,
  SecurityGroups,
  type TrafficOptions,
  trafficMatrix,
  trafficOptions,
} from "../../components/security-groups";
import type { StackConfig } from "../../config/stack-config";
import { NEW_DOMAIN } from "./configured";
import { context, type RecordedResource, type Recording, record, resolved } from "./recorder";

const VPC_CIDR = "10.20.0.0/16";
const nobody = { cidrs: [], prefixListIds: [] };

const internal: TrafficOptions = {
  exposure: { kind: "internal", clients: nobody },
  vpcCidr: VPC_CIDR,
  nat: true,
  s3PrefixListId: "pl-s3",
  endpoints: { created: false, existing: "none" },
  domain: "new",
  cognitoProxied: false,
};
const allowlist: TrafficOptions = {
  ...internal,
  exposure: {
    kind: "allowlist",
    clients: { cidrs: ["198.51.100.0/24", "2001:db8:1::/48"], prefixListIds: ["pl-0123456789abcdef0"] },
  },
};
const cloudfront: TrafficOptions = {
  ...internal,
  exposure: {
    kind: "cloudfront",
    originFacingPrefixListId: "pl-a3a144ca",
    viewerCertificateArn: "arn:aws:acm:us-east-1:111122223333:certificate/1",
    waf: { kind: "off" },
  },
};
const isolated: TrafficOptions = { ...internal, nat: false, endpoints: { created: true, existing: "none" } };

const INGRESS = "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule";
const EGRESS = "aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule";

const build = (options: TrafficOptions): Promise<Recording<SecurityGroups>> =>
  record(
    () =>
      new SecurityGroups("groups", { context: context(), vpcId: "vpc-1", matrix: trafficMatrix(options) }),
  );

const arrows = (options: TrafficOptions): string[] =>
  describeMatrix(trafficMatrix(options)).map(({ from, to, port }) => `${from} → ${to}:${port}`);

/** A rule as `<own group> <peer>:<port>`. */
const ruleText = ({ inputs }: RecordedResource): string => {
  const peers = [inputs.referencedSecurityGroupId, inputs.cidrIpv4, inputs.cidrIpv6, inputs.prefixListId];
  const [peer, ...others] = peers.filter((value) => value !== undefined);
  expect(others).to.deep.equal([]);
  expect([inputs.ipProtocol, inputs.toPort]).to.deep.equal(["tcp", inputs.fromPort]);
  return `${inputs.securityGroupId} ${peer}:${inputs.fromPort}`;
};

const BETWEEN = ["load-balancer → proxy:443", "proxy → domain:443"];
const S3 = ["proxy → Amazon S3 in this region:443", "proxy → Amazon S3 in this region:80"];
const NAT = ["proxy → 0.0.0.0/0:443"];

describe("traffic matrix", () => {
  it("admits the VPC's hosts to an internal load balancer when no clients are named", () => {
    expect(arrows(internal)).to.deep.equal([`${VPC_CIDR} → load-balancer:443`, ...BETWEEN, ...S3, ...NAT]);
  });

  it("admits only the named clients to an internal load balancer", () => {
    const clients = { cidrs: ["10.99.0.0/24"], prefixListIds: ["pl-1"] };
    expect(arrows({ ...internal, exposure: { kind: "internal", clients } }).slice(0, 2)).to.deep.equal([
      "10.99.0.0/24 → load-balancer:443",
      "pl-1 → load-balancer:443",
    ]);
  });

  it("admits exactly the allowlist to an internet-facing load balancer", () => {
    expect(arrows(allowlist)).to.deep.equal([
      "198.51.100.0/24 → load-balancer:443",
      "2001:db8:1::/48 → load-balancer:443",
      "pl-0123456789abcdef0 → load-balancer:443",
      ...BETWEEN,
      ...S3,
      ...NAT,
    ]);
  });

  it("admits CloudFront's origin-facing servers only behind a VPC origin", () => {
    expect(arrows(cloudfront)).to.deep.equal([
      "com.amazonaws.global.cloudfront.origin-facing → load-balancer:443",
      ...BETWEEN,
      ...S3,
      ...NAT,
    ]);
  });

  it("lets proxies of a network without NAT out to endpoints and S3 only", () => {
    expect(arrows(isolated)).to.deep.equal([
      `${VPC_CIDR} → load-balancer:443`,
      ...BETWEEN,
      "proxy → endpoints:443",
      ...S3,
    ]);
  });

  it("names an existing VPC's endpoints by their group, and adds ours beside them", () => {
    const theirs = { groupId: "sg-endpoints" };
    const existing: TrafficOptions = { ...isolated, endpoints: { created: false, existing: theirs } };
    expect(arrows(existing)).to.include("proxy → interface endpoints (sg-endpoints):443");
    expect(arrows(existing)).not.to.include("proxy → endpoints:443");
    const both: TrafficOptions = { ...isolated, endpoints: { created: true, existing: theirs } };
    expect(arrows(both)).to.include.members([
      "proxy → interface endpoints (sg-endpoints):443",
      "proxy → endpoints:443",
    ]);
  });

  it("names endpoints whose group is not known by the VPC's addresses", () => {
    const unnamed: TrafficOptions = { ...isolated, endpoints: { created: false, existing: "unnamed" } };
    expect(arrows(unnamed)).to.include(`proxy → ${VPC_CIDR}:443`);
  });

  it("says in the row which rules are ours to declare", () => {
    const existing: TrafficOptions = {
      ...isolated,
      endpoints: { created: false, existing: { groupId: "sg-endpoints" } },
      domain: { securityGroupId: "sg-domain" },
    };
    expect(
      describeMatrix(trafficMatrix(existing)).map(({ from, to, rules }) => [from, to, rules]),
    ).to.deep.equal([
      [VPC_CIDR, "load-balancer", ["ingress"]],
      ["load-balancer", "proxy", ["ingress", "egress"]],
      ["proxy", "domain (sg-domain)", ["ingress", "egress"]],
      ["proxy", "interface endpoints (sg-endpoints)", ["egress"]],
      ["proxy", "Amazon S3 in this region", ["egress"]],
      ["proxy", "Amazon S3 in this region", ["egress"]],
    ]);
  });

  it("lets nothing but the clients reach the load balancer, only it the proxies, only them the domain", () => {
    for (const options of [internal, allowlist, cloudfront, isolated]) {
      const rows = describeMatrix(trafficMatrix(options));
      const into = (group: string) => new Set(rows.filter(({ to }) => to === group).map(({ from }) => from));
      const groups = new Set(["load-balancer", "proxy", "domain", "endpoints"]);
      expect([...into("load-balancer")].filter((from) => groups.has(from))).to.deep.equal([]);
      expect([...into("proxy")]).to.deep.equal(["load-balancer"]);
      expect([...into("domain")]).to.deep.equal(["proxy"]);
      expect([...into("endpoints")].filter((from) => from !== "proxy")).to.deep.equal([]);
      for (const passive of ["domain", "endpoints"]) {
        expect(rows.filter(({ from }) => from === passive)).to.deep.equal([]);
      }
    }
  });

  it("refuses clients that are the internet, whole or in pieces", () => {
    for (const cidrs of [
      ["0.0.0.0/0"],
      ["0.0.0.0/1", "128.0.0.0/1"],
      ["::/0"],
      ["2000::/3"],
      ["52.0.0.0/7"],
    ]) {
      const open: TrafficOptions = {
        ...internal,
        exposure: { kind: "allowlist", clients: { cidrs, prefixListIds: [] } },
      };
      expect(() => trafficMatrix(open)).to.throw(
        RangeError,
        `clients \`${cidrs.join("`, `")}\` are the internet rather than a list; at most 2^24 public IPv4 and 2^112 IPv6 addresses are accepted`,
      );
    }
    const large = { cidrs: ["10.0.0.0/8", "172.16.0.0/12", "52.0.0.0/8"], prefixListIds: [] };
    expect(() =>
      trafficMatrix({ ...internal, exposure: { kind: "allowlist", clients: large } }),
    ).not.to.throw();
  });

  it("counts rules against the quota of 60, a prefix list with its weight", () => {
    const named = (count: number): TrafficOptions => ({
      ...internal,
      exposure: {
        kind: "allowlist",
        clients: {
          cidrs: Array.from({ length: count }, (_, host) => `198.51.100.${host}/32`),
          prefixListIds: ["pl-1"],
        },
      },
    });
    expect(() => trafficMatrix(named(59))).not.to.throw();
    expect(() => trafficMatrix(named(60))).to.throw(
      RangeError,
      "ingress rules of group `load-balancer` count as `61`; at most 60 are accepted",
    );
    const [edge] = trafficMatrix(cloudfront);
    expect(edge?.from).to.deep.include({ kind: "prefix-list", id: "pl-a3a144ca", weight: 55 });
  });

  it("reports all mistakes at once", () => {
    expect(() =>
      trafficMatrix({
        ...isolated,
        exposure: { kind: "allowlist", clients: nobody },
        cognitoProxied: true,
      }),
    ).to.throw(
      RangeError,
      "exposure `allowlist` names no clients; at least one is required; sign-in pages of Cognito cannot be proxied without NAT; the domain needs a custom endpoint",
    );
  });

  it("gives every flow an id of its own and a description that EC2 accepts", () => {
    const cidr = fc
      .tuple(fc.ipV4(), fc.integer({ min: 16, max: 32 }))
      .map(([address, length]) => `${address}/${length}`);
    fc.assert(
      fc.property(fc.uniqueArray(cidr, { minLength: 1, maxLength: 40 }), (cidrs) => {
        const exposure = { kind: "allowlist", clients: { cidrs, prefixListIds: [] } } as const;
        const flows = trafficMatrix({ ...allowlist, exposure, cognitoProxied: true });
        expect(new Set(flows.map(({ id }) => id)).size).to.equal(flows.length);
        for (const { id, why } of flows) {
          expect(id).to.match(/^[a-z0-9-]+$/);
          expect(why).to.match(/^[a-zA-Z0-9. _\-:/()#,@[\]+=&;{}!$*]{1,255}$/);
        }
      }),
      { numRuns: 50 },
    );
  });
});

describe("traffic options", () => {
  const existingDomain = {
    kind: "existing",
    endpoint: "vpc-logs.eu-central-1.es.amazonaws.com",
    arn: "arn:aws:es:eu-central-1:111122223333:domain/logs",
    securityGroupId: "sg-domain",
  } as const;
  const existingVpc = {
    kind: "existing",
    vpcId: "vpc-1",
    cidr: VPC_CIDR,
    privateSubnetIds: ["subnet-1", "subnet-2"],
    publicSubnetIds: [],
    egress: "endpoints",
  } as const;
  const proxy = { exposure: internal.exposure };
  const options = (network: StackConfig["network"], domain: StackConfig["domain"] = NEW_DOMAIN) =>
    trafficOptions({ config: { network, domain, proxy }, s3PrefixListId: "pl-s3", endpointsCreated: false });

  it("tells NAT from endpoints, and a new network's from an existing one's", () => {
    const fresh = { kind: "new", cidr: VPC_CIDR } as const;
    expect(options({ ...fresh, egress: "nat-single" })).to.deep.equal(internal);
    expect(
      trafficOptions({
        config: { network: { ...fresh, egress: "endpoints" }, domain: NEW_DOMAIN, proxy },
        s3PrefixListId: "pl-s3",
        endpointsCreated: true,
      }),
    ).to.deep.equal(isolated);
  });

  it("names existing endpoints by group, else by address, and needs neither with NAT or S3 alone", () => {
    const endpointsOf = (
      endpoints: readonly string[],
      rest = {},
      egress: "nat" | "endpoints" = "endpoints",
    ) =>
      options({ ...existingVpc, egress, existing: { endpoints, flowLogs: true, ...rest } }).endpoints
        .existing;
    expect(endpointsOf(["ssm"], { endpointSecurityGroupId: "sg-1" })).to.deep.equal({ groupId: "sg-1" });
    expect(endpointsOf(["ssm"])).to.equal("unnamed");
    expect(endpointsOf(["s3"])).to.equal("none");
    expect(endpointsOf(["ssm"], {}, "nat")).to.equal("none");
  });

  it("proxies Cognito's pages only for an existing domain that has them and no custom endpoint", () => {
    const network = { kind: "new", cidr: VPC_CIDR, egress: "nat-single" } as const;
    const proxied = (rest = {}) => options(network, { ...existingDomain, ...rest }).cognitoProxied;
    expect(proxied({ cognitoHost: "logs.auth.eu-central-1.amazoncognito.com" })).to.equal(true);
    expect(proxied({ cognitoHost: "logs.example.com", customEndpoint: "search.example.com" })).to.equal(
      false,
    );
    expect(proxied()).to.equal(false);
    expect(options(network, existingDomain).domain).to.deep.equal({ securityGroupId: "sg-domain" });
  });
});

describe("SecurityGroups", () => {
  it("creates one group for each component, with description and no inline rule", async () => {
    const { resources, all, result } = await build(isolated);
    expect(
      all("aws:ec2/securityGroup:SecurityGroup").map(({ name, parent, inputs }) => [name, parent, inputs]),
    ).to.deep.equal(
      [
        ["load-balancer", "Entry to the proxy fleet: admits the named clients, reaches the proxies"],
        ["proxy", "nginx proxies: admit the load balancer, reach the domain and AWS services"],
        ["domain", "OpenSearch domain: admits the proxies, reaches nothing"],
        ["endpoints", "Interface endpoints: admit the proxies, reach nothing"],
      ].map(([group, description]) => [
        `groups-${group}`,
        "groups",
        { vpcId: "vpc-1", description, tags: { Name: `clo-dev-eu-central-1-${group}` } },
      ]),
    );
    expect(resources).to.have.length(1 + 4 + 4 + 5);
    expect(await resolved(result.ids.endpoints ?? "")).to.equal("groups-endpoints-id");
  });

  it("declares both ends of each flow between groups by group, and no other way in", async () => {
    const { all } = await build(isolated);
    expect(all(INGRESS).map(ruleText)).to.have.members([
      `groups-load-balancer-id ${VPC_CIDR}:443`,
      "groups-proxy-id groups-load-balancer-id:443",
      "groups-domain-id groups-proxy-id:443",
      "groups-endpoints-id groups-proxy-id:443",
    ]);
    expect(all(EGRESS).map(ruleText)).to.have.members([
      "groups-load-balancer-id groups-proxy-id:443",
      "groups-proxy-id groups-domain-id:443",
      "groups-proxy-id groups-endpoints-id:443",
      "groups-proxy-id pl-s3:443",
      "groups-proxy-id pl-s3:80",
    ]);
    for (const { inputs } of [...all(INGRESS), ...all(EGRESS)])
      expect(inputs.description).to.not.equal(undefined);
  });

  it("lets the allowlist in by address, IPv6 and prefix list", async () => {
    const { all, only, result } = await build(allowlist);
    const rules = all(INGRESS).map(ruleText);
    expect(rules.filter((rule) => rule.startsWith("groups-load-balancer-id"))).to.have.members([
      "groups-load-balancer-id 198.51.100.0/24:443",
      "groups-load-balancer-id 2001:db8:1::/48:443",
      "groups-load-balancer-id pl-0123456789abcdef0:443",
    ]);
    expect(only(INGRESS, "groups-2001-db8-1---48-to-load-balancer-ingress").inputs.cidrIpv6).to.equal(
      "2001:db8:1::/48",
    );
    expect(result.ids).to.not.have.property("endpoints");
  });

  it("never opens ingress to the world, whatever the exposure", async () => {
    for (const options of [internal, allowlist, cloudfront, isolated]) {
      const { all } = await build(options);
      const sources = all(INGRESS).flatMap(({ inputs }) =>
        [inputs.cidrIpv4 ?? [], inputs.cidrIpv6 ?? []].flat(),
      );
      expect(sources).to.not.include("0.0.0.0/0");
      expect(sources).to.not.include("::/0");
    }
  });

  it("opens egress to the world on 443 only, only from the proxies, only with NAT", async () => {
    for (const options of [internal, allowlist, cloudfront, isolated]) {
      const { all } = await build(options);
      const open = all(EGRESS)
        .map(ruleText)
        .filter((rule) => rule.includes("0.0.0.0/0"));
      expect(open).to.deep.equal(options.nat ? ["groups-proxy-id 0.0.0.0/0:443"] : []);
    }
  });

  it("admits CloudFront by its prefix list on one port", async () => {
    const { all } = await build(cloudfront);
    const entry = all(INGRESS)
      .map(ruleText)
      .filter((rule) => rule.startsWith("groups-load-balancer-id"));
    expect(entry).to.deep.equal(["groups-load-balancer-id pl-a3a144ca:443"]);
  });

  it("adds one rule to an existing domain's group and none to existing endpoints' group", async () => {
    const { all, result } = await build({
      ...isolated,
      endpoints: { created: false, existing: { groupId: "sg-endpoints" } },
      domain: { securityGroupId: "sg-domain" },
    });
    expect(all("aws:ec2/securityGroup:SecurityGroup").map(({ name }) => name)).to.deep.equal([
      "groups-load-balancer",
      "groups-proxy",
    ]);
    const rules = [...all(INGRESS), ...all(EGRESS)].map(ruleText);
    expect(rules.filter((rule) => rule.startsWith("sg-"))).to.deep.equal(["sg-domain groups-proxy-id:443"]);
    expect(rules).to.include("groups-proxy-id sg-endpoints:443");
    expect(await resolved(result.ids.domain)).to.equal("sg-domain");
  });
});
