/** The sample deployment: the dev stack with three client networks, as the program would describe it to its function. */

import type { DeployedFlow, Deployment, DeploymentIds } from "../../../console-api/deployment";
import described from "./deployment.json";

const BASE_NAME = "clo-dev-us-east-1";

const group = (name: string) => ({ kind: "group", name }) as const;

const client = (id: string, cidr: string): DeployedFlow => ({
  id,
  from: { kind: "cidr", cidr },
  to: group("load-balancer"),
  protocol: "tcp",
  port: 443,
  why: "Named clients to the load balancer",
  rules: ["ingress"],
  setting: "allowedCidrs",
});

const MATRIX: readonly DeployedFlow[] = [
  client("10-20-30-0-24-to-load-balancer", "10.20.30.0/24"),
  client("10-20-40-0-24-to-load-balancer", "10.20.40.0/24"),
  client("10-20-50-0-24-to-load-balancer", "10.20.50.0/24"),
  {
    id: "load-balancer-to-proxy",
    from: group("load-balancer"),
    to: group("proxy"),
    protocol: "tcp",
    port: 443,
    why: "Load balancer to nginx: requests and health checks",
    rules: ["ingress", "egress"],
  },
  {
    id: "proxy-to-domain",
    from: group("proxy"),
    to: group("domain"),
    protocol: "tcp",
    port: 443,
    why: "nginx to OpenSearch Dashboards",
    rules: ["ingress", "egress"],
  },
  {
    id: "proxy-to-s3",
    from: group("proxy"),
    to: { kind: "prefix-list", id: "", name: "Amazon S3 in this region" },
    protocol: "tcp",
    port: 443,
    why: "Packages and patch baselines from S3 through the gateway endpoint",
    rules: ["egress"],
  },
  {
    id: "proxy-to-s3-http",
    from: group("proxy"),
    to: { kind: "prefix-list", id: "", name: "Amazon S3 in this region" },
    protocol: "tcp",
    port: 80,
    why: "Patching documents that the SSM Agent fetches from S3 over HTTP",
    rules: ["egress"],
  },
  {
    id: "proxy-to-internet",
    from: group("proxy"),
    to: { kind: "cidr", cidr: "0.0.0.0/0" },
    protocol: "tcp",
    port: 443,
    why: "AWS services and packages through NAT",
    rules: ["egress"],
  },
];

export const SAMPLE_DEPLOYMENT: Deployment = {
  project: "centralized-logging",
  stack: "dev",
  accountId: "111122223333",
  region: "us-east-1",
  partition: "aws",
  baseName: BASE_NAME,
  matrix: MATRIX,
  register: described.register.map((control) => ({
    ...control,
    open: control.open ?? null,
    evidence: {
      kind: control.evidence.kind,
      type: control.evidence.type ?? null,
      name: control.evidence.name ?? null,
      path: control.evidence.path ?? null,
    },
  })),
  roles: (described.roles as Deployment["roles"]).map((role) => ({
    ...role,
    permissionsBoundaryArn: `arn:aws:iam::111122223333:policy/boundary/${BASE_NAME}-boundary`,
  })),
  flowLogs: {
    kind: "athena",
    workGroup: `${BASE_NAME}-flow-logs`,
    database: "clo_dev_us_east_1",
    table: "flow_logs",
  },
  flowLogRetentionDays: 14,
  history: { bucket: `${BASE_NAME}-logs-111122223333`, prefix: "interfaces" },
  patching: {
    operation: "Install",
    scanSchedule: "rate(1 day)",
    scanDocument: `${BASE_NAME}-scan-now`,
    installDocument: `${BASE_NAME}-install-now`,
    autoScalingGroup: `${BASE_NAME}-proxy`,
  },
  domainName: BASE_NAME,
  groups: { viewer: "viewer", operator: "operator" },
};

const S3_LIST = "pl-63a5400a";

export const SAMPLE_IDS: DeploymentIds = {
  vpcId: "vpc-0c8f2b7a91d54e603",
  groups: {
    "load-balancer": "sg-0a41d7c3be20f9158",
    proxy: "sg-07be93f0d2c61a84e",
    domain: "sg-0f52c8e17ab394d06",
  },
  prefixLists: { "proxy-to-s3": S3_LIST, "proxy-to-s3-http": S3_LIST },
  targetGroupArn:
    "arn:aws:elasticloadbalancing:us-east-1:111122223333:targetgroup/proxy-https-3f1c0ab/8d2c6a1f0b7e4593",
  loadBalancerArn:
    "arn:aws:elasticloadbalancing:us-east-1:111122223333:loadbalancer/app/proxy-alb-8bcc115/50dc6c495c0c9188",
  windowId: "mw-0b3f6c1d2e4a59687",
  userPoolId: "us-east-1_Sample123",
  clientId: "5k2mtl1c0v9d7e3samplelocal",
};
