import {
  AthenaClient,
  GetQueryExecutionCommand,
  GetQueryResultsCommand,
  type QueryExecution,
  StartQueryExecutionCommand,
} from "@aws-sdk/client-athena";
import { type AwsClientStub, mockClient } from "aws-sdk-client-mock";
import { expect } from "chai";
import type { EvidenceAnswer } from "../../console-api/contract";
import { evidenceResolvers, forgetAnswers } from "../../console-api/evidence";
import { athenaQuery } from "../../console-api/evidence/athena-query";
import { periodOf } from "../../console-api/evidence/period";
import type { Surroundings } from "../../console-api/surroundings";
import { awsError, NOBODY, SECRET } from "./aws-stub";
import { DEPLOYMENT, NOW, surroundings } from "./deployed";
import { refusalOf } from "./refused";
import { silenced } from "./silenced";

const ID = "0a1b2c3d-0000-4000-8000-000000000001";
const TABLE = { database: "clo_dev", table: "flow_logs" };
const QUERY = athenaQuery(TABLE, periodOf(7, NOW));

const execution = (
  state: string,
  more: Partial<QueryExecution> = {},
  reason = "",
): { QueryExecution: QueryExecution } => ({
  QueryExecution: {
    QueryExecutionId: ID,
    Query: QUERY,
    WorkGroup: "clo-dev",
    Status: { State: state as "RUNNING", ...(reason === "" ? {} : { StateChangeReason: reason }) },
    ...more,
  },
});

describe("evidence from Athena", () => {
  let athena: AwsClientStub<AthenaClient>;
  let around: Surroundings;

  beforeEach(() => {
    forgetAnswers();
    const client = new AthenaClient(NOBODY);
    athena = mockClient(client as never) as unknown as AwsClientStub<AthenaClient>;
    around = surroundings({ aws: { ...surroundings().aws, athena: client } });
  });

  const ask = (id = ID): Promise<EvidenceAnswer> => evidenceResolvers.evidence({ id }, around);
  const start = (days = 7) => evidenceResolvers.startEvidence({ days }, around);

  it("starts its own query in its own work group, and takes a result that is there", async () => {
    athena.on(StartQueryExecutionCommand).resolves({ QueryExecutionId: ID });
    expect(await start()).to.deep.equal({ id: ID });
    expect(athena.commandCalls(StartQueryExecutionCommand)[0]?.args[0].input).to.deep.equal({
      QueryString: QUERY,
      QueryExecutionContext: { Database: "clo_dev" },
      WorkGroup: "clo-dev",
      ResultReuseConfiguration: { ResultReuseByAgeConfiguration: { Enabled: true, MaxAgeInMinutes: 60 } },
    });
  });

  it("says that too many ask, that it may not ask, and nothing else of what AWS says", async () => {
    const cases: readonly (readonly [string, string])[] = [
      ["TooManyRequestsException", "Busy: too many questions are being answered; ask again in a minute"],
      ["ThrottlingException", "Busy: too many questions are being answered; ask again in a minute"],
      ["AccessDeniedException", "Unavailable: the console's role may not ask the flow logs"],
    ];
    for (const [name, told] of cases) {
      athena.on(StartQueryExecutionCommand).rejects(awsError(name));
      expect(await refusalOf(() => start())).to.equal(told);
    }
    athena.on(StartQueryExecutionCommand).rejects(awsError("InternalServerException"));
    expect(await start().catch((error: Error) => error.name)).to.equal("InternalServerException");
  });

  it("asks nobody where there are no flow logs to ask, and says why", async () => {
    const why = "The VPC's own flow logs are used, which this stack does not read";
    around = { ...around, deployment: { ...DEPLOYMENT, flowLogs: { kind: "none", why } } };
    expect(await refusalOf(() => start())).to.equal(`Unavailable: ${why}`);
    expect(await refusalOf(() => ask())).to.equal(`Unavailable: ${why}`);
  });

  it("says that a question runs", async () => {
    for (const state of ["QUEUED", "RUNNING"]) {
      athena.on(GetQueryExecutionCommand).resolves(execution(state));
      expect(await ask()).to.deep.equal({
        state: "RUNNING",
        failure: null,
        days: 7,
        coverage: null,
        rules: [],
        total: 0,
        next: null,
        problems: [],
      });
    }
  });

  it("says why a question failed, without what Athena says of it", async () => {
    const cases: readonly (readonly [string, string, string])[] = [
      ["CANCELLED", `cancelled by ${SECRET}`, "the query was cancelled"],
      [
        "FAILED",
        "Query cancelled! : Bytes scanned limit was exceeded",
        "the period has more flow logs than the work group lets a query read; ask for fewer days",
      ],
      [
        "FAILED",
        `Access denied when writing output to url: s3://secret-bucket. ${SECRET}`,
        "Athena may not read the flow logs or write its result",
      ],
      [
        "FAILED",
        "TABLE_NOT_FOUND: Table clo_dev.flow_logs does not exist",
        "the table of the flow logs does not exist",
      ],
      [
        "FAILED",
        "Query exhausted resources at this scale factor",
        "the query ran out of time or memory; ask for fewer days",
      ],
      [
        "FAILED",
        "Please reduce your request rate. (SlowDown)",
        "AWS is answering too many requests, ask again in a minute",
      ],
      [
        "FAILED",
        `GENERIC_INTERNAL_ERROR: s3://secret-bucket`,
        "Athena could not answer the question; ask again",
      ],
    ];
    for (const [state, reason, told] of cases) {
      athena.on(GetQueryExecutionCommand).resolves(execution(state, {}, reason));
      const { said } = await silenced("warn", () => ask());
      expect(said).to.deep.include({ state: "FAILED", failure: told, days: 7, rules: [] });
      expect(JSON.stringify(said)).not.to.match(/arn:|secret-bucket/);
    }
  });

  it("knows no questions but its own", async () => {
    const foreign: readonly Partial<QueryExecution>[] = [
      { WorkGroup: "primary" },
      { Query: "SELECT * FROM secrets" },
      { Query: `${QUERY} ` },
      { Query: QUERY.replace("ACCEPT", "REJECT") },
      { Query: athenaQuery({ ...TABLE, table: "other" }, periodOf(7, NOW)) },
      { QueryExecutionId: "0a1b2c3d-0000-4000-8000-000000000002" },
    ];
    const unknown = "NotFound: no question of this console has this id";
    for (const more of foreign) {
      athena.on(GetQueryExecutionCommand).resolves(execution("SUCCEEDED", more));
      expect(await refusalOf(() => ask()), JSON.stringify(more)).to.equal(unknown);
    }
    for (const name of ["InvalidRequestException", "AccessDeniedException"]) {
      athena.on(GetQueryExecutionCommand).rejects(awsError(name));
      const { said } = await silenced("warn", () => refusalOf(() => ask()));
      expect(said).to.equal(unknown);
    }
    expect(athena.commandCalls(GetQueryResultsCommand)).to.have.length(0);
  });

  it("asks Athena for nothing that is no id", async () => {
    for (const id of ["", "1", "../secret", `${ID}0`, ID.toUpperCase()]) {
      expect(await refusalOf(() => ask(id))).to.equal("NotFound: no question of this console has this id");
    }
    expect(athena.calls()).to.have.length(0);
  });

  it("fails where Athena does while it is asked", async () => {
    athena.on(GetQueryExecutionCommand).rejects(awsError("ThrottlingException"));
    expect(await refusalOf(() => ask())).to.equal(
      "Busy: too many questions are being answered; ask again in a minute",
    );
    athena.on(GetQueryExecutionCommand).rejects(awsError("TimeoutError"));
    expect(await ask().catch((error: Error) => error.name)).to.equal("TimeoutError");
  });
});
