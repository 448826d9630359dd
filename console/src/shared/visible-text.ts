/** Text that others chose, made harmless to read. */

/** Control characters, and marks that are not seen but reorder or hide what is. */
const UNSEEN =
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for.
  /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff]/g;

/** The text with every such character as its number, such as `\u{202e}`: a name cannot pose as another one. */
export function visibleText(text: string): string {
  return text.replace(UNSEEN, (character) => `\\u{${character.charCodeAt(0).toString(16)}}`);
}
