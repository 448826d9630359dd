/** How a pipeline on GitHub gets at one logging stack: its roles, and where it keeps the state. */

import * as aws from "@pulumi/aws";
import { loadAccessConfig } from "./config";
import { PipelineRoles } from "./pipeline-roles";
import { Place } from "./place";
import { StateBackend } from "./state-backend";
import { environmentOf } from "./trust";

const config = loadAccessConfig();
const place = new Place(config);
const { accountId, region, stack } = config;

const provider = new aws.Provider("aws", {
  region,
  allowedAccountIds: [accountId],
  // Never the logging stack's own tag: what has it is the pipeline's to change, or with another value not even to read.
  defaultTags: { tags: { "pipeline-access": stack } },
});

const state = new StateBackend("state", { place }, { provider });
const roles = new PipelineRoles("pipeline", { place }, { provider });

const variablesOf = (roleArn: string) => ({
  ROLE_ARN: roleArn,
  AWS_REGION: region,
  PULUMI_BACKEND_URL: state.url,
});

/** The environments to make on GitHub, with their variables. */
export const environments = {
  [environmentOf(place, "preview")]: variablesOf(roles.arns.preview),
  [environmentOf(place, "inspect")]: variablesOf(roles.arns.inspect),
  [environmentOf(place, "deploy")]: variablesOf(roles.arns.deploy),
};
export const backendUrl = state.url;
export const secretsProvider = state.secretsProvider;
/** For the logging stack's `permissionsBoundaryArn`. */
export const permissionsBoundaryArn = roles.workloadBoundaryArn;
