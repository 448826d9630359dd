import type { Judge } from "../engine/registrar";
import type { ResourceState } from "../engine/state";
import { messageOf, PreviewFailure } from "../failure";
import { StandIns } from "../materialise/stand-ins";
import type { PlanPolicy } from "../plan";
import { firstOwnFrame, placeText } from "../process/failure-place";
import { makeUrn, parseUrn, STACK_TYPE } from "../urn";
import type { ValueMap } from "../values/value";
import type { Analyzer, Diagnostic } from "./analyzer";
import { type Finding, isSame, isUnverified } from "./finding";
import { analyzeRequest, analyzeStackRequest, type ProviderOf, remediateRequest } from "./requests";

/** A pack that is configured and waits for resources. */
export interface ReadyPack {
  readonly label: string;
  /** All of its policies, at the level at which they judge. */
  readonly policies: readonly PlanPolicy[];
  readonly directory: string;
  readonly analyzer: Analyzer;
  /** Whether a policy of it may change inputs. */
  readonly remediates: boolean;
  /** Why the pack is gone, should a call fail because it is. */
  readonly crashed: () => Promise<PreviewFailure | undefined>;
}

/** What one pack answered to one question: about a resource, in order of registration, or about the stack, last. */
interface Answer {
  readonly order: number;
  readonly pack: number;
  readonly found: readonly Finding[];
}

/** A change that a policy made to a resource's inputs. */
export interface Remediation {
  readonly pack: string;
  readonly policy: string;
  readonly urn: string;
}

/**
 * Has resources judged while the program runs. A pack gets one resource at a time and in the order of registration, as
 * by the engine; packs work side by side. Only a pack that remediates makes the program wait.
 */
export class Judgement implements Judge {
  readonly #ready: Promise<readonly ReadyPack[]>;
  readonly #providerOf: ProviderOf;
  readonly #findings: Answer[] = [];
  readonly #remediations: Remediation[] = [];
  readonly #queues = new Map<ReadyPack, Promise<void>>();
  #turn: Promise<void> = Promise.resolve();
  #idle: readonly ReadyPack[] | undefined;
  #order = 0;
  readonly #asked = new Set<string>();
  /** Rejects as soon as a pack fails; never resolves. */
  readonly failed: Promise<never>;
  #fail: (error: unknown) => void = () => {};

  constructor(ready: Promise<readonly ReadyPack[]>, providerOf: ProviderOf) {
    this.#ready = ready;
    this.#providerOf = providerOf;
    this.failed = new Promise((_, reject) => {
      this.#fail = reject;
    });
    this.failed.catch(() => {});
    ready.then(
      (packs) => {
        if (packs.every((pack) => !pack.remediates)) this.#idle = packs;
      },
      (error) => this.#fail(error),
    );
  }

  /** What a pack was asked and has not answered, for a person. */
  stuck(): string | undefined {
    const [asked] = this.#asked;
    return asked === undefined ? undefined : `${asked} did not come to an end`;
  }

  get remediations(): readonly Remediation[] {
    return this.#remediations;
  }

  submit(state: ResourceState): Promise<ValueMap> {
    const order = this.#order++;
    if (this.#idle !== undefined) {
      for (const [index, pack] of this.#idle.entries()) this.#enqueue(pack, index, order, state);
      return Promise.resolve(state.inputs);
    }
    const turn = this.#turn.then(() => this.#remediateThenEnqueue(state, order));
    this.#turn = turn.then(undefined, (error) => this.#fail(error));
    // A failed preview ends the program; until then nobody may be left waiting for an answer.
    const answer = () => state.inputs;
    return turn.then(answer, answer);
  }

  /** Waits for all analyses, then has each pack judge the stack. @returns all findings in a stable order */
  async conclude(states: readonly ResourceState[]): Promise<readonly Finding[]> {
    const packs = await this.#ready;
    await this.#turn;
    await Promise.all(this.#queues.values());
    const judged = states.filter((state) => state.origin !== "read");
    const known = new Set(judged.map((state) => state.urn));
    const stack = stackUrn(judged);
    const request = analyzeStackRequest(judged, this.#providerOf);
    await Promise.all(
      packs.map(async (pack, index) => {
        const diagnostics = await this.#ask(pack, "the stack", () => pack.analyzer.analyzeStack(request));
        this.#record(order(this.#order), index, diagnostics, (urn) => (known.has(urn) ? urn : stack));
      }),
    );
    const standIns = StandIns.of(judged);
    const byUrn = new Map(judged.map((state) => [state.urn, state]));
    const settled = packs.map((pack, index) => {
      const answers = this.#findings.filter((answer) => answer.pack === index);
      return this.#settle(
        pack,
        answers.sort((a, b) => a.order - b.order),
        byUrn,
        standIns,
      );
    });
    return (await Promise.all(settled)).flat();
  }

  /**
   * Finds out which findings rest on stand-ins: a resource with findings is judged once more with those values unknown,
   * and what is found again does not. This comes last, since a pack may remember what it was shown. A finding of the
   * stack as a whole is not tried again: it rests on stand-ins where its resource's inputs hold one.
   */
  async #settle(
    pack: ReadyPack,
    answers: readonly Answer[],
    byUrn: ReadonlyMap<string, ResourceState>,
    standIns: StandIns,
  ): Promise<readonly Finding[]> {
    const settled: Finding[] = [];
    for (const { found, order: at } of answers) {
      const ofStack = at === order(this.#order);
      const again = new Map<string, readonly Diagnostic[]>();
      for (const finding of found) {
        const state = byUrn.get(finding.subject);
        const held = state !== undefined && !isUnverified(finding) && standIns.isIn(state);
        if (held && !ofStack && !again.has(state.urn)) {
          const request = analyzeRequest({ ...state, inputs: standIns.without(state) }, this.#providerOf);
          again.set(
            state.urn,
            await this.#ask(pack, `\`${state.urn}\``, () => pack.analyzer.analyze(request)),
          );
        }
        const isFoundAgain = again.get(finding.subject)?.some((other) => isSame(finding, other)) ?? false;
        settled.push({ ...finding, restsOnStandIns: held && !isFoundAgain });
      }
    }
    return settled;
  }

  async #remediateThenEnqueue(state: ResourceState, at: number): Promise<void> {
    const packs = await this.#ready;
    for (const [index, pack] of packs.entries()) {
      if (pack.remediates) await this.#remediate(pack, index, at, state);
    }
    for (const [index, pack] of packs.entries()) this.#enqueue(pack, index, at, state);
  }

  async #remediate(pack: ReadyPack, index: number, at: number, state: ResourceState): Promise<void> {
    const request = remediateRequest(state, this.#providerOf);
    const results = await this.#ask(pack, `\`${state.urn}\``, () => pack.analyzer.remediate(request));
    for (const { pack: name, policy, inputs, diagnostic } of results) {
      if (inputs !== undefined) {
        state.inputs = inputs;
        this.#remediations.push({ pack: name, policy, urn: state.urn });
        continue;
      }
      const finding: Diagnostic = {
        pack: name,
        policy,
        level: "advisory",
        severity: "",
        urn: "",
        message: diagnostic,
      };
      this.#record(at, index, [finding], () => state.urn);
    }
  }

  #enqueue(pack: ReadyPack, index: number, at: number, state: ResourceState): void {
    const request = analyzeRequest(state, this.#providerOf);
    const queue = (this.#queues.get(pack) ?? Promise.resolve()).then(async () => {
      const diagnostics = await this.#ask(pack, `\`${state.urn}\``, () => pack.analyzer.analyze(request));
      this.#record(at, index, diagnostics, () => state.urn);
    });
    queue.catch((error) => this.#fail(error));
    this.#queues.set(pack, queue);
  }

  #record(
    at: number,
    pack: number,
    diagnostics: readonly Diagnostic[],
    subject: (urn: string) => string,
  ): void {
    if (diagnostics.length === 0) return;
    const found = diagnostics.map((diagnostic) => ({
      ...diagnostic,
      subject: subject(diagnostic.urn),
      restsOnStandIns: false,
    }));
    this.#findings.push({ order: at, pack, found });
  }

  async #ask<T>(pack: ReadyPack, subject: string, question: () => Promise<T>): Promise<T> {
    const asked = `the judgement of ${subject} by policy pack \`${pack.label}\``;
    this.#asked.add(asked);
    try {
      return await question();
    } catch (error) {
      const crashed = await pack.crashed();
      throw crashed ?? failure(pack, subject, error);
    } finally {
      this.#asked.delete(asked);
    }
  }
}

/** What findings of the stack as a whole are attributed to: a state may lack the stack's own resource. */
function stackUrn(states: readonly ResourceState[]): string {
  const own = states.find((state) => state.parent === "" && state.type === STACK_TYPE)?.urn;
  const [first] = states;
  if (own !== undefined || first === undefined) return own ?? "";
  const { stack, project } = parseUrn(first.urn);
  return makeUrn(stack, project, "", STACK_TYPE, `${project}-${stack}`);
}

/** The stack is judged after every resource. */
const order = (resources: number): number => resources + 1;

/** What a policy threw, and where. */
function failure(pack: ReadyPack, subject: string, error: unknown): PreviewFailure {
  const { details } = error as { readonly details?: unknown };
  const text = typeof details === "string" && details !== "" ? details : messageOf(error);
  const place = firstOwnFrame(text, pack.directory);
  const where = place === undefined ? "" : ` at ${placeText(place)}`;
  const why = text.split("\n").filter((line) => line.trim() !== "" && !/^\s+at /.test(line));
  return new PreviewFailure(
    `policy pack \`${pack.label}\` failed to judge ${subject}${where}: ${why.join(" ").trim()}`,
    text,
  );
}
