import { expect } from "chai";
import { openIngress } from "../../../../policy-pack/policies/open-ingress";
import { judge, judgeStack, type Registered, UNKNOWN, urnOf, withoutTag } from "../../judging";
import { ANYTHING, DECLARE, FIX, GROUP, INGRESS_RULE, onGroup, tcp } from "./fixtures";

const HTTPS = { publicPorts: ["tcp/443"] };
const web: Registered = { type: GROUP, name: "web", props: { ingress: [tcp(443, "0.0.0.0/0")] } };

const user = (type: string, property: string, groups: readonly string[] = ["web"]): Registered => ({
  type,
  name: "user",
  props: { [property]: [UNKNOWN] },
  madeFrom: { [property]: groups },
});
const instance = user("aws:ec2/instance:Instance", "vpcSecurityGroupIds");
const balancer = { ...user("aws:lb/loadBalancer:LoadBalancer", "securityGroups"), name: "balancer" };

const findings = async (
  resources: readonly Registered[],
  settings: Record<string, unknown> = HTTPS,
): Promise<readonly (readonly (string | undefined)[])[]> =>
  (await judgeStack(openIngress, resources, settings)).map(({ message, urn }) => [withoutTag(message), urn]);

const ON_HOST = (verb: string): string =>
  `hosts ${verb} in \`web\`, which lets the internet in to tcp/443; a host that faces the internet takes what a load balancer would keep off; put the hosts behind a load balancer, and let only its group in`;

describe("open-ingress and public ports", () => {
  it("accepts a public port of a load balancer, and of a group that nothing is in", async () => {
    expect(await findings([web, balancer])).to.deep.equal([]);
    expect(await findings([web])).to.deep.equal([]);
  });

  it("advises against one of hosts, of every kind", async () => {
    for (const host of [
      instance,
      user("aws:ec2/networkInterface:NetworkInterface", "securityGroups"),
      user("aws:ec2/launchTemplate:LaunchTemplate", "vpcSecurityGroupIds"),
      user("aws-native:ec2:Instance", "securityGroupIds"),
    ]) {
      expect(await findings([web, host, balancer]), host.type).to.deep.equal([
        [`[advisory] ${ON_HOST("are")}`, urnOf(web)],
      ]);
    }
  });

  it("finds hosts in every place where they name their groups", async () => {
    const places: readonly (readonly [type: string, place: string])[] = [
      ["aws:appstream/fleet:Fleet", "vpcConfig.securityGroupIds"],
      ["aws:batch/computeEnvironment:ComputeEnvironment", "computeResources.securityGroupIds"],
      ["aws:cloudwatch/eventTarget:EventTarget", "ecsTarget.networkConfiguration.securityGroups"],
      ["aws:ec2/instance:Instance", "securityGroups"],
      ["aws:ec2/launchTemplate:LaunchTemplate", "securityGroupNames"],
      ["aws:ec2/spotFleetRequest:SpotFleetRequest", "launchSpecifications.vpcSecurityGroupIds"],
      ["aws:ec2/spotInstanceRequest:SpotInstanceRequest", "securityGroups"],
      ["aws:ecs/taskSet:TaskSet", "networkConfiguration.securityGroups"],
      ["aws:emr/cluster:Cluster", "ec2Attributes.emrManagedMasterSecurityGroup"],
      ["aws:imagebuilder/infrastructureConfiguration:InfrastructureConfiguration", "securityGroupIds"],
      [
        "aws:pipes/pipe:Pipe",
        "targetParameters.ecsTaskParameters.networkConfiguration.awsVpcConfiguration.securityGroups",
      ],
      ["aws:sagemaker/notebookInstance:NotebookInstance", "securityGroups"],
      ["aws:scheduler/schedule:Schedule", "target.ecsParameters.networkConfiguration.securityGroups"],
      ["aws:workspaces/directory:Directory", "workspaceCreationProperties.customSecurityGroupId"],
      ["aws-native:autoscaling:LaunchConfiguration", "securityGroups"],
      ["aws-native:ec2:Instance", "securityGroups"],
      ["aws-native:ec2:LaunchTemplate", "launchTemplateData.securityGroups"],
      [
        "aws-native:ec2:SpotFleet",
        "spotFleetRequestConfigData.launchSpecifications.networkInterfaces.groups",
      ],
      ["aws-native:ecs:TaskSet", "networkConfiguration.awsVpcConfiguration.securityGroups"],
      ["aws-native:emr:Cluster", "instances.emrManagedSlaveSecurityGroup"],
    ];
    for (const [type, place] of places) {
      const [property = "", ...fields] = place.split(".");
      const value = fields.reduceRight<unknown>((inner, field) => ({ [field]: inner }), UNKNOWN);
      const host: Registered = {
        type,
        name: "user",
        props: { [property]: value },
        madeFrom: { [property]: ["web"] },
      };
      expect(await findings([web, host]), `${type} ${place}`).to.deep.equal([
        [`[advisory] ${ON_HOST("are")}`, urnOf(web)],
      ]);
    }
  });

  it("adds up the rules of a group", async () => {
    const half = (name: string, cidrIpv4: string): Registered => ({
      type: INGRESS_RULE,
      name,
      props: { securityGroupId: UNKNOWN, ipProtocol: "tcp", fromPort: 443, toPort: 443, cidrIpv4 },
      madeFrom: { securityGroupId: ["web"] },
    });
    const group = { ...web, props: {} };
    expect(await findings([group, half("a", "0.0.0.0/1"), half("b", "128.0.0.0/1"), instance])).to.deep.equal(
      [[`[advisory] ${ON_HOST("are")}`, urnOf(web)]],
    );
    expect(await findings([group, half("a", "203.0.113.0/24"), instance])).to.deep.equal([]);
  });

  it("cannot decide where the groups of a host are not known", async () => {
    const stranger = { ...instance, madeFrom: {} };
    expect(await findings([web, stranger])).to.deep.equal([
      [`[advisory] unverified: ${ON_HOST("may be")}`, urnOf(web)],
    ]);
  });

  it("says nothing of hosts where no load balancer is asked for, or no port is public", async () => {
    expect(await findings([web, instance], { ...HTTPS, requireLoadBalancer: false })).to.deep.equal([]);
    const closed = { ...web, props: { ingress: [tcp(443, "203.0.113.0/24")] } };
    expect(await findings([closed, instance])).to.deep.equal([]);
  });

  it("lets only the named groups have public ports", async () => {
    const rejected = [`\`ingress[0]\` lets \`0.0.0.0/0\` in to tcp/443; ${ANYTHING}; ${FIX}${DECLARE}`];
    const only = { ...HTTPS, publicSecurityGroups: ["edge-*"] };
    expect((await onGroup([tcp(443, "0.0.0.0/0")], only)).map(withoutTag)).to.deep.equal(rejected);
    const named = { ...HTTPS, publicSecurityGroups: ["i?"] };
    expect(await onGroup([tcp(443, "0.0.0.0/0")], named)).to.deep.equal([]);
    expect(await onGroup([tcp(443, UNKNOWN)], named)).to.deep.equal([]);
    expect(await onGroup([tcp(443, UNKNOWN)], only)).to.have.lengthOf(1);
    const rule = {
      securityGroupId: UNKNOWN,
      ipProtocol: "tcp",
      fromPort: 443,
      toPort: 443,
      cidrIpv4: "0.0.0.0/0",
    };
    expect(await judge(openIngress, INGRESS_RULE, rule, named)).to.deep.equal([]);
    expect(await judge(openIngress, INGRESS_RULE, rule, only)).to.have.lengthOf(1);
  });
});
