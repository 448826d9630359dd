import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import type { Deployment } from "../../console-api/deployment";
import { apiFunctionName } from "../console-names";
import { logGroupArgs, logGroupOptions } from "../log-group";
import type { StackContext } from "../stack-context";
import { apiAlarms } from "./api-alarms";
import { type DeploymentIdInputs, deploymentIdsJson } from "./deployment";
import { functionCode, HANDLER } from "./function-code";
import { QUERY_DEPTH, RESOLVER_COUNT } from "./limits";
import { RESOLVER_CODE, readSchema, schemaFields } from "./schema";

/** Roles that the API works by: the function's own, AppSync's for its log and AppSync's for calling the function. */
export interface ConsoleRoleArns {
  readonly api: pulumi.Input<string>;
  readonly graphqlLog: pulumi.Input<string>;
  readonly graphqlData: pulumi.Input<string>;
}

export interface ConsoleApiArgs {
  readonly context: StackContext;
  /** The folder with the API's schema and, in `dist`, its built functions. */
  readonly directory: string;
  /** What the function is told of the stack. It travels inside the function's archive and is nowhere else. */
  readonly deployment: Deployment;
  /** Ids that AWS chooses; those of the user pool and its one client are also what AppSync goes by. */
  readonly ids: DeploymentIdInputs;
  readonly roleArns: ConsoleRoleArns;
  /** Days that logs are kept. */
  readonly logRetentionDays: number;
  /** Encrypts the logs. @default CloudWatch Logs' own key */
  readonly logsKeyArn?: pulumi.Input<string> | undefined;
  /** Told when the API fails. */
  readonly alertsTopicArn: pulumi.Input<string>;
  /** A regional web ACL before the API. @default none: callers are authenticated */
  readonly wafArn?: pulumi.Input<string> | undefined;
}

/** Longest that an answer may take; AppSync itself waits for 30 seconds. */
export const API_TIMEOUT_SECONDS = 10;

/**
 * The console's API: AppSync, which checks the caller's token and group, and a function outside the VPC that asks AWS what
 * the console shows. Its role reads, and starts two documents; it changes nothing itself.
 *
 * The function has no concurrency of its own reserved: Lambda refuses that to accounts with the quota of new ones (it keeps
 * 100 executions unreserved), and what callers can cost is limited by sign-in and by one field a request. If the account's
 * quota is used up an alarm says so.
 */
export class ConsoleApi extends pulumi.ComponentResource {
  /** The GraphQL endpoint. */
  readonly url: pulumi.Output<string>;
  readonly apiId: pulumi.Output<string>;
  readonly functionName: string;

  constructor(name: string, args: ConsoleApiArgs, opts?: pulumi.ComponentResourceOptions) {
    super("centralized-logging:index:ConsoleApi", name, {}, opts);
    const { context, roleArns, wafArn } = args;
    this.functionName = apiFunctionName(context);
    const schema = readSchema(args.directory);

    const lambda = this.#function(name, args);
    const api = new aws.appsync.GraphQLApi(
      `${name}-graphql`,
      {
        authenticationType: "AMAZON_COGNITO_USER_POOLS",
        userPoolConfig: {
          userPoolId: args.ids.userPoolId,
          awsRegion: context.region,
          appIdClientRegex: pulumi.interpolate`^${args.ids.clientId}$`,
          defaultAction: "DENY",
        },
        schema,
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
    new aws.cloudwatch.LogGroup(
      `${name}-graphql-log`,
      logGroupArgs(pulumi.interpolate`/aws/appsync/apis/${api.id}`, args),
      logGroupOptions(args.context, this),
    );
    const source = new aws.appsync.DataSource(
      `${name}-source`,
      {
        apiId: api.id,
        name: "console",
        type: "AWS_LAMBDA",
        serviceRoleArn: roleArns.graphqlData,
        lambdaConfig: { functionArn: lambda.arn },
      },
      { parent: this },
    );
    for (const { type, field } of schemaFields(schema)) {
      new aws.appsync.Resolver(
        `${name}-${field}`,
        {
          apiId: api.id,
          type,
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
    for (const { id, ...alarm } of apiAlarms({
      context,
      functionName: this.functionName,
      apiId: api.id,
      timeoutSeconds: API_TIMEOUT_SECONDS,
      topicArn: args.alertsTopicArn,
    })) {
      new aws.cloudwatch.MetricAlarm(`${name}-${id}`, alarm, { parent: this });
    }

    this.apiId = api.id;
    this.url = api.uris.apply((uris) => {
      const url = uris["GRAPHQL"];
      if (url === undefined) throw new Error("the API has no GraphQL endpoint");
      return url;
    });
    this.registerOutputs({ url: this.url, apiId: this.apiId, functionName: this.functionName });
  }

  #function(name: string, args: ConsoleApiArgs): aws.lambda.Function {
    const logGroupName = `/aws/lambda/${this.functionName}`;
    const logGroup = new aws.cloudwatch.LogGroup(
      `${name}-function-log`,
      logGroupArgs(logGroupName, args),
      logGroupOptions(args.context, this),
    );
    return new aws.lambda.Function(
      `${name}-function`,
      {
        name: this.functionName,
        description: "Answers the console from what it was deployed with and what AWS says now",
        role: args.roleArns.api,
        runtime: "nodejs24.x",
        architectures: ["arm64"],
        handler: HANDLER,
        code: functionCode(args.directory, "api", { "deployment.json": JSON.stringify(args.deployment) }),
        environment: { variables: { DEPLOYMENT_IDS: deploymentIdsJson(args.ids) } },
        memorySize: 256,
        timeout: API_TIMEOUT_SECONDS,
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
}
