/** Asks the nginx that is installed here what it thinks of a configuration. */

import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { ENVIRONMENT } from "../real-parts";

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
