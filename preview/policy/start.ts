import type { PackArgument } from "../arguments";
import { engineService, type LogMessage } from "../engine/engine-service";
import { serve } from "../engine/server";
import { PreviewFailure } from "../failure";
import type { EnforcementLevel, PlanPolicyPack } from "../plan";
import type { Children } from "../process/children";
import { type Configuration, packConfig, secretKeys } from "../project/configuration";
import { Analyzer, type StackContext } from "./analyzer";
import type { ReadyPack } from "./judgement";
import { type PackProcess, type PackSource, readPack, startPack } from "./pack";
import { type PolicyConfigs, type PolicyInfo, readPolicyConfig, reconcile } from "./pack-config";

/** A pack and the configuration that the user gives it, read and checked. */
export interface PreparedPack {
  readonly source: PackSource;
  readonly config: PolicyConfigs;
}

/** @throws PreviewFailure if a pack or its configuration cannot be read */
export const preparePacks = (packs: readonly PackArgument[]): readonly PreparedPack[] =>
  packs.map(({ directory, config }) => ({
    source: readPack(directory),
    config: config === undefined ? {} : readPolicyConfig(config),
  }));

export interface PacksStart {
  readonly packs: readonly PreparedPack[];
  readonly children: Children;
  /** The stack's configuration; `undefined` where the engine hands none over, as for a state. */
  readonly configuration: Configuration | undefined;
  readonly stack: string;
  readonly project: string;
  readonly organization: string;
  /** Takes what a pack prints. */
  readonly print: (line: string) => void;
  /** Takes what a pack logs, errors excepted: those may turn out to be the reason why it ends. */
  readonly log: (message: LogMessage) => void;
}

/** Packs that were started, each in its own process. */
export interface StartedPacks {
  /** Resolves once all are configured; rejects with the first that fails. */
  readonly ready: Promise<readonly ReadyPack[]>;
  /** The packs that have not come up yet, for a person. */
  readonly stuck: () => string | undefined;
  /** Errors that packs logged or printed although they did not fail. */
  readonly complaints: () => readonly string[];
  readonly close: () => void;
}

/** Starts all packs at once, and configures each as the engine does. */
export function startPacks(start: PacksStart): StartedPacks {
  const context: StackContext = {
    stack: start.stack,
    project: start.project,
    organization: start.organization,
    config: start.configuration === undefined ? undefined : packConfig(start.configuration),
    secretKeys: start.configuration === undefined ? [] : secretKeys(start.configuration),
  };
  const pending = new Set(start.packs.map(({ source }) => source.directory));
  const closers: (() => void)[] = [];
  const complaints: (readonly string[])[] = [];
  const each = start.packs.map(async (pack): Promise<ReadyPack> => {
    const logged: string[] = [];
    // An engine of its own, so that what a pack logs is known to be its.
    const engine = await serve(
      engineService((message) =>
        message.severity === "error" ? void logged.push(message.text) : start.log(message),
      ),
    );
    closers.push(engine.close);
    const process = startPack(start.children, {
      source: pack.source,
      engineAddress: engine.address,
      environment: packEnvironment(context, pack.source),
      print: start.print,
      logged,
    });
    complaints.push(logged, process.stderr);
    const analyzer = new Analyzer(await process.port);
    closers.push(() => analyzer.close());
    const ready = await configure(pack, process, analyzer, context);
    pending.delete(pack.source.directory);
    return ready;
  });
  const ready = Promise.all(each);
  ready.catch(() => {});
  return {
    ready,
    stuck: () =>
      pending.size === 0
        ? undefined
        : `${[...pending].map((directory) => `policy pack \`${directory}\``).join(" and ")} did not start`,
    complaints: () => complaints.flat(),
    close: () => {
      for (const close of closers) close();
    },
  };
}

/** What a plan says of the packs that judged it. */
export const toPlanPacks = (packs: readonly ReadyPack[]): readonly PlanPolicyPack[] =>
  packs.map(({ label, policies }) => ({ name: label, policies }));

/** The variables that the engine's host for Node.js sets for a pack. */
const packEnvironment = (context: StackContext, source: PackSource): NodeJS.ProcessEnv => ({
  ...process.env,
  ...(source.runtime.typescript ? { PULUMI_NODEJS_TYPESCRIPT: "true" } : {}),
  ...(context.config === undefined ? {} : { PULUMI_CONFIG: JSON.stringify(context.config) }),
  PULUMI_NODEJS_ORGANIZATION: context.organization,
  PULUMI_NODEJS_PROJECT: context.project,
  PULUMI_NODEJS_STACK: context.stack,
  PULUMI_NODEJS_DRY_RUN: "true",
});

async function configure(
  { source, config }: PreparedPack,
  process: PackProcess,
  analyzer: Analyzer,
  context: StackContext,
): Promise<ReadyPack> {
  const crashed = async () => {
    const ended = await Promise.race([process.child.ended, soon()]);
    return ended === undefined ? undefined : process.crash(ended);
  };
  try {
    await analyzer.configureStack(context);
    const info = await analyzer.info();
    const configs = await reconcile(info.name, info.policies, info.initialConfig, config);
    await analyzer.configure(configs);
    const levelOf = ({ name, level }: PolicyInfo): EnforcementLevel => configs[name]?.level ?? level;
    const remediates = info.policies.some(
      (policy) => policy.kind !== "stack" && levelOf(policy) === "remediate",
    );
    const policies = info.policies.map((policy) => ({
      name: policy.name,
      enforcementLevel: levelOf(policy),
    }));
    return { label: info.name, policies, directory: source.directory, analyzer, remediates, crashed };
  } catch (error) {
    if (error instanceof PreviewFailure) throw error;
    throw (await crashed()) ?? error;
  }
}

/** A process that has just ended may take a moment to say so. */
const soon = () => new Promise<undefined>((resolve) => setTimeout(() => resolve(undefined), 200));
