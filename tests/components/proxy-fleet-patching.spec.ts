import { expect } from "chai";
import { fleet } from "./proxy-fleet-stack";
import { context } from "./recorder";

const BASE = "clo-dev-eu-central-1";
const TOPIC = "arn:aws:sns:eu-central-1:111122223333:clo-dev-alerts";
const GROUP = `${BASE}-proxy`;
const INSTALL = { patching: { operation: "Install" } } as const;

describe("the fleet's patching", () => {
  it("has a baseline of its own, by severity, for Amazon Linux 2023", async () => {
    const { only } = await fleet({
      patching: { severities: ["Critical", "Important", "Medium", "Low"], approveAfterDays: 0 },
    });
    const rule = (severity: string, complianceLevel: string) => ({
      approveAfterDays: 0,
      complianceLevel,
      patchFilters: [
        { key: "CLASSIFICATION", values: ["Security", "Bugfix"] },
        { key: "SEVERITY", values: [severity] },
      ],
    });
    expect(only("aws:ssm/patchBaseline:PatchBaseline").inputs).to.deep.equal({
      description: `What proxies of ${BASE} must have installed`,
      operatingSystem: "AMAZON_LINUX_2023",
      approvalRules: [
        rule("Critical", "CRITICAL"),
        rule("Important", "HIGH"),
        rule("Medium", "MEDIUM"),
        rule("Low", "LOW"),
      ],
    });
    expect(only("aws:ssm/patchGroup:PatchGroup").inputs).to.deep.equal({
      baselineId: "proxy-baseline-id",
      patchGroup: GROUP,
    });
  });

  it("rejects packages so that not even a dependency brings them in", async () => {
    const inputs = async (rejected: readonly string[]) =>
      (await fleet({ patching: { rejected } })).only("aws:ssm/patchBaseline:PatchBaseline").inputs;
    expect(await inputs(["nginx-1.28.0-*"])).to.deep.include({
      rejectedPatches: ["nginx-1.28.0-*"],
      rejectedPatchesAction: "BLOCK",
    });
    expect(await inputs([])).to.not.have.any.keys("rejectedPatches", "rejectedPatchesAction");
  });

  it("scans by the tag that the template puts on instances, with either operation", async () => {
    for (const changes of [{}, INSTALL]) {
      const { only } = await fleet(changes);
      const { inputs } = only("aws:ssm/association:Association");
      expect(inputs).to.deep.equal({
        associationName: `${BASE}-patch-scan`,
        name: "AWS-RunPatchBaseline",
        parameters: { Operation: "Scan" },
        targets: [{ key: "tag:PatchGroup", values: [GROUP] }],
        scheduleExpression: "rate(1 day)",
        maxConcurrency: "100%",
        maxErrors: "100%",
        complianceSeverity: "HIGH",
        outputLocation: {
          s3BucketName: `${BASE}-logs-111122223333`,
          s3KeyPrefix: "patching",
          s3Region: "eu-central-1",
        },
      });
      const [instances] = only("aws:ec2/launchTemplate:LaunchTemplate").inputs["tagSpecifications"];
      expect(instances.tags.PatchGroup).to.equal(GROUP);
    }
  });

  it("installs nothing with Scan", async () => {
    const { resources } = await fleet();
    expect(resources.filter(({ inputs }) => JSON.stringify(inputs).includes('"Install"'))).to.deep.equal([]);
  });

  it("installs in the window, through the stack's own document, one at a time and none after a failure", async () => {
    const { only } = await fleet(INSTALL);
    expect(only("aws:ssm/maintenanceWindow:MaintenanceWindow").inputs).to.deep.equal({
      description: `Patches proxies of ${BASE}, one at a time`,
      schedule: "cron(0 2 ? * SUN *)",
      scheduleTimezone: "Europe/Berlin",
      duration: 4,
      cutoff: 1,
      allowUnassociatedTargets: false,
      enabled: true,
    });
    expect(only("aws:ssm/maintenanceWindowTarget:MaintenanceWindowTarget").inputs).to.deep.equal({
      windowId: "proxy-window-id",
      resourceType: "INSTANCE",
      description: `Proxies of ${BASE}`,
      targets: [{ key: "tag:PatchGroup", values: [GROUP] }],
    });
    expect(only("aws:ssm/maintenanceWindowTask:MaintenanceWindowTask").inputs).to.deep.equal({
      windowId: "proxy-window-id",
      description: "Standby, install, back into service",
      taskType: "AUTOMATION",
      taskArn: `${BASE}-patch`,
      serviceRoleArn: "arn:aws:iam::111122223333:role/clo-dev-patch-window",
      targets: [{ key: "WindowTargetIds", values: ["proxy-window-target-id"] }],
      priority: 1,
      maxConcurrency: "1",
      maxErrors: "0",
      cutoffBehavior: "CANCEL_TASK",
      taskInvocationParameters: {
        automationParameters: {
          documentVersion: "$DEFAULT",
          parameters: [
            {
              name: "AutomationAssumeRole",
              values: ["arn:aws:iam::111122223333:role/clo-dev-patch-automation"],
            },
            { name: "InstanceId", values: ["{{ TARGET_ID }}"] },
            {
              name: "TargetGroupArn",
              values: [
                "arn:aws:elasticloadbalancing:eu-central-1:111122223333:targetgroup/proxy-targets/0123456789abcdef",
              ],
            },
          ],
        },
      },
    });
    const document = only("aws:ssm/document:Document");
    expect(document.inputs).to.include({ name: `${BASE}-patch`, documentType: "Automation" });
    expect(document.deleteBeforeReplace).to.equal(true);
    const { parameters } = JSON.parse(document.inputs["content"]);
    expect(Object.keys(parameters).sort()).to.deep.equal([
      "AutomationAssumeRole",
      "InstanceId",
      "TargetGroupArn",
    ]);
  });

  it("replaces instances weekly by the service's own operation, in each partition", async () => {
    for (const partition of ["aws", "aws-us-gov", "aws-cn"] as const) {
      const { only } = await fleet({ partition, patching: { imageRefresh: "weekly" } });
      const { baseName } = context(partition);
      const { target, ...schedule } = only("aws:scheduler/schedule:Schedule").inputs;
      expect(schedule).to.deep.equal({
        name: `${baseName}-image-refresh`,
        description: `Replaces proxies of ${baseName} by ones from the current image`,
        scheduleExpression: "cron(0 3 ? * WED *)",
        scheduleExpressionTimezone: "Europe/Berlin",
        flexibleTimeWindow: { mode: "OFF" },
        state: "ENABLED",
      });
      expect(target.arn).to.equal(`arn:${partition}:scheduler:::aws-sdk:autoscaling:startInstanceRefresh`);
      expect(target.roleArn).to.equal("arn:aws:iam::111122223333:role/clo-dev-image-refresh");
      expect(JSON.parse(target.input)).to.deep.equal({
        AutoScalingGroupName: `${baseName}-proxy`,
        Strategy: "Rolling",
        Preferences: {
          MinHealthyPercentage: 100,
          MaxHealthyPercentage: 150,
          InstanceWarmup: 60,
          ScaleInProtectedInstances: "Refresh",
          StandbyInstances: "Wait",
        },
      });
    }
  });

  it("tells of instances that miss patches by the state's name as events write it", async () => {
    const { only } = await fleet();
    const rule = only("aws:cloudwatch/eventRule:EventRule", "proxy-patch-non-compliant");
    expect(rule.inputs["name"]).to.equal(`${BASE}-patch-non-compliant`);
    expect(JSON.parse(rule.inputs["eventPattern"])).to.deep.equal({
      source: ["aws.ssm"],
      "detail-type": ["Configuration Compliance State Change"],
      detail: {
        "compliance-type": ["Patch"],
        "compliance-status": ["non_compliant"],
        "patch-baseline-id": [{ suffix: "proxy-baseline-id" }],
      },
    });
    expect(
      only("aws:cloudwatch/eventTarget:EventTarget", "proxy-patch-non-compliant-topic").inputs,
    ).to.deep.equal({
      rule: `${BASE}-patch-non-compliant`,
      arn: "arn:aws:sns:eu-central-1:111122223333:clo-dev-alerts",
      inputTransformer: {
        inputPaths: { instance: "$.detail.resource-id", severity: "$.detail.severity" },
        inputTemplate: `"${BASE}: proxy <instance> misses approved patches, severity <severity>"`,
      },
    });
  });

  it("tells of patching that did not end well", async () => {
    const { only } = await fleet(INSTALL);
    const pattern = (name: string) =>
      JSON.parse(only("aws:cloudwatch/eventRule:EventRule", name).inputs["eventPattern"]);
    expect(pattern("proxy-patch-patching-failed")).to.deep.equal({
      source: ["aws.ssm"],
      "detail-type": ["EC2 Automation Execution Status-change Notification"],
      detail: { Definition: [`${BASE}-patch`], Status: ["Failed", "TimedOut", "Cancelled"] },
    });
    expect(pattern("proxy-patch-window-failed")).to.deep.equal({
      source: ["aws.ssm"],
      "detail-type": ["Maintenance Window Execution State-change Notification"],
      detail: { "window-id": ["proxy-window-id"], status: ["FAILED", "TIMED_OUT", "CANCELLED"] },
    });
  });

  it("counts scans that ended well", async () => {
    const { only } = await fleet({ patching: { scanSchedule: "rate(2 days)" } });
    const rule = only("aws:cloudwatch/eventRule:EventRule", "proxy-patch-scans");
    expect(JSON.parse(rule.inputs["eventPattern"])).to.deep.equal({
      source: ["aws.ssm"],
      "detail-type": ["EC2 State Manager Instance Association State Change"],
      detail: { "association-id": ["proxy-scan-id"], status: ["Success"] },
    });
    const { metricQueries, ...inputs } = only(
      "aws:cloudwatch/metricAlarm:MetricAlarm",
      "proxy-patch-silence",
    ).inputs;
    const metric = (id: string, stat: string, of: object) => ({
      id,
      returnData: false,
      metric: { ...of, stat, period: 86_400 },
    });
    expect(metricQueries.slice(1)).to.deep.equal([
      metric("serving", "Minimum", {
        ...{ namespace: "AWS/AutoScaling", metricName: "GroupInServiceInstances" },
        dimensions: { AutoScalingGroupName: `${BASE}-proxy` },
      }),
      metric("scans", "Sum", {
        ...{ namespace: "AWS/Events", metricName: "TriggeredRules" },
        dimensions: { RuleName: rule.inputs["name"] },
      }),
    ]);
    expect(inputs).to.deep.equal({
      alarmDescription: `${BASE}: a proxy, or all of them, has not reported its patches for 4 days`,
      ...{ evaluationPeriods: 4, threshold: 0, comparisonOperator: "GreaterThanThreshold" },
      treatMissingData: "breaching",
      ...{ alarmActions: [TOPIC], okActions: [TOPIC] },
    });
  });

  it("takes one silent proxy among several for silence, and none where all report", async () => {
    const breaching = async (scanSchedule: string) => {
      const { only } = await fleet({ patching: { scanSchedule } });
      const { metricQueries } = only("aws:cloudwatch/metricAlarm:MetricAlarm", "proxy-patch-silence").inputs;
      const expression = String(metricQueries[0].expression);
      // FILL gives a metric, or its second argument where the metric has no data.
      const said = /^\(FILL\(serving, 2\) - 0\.5\) \* (\d+) - FILL\(scans, 0\)$/.exec(expression);
      const perDay = Number(said?.[1]);
      return (serving: number | undefined, scans: number | undefined) =>
        ((serving ?? 2) - 0.5) * perDay - (scans ?? 0) > 0;
    };
    for (const [schedule, perDay] of [
      ["rate(1 day)", 1],
      ["cron(0 3 * * ? *)", 1],
      ["rate(12 hours)", 2],
      ["rate(1 hour)", 24],
      ["rate(7 days)", 1],
    ] as const) {
      const silent = await breaching(schedule);
      for (const serving of [2, 3, 4, 10]) {
        expect(silent(serving, serving * perDay), `${schedule}, all of ${serving}`).to.equal(false);
        expect(silent(serving, (serving + 2) * perDay), `${schedule}, newcomers too`).to.equal(false);
        expect(silent(serving, (serving - 1) * perDay), `${schedule}, one of ${serving} silent`).to.equal(
          true,
        );
      }
      expect(silent(3, undefined), `${schedule}, all silent`).to.equal(true);
      expect(silent(undefined, undefined), `${schedule}, nobody knows`).to.equal(true);
    }
  });

  it("lets only its own rule write the log of scans", async () => {
    const { only } = await fleet();
    const { policyDocument } = only("aws:cloudwatch/logResourcePolicy:LogResourcePolicy").inputs;
    const statement = (Sid: string, Action: string, Condition: object) => ({
      Sid,
      Effect: "Allow",
      Principal: { Service: ["delivery.logs.amazonaws.com", "events.amazonaws.com"] },
      Action,
      Resource: `arn:aws:logs:eu-central-1:111122223333:log-group:/aws/events/${BASE}-patch-scans:*`,
      Condition,
    });
    expect(JSON.parse(policyDocument).Statement).to.deep.equal([
      statement("OpenStream", "logs:CreateLogStream", {
        StringEquals: { "aws:SourceAccount": "111122223333" },
      }),
      statement("WriteEvents", "logs:PutLogEvents", {
        ArnEquals: {
          "aws:SourceArn": `arn:aws:events:eu-central-1:111122223333:rule/${BASE}-patch-scans`,
        },
      }),
    ]);
  });
});
