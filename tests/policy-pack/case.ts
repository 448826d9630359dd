import type { Registered } from "./judging";
import { document, type Written } from "./spellings";

/** A resource of a table: one that no policy reports, or one that some policy does. */
export interface Case extends Registered {
  /** What it is, for people. */
  readonly title: string;
  /** What else is in the stack, where that matters. */
  readonly beside?: readonly Registered[];
}

export const ACCOUNT = "123456789012";
export const REGION = "eu-central-1";

/** The condition that most services' documentation asks for: only on behalf of one's own account. */
export const OWN = { StringEquals: { "aws:SourceAccount": ACCOUNT } };

/** Only on behalf of resources of one's own account, by their ARN. */
export const from = (pattern: string): Written => ({
  StringEquals: { "aws:SourceAccount": ACCOUNT },
  ArnLike: { "aws:SourceArn": pattern },
});

/** What a role may do, as the classic provider gets it: JSON text. */
export const inline = (title: string, ...statements: readonly Written[]): Case => ({
  title,
  type: "aws:iam/rolePolicy:RolePolicy",
  props: { role: "worker", policy: JSON.stringify(document(...statements)) },
});

/** What a role may do, as the native provider gets it: an object. */
export const native = (title: string, ...statements: readonly Written[]): Case => ({
  title,
  type: "aws-native:iam:RolePolicy",
  props: { roleName: "worker", policyName: "work", policyDocument: document(...statements) },
});

/** A role that is only its trust. */
export const role = (title: string, ...statements: readonly Written[]): Case => ({
  title,
  type: "aws:iam/role:Role",
  props: { name: "worker", assumeRolePolicy: JSON.stringify(document(...statements)) },
});

/** A policy of a resource, in the property that its type has for it. */
export const attached = (
  title: string,
  type: string,
  property: string,
  ...statements: readonly Written[]
): Case => ({ title, type, props: { [property]: JSON.stringify(document(...statements)) } });

/** A statement of a resource policy. */
export const lets = (
  Principal: unknown,
  Action: unknown,
  Resource: unknown,
  Condition?: Written,
): Written => ({
  Effect: "Allow",
  Principal,
  Action,
  Resource,
  ...(Condition === undefined ? {} : { Condition }),
});

/** An ARN of one's own account and region. */
export const at = (service: string, resource: string): string =>
  `arn:aws:${service}:${REGION}:${ACCOUNT}:${resource}`;
