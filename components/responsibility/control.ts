/** One line of the shared-responsibility register, and what shows that it is true. */

import type { StackConfig } from "../../config/stack-config";

/** The five topics of the security page of AWS's solution. */
export type Topic =
  | "shared-responsibility"
  | "iam-roles"
  | "security-groups"
  | "web-console"
  | "proxy-patching";

/** What proves a control; each kind can be looked up in a preview, without an account. */
export type Evidence =
  /** A resource of the stack, by type token and logical name. */
  | { readonly kind: "resource"; readonly type: string; readonly name: string }
  /** An output of the stack. */
  | { readonly kind: "output"; readonly name: string }
  /** A policy of the pack that every deployment passes. */
  | { readonly kind: "policy"; readonly name: string }
  /** A document of the repository: its path, with the anchor of a section where it has one. */
  | { readonly kind: "document"; readonly path: string };

export interface Control {
  /** Unique, stable, in kebab-case. */
  readonly id: string;
  readonly topic: Topic;
  /** What holds, in one sentence. */
  readonly control: string;
  readonly owner: "AWS" | "this stack" | "customer";
  readonly evidence: Evidence;
  /** How often it is done, or looked at. */
  readonly cadence: string;
  /** Only for the customer's controls: why they are still to do, after everything that the stack does. */
  readonly open?: string;
}

/** Logical names that the program gives its components; evidence names their children. */
export interface ComponentNames {
  readonly alerts: string;
  readonly consoleApi: string;
  readonly consoleSite: string;
  readonly flowLogQuestions: string;
  readonly identity: string;
  readonly interfaceHistory: string;
  readonly logArchive: string;
  readonly network: string;
  readonly proxyFleet: string;
  readonly roles: string;
  readonly searchDomain: string;
  readonly securityGroups: string;
  readonly signInAccess: string;
}

/** What the register depends on. */
export interface ResponsibilityFacts {
  readonly config: Omit<StackConfig, "project" | "stack" | "tags" | "zones">;
  readonly names: ComponentNames;
}

/** Whether there is a console that somebody can ask: without a user pool it is a site without an API. */
export const hasConsoleApi = ({ console, userPool }: ResponsibilityFacts["config"]): boolean =>
  console !== undefined && userPool !== undefined;

export const resource = (type: string, name: string): Evidence => ({ kind: "resource", type, name });
export const output = (name: string): Evidence => ({ kind: "output", name });
export const policy = (name: string): Evidence => ({ kind: "policy", name });
export const document = (path: string): Evidence => ({ kind: "document", path });

/** Where the repository explains who owns what. */
export const SHARED_RESPONSIBILITY = "README.md#shared-responsibility";

/** What there is to look evidence up in. */
export interface EvidenceSources {
  readonly resources: readonly { readonly type: string; readonly name: string }[];
  /** Names of the stack's outputs. */
  readonly outputs: readonly string[];
  /** Names of the pack's policies. */
  readonly policies: readonly string[];
  /** Paths, and paths with anchors, of the repository's documents. */
  readonly documents: readonly string[];
}

function exists(evidence: Evidence, { resources, outputs, policies, documents }: EvidenceSources): boolean {
  switch (evidence.kind) {
    case "resource":
      return resources.some(({ type, name }) => type === evidence.type && name === evidence.name);
    case "output":
      return outputs.includes(evidence.name);
    case "policy":
      return policies.includes(evidence.name);
    case "document":
      return documents.includes(evidence.path);
  }
}

/** The controls whose evidence is not there: claims that the stack does not keep. */
export function missingEvidence(register: readonly Control[], sources: EvidenceSources): readonly Control[] {
  return register.filter(({ evidence }) => !exists(evidence, sources));
}
