/** A table of flow logs that Athena's query really runs on: SQLite's, by Python, with the functions of Trino that it uses. */

import { spawnSync } from "node:child_process";
import type { Row } from "../../console-api/evidence/conversations";
import { ENVIRONMENT } from "../real-parts";

/** Columns as the flow log writes them; numbers where the table has numbers. */
export const COLUMNS = [
  "version int",
  "account_id text",
  "vpc_id text",
  "subnet_id text",
  "interface_id text",
  "srcaddr text",
  "dstaddr text",
  "srcport int",
  "dstport int",
  "protocol int",
  "packets int",
  "bytes int",
  '"start" int',
  '"end" int',
  "action text",
  "log_status text",
  "tcp_flags int",
  "type text",
  "pkt_srcaddr text",
  "pkt_dstaddr text",
  "az_id text",
  "flow_direction text",
  "traffic_path text",
] as const;

const RUN = `
import json, sqlite3, sys
given = json.load(sys.stdin)
table = sqlite3.connect(":memory:")
table.create_function("bitwise_and", 2, lambda a, b: None if a is None or b is None else a & b)
table.execute("ATTACH ':memory:' AS clo_dev")
columns = given["columns"]
table.execute("CREATE TABLE clo_dev.flow_logs (" + ", ".join(columns) + ", day text)")
def value(column, text):
    if not column.endswith(" int"):
        return text
    return None if text == "-" else int(text)
for line, day in given["lines"]:
    values = [value(column, text) for column, text in zip(columns, line.split(" "))]
    assert len(values) == len(columns), line
    table.execute("INSERT INTO clo_dev.flow_logs VALUES (" + ", ".join("?" * (len(columns) + 1)) + ")", values + [day])
found = table.execute(given["query"])
names = [name[0] for name in found.description]
rows = [[None if cell is None else str(cell) for cell in row] for row in found]
json.dump([names] + rows, sys.stdout)
`;

/** A line of a flow log, by the fields that matter. */
export interface LogLine {
  readonly interfaceId?: string;
  /** Addresses of the packet. */
  readonly from: string;
  readonly to: string;
  /** Addresses of the hop, where they differ from the packet's. */
  readonly via?: readonly [from: string, to: string];
  readonly ports: readonly [from: number, to: number];
  readonly protocol?: number;
  readonly flags?: number | "-";
  readonly direction: "ingress" | "egress";
  readonly action?: "ACCEPT" | "REJECT";
  readonly bytes?: number;
  /** Seconds since 1970. */
  readonly at: number;
}

/** The line as AWS writes it. */
export function lineOf(line: LogLine): string {
  const [from, to] = line.via ?? [line.from, line.to];
  const { interfaceId = "eni-1", protocol = 6, flags = 0, action = "ACCEPT", bytes = 100, at } = line;
  return [
    5,
    "111122223333",
    "vpc-1",
    "subnet-1",
    interfaceId,
    from,
    to,
    ...line.ports,
    protocol,
    2,
    bytes,
    at,
    at + 50,
    action,
    "OK",
    flags,
    "IPv4",
    line.from,
    line.to,
    "euc1-az1",
    line.direction,
    "-",
  ].join(" ");
}

/** What AWS writes for an interface of which it skipped records. */
export const skippedLine = (interfaceId: string, at: number): string =>
  `5 111122223333 vpc-1 subnet-1 ${interfaceId} - - - - - - - ${at} ${at + 50} - SKIPDATA - - - - euc1-az1 - -`;

/** The answer's cells, its names first. */
export type Cells = readonly (readonly (string | null)[])[];

/** Runs a query over the lines; each lies in the partition of its day. */
export function askTable(query: string, lines: readonly (readonly [line: string, day: string])[]): Cells {
  const { stdout, stderr, status } = spawnSync("python3", ["-c", RUN], {
    input: JSON.stringify({ columns: COLUMNS, query, lines }),
    encoding: "utf8",
    env: ENVIRONMENT,
    maxBuffer: 64 * 1024 * 1024,
  });
  if (status !== 0) throw new Error(stderr);
  return JSON.parse(stdout) as Cells;
}

/** The answer as rows by name. */
export function rowsOf([names = [], ...rows]: Cells): readonly Row[] {
  return rows.map((row) => Object.fromEntries(names.map((name, at) => [name ?? "", row[at] ?? undefined])));
}
