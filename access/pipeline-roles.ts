import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { pipelineBoundary, workloadBoundary } from "./boundaries";
import { ACCESS_PATH } from "./config";
import { documentText, inDocuments, policyText, type Statement } from "./documents";
import { BOUNDARY_PATH, type Place, type Purpose } from "./place";
import { deployStatements, inspectStatements, previewStatements } from "./policies";
import { audienceOf, trustStatement } from "./trust";

/** The longest that a session of a role lasts; whoever needs longer asks again. */
const MAX_SESSION_SECONDS = 3600;

const WHY: { readonly [purpose in Purpose]: string } = {
  preview: "Pull requests: plans against the state, and reads nothing else.",
  inspect: "The deployed branch: plans and compares with the account, and changes nothing.",
  deploy: "The deployed branch, once approved: makes and changes what the logging stack consists of.",
};

const GRANTS: { readonly [purpose in Purpose]: (place: Place) => readonly Statement[] } = {
  preview: previewStatements,
  inspect: inspectStatements,
  deploy: deployStatements,
};

/** The roles that jobs on GitHub become, their boundary, and the boundary of the roles that they may make. */
export class PipelineRoles extends pulumi.ComponentResource {
  readonly arns: { readonly [purpose in Purpose]: string };
  /** For the logging stack's `permissionsBoundaryArn`. */
  readonly workloadBoundaryArn: string;

  constructor(name: string, args: { readonly place: Place }, opts?: pulumi.ComponentResourceOptions) {
    super("centralized-logging-access:index:PipelineRoles", name, {}, opts);
    const { place } = args;
    const provider =
      place.config.githubProvider === "create"
        ? new aws.iam.OpenIdConnectProvider(
            `${name}-github`,
            {
              url: "https://token.actions.githubusercontent.com",
              clientIdLists: [audienceOf(place)],
            },
            { parent: this, protect: place.config.deletionProtection },
          )
        : undefined;
    const workload = this.#boundary(
      name,
      place,
      "workload",
      "The most that the logging stack's roles can do, whatever their policies say.",
      workloadBoundary(place),
    );
    const pipeline = this.#boundary(
      name,
      place,
      "pipeline",
      "The most that the pipeline's roles can do, whatever is attached to them.",
      pipelineBoundary(place),
    );
    for (const purpose of ["preview", "inspect", "deploy"] as const)
      this.#role(name, place, purpose, [pipeline, workload, ...(provider ? [provider] : [])]);

    this.arns = {
      preview: place.roleArn("preview"),
      inspect: place.roleArn("inspect"),
      deploy: place.roleArn("deploy"),
    };
    this.workloadBoundaryArn = place.boundaryArn("workload");
    this.registerOutputs({ arns: this.arns, workloadBoundaryArn: this.workloadBoundaryArn });
  }

  #boundary(
    name: string,
    place: Place,
    of: "pipeline" | "workload",
    description: string,
    statements: readonly Statement[],
  ): aws.iam.Policy {
    return new aws.iam.Policy(
      `${name}-${of}-boundary`,
      {
        name: place.boundaryName(of),
        path: BOUNDARY_PATH,
        description,
        policy: policyText(`the boundary \`${place.boundaryName(of)}\``, statements),
      },
      // IAM deletes no boundary that a role still has; another description is not worth a replacement.
      { parent: this, ignoreChanges: ["description"] },
    );
  }

  #role(name: string, place: Place, purpose: Purpose, after: readonly pulumi.Resource[]): void {
    const chosen = { parent: this, deleteBeforeReplace: true };
    const role = new aws.iam.Role(
      `${name}-${purpose}`,
      {
        name: place.roleName(purpose),
        path: ACCESS_PATH,
        description: WHY[purpose],
        assumeRolePolicy: documentText([trustStatement(place, purpose)]),
        permissionsBoundary: place.boundaryArn("pipeline"),
        maxSessionDuration: MAX_SESSION_SECONDS,
      },
      // Both are named by plain ARNs, to be known in a preview: the order has to be told.
      { ...chosen, dependsOn: [...after] },
    );
    const attached = inDocuments(`role \`${place.roleName(purpose)}\``, GRANTS[purpose](place)).map(
      (policy, at) => {
        const own = `${place.roleName(purpose)}-${at + 1}`;
        const made = new aws.iam.Policy(
          `${name}-${purpose}-${at + 1}`,
          { name: own, path: ACCESS_PATH, description: WHY[purpose], policy },
          { ...chosen, ignoreChanges: ["description"] },
        );
        const arn = made.name.apply((chosenName) => place.iam(`policy${ACCESS_PATH}${chosenName}`));
        new aws.iam.RolePolicyAttachment(
          `${name}-${purpose}-${at + 1}`,
          { role: role.name, policyArn: arn },
          { parent: this },
        );
        return arn;
      },
    );
    // What anybody else attaches is drift.
    new aws.iam.RolePolicyAttachmentsExclusive(
      `${name}-${purpose}-nothing-else`,
      { roleName: role.name, policyArns: attached },
      { parent: this },
    );
    new aws.iam.RolePoliciesExclusive(
      `${name}-${purpose}-nothing-inline`,
      { roleName: role.name, policyNames: [] },
      { parent: this },
    );
  }
}
