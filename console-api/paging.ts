/**
 * Pages of an answer. A cursor is opaque to callers, belongs to one question, and says after what the next page begins.
 * It grants nothing, so it holds no secret: its digest finds those that were cut, mixed up or altered, and who computes a
 * new one gets a place in a list that he may read anyway.
 */

import { createHash } from "node:crypto";
import { Refusal } from "./failures";

const digest = (question: string, place: string): string =>
  createHash("sha256").update(`${question}\n${place}`).digest("base64url").slice(0, 22);

/** The cursor of a place (plain JSON) in the answer to `question`, which names the field and what was asked of it. */
export function cursorOf(question: string, place: unknown): string {
  const text = Buffer.from(JSON.stringify(place)).toString("base64url");
  return `${text}.${digest(question, text)}`;
}

const refusal = (): Refusal => new Refusal("BadRequest", "`after` is no cursor of this question");

/**
 * The place that a cursor of `question` stands for.
 * @throws Refusal `BadRequest` for anything else than what `cursorOf` gave for the same question
 */
export function placeOf(question: string, cursor: string): unknown {
  const [text = "", sum, ...more] = cursor.split(".");
  if (more.length > 0 || sum !== digest(question, text)) throw refusal();
  try {
    return JSON.parse(Buffer.from(text, "base64url").toString("utf8"));
  } catch {
    throw refusal();
  }
}

/** A page, and the cursor of the next one; `null` on the last. */
export interface Page<T> {
  readonly items: readonly T[];
  readonly next: string | null;
}

/**
 * A page of a list that is the same whenever the question is asked.
 * @throws Refusal `BadRequest` for a cursor that is not of this question
 */
export function pageOf<T>(
  question: string,
  all: readonly T[],
  first: number,
  after: string | null | undefined,
): Page<T> {
  const start = after === undefined || after === null ? 0 : placeOf(question, after);
  if (!(Number.isSafeInteger(start) && Number(start) >= 0)) throw refusal();
  const end = Number(start) + first;
  return {
    items: all.slice(Number(start), end),
    next: end < all.length ? cursorOf(question, end) : null,
  };
}
