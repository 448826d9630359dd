import { expect } from "chai";
import type { Plan } from "../../preview/plan";
import { outputsOf } from "../preview/run";
import { all, inputsOf, isDocument, leaves, namesOf, typesOf } from "./reading";
import { CONSOLE, DASHBOARDS, expectRoles, HISTORY, INSTALL, REFRESH, ROLE } from "./roles";
import { planned } from "./stack";
import { VARIANTS, type VariantName } from "./variants";

const DOMAIN = "aws:opensearch/domain:Domain";
const DOCUMENT = "aws:ssm/document:Document";
const DISTRIBUTION = "aws:cloudfront/distribution:Distribution";

describe("what differs between stacks: features, account and partition", function () {
  this.timeout(180_000);
  const plan = (name: VariantName): Promise<Plan> => planned(VARIANTS[name]);

  describe("the shipped ones", () => {
    it("are complete in `dev`, with AWS's keys and one NAT gateway", async () => {
      const dev = await plan("dev");
      expectRoles(dev, CONSOLE, HISTORY, DASHBOARDS, INSTALL, REFRESH);
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
      expect(inputsOf(prod, "aws:sns/topic:Topic", "alerts-topic")["kmsMasterKeyId"]).to.be.a("string");
      expect(String(topic)).to.contain(
        String(inputsOf(prod, "aws:sns/topic:Topic", "alerts-topic")["kmsMasterKeyId"]),
      );
      for (const { name, inputs } of all(prod, "aws:cloudwatch/logGroup:LogGroup")) {
        // A key is of one region; CloudFront's web ACLs log in another one.
        expect(inputs["kmsKeyId"], name).to.equal(inputs["region"] === undefined ? logs : undefined);
      }
    });

    it("have in `prod` web ACLs, alarms by mail, NAT in each zone and threat protection", async () => {
      const prod = await plan("prod");
      expect(namesOf(prod, "aws:wafv2/webAcl:WebAcl")).to.deep.equal(["console-web-acl", "proxy-web-acl"]);
      for (const site of ["console", "proxy"]) {
        const group = inputsOf(prod, "aws:cloudwatch/logGroup:LogGroup", `${site}-web-acl-log`);
        expect(group).to.include({
          region: "us-east-1",
          retentionInDays: 365,
          deletionProtectionEnabled: true,
        });
        const logging = "aws:wafv2/webAclLoggingConfiguration:WebAclLoggingConfiguration";
        const acl = all(prod, "aws:wafv2/webAcl:WebAcl").find(({ name }) => name === `${site}-web-acl`);
        expect(inputsOf(prod, logging, `${site}-web-acl-logging`)["resourceArn"]).to.equal(
          acl?.outputs["arn"],
        );
      }
      // One topic in the stack's region, and one where CloudFront's certificate is.
      for (const region of [undefined, "us-east-1"]) {
        const name = `${region === undefined ? "" : "edge-"}alerts-security@example.com`;
        const { topic: _, ...subscription } = inputsOf(
          prod,
          "aws:sns/topicSubscription:TopicSubscription",
          name,
        );
        expect(subscription).to.deep.equal({
          protocol: "email",
          endpoint: "security@example.com",
          ...(region === undefined ? {} : { region }),
        });
      }
      expect(inputsOf(prod, "awsx:ec2:Vpc")["natGateways"]).to.deep.equal({ strategy: "OnePerAz" });
      expect(inputsOf(prod, "aws:cognito/userPool:UserPool")["userPoolAddOns"]).to.deep.equal({
        advancedSecurityMode: "ENFORCED",
      });
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
      expectRoles(found, CONSOLE, HISTORY, INSTALL, REFRESH);
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
      expectRoles(found, CONSOLE, HISTORY, INSTALL, REFRESH);
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
      expect(outputsOf(found)).to.have.property("consoleUrl", null);
    });

    it("leaves no user pool behind where nobody signs in by Cognito", async () => {
      const found = await plan("no console, no user pool");
      expectRoles(found, INSTALL, REFRESH);
      expect(typesOf(found, "aws:cognito/")).to.deep.equal([]);
      expect(outputsOf(found)).to.have.property("userPoolId", null);
    });
  });

  describe("patching", () => {
    it("with `Install` opens a maintenance window that starts the stack's own automation", async () => {
      const found = await plan("dev");
      expect(inputsOf(found, "aws:ssm/maintenanceWindowTask:MaintenanceWindowTask")).to.include({
        taskType: "AUTOMATION",
        taskArn: "clo-dev-us-east-1-patch",
        maxConcurrency: "1",
      });
      const documents = all(found, DOCUMENT);
      expect(documents.map(({ inputs }) => inputs["documentType"])).to.deep.equal(
        documents.map(() => "Automation"),
      );
      expect(documents.map(({ inputs }) => inputs["name"]).sort()).to.deep.equal([
        "clo-dev-us-east-1-install-now",
        "clo-dev-us-east-1-patch",
        "clo-dev-us-east-1-scan-now",
      ]);
    });

    it("with `Scan` installs nothing and has no role that could", async () => {
      const found = await plan("scan only, no refresh");
      expectRoles(found, CONSOLE, HISTORY, DASHBOARDS);
      expect(typesOf(found, "aws:ssm/")).to.deep.equal([
        "aws:ssm/association:Association",
        DOCUMENT,
        "aws:ssm/patchBaseline:PatchBaseline",
        "aws:ssm/patchGroup:PatchGroup",
      ]);
      // What the console may start looks for patches, and takes nothing from whoever starts it.
      const { name, content } = inputsOf(found, DOCUMENT);
      expect(name).to.equal("clo-dev-us-east-1-scan-now");
      expect(String(content))
        .to.contain('"Operation":["Scan"]')
        .and.not.to.match(/Install"|"parameters"/);
      expect(inputsOf(found, "aws:ssm/association:Association")["parameters"]).to.deep.include({
        Operation: "Scan",
      });
    });

    it("replaces proxies weekly by a schedule of its own, which can be off", async () => {
      const scheduler = "aws:scheduler/schedule:Schedule";
      const others = ["interface-history-clock"];
      expect(namesOf(await plan("dev"), scheduler)).to.deep.equal([...others, "proxy-image-refresh"]);
      expect(namesOf(await plan("scan only, no refresh"), scheduler)).to.deep.equal(others);
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
