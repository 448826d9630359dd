/** Which of the separate programs that these tests run are there. */

import { execFileSync, spawnSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";

// Debian puts nginx where only root looks.
export const ENVIRONMENT = { ...process.env, PATH: `${process.env["PATH"] ?? ""}:/usr/sbin:/usr/local/sbin` };

/** Whether a command starts. */
export function installed(command: string, flag: string): boolean {
  try {
    execFileSync(command, [flag], { stdio: "ignore", env: ENVIRONMENT });
    return true;
  } catch {
    return false;
  }
}

/** Path of the stream module, which distributions package apart; empty: not installed. */
export function streamModule(): string {
  const { stderr } = spawnSync("nginx", ["-V"], { encoding: "utf8", env: ENVIRONMENT });
  const directory = /--modules-path=(\S+)/.exec(stderr ?? "")?.[1];
  const path = directory === undefined ? "" : join(directory, "ngx_stream_module.so");
  return existsSync(path) ? path : "";
}

/** Why tests of a real nginx cannot run here; empty: they can. */
export function lacking(): string {
  const missing = [
    ...(installed("nginx", "-v") ? [] : ["nginx"]),
    ...(streamModule() !== "" ? [] : ["nginx's stream module"]),
    ...(installed("openssl", "version") ? [] : ["openssl"]),
  ];
  return missing.length === 0 ? "" : `not installed: ${missing.join(", ")}`;
}

/** Whether the environment insists on a command: `REQUIRE=nginx,chromium`. */
export const required = (command: string): boolean =>
  (process.env["REQUIRE"] ?? "").split(/[\s,]+/).includes(command);

/** Runs `nginx -t` and gives what it says about the configuration. @throws where it refuses it */
export function checkConfiguration(directory: string): string {
  const args = ["-t", "-p", directory, "-c", "nginx.conf", "-e", join(directory, "start.log")];
  try {
    execFileSync("nginx", args, { stdio: ["ignore", "ignore", "pipe"], env: ENVIRONMENT });
  } catch (error) {
    throw new Error(String((error as { stderr?: Buffer }).stderr ?? error));
  }
  const said = readFileSync(join(directory, "start.log"), "utf8").split("\n");
  // Started by another user than root, nginx keeps that user, and says so.
  return said.filter((line) => !line.includes('the "user" directive makes sense only')).join("\n");
}
