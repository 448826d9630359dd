import { type ReportViolation, unknownCheckingProxy } from "@pulumi/policy";
import { expect } from "chai";
import { MESSAGE_LIMIT } from "../../policy-pack/analysis/findings";
import { toPolicies } from "../../policy-pack/enforcement";
import { letsTrafficIn } from "../../policy-pack/facts/security-group-rules";
import { rules } from "../../policy-pack/policies";
import type { AskedOfStack } from "../../policy-pack/single-pass";
import { Dice, properties, type Surface, surfaces } from "./fuzzing";
import { PREVIEW, type Registered, urnOf } from "./judging";
import { PackProcess } from "./pack-process";

/** Another run: `FUZZ_SEED=7 npx mocha …`. The same seed makes the same resources. */
const SEED = Number(process.env["FUZZ_SEED"] ?? 1);
const STACK = 50;

const all = surfaces(rules);

function resource(seed: number, among: readonly Surface[]): Registered {
  const dice = new Dice(seed);
  const surface = among[dice.below(among.length)];
  if (surface === undefined) throw new Error("no surface");
  return { type: surface.type, name: `r${seed}`, props: properties(dice, surface) };
}

/** Whether a message is an answer: one line, not too long, named, and no admission that a policy failed. */
const isAnswer = (message: string): boolean =>
  message.length <= MESSAGE_LIMIT &&
  !message.includes("\n") &&
  / \[[a-z-]+\/[0-9a-f]{12}\]$/.test(message) &&
  !message.includes("the policy failed here");

const shown = (registered: Registered): string => {
  try {
    return JSON.stringify(registered).slice(0, 4_000);
  } catch {
    return registered.type;
  }
};

/** Judges so many resources as an engine would, in stacks; each must be answered. How many findings there are. */
function expectAnswers(count: number, among: readonly Surface[]): number {
  let answers = 0;
  const policies = toPolicies(rules, PREVIEW);
  const getConfig = <T extends object>(): T => ({}) as T;
  const reporter = (what: () => string): ReportViolation => {
    return (finding: string | { readonly message?: string }) => {
      answers += 1;
      const message = typeof finding === "string" ? finding : (finding.message ?? "");
      if (!isAnswer(message)) expect.fail(`${message} (FUZZ_SEED=${SEED}) of ${what()}`);
    };
  };
  let stack: AskedOfStack[] = [];
  for (let at = 0; at < count; at += 1) {
    const { type, name = "it", props } = resource(SEED * 1_000_003 + at, among);
    const asked = { urn: urnOf({ type, name, props }), type, name, props: unknownCheckingProxy(props) };
    const report = reporter(() => shown({ type, name, props }));
    for (const policy of policies) policy.validateResource({ ...asked, getConfig }, report);
    const sources = at % 3 === 0 ? Object.keys(props).map((key) => [key, stack.slice(-2)] as const) : [];
    stack.push({ ...asked, propertyDependencies: Object.fromEntries(sources) });
    if (stack.length < STACK) continue;
    const resources = stack;
    stack = [];
    const reportOfStack = reporter(() => `the stack of resources ${at - STACK + 1} to ${at}`);
    for (const policy of policies) policy.validateStack?.({ resources, getConfig }, reportOfStack);
  }
  return answers;
}

describe("every policy answers anything", () => {
  it("knows what to try: types of each kind, and the properties that policies look at", () => {
    expect(all.length).to.be.greaterThan(150);
    const policy = all.find(({ type }) => type === "aws:iam/policy:Policy");
    expect(policy?.properties).to.include.members(["name", "path", "policy"]);
  });

  it("for 20,000 resources with documents and other properties", () => {
    expect(expectAnswers(20_000, all)).to.be.greaterThan(5_000);
  }).timeout(240_000);

  it("for 20,000 security groups, rules and their like", () => {
    const ingress = all.filter(({ type }) => letsTrafficIn(type));
    expect(expectAnswers(20_000, ingress)).to.be.greaterThan(5_000);
  }).timeout(240_000);

  it("as a process", async () => {
    const pack = await PackProcess.start();
    try {
      const judged: Registered[] = [];
      let answers = 0;
      for (let at = 0; at < 500; at += 1) {
        const made = resource(SEED * 1_000_003 + at, all);
        judged.push(made);
        const found = await pack.analyse(made);
        answers += found.length;
        for (const { message } of found) expect(message).not.to.contain("the policy failed here");
      }
      for (const { message } of await pack.analyseStack(judged))
        expect(message).not.to.contain("the policy failed here");
      expect(answers).to.be.greaterThan(100);
    } finally {
      await pack.stop();
    }
  }).timeout(60_000);
});
