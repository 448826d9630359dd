import { AutoScalingClient, DescribeAutoScalingGroupsCommand } from "@aws-sdk/client-auto-scaling";
import { CloudWatchClient, DescribeAlarmsCommand, type MetricAlarm } from "@aws-sdk/client-cloudwatch";
import { DescribeNetworkInterfacesCommand, EC2Client } from "@aws-sdk/client-ec2";
import {
  DescribeLoadBalancersCommand,
  DescribeTargetHealthCommand,
  ElasticLoadBalancingV2Client,
} from "@aws-sdk/client-elastic-load-balancing-v2";
import { DescribeDomainCommand, type DomainStatus, OpenSearchClient } from "@aws-sdk/client-opensearch";
import { HeadObjectCommand, S3Client } from "@aws-sdk/client-s3";
import { mockClient } from "aws-sdk-client-mock";
import { expect } from "chai";
import type { Overview } from "../../../console-api/contract";
import type { Deployment } from "../../../console-api/deployment";
import { answer } from "../../../console-api/handler";
import { awsError, NOBODY, SECRET } from "../aws-stub";
import { DEPLOYMENT, IDS, identity, NOW, surroundings } from "../deployed";
import { A, ago, B, group } from "../patching/stubs";
import { silenced } from "../silenced";

const BASE = DEPLOYMENT.baseName;

const clients = () => ({
  autoScaling: new AutoScalingClient(NOBODY),
  cloudWatch: new CloudWatchClient(NOBODY),
  ec2: new EC2Client(NOBODY),
  loadBalancing: new ElasticLoadBalancingV2Client(NOBODY),
  openSearch: new OpenSearchClient(NOBODY),
  s3: new S3Client(NOBODY),
});

const stubsOf = (aws: ReturnType<typeof clients>) => ({
  autoScaling: mockClient(aws.autoScaling),
  cloudWatch: mockClient(aws.cloudWatch),
  ec2: mockClient(aws.ec2),
  loadBalancing: mockClient(aws.loadBalancing),
  openSearch: mockClient(aws.openSearch),
  s3: mockClient(aws.s3),
});

const domain = (more: Partial<DomainStatus> = {}): { readonly DomainStatus: DomainStatus } => ({
  DomainStatus: {
    DomainId: "1",
    DomainName: "clo-dev",
    ARN: "arn:aws:es:eu-central-1:111122223333:domain/clo-dev",
    Created: true,
    ClusterConfig: { InstanceType: "m7g.medium.search" as never, InstanceCount: 2 },
    EngineVersion: "OpenSearch_3.1",
    ...more,
  },
});

const target = (Id: string, State: "healthy" | "unhealthy" | "draining") => ({
  Target: { Id },
  TargetHealth: { State },
});

const alarm = (name: string, AlarmDescription: string, more: Partial<MetricAlarm> = {}): MetricAlarm => ({
  AlarmName: name,
  AlarmDescription,
  StateValue: "ALARM",
  StateTransitionedTimestamp: ago(30),
  ...more,
});

/** The matrix with a flow to the endpoints. */
const WITH_ENDPOINTS: Deployment = {
  ...DEPLOYMENT,
  matrix: [
    ...DEPLOYMENT.matrix,
    {
      id: "proxy-to-endpoints",
      from: { kind: "group", name: "proxy" },
      to: { kind: "group", name: "endpoints" },
      protocol: "tcp",
      port: 443,
      why: "w",
      rules: ["ingress", "egress"],
    },
  ],
};

describe("overview", () => {
  let aws: ReturnType<typeof clients>;
  let stubs: ReturnType<typeof stubsOf>;
  beforeEach(() => {
    aws = clients();
    stubs = stubsOf(aws);
    stubs.autoScaling.on(DescribeAutoScalingGroupsCommand).resolves({
      AutoScalingGroups: [group([A, "eu-central-1a"], [B, "eu-central-1b"])],
    });
    stubs.loadBalancing.on(DescribeLoadBalancersCommand).resolves({
      LoadBalancers: [
        {
          State: { Code: "active" },
          Scheme: "internal",
          AvailabilityZones: [{ ZoneName: "a" }, { ZoneName: "b" }],
        },
      ],
    });
    stubs.loadBalancing.on(DescribeTargetHealthCommand).resolves({
      TargetHealthDescriptions: [target(A, "healthy"), target(B, "healthy")],
    });
    stubs.openSearch.on(DescribeDomainCommand).resolves(domain());
    stubs.cloudWatch.on(DescribeAlarmsCommand).resolves({ MetricAlarms: [] });
    stubs.ec2.on(DescribeNetworkInterfacesCommand).resolves({ NetworkInterfaces: [] });
    stubs.s3.on(HeadObjectCommand).resolves({ LastModified: ago(10) });
  });

  async function ask(deployment = DEPLOYMENT, ids = IDS): Promise<Overview> {
    const around = surroundings({ deployment, ids, aws: aws as never });
    const request = { field: "overview", identity: identity(["viewer"]) };
    const { said } = await silenced("warn", () => answer(request, around));
    return said as Overview;
  }

  /** State and sentence of a component. */
  async function standing(id: string, ...asked: Parameters<typeof ask>): Promise<readonly unknown[]> {
    const found = (await ask(...asked)).components.find((component) => component.id === id);
    return [found?.state, found?.detail];
  }

  it("tells that all is well", async () => {
    expect(await ask()).to.deep.equal({
      stack: "dev",
      region: "eu-central-1",
      components: [
        {
          id: "load-balancer",
          name: "Load balancer",
          state: "OK",
          detail: "It takes requests and hands them to the proxies.",
          facts: [
            { label: "Scheme", value: "internal" },
            { label: "Availability Zones", value: "2" },
            { label: "Healthy proxies", value: "2 of 2" },
          ],
        },
        {
          id: "proxy",
          name: "Proxy fleet",
          state: "OK",
          detail: "2 proxies serve.",
          facts: [
            { label: "In service", value: "2 of 2 wanted" },
            { label: "Healthy proxies", value: "2 of 2" },
            { label: "Size", value: "2 to 4" },
            { label: "Availability Zones", value: "2" },
          ],
        },
        {
          id: "domain",
          name: "OpenSearch domain",
          state: "OK",
          detail: "The domain is active.",
          facts: [
            { label: "Engine", value: "OpenSearch 3.1" },
            { label: "Data nodes", value: "2" },
            { label: "Instance type", value: "m7g.medium.search" },
          ],
        },
        {
          id: "console",
          name: "Web console",
          state: "OK",
          detail: "It answers: this page came through it.",
          facts: [],
        },
        {
          id: "identity",
          name: "Sign-in",
          state: "OK",
          detail: "It signs people in: your own token is one of its.",
          facts: [],
        },
        {
          id: "logs",
          name: "Logs and evidence",
          state: "OK",
          detail: "Flow logs can be asked which rules were used.",
          facts: [
            { label: "Flow logs", value: "Amazon S3, asked with Athena" },
            { label: "Kept for", value: "14 days" },
            { label: "Interfaces noted", value: ago(10).toISOString() },
          ],
        },
      ],
      alarms: [],
      problems: [],
      asOf: NOW.toISOString(),
    });
  });

  it("tells the state of the load balancer, and that no proxy is healthy", async () => {
    const { loadBalancing } = stubs;
    const codes = [
      ["provisioning", "CHANGING", "The load balancer is being set up."],
      ["active_impaired", "ATTENTION", "It routes requests, but has not the room to scale."],
      ["failed", "FAILED", "The load balancer could not be set up."],
    ] as const;
    for (const [Code, state, detail] of codes) {
      loadBalancing.on(DescribeLoadBalancersCommand).resolves({ LoadBalancers: [{ State: { Code } }] });
      expect(await standing("load-balancer")).to.deep.equal([state, detail]);
    }
    loadBalancing.on(DescribeLoadBalancersCommand).resolves({ LoadBalancers: [] });
    expect(await standing("load-balancer")).to.deep.equal(["FAILED", "The load balancer does not exist."]);
    loadBalancing
      .on(DescribeLoadBalancersCommand)
      .resolves({ LoadBalancers: [{ State: { Code: "active" } }] });
    loadBalancing.on(DescribeTargetHealthCommand).resolves({
      TargetHealthDescriptions: [target(A, "unhealthy"), target(B, "draining")],
    });
    expect(await standing("load-balancer")).to.deep.equal([
      "FAILED",
      "It answers every request with an error: no proxy is healthy.",
    ]);
    expect(await standing("proxy")).to.deep.equal(["FAILED", "No proxy is healthy."]);
  });

  it("tells a fleet that changes from one that fails", async () => {
    const { autoScaling, loadBalancing } = stubs;
    type Members = readonly (readonly [id: string, zone: string, lifecycle?: string])[];
    const cases: readonly (readonly [Members, string, string])[] = [
      [[], "FAILED", "No proxy is in service."],
      [
        [
          [A, "a"],
          [B, "b", "Standby"],
        ],
        "CHANGING",
        "1 proxy is out of service, to be patched.",
      ],
      [
        [
          [A, "a"],
          [B, "b", "Pending:Wait"],
        ],
        "CHANGING",
        "1 of 2 proxies in service: the fleet is being replaced or scaled.",
      ],
    ];
    for (const [members, state, detail] of cases) {
      autoScaling.on(DescribeAutoScalingGroupsCommand).resolves({ AutoScalingGroups: [group(...members)] });
      expect(await standing("proxy")).to.deep.equal([state, detail]);
    }
    autoScaling
      .on(DescribeAutoScalingGroupsCommand)
      .resolves({ AutoScalingGroups: [group([A, "a"], [B, "b"])] });
    loadBalancing.on(DescribeTargetHealthCommand).resolves({
      TargetHealthDescriptions: [target(A, "healthy"), target(B, "unhealthy")],
    });
    expect(await standing("proxy")).to.deep.equal(["ATTENTION", "1 proxy fails its health checks."]);
  });

  it("tells what the domain is in the middle of, and an update that it could have", async () => {
    const cases: readonly (readonly [Partial<DomainStatus>, string, string])[] = [
      [{ Deleted: true }, "FAILED", "The domain is being deleted."],
      [{ DomainProcessingStatus: "Isolated" }, "FAILED", "AWS has suspended the domain; nothing reaches it."],
      [{ Created: false, Processing: true }, "CHANGING", "The domain is being created."],
      [
        { UpgradeProcessing: true, Processing: true },
        "CHANGING",
        "The domain is being upgraded to another version.",
      ],
      [
        { DomainProcessingStatus: "UpdatingServiceSoftware", Processing: true },
        "CHANGING",
        "The domain's service software is being updated.",
      ],
      [{ Processing: true }, "CHANGING", "A change of the domain's configuration is under way."],
    ];
    for (const [status, state, detail] of cases) {
      stubs.openSearch.on(DescribeDomainCommand).resolves(domain(status));
      expect(await standing("domain")).to.deep.equal([state, detail]);
    }
    stubs.openSearch
      .on(DescribeDomainCommand)
      .resolves(
        domain({ ServiceSoftwareOptions: { CurrentVersion: "R1", NewVersion: "R2", UpdateAvailable: true } }),
      );
    const found = (await ask()).components.find(({ id }) => id === "domain");
    expect([found?.state, found?.facts.slice(3)]).to.deep.equal([
      "OK",
      [
        { label: "Service software", value: "R1" },
        { label: "Update available", value: "R2" },
      ],
    ]);
  });

  it("does not look into a domain that was there before", async () => {
    const { domainName: _, ...existing } = DEPLOYMENT;
    expect(await standing("domain", existing)).to.deep.equal([
      "UNKNOWN",
      "The domain was there before this stack, which does not look into it.",
    ]);
    expect(stubs.openSearch.calls()).to.deep.equal([]);
  });

  it("has endpoints where the matrix has them, by the interfaces of their group", async () => {
    expect(await standing("endpoints")).to.deep.equal([undefined, undefined]);
    expect(await standing("endpoints", WITH_ENDPOINTS)).to.deep.equal([
      "UNKNOWN",
      "The endpoints were there before this stack, which does not look into them.",
    ]);
    const ids = { ...IDS, groups: { ...IDS.groups, endpoints: "sg-4" } };
    expect(await standing("endpoints", WITH_ENDPOINTS, ids)).to.deep.equal([
      "FAILED",
      "No network interface has the endpoints' group.",
    ]);
    stubs.ec2
      .on(DescribeNetworkInterfacesCommand)
      .callsFake(({ NextToken }) =>
        NextToken === undefined
          ? { NetworkInterfaces: [{ Status: "in-use", AvailabilityZone: "a" }], NextToken: "more" }
          : { NetworkInterfaces: [{ Status: "available", AvailabilityZone: "b" }] },
      );
    expect(await standing("endpoints", WITH_ENDPOINTS, ids)).to.deep.equal([
      "ATTENTION",
      "1 network interface is not in use.",
    ]);
    stubs.ec2
      .on(DescribeNetworkInterfacesCommand)
      .resolves({ NetworkInterfaces: [{ Status: "in-use", AvailabilityZone: "a" }] });
    expect(await standing("endpoints", WITH_ENDPOINTS, ids)).to.deep.equal([
      "OK",
      "The fleet reaches AWS's services inside the VPC.",
    ]);
    expect(stubs.ec2.commandCalls(DescribeNetworkInterfacesCommand)[0]?.args[0].input.Filters).to.deep.equal([
      { Name: "group-id", Values: ["sg-4"] },
    ]);
  });

  describe("of logs", () => {
    const key = (day: string) => ({ Bucket: "clo-dev-history", Key: `interfaces/${day}.json` });

    it("goes by yesterday's history until today's is begun", async () => {
      stubs.s3.on(HeadObjectCommand, key("2026-03-10")).rejects(awsError("NotFound"));
      stubs.s3.on(HeadObjectCommand, key("2026-03-09")).resolves({ LastModified: ago(20) });
      expect(await standing("logs")).to.deep.equal(["OK", "Flow logs can be asked which rules were used."]);
    });

    it("is worth a look where nothing was noted yet, or for too long", async () => {
      stubs.s3.on(HeadObjectCommand).resolves({ LastModified: ago(51) });
      expect(await standing("logs")).to.deep.equal([
        "ATTENTION",
        "It is no longer noted which interface has which groups: new evidence cannot be told.",
      ]);
      stubs.s3.on(HeadObjectCommand).rejects(awsError("NotFound"));
      expect(await standing("logs")).to.deep.equal([
        "ATTENTION",
        "It was not noted yet which interface has which groups: evidence cannot be told.",
      ]);
    });

    it("says why flow logs cannot be asked", async () => {
      const flowLogs = { kind: "none", why: "The VPC's own flow logs are used." } as const;
      expect(await standing("logs", { ...DEPLOYMENT, flowLogs })).to.deep.equal([
        "UNKNOWN",
        "The VPC's own flow logs are used.",
      ]);
      expect(stubs.s3.calls()).to.deep.equal([]);
    });
  });

  describe("of alarms", () => {
    it("shows those of this stack, on whichever page, those that have been on for longest first", async () => {
      const ours = [
        alarm("proxy-5xx-1", `${BASE}: proxies answer with errors`, {
          Namespace: "AWS/ApplicationELB",
          Dimensions: [
            { Name: "LoadBalancer", Value: "x" },
            { Name: "TargetGroup", Value: "y" },
          ],
        }),
        alarm("search-red-2", `OpenSearch domain ${BASE}: data is missing`, {
          Namespace: "AWS/ES",
          StateTransitionedTimestamp: ago(90),
        }),
        alarm("in-service-3", `${BASE}: launches fail`, {
          Metrics: [
            { Id: "lacking", Expression: "wanted - serving" },
            {
              Id: "wanted",
              MetricStat: {
                Metric: { Namespace: "AWS/AutoScaling", MetricName: "m" },
                Period: 300,
                Stat: "Maximum",
              },
            },
          ],
        }),
        alarm("mystery", `${BASE}: something`, { Namespace: "constructor" }),
      ];
      const others = [
        alarm("a", `${BASE}-2: another stack`),
        alarm("b", `about ${BASE}: nothing`),
        alarm("c", ""),
        { AlarmName: "d", StateValue: "ALARM" } as const,
      ];
      stubs.cloudWatch
        .on(DescribeAlarmsCommand)
        .callsFake(({ NextToken }) =>
          NextToken === undefined
            ? { MetricAlarms: [...others, ...ours.slice(0, 1)], NextToken: "more" }
            : { MetricAlarms: ours.slice(1) },
        );
      const { alarms, components } = await ask();
      expect(alarms).to.deep.equal([
        {
          name: "search-red-2",
          description: "data is missing",
          since: ago(90).toISOString(),
          component: "domain",
        },
        {
          name: "in-service-3",
          description: "launches fail",
          since: ago(30).toISOString(),
          component: "proxy",
        },
        { name: "mystery", description: "something", since: ago(30).toISOString(), component: null },
        {
          name: "proxy-5xx-1",
          description: "proxies answer with errors",
          since: ago(30).toISOString(),
          component: "proxy",
        },
      ]);
      expect(
        components.filter(({ state }) => state !== "OK").map(({ id, state, detail }) => [id, state, detail]),
      ).to.deep.equal([
        ["proxy", "ATTENTION", "An alarm is on: launches fail (and 1 more)."],
        ["domain", "ATTENTION", "An alarm is on: data is missing."],
      ]);
      expect(stubs.cloudWatch.commandCalls(DescribeAlarmsCommand)[0]?.args[0].input).to.deep.include({
        StateValue: "ALARM",
        AlarmTypes: ["MetricAlarm"],
      });
    });

    it("leaves a component that fails or changes as it is", async () => {
      stubs.openSearch.on(DescribeDomainCommand).resolves(domain({ Processing: true }));
      stubs.cloudWatch.on(DescribeAlarmsCommand).resolves({
        MetricAlarms: [alarm("x", `OpenSearch domain ${BASE}: m`, { Namespace: "AWS/ES" })],
      });
      expect(await standing("domain")).to.deep.equal([
        "CHANGING",
        "A change of the domain's configuration is under way.",
      ]);
    });

    it("shows names and meanings that were made to harm inert", async () => {
      stubs.cloudWatch.on(DescribeAlarmsCommand).resolves({
        MetricAlarms: [alarm("<b>\u0000", `${BASE}: <script>\u001b]0;x\u0007`)],
      });
      expect((await ask()).alarms[0]).to.deep.include({
        name: "<b>\\u{0}",
        description: "<script>\\u{1b}]0;x\\u{7}",
      });
    });
  });

  describe("where AWS answers in part", () => {
    it("lets each part fail by itself, and tells nothing of what AWS said", async () => {
      stubs.loadBalancing.on(DescribeTargetHealthCommand).rejects(awsError("ThrottlingException"));
      stubs.openSearch.on(DescribeDomainCommand).rejects(awsError("AccessDeniedException"));
      stubs.s3.on(HeadObjectCommand).rejects(awsError("Forbidden"));
      stubs.cloudWatch.on(DescribeAlarmsCommand).rejects(awsError("AbortError"));
      const found = await ask();
      expect(found.components.map(({ id, state }) => `${id} ${state}`)).to.deep.equal([
        "load-balancer OK",
        "proxy OK",
        "domain UNKNOWN",
        "console OK",
        "identity OK",
        "logs UNKNOWN",
      ]);
      expect(found.problems.map(({ part, reason }) => `${part} ${reason}`)).to.have.members([
        "health of the proxies THROTTLED",
        "domain NO_PERMISSION",
        "logs NO_PERMISSION",
        "alarms TIMED_OUT",
      ]);
      expect(JSON.stringify(found)).not.to.contain(SECRET);
    });

    it("tells what is gone from an account that is empty", async () => {
      stubs.autoScaling.on(DescribeAutoScalingGroupsCommand).resolves({ AutoScalingGroups: [] });
      stubs.loadBalancing.on(DescribeLoadBalancersCommand).rejects(awsError("LoadBalancerNotFoundException"));
      stubs.loadBalancing.on(DescribeTargetHealthCommand).rejects(awsError("TargetGroupNotFoundException"));
      stubs.openSearch.on(DescribeDomainCommand).rejects(awsError("ResourceNotFoundException"));
      stubs.s3.on(HeadObjectCommand).rejects(awsError("NoSuchBucket"));
      const { problems, components } = await ask();
      expect(components.map(({ state }) => state)).to.deep.equal([
        "UNKNOWN",
        "UNKNOWN",
        "UNKNOWN",
        "OK",
        "OK",
        "ATTENTION",
      ]);
      expect(problems.map(({ message }) => message)).to.have.members([
        "health of the proxies: it does not exist",
        "load balancer: it does not exist",
        "proxy fleet: it does not exist",
        "domain: it does not exist",
      ]);
    });
  });
});
