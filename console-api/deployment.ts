/**
 * What the program tells its console about the deployment. All that is plain lies beside the function as
 * `deployment.json`; the ids that AWS chooses come in the environment variable `DEPLOYMENT_IDS`, as JSON.
 */

import type { Control } from "./contract";

/** One end of a flow of the traffic matrix. */
export type DeployedParty =
  /** A security group by its component; its id is in `DeploymentIds.groups`. */
  | { readonly kind: "group"; readonly name: string }
  /** A group of somebody else. */
  | { readonly kind: "existing-group"; readonly id: string; readonly name: string }
  | { readonly kind: "cidr"; readonly cidr: string }
  /** `id` is empty where AWS chooses it; then `DeploymentIds.prefixLists` has it under the flow's id. */
  | { readonly kind: "prefix-list"; readonly id: string; readonly name: string };

export interface DeployedFlow {
  readonly id: string;
  readonly from: DeployedParty;
  readonly to: DeployedParty;
  readonly protocol: "tcp";
  readonly port: number;
  readonly why: string;
  /** The rules that the stack declares for it: at the receiving end, at the sending end. */
  readonly rules: readonly ("ingress" | "egress")[];
  /** The setting of the stack's configuration that the peer comes from, such as `proxyClients`; absent: the code says it. */
  readonly setting?: string;
}

export interface DeployedStatement {
  readonly sid: string;
  readonly reason: string;
  readonly actions: readonly string[];
  /** ARNs, or patterns of ARNs where AWS chooses a part. */
  readonly resources: readonly string[];
  /** Operator to key to values. */
  readonly conditions: {
    readonly [operator: string]: { readonly [key: string]: string | readonly string[] };
  };
}

export interface DeployedRole {
  readonly key: string;
  readonly name: string;
  /** Begins and ends with `/`. */
  readonly path: string;
  readonly purpose: string;
  /** The service principal or identity provider that may assume it, such as `lambda.amazonaws.com`. */
  readonly trustedBy: string;
  /** On what condition: operator to key to values. A value is empty where AWS chooses the identity pool's id. */
  readonly trustConditions: DeployedStatement["conditions"];
  /** The stack has one boundary for the console's roles and one for the others; or all have the organisation's. */
  readonly permissionsBoundaryArn?: string;
  readonly statements: readonly DeployedStatement[];
}

/** Where the flow logs can be asked. */
export type FlowLogStore =
  | { readonly kind: "athena"; readonly workGroup: string; readonly database: string; readonly table: string }
  | { readonly kind: "logs-insights"; readonly logGroup: string }
  /** `why`: a sentence for the reader, such as that the VPC's own flow logs are used. */
  | { readonly kind: "none"; readonly why: string };

export interface Deployment {
  readonly project: string;
  readonly stack: string;
  readonly accountId: string;
  readonly region: string;
  readonly partition: string;
  readonly baseName: string;
  readonly matrix: readonly DeployedFlow[];
  readonly register: readonly Control[];
  readonly roles: readonly DeployedRole[];
  readonly flowLogs: FlowLogStore;
  /** Days that flow logs and the history of interfaces are kept. */
  readonly flowLogRetentionDays: number;
  /** Objects `<prefix>/<yyyy>-<mm>-<dd>.json`, one for each day (UTC). */
  readonly history: { readonly bucket: string; readonly prefix: string };
  readonly patching: {
    readonly operation: "Scan" | "Install";
    readonly scanSchedule: string;
    /** Automation documents without parameters. */
    readonly scanDocument: string;
    /** Absent where the stack only scans. */
    readonly installDocument?: string;
    readonly autoScalingGroup: string;
  };
  /** Name of the stack's own domain; absent: one that existed before. */
  readonly domainName?: string;
  /** Names of the user pool's groups whose members may look, and may act. */
  readonly groups: { readonly viewer: string; readonly operator: string };
}

/** Ids that AWS chooses. */
export interface DeploymentIds {
  readonly vpcId: string;
  /** Component of the traffic matrix to the id of its group. */
  readonly groups: { readonly [component: string]: string };
  /** Flow of the traffic matrix to the id of its prefix list, where AWS chose it. */
  readonly prefixLists: { readonly [flowId: string]: string };
  readonly targetGroupArn: string;
  readonly loadBalancerArn: string;
  /** Maintenance window; absent where the stack only scans. */
  readonly windowId?: string;
  readonly userPoolId: string;
  readonly clientId: string;
  /** Identity pool whose users assume the roles of OpenSearch Dashboards; absent: there is none. */
  readonly identityPoolId?: string;
}
