import { parseArn } from "../analysis/arn";
import { isMap, UNKNOWN, type Value } from "../analysis/unknown";
import { attachesByPath, attachesPolicies, attachmentsOf, pathAttachmentsOf } from "./attachments";
import { carriesDocuments, documentsOf, type IamDocument, isManagedPolicy } from "./iam-documents";
import {
  givesToPrincipals,
  isAnyone,
  isPrincipal,
  type PrincipalKind,
  Principals,
  type Recipient,
} from "./principals";
import { type Stack, type StackResource, textOf } from "./resource";

/** A document of one's own, or a policy of AWS's, that a principal has. */
export type GrantedPolicy =
  | {
      readonly kind: "document";
      /** The resource that has the document. */
      readonly carrier: StackResource;
      readonly document: IamDocument;
    }
  | {
      readonly kind: "managed";
      /** What follows `policy/` in the ARN: `job-function/ViewOnlyAccess`. */
      readonly name: string;
    };

/** What limits a principal, whatever it is granted. */
export type Boundary =
  | { readonly kind: "none" }
  | { readonly kind: "policy"; readonly policy: StackResource; readonly document: Value }
  | { readonly kind: "managed"; readonly name: string }
  /** A policy that the stack does not have. */
  | { readonly kind: "foreign"; readonly arn: string }
  | { readonly kind: "unknown" };

/** A principal, and all that a stack grants it. */
export interface Grantee {
  readonly kind: PrincipalKind;
  readonly name: string | undefined;
  /** The principal itself, where the stack has it. */
  readonly resource: StackResource | undefined;
  /** Where findings about it are reported: on itself, or on the last resource that gives it something. */
  readonly urn: string;
  /** What it has for sure. */
  readonly grants: readonly GrantedPolicy[];
  /** What it may have besides, depending on what is not known. */
  readonly possible: readonly GrantedPolicy[];
  readonly boundary: Boundary;
}

/** Whether resources of this type have a part in who is granted what. */
export const concernsGrants = (type: string): boolean =>
  isPrincipal(type) ||
  givesToPrincipals(type) ||
  isManagedPolicy(type) ||
  (attachesPolicies(type) && carriesDocuments(type)) ||
  attachesByPath(type);

/** How messages name a principal: ``role `reader` ``. */
export const granteeLabel = ({ kind, name, resource }: Grantee): string =>
  name === undefined ? `${kind} of \`${resource?.name ?? "the stack"}\`` : `${kind} \`${name}\``;

/**
 * Joins what a stack grants by principal: documents in the principal, documents of their own, and managed policies by
 * every way to attach one. Principals and policies are found by name, id or ARN where these are known, and by what a
 * property was made from where they are not. A property made from several is certain of none.
 */
export function granteesOf({ resources }: Stack, boundaryPaths: readonly string[]): readonly Grantee[] {
  const principals = new Principals(resources);
  const policies = new Policies(resources);
  const gathered = new Map<string, Gathering>();
  const gatheringOf = (recipient: Recipient): Gathering => {
    const known = gathered.get(recipient.key);
    if (known !== undefined) return known;
    const made: Gathering = { recipient, urn: recipient.resource?.urn ?? "", grants: [], possible: [] };
    gathered.set(recipient.key, made);
    return made;
  };
  for (const principal of principals.all) gatheringOf(principal);
  for (const resource of resources) {
    const given = givenBy(resource, policies, boundaryPaths);
    if (given.length === 0) continue;
    for (const recipient of principals.recipientsOf(resource)) {
      const gathering = gatheringOf(recipient);
      if (gathering.recipient.resource === undefined) gathering.urn = resource.urn;
      for (const { grant, isCertain } of given)
        (isCertain && recipient.isCertain ? gathering.grants : gathering.possible).push(grant);
    }
  }
  const unplaced = [...gathered.values()].filter(({ recipient }) => isAnyone(recipient));
  return [...gathered.values()].map(({ recipient, urn, grants, possible }): Grantee => {
    const others = unplaced.filter(
      (other) => other.recipient.kind === recipient.kind && other.recipient.key !== recipient.key,
    );
    return {
      kind: recipient.kind,
      name: recipient.name,
      resource: recipient.resource,
      urn,
      grants,
      possible: [...possible, ...others.flatMap((other) => other.possible)],
      boundary: policies.boundaryOf(recipient.resource),
    };
  });
}

interface Gathering {
  readonly recipient: Recipient;
  urn: string;
  readonly grants: GrantedPolicy[];
  readonly possible: GrantedPolicy[];
}

interface Given {
  readonly grant: GrantedPolicy;
  readonly isCertain: boolean;
}

/** What a resource gives whomever it names: its own documents, and the policies that it attaches. */
function givenBy(
  resource: StackResource,
  policies: Policies,
  boundaryPaths: readonly string[],
): readonly Given[] {
  const own = (carrier: StackResource, isCertain: boolean): readonly Given[] =>
    documentsOf(carrier, boundaryPaths)
      .filter(({ position }) => position === "grant")
      .map((document): Given => ({ grant: { kind: "document", carrier, document }, isCertain }));
  return [
    ...own(resource, true),
    ...policies.attachedBy(resource).flatMap((attached): readonly Given[] => {
      if (attached.kind === "managed")
        return [{ grant: { kind: "managed", name: attached.name }, isCertain: true }];
      return own(attached.policy, attached.isCertain);
    }),
  ];
}

function grouped<T>(items: readonly T[], keyOf: (item: T) => string): ReadonlyMap<string, readonly T[]> {
  const groups = new Map<string, T[]>();
  for (const item of items) {
    const group = groups.get(keyOf(item));
    if (group === undefined) groups.set(keyOf(item), [item]);
    else group.push(item);
  }
  return groups;
}

type Attached =
  | { readonly kind: "managed"; readonly name: string }
  | { readonly kind: "policy"; readonly policy: StackResource; readonly isCertain: boolean };

/** The customer managed policies of a stack, found by ARN, by path and name, or by what a property was made from. */
class Policies {
  readonly #byArn = new Map<string, StackResource>();
  readonly #byPath = new Map<string, StackResource>();

  constructor(resources: readonly StackResource[]) {
    for (const resource of resources) {
      if (!isManagedPolicy(resource.type)) continue;
      if (resource.id !== undefined) this.#byArn.set(resource.id, resource);
      const name = textOf(resource.inputs["name"] ?? resource.inputs["managedPolicyName"]);
      const path = textOf(resource.inputs["path"]) ?? "/";
      if (typeof name === "string" && path !== UNKNOWN) this.#byPath.set(`${path}${name}`, resource);
    }
  }

  attachedBy(resource: StackResource): readonly Attached[] {
    const byArn = grouped(attachmentsOf(resource), ({ property }) => property);
    const byPath = isManagedPolicy(resource.type) ? [] : pathAttachmentsOf(resource);
    return [
      ...[...byArn].flatMap(([property, attachments]) =>
        this.#resolve(
          resource,
          property,
          attachments.map(({ arn }) => arn),
          (arn) => this.#named(arn),
        ),
      ),
      ...[...grouped(byPath, ({ path }) => path.split(/[.[]/, 1)[0] ?? path)].flatMap(
        ([property, attachments]) =>
          this.#resolve(
            resource,
            property,
            attachments.map(({ policy, policyPath }) =>
              policy === "" || policyPath === UNKNOWN ? UNKNOWN : `${policyPath}${policy}`,
            ),
            (path) => this.#policy(this.#byPath.get(path)),
          ),
      ),
    ];
  }

  boundaryOf(principal: StackResource | undefined): Boundary {
    const property = "permissionsBoundary";
    const value = principal?.inputs[property];
    // Permission sets have an object there, which names a policy of each account.
    if (principal === undefined || value === undefined || value === null || isMap(value))
      return { kind: "none" };
    const text = textOf(value);
    if (text === undefined) return { kind: "none" };
    const [found] = this.#resolve(principal, property, [text], (arn) => this.#named(arn));
    if (found === undefined) return text === UNKNOWN ? { kind: "unknown" } : { kind: "foreign", arn: text };
    if (found.kind === "managed") return found;
    if (!found.isCertain) return { kind: "unknown" };
    const [document] = documentsOf(found.policy, []);
    return document === undefined
      ? { kind: "unknown" }
      : { kind: "policy", policy: found.policy, document: document.value };
  }

  #resolve(
    resource: StackResource,
    property: string,
    values: readonly (string | typeof UNKNOWN)[],
    find: (value: string) => readonly Attached[],
  ): readonly Attached[] {
    const found = values.flatMap((value) => (value === UNKNOWN ? [] : find(value)));
    const hidden = values.filter((value) => value === UNKNOWN).length;
    if (hidden === 0) return found;
    const named = new Set(found.map((attached) => (attached.kind === "policy" ? attached.policy.urn : "")));
    const sources = resource.sourcesOf(property);
    const open = sources.filter(({ type, urn }) => isManagedPolicy(type) && !named.has(urn));
    // As many values as there are policies that they were made from: one each.
    const isCertain = open.length === hidden && sources.every(({ type }) => isManagedPolicy(type));
    return [...found, ...open.map((policy): Attached => ({ kind: "policy", policy, isCertain }))];
  }

  #named(arn: string): readonly Attached[] {
    const known = this.#byArn.get(arn);
    if (known !== undefined) return this.#policy(known);
    try {
      const { service, account, resource } = parseArn(arn);
      if (service !== "iam" || !resource.startsWith("policy/")) return [];
      if (account === "aws") return [{ kind: "managed", name: resource.slice("policy/".length) }];
      return this.#policy(this.#byPath.get(resource.slice("policy".length)));
    } catch {
      // No ARN at all: the provider refuses it.
      return [];
    }
  }

  #policy(policy: StackResource | undefined): readonly Attached[] {
    return policy === undefined ? [] : [{ kind: "policy", policy, isCertain: true }];
  }
}
