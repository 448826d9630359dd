/** What the console is told of the deployment: the plain part, and the ids that AWS chooses. */

import * as pulumi from "@pulumi/pulumi";
import type { StackConfig } from "../../config/stack-config";
import type {
  DeployedFlow,
  DeployedRole,
  Deployment,
  DeploymentIds,
  FlowLogStore,
} from "../../console-api/deployment";
import { CONSOLE_PREFIXES, installDocumentName, logBucketName, scanDocumentName } from "../console-names";
import type { StackContext } from "../stack-context";
import { CONSOLE_GROUPS } from "./groups";

/** A control of the responsibility register. */
export interface RegisteredControl {
  readonly id: string;
  readonly topic: string;
  readonly control: string;
  readonly owner: string;
  readonly cadence: string;
  readonly evidence: {
    readonly kind: string;
    readonly type?: string;
    readonly name?: string;
    readonly path?: string;
  };
  readonly open?: string;
}

export interface DeploymentFacts {
  readonly context: StackContext;
  readonly config: Pick<StackConfig, "project" | "stack" | "flowLogs" | "patching" | "domain">;
  readonly matrix: readonly DeployedFlow[];
  readonly register: readonly RegisteredControl[];
  readonly roles: readonly DeployedRole[];
  /** Where the flow logs can be asked. */
  readonly flowLogs: FlowLogStore;
  readonly autoScalingGroup: string;
}

/** The value that lies beside the function as `deployment.json`; plain, and the same from the same configuration. */
export function deploymentOf(facts: DeploymentFacts): Deployment {
  const { context, config, matrix, register, roles, flowLogs, autoScalingGroup } = facts;
  const { patching, domain } = config;
  return {
    project: config.project,
    stack: config.stack,
    accountId: context.accountId,
    region: context.region,
    partition: context.partition.partition,
    baseName: context.baseName,
    matrix,
    register: register.map(({ evidence, open = null, ...control }) => ({
      ...control,
      evidence: {
        kind: evidence.kind,
        type: evidence.type ?? null,
        name: evidence.name ?? null,
        path: evidence.path ?? null,
      },
      open,
    })),
    roles,
    flowLogs,
    flowLogRetentionDays: config.flowLogs.retentionDays,
    history: { bucket: logBucketName(context), prefix: CONSOLE_PREFIXES.interfaces },
    patching: {
      operation: patching.operation,
      scanSchedule: patching.scanSchedule,
      scanDocument: scanDocumentName(context),
      ...(patching.operation === "Install" ? { installDocument: installDocumentName(context) } : {}),
      autoScalingGroup,
    },
    ...(domain.kind === "new" ? { domainName: context.baseName } : {}),
    groups: CONSOLE_GROUPS,
  };
}

type Awaited<Value> = { readonly [key in keyof Value]: pulumi.Input<Value[key]> };

/** The ids, as the program has them before AWS chose. */
export interface DeploymentIdInputs
  extends Awaited<Omit<DeploymentIds, "groups" | "prefixLists" | "windowId" | "identityPoolId">> {
  readonly groups: { readonly [component: string]: pulumi.Input<string> };
  readonly prefixLists: { readonly [flowId: string]: pulumi.Input<string> };
  readonly windowId?: pulumi.Input<string> | undefined;
  readonly identityPoolId?: pulumi.Input<string> | undefined;
}

/** The ids as the function's environment takes them; unknown as a whole while one of them is. */
export const deploymentIdsJson = (ids: DeploymentIdInputs): pulumi.Output<string> =>
  pulumi.jsonStringify(ids);
