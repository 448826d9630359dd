import type { Case } from "../case";

/** What is on the internet, or open to it, otherwise than by a security group's rule; by the policy that says so. */
export const EXPOSURE: Readonly<Record<string, readonly Case[]>> = {
  "default-network-rules": [
    {
      title: "a default group that lets itself in",
      type: "aws:ec2/defaultSecurityGroup:DefaultSecurityGroup",
      props: { vpcId: "vpc-1", ingress: [{ protocol: "-1", fromPort: 0, toPort: 0, self: true }] },
    },
  ],
  "public-database": [
    {
      title: "a public database",
      type: "aws:rds/instance:Instance",
      props: { engine: "postgres", publiclyAccessible: true },
    },
    {
      title: "public brokers",
      type: "aws-native:msk:Cluster",
      props: {
        brokerNodeGroupInfo: { connectivityInfo: { publicAccess: { type: "SERVICE_PROVIDED_EIPS" } } },
      },
    },
  ],
  "open-cluster-endpoint": [
    {
      title: "a cluster for everyone",
      type: "aws:eks/cluster:Cluster",
      props: {
        vpcConfig: {
          subnetIds: ["subnet-1"],
          endpointPublicAccess: true,
          publicAccessCidrs: ["0.0.0.0/1", "128.0.0.0/1"],
        },
      },
    },
    {
      title: "nodes with a key",
      type: "aws-native:eks:Nodegroup",
      props: { remoteAccess: { ec2SshKey: "ops" } },
    },
  ],
  "search-domain-outside-vpc": [
    {
      title: "a search domain for one role on the internet",
      type: "aws-native:opensearchservice:Domain",
      props: {
        domainName: "logs",
        accessPolicies: {
          Version: "2012-10-17",
          Statement: [
            {
              Effect: "Allow",
              Principal: { AWS: "arn:aws:iam::123456789012:role/proxy" },
              Action: "es:ESHttpGet",
              Resource: "arn:aws:es:eu-central-1:123456789012:domain/logs/*",
            },
          ],
        },
      },
    },
    {
      title: "collections on the internet",
      type: "aws:opensearch/serverlessSecurityPolicy:ServerlessSecurityPolicy",
      props: {
        name: "logs",
        type: "network",
        policy:
          '[{"Rules":[{"ResourceType":"collection","Resource":["collection/logs"]}],"AllowFromPublic":true}]',
      },
    },
  ],
  "open-network-acl": [
    {
      title: "a network ACL that denies too late",
      type: "aws:ec2/networkAcl:NetworkAcl",
      props: {
        ingress: [
          { ruleNo: 200, action: "deny", protocol: "tcp", fromPort: 22, toPort: 22, cidrBlock: "0.0.0.0/0" },
          { ruleNo: 100, action: "allow", protocol: "-1", fromPort: 0, toPort: 0, cidrBlock: "0.0.0.0/0" },
        ],
      },
    },
  ],
  "public-address": [
    {
      title: "tasks on the internet",
      type: "aws:ecs/service:Service",
      props: { networkConfiguration: { subnets: ["subnet-1"], assignPublicIp: true } },
    },
    {
      title: "a template of public hosts",
      type: "aws:ec2/launchTemplate:LaunchTemplate",
      props: {
        networkInterfaces: [{ associatePublicIpAddress: "true" }],
        metadataOptions: { httpTokens: "required" },
      },
    },
  ],
  "public-mode": [
    {
      title: "a file server for everyone",
      type: "aws:transfer/server:Server",
      props: { endpointType: "PUBLIC" },
    },
    {
      title: "Airflow for everyone",
      type: "aws-native:mwaa:Environment",
      props: { webserverAccessMode: "PUBLIC_ONLY" },
    },
    {
      title: "builds that everyone reads",
      type: "aws:codebuild/project:Project",
      props: { projectVisibility: "PUBLIC_READ" },
    },
    {
      title: "a notebook on the internet",
      type: "aws:sagemaker/notebookInstance:NotebookInstance",
      props: { directInternetAccess: "Enabled" },
    },
    {
      title: "a blog with SSH for everyone",
      type: "aws:lightsail/instancePublicPorts:InstancePublicPorts",
      props: { instanceName: "blog", portInfos: [{ protocol: "tcp", fromPort: 22, toPort: 22 }] },
    },
  ],
  "bucket-public-access": [
    {
      title: "a bucket that may be public",
      type: "aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock",
      props: { bucket: "my-logs", blockPublicAcls: true, ignorePublicAcls: true, blockPublicPolicy: false },
    },
    { title: "a list for everyone", type: "aws:s3/bucketAcl:BucketAcl", props: { acl: "public-read" } },
  ],
  "bucket-website": [
    {
      title: "a website from a bucket",
      type: "aws:s3/bucketWebsiteConfiguration:BucketWebsiteConfiguration",
      props: { bucket: "my-site", indexDocument: { suffix: "index.html" } },
    },
  ],
  "distribution-security": [
    {
      title: "a distribution for viewers without TLS",
      type: "aws:cloudfront/distribution:Distribution",
      props: { defaultCacheBehavior: { viewerProtocolPolicy: "allow-all" } },
    },
    {
      title: "a distribution with an old version of TLS",
      type: "aws:cloudfront/distribution:Distribution",
      props: {
        origins: [{ originId: "site", domainName: "my-site.s3.amazonaws.com" }],
        viewerCertificate: { iamCertificateId: "A1B2", minimumProtocolVersion: "TLSv1" },
      },
    },
  ],
  "instance-metadata": [
    {
      title: "instances whose credentials go far",
      type: "aws:ec2/launchTemplate:LaunchTemplate",
      props: { metadataOptions: { httpTokens: "required", httpPutResponseHopLimit: 64 } },
    },
    {
      title: "instances that hand out credentials",
      type: "aws:ec2/launchTemplate:LaunchTemplate",
      props: { metadataOptions: { httpTokens: "optional", httpEndpoint: "enabled" } },
    },
  ],
  "volume-encryption": [
    {
      title: "a host with a plain volume",
      type: "aws-native:ec2:Instance",
      props: {
        metadataOptions: { httpTokens: "required" },
        blockDeviceMappings: [{ deviceName: "/dev/xvda", ebs: { encrypted: false } }],
      },
    },
    { title: "a plain volume", type: "aws:ebs/volume:Volume", props: { size: 16, encrypted: false } },
  ],
};
