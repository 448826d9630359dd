/** What a resolver works with; the handler makes it from Lambda, a test or the local console from stand-ins. */

import type { AthenaClient } from "@aws-sdk/client-athena";
import type { AutoScalingClient } from "@aws-sdk/client-auto-scaling";
import type { CloudWatchClient } from "@aws-sdk/client-cloudwatch";
import type { CloudWatchLogsClient } from "@aws-sdk/client-cloudwatch-logs";
import type { EC2Client } from "@aws-sdk/client-ec2";
import type { ElasticLoadBalancingV2Client } from "@aws-sdk/client-elastic-load-balancing-v2";
import type { IAMClient } from "@aws-sdk/client-iam";
import type { OpenSearchClient } from "@aws-sdk/client-opensearch";
import type { S3Client } from "@aws-sdk/client-s3";
import type { SSMClient } from "@aws-sdk/client-ssm";
import type { MutationFields, QueryFields } from "./contract";
import type { Deployment, DeploymentIds } from "./deployment";

/** One client for each service that resolvers ask. */
export interface Clients {
  readonly athena: AthenaClient;
  readonly autoScaling: AutoScalingClient;
  readonly cloudWatch: CloudWatchClient;
  readonly ec2: EC2Client;
  readonly iam: IAMClient;
  readonly loadBalancing: ElasticLoadBalancingV2Client;
  readonly logs: CloudWatchLogsClient;
  readonly openSearch: OpenSearchClient;
  readonly s3: S3Client;
  readonly ssm: SSMClient;
}

export interface Surroundings {
  readonly deployment: Deployment;
  readonly ids: DeploymentIds;
  readonly aws: Clients;
  readonly now: () => Date;
  /** Aborted shortly before the function's time is up; hand it to every call (`send(command, { abortSignal })`). */
  readonly signal: AbortSignal;
}

/** Who asks, after pool, client, expiry and groups were checked. */
export interface Caller {
  readonly sub: string;
  readonly groups: readonly ("viewer" | "operator")[];
}

/** Every field of the schema. */
export type Fields = QueryFields & MutationFields;

export type Resolver<Name extends keyof Fields> = (
  given: Fields[Name]["arguments"],
  around: Surroundings,
  caller: Caller,
) => Promise<Fields[Name]["answer"]>;

/** A folder's part of the schema. */
export type Resolvers<Names extends keyof Fields> = { readonly [Name in Names]: Resolver<Name> };
