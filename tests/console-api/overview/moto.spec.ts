import {
  CreateAutoScalingGroupCommand,
  CreateLaunchConfigurationCommand,
} from "@aws-sdk/client-auto-scaling";
import { PutMetricAlarmCommand, SetAlarmStateCommand } from "@aws-sdk/client-cloudwatch";
import {
  CreateNetworkInterfaceCommand,
  CreateSecurityGroupCommand,
  CreateSubnetCommand,
  CreateVpcCommand,
  DescribeImagesCommand,
} from "@aws-sdk/client-ec2";
import {
  CreateLoadBalancerCommand,
  CreateTargetGroupCommand,
} from "@aws-sdk/client-elastic-load-balancing-v2";
import { CreateDomainCommand } from "@aws-sdk/client-opensearch";
import { CreateBucketCommand, PutObjectCommand } from "@aws-sdk/client-s3";
import { expect } from "chai";
import type { Overview } from "../../../console-api/contract";
import type { Deployment, DeploymentIds } from "../../../console-api/deployment";
import { answer } from "../../../console-api/handler";
import { DEPLOYMENT, IDS, identity, REGION, surroundings } from "../deployed";
import { setMoto } from "../moto";
import { silenced } from "../silenced";

const deployment: Deployment = {
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

describe("overview at moto's server", () => {
  const moto = setMoto();
  let ids: DeploymentIds;

  beforeEach(() => {
    ids = IDS;
  });

  async function ask(): Promise<Overview> {
    // What moto keeps has the time of the machine.
    const now = new Date();
    const around = surroundings({ aws: moto().aws, deployment, ids, now: () => now });
    const caller = identity(["viewer"], { exp: now.getTime() / 1000 + 300 });
    const request = { field: "overview", identity: caller };
    const { said } = await silenced("warn", () => answer(request, around));
    return said as Overview;
  }

  async function deploy(): Promise<void> {
    const { autoScaling, ec2, loadBalancing, openSearch, s3 } = moto().aws;
    const { Vpc } = await ec2.send(new CreateVpcCommand({ CidrBlock: "10.0.0.0/16" }));
    const VpcId = Vpc?.VpcId ?? "";
    const subnets = await Promise.all(
      ["a", "b"].map(async (zone, at) => {
        const input = { VpcId, CidrBlock: `10.0.${at}.0/24`, AvailabilityZone: `${REGION}${zone}` };
        return (await ec2.send(new CreateSubnetCommand(input))).Subnet?.SubnetId ?? "";
      }),
    );
    const { GroupId = "" } = await ec2.send(
      new CreateSecurityGroupCommand({ GroupName: "endpoints", Description: "d", VpcId }),
    );
    for (const SubnetId of subnets) {
      await ec2.send(new CreateNetworkInterfaceCommand({ SubnetId, Groups: [GroupId] }));
    }
    const { LoadBalancers } = await loadBalancing.send(
      new CreateLoadBalancerCommand({ Name: "proxy", Subnets: subnets, Scheme: "internal" }),
    );
    const { TargetGroups } = await loadBalancing.send(
      new CreateTargetGroupCommand({ Name: "proxy", Protocol: "HTTPS", Port: 443, VpcId }),
    );
    ids = {
      ...IDS,
      loadBalancerArn: LoadBalancers?.[0]?.LoadBalancerArn ?? "",
      targetGroupArn: TargetGroups?.[0]?.TargetGroupArn ?? "",
      groups: { ...IDS.groups, endpoints: GroupId },
    };
    const { Images } = await ec2.send(new DescribeImagesCommand({ Owners: ["amazon"] }));
    await autoScaling.send(
      new CreateLaunchConfigurationCommand({
        LaunchConfigurationName: "proxy",
        ImageId: Images?.[0]?.ImageId ?? "",
        InstanceType: "t3.small",
      }),
    );
    await autoScaling.send(
      new CreateAutoScalingGroupCommand({
        AutoScalingGroupName: deployment.patching.autoScalingGroup,
        LaunchConfigurationName: "proxy",
        MinSize: 2,
        MaxSize: 4,
        DesiredCapacity: 2,
        VPCZoneIdentifier: subnets.join(","),
        TargetGroupARNs: [ids.targetGroupArn],
      }),
    );
    await openSearch.send(
      new CreateDomainCommand({ DomainName: deployment.domainName, EngineVersion: "OpenSearch_2.3" }),
    );
    const Bucket = deployment.history.bucket;
    await s3.send(
      new CreateBucketCommand({ Bucket, CreateBucketConfiguration: { LocationConstraint: REGION } }),
    );
    const Key = `${deployment.history.prefix}/${new Date().toISOString().slice(0, 10)}.json`;
    await s3.send(new PutObjectCommand({ Bucket, Key, Body: "{}" }));
  }

  async function ring(AlarmName: string, AlarmDescription: string, Namespace: string): Promise<void> {
    const { cloudWatch } = moto().aws;
    await cloudWatch.send(
      new PutMetricAlarmCommand({
        AlarmName,
        AlarmDescription,
        Namespace,
        MetricName: "m",
        Statistic: "Sum",
        Period: 60,
        EvaluationPeriods: 1,
        Threshold: 1,
        ComparisonOperator: "GreaterThanOrEqualToThreshold",
      }),
    );
    await cloudWatch.send(
      new SetAlarmStateCommand({ AlarmName, StateValue: "ALARM", StateReason: "a test" }),
    );
  }

  it("shows a stack as it was deployed", async () => {
    await deploy();
    const { components, problems, alarms } = await ask();
    expect([problems, alarms]).to.deep.equal([[], []]);
    expect(components.map(({ id, state, detail }) => [id, state, detail])).to.deep.equal([
      ["load-balancer", "OK", "It takes requests and hands them to the proxies."],
      ["proxy", "OK", "2 proxies serve."],
      ["domain", "OK", "The domain is active."],
      // No endpoint uses what moto made.
      ["endpoints", "ATTENTION", "2 network interfaces are not in use."],
      ["console", "OK", "It answers: this page came through it."],
      ["identity", "OK", "It signs people in: your own token is one of its."],
      ["logs", "OK", "Flow logs can be asked which rules were used."],
    ]);
    expect(components[1]?.facts.slice(0, 3)).to.deep.equal([
      { label: "In service", value: "2 of 2 wanted" },
      { label: "Healthy proxies", value: "2 of 2" },
      { label: "Size", value: "2 to 4" },
    ]);
  });

  it("shows the alarms of this stack, and not those of its neighbours", async () => {
    await deploy();
    await ring("search-red-1", `OpenSearch domain ${deployment.baseName}: data is missing`, "AWS/ES");
    await ring("search-red-2", "OpenSearch domain other: data is missing", "AWS/ES");
    const { alarms, components } = await ask();
    expect(alarms.map(({ name, description, component }) => [name, description, component])).to.deep.equal([
      ["search-red-1", "data is missing", "domain"],
    ]);
    expect(components.find(({ id }) => id === "domain")).to.deep.include({
      state: "ATTENTION",
      detail: "An alarm is on: data is missing.",
    });
  });

  it("tells in an empty account what is gone", async () => {
    const { components, problems } = await ask();
    expect(components.map(({ id, state }) => `${id} ${state}`)).to.deep.equal([
      "load-balancer UNKNOWN",
      "proxy UNKNOWN",
      "domain UNKNOWN",
      "endpoints UNKNOWN",
      "console OK",
      "identity OK",
      "logs ATTENTION",
    ]);
    expect(problems.map(({ message }) => message)).to.have.members([
      "health of the proxies: it does not exist",
      "load balancer: it does not exist",
      "proxy fleet: it does not exist",
      "domain: it does not exist",
    ]);
  });
});
