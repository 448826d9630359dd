import {
  type PolicyResource,
  type ReportViolation,
  type ResourceValidationArgs,
  type StackValidationArgs,
  unknownCheckingProxy,
} from "@pulumi/policy";
import { toPolicies } from "../../policy-pack/enforcement";
import type { Rule } from "../../policy-pack/facts/rule";
import type { ServedPolicy } from "../../policy-pack/single-pass";
import type { Surroundings } from "../../policy-pack/waiver-desk";

/** A preview on a day of the tests' own, by an engine that hands over a configuration without waivers. */
export const PREVIEW: Surroundings = {
  now: () => Date.parse("2026-11-25T12:00:00Z"),
  stackConfig: {},
  isPreview: true,
};

/** What the engine puts where a value is unknown, whatever its kind. */
export const UNKNOWN = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";

/** A resource as a program would register it. */
export interface Registered {
  readonly type: string;
  readonly props: Record<string, unknown>;
  readonly name?: string;
  /** Property to the names of the resources that its value was made from. */
  readonly madeFrom?: Readonly<Record<string, readonly string[]>>;
  /** The configuration of its provider, as the engine has it. */
  readonly provider?: Record<string, unknown>;
  /** What the provider returns; the inputs where absent. */
  readonly outputs?: Record<string, unknown>;
}

/** What a policy reported: the message, with `[advisory]` before it where it was graded down, and the URN if any. */
export interface Reported {
  readonly message: string;
  readonly urn?: string;
}

type Configured = Readonly<Record<string, unknown>>;

const providerOf = ({ provider }: Registered): Pick<PolicyResource, "provider"> =>
  provider === undefined
    ? {}
    : {
        provider: {
          type: "pulumi:providers:aws",
          props: provider,
          urn: "urn:pulumi:dev::project::pulumi:providers:aws::aws",
          name: "aws",
        },
      };

const EMPTY_OPTIONS = {
  protect: false,
  ignoreChanges: [],
  aliases: [],
  customTimeouts: { createSeconds: 0, updateSeconds: 0, deleteSeconds: 0 },
  additionalSecretOutputs: [],
};

export const urnOf = ({ type, name = "it" }: Registered, stack = "dev"): string =>
  `urn:pulumi:${stack}::project::${type}::${name}`;

/** Strips the fingerprint, so that tables of messages stay readable. */
export const withoutTag = (message: string): string => message.replace(/ \[[a-z-]+\/[0-9a-f]{12}\]$/, "");

export const fingerprintOf = (message: string): string => /\/([0-9a-f]{12})\]$/.exec(message)?.[1] ?? "none";

function collector(): { readonly reports: Reported[]; readonly report: ReportViolation } {
  const reports: Reported[] = [];
  const report = (
    finding: string | { message: string; urn?: string; enforcementLevel?: string },
    urn?: string,
  ): void => {
    const message =
      typeof finding === "string"
        ? finding
        : `${finding.enforcementLevel === undefined ? "" : `[${finding.enforcementLevel}] `}${finding.message}`;
    const on = typeof finding === "string" ? urn : finding.urn;
    reports.push(on === undefined ? { message } : { message, urn: on });
  };
  return { reports, report };
}

async function analyse(
  policy: ServedPolicy,
  resource: Registered,
  settings: Configured,
  stack: string,
): Promise<Reported[]> {
  const { reports, report } = collector();
  const args: ResourceValidationArgs = {
    type: resource.type,
    props: unknownCheckingProxy(resource.props),
    urn: urnOf(resource, stack),
    name: resource.name ?? "it",
    opts: EMPTY_OPTIONS,
    ...providerOf(resource),
    stackTags: new Map(),
    isType: () => false,
    asType: () => undefined,
    getConfig: <T extends object>() => settings as T,
    notApplicable: () => {
      throw new Error("not applicable");
    },
  };
  const { validateResource } = policy;
  if (typeof validateResource !== "function") throw new Error("not a resource policy");
  await validateResource(args, report);
  return reports;
}

/** Runs a rule on one resource as the SDK would: properties behind its proxy, settings without defaults. */
export async function judge(
  rule: Rule,
  type: string,
  props: Record<string, unknown>,
  settings: Configured = {},
): Promise<string[]> {
  return (await new Session(rule, settings).analyse({ type, props })).map(({ message }) => message);
}

/** One process that is asked about stacks, as the engine asks it: every resource first, then the stack. */
export class Session {
  readonly #policies: readonly ServedPolicy[];
  readonly #settings: Configured;

  constructor(
    rules: Rule | readonly Rule[],
    settings: Configured = {},
    surroundings: Surroundings = PREVIEW,
    /** Policies that are switched off: the engine does not ask them. */
    off: readonly string[] = [],
  ) {
    const policies = toPolicies([rules].flat(), surroundings);
    this.#policies = policies.filter(({ name }) => !off.includes(name));
    this.#settings = settings;
  }

  /** What the policies report of a resource, in their order. */
  async analyse(resource: Registered, stack = "dev"): Promise<Reported[]> {
    const reports: Reported[] = [];
    for (const policy of this.#policies)
      reports.push(...(await analyse(policy, resource, this.#settings, stack)));
    return reports;
  }

  async analyseStack(resources: readonly Registered[], stack = "dev"): Promise<Reported[]> {
    const { reports, report } = collector();
    const byName = new Map<string, PolicyResource>();
    for (const resource of resources) {
      byName.set(resource.name ?? "it", {
        type: resource.type,
        props: unknownCheckingProxy(resource.outputs ?? resource.props),
        urn: urnOf(resource, stack),
        name: resource.name ?? "it",
        opts: EMPTY_OPTIONS,
        ...providerOf(resource),
        dependencies: [],
        propertyDependencies: {},
        isType: () => false,
        asType: () => undefined,
      });
    }
    for (const { name = "it", madeFrom = {} } of resources) {
      const made = byName.get(name);
      for (const [property, sources] of Object.entries(madeFrom)) {
        if (made) made.propertyDependencies[property] = sources.flatMap((source) => byName.get(source) ?? []);
      }
    }
    const args: StackValidationArgs = {
      resources: [...byName.values()],
      stackTags: new Map(),
      getConfig: <T extends object>() => this.#settings as T,
      notApplicable: () => {
        throw new Error("not applicable");
      },
    };
    for (const policy of this.#policies) policy.validateStack?.(args, report);
    return reports;
  }
}

/** Registers a whole stack in one process; what is reported of single resources comes first. */
export async function judgeStack(
  rules: Rule | readonly Rule[],
  resources: readonly Registered[],
  settings: Configured = {},
): Promise<Reported[]> {
  const session = new Session(rules, settings);
  const reports: Reported[] = [];
  for (const resource of resources) reports.push(...(await session.analyse(resource)));
  return [...reports, ...(await session.analyseStack(resources))];
}
