import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { expect } from "chai";
import {
  type Control,
  type Evidence,
  missingEvidence,
  type ResponsibilityFacts,
  responsibilityRegister,
} from "../../components/responsibility";
import { PARTITIONS } from "../../partitions";
import { CONSOLE, NEW_DOMAIN } from "./configured";

const NAMES: ResponsibilityFacts["names"] = {
  alerts: "alerts",
  consoleApi: "api",
  consoleSite: "site",
  flowLogQuestions: "flow-log-questions",
  identity: "identity",
  interfaceHistory: "interface-history",
  logArchive: "archive",
  network: "network",
  proxyFleet: "proxy",
  roles: "roles",
  searchDomain: "search",
  securityGroups: "groups",
  signInAccess: "access",
};

type Config = ResponsibilityFacts["config"];

const BASE: Config = {
  accountId: "111122223333",
  region: "eu-central-1",
  partition: PARTITIONS.aws,
  baseName: "clo-dev-eu-central-1",
  rolePath: "/",
  serviceLinkedRoles: "present",
  deletionProtection: false,
  flowLogs: { destination: "s3", retentionDays: 14 },
  logRetentionDays: 30,
  alertEmails: ["ops@example.com"],
  network: { kind: "new", cidr: "10.0.0.0/16", egress: "nat-single" },
  domain: NEW_DOMAIN,
  signIn: { kind: "cognito", domainPrefix: "logs", threatProtection: "off" },
  userPool: { domainPrefix: "logs", threatProtection: "off" },
  console: CONSOLE,
  proxy: {
    exposure: { kind: "internal", clients: { cidrs: [], prefixListIds: [] } },
    hostName: "logs.example.com",
    certificateArn: "arn:aws:acm:eu-central-1:111122223333:certificate/1",
    instanceType: "t4g.small",
    architecture: "arm64",
    image: { kind: "parameter", name: "/aws/service/ami-amazon-linux-latest/al2023" },
    releasever: "latest",
    minSize: 1,
    desiredCapacity: 2,
    maxSize: 4,
    maxInstanceLifetimeDays: 30,
  },
  patching: {
    operation: "Install",
    scanSchedule: "rate(1 day)",
    window: { schedule: "cron(0 3 ? * SUN *)", timezone: "Etc/UTC", durationHours: 3, cutoffHours: 1 },
    approveAfterDays: 3,
    severities: ["Critical", "Important"],
    rejected: [],
    rebootOption: "RebootIfNeeded",
    imageRefresh: "weekly",
  },
  customerManagedKeys: [],
};

const { console: _, ...WITHOUT_CONSOLE } = BASE;
const { userPool: __, ...WITHOUT_POOL } = BASE;
const { console: ___, ...WITHOUT_PEOPLE } = WITHOUT_POOL;
const EXISTING_NETWORK: Config["network"] = {
  kind: "existing",
  vpcId: "vpc-1",
  cidr: "10.0.0.0/16",
  privateSubnetIds: [],
  publicSubnetIds: [],
  egress: "nat",
  existing: { endpoints: [], flowLogs: true },
};
const EXISTING_DOMAIN: Config["domain"] = {
  kind: "existing",
  endpoint: "search.example.com",
  arn: "arn:aws:es:eu-central-1:111122223333:domain/search",
  securityGroupId: "sg-1",
};
const FROZEN: Config["proxy"] = {
  ...BASE.proxy,
  image: { kind: "id", id: "ami-1" },
  releasever: "2023.6.20241010",
};
const boundary = "arn:aws:iam::111122223333:policy/organisation";

/** One configuration for each choice that changes who owns what. */
const CONFIGS: { readonly [name: string]: Config } = {
  base: BASE,
  scan: { ...BASE, patching: { ...BASE.patching, operation: "Scan", imageRefresh: "off" } },
  "no console": WITHOUT_CONSOLE,
  "existing network": { ...BASE, network: EXISTING_NETWORK },
  "existing network without flow logs": {
    ...BASE,
    network: { ...EXISTING_NETWORK, existing: { endpoints: [], flowLogs: false } },
  },
  "flow logs in CloudWatch Logs": { ...BASE, flowLogs: { destination: "cloudwatch", retentionDays: 14 } },
  "existing domain": { ...BASE, domain: EXISTING_DOMAIN, signIn: { kind: "existing" } },
  saml: {
    ...BASE,
    signIn: { kind: "saml", metadata: "", entityId: "", adminRole: "log-admins", rolesAttribute: "" },
  },
  internal: {
    ...WITHOUT_PEOPLE,
    signIn: { kind: "internal", adminName: "admin", adminPassword: pulumi.output("hidden") },
  },
  "own boundary": { ...BASE, permissionsBoundaryArn: boundary },
  "nobody to alert": { ...BASE, alertEmails: [] },
  "frozen image": { ...BASE, proxy: FROZEN },
  "package held back": { ...BASE, patching: { ...BASE.patching, rejected: ["nginx-1.28.0-*"] } },
  allowlist: {
    ...BASE,
    proxy: {
      ...BASE.proxy,
      exposure: { kind: "allowlist", clients: { cidrs: ["192.0.2.0/24"], prefixListIds: [] } },
    },
  },
  edge: {
    ...BASE,
    proxy: {
      ...BASE.proxy,
      exposure: {
        kind: "cloudfront",
        originFacingPrefixListId: "pl-1",
        viewerCertificateArn: "arn:aws:acm:us-east-1:111122223333:certificate/1",
        waf: { kind: "off" },
      },
    },
  },
  "console with identity, alias and web ACL": {
    ...BASE,
    console: {
      ...CONSOLE,
      originAccess: "identity",
      aliases: ["console.example.com"],
      certificate: { kind: "acm", arn: "arn:aws:acm:us-east-1:111122223333:certificate/1" },
      waf: { kind: "managed" },
    },
  },
  "console with an existing web ACL": {
    ...BASE,
    console: {
      ...CONSOLE,
      waf: { kind: "existing", arn: "arn:aws:wafv2:us-east-1:111122223333:global/webacl/x/1" },
    },
  },
  "console in China": {
    ...WITHOUT_POOL,
    signIn: { kind: "internal", adminName: "admin", adminPassword: pulumi.output("hidden") },
    partition: PARTITIONS["aws-cn"],
    region: "cn-north-1",
    console: {
      ...CONSOLE,
      originAccess: "identity",
      aliases: ["c.example.cn"],
      certificate: { kind: "iam", id: "A1" },
    },
  },
};

const registerOf = (config: Config): readonly Control[] => responsibilityRegister({ config, names: NAMES });
const control = (config: Config | undefined, id: string): Control | undefined =>
  registerOf(config ?? BASE).find((candidate) => candidate.id === id);

describe("the responsibility register", () => {
  for (const [name, config] of Object.entries(CONFIGS)) {
    const register = registerOf(config);

    it(`covers all five topics with unique controls: ${name}`, () => {
      const ids = register.map(({ id }) => id);
      expect(ids.filter((id, at) => ids.indexOf(id) !== at)).to.deep.equal([]);
      expect(ids.filter((id) => !/^[a-z]+(-[a-z]+)*$/.test(id))).to.deep.equal([]);
      expect([...new Set(register.map(({ topic }) => topic))]).to.deep.equal([
        "shared-responsibility",
        "iam-roles",
        "security-groups",
        "web-console",
        "proxy-patching",
      ]);
    });

    it(`says of each control of the customer, and of no other, why it is open: ${name}`, () => {
      const wrong = register.filter(({ owner, open }) => (owner === "customer") !== (open !== undefined));
      expect(wrong).to.deep.equal([]);
    });

    it(`rests on resource types that the provider has: ${name}`, () => {
      const types = register.flatMap(({ evidence }) => (evidence.kind === "resource" ? [evidence.type] : []));
      const unknown = types.filter((type) => {
        const [, module, kind] = /^aws:([a-z0-9]+)\/[^:]+:(\w+)$/.exec(type) ?? [];
        const made = (aws as unknown as Record<string, Record<string, { __pulumiType?: string }>>)[
          module ?? ""
        ];
        return made?.[kind ?? ""]?.__pulumiType !== type;
      });
      expect(unknown).to.deep.equal([]);
    });
  }

  it("is plain data: no secret of the configuration enters it", () => {
    const register = registerOf(CONFIGS["internal"] ?? BASE);
    expect(JSON.parse(JSON.stringify(register))).to.deep.equal(register);
    expect(JSON.stringify(register)).to.not.include("hidden");
  });

  const owners: readonly (readonly [string, string, Control["owner"] | undefined])[] = [
    ["base", "patch-install", "this stack"],
    ["scan", "patch-install", "customer"],
    ["base", "regional-boundary", "this stack"],
    ["own boundary", "regional-boundary", undefined],
    ["own boundary", "organisation-boundary", "customer"],
    ["base", "default-group-empty", "this stack"],
    ["existing network", "default-group-empty", undefined],
    ["existing network", "shared-network", "customer"],
    ["existing network", "existing-flow-logs", "customer"],
    ["existing network without flow logs", "flow-logs", "this stack"],
    ["existing network without flow logs", "existing-flow-logs", undefined],
    ["base", "domain-software", "AWS"],
    ["existing domain", "domain-software", undefined],
    ["existing domain", "existing-domain", "customer"],
    ["existing domain", "dashboards-roles-by-group", undefined],
    ["base", "dashboards-roles-by-group", "this stack"],
    ["base", "dashboards-reader-mapping", "customer"],
    ["base", "second-factor", "this stack"],
    ["existing domain", "existing-sign-in", "customer"],
    ["console in China", "console-sign-in", undefined],
    ["console in China", "console-without-sign-in", "this stack"],
    ["base", "console-without-sign-in", undefined],
    ["saml", "second-factor", "this stack"],
    ["saml", "identity-provider", "customer"],
    ["internal", "second-factor", undefined],
    ["internal", "master-password", "customer"],
    ["base", "console-web-acl", "customer"],
    ["console with identity, alias and web ACL", "console-web-acl", "this stack"],
    ["console with an existing web ACL", "console-web-acl", "customer"],
    ["console in China", "console-web-acl", undefined],
    ["base", "console-certificate", undefined],
    ["console with identity, alias and web ACL", "console-certificate", "customer"],
    ["base", "console-api-limits", "this stack"],
    ["base", "console-api-rights", "this stack"],
    ["console in China", "console-api-limits", undefined],
    ["base", "console-boundary", "this stack"],
    ["own boundary", "console-boundary", undefined],
    ["no console", "console-boundary", undefined],
    ["base", "interface-history", "this stack"],
    ["base", "flow-log-questions", "this stack"],
    ["existing network", "interface-history", undefined],
    ["existing network", "flow-log-questions", undefined],
    ["existing network without flow logs", "interface-history", "this stack"],
    ["no console", "interface-history", undefined],
    ["flow logs in CloudWatch Logs", "interface-history", "this stack"],
    ["flow logs in CloudWatch Logs", "flow-log-questions", undefined],
    ["base", "patch-now", "this stack"],
    ["scan", "patch-now", "this stack"],
    ["no console", "patch-now", undefined],
    ["no console", "console-sign-in", undefined],
    ["no console", "console-absent", "this stack"],
    ["base", "console-headers", "this stack"],
    ["console in China", "console-headers", undefined],
    ["base", "image-choice", undefined],
    ["frozen image", "image-choice", "customer"],
    ["frozen image", "release-choice", "customer"],
    ["base", "patch-failure", "this stack"],
    ["scan", "patch-failure", undefined],
    ["base", "patch-rejected", undefined],
    ["package held back", "patch-rejected", "customer"],
    ["base", "replacement-failure", "this stack"],
    ["base", "replacement-awaited", "customer"],
    ["base", "urgent-fix", "customer"],
    ["base", "client-sources", "customer"],
    ["edge", "client-sources", undefined],
    ["edge", "edge-exposure", "customer"],
  ];
  for (const [config, id, owner] of owners) {
    it(`gives ${id} to ${owner ?? "nobody"}: ${config}`, () => {
      expect(control(CONFIGS[config], id)?.owner).to.equal(owner);
    });
  }

  it("names what is still to do by the configuration that leaves it open", () => {
    const open = (config: string, id: string) => control(CONFIGS[config], id)?.open;
    expect(open("nobody to alert", "alert-recipients")).to.equal(
      "`alertEmails` is empty: alerts reach nobody until something subscribes to the topic",
    );
    expect(open("scan", "patch-install")).to.equal(
      "`operation` is `Scan`: missing patches are reported, and installed by nobody but you",
    );
    expect(open("package held back", "patch-rejected")).to.equal(
      "`nginx-1.28.0-*` is not installed, whatever it would mend",
    );
    expect(open("own boundary", "organisation-boundary")).to.include(`\`${boundary}\``);
    expect(open("allowlist", "client-sources")).to.include("faces the internet");
    expect(open("edge", "edge-exposure")).to.equal(
      "the distribution answers the whole internet, and `waf` is off",
    );
  });

  it("points at the bucket that takes access logs, and at the origin's proof, as the partition has them", () => {
    const evidence = (config: string, id: string) => control(CONFIGS[config], id)?.evidence;
    expect(evidence("base", "console-access-log")).to.deep.equal({
      kind: "resource",
      type: "aws:cloudwatch/logDelivery:LogDelivery",
      name: "site-access-log-delivery",
    });
    expect(evidence("console in China", "console-access-log")).to.deep.equal({
      kind: "resource",
      type: "aws:s3/bucket:Bucket",
      name: "site-access-logs",
    });
    expect(evidence("console in China", "console-origin-access")).to.deep.equal({
      kind: "resource",
      type: "aws:cloudfront/originAccessIdentity:OriginAccessIdentity",
      name: "site-origin-access",
    });
  });
});

describe("missingEvidence", () => {
  const because = (id: string, evidence: Evidence): Control => ({
    id,
    topic: "iam-roles",
    control: "it holds",
    owner: "this stack",
    evidence,
    cadence: "every deployment",
  });
  const register = [
    because("a", { kind: "resource", type: "aws:iam/role:Role", name: "roles-api" }),
    because("b", { kind: "output", name: "trafficMatrix" }),
    because("c", { kind: "policy", name: "open-ingress" }),
    because("d", { kind: "document", path: "README.md#limits" }),
  ];
  const sources = {
    resources: [{ type: "aws:iam/role:Role", name: "roles-api" }],
    outputs: ["trafficMatrix"],
    policies: ["open-ingress"],
    documents: ["README.md", "README.md#limits"],
  };
  const missing = (changes: Partial<typeof sources>) =>
    missingEvidence(register, { ...sources, ...changes }).map(({ id }) => id);

  it("finds nothing where all is there", () => expect(missing({})).to.deep.equal([]));

  it("finds a resource of another name or another type", () => {
    expect(missing({ resources: [{ type: "aws:iam/role:Role", name: "roles-api-2" }] })).to.deep.equal(["a"]);
    expect(missing({ resources: [{ type: "aws:iam/policy:Policy", name: "roles-api" }] })).to.deep.equal([
      "a",
    ]);
  });

  it("finds an output, a policy, a document and an anchor that are not there", () => {
    expect(missing({ outputs: [] })).to.deep.equal(["b"]);
    expect(missing({ policies: ["administrative-access"] })).to.deep.equal(["c"]);
    expect(missing({ documents: ["README.md"] })).to.deep.equal(["d"]);
  });
});
