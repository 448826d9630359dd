/** Flow logs in S3, asked by Athena. */

import {
  GetQueryExecutionCommand,
  GetQueryResultsCommand,
  type GetQueryResultsCommandOutput,
  type QueryExecution,
  StartQueryExecutionCommand,
} from "@aws-sdk/client-athena";
import type { FlowLogStore } from "../deployment";
import { reasonOf } from "../failures";
import type { Surroundings } from "../surroundings";
import { athenaQuery, periodOfAthenaQuery } from "./athena-query";
import { MOST_ROWS, type Records, RecordsReader } from "./conversations";
import { type FlowLogQuestions, isQuestionId, logFailure, type Progress } from "./store";

type Store = Extract<FlowLogStore, { kind: "athena" }>;

/** A result is handed out again for as long as the same hour is asked about. */
const REUSE_MINUTES = 60;

/** The most that `GetQueryResults` gives at once. */
const ROWS_AT_ONCE = 1_000;

/** What Athena says when a query fails, by what the reader can do about it. */
const FAILURES: readonly (readonly [says: RegExp, told: string])[] = [
  [
    /bytes scanned limit/i,
    "the period has more flow logs than the work group lets a query read; ask for fewer days",
  ],
  [/access denied|not authorized|permission/i, "Athena may not read the flow logs or write its result"],
  [
    /(table|database|schema|entity).*(not found|does not exist)/i,
    "the table of the flow logs does not exist",
  ],
  [/exhausted resources|timeout|timed out/i, "the query ran out of time or memory; ask for fewer days"],
  [/SlowDown|throttl|too many|rate exceeded/i, "AWS is answering too many requests, ask again in a minute"],
];

function failureOf(id: string, execution: QueryExecution): string {
  const { StateChangeReason: said = "", State, AthenaError: error } = execution.Status ?? {};
  if (State === "CANCELLED") return "the query was cancelled";
  logFailure("athena", id, `${error?.ErrorMessage ?? ""} ${said}`.trim());
  const known = FAILURES.find(([says]) => says.test(said) || says.test(error?.ErrorMessage ?? ""));
  return known?.[1] ?? "Athena could not answer the question; ask again";
}

/** An id that Athena does not know, or one of a work group that is not ours to read. */
const isForeign = (error: unknown): boolean =>
  Object(error).name === "InvalidRequestException" || reasonOf(error) === "NO_PERMISSION";

async function executionOf(around: Surroundings, id: string): Promise<QueryExecution | undefined> {
  try {
    const command = new GetQueryExecutionCommand({ QueryExecutionId: id });
    return (await around.aws.athena.send(command, { abortSignal: around.signal })).QueryExecution;
  } catch (error) {
    if (!isForeign(error)) throw error;
    logFailure("athena", id, error);
    return undefined;
  }
}

async function read({ aws, signal }: Surroundings, id: string): Promise<Records> {
  const reader = new RecordsReader();
  let columns: readonly string[] | undefined;
  let next: string | undefined;
  do {
    const page: GetQueryResultsCommandOutput = await aws.athena.send(
      new GetQueryResultsCommand({
        QueryExecutionId: id,
        MaxResults: ROWS_AT_ONCE,
        ...(next === undefined ? {} : { NextToken: next }),
      }),
      { abortSignal: signal },
    );
    for (const { Data = [] } of page.ResultSet?.Rows ?? []) {
      const values = Data.map(({ VarCharValue }) => VarCharValue);
      // The first row of all has the names of the columns.
      if (columns === undefined) columns = values.map((name) => name ?? "");
      else if (reader.read < MOST_ROWS) {
        reader.add(Object.fromEntries(columns.map((name, at) => [name, values[at]])));
      } else return reader.records(true);
    }
    next = page.NextToken;
  } while (next !== undefined);
  return reader.records(false);
}

function progressOf(store: Store, id: string, execution: QueryExecution): Progress | undefined {
  // Whoever may ask Athena for an id gets what that query found: only the console's own question will do.
  if (execution.WorkGroup !== store.workGroup || execution.QueryExecutionId !== id) return undefined;
  const period = periodOfAthenaQuery(store, execution.Query ?? "");
  if (period === undefined) return undefined;
  const state = execution.Status?.State;
  if (state === "SUCCEEDED") return { state: "READY", period, read: (then) => read(then, id) };
  if (state === "FAILED" || state === "CANCELLED") {
    return { state: "FAILED", period, failure: failureOf(id, execution) };
  }
  return { state: "RUNNING", period };
}

/** Questions to the table of flow logs. */
export const athenaQuestions = (store: Store): FlowLogQuestions => ({
  start: async ({ aws, signal }, period) => {
    const { QueryExecutionId } = await aws.athena.send(
      new StartQueryExecutionCommand({
        QueryString: athenaQuery(store, period),
        QueryExecutionContext: { Database: store.database },
        WorkGroup: store.workGroup,
        ResultReuseConfiguration: {
          ResultReuseByAgeConfiguration: { Enabled: true, MaxAgeInMinutes: REUSE_MINUTES },
        },
      }),
      { abortSignal: signal },
    );
    if (QueryExecutionId === undefined) throw new TypeError("Athena gave no id of a query");
    return QueryExecutionId;
  },
  poll: async (around, id): Promise<Progress | undefined> => {
    if (!isQuestionId(id)) return undefined;
    const execution = await executionOf(around, id);
    return execution === undefined ? undefined : progressOf(store, id, execution);
  },
});
