import { rules } from "../../policy-pack/policies";
import type { Case } from "./case";
import { type Reported, Session } from "./judging";

/**
 * What is said of a resource in all: some policy reports it, some finds no sense in it, some cannot decide, or none has
 * anything to say.
 */
export type Verdict = "reported" | "unreadable" | "unverified" | "nothing";

/** All policies that are on by default, with their default settings, in one process. */
const pack = new Session(rules.filter(({ enforcementLevel }) => enforcementLevel !== "disabled"));

/** What the policies say of a resource and the stack that it is in. */
export async function judgedByAll(one: Case): Promise<readonly string[]> {
  const stack = [...(one.beside ?? []), one];
  const found: Reported[] = [];
  for (const resource of stack) found.push(...(await pack.analyse(resource)));
  found.push(...(await pack.analyseStack(stack)));
  return found.map(({ message }) => message);
}

const isUnverified = (message: string): boolean => /^(\[[a-z]+\] )?unverified: /.test(message);
const isUnreadable = (message: string): boolean => message.includes(" that cannot be read cannot be shown ");
/** What does nothing grants nothing, and there is a value without sense for everything. */
const isSenseless = (message: string): boolean => message.includes(" [ineffective-statement/");

/** What that comes to, but for what says only that a statement does nothing. */
export async function verdictOfAll(one: Case): Promise<Verdict> {
  const messages = (await judgedByAll(one)).filter((message) => !isSenseless(message));
  if (messages.length === 0) return "nothing";
  if (messages.some(isUnreadable)) return "unreadable";
  return messages.every(isUnverified) ? "unverified" : "reported";
}
