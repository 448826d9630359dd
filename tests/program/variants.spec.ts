import { expect } from "chai";
import type { Plan, PlanValue } from "../../preview/plan";
import { outputsOf } from "../preview/run";
import { all, inputsOf, isDocument, leaves, namesOf, typesOf } from "./reading";
import { planned } from "./stack";
import { VARIANTS, type VariantName } from "./variants";

const ROLE = "aws:iam/role:Role";
const DOMAIN = "aws:opensearch/domain:Domain";
const DISTRIBUTION = "aws:cloudfront/distribution:Distribution";
const INGRESS = "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule";
const EGRESS = "aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule";
const ENDPOINT = "aws:ec2/vpcEndpoint:VpcEndpoint";
const SECURITY_GROUP = "aws:ec2/securityGroup:SecurityGroup";

const ALWAYS = ["roles-proxy"];
const CONSOLE = ["roles-api", "roles-graphql-data", "roles-graphql-log"];
const DASHBOARDS = ["roles-dashboards-admin", "roles-dashboards-cognito", "roles-dashboards-reader"];
const INSTALL = ["roles-patch-automation", "roles-patch-window"];
const REFRESH = ["roles-image-refresh"];

const expectRoles = (plan: Plan, ...roles: readonly (readonly string[])[]): void => {
  expect(namesOf(plan, ROLE)).to.deep.equal([ALWAYS, ...roles].flat().sort());
};

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

describe("what differs between stacks", function () {
  this.timeout(180_000);
  const plan = (name: VariantName): Promise<Plan> => planned(VARIANTS[name]);

  describe("the shipped ones", () => {
    it("are complete in `dev`, with AWS's keys and one NAT gateway", async () => {
      const dev = await plan("dev");
      expectRoles(dev, CONSOLE, DASHBOARDS, INSTALL, REFRESH);
      expect(typesOf(dev, "aws:kms/")).to.deep.equal([]);
      expect(typesOf(dev, "aws:wafv2/")).to.deep.equal([]);
      expect(inputsOf(dev, "awsx:ec2:Vpc")["natGateways"]).to.deep.equal({ strategy: "Single" });
      expect(inputsOf(dev, "aws:ec2/flowLog:FlowLog")).to.include({
        logDestinationType: "s3",
        trafficType: "ALL",
      });
      expect(inputsOf(dev, "aws:ec2/defaultSecurityGroup:DefaultSecurityGroup")).to.deep.include({
        ingress: [],
        egress: [],
      });
    });

    it("have in `prod` a key for each store, which each of them uses", async () => {
      const prod = await plan("prod");
      const keys = ["console", "domain", "logs", "topic", "volumes"];
      expect(namesOf(prod, "aws:kms/key:Key")).to.deep.equal(keys.map((store) => `keys-${store}`));
      const [site, domain, logs, topic, volumes] = keys.map(
        (store) => all(prod, "aws:kms/key:Key").find(({ name }) => name === `keys-${store}`)?.outputs["arn"],
      );
      const encryption =
        "aws:s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration";
      const valuesOf = (type: string, name?: string) =>
        leaves(inputsOf(prod, type, name)).map(({ value }) => value);
      expect(valuesOf(encryption, "console-site-encryption")).to.include(site);
      expect(valuesOf(DOMAIN)).to.include(domain);
      expect(valuesOf("aws:ec2/launchTemplate:LaunchTemplate")).to.include(volumes);
      expect(inputsOf(prod, "aws:sns/topic:Topic")["kmsMasterKeyId"]).to.be.a("string");
      expect(String(topic)).to.contain(String(inputsOf(prod, "aws:sns/topic:Topic")["kmsMasterKeyId"]));
      for (const { name, inputs } of all(prod, "aws:cloudwatch/logGroup:LogGroup")) {
        expect(inputs["kmsKeyId"], name).to.equal(logs);
      }
    });

    it("have in `prod` web ACLs, alarms by mail, NAT in each zone and threat protection", async () => {
      const prod = await plan("prod");
      expect(namesOf(prod, "aws:wafv2/webAcl:WebAcl")).to.deep.equal(["console-web-acl", "proxy-web-acl"]);
      expect(inputsOf(prod, "aws:sns/topicSubscription:TopicSubscription")).to.include({
        protocol: "email",
        endpoint: "security@example.com",
      });
      expect(inputsOf(prod, "awsx:ec2:Vpc")["natGateways"]).to.deep.equal({ strategy: "OnePerAz" });
      expect(inputsOf(prod, "aws:cognito/userPool:UserPool")["userPoolAddOns"]).to.deep.equal({
        advancedSecurityMode: "ENFORCED",
      });
    });
  });

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
      expectRoles(found, CONSOLE, DASHBOARDS, INSTALL, REFRESH, ["roles-flow-logs"]);
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

    it("puts into an existing VPC its own groups, target group and flow log, and names it nowhere else", async () => {
      expect(typesThatName(await plan("existing VPC with NAT"), "vpc-0123456789abcdef0")).to.deep.equal([
        "aws:ec2/flowLog:FlowLog",
        SECURITY_GROUP,
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
      expectRoles(found, CONSOLE, INSTALL, REFRESH);
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

  describe("sign-in", () => {
    it("by Cognito makes the administrators' role the master user, and a group its only way in", async () => {
      const { advancedSecurityOptions, cognitoOptions } = inputsOf(await plan("dev"), DOMAIN);
      expect(advancedSecurityOptions).to.deep.include({
        enabled: true,
        internalUserDatabaseEnabled: false,
        masterUserOptions: {
          masterUserArn: "arn:aws:iam::111122223333:role/clo-dev-us-east-1-dashboards-admin",
        },
      });
      expect(cognitoOptions).to.deep.include({ enabled: true });
      const { roleMappings } = inputsOf(
        await plan("dev"),
        "aws:cognito/identityPoolRoleAttachment:IdentityPoolRoleAttachment",
      );
      expect(leaves({ roleMappings: roleMappings ?? null })).to.deep.include.members([
        { path: "roleMappings[0].type", value: "Token" },
        { path: "roleMappings[0].ambiguousRoleResolution", value: "Deny" },
      ]);
    });

    it("by SAML needs no Cognito roles, and no workload can be the master user", async () => {
      const found = await plan("SAML sign-in");
      expectRoles(found, CONSOLE, INSTALL, REFRESH);
      expect(
        leaves(inputsOf(found, "aws:opensearch/domainSamlOptions:DomainSamlOptions")),
      ).to.deep.include.members([
        { path: "samlOptions.masterBackendRole", value: "logging-administrators" },
        { path: "samlOptions.rolesKey", value: "roles" },
      ]);
      expect(inputsOf(found, DOMAIN)["advancedSecurityOptions"]).to.deep.include({
        masterUserOptions: { masterUserArn: "arn:aws:iam::111122223333:root" },
      });
      expect(namesOf(found, "aws:cognito/identityPool:IdentityPool")).to.deep.equal([]);
    });

    it("by the internal user database keeps the password a secret", async () => {
      const found = await plan("internal sign-in");
      expectRoles(found, CONSOLE, INSTALL, REFRESH);
      expect(inputsOf(found, DOMAIN)["advancedSecurityOptions"]).to.deep.include({
        internalUserDatabaseEnabled: true,
        masterUserOptions: { masterUserName: "admin", masterUserPassword: { $secret: true } },
      });
    });
  });

  describe("the console", () => {
    it("is read by origin access control, or by an identity where that is chosen", async () => {
      const control = await plan("dev");
      expect(typesOf(control, "aws:cloudfront/originAccess")).to.deep.equal([
        "aws:cloudfront/originAccessControl:OriginAccessControl",
      ]);
      const identity = await plan("origin access identity");
      expect(typesOf(identity, "aws:cloudfront/originAccess")).to.deep.equal([
        "aws:cloudfront/originAccessIdentity:OriginAccessIdentity",
      ]);
      const policy = String(
        inputsOf(identity, "aws:s3/bucketPolicy:BucketPolicy", "console-site-policy")["policy"],
      );
      expect(isDocument(policy)).to.equal(true);
      expect(policy).to.match(/arn:aws:iam::cloudfront:user\/CloudFront Origin Access Identity E\w+/);
      expect(policy).not.to.contain("cloudfront.amazonaws.com");
    });

    it("can be left out, with its API, its roles, its client and its groups", async () => {
      const found = await plan("no console");
      expectRoles(found, DASHBOARDS, INSTALL, REFRESH);
      for (const prefix of ["aws:cloudfront/", "aws:appsync/", "aws:lambda/", "aws:cognito/userPoolClient"]) {
        expect(typesOf(found, prefix), prefix).to.deep.equal([]);
      }
      expect(namesOf(found, "aws:cognito/userGroup:UserGroup")).to.deep.equal([
        "sign-in-access-administrators",
        "sign-in-access-readers",
      ]);
      expect(outputsOf(found)).not.to.have.property("consoleUrl");
    });

    it("leaves no user pool behind where nobody signs in by Cognito", async () => {
      const found = await plan("no console, no user pool");
      expectRoles(found, INSTALL, REFRESH);
      expect(typesOf(found, "aws:cognito/")).to.deep.equal([]);
      expect(outputsOf(found)).not.to.have.property("userPoolId");
    });
  });

  describe("patching", () => {
    it("with `Install` opens a maintenance window that starts the stack's own automation", async () => {
      const found = await plan("dev");
      expect(inputsOf(found, "aws:ssm/maintenanceWindowTask:MaintenanceWindowTask")).to.include({
        taskType: "AUTOMATION",
        taskArn: "clo-dev-us-east-1-patch-instance",
        maxConcurrency: "1",
      });
      expect(inputsOf(found, "aws:ssm/document:Document")["documentType"]).to.equal("Automation");
    });

    it("with `Scan` installs nothing and has no role that could", async () => {
      const found = await plan("scan only, no refresh");
      expectRoles(found, CONSOLE, DASHBOARDS);
      expect(typesOf(found, "aws:ssm/")).to.deep.equal([
        "aws:ssm/association:Association",
        "aws:ssm/patchBaseline:PatchBaseline",
        "aws:ssm/patchGroup:PatchGroup",
      ]);
      expect(inputsOf(found, "aws:ssm/association:Association")["parameters"]).to.deep.include({
        Operation: "Scan",
      });
    });

    it("replaces proxies weekly by a schedule of its own, which can be off", async () => {
      const scheduler = "aws:scheduler/schedule:Schedule";
      expect(namesOf(await plan("dev"), scheduler)).to.deep.equal(["proxy-image-refresh"]);
      expect(namesOf(await plan("scan only, no refresh"), scheduler)).to.deep.equal([]);
    });
  });

  describe("the account", () => {
    it("gets service-linked roles where it has none, those of what the stack uses", async () => {
      const type = "aws:iam/serviceLinkedRole:ServiceLinkedRole";
      expect(
        all(await plan("service-linked roles"), type).map(({ inputs }) => inputs["awsServiceName"]),
      ).to.have.members(["autoscaling.amazonaws.com", "opensearchservice.amazonaws.com"]);
      expect(namesOf(await plan("prod"), type)).to.deep.equal([]);
    });

    it("confines every role by the organisation's boundary instead of a generated one", async () => {
      const found = await plan("organisation's boundary");
      expect(namesOf(found, "aws:iam/policy:Policy")).to.deep.equal([]);
      const boundaries = new Set(all(found, ROLE).map(({ inputs }) => inputs["permissionsBoundary"]));
      expect([...boundaries]).to.deep.equal(["arn:aws:iam::111122223333:policy/organisation/workloads"]);
    });
  });

  describe("the partition", () => {
    it("GovCloud has Cognito on FIPS endpoints and FIPS ciphers, and nothing of CloudFront", async () => {
      const found = await plan("GovCloud");
      expectRoles(found, DASHBOARDS, INSTALL, REFRESH);
      for (const prefix of ["aws:cloudfront/", "aws:appsync/", "aws:lambda/", "aws:wafv2/"]) {
        expect(typesOf(found, prefix), prefix).to.deep.equal([]);
      }
      expect(inputsOf(found, "aws:lb/listener:Listener")["sslPolicy"]).to.match(/FIPS/);
      const trust = String(inputsOf(found, ROLE, "roles-dashboards-admin")["assumeRolePolicy"]);
      expect(trust).to.contain('"cognito-identity-us-gov.amazonaws.com:aud"');
    });

    it("China has no Cognito, and by default no console", async () => {
      const found = await plan("China without console");
      expectRoles(found, INSTALL, REFRESH);
      for (const prefix of ["aws:cognito/", "aws:cloudfront/", "aws:appsync/", "aws:lambda/"]) {
        expect(typesOf(found, prefix), prefix).to.deep.equal([]);
      }
    });

    it("China's console is a site by origin access identity, with an IAM certificate and legacy logs", async () => {
      const found = await plan("China with console");
      expectRoles(found, INSTALL, REFRESH);
      expect(typesOf(found, "aws:cloudfront/")).to.deep.equal([
        DISTRIBUTION,
        "aws:cloudfront/originAccessIdentity:OriginAccessIdentity",
      ]);
      expect(leaves(inputsOf(found, DISTRIBUTION))).to.deep.include.members([
        { path: "aliases[0]", value: "console.example.com.cn" },
        { path: "viewerCertificate.iamCertificateId", value: "ASCA0123456789EXAMPLE" },
        {
          path: "loggingConfig.bucket",
          value: "clo-dev-cn-northwest-1-console-logs-111122223333.s3.cn-northwest-1.amazonaws.com.cn",
        },
      ]);
      for (const prefix of ["aws:cognito/", "aws:appsync/", "aws:cloudwatch/logDelivery"]) {
        expect(typesOf(found, prefix), prefix).to.deep.equal([]);
      }
    });
  });
});
