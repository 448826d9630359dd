import * as pulumi from "@pulumi/pulumi";
import { expect } from "chai";
import { ConfigurationError, parseConfig } from "../../config";
import { PARTITIONS } from "../../partitions";
import { configure, EDGE, ENCRYPTED, EXISTING_DOMAIN, EXISTING_VPC, INTERNAL } from "./stack";

const CERTIFICATE = "arn:aws:acm:us-east-1:111122223333:certificate/12345678-1234-1234-1234-123456789012";
const METADATA = '<EntityDescriptor entityID="https://idp.example.com/a"></EntityDescriptor>';

describe("parseConfig", () => {
  it("makes the smallest configuration a complete, safe stack", () => {
    expect(configure()).to.deep.equal({
      project: "centralized-logging",
      stack: "dev",
      accountId: "111122223333",
      region: "us-east-1",
      partition: PARTITIONS.aws,
      zones: ["us-east-1a", "us-east-1b"],
      baseName: "clo-dev-us-east-1",
      rolePath: "/",
      tags: { "pulumi:project": "centralized-logging", "pulumi:stack": "dev" },
      serviceLinkedRoles: "present",
      deletionProtection: true,
      flowLogs: { destination: "s3", retentionDays: 90 },
      logRetentionDays: 365,
      alertEmails: [],
      network: { kind: "new", cidr: "10.60.0.0/16", egress: "nat-per-zone" },
      domain: {
        kind: "new",
        engineVersion: "OpenSearch_2.19",
        instanceType: "r7g.large.search",
        instanceCount: 2,
        dedicatedMasters: true,
        masterInstanceType: "m7g.large.search",
        volumeSizeGiB: 100,
      },
      signIn: { kind: "cognito", domainPrefix: "clo-dev-us-east-1-97dee8e9", threatProtection: "off" },
      userPool: { domainPrefix: "clo-dev-us-east-1-97dee8e9", threatProtection: "off" },
      console: {
        originAccess: "control",
        aliases: [],
        certificate: { kind: "default" },
        priceClass: "PriceClass_100",
        allowedCountries: [],
        waf: { kind: "off" },
      },
      proxy: {
        exposure: { kind: "internal", clients: { cidrs: ["10.60.0.0/16"], prefixListIds: [] } },
        hostName: "logs.example.com",
        certificateArn: CERTIFICATE,
        instanceType: "t4g.small",
        architecture: "arm64",
        image: {
          kind: "parameter",
          name: "/aws/service/ami-amazon-linux-latest/al2023-ami-kernel-6.18-arm64",
        },
        releasever: "latest",
        minSize: 2,
        desiredCapacity: 3,
        maxSize: 4,
        maxInstanceLifetimeDays: 30,
      },
      patching: {
        operation: "Scan",
        scanSchedule: "rate(1 day)",
        window: { schedule: "cron(0 3 ? * SUN *)", timezone: "Etc/UTC", durationHours: 3, cutoffHours: 1 },
        approveAfterDays: 3,
        severities: ["Critical", "Important"],
        rejected: [],
        rebootOption: "RebootIfNeeded",
        imageRefresh: "weekly",
      },
      customerManagedKeys: [],
    });
  });

  it("takes empty text for not given, as the engine's defaults are", () => {
    const empty = { rolePath: "", hostedZoneId: "", existingVpcId: "", samlMetadata: "", existingEgress: "" };
    expect(configure(empty)).to.deep.equal(configure());
  });

  it("puts one number of data nodes in each zone", () => {
    const zones = ["us-east-1a", "us-east-1b", "us-east-1c"];
    expect(configure({ availabilityZones: zones, domainInstancesPerZone: 2 }).domain).to.include({
      instanceCount: 6,
    });
  });

  it("uses an existing VPC, whose own block is the internal client", () => {
    const { network, proxy } = configure({
      ...EXISTING_VPC,
      existingEgress: "endpoints",
      existingEndpoints: ["s3", "ssm"],
      existingEndpointSecurityGroupId: "sg-0123456789abcdef0",
      existingS3PrefixListId: "pl-0123456789abcdef0",
      existingFlowLogs: true,
    });
    expect(network).to.deep.equal({
      kind: "existing",
      vpcId: "vpc-0123456789abcdef0",
      cidr: "10.1.0.0/16",
      privateSubnetIds: ["subnet-00000000000000001", "subnet-00000000000000002"],
      publicSubnetIds: [],
      egress: "endpoints",
      existing: {
        endpoints: ["s3", "ssm"],
        endpointSecurityGroupId: "sg-0123456789abcdef0",
        s3PrefixListId: "pl-0123456789abcdef0",
        flowLogs: true,
      },
    });
    expect(proxy.exposure).to.deep.equal({
      kind: "internal",
      clients: { cidrs: ["10.1.0.0/16"], prefixListIds: [] },
    });
  });

  it("uses an existing domain with the sign-in that it has, and a user pool for the console", () => {
    const { domain, signIn, userPool } = configure({
      ...EXISTING_DOMAIN,
      existingDomainCognitoHost: "pool.auth.us-east-1.amazoncognito.com",
    });
    expect(domain).to.deep.equal({
      kind: "existing",
      endpoint: "vpc-search-0123456789abcdefghijklmnop.us-east-1.es.amazonaws.com",
      arn: "arn:aws:es:us-east-1:111122223333:domain/search",
      securityGroupId: "sg-0123456789abcdef0",
      cognitoHost: "pool.auth.us-east-1.amazoncognito.com",
    });
    expect(signIn).to.deep.equal({ kind: "existing" });
    expect(userPool?.domainPrefix).to.equal("clo-dev-us-east-1-97dee8e9");
  });

  it("keeps the custom endpoint of an existing domain", () => {
    const { domain } = configure({ ...EXISTING_DOMAIN, existingDomainCustomEndpoint: "logs.example.com" });
    expect(domain).to.include({ customEndpoint: "logs.example.com" });
  });

  it("has no user pool where neither Dashboards nor a console sign in by Cognito", () => {
    const stack = configure({ ...INTERNAL, console: "off" }, ENCRYPTED);
    expect(stack).to.not.have.any.keys("userPool", "console");
    expect(stack.signIn.kind).to.equal("internal");
  });

  it("hands the administrator's password on as a secret", async () => {
    const { signIn } = configure(INTERNAL, ENCRYPTED);
    if (signIn.kind !== "internal") throw new Error(`sign-in is ${signIn.kind}`);
    expect(signIn.adminName).to.equal("admin");
    expect(await pulumi.isSecret(signIn.adminPassword)).to.equal(true);
    expect(JSON.stringify(signIn)).to.not.contain("Correct-Horse-1");
  });

  it("takes the placeholder of a password that an offline preview cannot decrypt", () => {
    const stack = configure({ ...INTERNAL, internalAdminPassword: "[secret]" }, ENCRYPTED);
    expect(stack.signIn.kind).to.equal("internal");
  });

  it("signs in by SAML", () => {
    const saml = {
      samlMetadata: METADATA,
      samlEntityId: "https://idp.example.com/a",
      samlAdminRole: "admins",
    };
    expect(configure({ dashboardsSignIn: "saml", ...saml }).signIn).to.deep.equal({
      kind: "saml",
      metadata: METADATA,
      entityId: "https://idp.example.com/a",
      adminRole: "admins",
      rolesAttribute: "roles",
    });
  });

  it("admits exactly the clients of an allowlist", () => {
    const allowed = {
      allowedCidrs: ["203.0.113.0/24", "8.0.0.0/8"],
      allowedPrefixListIds: ["pl-0123456789abcdef0"],
    };
    expect(configure({ exposure: "allowlist", ...allowed }).proxy.exposure).to.deep.equal({
      kind: "allowlist",
      clients: { cidrs: ["203.0.113.0/24", "8.0.0.0/8"], prefixListIds: ["pl-0123456789abcdef0"] },
    });
  });

  it("admits other private networks to an internal load balancer, in place of the VPC's own", () => {
    expect(configure({ allowedCidrs: ["10.0.0.0/8"] }).proxy.exposure).to.deep.equal({
      kind: "internal",
      clients: { cidrs: ["10.0.0.0/8"], prefixListIds: [] },
    });
  });

  it("puts CloudFront before the proxy", () => {
    expect(configure({ ...EDGE, proxyWaf: "managed" }).proxy.exposure).to.deep.equal({
      kind: "cloudfront",
      originFacingPrefixListId: "pl-3b927c52",
      viewerCertificateArn: CERTIFICATE,
      waf: { kind: "managed" },
    });
  });

  it("gives the console names, a certificate, countries and the organisation's web ACL", () => {
    const waf =
      "arn:aws:wafv2:us-east-1:111122223333:global/webacl/edge/12345678-1234-1234-1234-123456789012";
    const { console } = configure({
      consoleAliases: ["console.example.com"],
      consoleCertificateArn: CERTIFICATE,
      consoleAllowedCountries: ["DE", "GB"],
      consoleWaf: waf,
      originAccess: "identity",
    });
    expect(console).to.deep.equal({
      originAccess: "identity",
      aliases: ["console.example.com"],
      certificate: { kind: "acm", arn: CERTIFICATE },
      priceClass: "PriceClass_100",
      allowedCountries: ["DE", "GB"],
      waf: { kind: "existing", arn: waf },
    });
  });

  it("takes a pinned image, and the organisation's boundary and zone", () => {
    const boundary = "arn:aws:iam::111122223333:policy/boundary/workloads";
    const stack = configure({
      proxyImageId: "ami-0123456789abcdef0",
      proxyInstanceType: "m7i.large",
      permissionsBoundaryArn: boundary,
      hostedZoneId: "Z0123456789ABCDEFGHIJ",
    });
    expect(stack.permissionsBoundaryArn).to.equal(boundary);
    expect(stack.proxy).to.deep.include({
      image: { kind: "id", id: "ami-0123456789abcdef0" },
      architecture: "x86_64",
      hostedZoneId: "Z0123456789ABCDEFGHIJ",
    });
  });

  it("takes AWS's own managed policies as boundary", () => {
    const boundary = "arn:aws:iam::aws:policy/PowerUserAccess";
    expect(configure({ permissionsBoundaryArn: boundary }).permissionsBoundaryArn).to.equal(boundary);
  });

  it("has no console in GovCloud, but a user pool", () => {
    const stack = configure({}, { partition: "aws-us-gov" });
    expect(stack.partition).to.equal(PARTITIONS["aws-us-gov"]);
    expect(stack).to.not.have.property("console");
    expect(stack.signIn.kind).to.equal("cognito");
    expect(stack.userPool?.domainPrefix).to.match(/^clo-dev-us-gov-west-1-[0-9a-f]{8}$/);
  });

  it("has a console in China under a name of its own only, read by an origin access identity", () => {
    const china = { ...ENCRYPTED, partition: "aws-cn" } as const;
    expect(configure(INTERNAL, china)).to.not.have.property("console");
    const named = {
      consoleAliases: ["console.example.com.cn"],
      consoleCertificateId: "ASCA0123456789EXAMPLE",
    };
    const stack = configure({ ...INTERNAL, ...named }, china);
    expect(stack).to.not.have.property("userPool");
    expect(stack.console).to.deep.include({
      originAccess: "identity",
      aliases: ["console.example.com.cn"],
      certificate: { kind: "iam", id: "ASCA0123456789EXAMPLE" },
    });
  });

  it("chooses the internal user database in China where its administrator is named", () => {
    const { dashboardsSignIn, ...administrator } = INTERNAL;
    expect(dashboardsSignIn).to.equal("internal");
    const stack = configure(administrator, { ...ENCRYPTED, partition: "aws-cn" });
    expect(stack.signIn.kind).to.equal("internal");
  });

  it("throws one error whose message has one line for each mistake", () => {
    const wrong = { egress: "nat", proxyMinSize: "9" };
    const identity = { project: "centralized-logging", stack: "dev", region: "us-east-1" };
    expect(() => parseConfig(wrong, identity)).to.throw(
      ConfigurationError,
      [
        "configuration of stack `dev` has 6 mistakes",
        "  accountId: is missing; accepted: an AWS account id, 12 digits, in quotes",
        "  availabilityZones: is missing; accepted: 2 or 3 zones of the stack's region by name, like `us-east-1a`",
        "  egress: `nat` is not accepted; accepted: `nat-single`, `nat-per-zone` or `endpoints`",
        "  proxyHostName: is missing; accepted: a host name like `logs.example.com`",
        "  proxyCertificateArn: is missing; accepted: `arn:aws:acm:us-east-1:<account>:certificate/12345678-1234-1234-1234-123456789012` (a load balancer takes certificates of its own region and account)",
        "  proxyDesiredCapacity: `3` is not above `proxyMinSize` `9`, so that no instance could stand by to be patched; accepted: at least 10",
      ].join("\n"),
    );
  });

  it("counts a single mistake in the singular", () => {
    expect(() => configure({ egress: "nat" })).to.throw(
      /^configuration of stack `dev` has 1 mistake\n {2}egress: /,
    );
  });
});
