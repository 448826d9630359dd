/** A deployment as the program describes it to the console, and what a test asks it with. */

import { clientsOf } from "../../console-api/clients";
import type { Deployment, DeploymentIds } from "../../console-api/deployment";
import type { Caller, Clients, Surroundings } from "../../console-api/surroundings";

export const REGION = "eu-central-1";
export const POOL = "eu-central-1_Pool00001";
export const ISSUER = `https://cognito-idp.${REGION}.amazonaws.com/${POOL}`;
export const CLIENT = "1example23456789";
export const NOW = new Date("2026-03-10T12:00:00Z");

export const DEPLOYMENT: Deployment = {
  project: "centralized-logging-security",
  stack: "dev",
  accountId: "111122223333",
  region: REGION,
  partition: "aws",
  baseName: "clo-dev-eu-central-1",
  matrix: [
    {
      id: "10-0-0-0-24-to-load-balancer",
      from: { kind: "cidr", cidr: "10.0.0.0/24" },
      to: { kind: "group", name: "load-balancer" },
      protocol: "tcp",
      port: 443,
      why: "Named clients to the load balancer",
      rules: ["ingress"],
      setting: "proxyClients",
    },
    {
      id: "load-balancer-to-proxy",
      from: { kind: "group", name: "load-balancer" },
      to: { kind: "group", name: "proxy" },
      protocol: "tcp",
      port: 443,
      why: "Load balancer to nginx: requests and health checks",
      rules: ["ingress", "egress"],
    },
    {
      id: "proxy-to-domain",
      from: { kind: "group", name: "proxy" },
      to: { kind: "group", name: "domain" },
      protocol: "tcp",
      port: 443,
      why: "nginx to OpenSearch Dashboards",
      rules: ["ingress", "egress"],
    },
    {
      id: "proxy-to-s3",
      from: { kind: "group", name: "proxy" },
      to: { kind: "prefix-list", id: "", name: "Amazon S3 in this region" },
      protocol: "tcp",
      port: 443,
      why: "Packages and patch baselines from S3 through the gateway endpoint",
      rules: ["egress"],
    },
  ],
  register: [
    {
      id: "proxy-patched",
      topic: "proxy-patching",
      control: "Proxies are patched",
      owner: "this stack",
      cadence: "weekly",
      evidence: { kind: "output", type: null, name: "patching", path: null },
      open: null,
    },
  ],
  roles: [
    {
      key: "api",
      name: "clo-dev-eu-central-1-api",
      path: "/clo/",
      purpose: "Answers the console",
      trustedBy: "lambda.amazonaws.com",
      trustConditions: {},
      statements: [
        {
          sid: "ReadGroups",
          reason: "the console shows live rules",
          actions: ["ec2:DescribeSecurityGroupRules"],
          resources: ["*"],
          conditions: { StringEquals: { "aws:RequestedRegion": REGION } },
        },
      ],
    },
  ],
  flowLogs: { kind: "athena", workGroup: "clo-dev", database: "clo_dev", table: "flow_logs" },
  flowLogRetentionDays: 14,
  history: { bucket: "clo-dev-history", prefix: "interfaces" },
  patching: {
    operation: "Install",
    scanSchedule: "cron(0 3 ? * * *)",
    scanDocument: "clo-dev-eu-central-1-scan-now",
    installDocument: "clo-dev-eu-central-1-install-now",
    autoScalingGroup: "clo-dev-eu-central-1-proxy",
  },
  domainName: "clo-dev",
  groups: { viewer: "viewer", operator: "operator" },
};

export const IDS: DeploymentIds = {
  vpcId: "vpc-0a0a0a0a0a0a0a0a0",
  groups: {
    "load-balancer": "sg-00000000000000001",
    proxy: "sg-00000000000000002",
    domain: "sg-00000000000000003",
  },
  prefixLists: { "proxy-to-s3": "pl-6ea54007" },
  targetGroupArn: "arn:aws:elasticloadbalancing:eu-central-1:111122223333:targetgroup/proxy/0123456789abcdef",
  loadBalancerArn:
    "arn:aws:elasticloadbalancing:eu-central-1:111122223333:loadbalancer/app/proxy/0123456789abcdef",
  windowId: "mw-0123456789abcdef0",
  userPoolId: POOL,
  clientId: CLIENT,
};

/** Surroundings of a resolver: nothing in them reaches AWS, but for the given parts. */
export function surroundings(changes: Partial<Surroundings> = {}): Surroundings {
  return {
    deployment: DEPLOYMENT,
    ids: IDS,
    aws: new Proxy({} as Clients, {
      get(_target, name) {
        throw new Error(`this test asks no \`${String(name)}\``);
      },
    }),
    now: () => NOW,
    signal: new AbortController().signal,
    ...changes,
  };
}

/** Clients that ask `endpoint` in place of AWS, with credentials that no AWS takes. */
export const clientsAt = (endpoint: string): Clients =>
  clientsOf(REGION, { endpoint, credentials: { accessKeyId: "none", secretAccessKey: "none" } });

export const VIEWER: Caller = { sub: "sub-of-viewer", groups: ["viewer"] };
export const OPERATOR: Caller = { sub: "sub-of-operator", groups: ["operator"] };

/** AppSync's identity of a member of the groups, whose token is valid for another five minutes. */
export function identity(groups: readonly string[], claims: Readonly<Record<string, unknown>> = {}): unknown {
  return {
    sub: "3f0c8a1e-0000-4000-8000-000000000000",
    issuer: ISSUER,
    groups,
    claims: {
      iss: ISSUER,
      client_id: CLIENT,
      token_use: "access",
      exp: NOW.getTime() / 1000 + 300,
      "cognito:groups": groups,
      username: "someone",
      ...claims,
    },
  };
}
