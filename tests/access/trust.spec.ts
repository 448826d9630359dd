import { expect } from "chai";
import type { Purpose } from "../../access/place";
import { audienceOf, environmentOf, subjectOf, trustStatement } from "../../access/trust";
import { DEV, placeOf } from "./places";
import { isAllowed, type Request, read } from "./requests";

const ISSUER = "token.actions.githubusercontent.com";
const REPOSITORY = "octo-org/central-logging";
const IDENTIFIED = "octo-org@123456/central-logging@456789";

/** Claims of a job's token, as GitHub writes them. */
interface Claims {
  readonly aud?: string;
  readonly sub: string;
  readonly job_workflow_ref?: string;
  readonly ref?: string;
}

/** A job of the deployed branch in an environment: of a run on the branch that its workflow's file is from. */
const job = (environment: string, file: string, ref = "refs/heads/main"): Claims => ({
  aud: "sts.amazonaws.com",
  sub: `repo:${IDENTIFIED}:environment:${environment}`,
  job_workflow_ref: `${REPOSITORY}/.github/workflows/${file}@${ref}`,
  ref,
});

const UPDATE = job("dev", "deploy-stack.yml");
const PLAN = job("dev-inspect", "deploy-stack.yml");
const CHECK = job("dev-inspect", "drift.yml");
const PULL = job("dev-preview", "preview.yml", "refs/pull/17/merge");

function becomes(purpose: Purpose, claims: Claims, place = DEV): boolean {
  const context = Object.fromEntries(
    Object.entries(claims).map(([claim, value]) => [`${ISSUER}:${claim}`, value as string]),
  );
  const request: Request = { action: "sts:AssumeRoleWithWebIdentity", context };
  return isAllowed(read([trustStatement(place, purpose)]), request);
}

describe("who becomes a role of the pipeline", () => {
  it("are the jobs that the role is for, each in its environment and from its workflow", () => {
    const all = { UPDATE, PLAN, CHECK, PULL };
    const who = (purpose: Purpose) =>
      Object.entries(all)
        .filter(([, claims]) => becomes(purpose, claims))
        .map(([name]) => name);
    expect(who("deploy")).to.deep.equal(["UPDATE"]);
    expect(who("inspect")).to.deep.equal(["PLAN", "CHECK"]);
    expect(who("preview")).to.deep.equal(["PULL"]);
  });

  it("is nobody else: other repositories, owners, environments, events, branches, workflows and audiences", () => {
    const sub = (text: string): Claims => ({ ...UPDATE, sub: text });
    const attacks: { readonly [name: string]: Claims } = {
      "a fork": {
        ...job("dev", "deploy-stack.yml"),
        sub: "repo:mallory@999/central-logging@888:environment:dev",
        job_workflow_ref: "mallory/central-logging/.github/workflows/deploy-stack.yml@refs/heads/main",
      },
      "another repository of the owner": sub("repo:octo-org@123456/other@777:environment:dev"),
      "a repository that took the name": sub("repo:octo-org@123456/central-logging@777:environment:dev"),
      "an owner that took the name": sub("repo:octo-org@999/central-logging@456789:environment:dev"),
      "names without numbers": sub(`repo:${REPOSITORY}:environment:dev`),
      "another environment": sub(`repo:${IDENTIFIED}:environment:prod`),
      "an environment that begins so": sub(`repo:${IDENTIFIED}:environment:dev-preview`),
      "a pull request": sub(`repo:${IDENTIFIED}:pull_request`),
      "a branch without environment": sub(`repo:${IDENTIFIED}:ref:refs/heads/main`),
      "a tag": sub(`repo:${IDENTIFIED}:ref:refs/tags/dev`),
      "wildcards as text": sub(`repo:${IDENTIFIED}:environment:*`),
      "another branch, in the environment": job("dev", "deploy-stack.yml", "refs/heads/feature"),
      "a pull request, in the environment": job("dev", "deploy-stack.yml", "refs/pull/17/merge"),
      "another workflow of the branch": job("dev", "checks.yml"),
      "a workflow of another branch that calls the deployed one's": { ...UPDATE, ref: "refs/heads/feature" },
      "the same, to plan": { ...PLAN, ref: "refs/heads/feature" },
      "the same, in a pull request": { ...UPDATE, ref: "refs/pull/17/merge" },
      "the same, of a tag": { ...UPDATE, ref: "refs/tags/main" },
      "a branch that calls a pull request's": { ...PULL, ref: "refs/heads/feature" },
      "a workflow of another repository": {
        ...UPDATE,
        job_workflow_ref: "mallory/central-logging/.github/workflows/deploy-stack.yml@refs/heads/main",
      },
      "no workflow": { aud: "sts.amazonaws.com", sub: UPDATE.sub, ref: "refs/heads/main" },
      "no branch": {
        aud: "sts.amazonaws.com",
        sub: UPDATE.sub,
        job_workflow_ref: UPDATE.job_workflow_ref ?? "",
      },
      "another audience": { ...UPDATE, aud: "https://github.com/octo-org" },
      "no audience": {
        sub: UPDATE.sub,
        job_workflow_ref: UPDATE.job_workflow_ref ?? "",
        ref: "refs/heads/main",
      },
    };
    const let_in = Object.entries(attacks).flatMap(([name, claims]) =>
      (["deploy", "inspect", "preview"] as const)
        .filter((purpose) => becomes(purpose, claims))
        .map((purpose) => `${name}: ${purpose}`),
    );
    expect(let_in).to.deep.equal([]);
  });

  it("previews a pull request from its own workflow only, and nothing that is pushed", () => {
    expect(becomes("preview", job("dev-preview", "preview.yml", "refs/heads/feature"))).to.equal(false);
    expect(becomes("preview", job("dev-preview", "drift.yml", "refs/pull/17/merge"))).to.equal(false);
    expect(becomes("preview", job("dev-preview", "preview.yml", "refs/pull/17/head"))).to.equal(false);
    expect(becomes("preview", job("dev-preview", "preview.yml", "refs/pull/18/merge"))).to.equal(true);
  });

  it("are named without numbers where GitHub writes none, and then in that form only", () => {
    const place = placeOf({ ownerId: "", repositoryId: "" });
    const named = { ...UPDATE, sub: `repo:${REPOSITORY}:environment:dev` };
    expect(becomes("deploy", named, place)).to.equal(true);
    expect(becomes("deploy", UPDATE, place)).to.equal(false);
  });

  it("come from the branch that is configured, and to the audience of the partition", () => {
    const place = placeOf({ branch: "release/v2" });
    expect(becomes("deploy", job("dev", "deploy-stack.yml", "refs/heads/release/v2"), place)).to.equal(true);
    expect(becomes("deploy", UPDATE, place)).to.equal(false);
    expect(audienceOf(placeOf({ region: "cn-north-1" }))).to.equal("sts.amazonaws.com.cn");
  });

  it("is said to the letter", () => {
    expect(subjectOf(DEV, environmentOf(DEV, "deploy"))).to.equal(
      "repo:octo-org@123456/central-logging@456789:environment:dev",
    );
    expect(trustStatement(DEV, "deploy")).to.deep.equal({
      Sid: "JobsOfTheRepository",
      Effect: "Allow",
      Principal: { Federated: `arn:aws:iam::111122223333:oidc-provider/${ISSUER}` },
      Action: ["sts:AssumeRoleWithWebIdentity"],
      Condition: {
        StringEquals: {
          [`${ISSUER}:aud`]: "sts.amazonaws.com",
          [`${ISSUER}:sub`]: "repo:octo-org@123456/central-logging@456789:environment:dev",
          [`${ISSUER}:job_workflow_ref`]: [
            `${REPOSITORY}/.github/workflows/deploy-stack.yml@refs/heads/main`,
          ],
          [`${ISSUER}:ref`]: "refs/heads/main",
        },
      },
    });
  });
});
