/** What used each rule of the VPC's groups, by its flow logs: asked in one call, answered in others. */

import { setImmediate as turn } from "node:timers/promises";
import type { Coverage, EvidenceAnswer, RuleEvidence } from "../contract";
import type { FlowLogStore } from "../deployment";
import { Problems, Refusal, reasonOf } from "../failures";
import { forManyCalls } from "../for-many-calls";
import { HISTORY, readHistory } from "../history/read";
import { pageOf } from "../paging";
import type { Resolvers, Surroundings } from "../surroundings";
import { athenaQuestions } from "./athena";
import { insightsQuestions } from "./insights";
import { judging, loggedPart } from "./judging";
import { type LiveRule, liveRules } from "./live-rules";
import { matched } from "./matching";
import { daysOf, instantText, type Period, periodOf } from "./period";
import { beforeAbort, Preparations, type Prepared } from "./preparations";
import type { FlowLogQuestions, Progress } from "./store";

const DEFAULT_FIRST = 100;

/** So long rules are taken to be as they were; what could not be had may be there at the next try, after the pages of one. */
const KEPT_MS = 5 * 60_000;
const KEPT_IN_PART_MS = 30_000;

/** An answer with all its rules; callers get them in pages, and what is said of them is said then. */
interface Answer {
  readonly period: Period;
  readonly coverage: Coverage;
  readonly rules: readonly LiveRule[];
  readonly judge: (live: LiveRule) => RuleEvidence;
  readonly problems: EvidenceAnswer["problems"];
}

const preparations = new Preparations<Period, Answer>();

/** Forgets what was answered; tests begin so. */
export const forgetAnswers = (): void => preparations.clear();

function questionsOf(store: FlowLogStore): FlowLogQuestions {
  switch (store.kind) {
    case "athena":
      return athenaQuestions(store);
    case "logs-insights":
      return insightsQuestions(store);
    case "none":
      throw new Refusal("Unavailable", store.why);
  }
}

/** AWS's refusals of a question, as callers hear of them. */
function refusalOf(error: unknown): unknown {
  if (Object(error).name === "LimitExceededException" || reasonOf(error) === "THROTTLED") {
    return new Refusal("Busy", "too many questions are being answered; ask again in a minute");
  }
  if (reasonOf(error) === "NO_PERMISSION") {
    return new Refusal("Unavailable", "the console's role may not ask the flow logs");
  }
  return error;
}

/** Nobody's signal: what one call does not live to see the next one does, and clients have patience of their own. */
const unhurried = (around: Surroundings): Surroundings => ({
  ...around,
  signal: forManyCalls(new AbortController().signal),
});

async function prepared(
  around: Surroundings,
  { period, read }: Extract<Progress, { state: "READY" }>,
): Promise<Prepared<Answer>> {
  const problems = new Problems();
  const [records, history, rules] = await Promise.all([
    read(around),
    readHistory(around, problems, new Date(period.from * 1000), new Date(period.to * 1000)),
    problems.part("security groups and their rules", [], () => liveRules(around, problems)),
  ]);
  // A call that is out of time is answered before the rest is done.
  await turn();
  const found = matched(rules, records, history);
  const isHistoryRead = problems.found.every(({ part }) => part !== HISTORY);
  const value: Answer = {
    period,
    coverage: {
      ...timesOf(loggedPart(period, records)),
      historyFrom: history.from === undefined ? null : instantText(history.from),
      records: records.read,
      unresolved: found.unresolved,
      truncated: records.truncated,
    },
    rules,
    judge: judging({ around, period, records, history, isHistoryRead, matched: found }),
    problems: problems.found,
  };
  return { value, keptMs: problems.found.length === 0 ? KEPT_MS : KEPT_IN_PART_MS };
}

const timesOf = ({ from, to }: Period) => ({ from: instantText(from), to: instantText(to) });

/** An answer without rules: the question runs, or failed. */
const without = (period: Period, state: "RUNNING" | "FAILED", failure: string | null): EvidenceAnswer => ({
  state,
  failure,
  days: daysOf(period),
  coverage: null,
  rules: [],
  total: 0,
  next: null,
  problems: [],
});

/** The answer to a question with all its rules, or how far it has come. */
async function answerTo(around: Surroundings, id: string): Promise<Answer | EvidenceAnswer> {
  const now = (): number => around.now().getTime();
  let awaited = preparations.get(id, now());
  if (awaited === undefined) {
    const progress = await questionsOf(around.deployment.flowLogs).poll(around, id);
    if (progress === undefined) throw new Refusal("NotFound", "no question of this console has this id");
    const { period } = progress;
    if (progress.state === "RUNNING") return without(period, "RUNNING", null);
    if (progress.state === "FAILED") return without(period, "FAILED", progress.failure);
    awaited = preparations.start(id, period, now, () => prepared(unhurried(around), progress));
  }
  try {
    const answer = await beforeAbort(awaited.answer, around.signal);
    return answer ?? without(awaited.about, "RUNNING", null);
  } catch (error) {
    preparations.forget(id, awaited);
    throw error;
  }
}

export const evidenceResolvers = {
  startEvidence: async ({ days }, around) => {
    const questions = questionsOf(around.deployment.flowLogs);
    try {
      return { id: await questions.start(around, periodOf(days, around.now())) };
    } catch (error) {
      throw refusalOf(error);
    }
  },

  evidence: async ({ id, first, after }, around) => {
    const answer = await answerTo(around, id).catch((error: unknown) => {
      throw refusalOf(error);
    });
    if ("state" in answer) return answer;
    const { items, next } = pageOf(`evidence ${id}`, answer.rules, first ?? DEFAULT_FIRST, after);
    return {
      state: "READY",
      failure: null,
      days: daysOf(answer.period),
      coverage: answer.coverage,
      rules: items.map(answer.judge),
      total: answer.rules.length,
      next,
      problems: answer.problems,
    };
  },
} satisfies Resolvers<"startEvidence" | "evidence">;
