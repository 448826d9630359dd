/**
 * The separate programs that tests run for real. Where one is absent its tests are left out, and say so; where the
 * environment insists (`REQUIRE=nginx,aws npm test`), that is a failure. Which nginx is tested is the path's choice: the
 * configuration has to hold on Debian's, on Amazon Linux's and on those to come.
 */

import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { delimiter, join } from "node:path";

// Debian puts nginx where only root looks.
export const ENVIRONMENT = { ...process.env, PATH: `${process.env["PATH"] ?? ""}:/usr/sbin:/usr/local/sbin` };

/** Whether a command starts and is content. */
const starts = (command: string, flag: string): boolean =>
  spawnSync(command, [flag], { stdio: "ignore", env: ENVIRONMENT }).status === 0;

/**
 * What loads nginx's stream module, as a line of configuration: distributions package the module apart. Empty where it is
 * built in; `undefined` where it is absent.
 */
export function loadStreamModule(): string | undefined {
  const { stderr } = spawnSync("nginx", ["-V"], { encoding: "utf8", env: ENVIRONMENT });
  if (/--with-stream(?!\S)/.test(stderr ?? "")) return "";
  const directory = /--modules-path=(\S+)/.exec(stderr ?? "")?.[1];
  const path = directory === undefined ? "" : join(directory, "ngx_stream_module.so");
  return existsSync(path) ? `load_module ${path};\n` : undefined;
}

/** Where Chromium is; Debian and others call it one of these. `undefined` where it is absent. */
export function chromiumPath(): string | undefined {
  const folders = (ENVIRONMENT.PATH ?? "").split(delimiter).filter((folder) => folder !== "");
  const names = ["chromium", "chromium-browser", "google-chrome-stable", "google-chrome"];
  return names
    .flatMap((name) => folders.map((folder) => join(folder, name)))
    .find((path) => existsSync(path));
}

/** How each part is found, by the name that `REQUIRE` calls it. */
const PARTS = {
  aws: () => starts("aws", "--version"),
  chromium: () => chromiumPath() !== undefined,
  "cloud-init": () => starts("cloud-init", "--version"),
  gixy: () => starts("gixy", "--version"),
  moto: () => starts("moto_server", "--help"),
  nginx: () => starts("nginx", "-v"),
  openssl: () => starts("openssl", "version"),
  pulumi: () => starts("pulumi", "version"),
  python3: () => starts("python3", "--version"),
  shellcheck: () => starts("shellcheck", "--version"),
  "stream-module": () => loadStreamModule() !== undefined,
  zizmor: () => starts("zizmor", "--version"),
} as const satisfies { readonly [part: string]: () => boolean };

/** A separate program that tests run. */
export type Part = keyof typeof PARTS;

const isPart = (name: string): name is Part => Object.hasOwn(PARTS, name);

const found = new Map<Part, boolean>();

/** Whether a part is installed. */
export function isThere(part: Part): boolean {
  const known = found.get(part) ?? PARTS[part]();
  found.set(part, known);
  return known;
}

const insisted = (): readonly string[] =>
  (process.env["REQUIRE"] ?? "").split(/[\s,]+/).filter((name) => name !== "");

/** What is wrong with what `REQUIRE` insists on, in one line; empty: nothing. */
export function requirementMistake(): string {
  const names = insisted();
  const unknown = names.filter((name) => !isPart(name));
  if (unknown.length > 0) {
    return `\`REQUIRE\` names \`${unknown.join("`, `")}\`; accepted: \`${Object.keys(PARTS).join("`, `")}\``;
  }
  const missing = names.filter(isPart).filter((part) => !isThere(part));
  return missing.length === 0 ? "" : `\`REQUIRE\` names \`${missing.join("`, `")}\`, and it is not installed`;
}

/**
 * Leaves out the tests of `context` where one of the parts is absent, and says which.
 * @throws where the environment insists on that one
 */
export function need(context: Mocha.Context, ...parts: readonly Part[]): void {
  const missing = parts.filter((part) => !isThere(part));
  if (missing.length === 0) return;
  const reason = `not installed: ${missing.join(", ")}`;
  if (missing.some((part) => insisted().includes(part))) throw new Error(reason);
  console.log(`    skipped: ${reason}`);
  context.skip();
}
