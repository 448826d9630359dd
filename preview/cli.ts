import { writeFileSync } from "node:fs";
import { type PreviewArguments, readArguments, USAGE } from "./arguments";
import { applyBaseline, type Baseline, baselineOf, leftOf } from "./baseline/baseline";
import { readBaseline, writeBaseline } from "./baseline/file";
import { type Comparison, compare } from "./compare/comparison";
import { readBase } from "./compare/read-plan";
import { Console } from "./console";
import { messageOf, PreviewFailure } from "./failure";
import type { Plan } from "./plan";
import { preview } from "./preview";
import { Children } from "./process/children";
import { withoutControl } from "./process/lines";
import { placeInRepository } from "./project/repository";
import { renderHtml } from "./render/html";
import { count, printable } from "./render/layout";
import { renderMarkdown } from "./render/markdown";
import { renderSarif } from "./render/sarif";
import { renderText } from "./render/text";
import { Secrets } from "./secrets";
import { previewState } from "./state/preview-state";

/** Exit codes: no mandatory violation, at least one, and program, configuration or arguments failed. */
const CLEAN = 0;
const VIOLATED = 1;
const FAILED = 2;

const SIGNALS = { SIGINT: 2, SIGTERM: 15, SIGHUP: 1 } as const;

/** Where the preview was started: what is default and what relative paths mean. */
export interface Home {
  /** The checkout that this preview belongs to. */
  readonly root: string;
  /** Where the user stands. */
  readonly directory: string;
}

/** Runs the command line. @returns the exit code */
export async function runCommandLine(argv: readonly string[], home: Home): Promise<number> {
  const children = new Children();
  const secrets = new Secrets();
  const unlisten = endOnSignals(children);
  tolerateClosedPipes();
  let verbose = argv.includes("--verbose");
  let console: Console | undefined;
  try {
    const args = readArguments(argv, home.root, home.directory);
    verbose = args.verbose;
    if (args.help) {
      await write(process.stdout, USAGE);
      return CLEAN;
    }
    const base = args.base === undefined ? undefined : readBase(args.base);
    const baseline = args.baseline === undefined ? undefined : await readBaseline(args.baseline);
    console = new Console(process.stderr, secrets);
    const found =
      args.state === undefined
        ? await preview(args, children, console, secrets)
        : await previewState(args, args.state, children, console, secrets);
    const plan = accountFor(found, baseline, args, console);
    if (base !== undefined) noteOther(base, plan, console);
    console.done();
    await print(plan, base === undefined ? undefined : compare(base, plan), args);
    return plan.summary.mandatory > 0 ? VIOLATED : CLEAN;
  } catch (error) {
    console?.done();
    await complain(error, verbose, secrets);
    return FAILED;
  } finally {
    children.killAll();
    unlisten();
  }
}

/** Lets pass what a baseline holds. One that is written counts at once: whoever asks for it accepts what is found. */
function accountFor(
  found: Plan,
  baseline: Baseline | undefined,
  { writeBaseline: target }: PreviewArguments,
  console: Console,
): Plan {
  if (baseline === undefined && target === undefined) return found;
  const plan = applyBaseline(found, baseline ?? baselineOf(found));
  if (target === undefined) return plan;
  const kept = leftOf(baseline ?? { version: 1, violations: [] }, plan);
  writeBaseline(target, kept);
  console.notice(`${count(kept.violations.length, "violation")} in the baseline \`${target}\``);
  return plan;
}

/** URNs name the stack: nothing of another one is in the plan. */
function noteOther(base: Plan, { project, stack }: Plan, console: Console): void {
  if (base.project === project && base.stack === stack) return;
  console.notice(
    `the plan of --base is one of \`${base.project} / ${base.stack}\`: all that is here counts as added, and all that is there as removed`,
  );
}

async function print(plan: Plan, comparison: Comparison | undefined, args: PreviewArguments): Promise<void> {
  const stream = process.stdout;
  const text = render(plan, comparison, args, stream);
  if (args.out === undefined) return write(stream, text);
  try {
    writeFileSync(args.out, text);
  } catch (error) {
    throw new PreviewFailure(`cannot write --out \`${args.out}\`: ${messageOf(error)}`);
  }
}

function render(
  plan: Plan,
  comparison: Comparison | undefined,
  args: PreviewArguments,
  stream: NodeJS.WriteStream,
): string {
  switch (args.format) {
    case "json":
      return `${JSON.stringify({ ...plan, comparison }, null, 2)}\n`;
    case "markdown":
      return renderMarkdown(plan, comparison);
    case "html":
      return renderHtml(plan, comparison);
    case "sarif":
      return renderSarif(plan, placeInRepository(args.cwd), comparison);
    case "text":
      return renderText(
        plan,
        {
          color: args.out === undefined && wantsColor(stream),
          verbose: args.verbose,
          width: stream.columns || 100,
        },
        comparison,
      );
  }
}

const wantsColor = (stream: NodeJS.WriteStream): boolean =>
  (process.env["NO_COLOR"] ?? "") === "" && stream.isTTY === true;

/** Writes all of a text. Whoever reads may stop reading, as `head` does: then there is nobody to tell. */
const write = (stream: NodeJS.WriteStream, text: string): Promise<void> =>
  new Promise((resolve, reject) => {
    stream.write(text, (error) => (error && !isClosedPipe(error) ? reject(error) : resolve()));
  });

const isClosedPipe = (error: Error): boolean => (error as NodeJS.ErrnoException).code === "EPIPE";

/** Without a listener an error of a stream would end the process with a stack trace. */
function tolerateClosedPipes(): void {
  for (const stream of [process.stdout, process.stderr]) {
    stream.on("error", (error) => {
      if (!isClosedPipe(error)) throw error;
    });
  }
}

async function complain(error: unknown, verbose: boolean, secrets: Secrets): Promise<void> {
  const details =
    error instanceof PreviewFailure ? error.details : error instanceof Error ? (error.stack ?? "") : "";
  const lines = [
    ...(verbose && details !== "" ? details.split("\n") : []),
    ...`error: ${messageOf(error)}`.split("\n"),
  ];
  await write(
    process.stderr,
    `${lines.map((line) => printable(secrets.mask(withoutControl(line)))).join("\n")}\n`,
  );
}

/** Ends every child process, then this one, when it is asked to end. */
function endOnSignals(children: Children): () => void {
  const handlers = Object.entries(SIGNALS).map(([signal, number]) => {
    const handler = () => {
      children.killAll();
      process.exit(128 + number);
    };
    process.on(signal, handler);
    return () => process.off(signal, handler);
  });
  const atExit = () => children.killAll();
  process.on("exit", atExit);
  return () => {
    for (const unlisten of handlers) unlisten();
    process.off("exit", atExit);
  };
}
