/** Values as YAML and TypeScript write them, so that no character of theirs can end them. */

/**
 * A string in double quotes that is the same in JSON, YAML 1.2 and TypeScript: ASCII only, everything else escaped. (JSON
 * lets U+2028 through, which ends a line of YAML and, before ES2019, of JavaScript; and characters that show as nothing, or
 * turn the direction of a line, would be committed unseen.)
 */
export const quoted = (text: string): string =>
  JSON.stringify(text).replace(
    /[^\x20-\x7e]/g,
    (letter) => `\\u${letter.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );

/** Text for a comment, which ends with its line: as a literal without its quotes. */
export const commented = (text: string): string => quoted(text).slice(1, -1).replaceAll('\\"', '"');
