import { type Segment, Simulation, segmentsOf } from "./pattern-simulation";

/**
 * The language of IAM's wildcard patterns: `*` stands for any text, `?` for any one character, everything else for
 * itself. Callers fold case where IAM does (actions). Every answer is exact over the alphabet of all characters; no
 * regular expressions, no backtracking.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_resource.html
 */

const STAR = 42;
const QUESTION_MARK = 63;

/** How many UTF-16 units a character takes. */
const unitsOf = (letter: number): number => (letter > 0xffff ? 2 : 1);

/** Whether the text, character for character, matches; `*` and `?` in the text are plain characters. */
export function matches(pattern: string, text: string): boolean {
  // The latest `*` may take in more; an earlier one never needs to.
  let star = -1;
  let retry = 0;
  let at = 0;
  let next = 0;
  for (let read = text.codePointAt(next); read !== undefined; read = text.codePointAt(next)) {
    const letter = pattern.codePointAt(at);
    if (letter === STAR) {
      star = at;
      retry = next;
      at += 1;
    } else if (letter !== undefined && (letter === QUESTION_MARK || letter === read)) {
      at += unitsOf(letter);
      next += unitsOf(read);
    } else if (star >= 0) {
      at = star + 1;
      retry += unitsOf(text.codePointAt(retry) ?? 0);
      next = retry;
    } else return false;
  }
  while (pattern.codePointAt(at) === STAR) at += 1;
  return at === pattern.length;
}

/** `covers(a, b)` iff every text that matches `b` matches `a`. */
export function covers(pattern: string, other: string): boolean {
  if (pattern === other) return true;
  // What all texts of `pattern` begin with, all texts of `other` must; most pairs end here.
  const end = literalLength(pattern);
  for (let at = 0; at < end; at += 1) if (pattern[at] !== other[at]) return false;
  if (end === pattern.length) return false;
  // Likewise what they all end with.
  if (!endsLike(pattern, other)) return false;
  // A character of two units may begin in one pattern where the other has a broken one.
  const isWhole = (other.codePointAt(end - 1) ?? 0) <= 0xffff;
  if (end === pattern.length - 1 && pattern[end] === "*" && isWhole) return true;
  // Where wildcards of `other` stand for letters that `pattern` does not name, its literals are all that is left for
  // those of `pattern`.
  if (!prepared(pattern).literals.every((literal) => other.includes(literal))) return false;
  return counterexample(pattern, other) === undefined;
}

/** Whether more than one text may match. */
export const hasWildcard = (pattern: string): boolean => pattern.includes("*") || pattern.includes("?");

/** What every text that matches begins with: the pattern up to its first wildcard. */
export const literalPrefix = (pattern: string): string => pattern.slice(0, literalLength(pattern));

function literalLength(pattern: string): number {
  let end = 0;
  while (end < pattern.length && pattern[end] !== "*" && pattern[end] !== "?") end += 1;
  return end;
}

/** Whether every text of `other` ends with what follows the last wildcard of `pattern`. */
function endsLike(pattern: string, other: string): boolean {
  for (let back = 1; back <= pattern.length; back += 1) {
    const letter = pattern[pattern.length - back];
    if (letter === "*" || letter === "?") return true;
    if (letter !== other[other.length - back]) return false;
  }
  return true;
}

/** What stands between the wildcards of a pattern, the longest first: all of it is in every text that matches. */
export const literalsOf = (pattern: string): readonly string[] =>
  [...new Set(pattern.replaceAll("?", "*").split("*"))]
    .filter((literal) => literal !== "")
    .sort((a, b) => b.length - a.length);

/** `equivalent(a, b)` iff the same texts match both. */
export function equivalent(pattern: string, other: string): boolean {
  return covers(pattern, other) && covers(other, pattern);
}

/** A text that matches `other` and not `pattern`: why `covers(pattern, other)` is false. Undefined iff it is true. */
export function counterexample(pattern: string, other: string): string | undefined {
  if (!hasWildcard(other)) return matches(pattern, other) ? undefined : other;
  // INVARIANT: it is enough to try texts in which every wildcard of `other` became a letter that `pattern` does not
  // name. Only a wildcard of `pattern` can match that letter, and it would match any other letter in its place.
  const { segments, letter } = prepared(pattern);
  return new Simulation(segments, letter).counterexample([...other]);
}

/** A pattern taken apart, with a letter that it does not name. */
interface Prepared {
  /** What stands between wildcards, the longest first. */
  readonly literals: readonly string[];
  readonly segments: readonly Segment[];
  readonly letter: string;
}

/** The patterns of a document are each asked about dozens of actions or kinds, one after another. */
const MOST_PREPARED = 4_096;
const preparedPatterns = new Map<string, Prepared>();

function prepared(pattern: string): Prepared {
  const known = preparedPatterns.get(pattern);
  if (known !== undefined) return known;
  const made = {
    literals: literalsOf(pattern),
    segments: segmentsOf(pattern),
    letter: letterOutside(pattern),
  };
  if (preparedPatterns.size >= MOST_PREPARED) preparedPatterns.clear();
  preparedPatterns.set(pattern, made);
  return made;
}

/** `overlaps(a, b)` iff some text matches both. */
export function overlaps(pattern: string, other: string): boolean {
  // Two literal beginnings, or ends, that differ keep most pairs apart.
  const beginning = Math.min(literalLength(pattern), literalLength(other));
  for (let at = 0; at < beginning; at += 1) if (pattern[at] !== other[at]) return false;
  for (let back = 1; back <= Math.min(pattern.length, other.length); back += 1) {
    const [one, two] = [pattern[pattern.length - back], other[other.length - back]];
    if (one === "*" || one === "?" || two === "*" || two === "?") break;
    if (one !== two) return false;
  }
  if (!hasWildcard(pattern)) return matches(other, pattern);
  if (!hasWildcard(other)) return matches(pattern, other);
  return witness(pattern, other) !== undefined;
}

/** A text that matches every one of one or two patterns, or undefined if there is none. */
export function witness(pattern: string, other = "*"): string | undefined {
  const a = [...pattern];
  const b = [...other];
  // reached[i * width + j]: a text exists that leads to a[i..] and b[j..] at once, and how it got there.
  const width = b.length + 1;
  const reached = new Uint8Array((a.length + 1) * width);
  const [START, SKIP_A, SKIP_B, BOTH, STAY_A, STAY_B] = [1, 2, 3, 4, 5, 6] as const;
  reached[0] = START;
  const arrive = (i: number, j: number, how: number): void => {
    const at = i * width + j;
    if (reached[at] === 0) reached[at] = how;
  };
  // Every step leads down or to the right, so that one pass in this order reaches everything.
  for (let i = 0; i <= a.length; i += 1) {
    for (let j = 0; j <= b.length; j += 1) {
      if (reached[i * width + j] === 0) continue;
      const [x, y] = [a[i], b[j]];
      if (x === "*") arrive(i + 1, j, SKIP_A);
      if (y === "*") arrive(i, j + 1, SKIP_B);
      if (x === undefined || y === undefined) continue;
      if (x === "*" && y !== "*") arrive(i, j + 1, STAY_A);
      else if (y === "*" && x !== "*") arrive(i + 1, j, STAY_B);
      else if (x !== "*" && (x === y || x === "?" || y === "?")) arrive(i + 1, j + 1, BOTH);
    }
  }
  if (reached[a.length * width + b.length] === 0) return undefined;
  const word: string[] = [];
  const literal = (...candidates: (string | undefined)[]): string =>
    candidates.find((letter) => letter !== undefined && letter !== "?" && letter !== "*") ?? "x";
  for (
    let i = a.length, j = b.length, how = reached[i * width + j];
    how !== START;
    how = reached[i * width + j]
  ) {
    if (how === SKIP_A) i -= 1;
    else if (how === SKIP_B) j -= 1;
    else {
      word.push(literal(how === STAY_A ? undefined : a[i - 1], how === STAY_B ? undefined : b[j - 1]));
      if (how !== STAY_A) i -= 1;
      if (how !== STAY_B) j -= 1;
    }
  }
  return word.reverse().join("");
}

/** A letter that does not occur in the pattern: readable where possible. */
function letterOutside(pattern: string): string {
  for (const letter of "xzqjkvw0123456789abcdefghilmnoprstuy") if (!pattern.includes(letter)) return letter;
  let code = 0x4e00;
  while (pattern.includes(String.fromCodePoint(code))) code += 1;
  return String.fromCodePoint(code);
}
