/** What used each rule of the VPC's groups, by its flow logs: asked in one call, answered in others. */

import type { Coverage, EvidenceAnswer, RuleEvidence } from "../contract";
import type { FlowLogStore } from "../deployment";
import { Problems, Refusal, reasonOf } from "../failures";
import { readHistory } from "../history/read";
import { pageOf } from "../paging";
import type { Resolvers, Surroundings } from "../surroundings";
import { AnswerCache } from "./answer-cache";
import { athenaQuestions } from "./athena";
import { insightsQuestions } from "./insights";
import { judged } from "./judging";
import { liveRules } from "./live-rules";
import { matched } from "./matching";
import { daysOf, instantText, type Period, periodOf } from "./period";
import type { FlowLogQuestions, Progress } from "./store";

const DEFAULT_FIRST = 100;

/** So long rules are taken to be as they were; what could not be had may be there at the next try, after the pages of one. */
const KEPT_MS = 5 * 60_000;
const KEPT_IN_PART_MS = 30_000;

/** An answer with all its rules; callers get them in pages. */
interface Answer {
  readonly days: number;
  readonly coverage: Coverage;
  readonly rules: readonly RuleEvidence[];
  readonly problems: EvidenceAnswer["problems"];
}

const answers = new AnswerCache<Answer>();

/** Forgets what was answered; tests begin so. */
export const forgetAnswers = (): void => answers.clear();

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

async function ready(around: Surroundings, progress: Extract<Progress, { state: "READY" }>): Promise<Answer> {
  const { period } = progress;
  const problems = new Problems();
  const [records, history, rules] = await Promise.all([
    progress.read(),
    readHistory(around, problems, new Date(period.from * 1000), new Date(period.to * 1000)),
    problems.part("security groups and their rules", [], () => liveRules(around, problems)),
  ]);
  const found = matched(rules, records, history);
  return {
    days: daysOf(period),
    coverage: {
      ...timesOf(period),
      historyFrom: history.from === undefined ? null : instantText(history.from),
      records: records.read,
      unresolved: found.unresolved,
      truncated: records.truncated,
    },
    rules: judged(rules, { around, period, records, history, matched: found }),
    problems: problems.found,
  };
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
  const now = around.now().getTime();
  const known = answers.get(id, now);
  if (known !== undefined) return known;
  const progress = await questionsOf(around.deployment.flowLogs).poll(around, id);
  if (progress === undefined) throw new Refusal("NotFound", "no question of this console has this id");
  if (progress.state === "RUNNING") return without(progress.period, "RUNNING", null);
  if (progress.state === "FAILED") return without(progress.period, "FAILED", progress.failure);
  const answer = await ready(around, progress);
  answers.set(id, answer, now + (answer.problems.length === 0 ? KEPT_MS : KEPT_IN_PART_MS));
  return answer;
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
      days: answer.days,
      coverage: answer.coverage,
      rules: items,
      total: answer.rules.length,
      next,
      problems: answer.problems,
    };
  },
} satisfies Resolvers<"startEvidence" | "evidence">;
