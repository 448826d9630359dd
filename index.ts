/**
 * The stack: makes the components, passes values between them, exports outputs. What exists follows from plain
 * configuration; what a component needs of another one is an argument here.
 */

import { join } from "node:path";
import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { Alerts } from "./components/alerts";
import { EncryptionKeys } from "./components/encryption-keys";
import { IamRoles, requiredDuties, requiredRoles } from "./components/iam-roles";
import { Identity, SignInAccess, signInHost } from "./components/identity";
import { LogArchive } from "./components/log-archive";
import {
  FlowLogQuestions,
  flowLogStore,
  GatewayEndpoints,
  hasEc2Messages,
  InterfaceEndpoints,
  Network,
  patchingBuckets,
  requiredEndpoints,
} from "./components/network";
import { dashboardsAccess, fleetNames, ProxyFleet } from "./components/proxy-fleet";
import { responsibilityRegister } from "./components/responsibility";
import { SearchDomain } from "./components/search-domain";
import {
  chosenPrefixLists,
  deployedMatrix,
  describeMatrix,
  trafficMatrix as matrixOf,
  SecurityGroups,
  trafficOptions,
} from "./components/security-groups";
import type { StackContext } from "./components/stack-context";
import {
  ConsoleApi,
  ConsoleContent,
  ConsoleSite,
  deploymentOf,
  InterfaceHistory,
} from "./components/web-console";
import { loadConfig } from "./config";

const config = loadConfig();
const { accountId, region, partition, baseName, tags, deletionProtection, rolePath } = config;
const context: StackContext = { accountId, region, partition, baseName, tags, deletionProtection };

// A stack cannot land in another account than the one it is configured for.
const provider = new aws.Provider("aws", { region, allowedAccountIds: [accountId], defaultTags: { tags } });
const opts = { provider };

const names = {
  alerts: "alerts",
  consoleApi: "console-api",
  consoleSite: "console",
  flowLogQuestions: "flow-log-questions",
  identity: "identity",
  interfaceHistory: "interface-history",
  logArchive: "log-archive",
  network: "network",
  proxyFleet: "proxy",
  roles: "roles",
  searchDomain: "search",
  securityGroups: "security-groups",
  signInAccess: "sign-in-access",
} as const;

// Keys, logs, alerts: what all the others write to.
const { keys } = new EncryptionKeys(
  "keys",
  { context, stores: config.customerManagedKeys, serviceLinkedRoles: config.serviceLinkedRoles },
  opts,
);
const logsKeyArn = keys.logs?.arn;
const logArchive = new LogArchive(
  names.logArchive,
  {
    context,
    retentionDays: config.logRetentionDays,
    flowLogsRetentionDays: config.flowLogs.retentionDays,
    consoleBucketName: config.console?.bucketName,
  },
  opts,
);
const alerts = new Alerts(names.alerts, { context, emails: config.alertEmails, keyId: keys.topic?.id }, opts);
const alertsTopicArn = alerts.topic.arn;
// An alarm tells a topic of its own region only, and those on what CloudFront uses are in the partition's global one.
const edgeAlerts =
  config.proxy.exposure.kind === "cloudfront" && region !== partition.globalRegion
    ? new Alerts("edge-alerts", { context, emails: config.alertEmails, region: partition.globalRegion }, opts)
    : alerts;

// The console's site comes before the identities, whose client is bound to its address.
const site =
  config.console &&
  new ConsoleSite(
    names.consoleSite,
    {
      context,
      console: config.console,
      logArchiveBucketArn: logArchive.bucketArn,
      logArchivePolicy: logArchive.policy,
      kmsKey: keys.console,
      logRetentionDays: config.logRetentionDays,
      logsKeyArn,
      signInHosts: config.userPool ? [signInHost(context, config.userPool)] : [],
    },
    opts,
  );
const consoleEnabled = site !== undefined;
const identity =
  config.userPool &&
  new Identity(
    names.identity,
    {
      context,
      userPool: config.userPool,
      dashboardsEnabled: config.signIn.kind === "cognito",
      consoleUrls: site?.urls ?? [],
      consoleEnabled,
    },
    opts,
  );

const dashboardsCognito =
  identity?.identityPoolId && config.domain.kind === "new"
    ? { userPoolId: identity.userPoolId, identityPoolId: identity.identityPoolId }
    : undefined;
const duties = requiredDuties(config);
const roles = new IamRoles(
  names.roles,
  {
    context,
    rolePath,
    roles: requiredRoles(config),
    duties,
    permissionsBoundaryArn: config.permissionsBoundaryArn,
    patchingBuckets: patchingBuckets(region),
    ec2Messages: hasEc2Messages(region),
    cognito: dashboardsCognito,
  },
  opts,
);

// The network, and the one table that says who may reach whom in it.
const network = new Network(
  names.network,
  {
    context,
    zones: config.zones,
    network: config.network,
    // Internet-facing load balancers stand in public subnets; VPC origins need the internet gateway that comes with them.
    publicSubnets: config.proxy.exposure.kind !== "internal",
    flowLogs: config.flowLogs,
    logArchive: { bucketArn: logArchive.bucketArn, policy: logArchive.policy },
    flowLogsRoleArn: roles.arns.flowLogs,
    logsKeyArn,
  },
  opts,
);
const { vpcId, vpcCidr, privateSubnetIds, publicSubnetIds, privateRouteTableIds } = network;
const gateways = new GatewayEndpoints(
  "gateway-endpoints",
  { context, network: config.network, vpcId, privateRouteTableIds },
  opts,
);
const endpointServices = requiredEndpoints({ context, network: config.network });
const matrix = matrixOf(
  trafficOptions({
    config,
    s3PrefixListId: gateways.s3PrefixListId,
    endpointsCreated: endpointServices.length > 0,
  }),
);
const groups = new SecurityGroups(names.securityGroups, { context, vpcId, matrix }, opts);
const endpoints =
  groups.ids.endpoints &&
  new InterfaceEndpoints(
    "interface-endpoints",
    {
      context,
      network: config.network,
      vpcId,
      privateSubnetIds,
      securityGroupId: groups.ids.endpoints,
      services: endpointServices,
    },
    opts,
  );

// OpenSearch inside the VPC, and who may do what in it and in the console.
const search = new SearchDomain(
  names.searchDomain,
  {
    context,
    domain: config.domain,
    subnetIds: privateSubnetIds,
    zoneCount: config.zones.length,
    securityGroupId: groups.ids.domain,
    signIn: config.signIn,
    cognito:
      dashboardsCognito && roles.arns.dashboardsCognito
        ? { ...dashboardsCognito, roleArn: roles.arns.dashboardsCognito }
        : undefined,
    adminRoleArn: roles.arns.dashboardsAdmin,
    readerRoleArn: roles.arns.dashboardsReader,
    customEndpoint: { hostName: config.proxy.hostName, certificateArn: config.proxy.certificateArn },
    kmsKeyArn: keys.domain?.arn,
    logsKeyArn,
    logRetentionDays: config.logRetentionDays,
    serviceLinkedRoles: config.serviceLinkedRoles,
    alertsTopicArn,
  },
  opts,
);
const { dashboardsAdmin: adminRoleArn, dashboardsReader: readerRoleArn } = roles.arns;
if (identity) {
  new SignInAccess(
    names.signInAccess,
    {
      context,
      userPoolId: identity.userPoolId,
      consoleEnabled,
      dashboards:
        dashboardsCognito && adminRoleArn && readerRoleArn
          ? { identityPoolId: dashboardsCognito.identityPoolId, adminRoleArn, readerRoleArn, domain: search }
          : undefined,
    },
    opts,
  );
}

// The nginx proxies that reach it, and what keeps them patched.
const proxy = new ProxyFleet(
  names.proxyFleet,
  {
    context,
    proxy: config.proxy,
    patching: config.patching,
    vpcId,
    vpcCidr,
    privateSubnetIds,
    publicSubnetIds,
    securityGroupIds: { loadBalancer: groups.ids["load-balancer"], proxy: groups.ids.proxy },
    instanceProfileArn: roles.instanceProfileArn,
    domainEndpoint: search.endpoint,
    dashboards: dashboardsAccess(config.domain, config.proxy.hostName),
    logArchive,
    startedByConsole: duties.console,
    roles: {
      patchWindowArn: roles.arns.patchWindow,
      patchAutomationArn: roles.arns.patchAutomation,
      imageRefreshArn: roles.arns.imageRefresh,
    },
    volumesKeyArn: keys.volumes?.arn,
    logsKeyArn,
    logRetentionDays: config.logRetentionDays,
    alertsTopicArn,
    edgeAlertsTopicArn: edgeAlerts.topic.arn,
    waitFor: [gateways, groups, ...(endpoints ? [endpoints] : [])],
  },
  opts,
);

// What an operator reviews: as outputs, and behind the console's sign-in.
export const trafficMatrix = describeMatrix(matrix);
const responsibilities = responsibilityRegister({ config, names });

if (site) {
  const { api, graphqlLog, graphqlData, interfaceHistory, interfaceClock } = roles.arns;
  const directory = join(__dirname, "console-api");
  const logging = { logRetentionDays: config.logRetentionDays, logsKeyArn, alertsTopicArn };
  const flowLogs = flowLogStore(context, config);
  if (duties.console && flowLogs.kind === "athena") {
    new FlowLogQuestions(names.flowLogQuestions, { context }, opts);
  }
  if (interfaceHistory && interfaceClock) {
    const roleArns = { interfaceHistory, interfaceClock };
    new InterfaceHistory(names.interfaceHistory, { context, directory, vpcId, roleArns, ...logging }, opts);
  }
  const consoleApi =
    identity?.consoleClientId && api && graphqlLog && graphqlData
      ? new ConsoleApi(
          names.consoleApi,
          {
            context,
            directory,
            deployment: deploymentOf({
              context,
              config,
              matrix: deployedMatrix(matrix),
              register: responsibilities,
              roles: roles.reviewed,
              flowLogs,
              autoScalingGroup: fleetNames(context).group,
            }),
            ids: {
              vpcId,
              groups: { ...groups.ids },
              prefixLists: chosenPrefixLists(matrix),
              targetGroupArn: proxy.targetGroupArn,
              loadBalancerArn: proxy.loadBalancerArn,
              windowId: proxy.windowId,
              userPoolId: identity.userPoolId,
              clientId: identity.consoleClientId,
              identityPoolId: identity.identityPoolId,
            },
            roleArns: { api, graphqlLog, graphqlData },
            ...logging,
          },
          opts,
        )
      : undefined;
  new ConsoleContent(
    "console-content",
    {
      context,
      bucketName: site.bucketName,
      bucketSettings: site.bucketSettings,
      siteDirectory: join(__dirname, "console", "dist"),
      settings:
        consoleApi && identity?.consoleClientId
          ? {
              apiUrl: consoleApi.url,
              issuer: pulumi.interpolate`https://cognito-idp.${region}.${partition.dnsSuffix}/${identity.userPoolId}`,
              clientId: identity.consoleClientId,
              signInHost: identity.domainHost,
            }
          : undefined,
    },
    opts,
  );
}

export { responsibilities as responsibilityRegister };
// Absent is `null`: of `undefined` the SDK would warn on every run.
export const consoleUrl = site?.url ?? null;
export const consoleAliasTarget = site?.domainName ?? null;
export const consoleBucket = site?.bucketName ?? null;
export const proxyUrl = proxy.url;
export const proxyAliasTarget = proxy.aliasTarget;
export const loadBalancerDnsName = proxy.loadBalancerDnsName;
export const autoScalingGroupName = proxy.autoScalingGroupName;
export const domainEndpoint = search.endpoint;
export { vpcId };
export const userPoolId = identity?.userPoolId ?? null;
export const alertsTopic = alerts.topicArn;
export const globalAlertsTopic = edgeAlerts === alerts ? null : edgeAlerts.topicArn;
export const logBucket = logArchive.bucketName;
export const permissionsBoundary = roles.boundaryArns.fleet ?? null;
export const consolePermissionsBoundary = roles.boundaryArns.console ?? null;
