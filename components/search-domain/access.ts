/** Who may talk to the domain: its resource policy, and what signs people in behind it. */

import type * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import type { SignInConfig } from "../../config/stack-config";
import { arn, type StackContext } from "../stack-context";

/** What reads and searches; a search is a POST. */
const READ = ["es:ESHttpGet", "es:ESHttpHead", "es:ESHttpPost"];

/** All HTTP methods. No `es:*`, which would hold the domain's configuration as well. */
const HTTP = [...READ, "es:ESHttpDelete", "es:ESHttpPatch", "es:ESHttpPut"];

/**
 * The resource policy. With Cognito every request is signed by one of two roles and nobody else passes; the policy grants
 * by itself inside the account, so the readers' statement is as narrow as their role. With SAML or the internal user
 * database requests carry no signature at all, and naming a role would lock everybody out (OpenSearch Service developer
 * guide, "Fine-grained access control", recommended configurations): there the security group lets only proxies in, and
 * fine-grained access control authenticates each request.
 */
export function accessPolicy(
  domainArn: string,
  signIn: SignInConfig["kind"],
  roles: {
    readonly adminRoleArn: pulumi.Input<string> | undefined;
    readonly readerRoleArn: pulumi.Input<string> | undefined;
  },
): pulumi.Output<string> {
  const allow = (Sid: string, principal: pulumi.Input<string> | undefined, Action: string[]) =>
    principal === undefined
      ? []
      : [
          {
            Sid,
            Effect: "Allow" as const,
            Principal: { AWS: principal },
            Action,
            Resource: `${domainArn}/*`,
          },
        ];
  const document: aws.iam.PolicyDocument = {
    Version: "2012-10-17",
    Statement:
      signIn === "cognito"
        ? [
            ...allow("SignedByAdministrators", roles.adminRoleArn, HTTP),
            ...allow("SignedByReaders", roles.readerRoleArn, READ),
          ]
        : allow("AuthenticatedInsideTheVpc", "*", HTTP),
  };
  return pulumi.jsonStringify(document);
}

/**
 * Fine-grained access control and its master user: with Cognito the administrators' role; with SAML, where the identity
 * provider's backend role administers, the account's root user, which no workload can be; else the one named user.
 */
export function advancedSecurity(
  context: StackContext,
  signIn: SignInConfig,
  adminRoleArn: pulumi.Input<string> | undefined,
): aws.types.input.opensearch.DomainAdvancedSecurityOptions {
  const common = { enabled: true, anonymousAuthEnabled: false };
  switch (signIn.kind) {
    case "cognito":
    case "saml":
      return {
        ...common,
        internalUserDatabaseEnabled: false,
        masterUserOptions: { masterUserArn: adminRoleArn ?? arn(context, "iam", "root", { region: "" }) },
      };
    case "internal":
      return {
        ...common,
        internalUserDatabaseEnabled: true,
        masterUserOptions: { masterUserName: signIn.adminName, masterUserPassword: signIn.adminPassword },
      };
  }
}
