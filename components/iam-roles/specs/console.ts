/** Roles of AppSync, which stands before the function that answers the console. */

import { apiFunctionName } from "../../console-names";
import { arn } from "../../stack-context";
import { type RoleOptions, type RoleSpec, roleName, type Trust } from "../role-spec";

/** AppSync tells for which API it acts; the API's id is AWS's choice and comes after the role. */
function graphqlTrust({ context }: RoleOptions): Trust {
  return { kind: "service-for-account", service: "appsync", sourceArns: [arn(context, "appsync", "apis/*")] };
}

/** Replaces the managed AWSAppSyncPushToCloudWatchLogs, which grants the same actions on every log group. */
export function graphqlLogRole(options: RoleOptions): RoleSpec {
  const { context } = options;
  return {
    key: "graphqlLog",
    name: roleName(context, "graphqlLog"),
    why: "Lets AppSync write the logs of the console API.",
    trust: graphqlTrust(options),
    statements: [
      {
        sid: "WriteApiLogs",
        reason: "AppSync names the log group after the API's id, which does not exist before this role does",
        actions: ["logs:CreateLogGroup", "logs:CreateLogStream", "logs:PutLogEvents"],
        resources: [arn(context, "logs", "log-group:/aws/appsync/apis/*")],
      },
    ],
  };
}

/** Separate from the logging role: whoever can make the API log must not thereby be able to call the function. */
export function graphqlDataRole(options: RoleOptions): RoleSpec {
  const { context } = options;
  const api = arn(context, "lambda", `function:${apiFunctionName(context)}`);
  return {
    key: "graphqlData",
    name: roleName(context, "graphqlData"),
    why: "Lets AppSync call the function that answers the console API.",
    trust: graphqlTrust(options),
    statements: [
      {
        sid: "CallApiFunction",
        reason: "the function, and its versions and aliases",
        actions: ["lambda:InvokeFunction"],
        resources: [api, `${api}:*`],
      },
    ],
  };
}
