/** What every part of the text rendering is given, and how it says which resource it means. */

import picocolors from "picocolors";
import type { Plan } from "../plan";
import { parseUrn, STACK_TYPE } from "../urn";
import { printable, wrap } from "./layout";
import { shortType } from "./tree";

export interface TextOptions {
  readonly color: boolean;
  /** Lists every resource, where otherwise many of one type share a line, and full URNs. */
  readonly verbose: boolean;
  /** Columns. */
  readonly width: number;
}

export interface Page {
  readonly colors: ReturnType<typeof picocolors.createColors>;
  readonly options: TextOptions;
  readonly plan: Plan;
}

export const pageOf = (plan: Plan, options: TextOptions): Page => ({
  plan,
  options,
  colors: picocolors.createColors(options.color),
});

export const title = ({ colors }: Page, text: string): string => colors.bold(text);

/** A resource as a person calls it, and where it stands; its URN where everything is asked for. */
export function resourceText({ plan, options, colors }: Page, urn: string): string {
  if (options.verbose) return colors.cyan(printable(urn));
  const resource = plan.resources.find((candidate) => candidate.urn === urn);
  const { type, name } = resource ?? parseUrn(urn);
  if (type === STACK_TYPE) return colors.cyan("the stack as a whole");
  const parent = plan.resources.find((candidate) => candidate.urn === resource?.parent);
  const where = parent && parent.type !== STACK_TYPE ? colors.dim(` in ${printable(parent.name)}`) : "";
  return `${colors.cyan(`${shortType(type)} ${printable(name)}`)}${where}`;
}

/**
 * A paragraph, broken at the width and indented.
 *
 * @param indent columns before each line; before the first one stands `mark`, which fills them
 * @param paint what colours a line, after it was measured
 */
export function paragraph(
  { options }: Page,
  indent: number,
  text: string,
  { mark = " ".repeat(indent), paint = (line: string) => line } = {},
): readonly string[] {
  const lines = wrap(printable(text), options.width - indent);
  return lines.map((line, at) => `${at === 0 ? mark : " ".repeat(indent)}${paint(line)}`);
}

/** The first items of a list, all of them where everything is asked for, and how many more there are. */
export function firstOf<T>(
  { options, colors }: Page,
  list: readonly T[],
  most: number,
  shown: (item: T) => readonly string[],
): readonly string[] {
  const first = options.verbose ? list : list.slice(0, most);
  const rest = list.length - first.length;
  return [
    ...first.flatMap(shown),
    ...(rest > 0 ? [`  ${colors.dim(`… and ${rest} more; --verbose shows them`)}`] : []),
  ];
}
