/**
 * The part of Automation's schema 0.3 that this stack's documents use.
 * https://docs.aws.amazon.com/systems-manager/latest/userguide/automation-actions.html
 */

interface Step {
  readonly name: string;
  readonly description: string;
  /** A failed critical step makes the whole execution fail, also where `onFailure` goes on to another step. */
  readonly isCritical: true;
  readonly maxAttempts?: number;
  readonly inputs: { readonly [name: string]: unknown };
  readonly onFailure: "Abort" | `step:${string}`;
  readonly onCancel?: `step:${string}`;
  readonly nextStep?: string;
  readonly isEnd?: true;
}

/** It ends, or goes on with `nextStep`; a branch does neither, and always chooses. */
export interface PlainStep extends Step {
  readonly action:
    | "aws:assertAwsResourceProperty"
    | "aws:branch"
    | "aws:executeAutomation"
    | "aws:executeAwsApi"
    | "aws:executeScript"
    | "aws:runCommand"
    | "aws:sleep"
    | "aws:waitForAwsResourceProperty";
  readonly timeoutSeconds: number;
  readonly outputs?: readonly {
    readonly Name: string;
    readonly Selector: string;
    readonly Type: "String" | "StringList";
  }[];
}

/**
 * Runs its steps for each element of a list, at most 100 times, one after the other. How long that takes follows from the
 * steps, so it has no time of its own.
 * https://docs.aws.amazon.com/systems-manager/latest/userguide/automation-action-loop.html
 */
export interface LoopStep extends Step {
  readonly action: "aws:loop";
  readonly inputs: {
    /** A list in double braces. */
    readonly Iterators: string;
    readonly IteratorDataType: "String";
    readonly Steps: readonly PlainStep[];
  };
}

export type AutomationStep = PlainStep | LoopStep;

export interface AutomationDocument<Steps extends AutomationStep = AutomationStep> {
  readonly schemaVersion: "0.3";
  readonly description: string;
  /** The role's ARN, or the parameter that names it. */
  readonly assumeRole: string;
  readonly parameters?: {
    readonly [name: string]: { readonly type: string; readonly description: string };
  };
  readonly mainSteps: readonly Steps[];
}
