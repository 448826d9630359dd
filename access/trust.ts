/** Who becomes which role: jobs of one repository, in one environment, of one workflow. */

import type { Statement } from "./documents";
import type { Place, Purpose } from "./place";

const ISSUER = "token.actions.githubusercontent.com";

/** Environment on GitHub, by purpose: `dev`, `dev-inspect`, `dev-preview`. */
export const environmentOf = ({ config }: Place, purpose: Purpose): string =>
  purpose === "deploy" ? config.stack : `${config.stack}-${purpose}`;

/** Audience that a job asks its token for. */
export const audienceOf = ({ config }: Place): string => `sts.${config.partition.dnsSuffix}`;

/**
 * The subject of a job's token in an environment, to the letter. Newer repositories have numbers in it that outlive names:
 * a name that is given up and taken by somebody else is then another subject.
 * https://docs.github.com/actions/reference/openid-connect-reference#immutable-subject-claims
 */
export function subjectOf({ config: { repository } }: Place, environment: string): string {
  const { owner, name, ids } = repository;
  const whose = ids === undefined ? `${owner}/${name}` : `${owner}@${ids.owner}/${name}@${ids.repository}`;
  return `repo:${whose}:environment:${environment}`;
}

/** Workflow files, by purpose. */
const WORKFLOWS: { readonly [purpose in Purpose]: readonly string[] } = {
  preview: ["preview.yml"],
  inspect: ["deploy-stack.yml", "drift.yml"],
  deploy: ["deploy-stack.yml"],
};

/**
 * `sub` names no branch where it names an environment. Two other claims do, which STS compares for GitHub's tokens:
 * `job_workflow_ref` says where the job's own steps come from, `ref` which commit the run is about. It takes both: a workflow
 * of any branch may call the deployed branch's file, and what that checks out and runs is then the caller's.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_iam-condition-keys.html
 */
export function trustStatement(place: Place, purpose: Purpose): Statement {
  const { owner, name, branch } = place.config.repository;
  const ref = purpose === "preview" ? "refs/pull/*/merge" : `refs/heads/${branch}`;
  const workflows = WORKFLOWS[purpose].map((file) => `${owner}/${name}/.github/workflows/${file}@${ref}`);
  const exact = {
    [`${ISSUER}:aud`]: audienceOf(place),
    [`${ISSUER}:sub`]: subjectOf(place, environmentOf(place, purpose)),
  };
  const origin = { [`${ISSUER}:job_workflow_ref`]: workflows, [`${ISSUER}:ref`]: ref };
  return {
    Sid: "JobsOfTheRepository",
    Effect: "Allow",
    Principal: { Federated: place.providerArn },
    Action: ["sts:AssumeRoleWithWebIdentity"],
    // A pull request's number is the one thing that is left open.
    Condition:
      purpose === "preview"
        ? { StringEquals: exact, StringLike: origin }
        : { StringEquals: { ...exact, ...origin } },
  };
}
