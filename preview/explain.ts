import { createEngine, type Engine, type Prepared } from "./engine/engine";
import { PreviewFailure } from "./failure";
import type { Children, Ending } from "./process/children";
import { compilerPlace, errorText, firstOwnFrame, type Place, placeText } from "./process/failure-place";
import { eachLine, withoutControl } from "./process/lines";
import type { TracedError } from "./process/tracer";

/** How a run of the program ended, and what it said. */
export interface Outcome {
  readonly ending: Ending;
  /** Errors that were logged through Pulumi. */
  readonly logged: readonly string[];
  /** What was written to standard error. */
  readonly stderr: readonly string[];
}

/** The longest that a second run may take, in milliseconds, and what it gets even when time is nearly up. */
const TRACE_LIMIT_MS = 15_000;
const TRACE_MINIMUM_MS = 3_000;

/**
 * Says why the program failed, and where: unless the message tells already, the program runs once more with stack
 * traces, which the first run does without.
 */
export async function explain(
  prepared: Prepared,
  engine: Engine,
  outcome: Outcome,
  children: Children,
  remainingMs: number,
): Promise<PreviewFailure> {
  const { directory } = prepared.project;
  const said = [...outcome.logged, ...outcome.stderr].map(withoutControl);
  const named = compilerPlace(said.join("\n"), directory);
  const limit = Math.min(TRACE_LIMIT_MS, Math.max(TRACE_MINIMUM_MS, remainingMs));
  const crashed = outcome.logged.some(hasStack) || engine.failures.length > 0;
  const traced =
    named === undefined && crashed
      ? await trace(prepared, children, engine.refused.length > 0 ? "lookup" : "uncaught", limit)
      : undefined;
  const place = named ?? (traced === undefined ? undefined : firstOwnFrame(traced.stack, directory));
  const stack = traced?.stack.split("\n").filter((line) => !line.includes("(data:text/javascript,")) ?? [];
  const details = [...said, ...stack].join("\n");
  return new PreviewFailure(sentence(reason(engine, outcome), place), details);
}

/**
 * Whether an error that was logged had a stack to show. A `RunError` has none: its author means the message for the
 * user, who is to change something else than the line that throws.
 */
const hasStack = (logged: string): boolean =>
  /^(?:Running program |(?:<ref \*\d+> )?\[?\w*Error\b)/.test(withoutControl(logged));

const sentence = (why: string, place: Place | undefined): string =>
  place === undefined ? `the program failed: ${why}` : `the program failed at ${placeText(place)}: ${why}`;

/** The runner ends with it when the engine has been told what went wrong. */
const LOGGED_EXIT_CODE = 32;

function reason(engine: Engine, { ending, logged, stderr }: Outcome): string {
  if (engine.refused.length > 0) {
    return `${[...new Set(engine.refused)].join("; ")}: give the answer in a file with --invokes`;
  }
  const refusal = engine.failures.find(({ message }) => logged.some((text) => text.includes(message)));
  if (refusal !== undefined) {
    return refusal.subject === "" ? refusal.message : `${refusal.subject}: ${refusal.message}`;
  }
  const [first] = logged;
  if (first !== undefined) return errorText(first);
  if (ending.kind === "failed") return ending.error.message;
  if (ending.kind === "signal") return `it was ended by ${ending.signal}`;
  if (ending.code === 0) return "it ended itself before it was complete, with exit code 0";
  if (ending.code === LOGGED_EXIT_CODE) {
    return "it could not tell the preview why, over 127.0.0.1: is the loopback interface up?";
  }
  const last = stderr.map(withoutControl).find((line) => /^(?:\w*Error|FATAL ERROR)\b/.test(line));
  return `it ended with exit code ${ending.code}${last === undefined ? "" : `: ${last}`}`;
}

/** Runs the program with traces until its first error of a kind. */
async function trace(
  prepared: Prepared,
  children: Children,
  kind: TracedError["kind"],
  limitMs: number,
): Promise<TracedError | undefined> {
  const engine = await createEngine(prepared, {
    judge: () => ({ submit: async (state) => state.inputs }),
    log: () => {},
    warn: () => {},
  });
  const program = engine.start(children, true);
  let timer: NodeJS.Timeout | undefined;
  try {
    return await new Promise<TracedError | undefined>((resolve) => {
      timer = setTimeout(() => resolve(undefined), limitMs);
      program.stdout.resume();
      program.stderr.resume();
      if (program.report !== undefined) {
        eachLine(program.report, (line) => {
          const error = parse(line);
          if (error?.kind === kind) resolve(error);
        });
      }
      program.ended.then(() => resolve(undefined));
    });
  } finally {
    clearTimeout(timer);
    program.kill();
    engine.close();
  }
}

function parse(line: string): TracedError | undefined {
  try {
    return JSON.parse(line) as TracedError;
  } catch {
    return undefined;
  }
}
