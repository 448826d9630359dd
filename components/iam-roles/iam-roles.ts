import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import type { DeployedRole } from "../../console-api/deployment";
import { arn, type StackContext } from "../stack-context";
import { regionalBoundary } from "./boundary";
import { deployedRoles } from "./deployed";
import { accessDocument, documentJson, trustDocument } from "./documents";
import {
  familyOf,
  type RoleFamily,
  type RoleKey,
  type RoleOptions,
  type RoleSpec,
  roleArn,
} from "./role-spec";
import { roleSpecs } from "./specs";

/** `roles`: which exist; see `requiredRoles`. */
export interface IamRolesArgs extends RoleOptions {
  /** The organisation's own boundary for every role. @default regional boundaries, generated from the roles */
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
  /** The boundary that the roles of each family have; a family without roles has none. */
  readonly boundaryArns: { readonly [family in RoleFamily]?: string };
  /** The roles as the console reviews them: plain. */
  readonly reviewed: readonly DeployedRole[];
  readonly #instanceProfileArn: pulumi.Output<string> | undefined;

  constructor(name: string, args: IamRolesArgs, opts?: pulumi.ComponentResourceOptions) {
    super("centralized-logging:index:IamRoles", name, {}, opts);
    const { context, rolePath, permissionsBoundaryArn } = args;
    const specs = roleSpecs(args.roles, args);
    const boundaries: { [family in RoleFamily]?: Boundary } = {};
    for (const family of FAMILIES) {
      const members = specs.filter(({ key }) => familyOf(key) === family);
      if (members.length === 0) continue;
      boundaries[family] =
        permissionsBoundaryArn === undefined
          ? this.#boundary(name, context, family, regionalBoundary(members, context))
          : { arn: permissionsBoundaryArn };
    }
    this.boundaryArns = Object.fromEntries(
      Object.entries(boundaries).map(([family, { arn: boundary }]) => [family, boundary]),
    );
    this.reviewed = deployedRoles(specs, args, (key) => this.boundaryArns[familyOf(key)]);

    const roles = specs.map((spec) => {
      const role = this.#role(
        `${name}-${spec.name.slice(context.baseName.length + 1)}`,
        spec,
        args,
        boundaries[familyOf(spec.key)],
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
      boundaryArns: this.boundaryArns,
      instanceProfileArn: this.#instanceProfileArn,
    });
  }

  /** The instance profile that carries the role `proxy`. @throws RangeError where that role is not among the stack's */
  get instanceProfileArn(): pulumi.Output<string> {
    if (!this.#instanceProfileArn) throw new RangeError("an instance profile needs the role `proxy`");
    return this.#instanceProfileArn;
  }

  #boundary(name: string, context: StackContext, family: RoleFamily, document: object): Boundary {
    const suffix = BOUNDARY_SUFFIXES[family];
    const policy = new aws.iam.Policy(
      `${name}-${suffix}`,
      {
        name: `${context.baseName}-${suffix}`,
        path: BOUNDARY_PATH,
        description: BOUNDARY_DESCRIPTIONS[family],
        policy: JSON.stringify(document),
      },
      // IAM deletes no boundary that a role still has. So another name makes another one first, which the roles move to;
      // another description, which would replace it under the same name, is not worth that.
      { parent: this, ignoreChanges: ["description"] },
    );
    return { arn: boundaryArn(context, family), policy };
  }

  #role(
    child: string,
    spec: RoleSpec,
    { context, rolePath }: IamRolesArgs,
    boundary: Boundary | undefined,
  ): { readonly role: aws.iam.Role; readonly policy: aws.iam.RolePolicy } {
    const chosen = { parent: this, deleteBeforeReplace: true };
    const role = new aws.iam.Role(
      child,
      {
        name: spec.name,
        path: rolePath,
        description: spec.why,
        assumeRolePolicy: documentJson(trustDocument(context, spec.trust)),
        ...(boundary ? { permissionsBoundary: boundary.arn } : {}),
        maxSessionDuration: MAX_SESSION_SECONDS,
      },
      // The boundary is named by its plain ARN, to be known in a preview: the order has to be told.
      { ...chosen, ...(boundary?.policy ? { dependsOn: [boundary.policy] } : {}) },
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

/** Last parts of the boundaries' names. */
const BOUNDARY_SUFFIXES: { readonly [family in RoleFamily]: string } = {
  console: "console-boundary",
  fleet: "boundary",
};

const BOUNDARY_DESCRIPTIONS: { readonly [family in RoleFamily]: string } = {
  console: "The most that the console's roles of this stack can do, whatever is attached to them.",
  fleet: "The most that the roles of this stack can do, whatever is attached to them.",
};

const FAMILIES: readonly RoleFamily[] = ["fleet", "console"];

/** A boundary, and its policy where the stack makes it. */
interface Boundary {
  readonly arn: string;
  readonly policy?: aws.iam.Policy;
}

/** The ARN of a generated boundary, known before it exists. */
export function boundaryArn(context: StackContext, family: RoleFamily): string {
  const name = `${context.baseName}-${BOUNDARY_SUFFIXES[family]}`;
  return arn(context, "iam", `policy${BOUNDARY_PATH}${name}`, { region: "" });
}
