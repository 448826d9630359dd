import type { PreviewArguments } from "../arguments";
import type { RecordedInvoke } from "../invoke/recorded";
import type { Child, Children } from "../process/children";
import { startProgram } from "../process/program";
import type { Configuration } from "../project/configuration";
import type { Project } from "../project/project-file";
import { isProviderType } from "../urn";
import { assetHasher } from "../values/assets";
import { Callbacks } from "./callbacks";
import { Declarations } from "./declarations";
import { engineService, type LogMessage } from "./engine-service";
import { Hooks } from "./hooks";
import { Lookups } from "./lookups";
import { Monitor, type RequestFailure } from "./monitor";
import { Outputs } from "./outputs";
import { Providers } from "./providers";
import { type Judge, Registrar } from "./registrar";
import { type RunningServer, serve } from "./server";
import { Deployment, type ResourceState } from "./state";

/** What a run of the program needs, read and checked. */
export interface Prepared {
  readonly args: PreviewArguments;
  readonly project: Project;
  readonly configuration: Configuration;
  readonly recorded: readonly RecordedInvoke[];
  /** The runner in the program's own SDK. */
  readonly runner: string;
}

/** An engine that a program can be run against, once. */
export interface Engine {
  readonly deployment: Deployment;
  readonly address: string;
  /** Lookups that only a provider could answer. */
  readonly refused: readonly string[];
  /** Why requests of the program failed, in order. */
  readonly failures: readonly RequestFailure[];
  /** Whether the program came to its end: it registers the stack's outputs last. */
  readonly isComplete: () => boolean;
  readonly start: (children: Children, traced: boolean) => Child;
  readonly close: () => void;
}

export interface EngineOptions {
  readonly judge: (deployment: Deployment, providers: Providers) => Judge;
  readonly log: (message: LogMessage) => void;
  readonly warn: (message: string) => void;
}

/** Puts the engine's parts together and starts to listen. */
export async function createEngine(prepared: Prepared, options: EngineOptions): Promise<Engine> {
  const { args, project, configuration, recorded, runner } = prepared;
  const names = { stack: args.stack, project: project.name };
  const environment = process.env;
  const hash = assetHasher(project.programDirectory);
  const declarations = new Declarations(project.programDirectory);
  const deployment = new Deployment();
  const callbacks = new Callbacks(hash);
  const hooks = new Hooks(callbacks, options.warn);
  const refused: string[] = [];
  const failures: RequestFailure[] = [];
  let complete = false;
  const providers = new Providers(names, deployment, configuration, async (provider) => {
    deployment.add(provider);
    await judge.submit(provider);
    outputs.fill(provider);
  });
  const judge = options.judge(deployment, providers);
  const outputs = new Outputs(providers, args.materialise, environment);
  const registrar = new Registrar({
    ...names,
    directory: project.directory,
    deployment,
    providers,
    callbacks,
    hooks,
    outputs,
    judge,
    hash,
    declarations,
  });
  const lookups = new Lookups({
    deployment,
    providers,
    recorded,
    environment,
    declarations,
    refuse: (message) => refused.push(message),
  });
  const failed = (failure: RequestFailure) => failures.push(failure);
  const completed = () => {
    complete = true;
  };
  const monitor = new Monitor({
    ...names,
    deployment,
    providers,
    registrar,
    lookups,
    callbacks,
    hooks,
    hash,
    failed,
    completed,
  });
  const server: RunningServer = await serve(engineService(options.log), monitor.service);
  return {
    deployment,
    address: server.address,
    refused,
    failures,
    isComplete: () => complete,
    start: (children, traced) =>
      startProgram(children, {
        project,
        stack: args.stack,
        organization: args.organization,
        configuration,
        runner,
        address: server.address,
        traced,
      }),
    close: () => {
      callbacks.close();
      server.close();
    },
  };
}

/** The provider that manages a resource, as packs are told; providers and components have none. */
export const providerFinder =
  (providers: Providers) =>
  (state: ResourceState): ResourceState | undefined =>
    isProviderType(state.type) || !state.custom ? undefined : providers.state(state.provider);
