import * as aws from "@pulumi/aws";
import { expect } from "chai";
import {
  GatewayEndpoints,
  InterfaceEndpoints,
  Network,
  type NetworkArgs,
  patchingBuckets,
  requiredEndpoints,
} from "../../components/network";
import type { NetworkConfig } from "../../config/stack-config";
import type { Partition } from "../../partitions";
import { context, record, resolved, transformed } from "./recorder";

type NewNetwork = Extract<NetworkConfig, { kind: "new" }>;
type ExistingNetwork = Extract<NetworkConfig, { kind: "existing" }>;

const nat: NewNetwork = { kind: "new", cidr: "10.20.0.0/16", egress: "nat-single" };
const isolated: NewNetwork = { ...nat, egress: "endpoints" };
const existing: ExistingNetwork = {
  kind: "existing",
  vpcId: "vpc-existing",
  cidr: "10.30.0.0/16",
  privateSubnetIds: ["subnet-1", "subnet-2"],
  publicSubnetIds: ["subnet-3", "subnet-4"],
  egress: "nat",
  existing: { endpoints: [], flowLogs: true },
};

const args: NetworkArgs = {
  context: context(),
  zones: ["eu-central-1a", "eu-central-1b"],
  network: nat,
  publicSubnets: false,
  flowLogs: { destination: "s3", retentionDays: 14 },
  logArchive: { bucketArn: "arn:aws:s3:::archive" },
};

const VPC = "awsx:ec2:Vpc";
const FLOW_LOG = "aws:ec2/flowLog:FlowLog";
const ENDPOINT = "aws:ec2/vpcEndpoint:VpcEndpoint";

const types = (resources: readonly { type: string; name: string }[]) =>
  resources.map(({ type, name }) => `${type} ${name}`);

describe("Network", () => {
  it("creates a VPC in the named zones with one NAT gateway, and empties its default group", async () => {
    const { only, resources, result } = await record(() => new Network("network", args));
    expect(types(resources)).to.deep.equal([
      "centralized-logging:index:Network network",
      "awsx:ec2:Vpc network-vpc",
      "aws:ec2/defaultSecurityGroup:DefaultSecurityGroup network-default-group",
      "aws:ec2/flowLog:FlowLog network-flow-log",
    ]);
    expect(only(VPC).inputs).to.deep.equal({
      cidrBlock: "10.20.0.0/16",
      availabilityZoneNames: ["eu-central-1a", "eu-central-1b"],
      subnetStrategy: "Auto",
      subnetSpecs: [{ type: "Private" }, { type: "Public" }],
      natGateways: { strategy: "Single" },
      enableDnsHostnames: true,
      enableDnsSupport: true,
      tags: { Name: "clo-dev-eu-central-1" },
    });
    expect(only("aws:ec2/defaultSecurityGroup:DefaultSecurityGroup").inputs).to.deep.equal({
      vpcId: "vpc-0123456789abcdef0",
      ingress: [],
      egress: [],
      tags: { Name: "clo-dev-eu-central-1-default-unused" },
    });
    expect(result.vpcCidr).to.equal("10.20.0.0/16");
    expect(await resolved(result.vpcId)).to.equal("vpc-0123456789abcdef0");
    expect(await resolved(result.privateSubnetIds)).to.deep.equal(["subnet-private-a", "subnet-private-b"]);
    expect(await resolved(result.publicSubnetIds)).to.deep.equal(["subnet-public-a", "subnet-public-b"]);
    expect(await resolved(result.privateRouteTableIds)).to.deep.equal(["rtb-private-a", "rtb-private-b"]);
  });

  it("has one NAT gateway for each zone where asked", async () => {
    const network: NewNetwork = { ...nat, egress: "nat-per-zone" };
    const { only } = await record(() => new Network("network", { ...args, network }));
    expect(only(VPC).inputs.natGateways).to.deep.equal({ strategy: "OnePerAz" });
  });

  it("has isolated subnets only, and no NAT gateway, where services are reached through endpoints", async () => {
    const { only, result } = await record(() => new Network("network", { ...args, network: isolated }));
    expect(only(VPC).inputs.subnetSpecs).to.deep.equal([{ type: "Isolated" }]);
    expect(only(VPC).inputs.natGateways).to.deep.equal({ strategy: "None" });
    expect(await resolved(result.privateSubnetIds)).to.deep.equal(["subnet-isolated-a", "subnet-isolated-b"]);
    expect(await resolved(result.privateRouteTableIds)).to.deep.equal(["rtb-isolated-a", "rtb-isolated-b"]);
  });

  it("adds public subnets to isolated ones for an internet-facing load balancer", async () => {
    const { only } = await record(
      () => new Network("network", { ...args, network: isolated, publicSubnets: true }),
    );
    expect(only(VPC).inputs.subnetSpecs).to.deep.equal([{ type: "Isolated" }, { type: "Public" }]);
    expect(only(VPC).inputs.natGateways).to.deep.equal({ strategy: "None" });
  });

  it("takes automatic public addresses from awsx's subnets, and changes nothing else", async () => {
    const { only } = await record(() => new Network("network", args));
    const props = { cidrBlock: "10.20.0.0/18", mapPublicIpOnLaunch: true };
    const subnet = { type: "aws:ec2/subnet:Subnet", name: "network-vpc-public-1", props };
    expect(await transformed(only(VPC), subnet)).to.deep.equal({ ...props, mapPublicIpOnLaunch: false });
    const gateway = { type: "aws:ec2/natGateway:NatGateway", name: "network-vpc-1", props };
    expect(await transformed(only(VPC), gateway)).to.deep.equal(props);
  });

  it("logs all traffic with packet addresses, flags and direction to the archive", async () => {
    const { only } = await record(() => new Network("network", args));
    const { logFormat, ...inputs } = only(FLOW_LOG).inputs;
    expect(inputs).to.deep.equal({
      vpcId: "vpc-0123456789abcdef0",
      trafficType: "ALL",
      logDestinationType: "s3",
      logDestination: "arn:aws:s3:::archive/flow-logs/",
      tags: { Name: "clo-dev-eu-central-1" },
    });
    expect(logFormat).to.equal(
      "${version} ${account-id} ${vpc-id} ${subnet-id} ${interface-id} ${srcaddr} ${dstaddr} ${srcport} ${dstport} ${protocol} ${packets} ${bytes} ${start} ${end} ${action} ${log-status} ${tcp-flags} ${type} ${pkt-srcaddr} ${pkt-dstaddr} ${az-id} ${flow-direction} ${traffic-path}",
    );
  });

  it("waits with the flow log for the bucket policy that admits its delivery", async () => {
    const { only } = await record(() => {
      const policy = new aws.s3.BucketPolicy("archive-policy", { bucket: "archive", policy: "{}" });
      return new Network("network", { ...args, logArchive: { ...args.logArchive, policy } });
    });
    expect(only(FLOW_LOG).dependencies).to.deep.equal(["archive-policy", "network-vpc"]);
  });

  it("logs to CloudWatch Logs with role, retention and key", async () => {
    const { only, resources } = await record(
      () =>
        new Network("network", {
          ...args,
          flowLogs: { destination: "cloudwatch", retentionDays: 30 },
          flowLogsRoleArn: "arn:aws:iam::111122223333:role/flow-logs",
          logsKeyArn: "arn:aws:kms:eu-central-1:111122223333:key/logs",
        }),
    );
    const group = only("aws:cloudwatch/logGroup:LogGroup");
    expect(group.inputs).to.deep.equal({
      name: "/centralized-logging/clo-dev-eu-central-1/flow-logs",
      retentionInDays: 30,
      deletionProtectionEnabled: false,
      kmsKeyId: "arn:aws:kms:eu-central-1:111122223333:key/logs",
    });
    expect(group.deleteBeforeReplace).to.equal(true);
    expect(only(FLOW_LOG).inputs).to.deep.include({
      trafficType: "ALL",
      logDestinationType: "cloud-watch-logs",
      logDestination:
        "arn:aws:logs:eu-central-1:111122223333:log-group:/centralized-logging/clo-dev-eu-central-1/flow-logs",
      iamRoleArn: "arn:aws:iam::111122223333:role/flow-logs",
    });
    expect(resources).to.have.length(5);
  });

  it("refuses flow logs to CloudWatch Logs without the role that delivers them", async () => {
    const flowLogs = { destination: "cloudwatch", retentionDays: 30 } as const;
    const message = await record(() => new Network("network", { ...args, flowLogs })).catch(String);
    expect(message).to.equal(
      "RangeError: flow logs to `cloudwatch` need `flowLogsRoleArn`, the role that delivers them",
    );
  });

  it("touches nothing of an existing VPC: no default group, no route table, no flow log beside its own", async () => {
    const { resources, result } = await record(() => new Network("network", { ...args, network: existing }));
    expect(types(resources)).to.deep.equal(["centralized-logging:index:Network network"]);
    expect(await resolved(result.vpcId)).to.equal("vpc-existing");
    expect(result.vpcCidr).to.equal("10.30.0.0/16");
    expect(await resolved(result.privateSubnetIds)).to.deep.equal(["subnet-1", "subnet-2"]);
    expect(await resolved(result.publicSubnetIds)).to.deep.equal(["subnet-3", "subnet-4"]);
    expect(await resolved(result.privateRouteTableIds)).to.deep.equal([]);
  });

  it("adds a flow log, and only that, to an existing VPC that has none", async () => {
    const network: ExistingNetwork = { ...existing, existing: { endpoints: [], flowLogs: false } };
    const { resources, only } = await record(() => new Network("network", { ...args, network }));
    expect(types(resources).slice(1)).to.deep.equal(["aws:ec2/flowLog:FlowLog network-flow-log"]);
    expect(only(FLOW_LOG).inputs.vpcId).to.equal("vpc-existing");
  });
});

const s3Policy = async (partition: Partition): Promise<unknown> => {
  const { only } = await record(
    () =>
      new GatewayEndpoints("gateway", {
        context: context(partition),
        network: nat,
        vpcId: "vpc-1",
        privateRouteTableIds: ["rtb-1"],
      }),
  );
  return JSON.parse(only(ENDPOINT).inputs.policy);
};

describe("GatewayEndpoints", () => {
  const build = (network: NetworkConfig) =>
    record(
      () =>
        new GatewayEndpoints("gateway", {
          context: context(),
          network,
          vpcId: "vpc-1",
          privateRouteTableIds: ["rtb-1", "rtb-2"],
        }),
    );

  it("gives a new VPC the S3 endpoint on its private route tables", async () => {
    const { only, result } = await build(nat);
    const { policy, ...inputs } = only(ENDPOINT, "gateway-s3").inputs;
    expect(inputs).to.deep.equal({
      vpcId: "vpc-1",
      serviceName: "com.amazonaws.eu-central-1.s3",
      vpcEndpointType: "Gateway",
      routeTableIds: ["rtb-1", "rtb-2"],
      tags: { Name: "clo-dev-eu-central-1-s3" },
    });
    expect(policy).to.be.a("string");
    expect(await resolved(result.s3PrefixListId ?? "")).to.equal("pl-0a1b2c3d");
  });

  it("limits it to this account's buckets and reads of AWS's patching buckets", async () => {
    expect(await s3Policy("aws")).to.deep.equal({
      Version: "2012-10-17",
      Statement: [
        {
          Sid: "OnlyBucketsOfThisAccount",
          Effect: "Allow",
          Principal: "*",
          Action: "*",
          Resource: "*",
          Condition: {
            StringEquals: { "aws:PrincipalAccount": "111122223333", "aws:ResourceAccount": "111122223333" },
          },
        },
        {
          Sid: "ReadPackagesAndPatchBaselines",
          Effect: "Allow",
          Principal: "*",
          Action: "s3:GetObject",
          Resource: [
            "arn:aws:s3:::amazon-ssm-eu-central-1/*",
            "arn:aws:s3:::aws-ssm-eu-central-1/*",
            "arn:aws:s3:::aws-patch-manager-eu-central-1-9163fdaaf/*",
            "arn:aws:s3:::patch-baseline-snapshot-eu-central-1/*",
            "arn:aws:s3:::al2023-repos-eu-central-1-de612dc2/*",
          ],
        },
      ],
    });
  });

  it("names no bucket of Distributor, which patching does not read", () => {
    const regions = ["eu-central-1", "ap-southeast-7", "cn-north-1", "us-gov-west-1"];
    expect(
      regions.flatMap(patchingBuckets).filter((bucket) => /packages|attachments|birdwatcher/.test(bucket)),
    ).to.deep.equal([]);
  });

  it("names the patching buckets of GovCloud and China by pattern, in their partition", async () => {
    expect(JSON.stringify(await s3Policy("aws-us-gov"))).to.contain(
      "arn:aws-us-gov:s3:::aws-patch-manager-us-gov-west-1-*/*",
    );
    const china = JSON.stringify(await s3Policy("aws-cn"));
    expect(china).to.contain("arn:aws-cn:s3:::patch-baseline-snapshot-cn-north-1/*");
    expect(china).to.contain("arn:aws-cn:s3:::patch-baseline-snapshot-cn-north-1-*/*");
  });

  it("adds nothing to an existing VPC and passes on the prefix list it is told of", async () => {
    const bare = await build(existing);
    expect(bare.resources).to.have.length(1);
    expect(bare.result.s3PrefixListId).to.equal(undefined);
    const known = await build({
      ...existing,
      existing: { ...existing.existing, s3PrefixListId: "pl-theirs" },
    });
    expect(known.resources).to.have.length(1);
    expect(await resolved(known.result.s3PrefixListId ?? "")).to.equal("pl-theirs");
  });
});

describe("requiredEndpoints", () => {
  const required = (network: NetworkConfig, region = "eu-central-1") =>
    requiredEndpoints({ context: context("aws", { region }), network });

  it("asks for none where NAT reaches the services", () => {
    expect(required(nat)).to.deep.equal([]);
    expect(required(existing)).to.deep.equal([]);
  });

  it("asks for what the proxies' role calls, and no more, without NAT", () => {
    expect(required(isolated)).to.deep.equal(["autoscaling", "ec2messages", "logs", "ssm", "ssmmessages"]);
  });

  it("asks for no `ec2messages` in regions that do not have it", () => {
    expect(required(isolated, "mx-central-1")).to.deep.equal(["autoscaling", "logs", "ssm", "ssmmessages"]);
  });

  it("leaves out what the VPC has already", () => {
    const network: ExistingNetwork = {
      ...existing,
      egress: "endpoints",
      existing: { endpoints: ["ssm", "ssmmessages", "logs"], flowLogs: true },
    };
    expect(required(network)).to.deep.equal(["autoscaling", "ec2messages"]);
  });
});

describe("InterfaceEndpoints", () => {
  const build = (partition: Partition, services: readonly string[], network: NetworkConfig = isolated) =>
    record(
      () =>
        new InterfaceEndpoints("endpoints", {
          context: context(partition),
          network,
          vpcId: "vpc-1",
          privateSubnetIds: ["subnet-1", "subnet-2"],
          securityGroupId: "sg-endpoints",
          services,
        }),
    );

  it("creates each with private DNS, its group, and this account's principals as limit", async () => {
    const { all } = await build("aws", ["ssm", "logs"]);
    expect(all(ENDPOINT).map(({ name }) => name)).to.deep.equal(["endpoints-ssm", "endpoints-logs"]);
    const [{ policy, ...inputs } = {}] = all(ENDPOINT).map((endpoint) => endpoint.inputs);
    expect(inputs).to.deep.equal({
      vpcId: "vpc-1",
      serviceName: "com.amazonaws.eu-central-1.ssm",
      vpcEndpointType: "Interface",
      subnetIds: ["subnet-1", "subnet-2"],
      securityGroupIds: ["sg-endpoints"],
      privateDnsEnabled: true,
      tags: { Name: "clo-dev-eu-central-1-ssm" },
    });
    expect(JSON.parse(policy)).to.deep.equal({
      Version: "2012-10-17",
      Statement: [
        {
          Sid: "OnlyPrincipalsOfThisAccount",
          Effect: "Allow",
          Principal: "*",
          Action: "*",
          Resource: "*",
          Condition: { StringEquals: { "aws:PrincipalAccount": "111122223333" } },
        },
      ],
    });
  });

  it("names services as the partition does", async () => {
    const names = async (partition: Partition) =>
      (await build(partition, ["ssm", "sts", "autoscaling"]))
        .all(ENDPOINT)
        .map(({ inputs }) => inputs.serviceName);
    expect(await names("aws-us-gov")).to.deep.equal([
      "com.amazonaws.us-gov-west-1.ssm",
      "com.amazonaws.us-gov-west-1.sts",
      "com.amazonaws.us-gov-west-1.autoscaling",
    ]);
    expect(await names("aws-cn")).to.deep.equal([
      "com.amazonaws.cn-north-1.ssm",
      "cn.com.amazonaws.cn-north-1.sts",
      "cn.com.amazonaws.cn-north-1.autoscaling",
    ]);
  });

  it("refuses a service that the existing VPC has", async () => {
    const network: ExistingNetwork = { ...existing, existing: { endpoints: ["ssm"], flowLogs: true } };
    expect(await build("aws", ["ssm", "logs"], network).catch(String)).to.equal(
      "RangeError: endpoints `ssm` exist in the VPC; give only those that it lacks",
    );
  });
});
