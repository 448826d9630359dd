import * as aws from "@pulumi/aws";
import { expect } from "chai";
import { parse } from "yaml";
import { LOAD_BALANCER_LOG_PREFIX, TLS_POLICIES } from "../../components/proxy-fleet";
import { CLOUDFRONT, children, fleet, PROXY } from "./proxy-fleet-stack";
import { context, type Recorded, UNKNOWN } from "./recorder";

const BASE = "clo-dev-eu-central-1";
const TOPIC = "arn:aws:sns:eu-central-1:111122223333:clo-dev-alerts";
const ALLOWLIST = {
  kind: "allowlist",
  clients: { cidrs: ["203.0.113.0/24"], prefixListIds: [] },
} as const;

const ALWAYS = [
  "Association proxy-scan",
  "EventRule proxy-launch-failed",
  "EventRule proxy-patch-non-compliant",
  "EventRule proxy-patch-scans",
  "EventRule proxy-refresh-failed",
  "EventTarget proxy-launch-failed-topic",
  "EventTarget proxy-patch-non-compliant-topic",
  "EventTarget proxy-patch-scans-target",
  "EventTarget proxy-refresh-failed-topic",
  "Group proxy-group",
  "LaunchTemplate proxy-template",
  "Listener proxy-https",
  "LoadBalancer proxy-alb",
  "LogGroup proxy-log",
  "LogGroup proxy-patch-scans-log",
  "LogResourcePolicy proxy-patch-scans-log-policy",
  "MetricAlarm proxy-certificate",
  "MetricAlarm proxy-healthy-hosts",
  "MetricAlarm proxy-in-service",
  "MetricAlarm proxy-latency",
  "MetricAlarm proxy-load-balancer-5xx",
  "MetricAlarm proxy-patch-silence",
  "MetricAlarm proxy-standby",
  "MetricAlarm proxy-target-5xx",
  "MetricAlarm proxy-unhealthy-hosts",
  "PatchBaseline proxy-baseline",
  "PatchGroup proxy-patch-group",
  "Policy proxy-cpu",
  "TargetGroup proxy-targets",
];
const INSTALL = [
  "Document proxy-patch-instance",
  "EventRule proxy-patch-patching-failed",
  "EventRule proxy-patch-window-failed",
  "EventTarget proxy-patch-patching-failed-topic",
  "EventTarget proxy-patch-window-failed-topic",
  "MaintenanceWindow proxy-window",
  "MaintenanceWindowTarget proxy-window-target",
  "MaintenanceWindowTask proxy-window-task",
];
const EDGE = [
  "MetricAlarm proxy-viewer-certificate",
  "Distribution proxy-distribution",
  "LogDelivery proxy-log-delivery",
  "LogDeliveryDestination proxy-log-destination",
  "LogDeliverySource proxy-log-source",
  "VpcOrigin proxy-vpc-origin",
];
const sorted = (...lists: readonly (readonly string[])[]): readonly string[] => lists.flat().sort();

describe("ProxyFleet", () => {
  describe("its children", () => {
    it("are these with Scan, whether the load balancer is internal or not", async () => {
      expect(children(await fleet())).to.deep.equal(ALWAYS);
      expect(children(await fleet({ proxy: { exposure: ALLOWLIST } }))).to.deep.equal(ALWAYS);
    });

    it("are window and automation too with Install, and a schedule with weekly images", async () => {
      expect(children(await fleet({ patching: { operation: "Install" } }))).to.deep.equal(
        sorted(ALWAYS, INSTALL),
      );
      expect(children(await fleet({ patching: { imageRefresh: "weekly" } }))).to.deep.equal(
        sorted(ALWAYS, ["Schedule proxy-image-refresh"]),
      );
    });

    it("are a distribution with its log too behind CloudFront, and a web ACL where it is managed", async () => {
      expect(children(await fleet({ proxy: { exposure: CLOUDFRONT } }))).to.deep.equal(sorted(ALWAYS, EDGE));
      const managed = { ...CLOUDFRONT, waf: { kind: "managed" } } as const;
      expect(children(await fleet({ proxy: { exposure: managed } }))).to.deep.equal(
        sorted(ALWAYS, EDGE, [
          "LogGroup proxy-web-acl-log",
          "WebAcl proxy-web-acl",
          "WebAclLoggingConfiguration proxy-web-acl-logging",
        ]),
      );
    });

    it("are the console's documents too where it starts patching: of scans, and with Install of installations", async () => {
      const args = { startedByConsole: true };
      const scan = ["Document proxy-scan-now"];
      expect(children(await fleet({ args }))).to.deep.equal(sorted(ALWAYS, scan));
      expect(children(await fleet({ args, patching: { operation: "Install" } }))).to.deep.equal(
        sorted(ALWAYS, INSTALL, scan, ["Document proxy-install-now"]),
      );
    });

    it("are alias records too where the zone is given", async () => {
      expect(children(await fleet({ proxy: { hostedZoneId: "Z1" } }))).to.deep.equal(
        sorted(ALWAYS, ["Record proxy-record-a"]),
      );
      const edge = { hostedZoneId: "Z1", exposure: CLOUDFRONT };
      expect(children(await fleet({ proxy: edge }))).to.deep.equal(
        sorted(ALWAYS, EDGE, ["Record proxy-record-a", "Record proxy-record-aaaa"]),
      );
    });

    it("exist in every partition", async () => {
      for (const partition of ["aws-us-gov", "aws-cn"] as const) {
        const recording = await fleet({ partition, patching: { operation: "Install" } });
        expect(children(recording)).to.deep.equal(sorted(ALWAYS, INSTALL));
      }
    });
  });

  it("outputs where users go and what their name must point to", async () => {
    const outputs = async (exposure: typeof PROXY.exposure) =>
      (await fleet({ proxy: { exposure } })).only("centralized-logging:index:ProxyFleet").outputs;
    const common = {
      url: "https://logs.example.com/_dashboards/",
      autoScalingGroupName: `${BASE}-proxy`,
      loadBalancerArn:
        "arn:aws:elasticloadbalancing:eu-central-1:111122223333:loadbalancer/app/proxy-alb/0123456789abcdef",
      loadBalancerDnsName: "proxy-alb-0123456789.eu-central-1.elb.amazonaws.com",
      targetGroupArn:
        "arn:aws:elasticloadbalancing:eu-central-1:111122223333:targetgroup/proxy-targets/0123456789abcdef",
    };
    expect(await outputs(PROXY.exposure)).to.deep.equal({
      ...common,
      aliasTarget: common.loadBalancerDnsName,
    });
    expect(await outputs(CLOUDFRONT)).to.deep.equal({
      ...common,
      aliasTarget: "proxy-distribution.cloudfront.net",
    });
  });

  describe("the load balancer", () => {
    const inputs = async (changes: Parameters<typeof fleet>[0] = {}) =>
      (await fleet(changes)).only("aws:lb/loadBalancer:LoadBalancer");

    it("is internal unless an allow list admits the internet's addresses", async () => {
      for (const exposure of [PROXY.exposure, CLOUDFRONT]) {
        const { inputs: internal } = await inputs({ proxy: { exposure } });
        expect(internal["internal"]).to.equal(true);
        expect(internal["subnets"]).to.deep.equal(["subnet-private-a", "subnet-private-b"]);
      }
      const { inputs: facing } = await inputs({ proxy: { exposure: ALLOWLIST } });
      expect(facing["internal"]).to.equal(false);
      expect(facing["subnets"]).to.deep.equal(["subnet-public-a", "subnet-public-b"]);
    });

    it("has these attributes, and waits for the archive's policy", async () => {
      const logs = { enabled: true, bucket: `${BASE}-logs-111122223333`, prefix: LOAD_BALANCER_LOG_PREFIX };
      const recorded = await inputs({ deletionProtection: true });
      expect(recorded.inputs).to.deep.equal({
        loadBalancerType: "application",
        internal: true,
        ipAddressType: "ipv4",
        subnets: ["subnet-private-a", "subnet-private-b"],
        securityGroups: ["sg-load-balancer"],
        enableDeletionProtection: true,
        dropInvalidHeaderFields: true,
        desyncMitigationMode: "strictest",
        xffHeaderProcessingMode: "append",
        preserveHostHeader: false,
        enableHttp2: true,
        enableWafFailOpen: false,
        idleTimeout: 330,
        accessLogs: logs,
        connectionLogs: logs,
        healthCheckLogs: logs,
      });
      expect(recorded.dependencies).to.deep.equal(["archive-policy"]);
      expect(recorded.protect).to.equal(true);
      expect((await inputs()).inputs["enableDeletionProtection"]).to.equal(false);
    });

    it("listens on 443 alone, with the partition's policy", async () => {
      for (const partition of ["aws", "aws-us-gov", "aws-cn"] as const) {
        const { only } = await fleet({ partition });
        const { inputs: listener } = only("aws:lb/listener:Listener");
        expect(listener["sslPolicy"]).to.equal(TLS_POLICIES[partition]);
        expect(listener["sslPolicy"]).to.match(/^ELBSecurityPolicy-TLS13-1-2-Res-(?:FIPS-)?PQ-2025-09$/);
        expect([listener["port"], listener["protocol"]]).to.deep.equal([443, "HTTPS"]);
        expect(listener["certificateArn"]).to.equal(PROXY.certificateArn);
        expect(listener["routingHttpResponseServerEnabled"]).to.equal(false);
        const { region } = context(partition);
        expect(listener["defaultActions"]).to.deep.equal([
          {
            type: "forward",
            targetGroupArn: `arn:${partition}:elasticloadbalancing:${region}:111122223333:targetgroup/proxy-targets/0123456789abcdef`,
          },
        ]);
      }
    });

    it("gives its target group back before a next one takes it: it serves one load balancer at a time", async () => {
      const { only } = await fleet();
      expect(only("aws:lb/listener:Listener").deleteBeforeReplace).to.equal(true);
      expect(only("aws:lb/loadBalancer:LoadBalancer").deleteBeforeReplace ?? false).to.equal(false);
    });

    it("speaks TLS to its targets and lets the longest answer finish before one leaves", async () => {
      const { inputs: targets } = (await fleet()).only("aws:lb/targetGroup:TargetGroup");
      expect(targets).to.deep.equal({
        targetType: "instance",
        protocol: "HTTPS",
        protocolVersion: "HTTP1",
        port: 443,
        vpcId: "vpc-0123456789abcdef0",
        loadBalancingAlgorithmType: "least_outstanding_requests",
        deregistrationDelay: 310,
        healthCheck: {
          protocol: "HTTPS",
          path: "/healthz",
          matcher: "200",
          interval: 10,
          timeout: 5,
          healthyThreshold: 2,
          unhealthyThreshold: 3,
        },
      });
    });
  });

  describe("the instances", () => {
    const template = async (changes: Parameters<typeof fleet>[0] = {}) =>
      (await fleet(changes)).only("aws:ec2/launchTemplate:LaunchTemplate").inputs;

    it("have no key pair, no public address, IMDSv2 at one hop and an encrypted volume", async () => {
      const { userData, ...inputs } = await template();
      expect(userData).to.be.a("string");
      const tags = { project: "centralized-logging", stack: "dev", Name: `${BASE}-proxy` };
      expect(inputs).to.deep.equal({
        description: `Proxies of ${BASE}`,
        updateDefaultVersion: true,
        imageId: "resolve:ssm:/aws/service/ami-amazon-linux-latest/al2023-ami-kernel-default-arm64",
        instanceType: "t4g.small",
        iamInstanceProfile: { arn: "arn:aws:iam::111122223333:instance-profile/clo-dev-proxy" },
        metadataOptions: {
          httpEndpoint: "enabled",
          httpTokens: "required",
          httpPutResponseHopLimit: 1,
          instanceMetadataTags: "disabled",
        },
        networkInterfaces: [
          { associatePublicIpAddress: "false", deleteOnTermination: "true", securityGroups: ["sg-proxy"] },
        ],
        blockDeviceMappings: [
          {
            deviceName: "/dev/xvda",
            ebs: { encrypted: "true", volumeType: "gp3", volumeSize: 16, deleteOnTermination: "true" },
          },
        ],
        monitoring: { enabled: true },
        tagSpecifications: [
          { resourceType: "instance", tags: { ...tags, PatchGroup: `${BASE}-proxy` } },
          { resourceType: "volume", tags },
          { resourceType: "network-interface", tags },
        ],
      });
    });

    it("encrypt volumes and logs with keys of one's own where they are given", async () => {
      const args = { volumesKeyArn: "arn:volumes", logsKeyArn: "arn:logs" };
      const recording = await fleet({ args });
      const { inputs } = recording.only("aws:ec2/launchTemplate:LaunchTemplate");
      expect(inputs["blockDeviceMappings"][0].ebs.kmsKeyId).to.equal("arn:volumes");
      for (const { inputs: log } of recording.all("aws:cloudwatch/logGroup:LogGroup")) {
        expect(log["kmsKeyId"]).to.equal("arn:logs");
        expect(log["retentionInDays"]).to.equal(365);
      }
    });

    it("are told what to serve, for the chosen group and hook", async () => {
      const text = Buffer.from((await template())["userData"], "base64").toString("utf8");
      const { write_files: files } = parse(text) as { write_files: { path: string; content: string }[] };
      const content = (path: string) => files.find((file) => file.path === path)?.content;
      expect(content("/opt/proxy-fleet/boot.env")).to.equal(
        `REGION=eu-central-1\nGROUP=${BASE}-proxy\nHOOK=${BASE}-ready\n`,
      );
      expect(content("/opt/proxy-fleet/nginx.conf")).to.contain("server_name logs.example.com;");
      expect(content("/opt/proxy-fleet/nginx.conf")).to.contain("set_real_ip_from 10.60.0.0/16;");
    });

    it("are replaced one launch before one end, on every change of the template", async () => {
      const group = (await fleet()).only("aws:autoscaling/group:Group");
      const { tags, ...inputs } = group.inputs;
      expect(inputs).to.deep.equal({
        name: `${BASE}-proxy`,
        launchTemplate: { id: "proxy-template-id", version: "1" },
        minSize: 2,
        maxSize: 6,
        desiredCapacity: 3,
        vpcZoneIdentifiers: ["subnet-private-a", "subnet-private-b"],
        targetGroupArns: [
          "arn:aws:elasticloadbalancing:eu-central-1:111122223333:targetgroup/proxy-targets/0123456789abcdef",
        ],
        healthCheckType: "ELB",
        healthCheckGracePeriod: 120,
        defaultInstanceWarmup: 60,
        maxInstanceLifetime: 30 * 86_400,
        terminationPolicies: ["OldestLaunchTemplate", "OldestInstance"],
        instanceMaintenancePolicy: { minHealthyPercentage: 100, maxHealthyPercentage: 150 },
        instanceRefresh: {
          strategy: "Rolling",
          preferences: {
            minHealthyPercentage: 100,
            maxHealthyPercentage: 150,
            instanceWarmup: "60",
            scaleInProtectedInstances: "Refresh",
            standbyInstances: "Wait",
            skipMatching: false,
            alarmSpecification: { alarms: ["proxy-load-balancer-5xx", "proxy-target-5xx"] },
            autoRollback: false,
          },
        },
        initialLifecycleHooks: [
          {
            name: `${BASE}-ready`,
            lifecycleTransition: "autoscaling:EC2_INSTANCE_LAUNCHING",
            heartbeatTimeout: 900,
            defaultResult: "ABANDON",
          },
        ],
        minElbCapacity: 2,
        waitForCapacityTimeout: "20m",
        metricsGranularity: "1Minute",
        enabledMetrics: ["GroupDesiredCapacity", "GroupInServiceInstances", "GroupStandbyInstances"],
      });
      expect(tags.every((tag: Recorded) => tag["propagateAtLaunch"] === false)).to.equal(true);
      expect(group.ignoreChanges).to.deep.equal(["desiredCapacity"]);
      expect(group.deleteBeforeReplace).to.equal(true);
      expect(group.dependencies).to.include.members(["proxy-https", "proxy-log", "proxy-template"]);
    });

    it("begin only when what they reach at their boot is there", async () => {
      const { only } = await fleet({
        waitFor: () => [new aws.ec2.SecurityGroup("rules", { vpcId: "vpc-0123456789abcdef0" })],
      });
      expect(only("aws:autoscaling/group:Group").dependencies).to.include("rules");
    });

    it("roll back by themselves where the image is an id, which alone AWS supports", async () => {
      const { inputs } = (await fleet({ proxy: { image: { kind: "id", id: "ami-0a1b" } } })).only(
        "aws:autoscaling/group:Group",
      );
      expect(inputs["instanceRefresh"].preferences.autoRollback).to.equal(true);
      expect((await template({ proxy: { image: { kind: "id", id: "ami-0a1b" } } }))["imageId"]).to.equal(
        "ami-0a1b",
      );
    });
  });

  it("has alarms that tell the topic of beginning and end, and take missing hosts for a fault", async () => {
    const alarms = (await fleet()).all("aws:cloudwatch/metricAlarm:MetricAlarm");
    for (const { name, inputs } of alarms) {
      expect(inputs["alarmActions"], name).to.deep.equal([TOPIC]);
      expect(inputs["okActions"], name).to.deep.equal([TOPIC]);
    }
    const simple = alarms.filter(({ inputs }) => inputs["metricQueries"] === undefined);
    const told = simple.map(({ name, inputs: i }) =>
      [
        name.replace("proxy-", ""),
        `${i["namespace"]} ${i["metricName"]} ${i["statistic"] ?? i["extendedStatistic"]}`,
        `${i["comparisonOperator"] === "LessThanThreshold" ? "<" : ">="} ${i["threshold"]}`,
        `${i["evaluationPeriods"]} x ${i["period"]} s`,
        i["treatMissingData"],
      ].join(", "),
    );
    expect(told.sort()).to.deep.equal([
      "certificate, AWS/CertificateManager DaysToExpiry Minimum, < 30, 1 x 86400 s, ignore",
      "healthy-hosts, AWS/ApplicationELB HealthyHostCount Minimum, < 2, 5 x 60 s, breaching",
      "latency, AWS/ApplicationELB TargetResponseTime p99, >= 10, 3 x 300 s, notBreaching",
      "load-balancer-5xx, AWS/ApplicationELB HTTPCode_ELB_5XX_Count Sum, >= 10, 1 x 300 s, notBreaching",
      "standby, AWS/AutoScaling GroupStandbyInstances Minimum, >= 1, 24 x 300 s, notBreaching",
      "target-5xx, AWS/ApplicationELB HTTPCode_Target_5XX_Count Sum, >= 25, 1 x 300 s, notBreaching",
      "unhealthy-hosts, AWS/ApplicationELB UnHealthyHostCount Maximum, >= 1, 5 x 60 s, notBreaching",
    ]);
  });

  it("sees by what is wanted, not by the least, that instances lack", async () => {
    const { inputs } = (await fleet()).only("aws:cloudwatch/metricAlarm:MetricAlarm", "proxy-in-service");
    const metric = (id: string, metricName: string, stat: string) => ({
      id,
      returnData: false,
      metric: {
        ...{ namespace: "AWS/AutoScaling", metricName, stat, period: 300 },
        dimensions: { AutoScalingGroupName: `${BASE}-proxy` },
      },
    });
    expect(inputs).to.deep.equal({
      alarmDescription: `${BASE}: fewer instances have been in service than are wanted for 30 minutes: launches fail`,
      metricQueries: [
        { id: "lacking", expression: "wanted - serving", label: "instances that lack", returnData: true },
        metric("wanted", "GroupDesiredCapacity", "Maximum"),
        metric("serving", "GroupInServiceInstances", "Minimum"),
      ],
      comparisonOperator: "GreaterThanOrEqualToThreshold",
      ...{ threshold: 1, evaluationPeriods: 6, treatMissingData: "breaching" },
      ...{ alarmActions: [TOPIC], okActions: [TOPIC] },
    });
  });

  it("tells of each instance that was given up during its launch", async () => {
    const { only } = await fleet();
    expect(
      JSON.parse(only("aws:cloudwatch/eventRule:EventRule", "proxy-launch-failed").inputs["eventPattern"]),
    ).to.deep.equal({
      source: ["aws.autoscaling"],
      "detail-type": ["EC2 Instance Launch Unsuccessful"],
      detail: { AutoScalingGroupName: [`${BASE}-proxy`] },
    });
    expect(
      only("aws:cloudwatch/eventTarget:EventTarget", "proxy-launch-failed-topic").inputs["inputTransformer"],
    ).to.deep.equal({
      inputPaths: { instance: "$.detail.EC2InstanceId" },
      inputTemplate: `"${BASE}: new proxy <instance> was given up during its launch"`,
    });
  });

  it("refuses more user data than EC2 takes before it creates anything, though the endpoint is unknown", async () => {
    const rejected = Array.from({ length: 50 }, (_, index) => `${"x".repeat(98)}${index % 10}`);
    const label = "a".repeat(60);
    const hostName = `${label}.${label}.${label}.${label}.example`;
    const error = await fleet({
      outputs: "unknown",
      proxy: { hostName },
      patching: { rejected },
      args: { dashboards: { kind: "proxied-cognito", cognitoHost: hostName } },
    }).catch((thrown) => thrown);
    expect(String(error)).to.match(/^RangeError: user data of `1\d{4}` bytes; EC2 accepts at most 16384$/);
  });

  it("tells of a replacement that failed, which the update that began it does not wait for", async () => {
    const { only } = await fleet();
    expect(
      JSON.parse(only("aws:cloudwatch/eventRule:EventRule", "proxy-refresh-failed").inputs["eventPattern"]),
    ).to.deep.equal({
      source: ["aws.autoscaling"],
      "detail-type": [
        "EC2 Auto Scaling Instance Refresh Failed",
        "EC2 Auto Scaling Instance Refresh Rollback Started",
        "EC2 Auto Scaling Instance Refresh Rollback Failed",
      ],
      detail: { AutoScalingGroupName: [`${BASE}-proxy`] },
    });
    expect(
      only("aws:cloudwatch/eventTarget:EventTarget", "proxy-refresh-failed-topic").inputs,
    ).to.deep.include({
      arn: TOPIC,
      inputTransformer: {
        inputPaths: { what: "$.detail-type", refresh: "$.detail.InstanceRefreshId" },
        inputTemplate: `"${BASE}: <what>, <refresh>: the new proxies did not come into service, the old ones go on serving"`,
      },
    });
  });

  it("watches CloudFront's certificate in CloudFront's region, by a topic there", async () => {
    const { only } = await fleet({ proxy: { exposure: CLOUDFRONT } });
    expect(only("aws:cloudwatch/metricAlarm:MetricAlarm", "proxy-viewer-certificate").inputs).to.deep.equal({
      region: "us-east-1",
      namespace: "AWS/CertificateManager",
      metricName: "DaysToExpiry",
      dimensions: { CertificateArn: "arn:aws:acm:us-east-1:111122223333:certificate/0c2d" },
      statistic: "Minimum",
      period: 86_400,
      evaluationPeriods: 1,
      comparisonOperator: "LessThanThreshold",
      threshold: 30,
      treatMissingData: "ignore",
      alarmDescription: `${BASE}: the certificate of CloudFront ends in less than 30 days and was not renewed`,
      alarmActions: ["arn:aws:sns:us-east-1:111122223333:clo-dev-alerts"],
      okActions: ["arn:aws:sns:us-east-1:111122223333:clo-dev-alerts"],
    });
    const without = fleet({ proxy: { exposure: CLOUDFRONT }, args: { edgeAlertsTopicArn: undefined } });
    expect(String(await without.catch((error) => error))).to.equal(
      "RangeError: `exposure` `cloudfront` needs `edgeAlertsTopicArn`",
    );
  });

  it("refuses what cannot work, all at once, before it creates anything", async () => {
    const build = fleet({
      proxy: { hostName: "logs.example.com; x", minSize: 3, releasever: "newest" },
      patching: { operation: "Install", imageRefresh: "weekly", scanSchedule: "rate(30 days)" },
      args: { roles: {}, vpcCidr: "10.60.0.0" },
    });
    const error: Error = await build.then(
      () => new Error("nothing thrown"),
      (thrown) => thrown,
    );
    expect(error).to.be.instanceOf(RangeError);
    const sizes = "`minSize` `3`, `desiredCapacity` `3`, `maxSize` `6`";
    expect(error.message).to.equal(
      [
        "`hostName` `logs.example.com; x` is not a host name: two or more labels of a-z, 0-9 and `-`, no scheme, port or path",
        "`vpcCidr` `10.60.0.0` is not an IPv4 CIDR block, such as `10.60.0.0/16`, with no bit of a host set",
        "`dashboards.hostName` `logs.example.com` is not `logs.example.com; x`: after sign-in the browser is sent to the domain's custom endpoint, which must be the proxy",
        "`releasever` `newest` is not `latest` or a release such as `2023.9.20251117`",
        `${sizes}: with operation \`Install\` the smallest must be below the desired, so that one can stand by`,
        "`operation` `Install` needs `roles.patchWindowArn`",
        "`operation` `Install` needs `roles.patchAutomationArn`",
        "`imageRefresh` `weekly` needs `roles.imageRefreshArn`",
        "scan schedule `rate(30 days)` runs less often than every 7 days, or not evenly: its silence could not be noticed; use `rate(1 day)`",
      ].join("; "),
    );
  });

  it("knows every policy document, pattern of its own names and automation before anything exists", async () => {
    const { only, all } = await fleet({
      outputs: "unknown",
      patching: { operation: "Install", imageRefresh: "weekly" },
    });
    for (const [token, field] of [
      ["aws:cloudwatch/logResourcePolicy:LogResourcePolicy", "policyDocument"],
      ["aws:ssm/document:Document", "content"],
    ] as const) {
      expect(only(token).inputs[field], token).to.not.equal(UNKNOWN);
    }
    expect(only("aws:scheduler/schedule:Schedule").inputs["target"].input).to.not.equal(UNKNOWN);
    const group = only("aws:autoscaling/group:Group").inputs;
    expect([group["name"], group["minSize"]]).to.deep.equal([`${BASE}-proxy`, 2]);
    expect(all("aws:cloudwatch/eventRule:EventRule").map(({ inputs }) => inputs["name"])).to.not.include(
      UNKNOWN,
    );
  });
});
