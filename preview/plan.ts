/**
 * The preview's result, as `--format json` prints it and the renderers read it. `plan.schema.json` says the same for
 * other tools; fields may be added, never changed.
 */

/** A value of the plan. Unknown, secret and asset are marked objects with exactly one key. */
export type PlanValue =
  | null
  | boolean
  | number
  | string
  | readonly PlanValue[]
  | { readonly [key: string]: PlanValue };

/** Not known before the update: only a provider could tell. */
export const UNKNOWN_MARK = "$unknown";
/** A secret; its value never enters the plan. */
export const SECRET_MARK = "$secret";
/** An asset or archive, named by the SHA-256 of its content. */
export const ASSET_MARK = "$asset";

export type PlanProperties = { readonly [key: string]: PlanValue };

export interface PlanResource {
  readonly urn: string;
  readonly type: string;
  readonly name: string;
  /** The parent's URN; `""` for the stack itself. */
  readonly parent: string;
  /** Whether a provider manages it: false for components and the stack. */
  readonly custom: boolean;
  /** The (materialised) id, `""` where the resource has none or it is unknown. */
  readonly id: string;
  readonly inputs: PlanProperties;
  readonly outputs: PlanProperties;
  readonly dependencies: readonly string[];
  readonly propertyDependencies: { readonly [property: string]: readonly string[] };
  /** Resource options that were given or inherited: protect, provider, aliases, deleteBeforeReplace and the like. */
  readonly options: PlanProperties;
  /** Paths of outputs (`arn`, `endpoint`) that are the preview's own stand-ins for values that AWS will choose. */
  readonly materialised: readonly string[];
  /** Where the program registered it; absent where that is not in the project's own files. */
  readonly position?: PlanPosition;
}

/** A place in a file of the project. */
export interface PlanPosition {
  /** Relative to the project's directory, with `/`. */
  readonly file: string;
  /** From 1. */
  readonly line: number;
  readonly column: number;
}

export type EnforcementLevel = "advisory" | "mandatory" | "remediate" | "disabled";
export type Severity = "low" | "medium" | "high" | "critical";

export interface PlanViolation {
  readonly policyPack: string;
  readonly policy: string;
  readonly enforcementLevel: EnforcementLevel;
  /** `""` where the policy declares none. */
  readonly severity: Severity | "";
  /** The offending resource; the stack's URN for findings about the stack as a whole. */
  readonly urn: string;
  readonly message: string;
  /** What waivers name; `""` for packs whose messages do not end with `[policy/fingerprint]`. */
  readonly fingerprint: string;
  /** Whether it was found only because of values that were materialised: the finding rests on a stand-in. */
  readonly materialised: boolean;
  /** With a baseline: whether that lets it pass. */
  readonly baselined?: boolean;
}

/** Whether a violation rejects the plan: it must hold, and no baseline lets it pass. */
export const rejects = ({ enforcementLevel, baselined }: PlanViolation): boolean =>
  enforcementLevel !== "advisory" && baselined !== true;

/** Where a violation stands among others: what must hold comes first, what a baseline lets pass last. */
export const rankOf = ({ enforcementLevel, baselined }: PlanViolation): number =>
  baselined === true ? 2 : enforcementLevel === "advisory" ? 1 : 0;

/** A violation that a baseline lets pass. */
export interface PlanBaselineEntry {
  readonly policyPack: string;
  readonly policy: string;
  readonly urn: string;
  /** `""` for packs without fingerprints; then the message identifies the finding. */
  readonly fingerprint: string;
  readonly enforcementLevel: "advisory" | "mandatory";
  readonly message: string;
}

/** What became of the baseline's entries for this stack, as far as their policies judged it. */
export interface PlanBaseline {
  readonly entries: number;
  /** Those that nothing needs any more: to be removed from the baseline. */
  readonly resolved: readonly PlanBaselineEntry[];
  /** Those whose policy could not decide this time, because a value of the resource is unknown. */
  readonly undecided: readonly PlanBaselineEntry[];
}

/** A pack that judged the plan. */
export interface PlanPolicyPack {
  readonly name: string;
  /** All that it has, those included that are switched off. */
  readonly policies: readonly PlanPolicy[];
}

export interface PlanPolicy {
  readonly name: string;
  readonly enforcementLevel: EnforcementLevel;
}

/** Something that a policy could not decide because a value is unknown. */
export interface PlanUnverified {
  readonly policyPack: string;
  readonly policy: string;
  readonly urn: string;
  readonly message: string;
}

/** A component whose children only its own provider can create. */
export interface PlanOpaque {
  readonly urn: string;
  readonly type: string;
}

export interface PlanSummary {
  readonly resources: number;
  /** Violations that a baseline lets pass count as `baselined` only. */
  readonly mandatory: number;
  readonly advisory: number;
  readonly baselined?: number;
  readonly unverified: number;
  readonly opaque: number;
  readonly durationMs: number;
}

/** Where the resources come from: a program that was previewed, or the state of a stack that exists. */
export type PlanSource = "program" | "state";

export interface Plan {
  /** Version of this format. */
  readonly version: 1;
  readonly project: string;
  readonly stack: string;
  /** Absent in plans of older previews, which are of programs. */
  readonly source?: PlanSource;
  /** Absent in plans of older previews. */
  readonly policyPacks?: readonly PlanPolicyPack[];
  /** In registration order; the stack, providers and components included. */
  readonly resources: readonly PlanResource[];
  readonly violations: readonly PlanViolation[];
  readonly unverified: readonly PlanUnverified[];
  readonly opaque: readonly PlanOpaque[];
  readonly summary: PlanSummary;
  readonly baseline?: PlanBaseline;
}
