import { ACCOUNT, type Case, REGION } from "../case";

const one = (title: string, type: string, props: Record<string, unknown>): Case => ({ title, type, props });

/** What is near to being on the internet, and is not. */
export const EXPOSURE: readonly Case[] = [
  one("a private database", "aws:rds/instance:Instance", { engine: "postgres", publiclyAccessible: false }),
  one("a database of which the provider says that it is private", "aws:rds/clusterInstance:ClusterInstance", {
    clusterIdentifier: "logs",
    engine: "aurora-postgresql",
  }),
  one("a private database of the native provider", "aws-native:rds:DbInstance", {
    publiclyAccessible: false,
  }),
  one("a private warehouse", "aws-native:redshift:Cluster", { nodeType: "ra3.large" }),
  one("a private broker", "aws:mq/broker:Broker", { brokerName: "orders", publiclyAccessible: false }),
  one("brokers of MSK without public addresses", "aws:msk/cluster:Cluster", {
    brokerNodeGroupInfo: { connectivityInfo: { publicAccess: { type: "DISABLED" } } },
  }),
  one("a cluster without a public endpoint", "aws:eks/cluster:Cluster", {
    vpcConfig: { subnetIds: ["subnet-0a1b2c3d"], endpointPublicAccess: false, endpointPrivateAccess: true },
  }),
  one("a cluster for an office", "aws-native:eks:Cluster", {
    resourcesVpcConfig: { subnetIds: ["subnet-0a1b2c3d"], publicAccessCidrs: ["203.0.113.0/24"] },
  }),
  one("nodes that a bastion may log in to", "aws:eks/nodeGroup:NodeGroup", {
    clusterName: "web",
    remoteAccess: { ec2SshKey: "ops", sourceSecurityGroupIds: ["sg-0a1b2c3d"] },
  }),
  one("a search domain in a VPC", "aws-native:opensearchservice:Domain", {
    domainName: "logs",
    vpcOptions: { subnetIds: ["subnet-0a1b2c3d"], securityGroupIds: ["sg-0a1b2c3d"] },
  }),
  one("collections behind an endpoint", "aws:opensearch/serverlessSecurityPolicy:ServerlessSecurityPolicy", {
    name: "logs",
    type: "network",
    policy:
      '[{"Rules":[{"ResourceType":"collection","Resource":["collection/logs"]}],"SourceVPCEs":["vpce-1"]}]',
  }),
  one("a network ACL for an office", "aws:ec2/networkAcl:NetworkAcl", {
    vpcId: "vpc-0a1b2c3d",
    ingress: [
      {
        ruleNo: 100,
        action: "allow",
        protocol: "tcp",
        fromPort: 22,
        toPort: 22,
        cidrBlock: "203.0.113.0/24",
      },
    ],
  }),
  one("a default group without rules", "aws:ec2/defaultSecurityGroup:DefaultSecurityGroup", {
    vpcId: "vpc-0a1b2c3d",
  }),
  one("a default network ACL without rules", "aws:ec2/defaultNetworkAcl:DefaultNetworkAcl", {
    defaultNetworkAclId: "acl-0a1b2c3d",
  }),
  one("a private subnet", "aws:ec2/subnet:Subnet", { cidrBlock: "10.0.0.0/24", mapPublicIpOnLaunch: false }),
  one("a template of private hosts", "aws:ec2/launchTemplate:LaunchTemplate", {
    metadataOptions: { httpTokens: "required", httpPutResponseHopLimit: 1 },
    blockDeviceMappings: [{ deviceName: "/dev/xvda", ebs: { encrypted: "true", volumeSize: 16 } }],
    networkInterfaces: [{ associatePublicIpAddress: "false", securityGroups: ["sg-0a1b2c3d"] }],
  }),
  one("a private host", "aws-native:ec2:Instance", {
    subnetId: "subnet-0a1b2c3d",
    metadataOptions: { httpTokens: "required" },
    blockDeviceMappings: [{ deviceName: "/dev/xvda", ebs: { encrypted: true } }],
  }),
  one("tasks without public addresses", "aws:ecs/service:Service", {
    networkConfiguration: { subnets: ["subnet-0a1b2c3d"], assignPublicIp: false },
  }),
  one("an elastic address of a gateway", "aws:ec2/eip:Eip", { domain: "vpc" }),
  one("a file server in a VPC", "aws:transfer/server:Server", { endpointType: "VPC" }),
  one("a notebook in a VPC", "aws-native:sagemaker:NotebookInstance", { directInternetAccess: "Disabled" }),
  one("Airflow in a VPC", "aws:mwaa/environment:Environment", { webserverAccessMode: "PRIVATE_ONLY" }),
  one("builds that nobody else reads", "aws:codebuild/project:Project", { projectVisibility: "PRIVATE" }),
  one("a blog with SSH for an office", "aws:lightsail/instancePublicPorts:InstancePublicPorts", {
    instanceName: "blog",
    portInfos: [{ protocol: "tcp", fromPort: 22, toPort: 22, cidrs: ["203.0.113.0/24"] }],
  }),
  one("a bucket's block", "aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock", {
    bucket: "my-logs",
    blockPublicAcls: true,
    blockPublicPolicy: true,
    ignorePublicAcls: true,
    restrictPublicBuckets: true,
  }),
  one("an access point, which is made with a block", "aws-native:s3:AccessPoint", { bucket: "my-logs" }),
  one("a list for the delivery of logs", "aws:s3/bucketAcl:BucketAcl", {
    bucket: "my-logs",
    acl: "log-delivery-write",
  }),
  one("a bucket that redirects", "aws:s3/bucketWebsiteConfiguration:BucketWebsiteConfiguration", {
    bucket: "example.com",
    redirectAllRequestsTo: { hostName: "www.example.com", protocol: "https" },
  }),
  one("a distribution of a private bucket", "aws:cloudfront/distribution:Distribution", {
    origins: [
      { originId: "site", domainName: `my-site.s3.${REGION}.amazonaws.com`, originAccessControlId: "E1A2B3" },
    ],
    defaultCacheBehavior: { targetOriginId: "site", viewerProtocolPolicy: "redirect-to-https" },
    viewerCertificate: {
      acmCertificateArn: `arn:aws:acm:us-east-1:${ACCOUNT}:certificate/a`,
      minimumProtocolVersion: "TLSv1.2_2021",
    },
  }),
  one("an encrypted volume", "aws:ebs/volume:Volume", { size: 16, encrypted: true }),
  one("a volume from a snapshot", "aws-native:ec2:Volume", { snapshotId: "snap-0a1b2c3d" }),
  one("an encrypted file system", "aws:efs/fileSystem:FileSystem", { encrypted: true }),
];
