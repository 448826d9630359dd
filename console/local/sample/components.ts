/** What the sample's fleet, load balancer, domain and alarms say of themselves. */

import type { DescribeAlarmsCommandInput, MetricAlarm } from "@aws-sdk/client-cloudwatch";
import type { DescribeTargetHealthCommandInput } from "@aws-sdk/client-elastic-load-balancing-v2";
import type { DescribeDomainCommandInput } from "@aws-sdk/client-opensearch";
import { type Answers, pageOf, SampleFailure } from "./answering";
import { SAMPLE_DEPLOYMENT, SAMPLE_IDS } from "./deployment";
import { SAMPLE_INSTANCE_IDS } from "./network";

const { baseName, region, accountId, domainName = "", patching } = SAMPLE_DEPLOYMENT;

const ZONES = [`${region}a`, `${region}b`, `${region}a`];

export const autoScalingAnswers: Answers = {
  DescribeAutoScalingGroups: () => ({
    AutoScalingGroups: [
      {
        AutoScalingGroupName: patching.autoScalingGroup,
        MinSize: 2,
        MaxSize: 4,
        DesiredCapacity: 3,
        DefaultCooldown: 300,
        AvailabilityZones: [`${region}a`, `${region}b`],
        HealthCheckType: "ELB",
        CreatedTime: new Date(0),
        TargetGroupARNs: [SAMPLE_IDS.targetGroupArn],
        SuspendedProcesses: [],
        Instances: SAMPLE_INSTANCE_IDS.map((InstanceId, index) => ({
          InstanceId,
          AvailabilityZone: ZONES[index],
          LifecycleState: "InService",
          HealthStatus: "Healthy",
          ProtectedFromScaleIn: false,
        })),
      },
    ],
  }),
};

export const loadBalancingAnswers: Answers = {
  DescribeTargetHealth: ({ TargetGroupArn }: DescribeTargetHealthCommandInput) => {
    if (TargetGroupArn !== SAMPLE_IDS.targetGroupArn) {
      throw new SampleFailure("TargetGroupNotFoundException", "One or more target groups not found");
    }
    return {
      TargetHealthDescriptions: SAMPLE_INSTANCE_IDS.map((Id, index) => ({
        Target: { Id, Port: 443, AvailabilityZone: ZONES[index] },
        TargetHealth: { State: "healthy" },
      })),
    };
  },
  DescribeLoadBalancers: () => ({
    LoadBalancers: [
      {
        LoadBalancerArn: SAMPLE_IDS.loadBalancerArn,
        LoadBalancerName: "proxy-alb-8bcc115",
        DNSName: `internal-proxy-alb-8bcc115-557120188.${region}.elb.amazonaws.com`,
        Scheme: "internal",
        Type: "application",
        State: { Code: "active" },
        VpcId: SAMPLE_IDS.vpcId,
        AvailabilityZones: [{ ZoneName: `${region}a` }, { ZoneName: `${region}b` }],
      },
    ],
  }),
};

export const openSearchAnswers: Answers = {
  DescribeDomain: ({ DomainName }: DescribeDomainCommandInput) => {
    if (DomainName !== domainName) {
      throw new SampleFailure("ResourceNotFoundException", `Domain not found: ${DomainName}`, 409);
    }
    return {
      DomainStatus: {
        DomainId: `${accountId}/${domainName}`,
        DomainName,
        ARN: `arn:aws:es:${region}:${accountId}:domain/${domainName}`,
        Created: true,
        Deleted: false,
        Processing: false,
        UpgradeProcessing: false,
        DomainProcessingStatus: "Active",
        EngineVersion: "OpenSearch_3.1",
        ClusterConfig: { InstanceType: "m7g.medium.search", InstanceCount: 2, DedicatedMasterEnabled: false },
        EBSOptions: { EBSEnabled: true, VolumeType: "gp3", VolumeSize: 20 },
        EncryptionAtRestOptions: { Enabled: true },
        NodeToNodeEncryptionOptions: { Enabled: true },
        DomainEndpointOptions: { EnforceHTTPS: true, TLSSecurityPolicy: "Policy-Min-TLS-1-2-PFS-2023-10" },
        AdvancedSecurityOptions: { Enabled: true },
        ServiceSoftwareOptions: {
          CurrentVersion: "OpenSearch_3_1_R20260911-P2",
          NewVersion: "OpenSearch_3_1_R20261016",
          UpdateAvailable: true,
          Cancellable: false,
          UpdateStatus: "ELIGIBLE",
        },
      },
    };
  },
};

/** Name, what it means, and the metric's namespace. */
const ALARMS = [
  ["console-api-function-errors-6bb7cd1", "the console's function failed or refused a caller", "AWS/Lambda"],
  ["console-api-graphql-errors-939a6dd", "the console's API failed", "AWS/AppSync"],
  [
    "proxy-certificate-1abd38d",
    "the certificate of the load balancer ends in less than 30 days and was not renewed",
    "AWS/CertificateManager",
  ],
  ["proxy-healthy-hosts-a5f8ff1", "fewer than 2 proxies are healthy, or none reports", "AWS/ApplicationELB"],
  ["proxy-in-service-97dbc6a", "fewer instances have been in service than are wanted", "AWS/AutoScaling"],
  ["search-free-storage-06f841d", "a node has less than a quarter of its volume left", "AWS/ES"],
  ["search-red-eb5bbca", "a primary shard is allocated to no node: data is missing from answers", "AWS/ES"],
] as const;

/** The domain is short of room since this morning. */
const ON: string = "search-free-storage-06f841d";

export const cloudWatchAnswers = (now: () => Date): Answers => ({
  DescribeAlarms: ({
    StateValue,
    AlarmNamePrefix,
    AlarmNames,
    MaxRecords,
    NextToken,
  }: DescribeAlarmsCommandInput) => {
    const all = ALARMS.map(([AlarmName, what, Namespace]): MetricAlarm => {
      const on = AlarmName === ON;
      return {
        AlarmName,
        Namespace,
        Dimensions: [],
        AlarmDescription: `${Namespace === "AWS/ES" ? `OpenSearch domain ${baseName}` : baseName}: ${what}`,
        AlarmArn: `arn:aws:cloudwatch:${region}:${accountId}:alarm:${AlarmName}`,
        StateValue: on ? "ALARM" : "OK",
        StateUpdatedTimestamp: new Date(now().getTime() - (on ? 3 : 900) * 3_600_000),
        StateTransitionedTimestamp: new Date(now().getTime() - (on ? 3 : 900) * 3_600_000),
      };
    }).filter(
      (alarm) =>
        (StateValue === undefined || alarm.StateValue === StateValue) &&
        (AlarmNamePrefix === undefined || alarm.AlarmName?.startsWith(AlarmNamePrefix)) &&
        (AlarmNames === undefined || AlarmNames.includes(alarm.AlarmName ?? "")),
    );
    const { entries, next } = pageOf(all, MaxRecords, NextToken);
    return { MetricAlarms: entries, CompositeAlarms: [], NextToken: next };
  },
});
