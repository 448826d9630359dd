import type { EnforcementLevel, PolicyConfigSchema, Severity } from "@pulumi/policy";
import type { Finding } from "../analysis/findings";
import type { Resource, Stack } from "./resource";

/** The settings of a rule as an organisation gave them; what is absent takes the schema's default. */
export type Settings = { readonly [name: string]: unknown };

/** The JSON schema of one setting; its `default` is what the rule uses when nothing is configured. */
export type SettingSchema = NonNullable<PolicyConfigSchema["properties"]>[string] & {
  readonly description: string;
};

/** What resources have in common, like the id of their group; undefined for those without. */
export type KeyOf = (resource: Resource) => string | undefined;

/** The resources with a key, among those that were judged before. `keyOf` is the same function every time. */
export type Earlier = (keyOf: KeyOf, key: string) => Iterable<Resource>;

/**
 * A policy of the pack: metadata, and functions from facts to findings. A rule never reports, throws or reads raw
 * properties; `enforcement.ts` does that for all of them.
 */
export interface Rule {
  /** The policy's name, which is the file's. */
  readonly name: string;
  readonly displayName: string;
  /** One short sentence; the engine prints it above every message. */
  readonly description: string;
  readonly enforcementLevel: EnforcementLevel;
  readonly severity: Severity;
  readonly tags: readonly string[];
  readonly remediationSteps: string;
  readonly settings: { readonly [name: string]: SettingSchema };
  /** Whether the rule has anything to say about resources of this type; asked before properties are read. */
  readonly appliesTo: (type: string) => boolean;
  /**
   * Judges one resource by its inputs, before it is created or changed.
   *
   * @param earlier finds, in an update, resources of the stack that were judged before this one: what they and this one
   * make together can still be stopped. In a preview, `judgeStack` sees to that.
   */
  readonly judge: (resource: Resource, settings: Settings, earlier: Earlier) => readonly Finding[];
  /** Judges what only several resources of a stack make together; says nothing that `judge` said of one of them. */
  readonly judgeStack?: (stack: Stack, settings: Settings) => readonly Finding[];
}
