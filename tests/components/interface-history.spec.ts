import { readFileSync } from "node:fs";
import { expect } from "chai";
import { InterfaceHistory, type InterfaceHistoryArgs } from "../../components/web-console";
import { type ConsoleSources, consoleSources } from "./console-sources";
import { context, record } from "./recorder";

const FUNCTION = "aws:lambda/function:Function";
const ALARM = "aws:cloudwatch/metricAlarm:MetricAlarm";
const NAME = "clo-dev-eu-central-1-interfaces";

describe("InterfaceHistory", () => {
  let sources: ConsoleSources;
  before(() => {
    sources = consoleSources();
  });
  after(() => sources.remove());

  const history = (changes: Partial<InterfaceHistoryArgs> = {}) =>
    record(
      () =>
        new InterfaceHistory("interface-history", {
          context: context(),
          directory: sources.directory,
          vpcId: "vpc-1",
          roleArns: { interfaceHistory: "arn:role/interfaces", interfaceClock: "arn:role/clock" },
          logRetentionDays: 30,
          alertsTopicArn: "arn:topic",
          ...changes,
        }),
    );

  it("is a function, its log, its clock and two alarms", async () => {
    const { resources } = await history();
    expect(resources.map(({ type, name, parent }) => [type, name, parent])).to.have.deep.members([
      ["centralized-logging:index:InterfaceHistory", "interface-history", ""],
      ["aws:cloudwatch/logGroup:LogGroup", "interface-history-log", "interface-history"],
      [FUNCTION, "interface-history-function", "interface-history"],
      ["aws:scheduler/schedule:Schedule", "interface-history-clock", "interface-history"],
      [ALARM, "interface-history-errors", "interface-history"],
      [ALARM, "interface-history-silence", "interface-history"],
    ]);
  });

  it("runs outside the VPC under its own role, and is told where to write and which VPC to look at", async () => {
    const { only } = await history();
    const { code, ...inputs } = only(FUNCTION).inputs;
    expect(inputs).to.deep.equal({
      name: NAME,
      description: "Notes which network interface has which security groups and addresses",
      role: "arn:role/interfaces",
      runtime: "nodejs24.x",
      architectures: ["arm64"],
      handler: "index.handler",
      environment: {
        variables: {
          ACCOUNT_ID: "111122223333",
          HISTORY_BUCKET: "clo-dev-eu-central-1-logs-111122223333",
          HISTORY_PREFIX: "interfaces",
          VPC_ID: "vpc-1",
        },
      },
      memorySize: 256,
      timeout: 60,
      loggingConfig: {
        logFormat: "JSON",
        logGroup: `/aws/lambda/${NAME}`,
        applicationLogLevel: "INFO",
        systemLogLevel: "WARN",
      },
    });
    const { assets } = code as { readonly assets: Readonly<Record<string, { readonly path: string }>> };
    expect(Object.keys(assets)).to.deep.equal(["index.js"]);
    expect(readFileSync(assets["index.js"]?.path ?? "", "utf8")).to.equal("// interfaces");
    expect(only(FUNCTION).dependencies).to.include("interface-history-log");
  });

  it("is started every quarter of an hour, once more where that fails, and not after the next start", async () => {
    const { only } = await history();
    expect(only("aws:scheduler/schedule:Schedule").inputs).to.deep.equal({
      name: NAME,
      description: "Notes which security groups the interfaces around clo-dev-eu-central-1 have",
      scheduleExpression: "rate(15 minutes)",
      flexibleTimeWindow: { mode: "OFF" },
      state: "ENABLED",
      target: {
        arn: `arn:aws:lambda:eu-central-1:111122223333:function:${NAME}`,
        roleArn: "arn:role/clock",
        retryPolicy: { maximumRetryAttempts: 1, maximumEventAgeInSeconds: 900 },
      },
    });
  });

  it("alarms on repeated failures, and on an hour of silence, which is no data at all", async () => {
    const { all } = await history();
    const common = {
      namespace: "AWS/Lambda",
      dimensions: { FunctionName: NAME },
      statistic: "Sum",
      period: 3600,
      evaluationPeriods: 1,
      alarmActions: ["arn:topic"],
      okActions: ["arn:topic"],
    };
    expect(all(ALARM).map(({ inputs }) => inputs)).to.have.deep.members([
      {
        ...common,
        metricName: "Errors",
        alarmDescription: "clo-dev-eu-central-1: the history of network interfaces has a gap, runs fail",
        threshold: 2,
        comparisonOperator: "GreaterThanOrEqualToThreshold",
        treatMissingData: "notBreaching",
      },
      {
        ...common,
        metricName: "Invocations",
        alarmDescription:
          "clo-dev-eu-central-1: the history of network interfaces has a gap, nothing ran for an hour",
        threshold: 1,
        comparisonOperator: "LessThanThreshold",
        treatMissingData: "breaching",
      },
    ]);
  });

  it("keeps its log for the configured time, under the given key", async () => {
    const { only } = await history({ logsKeyArn: "arn:key" });
    expect(only("aws:cloudwatch/logGroup:LogGroup").inputs).to.deep.equal({
      name: `/aws/lambda/${NAME}`,
      retentionInDays: 30,
      deletionProtectionEnabled: false,
      kmsKeyId: "arn:key",
    });
  });
});
