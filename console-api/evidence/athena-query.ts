/**
 * The question to Athena. Nothing in it comes from a caller but how many days it asks about, as numbers and dates that are
 * computed here.
 */

import { MOST_ROWS } from "./conversations";
import { isAskable, type Period } from "./period";

/** A table of flow logs, as the program made it. */
export interface FlowLogTable {
  readonly database: string;
  readonly table: string;
}

/** Names that need no quoting, so that no name can be more than a name. */
const NAME = /^[a-z0-9_]{1,255}$/;

const dayText = (at: number): string => new Date(at * 1000).toISOString().slice(0, 10).replaceAll("-", "/");

/**
 * One row for each conversation at each interface. The inner query finds who opened: `side` is 1 where the record's sender
 * is the client, -1 where it is the server, 0 where nothing tells. TCP's flags are those of all packets of the record's
 * direction together; ACK is only recorded along with SYN. The outer query turns answers round and adds up.
 *
 * Partitions are the days of files: a file holds records of a little before, and may come late.
 * https://docs.aws.amazon.com/vpc/latest/userguide/flow-log-records.html
 * @throws TypeError for names that a table of Glue would not have
 */
export function athenaQuery({ database, table }: FlowLogTable, { from, to }: Period): string {
  if (!NAME.test(database) || !NAME.test(table)) {
    throw new TypeError(`\`${database}.${table}\` is no table of lower-case letters, digits and \`_\``);
  }
  return `SELECT interface_id, direction, client, server, protocol, port, status,
  sum(opened) AS opened, sum(answered) AS answered, count(*) AS records,
  min(other) AS other_min, max(other) AS other_max,
  sum(packets) AS packets, sum(bytes) AS bytes,
  min(begins) AS first_seen, max(ends) AS last_seen
FROM (
  SELECT interface_id, protocol, status, opened, answered, packets, bytes, begins, ends,
    CASE WHEN side < 0 AND flow_direction = 'ingress' THEN 'egress'
      WHEN side < 0 AND flow_direction = 'egress' THEN 'ingress'
      ELSE flow_direction END AS direction,
    CASE WHEN side < 0 THEN receiver ELSE sender END AS client,
    CASE WHEN side < 0 THEN sender ELSE receiver END AS server,
    CASE WHEN side < 0 THEN srcport ELSE dstport END AS port,
    CASE WHEN side < 0 THEN dstport ELSE srcport END AS other
  FROM (
    SELECT interface_id, protocol, log_status AS status, packets, bytes, flow_direction, srcport, dstport,
      "start" AS begins, "end" AS ends,
      CASE WHEN pkt_srcaddr = '-' THEN srcaddr ELSE pkt_srcaddr END AS sender,
      CASE WHEN pkt_dstaddr = '-' THEN dstaddr ELSE pkt_dstaddr END AS receiver,
      CASE WHEN protocol = 6 AND bitwise_and(tcp_flags, 18) = 2 THEN 1 ELSE 0 END AS opened,
      CASE WHEN protocol = 6 AND bitwise_and(tcp_flags, 18) = 18 THEN 1 ELSE 0 END AS answered,
      CASE WHEN protocol = 6 AND bitwise_and(tcp_flags, 18) = 2 THEN 1
        WHEN protocol = 6 AND bitwise_and(tcp_flags, 18) = 18 THEN -1
        WHEN srcport > dstport THEN 1
        WHEN srcport < dstport THEN -1
        ELSE 0 END AS side
    FROM "${database}"."${table}"
    WHERE day >= '${dayText(from - 3_600)}' AND day <= '${dayText(to + 86_400)}'
      AND "end" >= ${from} AND "end" < ${to}
      AND (action = 'ACCEPT' OR log_status = 'SKIPDATA')
  )
)
GROUP BY interface_id, direction, client, server, protocol, port, status
ORDER BY status DESC, bytes DESC
LIMIT ${MOST_ROWS + 1}`;
}

/** The period that a query of ours asks about; `undefined` for any other text. */
export function periodOfAthenaQuery(table: FlowLogTable, text: string): Period | undefined {
  const [, from, to] = /"end" >= (\d{1,12}) AND "end" < (\d{1,12})\n/.exec(text) ?? [];
  const period = { from: Number(from), to: Number(to) };
  return isAskable(period) && athenaQuery(table, period) === text ? period : undefined;
}
