/** The AWS account of the sample deployment: every client that resolvers use, answered from it. */

import { clientsOf } from "../../../console-api/clients";
import type { Deployment, DeploymentIds } from "../../../console-api/deployment";
import type { Clients } from "../../../console-api/surroundings";
import { answering, type Interception } from "./answering";
import { autoScalingAnswers, cloudWatchAnswers, loadBalancingAnswers, openSearchAnswers } from "./components";
import { SAMPLE_DEPLOYMENT, SAMPLE_IDS } from "./deployment";
import { athenaAnswers, s3Answers } from "./flow-logs";
import { ec2Answers, SAMPLE_NETWORK, type SampleNetwork } from "./network";
import { SamplePatching } from "./patching";
import { iamAnswers } from "./roles";

export interface SampleAccountOptions {
  readonly now: () => Date;
  /** How long a step of what takes time takes: one instance of a patch run, half a question to the flow logs. */
  readonly stepMs: () => number;
  /** Sees each call first, and may fail it or answer it. @default every call is answered */
  readonly interception?: Interception;
  /** @default the planted network */
  readonly network?: SampleNetwork;
}

export interface SampleAccount {
  readonly deployment: Deployment;
  readonly ids: DeploymentIds;
  readonly aws: Clients;
}

/** A fresh account: what was started in another one is unknown here. */
export function sampleAccount(options: SampleAccountOptions): SampleAccount {
  const { now, stepMs, interception = () => undefined, network = SAMPLE_NETWORK } = options;
  const aws = answering(
    clientsOf(SAMPLE_DEPLOYMENT.region),
    {
      athena: athenaAnswers({ now, stepMs }),
      autoScaling: autoScalingAnswers,
      cloudWatch: cloudWatchAnswers(now),
      ec2: ec2Answers(network),
      iam: iamAnswers(now, SAMPLE_DEPLOYMENT.roles, stepMs),
      loadBalancing: loadBalancingAnswers,
      logs: {},
      openSearch: openSearchAnswers,
      s3: s3Answers(now),
      ssm: new SamplePatching({ now, stepMs }).answers,
    },
    interception,
  );
  return { deployment: SAMPLE_DEPLOYMENT, ids: SAMPLE_IDS, aws };
}
