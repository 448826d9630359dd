import { readFileSync } from "node:fs";
import { join } from "node:path";
import * as pulumi from "@pulumi/pulumi";
import { expect } from "chai";
import { buildSchema } from "graphql";
import { ConsoleApi, type ConsoleApiArgs } from "../../components/web-console";
import { RESOLVER_CODE, readSchema, schemaFields } from "../../components/web-console/schema";
import type { Deployment } from "../../console-api/deployment";
import { type ConsoleSources, consoleSources } from "./console-sources";
import { context, record, resolved } from "./recorder";

const DEPLOYMENT = { project: "logging", stack: "dev" } as Deployment;

const IDS: ConsoleApiArgs["ids"] = {
  vpcId: "vpc-1",
  groups: { proxy: "sg-proxy" },
  prefixLists: {},
  targetGroupArn: "arn:target-group",
  loadBalancerArn: "arn:load-balancer",
  userPoolId: "eu-central-1_pool",
  clientId: "client",
};

const FUNCTION = "aws:lambda/function:Function";
const ALARM = "aws:cloudwatch/metricAlarm:MetricAlarm";
const SCHEMA = readSchema(join(__dirname, "../../console-api"));

describe("ConsoleApi", () => {
  let sources: ConsoleSources;
  before(() => {
    sources = consoleSources();
  });
  after(() => sources.remove());

  const api = (changes: Partial<ConsoleApiArgs> = {}) =>
    record(
      () =>
        new ConsoleApi("console-api", {
          context: context(),
          directory: sources.directory,
          deployment: DEPLOYMENT,
          ids: IDS,
          roleArns: {
            api: "arn:aws:iam::111122223333:role/api",
            graphqlLog: "arn:aws:iam::111122223333:role/graphql-log",
            graphqlData: "arn:aws:iam::111122223333:role/graphql-data",
          },
          logRetentionDays: 30,
          alertsTopicArn: "arn:aws:sns:eu-central-1:111122223333:alerts",
          ...changes,
        }),
    );

  it("is made of AppSync, one function, their logs and their alarms, and a resolver for every field", async () => {
    const { resources } = await api();
    expect(resources.map(({ type, name }) => [type, name])).to.have.deep.members([
      ["centralized-logging:index:ConsoleApi", "console-api"],
      ["aws:cloudwatch/logGroup:LogGroup", "console-api-function-log"],
      [FUNCTION, "console-api-function"],
      ["aws:appsync/graphQLApi:GraphQLApi", "console-api-graphql"],
      ["aws:cloudwatch/logGroup:LogGroup", "console-api-graphql-log"],
      ["aws:appsync/dataSource:DataSource", "console-api-source"],
      ...schemaFields(SCHEMA).map(({ field }) => ["aws:appsync/resolver:Resolver", `console-api-${field}`]),
      [ALARM, "console-api-function-errors"],
      [ALARM, "console-api-function-throttles"],
      [ALARM, "console-api-function-slow"],
      [ALARM, "console-api-graphql-errors"],
      [ALARM, "console-api-graphql-refusals"],
    ]);
    expect(resources.slice(1).every(({ parent }) => parent === "console-api")).to.equal(true);
  });

  it("admits tokens of one client, one field a request, denies by default and tells nothing of its schema", async () => {
    const { only, result } = await api();
    const { schema, ...inputs } = only("aws:appsync/graphQLApi:GraphQLApi").inputs;
    expect(schema).to.equal(SCHEMA);
    expect(inputs).to.deep.equal({
      authenticationType: "AMAZON_COGNITO_USER_POOLS",
      userPoolConfig: {
        userPoolId: "eu-central-1_pool",
        awsRegion: "eu-central-1",
        appIdClientRegex: "^client$",
        defaultAction: "DENY",
      },
      visibility: "GLOBAL",
      introspectionConfig: "DISABLED",
      queryDepthLimit: 5,
      resolverCountLimit: 1,
      logConfig: {
        cloudwatchLogsRoleArn: "arn:aws:iam::111122223333:role/graphql-log",
        fieldLogLevel: "ERROR",
        excludeVerboseContent: true,
      },
    });
    expect(await resolved(result.url)).to.equal(
      "https://console-api-graphql.appsync-api.eu-central-1.amazonaws.com/graphql",
    );
  });

  it("runs its function outside the VPC under the given role, logging to its own group", async () => {
    const { only } = await api();
    const { code, environment, ...inputs } = only(FUNCTION).inputs;
    expect(code).to.not.equal(undefined);
    expect(inputs).to.deep.equal({
      name: "clo-dev-eu-central-1-api",
      description: "Answers the console from what it was deployed with and what AWS says now",
      role: "arn:aws:iam::111122223333:role/api",
      runtime: "nodejs24.x",
      architectures: ["arm64"],
      handler: "index.handler",
      memorySize: 256,
      timeout: 10,
      loggingConfig: {
        logFormat: "JSON",
        logGroup: "/aws/lambda/clo-dev-eu-central-1-api",
        applicationLogLevel: "INFO",
        systemLogLevel: "WARN",
      },
    });
    expect(only(FUNCTION).dependencies).to.include("console-api-function-log");
    expect(Object.keys(environment.variables)).to.deep.equal(["DEPLOYMENT_IDS"]);
    expect(JSON.parse(environment.variables["DEPLOYMENT_IDS"])).to.deep.equal(IDS);
  });

  it("hands it the ids that AWS chose, and the window's only where there is one", async () => {
    const ids = { ...IDS, vpcId: pulumi.output("vpc-2"), windowId: pulumi.output("mw-1") };
    const { only } = await api({ ids });
    const { variables } = only(FUNCTION).inputs["environment"];
    expect(JSON.parse(variables["DEPLOYMENT_IDS"])).to.deep.equal({
      ...IDS,
      vpcId: "vpc-2",
      windowId: "mw-1",
    });
  });

  it("uploads the built function with what it is told of the stack beside it, and nothing else", async () => {
    const { only } = await api();
    const { assets } = only(FUNCTION).inputs["code"] as {
      readonly assets: Readonly<Record<string, unknown>>;
    };
    expect(Object.keys(assets).sort()).to.deep.equal(["deployment.json", "index.js"]);
    const [told, bundle] = [assets["deployment.json"], assets["index.js"]] as [
      { readonly text: string },
      { readonly path: string },
    ];
    expect(JSON.parse(told.text)).to.deep.equal(DEPLOYMENT);
    expect(readFileSync(bundle.path, "utf8")).to.equal("// api");
  });

  it("names the command that builds the function where it was not built", async () => {
    const { directory, remove } = consoleSources([]);
    const message = await api({ directory }).then(
      () => "no failure",
      (error: Error) => error.message,
    );
    remove();
    expect(message).to.equal(
      `no built function in \`${join(directory, "dist/api/index.js")}\`, run \`npm run build\` first`,
    );
  });

  it("keeps both logs for the configured time, under the given key", async () => {
    const { all } = await api({ logsKeyArn: "arn:aws:kms:eu-central-1:111122223333:key/logs" });
    expect(all("aws:cloudwatch/logGroup:LogGroup").map(({ inputs }) => inputs)).to.have.deep.members([
      {
        name: "/aws/lambda/clo-dev-eu-central-1-api",
        retentionInDays: 30,
        deletionProtectionEnabled: false,
        kmsKeyId: "arn:aws:kms:eu-central-1:111122223333:key/logs",
      },
      {
        name: "/aws/appsync/apis/console-api-graphql-id",
        retentionInDays: 30,
        deletionProtectionEnabled: false,
        kmsKeyId: "arn:aws:kms:eu-central-1:111122223333:key/logs",
      },
    ]);
    const plain = (await api()).all("aws:cloudwatch/logGroup:LogGroup");
    expect(plain.every(({ inputs }) => inputs["kmsKeyId"] === undefined)).to.equal(true);
  });

  it("calls the function under a role of its own, for each field by itself: never in batches", async () => {
    const { only, all } = await api();
    expect(only("aws:appsync/dataSource:DataSource").inputs).to.deep.equal({
      apiId: "console-api-graphql-id",
      name: "console",
      type: "AWS_LAMBDA",
      serviceRoleArn: "arn:aws:iam::111122223333:role/graphql-data",
      lambdaConfig: {
        functionArn: "arn:aws:lambda:eu-central-1:111122223333:function:clo-dev-eu-central-1-api",
      },
    });
    // Without `maxBatchSize`, so that no call carries what two callers asked.
    expect(all("aws:appsync/resolver:Resolver").map(({ inputs }) => inputs)).to.have.deep.members(
      schemaFields(SCHEMA).map(({ type, field }) => ({
        apiId: "console-api-graphql-id",
        type,
        field,
        kind: "UNIT",
        dataSource: "console",
        runtime: { name: "APPSYNC_JS", runtimeVersion: "1.0.0" },
        code: RESOLVER_CODE,
      })),
    );
  });

  it("alarms on failures, on want of capacity and of time, and on many refusals; not on silence", async () => {
    const { all } = await api();
    for (const { inputs } of all(ALARM)) {
      expect(inputs).to.deep.include({
        period: 300,
        comparisonOperator: "GreaterThanOrEqualToThreshold",
        treatMissingData: "notBreaching",
        alarmActions: ["arn:aws:sns:eu-central-1:111122223333:alerts"],
        okActions: ["arn:aws:sns:eu-central-1:111122223333:alerts"],
      });
      expect(inputs["alarmDescription"]).to.match(/^clo-dev-eu-central-1: /);
    }
    const lambda = { FunctionName: "clo-dev-eu-central-1-api" };
    const appsync = { GraphQLAPIId: "console-api-graphql-id" };
    expect(
      all(ALARM).map(({ inputs: { namespace, metricName, dimensions, statistic, threshold } }) => [
        `${namespace} ${metricName}`,
        dimensions,
        `${statistic} ${threshold}`,
      ]),
    ).to.have.deep.members([
      ["AWS/Lambda Errors", lambda, "Sum 1"],
      ["AWS/Lambda Throttles", lambda, "Sum 1"],
      ["AWS/Lambda Duration", lambda, "Maximum 9000"],
      ["AWS/AppSync 5XXError", appsync, "Sum 1"],
      ["AWS/AppSync 4XXError", appsync, "Sum 100"],
    ]);
  });

  it("attaches a regional web ACL where one is given", async () => {
    const webAclArn = "arn:aws:wafv2:eu-central-1:111122223333:regional/webacl/own/1";
    const { only } = await api({ wafArn: webAclArn });
    expect(only("aws:wafv2/webAclAssociation:WebAclAssociation").inputs).to.deep.equal({
      resourceArn: "arn:aws:appsync:eu-central-1:111122223333:apis/console-api-graphql-id",
      webAclArn,
    });
  });
});

describe("the fields that get a resolver", () => {
  it("are those that GraphQL reads in the schema, in its order", () => {
    const parsed = buildSchema(
      `directive @aws_auth(cognito_groups: [String!]) on FIELD_DEFINITION scalar AWSDateTime ${SCHEMA}`,
    );
    const fields = [parsed.getQueryType(), parsed.getMutationType()].flatMap((type) =>
      Object.keys(type?.getFields() ?? {}).map((field) => ({ type: type?.name, field })),
    );
    expect(fields.length).to.be.greaterThan(10);
    expect(schemaFields(SCHEMA)).to.deep.equal(fields);
  });

  it("are read over several lines, and a schema without them is refused", () => {
    const schema =
      "type Query {\n  # a\n  a(x: Int): A!\n    @aws_auth\n  b: B\n}\n\ntype Mutation {\n  c: C\n}\n";
    expect(schemaFields(schema)).to.deep.equal([
      { type: "Query", field: "a" },
      { type: "Query", field: "b" },
      { type: "Mutation", field: "c" },
    ]);
    expect(() => schemaFields("type Query {\n  a: A\n}\n")).to.throw("the schema has no field of `Mutation`");
  });
});
