/** Plain-text layout for terminals: safe text, wrapped paragraphs, aligned tables. */

/** Makes text from programs and documents harmless in a terminal: control characters become their escapes. */
export function printable(text: string): string {
  return [...text]
    .map((char) => {
      const code = char.codePointAt(0) ?? 0;
      const control = code < 0x20 || (code >= 0x7f && code < 0xa0);
      // Directional overrides could make a line read as another one.
      const direction = (code >= 0x202a && code <= 0x202e) || (code >= 0x2066 && code <= 0x2069);
      return control || direction ? `\\u${code.toString(16).padStart(4, "0")}` : char;
    })
    .join("");
}

/** Breaks `text` at spaces into lines of at most `width` characters; longer words (ARNs) stay whole. */
export function wrap(text: string, width: number): readonly string[] {
  const lines: string[] = [];
  let line = "";
  for (const word of text.split(/ +/)) {
    if (line !== "" && line.length + 1 + word.length > width) {
      lines.push(line);
      line = word;
    } else {
      line = line === "" ? word : `${line} ${word}`;
    }
  }
  if (line !== "") lines.push(line);
  return lines;
}

/** What a column takes of the width at most, before one that is wrapped. */
const MOST_OF_WIDTH = 0.3;

/**
 * Rows as aligned columns, two spaces apart; the last column takes what is left of `width` and is wrapped under itself.
 * A text that would leave it too little ends its line, and the row goes on below. The first row is the heading. Each
 * returned entry is the block of lines of one row.
 */
export function table(rows: readonly (readonly string[])[], width: number): readonly (readonly string[])[] {
  const columns = Math.max(0, ...rows.map((row) => row.length));
  const most = Math.floor(width * MOST_OF_WIDTH);
  const fixed = Array.from({ length: Math.max(0, columns - 1) }, (_, column) =>
    Math.max(0, ...rows.map((row) => row[column]?.length ?? 0).filter((length) => length <= most)),
  );
  const starts = [0];
  for (const taken of fixed) starts.push((starts.at(-1) ?? 0) + taken + 2);
  const lead = starts.at(-1) ?? 0;
  return rows.map((row) => {
    const lines: string[] = [];
    let line = "";
    for (const [column, taken] of fixed.entries()) {
      const cell = row[column] ?? "";
      line = `${line.padEnd(starts[column] ?? 0)}${cell}`;
      if (cell.length <= taken) continue;
      lines.push(line);
      line = "";
    }
    const [first = "", ...more] = wrap(row[columns - 1] ?? "", Math.max(20, width - lead));
    return [
      ...lines,
      `${line.padEnd(lead)}${first}`.trimEnd(),
      ...more.map((rest) => `${" ".repeat(lead)}${rest}`),
    ];
  });
}

/** Which values a decision waits for that could not be made. */
export const unknownValues = ({ source }: { readonly source?: "program" | "state" }): string =>
  source === "state" ? "values that the state keeps encrypted" : "values which only AWS can give";

/** `1 resource`, `2 resources`. */
export const count = (n: number, one: string, many = `${one}s`): string => `${n} ${n === 1 ? one : many}`;
