/** From a role's specification to the JSON documents that IAM takes. */

import * as pulumi from "@pulumi/pulumi";
import { servicePrincipal } from "../../partitions";
import type { StackContext } from "../stack-context";
import type { RoleSpec, Trust } from "./role-spec";

export interface DocumentStatement {
  readonly Sid?: string;
  readonly Effect: "Allow" | "Deny";
  readonly Principal?: { readonly Service: string } | { readonly Federated: string };
  readonly Action?: readonly string[] | string;
  readonly NotAction?: readonly string[] | string;
  readonly Resource?: readonly pulumi.Input<string>[] | string;
  readonly Condition?: { readonly [operator: string]: { readonly [key: string]: unknown } };
}

/** An IAM policy document; it is plain unless a statement names something that AWS has yet to choose. */
export interface PolicyDocument {
  readonly Version: "2012-10-17";
  readonly Statement: readonly DocumentStatement[];
}

/** What a role may do, as its inline policy says it. */
export function accessDocument({ statements }: RoleSpec): PolicyDocument {
  return {
    Version: "2012-10-17",
    Statement: statements.map(({ sid, actions, resources, conditions }) => ({
      Sid: sid,
      Effect: "Allow",
      Action: actions,
      Resource: resources.map((resource) => (typeof resource === "string" ? resource : resource.arn)),
      ...(conditions ? { Condition: conditions } : {}),
    })),
  };
}

/** Condition operator to condition key to the accepted values, one of which may be the id of an identity pool. */
type TrustConditions<PoolId> = {
  readonly [operator: string]: { readonly [key: string]: string | readonly string[] | PoolId };
};

/**
 * On what condition somebody may assume a role: those of a service that acts for many accounts keep it from acting here for
 * anyone else (the confused deputy). `poolId` stands where the id of the identity pool belongs.
 */
export function trustConditions<PoolId>(
  { accountId, partition }: StackContext,
  trust: Trust,
  poolId: PoolId,
): TrustConditions<PoolId> {
  switch (trust.kind) {
    case "service":
      return {};
    case "service-for-account":
      return {
        StringEquals: { "aws:SourceAccount": accountId },
        ...(trust.sourceArns.length > 0 ? { ArnLike: { "aws:SourceArn": trust.sourceArns } } : {}),
      };
    case "identity-pool":
      return {
        StringEquals: { [`${partition.cognitoIdentity}:aud`]: poolId },
        "ForAnyValue:StringLike": { [`${partition.cognitoIdentity}:amr`]: "authenticated" },
      };
  }
}

/**
 * Who may assume a role. EC2 and Lambda trusts carry no condition: both services assume only roles that were passed to
 * them in the role's own account, and neither documents the condition keys.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/confused-deputy.html
 * https://docs.aws.amazon.com/cognito/latest/developerguide/role-trust-and-permissions.html
 */
export function trustDocument(context: StackContext, trust: Trust): PolicyDocument {
  const { partition } = context;
  const poolId = trust.kind === "identity-pool" ? trust.identityPoolId : "";
  const conditions = trustConditions(context, trust, poolId);
  const who =
    trust.kind === "identity-pool"
      ? { Principal: { Federated: partition.cognitoIdentity }, Action: "sts:AssumeRoleWithWebIdentity" }
      : { Principal: { Service: servicePrincipal(trust.service, partition) }, Action: "sts:AssumeRole" };
  return {
    Version: "2012-10-17",
    Statement: [
      {
        Effect: "Allow",
        ...who,
        ...(Object.keys(conditions).length === 0 ? {} : { Condition: conditions }),
      },
    ],
  };
}

/** The document as IAM takes it; unknown as a whole while one of its parts is. */
export function documentJson(document: PolicyDocument): pulumi.Output<string> {
  return pulumi.jsonStringify(document);
}
