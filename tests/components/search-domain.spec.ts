import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { expect } from "chai";
import { SearchDomain, type SearchDomainArgs } from "../../components/search-domain";
import { NEW_DOMAIN } from "./configured";
import { context, type RecordedResource, record, resolved } from "./recorder";

const DOMAIN = "aws:opensearch/domain:Domain";
const NAME = "clo-dev-eu-central-1";
const ARN = `arn:aws:es:eu-central-1:111122223333:domain/${NAME}`;
const ADMIN = "arn:aws:iam::111122223333:role/clo-dev-eu-central-1-dashboards-admin";
const READER = "arn:aws:iam::111122223333:role/clo-dev-eu-central-1-dashboards-reader";
const TOPIC = "arn:aws:sns:eu-central-1:111122223333:alerts";

const cognito: SearchDomainArgs = {
  context: context(),
  domain: NEW_DOMAIN,
  subnetIds: ["subnet-a", "subnet-b", "subnet-c"],
  zoneCount: 3,
  securityGroupId: "sg-domain",
  signIn: { kind: "cognito", domainPrefix: "clo-dev", threatProtection: "off" },
  cognito: {
    userPoolId: "pool",
    identityPoolId: "identities",
    roleArn: "arn:aws:iam::111122223333:role/cognito",
  },
  adminRoleArn: ADMIN,
  readerRoleArn: READER,
  customEndpoint: {
    hostName: "logs.example.com",
    certificateArn: "arn:aws:acm:eu-central-1:111122223333:certificate/1",
  },
  logRetentionDays: 90,
  serviceLinkedRoles: "present",
  alertsTopicArn: TOPIC,
};

/** Without the properties named: `exactOptionalPropertyTypes` tells absent from undefined, and so do we. */
const without = (args: SearchDomainArgs, ...keys: (keyof SearchDomainArgs)[]): SearchDomainArgs =>
  Object.fromEntries(Object.entries(args).filter(([key]) => !keys.some((one) => one === key))) as never;

const saml: SearchDomainArgs = {
  ...without(cognito, "cognito", "adminRoleArn", "readerRoleArn"),
  signIn: {
    kind: "saml",
    metadata: "<EntityDescriptor/>",
    entityId: "https://idp.example.com",
    adminRole: "log-admins",
    rolesAttribute: "groups",
  },
};

const internal = (): SearchDomainArgs => ({
  ...saml,
  signIn: {
    kind: "internal",
    adminName: "admin",
    adminPassword: pulumi.secret("correct horse battery staple"),
  },
});

const build = (args: SearchDomainArgs) =>
  record(() => new SearchDomain("search", args), { context: args.context });
const failure = (args: SearchDomainArgs) => build(args).then(() => "none", String);

const policyOf = ({ inputs }: RecordedResource) => JSON.parse(inputs.accessPolicies);

describe("SearchDomain, new", () => {
  it("creates domain, logs and alarms, and nothing else", async () => {
    const { resources } = await build(cognito);
    expect(resources.map(({ type, name, parent }) => [type, name, parent])).to.have.deep.members([
      ["centralized-logging:index:SearchDomain", "search", ""],
      ...["application", "search-slow", "index-slow", "audit"].map((log) => [
        "aws:cloudwatch/logGroup:LogGroup",
        `search-${log}-log`,
        "search",
      ]),
      ["aws:cloudwatch/logResourcePolicy:LogResourcePolicy", "search-log-policy", "search"],
      [DOMAIN, "search-domain", "search"],
      ...["red", "writes-blocked", "free-storage", "memory-pressure"].map((alarm) => [
        "aws:cloudwatch/metricAlarm:MetricAlarm",
        `search-${alarm}`,
        "search",
      ]),
    ]);
  });

  it("is in the VPC, encrypted everywhere, with fine-grained access control and TLS 1.2 with forward secrecy", async () => {
    const { only, result } = await build(cognito);
    const domain = only(DOMAIN);
    const { accessPolicies, logPublishingOptions, ...inputs } = domain.inputs;
    expect(inputs).to.deep.equal({
      domainName: NAME,
      engineVersion: "OpenSearch_2.19",
      clusterConfig: {
        instanceType: "r7g.large.search",
        instanceCount: 2,
        dedicatedMasterEnabled: false,
        zoneAwarenessEnabled: true,
        zoneAwarenessConfig: { availabilityZoneCount: 2 },
      },
      ebsOptions: { ebsEnabled: true, volumeSize: 100, volumeType: "gp3", iops: 3000, throughput: 125 },
      vpcOptions: { subnetIds: ["subnet-a", "subnet-b"], securityGroupIds: ["sg-domain"] },
      encryptAtRest: { enabled: true },
      nodeToNodeEncryption: { enabled: true },
      domainEndpointOptions: {
        enforceHttps: true,
        tlsSecurityPolicy: "Policy-Min-TLS-1-2-PFS-2023-10",
        customEndpointEnabled: true,
        customEndpoint: "logs.example.com",
        customEndpointCertificateArn: "arn:aws:acm:eu-central-1:111122223333:certificate/1",
      },
      advancedSecurityOptions: {
        enabled: true,
        anonymousAuthEnabled: false,
        internalUserDatabaseEnabled: false,
        masterUserOptions: { masterUserArn: ADMIN },
      },
      cognitoOptions: {
        enabled: true,
        userPoolId: "pool",
        identityPoolId: "identities",
        roleArn: "arn:aws:iam::111122223333:role/cognito",
      },
      softwareUpdateOptions: { autoSoftwareUpdateEnabled: true },
      offPeakWindowOptions: { enabled: true },
    });
    expect(accessPolicies).to.be.a("string");
    expect(logPublishingOptions).to.have.length(4);
    expect([domain.protect, domain.deleteBeforeReplace]).to.deep.equal([false, true]);
    expect([result.arn, result.customEndpoint]).to.deep.equal([ARN, "logs.example.com"]);
    expect(await resolved(result.endpoint)).to.equal(
      "vpc-search-domain-0123456789.eu-central-1.es.amazonaws.com",
    );
  });

  it("admits with Cognito exactly the two roles that people sign in to, readers without writing methods", async () => {
    const { only } = await build(cognito);
    expect(policyOf(only(DOMAIN))).to.deep.equal({
      Version: "2012-10-17",
      Statement: [
        {
          Sid: "SignedByAdministrators",
          Effect: "Allow",
          Principal: { AWS: ADMIN },
          Action: [
            "es:ESHttpGet",
            "es:ESHttpHead",
            "es:ESHttpPost",
            "es:ESHttpDelete",
            "es:ESHttpPatch",
            "es:ESHttpPut",
          ],
          Resource: `${ARN}/*`,
        },
        {
          Sid: "SignedByReaders",
          Effect: "Allow",
          Principal: { AWS: READER },
          Action: ["es:ESHttpGet", "es:ESHttpHead", "es:ESHttpPost"],
          Resource: `${ARN}/*`,
        },
      ],
    });
  });

  it("has the root user as master and the provider's role as administrator with SAML", async () => {
    const { only } = await build(saml);
    expect(only(DOMAIN).inputs.advancedSecurityOptions).to.deep.equal({
      enabled: true,
      anonymousAuthEnabled: false,
      internalUserDatabaseEnabled: false,
      masterUserOptions: { masterUserArn: "arn:aws:iam::111122223333:root" },
    });
    expect(only(DOMAIN).inputs).to.not.have.property("cognitoOptions");
    expect(only("aws:opensearch/domainSamlOptions:DomainSamlOptions").inputs).to.deep.equal({
      domainName: NAME,
      samlOptions: {
        enabled: true,
        idp: { entityId: "https://idp.example.com", metadataContent: "<EntityDescriptor/>" },
        masterBackendRole: "log-admins",
        rolesKey: "groups",
        sessionTimeoutMinutes: 60,
      },
    });
  });

  it("has one named user with the internal database, whose password stays secret", async () => {
    const { only, all } = await build(internal());
    const domain = only(DOMAIN);
    expect(domain.inputs.advancedSecurityOptions).to.deep.equal({
      enabled: true,
      anonymousAuthEnabled: false,
      internalUserDatabaseEnabled: true,
      masterUserOptions: { masterUserName: "admin", masterUserPassword: "correct horse battery staple" },
    });
    expect(domain.secrets).to.deep.equal(["advancedSecurityOptions"]);
    expect(all("aws:opensearch/domainSamlOptions:DomainSamlOptions")).to.deep.equal([]);
  });

  it("admits unsigned requests only where sign-in does not sign them", async () => {
    for (const args of [saml, internal()]) {
      const [statement, ...others] = policyOf((await build(args)).only(DOMAIN)).Statement;
      expect(others).to.deep.equal([]);
      expect(statement.Sid).to.equal("AuthenticatedInsideTheVpc");
      expect(statement.Principal).to.deep.equal({ AWS: "*" });
      expect(statement.Resource).to.equal(`${ARN}/*`);
    }
  });

  it("uses a customer-managed key, and alarms on its loss, where one is given", async () => {
    const { only, all } = await build({
      ...cognito,
      kmsKeyArn: "arn:aws:kms:eu-central-1:111122223333:key/domain",
      logsKeyArn: "arn:aws:kms:eu-central-1:111122223333:key/logs",
    });
    expect(only(DOMAIN).inputs.encryptAtRest).to.deep.equal({
      enabled: true,
      kmsKeyId: "arn:aws:kms:eu-central-1:111122223333:key/domain",
    });
    expect(only("aws:cloudwatch/logGroup:LogGroup", "search-audit-log").inputs.kmsKeyId).to.equal(
      "arn:aws:kms:eu-central-1:111122223333:key/logs",
    );
    expect(
      all("aws:cloudwatch/metricAlarm:MetricAlarm").map(({ inputs }) => inputs.metricName),
    ).to.have.members([
      "ClusterStatus.red",
      "ClusterIndexWritesBlocked",
      "FreeStorageSpace",
      "JVMMemoryPressure",
      "KMSKeyError",
      "KMSKeyInaccessible",
    ]);
  });

  it("publishes its four logs, which only this domain may write", async () => {
    const { all, only } = await build(cognito);
    const stem = `arn:aws:logs:eu-central-1:111122223333:log-group:/aws/OpenSearchService/domains/${NAME}`;
    expect(only(DOMAIN).inputs.logPublishingOptions).to.deep.equal([
      { logType: "ES_APPLICATION_LOGS", cloudwatchLogGroupArn: `${stem}/application`, enabled: true },
      { logType: "SEARCH_SLOW_LOGS", cloudwatchLogGroupArn: `${stem}/search-slow`, enabled: true },
      { logType: "INDEX_SLOW_LOGS", cloudwatchLogGroupArn: `${stem}/index-slow`, enabled: true },
      { logType: "AUDIT_LOGS", cloudwatchLogGroupArn: `${stem}/audit`, enabled: true },
    ]);
    expect(all("aws:cloudwatch/logGroup:LogGroup").map(({ inputs }) => inputs)).to.have.deep.members(
      ["application", "search-slow", "index-slow", "audit"].map((log) => ({
        name: `/aws/OpenSearchService/domains/${NAME}/${log}`,
        retentionInDays: 90,
        deletionProtectionEnabled: false,
      })),
    );
    const policy = only("aws:cloudwatch/logResourcePolicy:LogResourcePolicy");
    expect(policy.inputs.policyName).to.equal(`${NAME}-domain-logs`);
    expect(JSON.parse(policy.inputs.policyDocument)).to.deep.equal({
      Version: "2012-10-17",
      Statement: [
        {
          Sid: "DomainWritesItsLogs",
          Effect: "Allow",
          Principal: { Service: "es.amazonaws.com" },
          Action: ["logs:CreateLogStream", "logs:PutLogEvents"],
          Resource: `${stem}/*:*`,
          Condition: {
            StringEquals: { "aws:SourceAccount": "111122223333" },
            ArnLike: { "aws:SourceArn": ARN },
          },
        },
      ],
    });
  });

  it("alarms to the topic when data, writes, space or memory are at risk, and when they are not any more", async () => {
    const { only } = await build(cognito);
    expect(only("aws:cloudwatch/metricAlarm:MetricAlarm", "search-free-storage").inputs).to.deep.equal({
      alarmDescription: `OpenSearch domain ${NAME}: a node has less than a quarter of its volume left`,
      namespace: "AWS/ES",
      metricName: "FreeStorageSpace",
      dimensions: { DomainName: NAME, ClientId: "111122223333" },
      statistic: "Minimum",
      comparisonOperator: "LessThanOrEqualToThreshold",
      threshold: 25_600,
      period: 60,
      evaluationPeriods: 1,
      treatMissingData: "missing",
      alarmActions: [TOPIC],
      okActions: [TOPIC],
    });
    expect(only("aws:cloudwatch/metricAlarm:MetricAlarm", "search-red").inputs).to.deep.include({
      metricName: "ClusterStatus.red",
      comparisonOperator: "GreaterThanOrEqualToThreshold",
      threshold: 1,
    });
  });

  it("takes one subnet a zone: as many zones as the nodes fill evenly", async () => {
    const zones = async (instanceCount: number, zoneCount: number) => {
      const { only } = await build({ ...cognito, zoneCount, domain: { ...NEW_DOMAIN, instanceCount } });
      const { clusterConfig, vpcOptions } = only(DOMAIN).inputs;
      const { zoneAwarenessEnabled, zoneAwarenessConfig } = clusterConfig;
      return [zoneAwarenessEnabled, zoneAwarenessConfig?.availabilityZoneCount, vpcOptions.subnetIds.length];
    };
    expect(await zones(1, 3)).to.deep.equal([false, undefined, 1]);
    expect(await zones(2, 3)).to.deep.equal([true, 2, 2]);
    expect(await zones(3, 3)).to.deep.equal([true, 3, 3]);
    expect(await zones(6, 2)).to.deep.equal([true, 2, 2]);
    expect(await zones(6, 3)).to.deep.equal([true, 3, 3]);
  });

  it("has three dedicated masters where asked", async () => {
    const { only } = await build({ ...cognito, domain: { ...NEW_DOMAIN, dedicatedMasters: true } });
    expect(only(DOMAIN).inputs.clusterConfig).to.deep.include({
      dedicatedMasterEnabled: true,
      dedicatedMasterType: "m7g.large.search",
      dedicatedMasterCount: 3,
    });
  });

  it("waits for logs, for the service's role where it creates that, and for the roles that it names", async () => {
    const { only } = await record(() => {
      const policyOf = (role: string) => new aws.iam.RolePolicy(role, { role, policy: "{}" });
      return new SearchDomain("search", {
        ...cognito,
        cognito: {
          userPoolId: "pool",
          identityPoolId: "identities",
          roleArn: pulumi.interpolate`arn:aws:iam::111122223333:role/${policyOf("sign-in").role}`,
        },
        adminRoleArn: policyOf("admin").role.apply(() => ADMIN),
        readerRoleArn: policyOf("reader").role.apply(() => READER),
        serviceLinkedRoles: "create",
      });
    });
    const role = only("aws:iam/serviceLinkedRole:ServiceLinkedRole");
    expect(role.inputs).to.deep.equal({ awsServiceName: "opensearchservice.amazonaws.com" });
    expect(role.retainOnDelete).to.equal(true);
    expect(only(DOMAIN).dependencies).to.deep.equal([
      "admin",
      "reader",
      "search-application-log",
      "search-audit-log",
      "search-index-slow-log",
      "search-log-policy",
      "search-search-slow-log",
      "search-service-role",
      "sign-in",
    ]);
  });

  it("is protected where the stack's stores are", async () => {
    const { only } = await build({ ...cognito, context: context("aws", { deletionProtection: true }) });
    expect(only(DOMAIN).protect).to.equal(true);
  });

  it("has its access policy known before anything exists, given roles by name", async () => {
    const { only } = await record(() => new SearchDomain("search", cognito), { outputs: "unknown" });
    const statements: { Principal: unknown }[] = policyOf(only(DOMAIN)).Statement;
    expect(statements.map(({ Principal }) => Principal)).to.deep.equal([{ AWS: ADMIN }, { AWS: READER }]);
  });

  it("names its own partition in GovCloud and China", async () => {
    for (const partition of ["aws-us-gov", "aws-cn"] as const) {
      const { resources, result } = await build({ ...internal(), context: context(partition) });
      expect(result.arn).to.match(new RegExp(`^arn:${partition}:es:`));
      const documents = resources.map(({ inputs }) => [inputs.accessPolicies, inputs.policyDocument].join());
      const arns = documents.join().match(/arn:[a-z-]+:/g);
      expect(new Set(arns)).to.deep.equal(new Set([`arn:${partition}:`]));
    }
  });

  it("refuses sign-in without what it needs and nodes that do not fill the zones, all at once", async () => {
    expect(
      await failure({
        ...without(cognito, "cognito", "adminRoleArn"),
        domain: { ...NEW_DOMAIN, instanceCount: 3 },
        zoneCount: 2,
      }),
    ).to.equal(
      "RangeError: signIn `cognito` needs `cognito`; signIn `cognito` needs `adminRoleArn`, the master user of the domain; instanceCount `3` does not fill `2` zones evenly; 1 or a multiple of 2 or 3 is accepted",
    );
    expect(await failure({ ...cognito, signIn: saml.signIn })).to.equal(
      "RangeError: signIn `saml` does not take `cognito`",
    );
    expect(await failure({ ...cognito, signIn: { kind: "existing" } })).to.equal(
      "RangeError: signIn `existing` is of an existing domain; `cognito`, `saml` or `internal` is accepted",
    );
  });
});

describe("SearchDomain, existing", () => {
  const existing = {
    kind: "existing",
    endpoint: "vpc-logs-abc.eu-central-1.es.amazonaws.com",
    arn: "arn:aws:es:eu-central-1:111122223333:domain/logs",
    securityGroupId: "sg-theirs",
  } as const;

  it("passes on the endpoint and creates nothing", async () => {
    const { resources, result } = await build({ ...cognito, domain: existing });
    expect(resources.map(({ name }) => name)).to.deep.equal(["search"]);
    expect(await resolved(result.endpoint)).to.equal("vpc-logs-abc.eu-central-1.es.amazonaws.com");
    expect(result.arn).to.equal("arn:aws:es:eu-central-1:111122223333:domain/logs");
    expect(result.customEndpoint).to.equal(undefined);
  });

  it("keeps its own custom endpoint", async () => {
    const { result } = await build({
      ...cognito,
      domain: { ...existing, customEndpoint: "search.example.com" },
    });
    expect(result.customEndpoint).to.equal("search.example.com");
  });
});
