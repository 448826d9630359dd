import { join } from "node:path";
import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import type { StackContext } from "../stack-context";
import { type ConsoleReview, QUERY_FIELDS, RESOLVER_CODE, SCHEMA } from "./review";

/** Roles that the API works by: the function's own, AppSync's for its log and AppSync's for calling the function. */
export interface ConsoleRoleArns {
  readonly api: pulumi.Input<string>;
  readonly graphqlLog: pulumi.Input<string>;
  readonly graphqlData: pulumi.Input<string>;
}

export interface ConsoleApiArgs {
  readonly context: StackContext;
  /** The user pool whose members may ask, and the one client whose tokens count. */
  readonly userPoolId: pulumi.Input<string>;
  readonly clientId: pulumi.Input<string>;
  readonly roleArns: ConsoleRoleArns;
  /** What the API tells. It travels inside the function's archive and is nowhere else. */
  readonly review: ConsoleReview;
  /** Days that logs are kept. */
  readonly logRetentionDays: number;
  /** Encrypts the logs. @default CloudWatch Logs' own key */
  readonly logsKeyArn?: pulumi.Input<string> | undefined;
  /** Told when the API fails. */
  readonly alertsTopicArn: pulumi.Input<string>;
  /** A regional web ACL before the API. @default none: callers are authenticated */
  readonly wafArn?: pulumi.Input<string> | undefined;
}

/** The review nests three fields deep: register, evidence, its name; one level is to spare. */
const QUERY_DEPTH = 4;

/** Resolver calls of one request: each field once, and once more under an alias. */
const RESOLVER_COUNT = 2 * QUERY_FIELDS.length;

/**
 * The console's API: AppSync, which checks the caller's token and group, and a function outside the VPC that answers from
 * what it was deployed with. It reads no store, so that it can leak none.
 */
export class ConsoleApi extends pulumi.ComponentResource {
  /** The GraphQL endpoint. */
  readonly url: pulumi.Output<string>;
  readonly apiId: pulumi.Output<string>;
  readonly functionName: string;

  constructor(name: string, args: ConsoleApiArgs, opts?: pulumi.ComponentResourceOptions) {
    super("centralized-logging:index:ConsoleApi", name, {}, opts);
    const { context, roleArns, wafArn } = args;
    this.functionName = `${context.baseName}-api`;

    const lambda = this.#function(name, args);
    const api = new aws.appsync.GraphQLApi(
      `${name}-graphql`,
      {
        authenticationType: "AMAZON_COGNITO_USER_POOLS",
        userPoolConfig: {
          userPoolId: args.userPoolId,
          awsRegion: context.region,
          appIdClientRegex: pulumi.interpolate`^${args.clientId}$`,
          defaultAction: "DENY",
        },
        schema: SCHEMA,
        visibility: "GLOBAL",
        introspectionConfig: "DISABLED",
        queryDepthLimit: QUERY_DEPTH,
        resolverCountLimit: RESOLVER_COUNT,
        logConfig: {
          cloudwatchLogsRoleArn: roleArns.graphqlLog,
          fieldLogLevel: "ERROR",
          excludeVerboseContent: true,
        },
      },
      { parent: this },
    );
    // AppSync names its log group; made here, it has a retention and a key from the first line on.
    this.#logGroup(`${name}-graphql-log`, pulumi.interpolate`/aws/appsync/apis/${api.id}`, args);
    const source = new aws.appsync.DataSource(
      `${name}-review`,
      {
        apiId: api.id,
        name: "review",
        type: "AWS_LAMBDA",
        serviceRoleArn: roleArns.graphqlData,
        lambdaConfig: { functionArn: lambda.arn },
      },
      { parent: this },
    );
    for (const field of QUERY_FIELDS) {
      new aws.appsync.Resolver(
        `${name}-${field}`,
        {
          apiId: api.id,
          type: "Query",
          field,
          kind: "UNIT",
          dataSource: source.name,
          runtime: { name: "APPSYNC_JS", runtimeVersion: "1.0.0" },
          code: RESOLVER_CODE,
        },
        { parent: this },
      );
    }
    if (wafArn !== undefined) {
      new aws.wafv2.WebAclAssociation(
        `${name}-web-acl`,
        { resourceArn: api.arn, webAclArn: wafArn },
        { parent: this },
      );
    }
    this.#alarms(name, args, api.id);

    this.apiId = api.id;
    this.url = api.uris.apply((uris) => {
      const url = uris["GRAPHQL"];
      if (url === undefined) throw new Error("the API has no GraphQL endpoint");
      return url;
    });
    this.registerOutputs({ url: this.url, apiId: this.apiId, functionName: this.functionName });
  }

  #logGroup(
    name: string,
    groupName: pulumi.Input<string>,
    { logRetentionDays, logsKeyArn }: ConsoleApiArgs,
  ): aws.cloudwatch.LogGroup {
    return new aws.cloudwatch.LogGroup(
      name,
      {
        name: groupName,
        retentionInDays: logRetentionDays,
        ...(logsKeyArn === undefined ? {} : { kmsKeyId: logsKeyArn }),
      },
      { parent: this, deleteBeforeReplace: true },
    );
  }

  #function(name: string, args: ConsoleApiArgs): aws.lambda.Function {
    const logGroupName = `/aws/lambda/${this.functionName}`;
    const logGroup = this.#logGroup(`${name}-function-log`, logGroupName, args);
    return new aws.lambda.Function(
      `${name}-function`,
      {
        name: this.functionName,
        description: "Answers the console's review from what it was deployed with",
        role: args.roleArns.api,
        runtime: "nodejs24.x",
        architectures: ["arm64"],
        handler: "handler.handler",
        code: new pulumi.asset.AssetArchive({
          "handler.mjs": new pulumi.asset.FileAsset(join(__dirname, "handler.mjs")),
          "review.json": new pulumi.asset.StringAsset(JSON.stringify(args.review)),
        }),
        memorySize: 256,
        timeout: 5,
        loggingConfig: {
          logFormat: "JSON",
          logGroup: logGroupName,
          applicationLogLevel: "INFO",
          systemLogLevel: "WARN",
        },
      },
      { parent: this, deleteBeforeReplace: true, dependsOn: [logGroup] },
    );
  }

  /** A failing API is found by an alarm rather than by its first reader; no calls at all is the usual state of things. */
  #alarms(name: string, { context, alertsTopicArn }: ConsoleApiArgs, apiId: pulumi.Output<string>): void {
    const watched = [
      {
        id: "function-errors",
        namespace: "AWS/Lambda",
        metricName: "Errors",
        dimensions: { FunctionName: this.functionName },
        what: "the console's function failed or refused a caller",
      },
      {
        id: "function-throttles",
        namespace: "AWS/Lambda",
        metricName: "Throttles",
        dimensions: { FunctionName: this.functionName },
        what: "the console's function had no capacity left",
      },
      {
        id: "graphql-errors",
        namespace: "AWS/AppSync",
        metricName: "5XXError",
        dimensions: { GraphQLAPIId: apiId },
        what: "the console's API failed",
      },
    ];
    for (const { id, what, ...metric } of watched) {
      new aws.cloudwatch.MetricAlarm(
        `${name}-${id}`,
        {
          ...metric,
          alarmDescription: `${context.baseName}: ${what}`,
          statistic: "Sum",
          period: 300,
          evaluationPeriods: 1,
          threshold: 1,
          comparisonOperator: "GreaterThanOrEqualToThreshold",
          treatMissingData: "notBreaching",
          alarmActions: [alertsTopicArn],
          okActions: [alertsTopicArn],
        },
        { parent: this },
      );
    }
  }
}
