/**
 * Text of an account (names, descriptions) with its invisible characters written out as `\u{1b}`: control and format
 * characters, line and paragraph separators, halves of surrogate pairs. Nothing is dropped, and no two texts look alike
 * for it: a `\u{` that was there before comes out as `\u{5c}u{`. Markup is left alone; it is text to whoever shows it.
 * `lines`: line feeds are the text's own and stay.
 */
export function visible(text: string, lines = false): string {
  return text.replace(/[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]|\\(?=u\{)/gu, (found) =>
    lines && found === "\n" ? found : `\\u{${found.codePointAt(0)?.toString(16)}}`,
  );
}

/** A caller's or an account's text as a message quotes it: visible, at most 64 characters, in backticks. */
export function quoted(text: string): string {
  const start = text.slice(0, 65);
  return `\`${visible(start.length > 64 ? `${start.slice(0, 63)}…` : start)}\``;
}
