import { type Configuration, programConfig, secretKeys } from "../project/configuration";
import type { Project } from "../project/project-file";
import type { Child, Children } from "./children";
import { DEFERRED_URL } from "./deferred";
import { PLACES_URL } from "./places";
import { TRACER_URL } from "./tracer";

export interface ProgramStart {
  readonly project: Project;
  readonly stack: string;
  readonly organization: string;
  readonly configuration: Configuration;
  /** The runner of the program's own SDK. */
  readonly runner: string;
  /** Address of the engine, `host:port`. */
  readonly address: string;
  /** Whether errors carry stack traces, which makes every resource slower. */
  readonly traced: boolean;
}

/** Frames of a stack trace in a traced run: enough to get past the SDK to the user's own file. */
const TRACED_FRAMES = 50;
const PARALLEL = 64;

/**
 * Starts the program as `pulumi-language-nodejs` does: the SDK's own runner, the same arguments and environment.
 * It differs by node options: source maps, so that the place of a resource is one in its sources, parts of the SDK that
 * are loaded at their first use, and without traces `--stack-trace-limit=0`, since the SDK captures several stack traces
 * for every resource, which takes half of the time.
 */
export function startProgram(children: Children, start: ProgramStart): Child {
  const { project, configuration } = start;
  const { runtime } = project;
  const environment: NodeJS.ProcessEnv = {
    ...process.env,
    PULUMI_CONFIG: programConfig(configuration),
    PULUMI_CONFIG_SECRET_KEYS: JSON.stringify(secretKeys(configuration)),
  };
  // Whatever the caller's own environment says of other runs.
  environment["PULUMI_NODEJS_TYPESCRIPT"] = String(runtime.typescript);
  if (runtime.tsconfig !== "") environment["PULUMI_NODEJS_TSCONFIG_PATH"] = runtime.tsconfig;
  const traces = start.traced
    ? [`--stack-trace-limit=${TRACED_FRAMES}`, `--import=${TRACER_URL}`]
    : ["--stack-trace-limit=0"];
  const args = [
    "--enable-source-maps",
    `--import=${DEFERRED_URL}`,
    `--import=${PLACES_URL}`,
    ...traces,
    ...runtime.nodeArguments,
    start.runner,
    ...["--monitor", start.address],
    ...["--engine", start.address],
    ...["--organization", start.organization],
    ...["--project", project.name],
    ...["--root-directory", project.directory],
    ...["--stack", start.stack],
    ...["--pwd", project.programDirectory],
    "--dry-run",
    ...["--parallel", String(PARALLEL)],
    project.entryPoint,
  ];
  return children.start(process.execPath, args, {
    directory: project.directory,
    environment,
    withReport: start.traced,
  });
}
