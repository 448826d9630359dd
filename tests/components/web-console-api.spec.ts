import { copyFileSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { runInNewContext } from "node:vm";
import { expect } from "chai";
import ts from "typescript";
import { CONSOLE_GROUPS, ConsoleApi, type ConsoleApiArgs } from "../../components/web-console";
import { QUERY_FIELDS, RESOLVER_CODE, SCHEMA } from "../../components/web-console/review";
import { context, record, resolved } from "./recorder";

const REVIEW = {
  trafficMatrix: [{ from: "proxy", to: "domain", protocol: "tcp", port: 443, why: "nginx passes requests" }],
  responsibilityRegister: [
    {
      id: "proxy-patched",
      topic: "proxy-patching",
      control: "Proxies are patched",
      owner: "this stack",
      cadence: "weekly",
      evidence: { kind: "output", name: "patching" },
    },
  ],
};

const ARGS: ConsoleApiArgs = {
  context: context(),
  userPoolId: "eu-central-1_pool",
  clientId: "client",
  roleArns: {
    api: "arn:aws:iam::111122223333:role/api",
    graphqlLog: "arn:aws:iam::111122223333:role/graphql-log",
    graphqlData: "arn:aws:iam::111122223333:role/graphql-data",
  },
  review: REVIEW,
  logRetentionDays: 30,
  alertsTopicArn: "arn:aws:sns:eu-central-1:111122223333:alerts",
};

const api = (changes: Partial<ConsoleApiArgs> = {}) =>
  record(() => new ConsoleApi("console-api", { ...ARGS, ...changes }));

describe("ConsoleApi", () => {
  it("is made of AppSync, one function, their logs and their alarms", async () => {
    const { resources } = await api();
    expect(resources.map(({ type, name }) => [type, name])).to.have.deep.members([
      ["centralized-logging:index:ConsoleApi", "console-api"],
      ["aws:cloudwatch/logGroup:LogGroup", "console-api-function-log"],
      ["aws:lambda/function:Function", "console-api-function"],
      ["aws:appsync/graphQLApi:GraphQLApi", "console-api-graphql"],
      ["aws:cloudwatch/logGroup:LogGroup", "console-api-graphql-log"],
      ["aws:appsync/dataSource:DataSource", "console-api-review"],
      ["aws:appsync/resolver:Resolver", "console-api-trafficMatrix"],
      ["aws:appsync/resolver:Resolver", "console-api-responsibilityRegister"],
      ["aws:cloudwatch/metricAlarm:MetricAlarm", "console-api-function-errors"],
      ["aws:cloudwatch/metricAlarm:MetricAlarm", "console-api-function-throttles"],
      ["aws:cloudwatch/metricAlarm:MetricAlarm", "console-api-graphql-errors"],
    ]);
    expect(resources.slice(1).every(({ parent }) => parent === "console-api")).to.equal(true);
  });

  it("admits tokens of one client, denies by default and tells nothing of its schema", async () => {
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
      queryDepthLimit: 4,
      resolverCountLimit: 4,
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
    const { code, ...inputs } = only("aws:lambda/function:Function").inputs;
    expect(code).to.not.equal(undefined);
    expect(inputs).to.deep.equal({
      name: "clo-dev-eu-central-1-api",
      description: "Answers the console's review from what it was deployed with",
      role: "arn:aws:iam::111122223333:role/api",
      runtime: "nodejs24.x",
      architectures: ["arm64"],
      handler: "handler.handler",
      memorySize: 256,
      timeout: 5,
      loggingConfig: {
        logFormat: "JSON",
        logGroup: "/aws/lambda/clo-dev-eu-central-1-api",
        applicationLogLevel: "INFO",
        systemLogLevel: "WARN",
      },
    });
    expect(only("aws:lambda/function:Function").dependencies).to.include("console-api-function-log");
  });

  it("keeps both logs for the configured time, under the given key", async () => {
    const { all } = await api({ logsKeyArn: "arn:aws:kms:eu-central-1:111122223333:key/logs" });
    expect(all("aws:cloudwatch/logGroup:LogGroup").map(({ inputs }) => inputs)).to.have.deep.members([
      {
        name: "/aws/lambda/clo-dev-eu-central-1-api",
        retentionInDays: 30,
        kmsKeyId: "arn:aws:kms:eu-central-1:111122223333:key/logs",
      },
      {
        name: "/aws/appsync/apis/console-api-graphql-id",
        retentionInDays: 30,
        kmsKeyId: "arn:aws:kms:eu-central-1:111122223333:key/logs",
      },
    ]);
    const plain = (await api()).all("aws:cloudwatch/logGroup:LogGroup");
    expect(plain.every(({ inputs }) => inputs["kmsKeyId"] === undefined)).to.equal(true);
  });

  it("calls the function under a role of its own, for each field of the query type", async () => {
    const { only, all } = await api();
    expect(only("aws:appsync/dataSource:DataSource").inputs).to.deep.equal({
      apiId: "console-api-graphql-id",
      name: "review",
      type: "AWS_LAMBDA",
      serviceRoleArn: "arn:aws:iam::111122223333:role/graphql-data",
      lambdaConfig: {
        functionArn: "arn:aws:lambda:eu-central-1:111122223333:function:clo-dev-eu-central-1-api",
      },
    });
    expect(all("aws:appsync/resolver:Resolver").map(({ inputs }) => inputs)).to.have.deep.members(
      QUERY_FIELDS.map((field) => ({
        apiId: "console-api-graphql-id",
        type: "Query",
        field,
        kind: "UNIT",
        dataSource: "review",
        runtime: { name: "APPSYNC_JS", runtimeVersion: "1.0.0" },
        code: RESOLVER_CODE,
      })),
    );
  });

  it("alarms on the first error, and not on silence", async () => {
    const { all } = await api();
    for (const { inputs } of all("aws:cloudwatch/metricAlarm:MetricAlarm")) {
      expect(inputs).to.deep.include({
        statistic: "Sum",
        threshold: 1,
        comparisonOperator: "GreaterThanOrEqualToThreshold",
        treatMissingData: "notBreaching",
        alarmActions: ["arn:aws:sns:eu-central-1:111122223333:alerts"],
      });
    }
    expect(
      all("aws:cloudwatch/metricAlarm:MetricAlarm").map(
        ({ inputs: { namespace, metricName, dimensions } }) => [namespace, metricName, dimensions],
      ),
    ).to.have.deep.members([
      ["AWS/Lambda", "Errors", { FunctionName: "clo-dev-eu-central-1-api" }],
      ["AWS/Lambda", "Throttles", { FunctionName: "clo-dev-eu-central-1-api" }],
      ["AWS/AppSync", "5XXError", { GraphQLAPIId: "console-api-graphql-id" }],
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

/** Field names of each type of the schema. */
function schemaTypes(): { readonly [type: string]: readonly string[] } {
  const types = [...SCHEMA.matchAll(/^type (\w+) \{\n([^}]*)\}/gm)];
  return Object.fromEntries(
    types.map(([, name = "", body = ""]) => [
      name,
      [...body.matchAll(/^ {2}(\w+):/gm)].map(([, field = ""]) => field),
    ]),
  );
}

describe("console schema", () => {
  it("asks for group membership on every field of the query type", () => {
    const [, query = ""] = /type Query \{\n([^}]*)\}/.exec(SCHEMA) ?? [];
    const lines = query.trim().split("\n");
    expect(lines).to.have.length(QUERY_FIELDS.length);
    for (const line of lines)
      expect(line).to.match(/ @aws_auth\(cognito_groups: \["operator", "viewer"\]\)$/);
    expect(schemaTypes()["Query"]).to.deep.equal([...QUERY_FIELDS]);
  });

  it("has neither mutations nor subscriptions", () => expect(SCHEMA).to.not.match(/mutation|subscription/i));
});

interface Resolver {
  request(context: unknown): unknown;
  response(context: unknown): unknown;
}

function resolver(): Resolver {
  const { outputText } = ts.transpileModule(RESOLVER_CODE, {
    compilerOptions: { module: ts.ModuleKind.CommonJS, target: ts.ScriptTarget.ES2022 },
  });
  const exports = {} as Resolver;
  const util = {
    error: (message: string, type: string) => {
      throw new Error(`${type}: ${message}`);
    },
  };
  runInNewContext(outputText, { exports, require: () => ({ util }) });
  return exports;
}

describe("console resolver", () => {
  it("hands the function field, arguments and identity, and not the caller's token", () => {
    const request = resolver().request({
      info: { fieldName: "trafficMatrix", parentTypeName: "Query" },
      args: {},
      identity: { sub: "u-1", username: "mira", groups: ["viewer"], claims: { email: "m@example.com" } },
      request: { headers: { authorization: "token" } },
    });
    expect(JSON.parse(JSON.stringify(request))).to.deep.equal({
      operation: "Invoke",
      payload: {
        field: "trafficMatrix",
        arguments: {},
        identity: { sub: "u-1", groups: ["viewer"] },
      },
    });
  });

  it("passes the answer on, and a refusal as an error", () => {
    expect(resolver().response({ result: ["flow"] })).to.deep.equal(["flow"]);
    const refused = { error: { message: "sign in first", type: "Lambda:Unhandled" }, result: ["flow"] };
    expect(() => resolver().response(refused)).to.throw("Lambda:Unhandled: sign in first");
  });
});

describe("console function", () => {
  const directory = mkdtempSync(join(tmpdir(), "console-function-"));
  let handler: (request: unknown) => Promise<unknown>;

  before(async () => {
    // As in the archive that Lambda unpacks.
    const source = join(__dirname, "../../components/web-console/handler.mjs");
    copyFileSync(source, join(directory, "handler.mjs"));
    const row = (fields: object) => ({ ...fields, secret: "s", accountId: "111122223333" });
    const stored = {
      trafficMatrix: REVIEW.trafficMatrix.map(row),
      responsibilityRegister: REVIEW.responsibilityRegister.map((control) => ({
        ...row(control),
        evidence: row(control.evidence),
        open: "choose a window",
      })),
      internal: [{ secret: "s" }],
    };
    writeFileSync(join(directory, "review.json"), JSON.stringify(stored));
    handler = (await import(pathToFileURL(join(directory, "handler.mjs")).href)).handler;
  });
  after(() => rmSync(directory, { recursive: true, force: true }));

  const identity = { sub: "u-1", groups: ["viewer"] };
  const refusal = (request: unknown): Promise<string> =>
    handler(request).then(
      () => "no refusal",
      (error: Error) => `${error.name}: ${error.message}`,
    );

  it("answers each field of the query type with what the schema says of it, and no more", async () => {
    expect(await handler({ field: "trafficMatrix", arguments: {}, identity })).to.deep.equal(
      REVIEW.trafficMatrix,
    );
    expect(await handler({ field: "responsibilityRegister", identity })).to.deep.equal([
      { ...REVIEW.responsibilityRegister[0], open: "choose a window" },
    ]);
  });

  it("picks every field that the schema has", async () => {
    const full = (fields: readonly string[]) => Object.fromEntries(fields.map((field) => [field, field]));
    const types = schemaTypes();
    const control = { ...full(types["Control"] ?? []), evidence: full(types["Evidence"] ?? []) };
    const { answer } = await import("../../components/web-console/handler.mjs");
    const review = { trafficMatrix: [full(types["Flow"] ?? [])], responsibilityRegister: [control] };
    expect(answer(review, { field: "trafficMatrix", identity })).to.deep.equal(review.trafficMatrix);
    expect(answer(review, { field: "responsibilityRegister", identity })).to.deep.equal([control]);
  });

  it("answers members of either group", async () => {
    for (const group of CONSOLE_GROUPS) {
      const request = { field: "trafficMatrix", identity: { sub: "u-1", groups: ["others", group] } };
      expect(await handler(request)).to.have.length(1);
    }
  });

  const NOT_SIGNED_IN = "Unauthorized: sign in first";
  const NOT_A_MEMBER = "Unauthorized: only members of the groups operator and viewer may read the review";
  const refused: readonly (readonly [what: string, request: unknown, message: string])[] = [
    ["an empty request", undefined, NOT_SIGNED_IN],
    ["no identity", { field: "trafficMatrix" }, NOT_SIGNED_IN],
    ["a null identity, as an API key has", { field: "trafficMatrix", identity: null }, NOT_SIGNED_IN],
    [
      "an empty subject",
      { field: "trafficMatrix", identity: { sub: "", groups: ["viewer"] } },
      NOT_SIGNED_IN,
    ],
    ["no groups", { field: "trafficMatrix", identity: { sub: "u-1", groups: null } }, NOT_A_MEMBER],
    ["other groups", { field: "trafficMatrix", identity: { sub: "u-1", groups: ["readers"] } }, NOT_A_MEMBER],
    ["groups as text", { field: "trafficMatrix", identity: { sub: "u-1", groups: "viewer" } }, NOT_A_MEMBER],
    ["no field", { identity }, "BadRequest: no field `undefined`"],
    ["a field beside the schema", { field: "internal", identity }, "BadRequest: no field `internal`"],
    ["an inherited name", { field: "constructor", identity }, "BadRequest: no field `constructor`"],
    [
      "arguments",
      { field: "trafficMatrix", arguments: { limit: 1 }, identity },
      "BadRequest: field `trafficMatrix` takes no arguments",
    ],
  ];
  for (const [what, request, message] of refused) {
    it(`refuses ${what}`, async () => expect(await refusal(request)).to.equal(message));
  }
});
