import * as pulumi from "@pulumi/pulumi";

/** One thing that is wrong with a stack's configuration. */
export interface Mistake {
  /** What the operator must change: a setting, an element of one (`availabilityZones[1]`), `aws:region`, `stack name`. */
  readonly key: string;
  /** The offending value in backticks, and what is accepted; one line, no full stop. */
  readonly problem: string;
}

/**
 * All mistakes of a stack's configuration, one a line. The Node.js runner prints the message of a `RunError` without a
 * stack trace, which would only tell the operator about our code.
 */
export class ConfigurationError extends pulumi.RunError {
  readonly mistakes: readonly Mistake[];

  constructor(stack: string, mistakes: readonly Mistake[]) {
    const count = mistakes.length === 1 ? "1 mistake" : `${mistakes.length} mistakes`;
    const lines = mistakes.map(({ key, problem }) => `  ${oneLine(key)}: ${oneLine(problem)}`);
    super([`configuration of stack \`${stack}\` has ${count}`, ...lines].join("\n"));
    this.name = "ConfigurationError";
    this.mistakes = mistakes;
  }
}

/** A value may hold line breaks: none may pass for a line of ours, or for a command of a build log. */
const oneLine = (text: string): string =>
  text.replace(/\p{Cc}/gu, (control) => `\\u${control.charCodeAt(0).toString(16).padStart(4, "0")}`);

/** `a`, `b` or `c`, each in backticks. */
export function alternatives(values: readonly (string | number)[]): string {
  const quoted = values.map((value) => `\`${value}\``);
  return quoted.length < 2 ? quoted.join("") : `${quoted.slice(0, -1).join(", ")} or ${quoted.at(-1)}`;
}
