import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Recorded } from "../../preview/recorded";
import { pack, run } from "../../preview/run";
import { OWN_PACK, ROOT } from "../checkout";
import { mandatory } from "../events";
import type { Installation } from "../installation";
import { type Answers, answeredFindings, answeredResources } from "./answers";
import type { Program } from "./programs";

/** The pack that writes down what packs are given. */
const RECORDER = pack("record");

/** What a pack was given, in a folder that is gone afterwards. */
async function recording<T>(
  act: (file: string) => Promise<T>,
): Promise<{ readonly result: T; readonly each: readonly Recorded[]; readonly all: readonly Recorded[] }> {
  const folder = mkdtempSync(join(tmpdir(), "agreement-"));
  const file = join(folder, "record.jsonl");
  try {
    const result = await act(file);
    const lines = readFileSync(file, "utf8")
      .trimEnd()
      .split("\n")
      .map((line): Recorded & { readonly kind: string } => JSON.parse(line));
    const of = (kind: string) => lines.filter((line) => line.kind === kind);
    return { result, each: of("resource"), all: of("stack") };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** What the offline preview answers. @throws Error with what it printed where it fails */
export async function offlineAnswers(
  { folder, stack }: Program,
  materialise: "all" | "none",
): Promise<Answers> {
  const packs = ["--policy-pack", RECORDER, "--policy-pack", OWN_PACK];
  const args = ["--stack", stack, "--materialise", materialise, ...packs];
  const { result, each, all } = await recording(async (file) => {
    const ended = await run(args, { cwd: folder, env: { RECORD_FILE: file } });
    if (ended.plan === undefined) throw new Error(ended.stderr);
    return ended.plan;
  });
  const { violations, unverified } = result;
  const undecided = unverified.filter(
    ({ urn, message }) => !violations.some((one) => one.urn === urn && one.message === message),
  );
  return {
    resources: answeredResources(each, all),
    violations: answeredFindings([
      ...violations.map(({ enforcementLevel, ...one }) => ({ ...one, level: enforcementLevel })),
      ...undecided.map((one) => ({ ...one, level: "advisory" })),
    ]),
  };
}

/** What the CLI's preview answers; `folder` is a copy of the program with a stack in it. */
export async function engineAnswers(installation: Installation, folder: string): Promise<Answers> {
  const { result, each, all } = await recording(async (file) => {
    const args = ["preview", "--policy-pack", RECORDER, "--policy-pack", OWN_PACK];
    const ended = await installation.pulumi(folder, args, { env: { RECORD_FILE: file } });
    const isRejected = mandatory(ended.events).length > 0;
    // A preview that fails for another reason has ended early.
    const errors = ended.events.filter(({ diagnosticEvent }) => diagnosticEvent?.severity === "error");
    if (ended.code !== (isRejected ? 1 : 0) || (errors.length > 0 && !isRejected))
      throw new Error(ended.printed);
    return ended.events;
  });
  const findings = result.flatMap(({ policyEvent }) => (policyEvent === undefined ? [] : [policyEvent]));
  return {
    resources: answeredResources(each, all),
    violations: answeredFindings(
      findings.map((one) => ({
        policyPack: one.policyPackName,
        policy: one.policyName,
        level: one.enforcementLevel,
        urn: one.resourceUrn ?? "",
        message: one.message,
      })),
    ),
  };
}

/** A copy of a program with a new stack, and what it finds in its account. @returns the copy's folder */
export async function prepared(installation: Installation, program: Program): Promise<string> {
  const folder =
    program.folder === ROOT
      ? installation.checkout(program.name)
      : installation.project(program.folder, program.name);
  for (const resource of program.existing ?? []) installation.cloud.plant(resource);
  for (const [stack, outputs] of Object.entries(program.references ?? {})) {
    await installation.stackWithOutputs(stack, program.stack, outputs);
  }
  await installation.succeed(folder, ["stack", "init", program.stack]);
  return folder;
}
