/** One client for each service, with patience that fits the ten seconds of the function. */

import { AthenaClient } from "@aws-sdk/client-athena";
import { AutoScalingClient } from "@aws-sdk/client-auto-scaling";
import { CloudWatchClient } from "@aws-sdk/client-cloudwatch";
import { CloudWatchLogsClient } from "@aws-sdk/client-cloudwatch-logs";
import { EC2Client } from "@aws-sdk/client-ec2";
import { ElasticLoadBalancingV2Client } from "@aws-sdk/client-elastic-load-balancing-v2";
import { IAMClient } from "@aws-sdk/client-iam";
import { OpenSearchClient } from "@aws-sdk/client-opensearch";
import { S3Client } from "@aws-sdk/client-s3";
import { SSMClient } from "@aws-sdk/client-ssm";
import type { Clients } from "./surroundings";

/** Three attempts that each time out, and the pauses between them, end within the 8.5 s before `signal` is aborted. */
const PATIENCE = {
  maxAttempts: 3,
  retryMode: "standard",
  requestHandler: { connectionTimeout: 1_000, requestTimeout: 2_700, throwOnRequestTimeout: true },
};

/** What stands in for AWS in tests, and credentials that it takes. */
export interface StandIn {
  readonly endpoint: string;
  readonly credentials: { readonly accessKeyId: string; readonly secretAccessKey: string };
}

/** Clients of the deployment's region, with the function's own credentials where nothing stands in for AWS. */
export function clientsOf(region: string, standIn?: StandIn): Clients {
  const options = { region, ...PATIENCE, ...standIn };
  return {
    athena: new AthenaClient(options),
    autoScaling: new AutoScalingClient(options),
    cloudWatch: new CloudWatchClient(options),
    ec2: new EC2Client(options),
    iam: new IAMClient(options),
    loadBalancing: new ElasticLoadBalancingV2Client(options),
    logs: new CloudWatchLogsClient(options),
    openSearch: new OpenSearchClient(options),
    // Emulators have no buckets as host names.
    s3: new S3Client({ ...options, forcePathStyle: standIn !== undefined }),
    ssm: new SSMClient(options),
  };
}
