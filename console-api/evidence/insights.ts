/** Flow logs in CloudWatch Logs, asked by Logs Insights. */

import {
  DescribeQueriesCommand,
  GetQueryResultsCommand,
  type QueryInfo,
  StartQueryCommand,
} from "@aws-sdk/client-cloudwatch-logs";
import type { FlowLogStore } from "../deployment";
import type { Surroundings } from "../surroundings";
import { MOST_ROWS, type Records, RecordsReader } from "./conversations";
import { insightsQuery, periodOfInsightsQuery } from "./insights-query";
import { type FlowLogQuestions, isQuestionId, logFailure, type Progress } from "./store";

type Store = Extract<FlowLogStore, { kind: "logs-insights" }>;

/** The most that `DescribeQueries` gives at once, and how many pages of it are looked through. */
const QUERIES_AT_ONCE = 1_000;
const MOST_PAGES = 5;

/** States in which there will be no answer, as the reader hears of them. */
const FAILURES: { readonly [status: string]: string } = {
  Failed: "Logs Insights could not answer the question; ask again",
  Cancelled: "the query was cancelled",
  Timeout: "the query ran out of time; ask for fewer days",
};

/** A query of the log group by its id. Its own results do not say what was asked, so it is looked for among the recent. */
async function queryOf(
  { aws, signal }: Surroundings,
  store: Store,
  id: string,
): Promise<QueryInfo | undefined> {
  let next: string | undefined;
  for (let page = 0; page < MOST_PAGES; page += 1) {
    const { queries = [], nextToken } = await aws.logs.send(
      new DescribeQueriesCommand({
        logGroupName: store.logGroup,
        maxResults: QUERIES_AT_ONCE,
        ...(next === undefined ? {} : { nextToken: next }),
      }),
      { abortSignal: signal },
    );
    const found = queries.find(({ queryId }) => queryId === id);
    if (found !== undefined || nextToken === undefined) return found;
    next = nextToken;
  }
  return undefined;
}

async function read({ aws, signal }: Surroundings, id: string): Promise<Records> {
  const { results = [] } = await aws.logs.send(new GetQueryResultsCommand({ queryId: id }), {
    abortSignal: signal,
  });
  const reader = new RecordsReader();
  for (const row of results) {
    reader.add(Object.fromEntries(row.map(({ field = "", value }) => [field, value])));
  }
  // So many are asked for; there may be more.
  return reader.records(results.length >= MOST_ROWS);
}

/** Questions to the log group of flow logs. */
export const insightsQuestions = (store: Store): FlowLogQuestions => ({
  start: async ({ aws, signal }, period) => {
    const { queryId } = await aws.logs.send(
      new StartQueryCommand({
        logGroupName: store.logGroup,
        queryString: insightsQuery(period),
        // An event has the time at which its record began, which may be ten minutes before its end.
        startTime: period.from - 900,
        endTime: period.to,
      }),
      { abortSignal: signal },
    );
    if (queryId === undefined) throw new TypeError("Logs Insights gave no id of a query");
    return queryId;
  },
  poll: async (around, id): Promise<Progress | undefined> => {
    if (!isQuestionId(id)) return undefined;
    const query = await queryOf(around, store, id);
    if (query === undefined || query.logGroupName !== store.logGroup) return undefined;
    const period = periodOfInsightsQuery(query.queryString ?? "");
    if (period === undefined) return undefined;
    const status = query.status ?? "Unknown";
    if (status === "Complete") return { state: "READY", period, read: (then) => read(then, id) };
    const failure = FAILURES[status];
    if (failure === undefined) return { state: "RUNNING", period };
    logFailure("logs-insights", id, status);
    return { state: "FAILED", period, failure };
  },
});
