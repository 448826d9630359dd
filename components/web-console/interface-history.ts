import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { CONSOLE_PREFIXES, interfacesFunctionName, logBucketName } from "../console-names";
import { logGroupArgs, logGroupOptions } from "../log-group";
import type { StackContext } from "../stack-context";
import { functionCode, HANDLER } from "./function-code";

export interface InterfaceHistoryArgs {
  readonly context: StackContext;
  /** The folder with, in `dist`, the built functions. */
  readonly directory: string;
  readonly vpcId: pulumi.Input<string>;
  readonly roleArns: {
    /** The function's own. */
    readonly interfaceHistory: pulumi.Input<string>;
    /** The schedule's, for starting the function. */
    readonly interfaceClock: pulumi.Input<string>;
  };
  /** Days that logs are kept. */
  readonly logRetentionDays: number;
  /** Encrypts the log. @default CloudWatch Logs' own key */
  readonly logsKeyArn?: pulumi.Input<string> | undefined;
  /** Told when the history has a gap. */
  readonly alertsTopicArn: pulumi.Input<string>;
}

/** An interface that lives shorter than this may be missed. */
const INTERVAL_MINUTES = 15;

/**
 * Flow logs name interfaces and addresses; which security groups those had is not in them, and is forgotten by AWS once an
 * interface is gone. A small function looks at the VPC's interfaces every quarter of an hour and keeps what it saw in the
 * log archive, so that the console can tell whose traffic a record was.
 *
 * A run that fails is repeated once and then left: the next one sees the same interfaces a quarter of an hour later, so a
 * dead-letter queue would hold nothing that is of use to anybody. Gaps are what the two alarms are for.
 */
export class InterfaceHistory extends pulumi.ComponentResource {
  readonly functionName: string;

  constructor(name: string, args: InterfaceHistoryArgs, opts?: pulumi.ComponentResourceOptions) {
    super("centralized-logging:index:InterfaceHistory", name, {}, opts);
    const { context, roleArns } = args;
    this.functionName = interfacesFunctionName(context);

    const lambda = this.#function(name, args);
    new aws.scheduler.Schedule(
      `${name}-clock`,
      {
        name: this.functionName,
        description: `Notes which security groups the interfaces around ${context.baseName} have`,
        scheduleExpression: `rate(${INTERVAL_MINUTES} minutes)`,
        flexibleTimeWindow: { mode: "OFF" },
        state: "ENABLED",
        target: {
          arn: lambda.arn,
          roleArn: roleArns.interfaceClock,
          retryPolicy: { maximumRetryAttempts: 1, maximumEventAgeInSeconds: 60 * INTERVAL_MINUTES },
        },
      },
      { parent: this, deleteBeforeReplace: true },
    );
    this.#alarms(name, args);
    this.registerOutputs({ functionName: this.functionName });
  }

  #function(name: string, args: InterfaceHistoryArgs): aws.lambda.Function {
    const { context } = args;
    const logGroupName = `/aws/lambda/${this.functionName}`;
    const logGroup = new aws.cloudwatch.LogGroup(
      `${name}-log`,
      logGroupArgs(logGroupName, args),
      logGroupOptions(args.context, this),
    );
    return new aws.lambda.Function(
      `${name}-function`,
      {
        name: this.functionName,
        description: "Notes which network interface has which security groups and addresses",
        role: args.roleArns.interfaceHistory,
        runtime: "nodejs24.x",
        architectures: ["arm64"],
        handler: HANDLER,
        code: functionCode(args.directory, "interfaces"),
        environment: {
          variables: {
            ACCOUNT_ID: context.accountId,
            HISTORY_BUCKET: logBucketName(context),
            HISTORY_PREFIX: CONSOLE_PREFIXES.interfaces,
            VPC_ID: args.vpcId,
          },
        },
        memorySize: 256,
        timeout: 60,
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

  #alarms(name: string, { context, alertsTopicArn }: InterfaceHistoryArgs): void {
    const hourly = {
      namespace: "AWS/Lambda",
      dimensions: { FunctionName: this.functionName },
      statistic: "Sum",
      period: 3600,
      evaluationPeriods: 1,
      alarmActions: [alertsTopicArn],
      okActions: [alertsTopicArn],
    };
    new aws.cloudwatch.MetricAlarm(
      `${name}-errors`,
      {
        ...hourly,
        metricName: "Errors",
        alarmDescription: `${context.baseName}: the history of network interfaces has a gap, runs fail`,
        // One failure is made up for by its repetition, or by the next run.
        threshold: 2,
        comparisonOperator: "GreaterThanOrEqualToThreshold",
        treatMissingData: "notBreaching",
      },
      { parent: this },
    );
    new aws.cloudwatch.MetricAlarm(
      `${name}-silence`,
      {
        ...hourly,
        metricName: "Invocations",
        alarmDescription: `${context.baseName}: the history of network interfaces has a gap, nothing ran for an hour`,
        threshold: 1,
        comparisonOperator: "LessThanThreshold",
        // A function that does not run has no data at all.
        treatMissingData: "breaching",
      },
      { parent: this },
    );
  }
}
