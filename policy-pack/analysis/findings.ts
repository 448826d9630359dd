import { fingerprint, type NormalForm } from "./fingerprint";

/** What a policy has to say about one resource. */
export interface Finding {
  /**
   * `violation`: what is known proves it. `unverified`: some value of what is unknown would make it one, and some would
   * not.
   */
  readonly kind: "violation" | "unverified";
  /** What is wrong: where (JSON path) and the offending value. */
  readonly what: string;
  /** Why it matters, in one clause. */
  readonly why: string;
  /** What to write instead. */
  readonly fix: string;
  /** The meaning of the finding, from which its fingerprint is made. */
  readonly meaning: NormalForm;
  /** Set where it is an advisory whatever the policy's level: evidence of a weaker kind. */
  readonly level?: "advisory";
  /** The resource it is reported on, where that is not the judged one. */
  readonly urn?: string;
}

/** The finding that a property's unknown parts leave open whether `would` comes true: "let anyone in". */
export const undecided = (subject: string, path: string, would: string): Finding => ({
  kind: "unverified",
  what: `${subject}: ${quote(path)} is not fully known yet`,
  why: `some of its possible values ${would}`,
  fix: "it is judged again before the resource is created or changed",
  meaning: { kind: "undecided", path },
});

/** Longest message, so that a report of many stays readable; the engine's console does not fold lines. */
export const MESSAGE_LIMIT = 500;

/** What of the finding's subject is kept in any case. */
const SUBJECT_LIMIT = 120;

/** The one line that is reported for a finding of a policy. It always ends with `[policy/fingerprint]`. */
export function messageOf(policy: string, finding: Finding): string {
  const tag = ` [${policy}/${fingerprint(finding.meaning)}]`;
  const prefix = finding.kind === "unverified" ? "unverified: " : "";
  const limit = MESSAGE_LIMIT - tag.length;
  // What was written may be long; what to do about it is what the reader came for.
  const advice = `; ${finding.why}; ${finding.fix}`;
  const what = shorten(`${prefix}${finding.what}`, Math.max(limit - advice.length, SUBJECT_LIMIT));
  return shorten(oneLine(what + advice), limit) + tag;
}

/**
 * Values come from programs: a line break, an escape sequence, or letters that turn the direction of writing must not
 * forge other output. Halves of a surrogate pair are no text, and cannot be sent.
 */
const oneLine = (text: string): string => text.replace(/[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/gu, " ");

/** The text, cut to at most `limit` characters with an ellipsis; never between the halves of one letter. */
export function shorten(text: string, limit: number): string {
  return text.length <= limit
    ? text
    : `${text
        .slice(0, limit - 1)
        .replace(/[\uD800-\uDBFF]$/, "")
        .trimEnd()}…`;
}

/** A value as it is quoted in a message: in backticks, cut to 60 characters. */
export const quote = (text: string): string => `\`${shorten(text, 60)}\``;

/** `a`, `a and b`, `a, b and c`, `a, b, c and 4 more`. */
export function list(items: readonly string[], most = 3): string {
  const shown = items.length > most + 1 ? [...items.slice(0, most), `${items.length - most} more`] : items;
  return shown.length < 2 ? shown.join("") : `${shown.slice(0, -1).join(", ")} and ${shown.at(-1)}`;
}
