/** From a role's specification to the JSON documents that IAM takes. */

import * as pulumi from "@pulumi/pulumi";
import { servicePrincipal } from "../../partitions";
import type { StackContext } from "../stack-context";
import type { Conditions, RoleSpec, Trust } from "./role-spec";

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

/** Conditions that keep a service from acting here for anyone else (the confused deputy). */
function deputyConditions(context: StackContext, sourceArns: readonly string[]): Conditions {
  return {
    StringEquals: { "aws:SourceAccount": context.accountId },
    ...(sourceArns.length > 0 ? { ArnLike: { "aws:SourceArn": sourceArns } } : {}),
  };
}

/**
 * Who may assume a role. EC2 and Lambda trusts carry no condition: both services assume only roles that were passed to
 * them in the role's own account, and neither documents the condition keys.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/confused-deputy.html
 * https://docs.aws.amazon.com/cognito/latest/developerguide/role-trust-and-permissions.html
 */
export function trustDocument(context: StackContext, trust: Trust): PolicyDocument {
  const { partition } = context;
  const statement = (): DocumentStatement => {
    switch (trust.kind) {
      case "service":
        return {
          Effect: "Allow",
          Principal: { Service: servicePrincipal(trust.service, partition) },
          Action: "sts:AssumeRole",
        };
      case "service-for-account":
        return {
          Effect: "Allow",
          Principal: { Service: servicePrincipal(trust.service, partition) },
          Action: "sts:AssumeRole",
          Condition: deputyConditions(context, trust.sourceArns),
        };
      case "identity-pool":
        return {
          Effect: "Allow",
          Principal: { Federated: partition.cognitoIdentity },
          Action: "sts:AssumeRoleWithWebIdentity",
          Condition: {
            StringEquals: { [`${partition.cognitoIdentity}:aud`]: trust.identityPoolId },
            "ForAnyValue:StringLike": { [`${partition.cognitoIdentity}:amr`]: "authenticated" },
          },
        };
    }
  };
  return { Version: "2012-10-17", Statement: [statement()] };
}

/** The document as IAM takes it; unknown as a whole while one of its parts is. */
export function documentJson(document: PolicyDocument): pulumi.Output<string> {
  return pulumi.jsonStringify(document);
}
