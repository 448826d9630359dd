import type { Judge } from "../engine/registrar";
import type { ResourceState } from "../engine/state";
import { messageOf, PreviewFailure } from "../failure";
import { firstOwnFrame, placeText } from "../process/failure-place";
import type { ValueMap } from "../values/value";
import type { Analyzer, Diagnostic } from "./analyzer";
import { analyzeRequest, analyzeStackRequest, type ProviderOf, remediateRequest } from "./requests";

/** A pack that is configured and waits for resources. */
export interface ReadyPack {
  readonly label: string;
  readonly directory: string;
  readonly analyzer: Analyzer;
  /** Whether a policy of it may change inputs. */
  readonly remediates: boolean;
  /** Why the pack is gone, should a call fail because it is. */
  readonly crashed: () => Promise<PreviewFailure | undefined>;
}

/** A finding of a pack about a resource or about the stack. */
export interface Finding extends Diagnostic {
  /** The resource that the engine attributes the finding to. */
  readonly subject: string;
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
  readonly #findings: {
    readonly order: number;
    readonly pack: number;
    readonly found: readonly Finding[];
  }[] = [];
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
    const stack =
      judged.find((state) => state.parent === "" && state.type === "pulumi:pulumi:Stack")?.urn ?? "";
    const request = analyzeStackRequest(judged, this.#providerOf);
    await Promise.all(
      packs.map(async (pack, index) => {
        const diagnostics = await this.#ask(pack, "the stack", () => pack.analyzer.analyzeStack(request));
        this.#record(order(this.#order), index, diagnostics, (urn) => (known.has(urn) ? urn : stack));
      }),
    );
    const byOrder = [...this.#findings].sort((a, b) => a.pack - b.pack || a.order - b.order);
    return byOrder.flatMap(({ found }) => found);
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
    const found = diagnostics.map((diagnostic) => ({ ...diagnostic, subject: subject(diagnostic.urn) }));
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
