import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { arn, type StackContext } from "../stack-context";
import { regionalBoundary } from "./boundary";
import { accessDocument, documentJson, trustDocument } from "./documents";
import { type RoleKey, type RoleOptions, type RoleSpec, roleArn } from "./role-spec";
import { roleSpecs } from "./specs";

export interface IamRolesArgs extends RoleOptions {
  /** Which roles exist; see `requiredRoles`. */
  readonly roles: readonly RoleKey[];
  /** The organisation's own boundary for every role. @default the regional boundary, generated from the roles */
  readonly permissionsBoundaryArn?: string | undefined;
}

/** Longest a session of any of these roles lasts. All but the dashboards' are assumed by services, which renew it. */
const MAX_SESSION_SECONDS = 3600;

/** Every role has one inline policy; it is named by what it is, since the role's name says whose it is. */
const POLICY_NAME = "access";

/**
 * The stack's IAM roles, each with one inline policy, one trust and the permissions boundary. What anybody else attaches
 * to them is drift, and the next update takes it off.
 */
export class IamRoles extends pulumi.ComponentResource {
  /** ARNs, known in a first preview; whoever uses one waits for the role and for its policy. */
  readonly arns: { readonly [key in RoleKey]?: pulumi.Output<string> };
  readonly names: { readonly [key in RoleKey]?: string };
  /** The boundary that all roles have. */
  readonly boundaryArn: string;
  readonly #instanceProfileArn: pulumi.Output<string> | undefined;

  constructor(name: string, args: IamRolesArgs, opts?: pulumi.ComponentResourceOptions) {
    super("centralized-logging:index:IamRoles", name, {}, opts);
    const { context, rolePath, permissionsBoundaryArn } = args;
    const specs = roleSpecs(args.roles, args);
    const boundary = permissionsBoundaryArn ?? regionalBoundary(specs, context);

    const generated = typeof boundary === "string" ? undefined : this.#boundary(name, context, boundary);
    this.boundaryArn = typeof boundary === "string" ? boundary : boundaryArn(context);

    const roles = specs.map((spec) => {
      const role = this.#role(
        `${name}-${spec.name.slice(context.baseName.length + 1)}`,
        spec,
        args,
        generated,
      );
      return { key: spec.key, name: spec.name, ...role };
    });
    this.names = Object.fromEntries(roles.map((role) => [role.key, role.name]));
    this.arns = Object.fromEntries(
      roles.map(({ key, role, policy }) => [
        key,
        pulumi.all([role.name, policy.name]).apply(() => roleArn(context, rolePath, key)),
      ]),
    );

    const proxy = roles.find(({ key }) => key === "proxy");
    const profile =
      proxy &&
      new aws.iam.InstanceProfile(
        `${name}-proxy-profile`,
        {
          name: proxy.name,
          path: rolePath,
          // An instance that starts may do at once what it must: the role has its policy by then.
          role: pulumi.all([proxy.role.name, proxy.policy.name]).apply(([chosen]) => chosen),
        },
        { parent: this, deleteBeforeReplace: true },
      );
    this.#instanceProfileArn = profile?.name.apply((chosen) =>
      arn(context, "iam", `instance-profile${rolePath}${chosen}`, { region: "" }),
    );
    this.registerOutputs({
      arns: this.arns,
      names: this.names,
      boundaryArn: this.boundaryArn,
      instanceProfileArn: this.#instanceProfileArn,
    });
  }

  /** The instance profile that carries the role `proxy`. @throws RangeError where that role is not among the stack's */
  get instanceProfileArn(): pulumi.Output<string> {
    if (!this.#instanceProfileArn) throw new RangeError("an instance profile needs the role `proxy`");
    return this.#instanceProfileArn;
  }

  #boundary(name: string, context: StackContext, document: object): aws.iam.Policy {
    return new aws.iam.Policy(
      `${name}-boundary`,
      {
        name: boundaryName(context),
        path: BOUNDARY_PATH,
        description: "The most that the roles of this stack can do, whatever is attached to them.",
        policy: JSON.stringify(document),
      },
      // IAM deletes no boundary that a role still has. So another name makes another one first, which the roles move to;
      // another description, which would replace it under the same name, is not worth that.
      { parent: this, ignoreChanges: ["description"] },
    );
  }

  #role(
    child: string,
    spec: RoleSpec,
    { context, rolePath }: IamRolesArgs,
    boundary: aws.iam.Policy | undefined,
  ): { readonly role: aws.iam.Role; readonly policy: aws.iam.RolePolicy } {
    const chosen = { parent: this, deleteBeforeReplace: true };
    const role = new aws.iam.Role(
      child,
      {
        name: spec.name,
        path: rolePath,
        description: spec.why,
        assumeRolePolicy: documentJson(trustDocument(context, spec.trust)),
        permissionsBoundary: this.boundaryArn,
        maxSessionDuration: MAX_SESSION_SECONDS,
      },
      // The boundary is named by its plain ARN, to be known in a preview: the order has to be told.
      { ...chosen, ...(boundary ? { dependsOn: [boundary] } : {}) },
    );
    const policy = new aws.iam.RolePolicy(
      `${child}-${POLICY_NAME}`,
      { name: POLICY_NAME, role: role.name, policy: documentJson(accessDocument(spec)) },
      chosen,
    );
    new aws.iam.RolePoliciesExclusive(
      `${child}-inline-only`,
      { roleName: role.name, policyNames: [policy.name] },
      { parent: this },
    );
    new aws.iam.RolePolicyAttachmentsExclusive(
      `${child}-nothing-attached`,
      { roleName: role.name, policyArns: [] },
      { parent: this },
    );
    return { role, policy };
  }
}

/** Policies under this path are limits: the policy pack reads them as boundaries, and refuses to see one attached. */
const BOUNDARY_PATH = "/boundary/";

const boundaryName = ({ baseName }: StackContext): string => `${baseName}-boundary`;

/** The ARN of the generated boundary, known before it exists. */
export function boundaryArn(context: StackContext): string {
  return arn(context, "iam", `policy${BOUNDARY_PATH}${boundaryName(context)}`, { region: "" });
}
