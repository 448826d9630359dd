import type { KnownFinding } from "../analysis/known-findings";
import type { Standing, Waiver } from "../analysis/waivers";

/** Where a waiver stands: in the organisation's configuration of the pack, or in the stack's own configuration. */
export type WaiverSource = "organisation" | "stack";

/** A waiver that concerns a stack, and what became of it there. */
export interface WaiverUse {
  readonly waiver: Waiver;
  readonly source: WaiverSource;
  /** Its place: `waivers[2]`. */
  readonly path: string;
  readonly standing: Standing;
  /** Days until the last one on which it holds; negative once that is past. */
  readonly daysLeft: number;
  /** Whether some finding was waived by it. */
  readonly isUsed: boolean;
}

/** What is to be said of the waivers of one stack. */
export interface StackWaivers {
  readonly mistakes: readonly string[];
  readonly uses: readonly WaiverUse[];
  /** What became of the baseline's entries for the stack. */
  readonly baseline: {
    readonly entries: number;
    /** Those that nothing needs any more. */
    readonly resolved: readonly KnownFinding[];
  };
  /**
   * `unread` where stacks may have waivers of their own, and the engine does not say what their configuration is;
   * `refused` where a stack has some and may not.
   */
  readonly ofStack: "none" | "read" | "unread" | "refused";
}
