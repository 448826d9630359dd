/**
 * The sample's flow logs, as the console's query sums them up, and the history of the interfaces they were written for.
 * One client network is used by three hosts only, one by nobody; nobody came by the rule for SSH.
 */

import { randomUUID } from "node:crypto";
import { Readable } from "node:stream";
import type {
  GetQueryExecutionCommandInput,
  GetQueryResultsCommandInput,
  StartQueryExecutionCommandInput,
} from "@aws-sdk/client-athena";
import type {
  GetObjectCommandInput,
  HeadObjectCommandInput,
  ListObjectsV2CommandInput,
} from "@aws-sdk/client-s3";
import { periodOfAthenaQuery } from "../../../console-api/evidence/athena-query";
import { type Answers, SampleFailure } from "./answering";
import { SAMPLE_DEPLOYMENT } from "./deployment";
import { REPLACED_INTERFACE, SAMPLE_INTERFACES, type SampleInterface } from "./network";

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const TCP = 6;

/** Columns of the answer to the console's query, in order. */
export const COLUMNS = [
  "interface_id",
  "direction",
  "client",
  "server",
  "protocol",
  "port",
  "status",
  "opened",
  "answered",
  "records",
  "other_min",
  "other_max",
  "packets",
  "bytes",
  "first_seen",
  "last_seen",
] as const;

type Row = { readonly [column in (typeof COLUMNS)[number]]: string };

interface Conversation {
  readonly interfaceId: string;
  readonly direction: "ingress" | "egress";
  readonly client: string;
  readonly server: string;
  readonly port: number;
  readonly connections: number;
  readonly bytes: number;
  /** When it was seen last: hours before the end of the period that is asked about. */
  readonly hoursBefore: number;
  /** Goes on since before the period, as checks of a target's health do. */
  readonly isSteady?: boolean;
}

const row = (told: Conversation, from: number, to: number): Row => ({
  interface_id: told.interfaceId,
  direction: told.direction,
  client: told.client,
  server: told.server,
  protocol: String(TCP),
  port: String(told.port),
  status: "OK",
  opened: String(told.connections),
  answered: "0",
  records: String(told.connections * 3),
  other_min: "32768",
  other_max: "60999",
  packets: String(Math.ceil(told.bytes / 900)),
  bytes: String(told.bytes),
  first_seen: String(Math.floor((told.isSteady ? from : to - 6.5 * DAY_MS) / 1000)),
  last_seen: String(Math.floor((to - told.hoursBefore * HOUR_MS) / 1000)),
});

const [entryA, entryB, proxyA, proxyB, proxyC, domainA, domainB] = SAMPLE_INTERFACES;

const addressOf = (one: SampleInterface | undefined): string => one?.addresses[0] ?? "";

/** A connection within the VPC, as both of its interfaces record it. */
const within = (
  from: SampleInterface | undefined,
  to: SampleInterface | undefined,
  port: number,
  amount: Pick<Conversation, "connections" | "bytes" | "hoursBefore" | "isSteady">,
): readonly Conversation[] => {
  const both = { client: addressOf(from), server: addressOf(to), port, ...amount };
  return [
    { interfaceId: from?.id ?? "", direction: "egress", ...both },
    { interfaceId: to?.id ?? "", direction: "ingress", ...both },
  ];
};

const OFFICE = ["10.20.30.14", "10.20.30.15", "10.20.30.41", "10.20.30.77", "10.20.30.160", "10.20.30.201"];
const BUILD_SERVERS = ["10.20.40.11", "10.20.40.12", "10.20.40.13"];
/** Service endpoints and package mirrors, by NAT. */
const SERVICES = [
  "3.208.44.19",
  "3.236.169.60",
  "44.197.201.8",
  "52.46.138.99",
  "52.94.229.31",
  "54.239.26.12",
];
const S3 = ["52.216.8.139", "52.217.120.45", "54.231.193.62"];

function conversations(): readonly Conversation[] {
  const proxies = [proxyA, proxyB, proxyC];
  const entries = [entryA, entryB];
  const clients = [...OFFICE, ...BUILD_SERVERS].flatMap((client, index) =>
    entries.map(
      (entry, side): Conversation => ({
        interfaceId: entry?.id ?? "",
        direction: "ingress",
        client,
        server: addressOf(entry),
        port: 443,
        connections: 96 + 41 * index + 17 * side,
        bytes: 4_810_332 + 1_204_511 * index + 93_120 * side,
        hoursBefore: 0.4 + index + side,
      }),
    ),
  );
  const inside = proxies.flatMap((proxy, index) => [
    ...entries.flatMap((entry) =>
      within(entry, proxy, 443, {
        connections: 3_120 + index * 77,
        bytes: 88_112_004 + index,
        hoursBefore: 0.1,
        isSteady: proxy === proxyA,
      }),
    ),
    ...[domainA, domainB].flatMap((domain) =>
      within(proxy, domain, 443, {
        connections: 2_871 + index * 31,
        bytes: 301_442_871 + index,
        hoursBefore: 0.1,
      }),
    ),
  ]);
  const outside = proxies.flatMap((proxy, index) =>
    [...SERVICES, ...S3].map(
      (server, at): Conversation => ({
        interfaceId: proxy?.id ?? "",
        direction: "egress",
        client: addressOf(proxy),
        server,
        port: 443,
        connections: 210 + 13 * at + index,
        bytes: 2_201_448 + 310_007 * at + index,
        hoursBefore: 0.3 + at,
      }),
    ),
  );
  // A function's interface lived for two minutes, between two looks at the interfaces.
  const unseen: Conversation = {
    interfaceId: "eni-03b05c7e428b9d651",
    direction: "egress",
    client: "10.60.76.201",
    server: "52.94.229.31",
    port: 443,
    connections: 2,
    bytes: 18_204,
    hoursBefore: 52,
  };
  return [...clients, ...inside, ...outside, unseen];
}

/** A span of the history: an interface had these groups and addresses from one time to another. */
interface Span {
  readonly interfaceId: string;
  readonly groups: readonly string[];
  readonly addresses: readonly string[];
  readonly from: string;
  readonly to: string;
}

/** The history's object of the day (UTC) that begins at `dayMs`; undefined for days that are not kept or not yet there. */
function historyOf(dayMs: number, now: number): { readonly spans: readonly Span[] } | undefined {
  const oldest = now - SAMPLE_DEPLOYMENT.flowLogRetentionDays * DAY_MS;
  if (dayMs > now || dayMs + DAY_MS <= oldest) return undefined;
  const all = [...SAMPLE_INTERFACES.map((one) => ({ ...one, untilHours: 0 })), REPLACED_INTERFACE];
  const spans = all.flatMap(({ id, groups, addresses, sinceHours, untilHours }): Span[] => {
    const from = Math.max(dayMs, now - sinceHours * HOUR_MS);
    const to = Math.min(dayMs + DAY_MS, now - untilHours * HOUR_MS);
    if (from >= to) return [];
    return [
      {
        interfaceId: id,
        groups,
        addresses,
        from: new Date(from).toISOString(),
        to: new Date(to).toISOString(),
      },
    ];
  });
  return { spans };
}

/** From when and until when a query of the console asks, as far as flow logs are kept. */
function askedBy(query: string | undefined, now: number): { readonly from: number; readonly to: number } {
  const kept = now - SAMPLE_DEPLOYMENT.flowLogRetentionDays * DAY_MS;
  const { flowLogs } = SAMPLE_DEPLOYMENT;
  const period = flowLogs.kind === "athena" ? periodOfAthenaQuery(flowLogs, query ?? "") : undefined;
  return { from: Math.max(kept, (period?.from ?? 0) * 1000), to: (period?.to ?? now / 1000) * 1000 };
}

const dayOf = (ms: number): string => new Date(ms).toISOString().slice(0, 10);

export interface SampleFlowLogsOptions {
  readonly now: () => Date;
  /** A question runs twice as long. */
  readonly stepMs: () => number;
}

export function athenaAnswers({ now, stepMs }: SampleFlowLogsOptions): Answers {
  const asked = new Map<
    string,
    { readonly input: StartQueryExecutionCommandInput; readonly startedMs: number }
  >();
  const find = (id = "") => {
    const query = asked.get(id);
    if (query !== undefined) return query;
    throw new SampleFailure("InvalidRequestException", `QueryExecution ${id} was not found`);
  };
  return {
    StartQueryExecution: (input: StartQueryExecutionCommandInput) => {
      const QueryExecutionId = randomUUID();
      asked.set(QueryExecutionId, { input, startedMs: now().getTime() });
      return { QueryExecutionId };
    },
    GetQueryExecution: ({ QueryExecutionId }: GetQueryExecutionCommandInput) => {
      const { input, startedMs } = find(QueryExecutionId);
      const over = now().getTime() - startedMs >= 2 * stepMs();
      return {
        QueryExecution: {
          QueryExecutionId,
          Query: input.QueryString,
          WorkGroup: input.WorkGroup,
          QueryExecutionContext: input.QueryExecutionContext,
          StatementType: "DML",
          Status: {
            State: over ? "SUCCEEDED" : "RUNNING",
            SubmissionDateTime: new Date(startedMs),
            ...(over ? { CompletionDateTime: new Date(startedMs + 2 * stepMs()) } : {}),
          },
          Statistics: { DataScannedInBytes: 48_203_441, EngineExecutionTimeInMillis: 2 * stepMs() },
        },
      };
    },
    GetQueryResults: ({ QueryExecutionId, MaxResults = 1000, NextToken }: GetQueryResultsCommandInput) => {
      const { input, startedMs } = find(QueryExecutionId);
      const { from: begin, to: until } = askedBy(input.QueryString, startedMs);
      const rows = conversations().map((told) => row(told, begin, until));
      const lines: readonly (readonly string[])[] = [
        COLUMNS,
        ...rows.map((one) => COLUMNS.map((name) => one[name])),
      ];
      const from = Number(NextToken ?? 0);
      const end = from + MaxResults;
      return {
        ResultSet: {
          Rows: lines
            .slice(from, end)
            .map((line) => ({ Data: line.map((VarCharValue) => ({ VarCharValue })) })),
          ResultSetMetadata: { ColumnInfo: COLUMNS.map((Name) => ({ Name, Type: "varchar" })) },
        },
        ...(end < lines.length ? { NextToken: String(end) } : {}),
      };
    },
  };
}

/** A body as the SDK hands it over. */
const bodyOf = (text: string) =>
  Object.assign(Readable.from([Buffer.from(text)]), {
    transformToString: async () => text,
    transformToByteArray: async () => new Uint8Array(Buffer.from(text)),
  });

/** The last time that interfaces were noted: every quarter of an hour. */
const lastNoted = (now: number): number => Math.floor(now / (HOUR_MS / 4)) * (HOUR_MS / 4);

export function s3Answers(now: () => Date): Answers {
  const { bucket, prefix } = SAMPLE_DEPLOYMENT.history;
  const object = ({ Bucket, Key = "" }: GetObjectCommandInput | HeadObjectCommandInput) => {
    const day = new RegExp(`^${prefix}/(\\d{4}-\\d{2}-\\d{2})\\.json$`).exec(Key)?.[1];
    const noted = lastNoted(now().getTime());
    const begin = Date.parse(`${day}T00:00:00Z`);
    const found = Bucket === bucket && day !== undefined ? historyOf(begin, noted) : undefined;
    if (found === undefined) throw new SampleFailure("NoSuchKey", "The specified key does not exist.", 404);
    const text = JSON.stringify({ version: 1, day, ...found });
    const LastModified = new Date(Math.min(noted, begin + DAY_MS));
    return {
      text,
      told: { ContentLength: Buffer.byteLength(text), ContentType: "application/json", LastModified },
    };
  };
  return {
    HeadObject: (input: HeadObjectCommandInput) => object(input).told,
    GetObject: (input: GetObjectCommandInput) => {
      const { text, told } = object(input);
      return { ...told, Body: bodyOf(text) };
    },
    ListObjectsV2: ({ Prefix = "" }: ListObjectsV2CommandInput) => {
      const days = Array.from({ length: SAMPLE_DEPLOYMENT.flowLogRetentionDays + 1 }, (_, back) =>
        dayOf(now().getTime() - back * DAY_MS),
      );
      const keys = days.map((day) => `${prefix}/${day}.json`).filter((key) => key.startsWith(Prefix));
      return { Contents: keys.sort().map((Key) => ({ Key })), KeyCount: keys.length, IsTruncated: false };
    },
  };
}
