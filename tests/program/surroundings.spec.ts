import { expect } from "chai";
import type { Plan, PlanValue } from "../../preview/plan";
import { outputsOf } from "../preview/run";
import { all, inputsOf, leaves, namesOf, typesOf } from "./reading";
import { CONSOLE, DASHBOARDS, expectRoles, HISTORY, INSTALL, REFRESH } from "./roles";
import { planned } from "./stack";
import { VARIANTS, type VariantName } from "./variants";

const DISTRIBUTION = "aws:cloudfront/distribution:Distribution";
const INGRESS = "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule";
const EGRESS = "aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule";
const ENDPOINT = "aws:ec2/vpcEndpoint:VpcEndpoint";
const SECURITY_GROUP = "aws:ec2/securityGroup:SecurityGroup";

/** The sources that the load balancer admits. */
const clients = (plan: Plan): readonly PlanValue[] =>
  all(plan, INGRESS)
    .filter(({ name }) => name.endsWith("-to-load-balancer-ingress"))
    .map(({ inputs }) => inputs["cidrIpv4"] ?? inputs["prefixListId"] ?? null);

const loadBalancer = (plan: Plan) => inputsOf(plan, "aws:lb/loadBalancer:LoadBalancer");

/** The start-up script of the proxies. */
function userData(plan: Plan): string {
  const { userData: encoded } = inputsOf(plan, "aws:ec2/launchTemplate:LaunchTemplate");
  return Buffer.from(String(encoded), "base64").toString("utf8");
}

/** Types of the resources whose inputs name something. */
const typesThatName = (plan: Plan, text: string): readonly string[] =>
  [
    ...new Set(
      plan.resources
        .filter(
          ({ type, inputs }) => type.startsWith("aws:") && leaves(inputs).some(({ value }) => value === text),
        )
        .map(({ type }) => type),
    ),
  ].sort();

describe("what differs between stacks: network, exposure and domain", function () {
  this.timeout(180_000);
  const plan = (name: VariantName): Promise<Plan> => planned(VARIANTS[name]);

  describe("exposure", () => {
    it("is by default the VPC's own addresses, at an internal load balancer", async () => {
      const dev = await plan("dev");
      expect(clients(dev)).to.deep.equal(["10.60.0.0/16"]);
      expect(loadBalancer(dev)["internal"]).to.equal(true);
    });

    for (const [name, source] of [
      ["allowlist by CIDR block", "203.0.113.0/24"],
      ["allowlist by prefix list", "pl-0123456789abcdef0"],
    ] as const) {
      it(`faces the internet for the named sources alone (${name})`, async () => {
        const found = await plan(name);
        expect(clients(found)).to.deep.equal([source]);
        expect(loadBalancer(found)["internal"]).to.equal(false);
        expect(namesOf(found, DISTRIBUTION)).to.deep.equal(["console-distribution"]);
      });
    }

    it("leaves the load balancer internal behind CloudFront, whose prefix list alone it admits", async () => {
      const found = await plan("cloudfront");
      expect(clients(found)).to.deep.equal(["pl-3b927c52"]);
      expect(loadBalancer(found)["internal"]).to.equal(true);
      expect(namesOf(found, DISTRIBUTION)).to.deep.equal(["console-distribution", "proxy-distribution"]);
      expect(namesOf(found, "aws:cloudfront/vpcOrigin:VpcOrigin")).to.deep.equal(["proxy-vpc-origin"]);
    });

    it("is one connection from the clients to the load balancer, and no other way in", async () => {
      for (const name of ["dev", "allowlist by CIDR block", "cloudfront"] as const) {
        const fromOutside = all(await plan(name), INGRESS).filter(
          ({ inputs }) => inputs["referencedSecurityGroupId"] === undefined,
        );
        expect(fromOutside.map(({ inputs }) => [inputs["fromPort"], inputs["toPort"]])).to.deep.equal([
          [443, 443],
        ]);
      }
    });
  });

  describe("network", () => {
    it("has without NAT no way to the internet, and endpoints for what proxies need", async () => {
      const found = await plan("without NAT");
      const { natGateways, subnetSpecs } = inputsOf(found, "awsx:ec2:Vpc");
      expect({ natGateways, subnetSpecs }).to.deep.equal({
        natGateways: { strategy: "None" },
        subnetSpecs: [{ type: "Isolated" }],
      });
      expect(all(found, EGRESS).filter(({ inputs }) => inputs["cidrIpv4"] === "0.0.0.0/0")).to.deep.equal([]);
      expect(namesOf(found, ENDPOINT)).to.deep.equal([
        "gateway-endpoints-s3",
        ...["autoscaling", "ec2messages", "logs", "ssm", "ssmmessages"].map(
          (one) => `interface-endpoints-${one}`,
        ),
      ]);
    });

    it("writes flow logs to CloudWatch Logs by a role of their own, where they are to be searched", async () => {
      const found = await plan("without NAT");
      expectRoles(found, CONSOLE, HISTORY, DASHBOARDS, INSTALL, REFRESH, ["roles-flow-logs"]);
      expect(inputsOf(found, "aws:ec2/flowLog:FlowLog")).to.include({
        logDestinationType: "cloud-watch-logs",
        iamRoleArn: "arn:aws:iam::111122223333:role/clo-dev-us-east-1-flow-logs",
      });
    });

    it("adds public subnets to a VPC without NAT for a load balancer that faces the internet", async () => {
      const found = await plan("without NAT, facing the internet");
      expect(inputsOf(found, "awsx:ec2:Vpc")["subnetSpecs"]).to.deep.equal([
        { type: "Isolated" },
        { type: "Public" },
      ]);
    });

    const SHARED = [
      "aws:ec2/defaultSecurityGroup:DefaultSecurityGroup",
      "aws:ec2/defaultRouteTable:DefaultRouteTable",
      "aws:ec2/defaultNetworkAcl:DefaultNetworkAcl",
      "aws:ec2/route:Route",
      "aws:ec2/routeTable:RouteTable",
      "aws:ec2/routeTableAssociation:RouteTableAssociation",
      "aws:ec2/networkAcl:NetworkAcl",
      "aws:ec2/subnet:Subnet",
      "aws:ec2/internetGateway:InternetGateway",
      "aws:ec2/vpcEndpointRouteTableAssociation:VpcEndpointRouteTableAssociation",
      "aws:ec2/tag:Tag",
      "awsx:ec2:Vpc",
    ];

    it("touches nothing shared in an existing VPC: no default group, no route, no gateway endpoint", async () => {
      for (const name of ["existing VPC with NAT", "existing VPC without NAT"] as const) {
        const found = await plan(name);
        expect(found.resources.filter(({ type }) => SHARED.includes(type))).to.deep.equal([]);
        expect(all(found, ENDPOINT).map(({ inputs }) => inputs["vpcEndpointType"])).to.not.include("Gateway");
        expect(loadBalancer(found)["subnets"]).to.deep.equal([
          "subnet-00000000000000001",
          "subnet-00000000000000002",
        ]);
      }
    });

    it("puts into an existing VPC its own groups, target group and flow log, and tells the console of it", async () => {
      expect(typesThatName(await plan("existing VPC with NAT"), "vpc-0123456789abcdef0")).to.deep.equal([
        "aws:ec2/flowLog:FlowLog",
        SECURITY_GROUP,
        "aws:lambda/function:Function",
        "aws:lb/targetGroup:TargetGroup",
      ]);
    });

    it("makes in an existing VPC without NAT the endpoints that it lacks, and no flow log beside its own", async () => {
      const found = await plan("existing VPC without NAT");
      expect(namesOf(found, ENDPOINT)).to.deep.equal([
        "interface-endpoints-autoscaling",
        "interface-endpoints-logs",
      ]);
      expect(namesOf(found, "aws:ec2/flowLog:FlowLog")).to.deep.equal([]);
      expect(typesThatName(found, "vpc-0123456789abcdef0")).to.deep.equal([
        SECURITY_GROUP,
        ENDPOINT,
        "aws:lb/targetGroup:TargetGroup",
      ]);
    });

    it("lets proxies out to existing endpoints, whose group gets no rule", async () => {
      const found = await plan("existing VPC without NAT");
      const rules = [...all(found, INGRESS), ...all(found, EGRESS)];
      const theirs = "sg-0fedcba9876543210";
      expect(rules.filter(({ inputs }) => inputs["securityGroupId"] === theirs)).to.deep.equal([]);
      expect(
        rules.filter(({ inputs }) => inputs["referencedSecurityGroupId"] === theirs).map(({ name }) => name),
      ).to.deep.equal(["security-groups-proxy-to-existing-endpoints-egress"]);
    });
  });

  describe("an existing domain", () => {
    const CUSTOM = "existing domain with a custom endpoint";
    const PROXIED = "existing domain with proxied sign-in";
    const NEITHER = "existing domain with neither";

    it("gets one rule, and nothing else of it is changed", async () => {
      for (const name of [CUSTOM, PROXIED, NEITHER] as const) {
        const found = await plan(name);
        expect(typesOf(found, "aws:opensearch/")).to.deep.equal([]);
        expect(namesOf(found, SECURITY_GROUP)).to.deep.equal([
          "security-groups-load-balancer",
          "security-groups-proxy",
        ]);
        const onIt = [...all(found, INGRESS), ...all(found, EGRESS)].filter(
          ({ inputs }) => inputs["securityGroupId"] === "sg-0123456789abcdef0",
        );
        expect(onIt.map(({ type, inputs }) => [type, inputs["fromPort"], inputs["toPort"]])).to.deep.equal([
          [INGRESS, 443, 443],
        ]);
        expect(outputsOf(found)["domainEndpoint"]).to.equal(
          "vpc-search-0123456789abcdefghijklmnop.us-east-1.es.amazonaws.com",
        );
      }
    });

    it("keeps its own sign-in: the pool is the console's alone", async () => {
      const found = await plan(CUSTOM);
      expectRoles(found, CONSOLE, HISTORY, INSTALL, REFRESH);
      expect(namesOf(found, "aws:cognito/identityPool:IdentityPool")).to.deep.equal([]);
      expect(namesOf(found, "aws:cognito/userGroup:UserGroup")).to.deep.equal([
        "sign-in-access-operator",
        "sign-in-access-viewer",
      ]);
    });

    it("has its sign-in pages proxied only where configuration names them", async () => {
      const host = "search.auth.us-east-1.amazoncognito.com";
      expect(userData(await plan(PROXIED))).to.contain(`set $origin_name ${host};`);
      for (const name of [CUSTOM, NEITHER, "dev"] as const) {
        expect(userData(await plan(name))).not.to.contain(".amazoncognito.com");
      }
    });

    it("is asked by the public name where that is its custom endpoint, by its own elsewhere", async () => {
      const replaced = "proxy_cookie_domain vpc-search-0123456789abcdefghijklmnop.us-east-1.es.amazonaws.com";
      expect(userData(await plan(CUSTOM))).not.to.contain(replaced);
      expect(userData(await plan(NEITHER))).to.contain(replaced);
      expect(userData(await plan(PROXIED))).to.contain(replaced);
    });
  });
});
