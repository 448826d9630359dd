import {
  CloudWatchLogsClient,
  DescribeQueriesCommand,
  GetQueryResultsCommand,
  type QueryInfo,
  type ResultField,
  StartQueryCommand,
} from "@aws-sdk/client-cloudwatch-logs";
import { type AwsClientStub, mockClient } from "aws-sdk-client-mock";
import { expect } from "chai";
import { insightsQuestions } from "../../console-api/evidence/insights";
import { insightsQuery } from "../../console-api/evidence/insights-query";
import { periodOf } from "../../console-api/evidence/period";
import type { Surroundings } from "../../console-api/surroundings";
import { awsError, NOBODY } from "./aws-stub";
import { NOW, surroundings } from "./deployed";
import { silenced } from "./silenced";

const ID = "0a1b2c3d-0000-4000-8000-000000000001";
const GROUP = "/centralized-logging/clo-dev/flow-logs";
const PERIOD = periodOf(7, NOW);

const query = (status: string, more: Partial<QueryInfo> = {}): QueryInfo => ({
  queryId: ID,
  queryString: insightsQuery(PERIOD),
  logGroupName: GROUP,
  status: status as "Running",
  ...more,
});

const row = (columns: Readonly<Record<string, string>>): ResultField[] =>
  Object.entries(columns).map(([field, value]) => ({ field, value }));

const OPENED = row({
  interface_id: "eni-1",
  recorded: "ingress",
  sender: "10.0.0.9",
  receiver: "10.0.0.1",
  protocol: "6",
  port: "443",
  side: "1",
  status: "OK",
  opened: "1",
  answered: "0",
  records: "1",
  other_min: "50000",
  other_max: "50000",
  packets: "4",
  bytes: "100",
  first_seen: "1000",
  last_seen: "2000",
});

describe("evidence from Logs Insights", () => {
  const questions = insightsQuestions({ kind: "logs-insights", logGroup: GROUP });
  let logs: AwsClientStub<CloudWatchLogsClient>;
  let around: Surroundings;

  beforeEach(() => {
    const client = new CloudWatchLogsClient(NOBODY);
    logs = mockClient(client as never) as unknown as AwsClientStub<CloudWatchLogsClient>;
    around = surroundings({ aws: { ...surroundings().aws, logs: client } });
  });

  const poll = (id = ID) => questions.poll(around, id);

  it("starts its own query of its own log group", async () => {
    logs.on(StartQueryCommand).resolves({ queryId: ID });
    expect(await questions.start(around, PERIOD)).to.equal(ID);
    expect(logs.commandCalls(StartQueryCommand)[0]?.args[0].input).to.deep.equal({
      logGroupName: GROUP,
      queryString: insightsQuery(PERIOD),
      startTime: PERIOD.from - 900,
      endTime: PERIOD.to,
    });
  });

  it("looks for the query among the recent ones of the log group, page by page", async () => {
    logs
      .on(DescribeQueriesCommand)
      .resolvesOnce({ queries: [query("Running", { queryId: "other" })], nextToken: "2" })
      .resolvesOnce({ queries: [query("Running")] });
    expect(await poll()).to.deep.equal({ state: "RUNNING", period: PERIOD });
    expect(logs.commandCalls(DescribeQueriesCommand).map((call) => call.args[0].input)).to.deep.equal([
      { logGroupName: GROUP, maxResults: 1000 },
      { logGroupName: GROUP, maxResults: 1000, nextToken: "2" },
    ]);
    expect(logs.commandCalls(GetQueryResultsCommand)).to.have.length(0);
  });

  it("knows no questions but its own", async () => {
    const foreign: readonly (readonly QueryInfo[])[] = [
      [],
      [query("Complete", { logGroupName: "/secret" })],
      [query("Complete", { queryString: "fields @message" })],
      [query("Complete", { queryString: `${insightsQuery(PERIOD)} | fields @message` })],
    ];
    for (const queries of foreign) {
      logs.on(DescribeQueriesCommand).resolves({ queries: [...queries] });
      expect(await poll()).to.equal(undefined);
    }
    expect(await poll("no id")).to.equal(undefined);
    expect(logs.commandCalls(GetQueryResultsCommand)).to.have.length(0);
  });

  it("gives up looking after some pages", async () => {
    logs.on(DescribeQueriesCommand).resolves({ queries: [], nextToken: "more" });
    expect(await poll()).to.equal(undefined);
    expect(logs.commandCalls(DescribeQueriesCommand)).to.have.length(5);
  });

  it("says why there will be no answer", async () => {
    const told: Record<string, string> = {
      Failed: "Logs Insights could not answer the question; ask again",
      Cancelled: "the query was cancelled",
      Timeout: "the query ran out of time; ask for fewer days",
    };
    for (const [status, failure] of Object.entries(told)) {
      logs.on(DescribeQueriesCommand).resolves({ queries: [query(status)] });
      const { said } = await silenced("warn", () => poll());
      expect(said).to.deep.equal({ state: "FAILED", period: PERIOD, failure });
    }
    for (const status of ["Running", "Scheduled", "Unknown"]) {
      logs.on(DescribeQueriesCommand).resolves({ queries: [query(status)] });
      expect((await poll())?.state).to.equal("RUNNING");
    }
  });

  async function records(results: ResultField[][]) {
    logs.on(DescribeQueriesCommand).resolves({ queries: [query("Complete")] });
    logs.on(GetQueryResultsCommand).resolves({ status: "Complete", results });
    const progress = await poll();
    if (progress?.state !== "READY") throw new Error("it is not ready");
    return progress.read(around);
  }

  it("reads what was found", async () => {
    const { conversations, read, truncated } = await records([OPENED]);
    expect([conversations.length, read, truncated]).to.deep.equal([1, 1, false]);
    expect(conversations[0]).to.include({ client: "10.0.0.9", port: 443, opened: 1 });
    expect(await records([])).to.deep.include({ conversations: [], read: 0 });
  });

  it("takes as many rows as there may be for a part of them", async () => {
    const many = Array.from({ length: 10_000 }, () => OPENED);
    expect((await records(many)).truncated).to.equal(true);
    expect((await records(many.slice(1))).truncated).to.equal(false);
  });

  it("fails where AWS does", async () => {
    for (const name of ["ThrottlingException", "AccessDeniedException", "TimeoutError"]) {
      logs.on(DescribeQueriesCommand).rejects(awsError(name));
      expect(await poll().catch((error: Error) => error.name)).to.equal(name);
    }
  });
});
