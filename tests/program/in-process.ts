/** Runs the program inside the test's process, for a recorder that answers no lookup and sees each registration. */

import * as pulumi from "@pulumi/pulumi";
import type { ProgramStack } from "./stack";

/** The recorder's name of the project. */
const PROJECT = "project";
const PASSWORD = "Correct-Horse-1";
const INDEX = require.resolve("../../index");

/** Runs `index.ts`, anew each time, with the configuration that the engine would hand over. */
export function runProgram({ region, settings }: ProgramStack): void {
  const config: Record<string, string> = { "aws:region": region };
  const secrets: string[] = [];
  for (const [setting, value] of Object.entries(settings)) {
    const key = `${PROJECT}:${setting}`;
    const isSecret = typeof value === "object" && "secure" in value;
    if (isSecret) secrets.push(key);
    config[key] = isSecret ? PASSWORD : typeof value === "string" ? value : JSON.stringify(value);
  }
  pulumi.runtime.setAllConfig(config, secrets);
  delete require.cache[INDEX];
  require(INDEX);
}

/** Leaves no configuration behind for other tests. */
export function forgetProgram(): void {
  pulumi.runtime.setAllConfig({});
  delete require.cache[INDEX];
}
