/** Sentences that set names apart in backticks, as the API's do. */

export interface Span {
  readonly text: string;
  readonly isCode: boolean;
}

/** The parts of a sentence, none of them empty; a backtick without another one is itself. */
export function spansOf(sentence: string): readonly Span[] {
  const spans: Span[] = [];
  let rest = sentence;
  for (;;) {
    const [, before = "", code = "", after = ""] = /^([^`]*)`([^`]+)`([\s\S]*)$/.exec(rest) ?? [];
    if (code === "") break;
    if (before !== "") spans.push({ text: before, isCode: false });
    spans.push({ text: code, isCode: true });
    rest = after;
  }
  return rest === "" ? spans : [...spans, { text: rest, isCode: false }];
}
