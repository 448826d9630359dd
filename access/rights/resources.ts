/** The stack's resources as IAM names them: by the names that the program gives, or by kind where AWS gives them. */

import type { Place } from "../place";

/** What all chosen names begin with. */
export const stem = ({ config }: Place): string => config.baseName;

/** Hyphens are none of a catalogue's letters. */
export const catalogueStem = (place: Place): string => stem(place).replaceAll("-", "_");

/** Kinds of EC2, in the region: AWS gives the names. */
export const ec2 =
  (...kinds: readonly string[]) =>
  (place: Place): readonly string[] =>
    kinds.map((kind) => place.arn("ec2", `${kind}/*`));

/** Kinds that the stack makes by itself. */
export const NETWORK_KINDS = [
  "elastic-ip",
  "internet-gateway",
  "natgateway",
  "route-table",
  "security-group",
  "security-group-rule",
  "subnet",
  "vpc",
  "vpc-endpoint",
  "vpc-flow-log",
];

/** Kinds that Auto Scaling launches for it. */
export const LAUNCHED_KINDS = ["instance", "network-interface", "volume"];

/** Kinds of CloudFront, which has no region. */
export const cloudfront =
  (...kinds: readonly string[]) =>
  ({ config }: Place): readonly string[] =>
    kinds.map((kind) => `arn:${config.partition.partition}:cloudfront::${config.accountId}:${kind}`);

/** Load balancers, listeners and target groups, by the component that makes them. */
export const balancing = (place: Place): readonly string[] => [
  place.arn("elasticloadbalancing", "loadbalancer/app/proxy-alb-*"),
  place.arn("elasticloadbalancing", "listener/app/proxy-alb-*"),
  place.arn("elasticloadbalancing", "targetgroup/proxy-targets-*"),
];

/** Log groups: of all APIs, whose ids AWS gives. */
export const logGroups = (place: Place): readonly string[] => [
  ...[
    `/aws/OpenSearchService/domains/${stem(place)}/*`,
    `/aws/appsync/apis/*`,
    `/aws/events/${stem(place)}-*`,
    `/aws/lambda/${stem(place)}-*`,
    `/centralized-logging/${stem(place)}/*`,
  ].map((name) => place.arn("logs", `log-group:${name}`)),
  // CloudFront's web ACLs log in the global region.
  ...place.everywhere("logs", `log-group:aws-waf-logs-${stem(place)}-*`),
];

/** Deliveries of logs, with their ends. */
export const deliveries = (place: Place): readonly string[] =>
  place.everywhere(
    "logs",
    `delivery-source:${stem(place)}-*`,
    `delivery-destination:${stem(place)}-*`,
    "delivery:*",
  );

/** Web ACLs, by the component that makes them. */
export const webAcls = (place: Place): readonly string[] => [
  ...["console", "proxy"].flatMap((name) =>
    place.everywhere("wafv2", `regional/webacl/${name}-web-acl-*`, `global/webacl/${name}-web-acl-*`),
  ),
];

/** All APIs of AppSync, whose ids AWS gives. */
export const apis = (place: Place): readonly string[] => [place.arn("appsync", "apis/*")];
/** All identity pools, whose ids AWS gives. */
export const identityPools = (place: Place): readonly string[] => [
  place.arn("cognito-identity", "identitypool/*"),
];
/** All user pools, whose ids AWS gives. */
export const userPools = (place: Place): readonly string[] => [place.arn("cognito-idp", "userpool/*")];
/** All maintenance windows, whose ids AWS gives. */
export const windows = (place: Place): readonly string[] => [place.arn("ssm", "maintenancewindow/*")];
/** All patch baselines, whose ids AWS gives. */
export const baselines = (place: Place): readonly string[] => [place.arn("ssm", "patchbaseline/*")];

/** The parameter that names the proxies' image, and Amazon's own ones for Amazon Linux. No other is read. */
export const imageParameters = (place: Place): readonly string[] => {
  const { proxyImageParameter: own } = place.config;
  const account = own?.startsWith("/aws/") ? { account: "" } : {};
  return [
    place.arn("ssm", "parameter/aws/service/ami-amazon-linux-latest/*", { account: "" }),
    ...(own === undefined ? [] : [place.arn("ssm", `parameter${own}`, account)]),
  ];
};

/** What an association is about: itself, the document, the instances. */
export const associations = (place: Place): readonly string[] => [
  place.arn("ssm", "association/*"),
  place.arn("ssm", "document/AWS-RunPatchBaseline", { account: "" }),
  place.arn("ec2", "instance/*"),
];

/** Kinds of Systems Manager that have tags. */
export const taggedInSsm = (place: Place): readonly string[] =>
  ["association/*", `document/${stem(place)}-*`, "maintenancewindow/*", "patchbaseline/*"].map((kind) =>
    place.arn("ssm", kind),
  );

const adoptedBucket = ({ config: { consoleBucketName } }: Place): readonly string[] =>
  consoleBucketName === undefined ? [] : [consoleBucketName];

/** The stack's buckets, and the console's that was adopted. */
export const buckets = (place: Place): readonly string[] => [
  ...[`${stem(place)}-*`, ...adoptedBucket(place)].map((name) =>
    place.arn("s3", name, { region: "", account: "" }),
  ),
];

/** Nothing but the console's site: logs are nobody's to read or write here. */
export const siteFiles = (place: Place): readonly string[] => [
  ...[`${stem(place)}-console-*`, ...adoptedBucket(place)].map((name) =>
    place.arn("s3", `${name}/*`, { region: "", account: "" }),
  ),
];

/** The zone of the stack's records, where it has one. */
export const hostedZone = ({ config }: Place): readonly string[] =>
  config.hostedZoneId === undefined
    ? []
    : [`arn:${config.partition.partition}:route53:::hostedzone/${config.hostedZoneId}`];
