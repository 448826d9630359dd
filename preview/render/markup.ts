/** Texts of programs as text in HTML and SVG. */

import { printable } from "./layout";

/** Text as content or attribute of markup. */
export const markup = (text: string): string =>
  printable(text)
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;")
    .replaceAll('"', "&quot;")
    .replaceAll("'", "&#39;");

/** A quotation without its backticks. */
export const plain = (text: string): string => printable(text.replaceAll("`", ""));
