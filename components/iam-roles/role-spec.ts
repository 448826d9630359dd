/** What a role of this stack is, before it is a resource: who may assume it, what it may do, and why. */

import type * as pulumi from "@pulumi/pulumi";
import { arn, type StackContext } from "../stack-context";

/** The roles that a stack can have; which of them exist follows from the configuration (`requiredRoles`). */
export type RoleKey =
  | "api"
  | "graphqlLog"
  | "graphqlData"
  | "interfaceHistory"
  | "interfaceClock"
  | "dashboardsAdmin"
  | "dashboardsReader"
  | "dashboardsCognito"
  | "proxy"
  | "patchWindow"
  | "patchAutomation"
  | "imageRefresh"
  | "flowLogs";

/** Last part of each role's name: `<baseName>-<suffix>`. */
export const ROLE_SUFFIXES: { readonly [key in RoleKey]: string } = {
  api: "api",
  graphqlLog: "graphql-log",
  graphqlData: "graphql-data",
  interfaceHistory: "interfaces",
  interfaceClock: "interface-clock",
  dashboardsAdmin: "dashboards-admin",
  dashboardsReader: "dashboards-reader",
  dashboardsCognito: "dashboards-cognito",
  proxy: "proxy",
  patchWindow: "patch-window",
  patchAutomation: "patch-automation",
  imageRefresh: "image-refresh",
  flowLogs: "flow-logs",
};

/** Roles of a family share a boundary: together they would need a longer one than IAM accepts. */
export type RoleFamily = "console" | "fleet";

const CONSOLE_ROLES: ReadonlySet<RoleKey> = new Set([
  "api",
  "graphqlLog",
  "graphqlData",
  "interfaceHistory",
  "interfaceClock",
]);

/** `console`: what stands behind the web console; `fleet`: all others. */
export const familyOf = (key: RoleKey): RoleFamily => (CONSOLE_ROLES.has(key) ? "console" : "fleet");

/** The name of a role, chosen so that other documents can name it before it exists. */
export function roleName({ baseName }: StackContext, key: RoleKey): string {
  return `${baseName}-${ROLE_SUFFIXES[key]}`;
}

/** The ARN of a role, known before it exists. `rolePath` begins and ends with `/`. */
export function roleArn(context: StackContext, rolePath: string, key: RoleKey): string {
  return arn(context, "iam", `role${rolePath}${roleName(context, key)}`, { region: "" });
}

/**
 * A resource that a statement names. Where AWS chooses part of the ARN, `arn` is the exact one and `pattern` covers it:
 * the boundary, which must be known before anything exists, is made of patterns.
 */
export type StatementResource = string | { readonly pattern: string; readonly arn: pulumi.Input<string> };

/** Condition operator to condition key to the accepted values. */
export type Conditions = {
  readonly [operator: string]: { readonly [key: string]: string | readonly string[] };
};

/** One thing a role may do. There are no denials here: what no role may do, the boundary says once. */
export interface Statement {
  /** Letters and digits, unique in its role. */
  readonly sid: string;
  /** Why the role needs it; for the resource `*` also why it cannot be narrower. */
  readonly reason: string;
  /** `service:Action`, no wildcard. */
  readonly actions: readonly string[];
  readonly resources: readonly StatementResource[];
  readonly conditions?: Conditions;
}

/** Who may assume a role. */
export type Trust =
  | {
      /** A service that acts for one account by construction: its role documentation asks for no condition. */
      readonly kind: "service";
      readonly service: "ec2" | "lambda";
    }
  | {
      /** A service that acts for many accounts: pinned to this account, and to the ARNs it may act for where it tells. */
      readonly kind: "service-for-account";
      readonly service: string;
      /** Patterns of `aws:SourceArn`; empty where the service's documentation promises none. */
      readonly sourceArns: readonly string[];
    }
  | {
      /** Signed-in users of one Cognito identity pool, never guests. */
      readonly kind: "identity-pool";
      readonly identityPoolId: pulumi.Input<string>;
    };

export interface RoleSpec {
  readonly key: RoleKey;
  readonly name: string;
  /** The role's description in IAM; Latin-1 only, at most 1,000 characters. */
  readonly why: string;
  readonly trust: Trust;
  readonly statements: readonly Statement[];
}

/** What a stack has for the console to read and to start. */
export interface Duties {
  /** Where flow logs can be asked; `none`: nowhere. */
  readonly flowLogs: "athena" | "logs-insights" | "none";
  readonly patchOperation: "Scan" | "Install";
  /** Whether there is a console with an API, which starts patching. */
  readonly console: boolean;
  /** Whether the OpenSearch domain is the stack's own. */
  readonly ownDomain: boolean;
}

/** What the statements depend on. */
export interface RoleOptions {
  readonly context: StackContext;
  /** Begins and ends with `/`. */
  readonly rolePath: string;
  /** All roles of the stack: the console reviews them. */
  readonly roles: readonly RoleKey[];
  /** Names, or patterns, of AWS's buckets that instances of this region read to be patched. */
  readonly patchingBuckets: readonly string[];
  /** Whether the region has `ec2messages`; where not, no grant for it could be used. */
  readonly ec2Messages: boolean;
  /** What the console's functions and the documents that it starts are for. */
  readonly duties: Duties;
  /** Required by the `dashboards…` roles. */
  readonly cognito?:
    | { readonly userPoolId: pulumi.Input<string>; readonly identityPoolId: pulumi.Input<string> }
    | undefined;
}

/** A log group and its streams: all log actions but tagging name a group by its ARN with `:*`. */
export function insideLogGroup(context: StackContext, name: string): string {
  return arn(context, "logs", `log-group:${name}:*`);
}

/** The fleet's Auto Scaling group by its chosen name; the group's UUID, chosen by AWS, is left open. */
export function fleetGroup(context: StackContext): string {
  return arn(context, "autoscaling", `autoScalingGroup:*:autoScalingGroupName/${context.baseName}-proxy`);
}
