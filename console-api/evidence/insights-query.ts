/** The same question to CloudWatch Logs Insights, for flow logs in a log group. */

import { MOST_ROWS } from "./conversations";
import { isAskable, type Period } from "./period";

/**
 * Names for the fields of a record, in the order in which the flow log writes them. They are no names of its own: of the
 * default format Logs Insights finds the fields itself, and they would be two of a name.
 */
const FIELDS = [
  "r_version",
  "r_account",
  "r_vpc",
  "r_subnet",
  "interface_id",
  "r_src",
  "r_dst",
  "r_srcport",
  "r_dstport",
  "protocol",
  "r_packets",
  "r_bytes",
  "r_start",
  "r_end",
  "r_action",
  "status",
  "r_flags",
  "r_type",
  "sender",
  "receiver",
  "r_zone",
  "recorded",
  "r_path",
] as const;

const STATS = [
  "sum(r_opened) as opened",
  "sum(r_answered) as answered",
  "count(*) as records",
  "min(r_other) as other_min",
  "max(r_other) as other_max",
  "sum(r_packets) as packets",
  "sum(r_bytes) as bytes",
  "min(r_start) as first_seen",
  "max(r_end) as last_seen",
] as const;

/**
 * Logs Insights has neither conditions nor operations on bits: both are arithmetic here. `side` is as in Athena's query,
 * but rows keep sender and receiver as they were recorded; who reads them turns answers round.
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/CWL_QuerySyntax-operations-functions.html
 */
export function insightsQuery({ from, to }: Period): string {
  return [
    `parse @message "${FIELDS.map(() => "*").join(" ")}" as ${FIELDS.join(", ")}`,
    `filter (r_action = "ACCEPT" or status = "SKIPDATA") and r_end >= ${from} and r_end < ${to}`,
    "fields floor(r_flags / 2) % 2 as r_syn, floor(r_flags / 16) % 2 as r_ack",
    "fields r_syn * (1 - r_ack) as r_opened, r_syn * r_ack as r_answered, least(r_srcport, r_dstport) as r_lower",
    "fields r_opened - r_answered + (1 - r_syn) * greatest(-1, least(1, r_srcport - r_dstport)) as side",
    "fields r_opened * r_dstport + r_answered * r_srcport + (1 - r_syn) * r_lower as port",
    "fields r_srcport + r_dstport - port as r_other",
    `stats ${STATS.join(", ")} by interface_id, recorded, sender, receiver, protocol, port, side, status`,
    "sort status desc, bytes desc",
    `limit ${MOST_ROWS}`,
  ].join("\n| ");
}

/** Logs Insights may put before a query which log group it is for; that is told apart as well. */
const SOURCE = /^SOURCE [^|]*\| /;

/** The period that a query of ours asks about; `undefined` for any other text. */
export function periodOfInsightsQuery(said: string): Period | undefined {
  const text = said.replace(SOURCE, "");
  const [, from, to] = /r_end >= (\d{1,12}) and r_end < (\d{1,12})\n/.exec(text) ?? [];
  const period = { from: Number(from), to: Number(to) };
  return isAskable(period) && insightsQuery(period) === text ? period : undefined;
}
