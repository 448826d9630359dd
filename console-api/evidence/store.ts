/** What evidence needs of a store of flow logs. */

import type { Surroundings } from "../surroundings";
import type { Records } from "./conversations";
import type { Period } from "./period";

/** How far a question has come. */
export type Progress =
  | { readonly state: "RUNNING"; readonly period: Period }
  /** `failure`: for the reader, without internals. */
  | { readonly state: "FAILED"; readonly period: Period; readonly failure: string }
  /** `read` may be called later than the question was asked, with surroundings of its own. */
  | {
      readonly state: "READY";
      readonly period: Period;
      readonly read: (around: Surroundings) => Promise<Records>;
    };

export interface FlowLogQuestions {
  /** Starts the question and returns its id. */
  readonly start: (around: Surroundings, period: Period) => Promise<string>;
  /** How far it has come; `undefined` where the id is not of a question that this console asks. */
  readonly poll: (around: Surroundings, id: string) => Promise<Progress | undefined>;
}

/** Both stores name a question by a UUID. */
export const isQuestionId = (id: string): boolean =>
  /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/.test(id);

/** Logs what a store said of a failure, which is not for callers. */
export function logFailure(store: string, id: string, said: unknown): void {
  console.warn(JSON.stringify({ store, id, said: String(said) }));
}
