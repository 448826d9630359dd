/** What the API, and AWS behind it, answer in place of the truth. */

import type { Answering } from "../../console/local/http";
import type { SampleAccount } from "../../console/local/sample/account";
import { type Interception, SampleFailure } from "../../console/local/sample/answering";

/** Lets every question be answered with this; preflights are the endpoint's own. */
export const answeringWith =
  (status: number, body: unknown): ((next: Answering) => Answering) =>
  (next) =>
  (request, response) => {
    if (request.method === "OPTIONS") return next(request, response);
    response.writeHead(status, { "access-control-allow-origin": "*", "content-type": "application/json" });
    response.end(JSON.stringify(body));
  };

/** Lets every question's connection break. */
export const breaking = (): ((next: Answering) => Answering) => (next) => (request, response) => {
  if (request.method === "OPTIONS") return next(request, response);
  response.destroy();
};

/** Lets calls of these commands fail as AWS does. */
export const failing =
  (commands: RegExp, name: string, status = 400): Interception =>
  (command) => {
    if (commands.test(command))
      throw new SampleFailure(name, `internal: ${command} of arn:aws:iam::111122223333:role/x`, status);
  };

/** What an account answers in which nothing was deployed yet; commands that are not here fail as for what does not exist. */
const NOTHING: Readonly<Record<string, unknown>> = {
  DescribeAlarms: { MetricAlarms: [], CompositeAlarms: [] },
  DescribeAutomationExecutions: { AutomationExecutionMetadataList: [] },
  DescribeAutoScalingGroups: { AutoScalingGroups: [] },
  DescribeInstanceInformation: { InstanceInformationList: [] },
  DescribeInstancePatchStates: { InstancePatchStates: [] },
  DescribeLoadBalancers: { LoadBalancers: [] },
  DescribeMaintenanceWindowSchedule: { ScheduledWindowExecutions: [] },
  DescribeManagedPrefixLists: { PrefixLists: [] },
  DescribeNetworkInterfaces: { NetworkInterfaces: [] },
  DescribeSecurityGroupRules: { SecurityGroupRules: [] },
  DescribeSecurityGroups: { SecurityGroups: [] },
  DescribeTargetHealth: { TargetHealthDescriptions: [] },
};

/** An account without anything in it. */
export const empty: Interception = (command) => {
  const nothing = NOTHING[command];
  if (nothing !== undefined) return nothing;
  throw new SampleFailure("ResourceNotFoundException", `${command}: not found`, 404);
};

/** A deployment that declares nothing. */
export const undeclared = (account: SampleAccount): SampleAccount => ({
  ...account,
  deployment: { ...account.deployment, matrix: [], register: [], roles: [] },
});
