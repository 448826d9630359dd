/** Whether the AWS CLI accepts commands, by its own parser: nobody is asked, for each call ends at a closed port. */

import { spawn } from "node:child_process";
import { ENVIRONMENT } from "../real-parts";
import type { Call } from "./observe";

/** Loopback, where nobody listens; the CLI has checked all arguments when it finds that out. */
const NOBODY = "http://127.0.0.1:9";
const ARRIVED = "Could not connect to the endpoint";

/** The CLI's own doing rather than one call of an API: it would go on without the endpoint. */
const LEFT_OUT: ReadonlySet<string> = new Set(["logs tail", "ssm start-session"]);

/**
 * One process for all commands, since starting Python takes most of the time of each. Standard input: a JSON list of
 * argument lists; standard output: a JSON list of what the CLI said.
 */
const MANY_AT_ONCE = `
import contextlib, io, json, sys
from awscli.clidriver import create_clidriver
answers = []
driver = create_clidriver()
for args in json.load(sys.stdin):
    said = io.StringIO()
    with contextlib.redirect_stderr(said), contextlib.redirect_stdout(said):
        try:
            driver.main(args)
        except SystemExit:
            pass
    answers.append(said.getvalue())
json.dump(answers, sys.stdout)
`;

/** Nobody's own profiles either: one that is named in the environment need not be there. */
const SURROUNDINGS = {
  AWS_PROFILE: undefined,
  AWS_CONFIG_FILE: "/dev/null",
  AWS_ACCESS_KEY_ID: "none",
  AWS_SECRET_ACCESS_KEY: "none",
  AWS_DEFAULT_REGION: "eu-central-1",
  AWS_EC2_METADATA_DISABLED: "true",
  AWS_MAX_ATTEMPTS: "1",
  AWS_PAGER: "",
};

function run(
  command: string,
  args: readonly string[],
  input = "",
): Promise<{ code: number | null; said: string; out: string }> {
  return new Promise((resolve) => {
    const child = spawn(command, args, { env: { ...ENVIRONMENT, ...SURROUNDINGS } });
    let out = "";
    let said = "";
    child.stdout.setEncoding("utf8").on("data", (text) => {
      out += text;
    });
    child.stderr.setEncoding("utf8").on("data", (text) => {
      said += text;
    });
    child.once("error", ({ message }) => resolve({ code: null, said: message, out }));
    child.once("close", (code) => resolve({ code, said: out + said, out }));
    child.stdin.on("error", () => {}).end(input);
  });
}

/** What the CLI says to each of the commands. */
async function answers(commands: readonly (readonly string[])[]): Promise<readonly string[]> {
  const together = await run("python3", ["-c", MANY_AT_ONCE], JSON.stringify(commands));
  if (together.code === 0) return JSON.parse(together.out) as readonly string[];
  // A CLI that brings a Python of its own.
  const said: string[] = [];
  for (const args of commands) said.push((await run("aws", args)).said);
  return said;
}

/** Complaints of the AWS CLI, each with the place of the command; empty: it accepts all of them. */
export async function awsComplaints(calls: readonly Call[]): Promise<readonly string[]> {
  const checked = calls.filter(({ args: [service, operation] }) => !LEFT_OUT.has(`${service} ${operation}`));
  const said = await answers(
    checked.map(({ args }) => [
      ...args.map((arg) => arg.replace(/^fileb:\/\/\w+\.\w+$/, "fileb:///dev/null")),
      "--endpoint-url",
      NOBODY,
    ]),
  );
  return checked.flatMap(({ place, args }, index) =>
    said[index]?.includes(ARRIVED)
      ? []
      : [`${place}: aws ${args.join(" ")}: ${said[index]?.trim().split("\n\n").at(-1)?.trim()}`],
  );
}
