/** What is wrong with a fleet's plain arguments, found before the first resource is registered. */

import type { ProxyFleetArgs } from "./fleet-args";
import { fleetNames, userDataText } from "./instances";
import { siteMistakes } from "./nginx";
import { silenceDays } from "./schedules";
import { bootMistakes } from "./user-data";

/** Stands in for the domain's endpoint, which is checked once it is known; as long as any that AWS gives. */
const ANY_HOST = `vpc-${"x".repeat(56)}.ap-southeast-7.es.amazonaws.com.cn`;

function sizeMistakes({ proxy, patching }: ProxyFleetArgs): readonly string[] {
  const { minSize, desiredCapacity, maxSize } = proxy;
  const sizes = `\`minSize\` \`${minSize}\`, \`desiredCapacity\` \`${desiredCapacity}\`, \`maxSize\` \`${maxSize}\``;
  return [
    ...(minSize >= 2 && minSize <= desiredCapacity && desiredCapacity <= maxSize
      ? []
      : [`${sizes} are not in order, or the smallest is below 2`]),
    ...(patching.operation === "Install" && minSize >= desiredCapacity
      ? [
          `${sizes}: with operation \`Install\` the smallest must be below the desired, so that one can stand by`,
        ]
      : []),
  ];
}

function edgeMistakes({ proxy, edgeAlertsTopicArn }: ProxyFleetArgs): readonly string[] {
  return proxy.exposure.kind === "cloudfront" && edgeAlertsTopicArn === undefined
    ? ["`exposure` `cloudfront` needs `edgeAlertsTopicArn`"]
    : [];
}

function roleMistakes({ patching, roles }: ProxyFleetArgs): readonly string[] {
  const needed = [
    ...(patching.operation === "Install"
      ? ([
          ["operation` `Install", "patchWindowArn"],
          ["operation` `Install", "patchAutomationArn"],
        ] as const)
      : []),
    ...(patching.imageRefresh === "weekly" ? ([["imageRefresh` `weekly", "imageRefreshArn"]] as const) : []),
  ];
  return needed
    .filter(([, role]) => roles[role] === undefined)
    .map(([why, role]) => `\`${why}\` needs \`roles.${role}\``);
}

function scheduleMistakes({ patching }: ProxyFleetArgs): readonly string[] {
  try {
    silenceDays(patching.scanSchedule);
    return [];
  } catch (error) {
    if (error instanceof RangeError) return [error.message];
    throw error;
  }
}

/** Said here, not once the domain exists: too many rejected patches beside long names. */
function userDataMistakes(args: ProxyFleetArgs): readonly string[] {
  try {
    userDataText(args, ANY_HOST);
    return [];
  } catch (error) {
    if (error instanceof RangeError) return [error.message];
    throw error;
  }
}

/** All mistakes; empty: the fleet can be built, once the domain's endpoint turns out to be a host name. */
export function fleetMistakes(args: ProxyFleetArgs): readonly string[] {
  const { context, proxy, dashboards, vpcCidr } = args;
  const { hostName, exposure, releasever } = proxy;
  const names = fleetNames(context);
  const values = [
    ...siteMistakes({ hostName, domainEndpoint: ANY_HOST, dashboards, exposure: exposure.kind, vpcCidr }),
    ...bootMistakes({
      region: context.region,
      autoScalingGroupName: names.group,
      lifecycleHookName: names.lifecycleHook,
      logGroupName: names.logGroup,
      releasever,
      rejected: args.patching.rejected,
    }),
  ];
  return [
    ...(values.length > 0 ? values : userDataMistakes(args)),
    ...sizeMistakes(args),
    ...edgeMistakes(args),
    ...roleMistakes(args),
    ...scheduleMistakes(args),
  ];
}
