/** Words and lists of words in sentences. */

/** `a`, `a and b`, `a, b and c`. */
export function listed(words: readonly string[], conjunction = "and"): string {
  if (words.length < 2) return words.join("");
  return `${words.slice(0, -1).join(", ")} ${conjunction} ${words.at(-1)}`;
}

/** Longest name that a sentence quotes in full. */
const NAME_LIMIT = 128;

/** A name as a sentence quotes it. */
export function inBackticks(text: string): string {
  return `\`${text.length > NAME_LIMIT ? `${text.slice(0, NAME_LIMIT - 1)}…` : text}\``;
}

/** Abbreviations that AWS writes as words. */
const ABBREVIATIONS = /^(acl|api|arn|dns|ip|mfa|url|vpc)(s?)$/;

/** `PutLogEvents` to `put`, `log`, `events`; abbreviations have capitals. */
export function wordsOf(name: string): readonly string[] {
  const parts = name.match(/[A-Z]+(?![a-z])[0-9]*|[A-Z]?[a-z]+[0-9]*|[0-9]+/g) ?? [];
  return parts.map((part) => {
    if (/^[A-Z]{2,}/.test(part)) return part;
    const [, letters, s = ""] = ABBREVIATIONS.exec(part.toLowerCase()) ?? [];
    return letters === undefined ? part.toLowerCase() : letters.toUpperCase() + s;
  });
}

/** Words that are no number of things. */
const UNCOUNTED: ReadonlySet<string> = new Set(["data", "health", "information", "inventory", "metadata"]);

/** `policy` to `policies`; what ends in `s` is taken for a plural already. */
export function plural(word: string): string {
  if (UNCOUNTED.has(word) || word.endsWith("s")) return word;
  if (/[^aeiou]y$/.test(word)) return `${word.slice(0, -1)}ies`;
  return /(x|ch|sh)$/.test(word) ? `${word}es` : `${word}s`;
}
