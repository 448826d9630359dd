import { type KnownFinding, type KnownFindings, readKnownFindings } from "./analysis/known-findings";
import {
  concernsStack,
  dayOfTime,
  daysLeft,
  MAXIMUM_DAYS,
  mayConcernStackOf,
  ofStacks,
  readWaivers,
  standingOf,
  type Waiver,
  waives,
} from "./analysis/waivers";
import type { Settings } from "./facts/rule";
import { integer } from "./facts/settings";
import type { StackWaivers, WaiverSource } from "./facts/waivers";

/** What the pack's process is told of the world around it. */
export interface Surroundings {
  /** Milliseconds since 1970. */
  readonly now: () => number;
  /** The stack's configuration, JSON texts by `namespace:key`; undefined where the engine hands none over. */
  readonly stackConfig: Readonly<Record<string, string>> | undefined;
  /** Whether nothing is created or changed in this run: a preview, or an analysis of what exists. */
  readonly isPreview: boolean;
}

/** The pack's name, by which a baseline knows its findings among those of others. */
export const PACK_NAME = "centralized-logging-guard";

/** The key of a stack's configuration that holds its own waivers. */
export const STACK_WAIVERS = `${PACK_NAME}:waivers`;

/**
 * @param environment of the process; the engine's Node.js host puts the stack's configuration there, and whether it is a
 * dry run. `pulumi policy analyze` tells neither.
 */
export function surroundingsOf(environment: NodeJS.ProcessEnv): Surroundings {
  const { PULUMI_CONFIG: config, PULUMI_NODEJS_DRY_RUN: dryRun } = environment;
  return { now: Date.now, stackConfig: configOf(config), isPreview: dryRun !== "false" };
}

function configOf(text: string | undefined): Readonly<Record<string, string>> | undefined {
  if (text === undefined || text === "") return undefined;
  try {
    return JSON.parse(text) as Readonly<Record<string, string>>;
  } catch {
    // A form that is not known counts as none, which the policy `waivers` then says.
    return undefined;
  }
}

interface Entry {
  readonly waiver: Waiver;
  readonly source: WaiverSource;
  readonly path: string;
}

/** How far stacks may waive for themselves. */
type StackScope = "none" | "advisory-only" | "all";

/** A finding, as far as a waiver or a baseline knows it. */
export interface Found {
  readonly policy: string;
  readonly fingerprint: string;
  /** The resource that it is reported on; `""` for the stack as a whole, which no baseline lets pass. */
  readonly urn: string;
  readonly isUnverified: boolean;
}

/** A waiver that holds for a finding. */
export interface Granted {
  readonly waiver: Waiver;
  /** Whether the finding is reported as an advisory, whatever the level of its policy. */
  readonly isLowered: boolean;
}

const keyOf = ({ policy, fingerprint, urn }: Omit<Found, "isUnverified">): string =>
  JSON.stringify([policy, fingerprint, urn]);

/** The policy and resource of an entry, of which a finding may be left open. */
const placeOf = ({ policy, urn }: Pick<Found, "policy" | "urn">): string => JSON.stringify([policy, urn]);

/**
 * Knows the waivers, which the configuration of one policy holds for all of them, and notes which were used. Until that
 * policy has been asked for the first time (the engine asks it of the stack itself, before anything else), none is known
 * and nothing is waived.
 */
export class WaiverDesk {
  readonly #surroundings: Surroundings;
  readonly #policies: readonly string[];
  #configured: Settings | undefined;
  #entries: readonly Entry[] = [];
  #mistakes: readonly string[] = [];
  #ofStack: StackWaivers["ofStack"] = "none";
  readonly #used = new Set<Entry>();
  #known: readonly KnownFinding[] = [];
  /** How many findings the baseline lets pass, by what they are, and the places of all that it knows. */
  readonly #passes = new Map<string, number>();
  readonly #places = new Set<string>();
  /** Whether it lets some finding of a policy pass in the stack of a resource. */
  #passesSomeIn: ReadonlyMap<string, (urn: string) => boolean> = new Map();
  /** What was found of the baseline's, where something was left open, and which policies have looked. */
  readonly #seen = new Set<string>();
  readonly #open = new Set<string>();
  readonly #asked = new Set<string>();

  /** @param policies the names that a waiver may have */
  constructor(policies: readonly string[], surroundings: Surroundings) {
    this.#policies = policies;
    this.#surroundings = surroundings;
  }

  /** Reads the settings of the policy `waivers`. */
  configure(settings: Settings): void {
    if (this.#configured !== undefined && isSame(this.#configured, settings)) return;
    this.#configured = settings;
    this.#used.clear();
    const baseline = this.#baselineReading(settings);
    const own = readWaivers(settings["waivers"], "waivers");
    const stack = this.#stackReading(settings);
    const entries = (
      waivers: readonly Waiver[],
      source: WaiverSource,
      list: readonly unknown[],
    ): readonly Entry[] =>
      waivers.map((waiver) => ({ waiver, source, path: `${listName(source)}[${list.indexOf(waiver)}]` }));
    this.#entries = [
      ...entries(own.waivers, "organisation", asList(settings["waivers"])),
      ...entries(stack.waivers, "stack", stack.list),
    ];
    this.#mistakes = [
      ...baseline.mistakes,
      ...own.mistakes,
      ...stack.mistakes,
      ...this.#entries
        .filter(({ waiver }) => !this.#policies.includes(waiver.policy))
        .map(
          ({ waiver, path }) =>
            `\`${path}.policy\` is \`${waiver.policy}\`; accepted: a policy of this pack that is switched on`,
        ),
    ];
  }

  #baselineReading(settings: Settings): KnownFindings {
    for (const noted of [this.#passes, this.#places, this.#seen, this.#open]) noted.clear();
    const reading = readKnownFindings(settings["baseline"], "baseline");
    this.#known = reading.known.filter(({ policyPack }) => policyPack === PACK_NAME);
    for (const entry of this.#known) {
      const passes = this.#passes.get(keyOf(entry)) ?? 0;
      this.#passes.set(keyOf(entry), passes + (entry.enforcementLevel === "mandatory" ? 1 : 0));
      this.#places.add(placeOf(entry));
    }
    const passing = this.#known.filter(({ enforcementLevel }) => enforcementLevel === "mandatory");
    this.#passesSomeIn = new Map(
      [...new Set(passing.map(({ policy }) => policy))].map((policy) => [
        policy,
        ofStacks(passing.flatMap((entry) => (entry.policy === policy ? [entry.urn] : []))),
      ]),
    );
    return reading;
  }

  #stackReading(settings: Settings): {
    readonly waivers: readonly Waiver[];
    readonly mistakes: readonly string[];
    readonly list: readonly unknown[];
  } {
    const none = { waivers: [], mistakes: [], list: [] };
    const { stackConfig } = this.#surroundings;
    const text = stackConfig?.[STACK_WAIVERS];
    const isAllowed = scopeOf(settings) !== "none";
    if (stackConfig === undefined || text === undefined || !isAllowed) {
      this.#ofStack = !isAllowed
        ? text === undefined
          ? "none"
          : "refused"
        : stackConfig === undefined
          ? "unread"
          : "none";
      return none;
    }
    this.#ofStack = "read";
    let list: unknown;
    try {
      list = JSON.parse(text);
    } catch {
      return { ...none, mistakes: [`\`${STACK_WAIVERS}\` is no JSON; accepted: a list of waivers`] };
    }
    return { ...readWaivers(list, listName("stack")), list: asList(list) };
  }

  /**
   * The waiver that holds for a finding, which then counts as used.
   *
   * @param isAdvisory whether the finding blocks nothing, whatever an organisation configured
   * @param isAdvice whether its policy blocks nothing unless an organisation configured it to
   */
  grant(
    policy: string,
    fingerprint: string,
    urn: string,
    isAdvisory: boolean,
    isAdvice: boolean,
  ): Granted | undefined {
    const settings = this.#configured ?? {};
    const today = dayOfTime(this.#surroundings.now());
    const mostDays = integer(settings, "maximumDays", MAXIMUM_DAYS);
    for (const entry of this.#entries) {
      const { waiver, source } = entry;
      if (!waives(waiver, policy, fingerprint, urn)) continue;
      if (standingOf(waiver, today, mostDays) !== "holds") continue;
      const isWhole = source === "organisation" || scopeOf(settings) === "all";
      if (!isWhole && !isAdvisory && !isAdvice) continue;
      this.#used.add(entry);
      return { waiver, isLowered: isWhole || isAdvisory };
    }
    return undefined;
  }

  /** Whether a finding of the policy somewhere in the resource's stack is let pass, by a waiver or the baseline. */
  letsPassSome(policy: string, urn: string): boolean {
    const today = dayOfTime(this.#surroundings.now());
    const mostDays = integer(this.#configured ?? {}, "maximumDays", MAXIMUM_DAYS);
    return (
      this.#passesSomeIn.get(policy)?.(urn) === true ||
      this.#entries.some(
        ({ waiver }) =>
          waiver.policy === policy &&
          standingOf(waiver, today, mostDays) === "holds" &&
          mayConcernStackOf(waiver, urn),
      )
    );
  }

  /** Notes that a policy judges the stack: one that is switched off finds nothing, and resolves nothing. */
  asks(policy: string): void {
    this.#asked.add(policy);
  }

  /** How many findings like this one the baseline lets pass. The finding counts as one that is still there. */
  passes(found: Found): number {
    if (!this.#places.has(placeOf(found))) return 0;
    if (found.isUnverified) this.#open.add(placeOf(found));
    const key = keyOf(found);
    const passes = this.#passes.get(key);
    if (passes !== undefined) this.#seen.add(key);
    return passes ?? 0;
  }

  /** What is to be said of the waivers and the baseline that concern a stack; what was found in it is forgotten. */
  report(urns: readonly string[]): StackWaivers {
    const today = dayOfTime(this.#surroundings.now());
    const mostDays = integer(this.#configured ?? {}, "maximumDays", MAXIMUM_DAYS);
    const uses = this.#entries
      .filter(({ waiver }) => concernsStack(waiver, urns))
      .map((entry) => ({
        ...entry,
        standing: standingOf(entry.waiver, today, mostDays),
        daysLeft: daysLeft(entry.waiver, today),
        isUsed: this.#used.has(entry),
      }));
    for (const { waiver } of uses) {
      for (const entry of this.#used) if (entry.waiver === waiver) this.#used.delete(entry);
    }
    return { mistakes: this.#mistakes, uses, baseline: this.#leftOfBaseline(urns), ofStack: this.#ofStack };
  }

  #leftOfBaseline(urns: readonly string[]): StackWaivers["baseline"] {
    const isOwn = ofStacks(urns);
    const own = this.#known.filter(({ urn }) => isOwn(urn));
    const isLeft = (policy: string) => this.#policies.includes(policy) && !this.#asked.has(policy);
    const resolved = own.filter(
      (entry) => !this.#seen.has(keyOf(entry)) && !this.#open.has(placeOf(entry)) && !isLeft(entry.policy),
    );
    for (const entry of own) {
      this.#seen.delete(keyOf(entry));
      this.#open.delete(placeOf(entry));
    }
    this.#asked.clear();
    return { entries: own.length, resolved };
  }
}

/** Mostly the lists are the very same: a baseline may be long, and the question comes with each resource. */
const isSame = (some: Settings, others: Settings): boolean =>
  Object.keys({ ...some, ...others }).every((name) => some[name] === others[name]) ||
  JSON.stringify(some) === JSON.stringify(others);

const scopeOf = (settings: Settings): StackScope => {
  const scope = settings["allowStackWaivers"];
  return scope === "advisory-only" || scope === "all" ? scope : "none";
};

const listName = (source: WaiverSource): string => (source === "stack" ? STACK_WAIVERS : "waivers");

const asList = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);
