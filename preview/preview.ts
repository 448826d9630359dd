import type { PreviewArguments } from "./arguments";
import type { Console } from "./console";
import { Deadline } from "./deadline";
import { createEngine, type Engine, type Prepared, providerFinder } from "./engine/engine";
import type { LogMessage } from "./engine/engine-service";
import { explain, type Outcome } from "./explain";
import { readRecordedInvokes } from "./invoke/recorded";
import type { Plan } from "./plan";
import type { Finding } from "./policy/finding";
import { Judgement, type ReadyPack } from "./policy/judgement";
import { type PreparedPack, preparePacks, type StartedPacks, startPacks, toPlanPacks } from "./policy/start";
import type { Child, Children } from "./process/children";
import { eachLine } from "./process/lines";
import { locateRunner } from "./process/sdk";
import { readConfiguration } from "./project/configuration";
import { readProject } from "./project/project-file";
import { count } from "./render/layout";
import { report } from "./report";
import type { Secrets } from "./secrets";

/**
 * Previews a program: runs it against an engine of our own, has every resource judged by the policy packs meanwhile,
 * and the whole stack at the end.
 * @throws PreviewFailure if configuration, program or a pack fails, or time is up
 */
export async function preview(
  args: PreviewArguments,
  children: Children,
  console: Console,
  secrets: Secrets,
): Promise<Plan> {
  const started = performance.now();
  const deadline = new Deadline(args.timeoutSeconds);
  const prepared = await prepare(args);
  const packs = preparePacks(args.packs);
  for (const { text, secret } of prepared.configuration.settings.values())
    if (secret) secrets.configure(text);
  for (const notice of prepared.configuration.notices) console.notice(notice);
  const session = await startSession(prepared, packs, children, console, secrets);
  try {
    const outcome = await runProgram(session, deadline);
    const { engine } = session;
    if (failed(outcome, engine))
      throw await explain(prepared, engine, outcome, children, deadline.remainingMs);
    for (const line of outcome.stderr) console.line(line);
    for (const text of outcome.logged) console.logged({ severity: "error", text, urn: "" });
    const findings = await judge(session, deadline, console);
    for (const line of session.packs.complaints()) console.line(line);
    const plan = report({
      project: prepared.project.name,
      stack: args.stack,
      source: "program",
      policyPacks: toPlanPacks(await session.packs.ready),
      states: engine.deployment.states,
      findings: findings.map((finding) => ({ ...finding, message: secrets.mask(finding.message) })),
      durationMs: Math.round(performance.now() - started),
    });
    return secrets.maskPlan(plan);
  } finally {
    session.packs.close();
    session.engine.close();
  }
}

async function prepare(args: PreviewArguments): Promise<Prepared> {
  const project = readProject(args.cwd);
  const runner = locateRunner("run", project.programDirectory, "program");
  const recorded = args.invokes === undefined ? [] : readRecordedInvokes(args.invokes);
  const configuration = await readConfiguration(project, args.stack, process.env);
  return { args, project, configuration, recorded, runner };
}

interface Session {
  readonly engine: Engine;
  readonly packs: StartedPacks;
  readonly judgement: Judgement;
  readonly program: Child;
  readonly logged: readonly string[];
}

/** Starts the engine, the program and the packs, so that packs load while the program does. */
async function startSession(
  prepared: Prepared,
  packs: readonly PreparedPack[],
  children: Children,
  console: Console,
  secrets: Secrets,
): Promise<Session> {
  const logged: string[] = [];
  let become: (ready: Promise<readonly ReadyPack[]>) => void = () => {};
  const ready = new Promise<readonly ReadyPack[]>((resolve) => {
    become = resolve;
  });
  const judgements: Judgement[] = [];
  const engine = await createEngine(prepared, {
    judge: (deployment, providers) => {
      const judgement = new Judgement(ready, providerFinder(providers));
      judgements.push(judgement);
      return {
        submit: (state) => {
          console.activity(`running the program: ${count(deployment.states.length, "resource")}`);
          secrets.collect(state.inputs);
          return judgement.submit(state);
        },
      };
    },
    // Errors may turn out to be the reason why the program ends.
    log: (message: LogMessage) =>
      message.severity === "error" ? logged.push(message.text) : console.logged(message),
    warn: (text) => console.logged({ severity: "warning", text, urn: "" }),
  });
  const [judgement] = judgements;
  if (judgement === undefined) throw new Error("the engine asked for no judge");
  console.activity("starting the program");
  const program = engine.start(children, false);
  const { args, project, configuration } = prepared;
  const started = startPacks({
    packs,
    children,
    configuration,
    stack: args.stack,
    project: project.name,
    organization: args.organization,
    print: (line) => console.line(line),
    log: (message) => console.logged(message),
  });
  become(started.ready);
  eachLine(program.stdout, (line) => console.line(line));
  return { engine, packs: started, judgement, program, logged };
}

async function runProgram(
  { program, judgement, packs, logged }: Session,
  deadline: Deadline,
): Promise<Outcome> {
  const stderr: string[] = [];
  eachLine(program.stderr, (line) => stderr.push(line));
  const waitsFor = () => open("the program did not end", packs.stuck(), judgement.stuck());
  const ending = await deadline.limit(Promise.race([program.ended, judgement.failed]), waitsFor);
  return { ending, logged, stderr };
}

/** A lookup without an answer fails the preview even if the program goes on: the plan would not be the real one. */
const failed = ({ ending }: Outcome, engine: Engine): boolean =>
  ending.kind !== "exit" || ending.code !== 0 || engine.refused.length > 0 || !engine.isComplete();

function judge(
  { engine, packs, judgement }: Session,
  deadline: Deadline,
  console: Console,
): Promise<readonly Finding[]> {
  console.activity(`judging ${count(engine.deployment.states.length, "resource")}`);
  const waitsFor = () => open(packs.stuck(), judgement.stuck());
  return deadline.limit(
    Promise.race([judgement.conclude(engine.deployment.states), judgement.failed]),
    waitsFor,
  );
}

/** Everything that has not come to an end, in one sentence. */
const open = (...parts: readonly (string | undefined)[]): string =>
  parts.filter((part) => part !== undefined).join(", ") || "the policy packs did not answer";
