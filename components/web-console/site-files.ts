/** The built site as objects: which files there are, what they are, and how long a browser may keep them. */

import { existsSync, readdirSync } from "node:fs";
import { extname, join } from "node:path";

export interface SiteFile {
  /** Key in the bucket: the path below the site's directory, with `/`. */
  readonly key: string;
  readonly path: string;
  readonly contentType: string;
  readonly cacheControl: string;
}

/** The runtime settings' key; the program writes it, a build must not. */
export const SETTINGS_KEY = "config.json";

const CONTENT_TYPES: { readonly [extension: string]: string } = {
  ".css": "text/css; charset=utf-8",
  ".html": "text/html; charset=utf-8",
  ".ico": "image/x-icon",
  ".js": "text/javascript; charset=utf-8",
  ".json": "application/json",
  ".md": "text/plain; charset=utf-8",
  ".png": "image/png",
  ".svg": "image/svg+xml",
  ".txt": "text/plain; charset=utf-8",
  ".webmanifest": "application/manifest+json",
  ".webp": "image/webp",
  ".woff2": "font/woff2",
};

/** Names in `assets/` change with their content; every other name stays, so its content must be asked for again. */
const cacheControlOf = (key: string): string =>
  key.startsWith("assets/") ? "public, max-age=31536000, immutable" : "no-cache";

function* keysBelow(directory: string, prefix = ""): Generator<string> {
  const entries = readdirSync(join(directory, prefix), { withFileTypes: true });
  for (const entry of entries.sort((a, b) => (a.name < b.name ? -1 : 1))) {
    // Names with a dot in front are the build's own notes.
    if (entry.name.startsWith(".")) continue;
    if (entry.isDirectory()) yield* keysBelow(directory, `${prefix}${entry.name}/`);
    else yield `${prefix}${entry.name}`;
  }
}

/**
 * The files of a built site, in the order in which they may appear: what the page loads before the page itself.
 *
 * @throws {Error} where there is no built site, or where it holds files of unknown type or the runtime settings; all of
 * them are named.
 */
export function siteFiles(directory: string): readonly SiteFile[] {
  if (!existsSync(join(directory, "index.html"))) {
    throw new Error(`no built console in \`${directory}\`, run \`npm run build\` first`);
  }
  const keys = [...keysBelow(directory)];
  const mistakes = keys.flatMap((key) => {
    if (key === SETTINGS_KEY) return [`\`${key}\` is written by the program, not by the build`];
    const known = CONTENT_TYPES[extname(key)] !== undefined;
    return known
      ? []
      : [`\`${key}\` has no known content type, use one of ${Object.keys(CONTENT_TYPES).join(" ")}`];
  });
  if (mistakes.length > 0) throw new Error(`built console: ${mistakes.join("; ")}`);
  const files = keys.map((key) => ({
    key,
    path: join(directory, key),
    contentType: CONTENT_TYPES[extname(key)] ?? "",
    cacheControl: cacheControlOf(key),
  }));
  const isPage = ({ key }: SiteFile) => key === "index.html";
  return [...files.filter((file) => !isPage(file)), ...files.filter(isPage)];
}
