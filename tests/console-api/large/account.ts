/**
 * An account that is as large as the console has to bear, behind AWS's own protocols: EC2's XML, Athena's JSON, S3's
 * objects. It is made by counting, so that it is the same every time.
 */

import { createServer, type IncomingMessage, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { COLUMNS } from "../../../console/local/sample/flow-logs";
import { athenaQuery } from "../../../console-api/evidence/athena-query";
import { daysOf, type Period, periodOf } from "../../../console-api/evidence/period";
import type { DayHistory, Span } from "../../../console-api/history/day";
import { daysBetween } from "../../../console-api/history/read";
import { DEPLOYMENT, NOW } from "../deployed";

export const GROUPS = 500;
export const RULES = 5_000;
export const ROWS = 10_000;
export const DAYS = 30;

/** Rows of interfaces that the history does not have. */
export const STRAYS = Math.ceil(ROWS / 97);

export const QUESTION = "0a1b2c3d-0000-4000-8000-000000000001";

const INTERFACES = 2_000;

/** Interfaces that a day replaces, as a fleet's do. */
const REPLACED_A_DAY = 50;

const PERIOD: Period = periodOf(DAYS, NOW);

const id = (kind: string, at: number): string => `${kind}-${at.toString(16).padStart(17, "0")}`;
const addressOf = (at: number): string => `10.${20 + (at >> 16)}.${(at >> 8) & 255}.${at & 255}`;

/** Which interface is at a place (0 to `INTERFACES`) on a day: places change their interface now and then, not their group. */
function occupant(place: number, day: number): string {
  const period = INTERFACES / REPLACED_A_DAY;
  return id("eni", place + INTERFACES * Math.floor((day + (place % period)) / period));
}

const groupOf = (place: number): string => id("sg", place % GROUPS);

/** Some rules are used, some are wider than needed, some are not used; peers are of every kind. */
function ruleXml(at: number): string {
  const group = Math.floor(at / 10);
  const nth = at % 10;
  const peer =
    nth % 5 === 4
      ? `<referencedGroupInfo><groupId>${id("sg", (group + 1) % GROUPS)}</groupId></referencedGroupInfo>`
      : nth % 5 === 3
        ? `<prefixListId>${id("pl", group % 3)}</prefixListId>`
        : `<cidrIpv4>10.${20 + (nth % 3) * 10}.0.0/${nth % 2 === 0 ? 16 : 12}</cidrIpv4>`;
  const [from, to] = nth < 3 || nth % 5 === 4 ? [443, 443] : [8000 + nth, 9000];
  return [
    `<item><securityGroupRuleId>${id("sgr", at)}</securityGroupRuleId><groupId>${id("sg", group)}</groupId>`,
    `<groupOwnerId>111122223333</groupOwnerId><isEgress>${nth >= 7}</isEgress><ipProtocol>tcp</ipProtocol>`,
    `<fromPort>${from}</fromPort><toPort>${to}</toPort>${peer}`,
    `<description>${"what it is for ".repeat(8)}</description></item>`,
  ].join("");
}

/** EC2 tells the rules of a group with it, too, and all of it has to be read. */
const permissionXml = (at: number): string =>
  `<item><ipProtocol>tcp</ipProtocol><fromPort>${8000 + at}</fromPort><toPort>9000</toPort><ipRanges><item>` +
  `<cidrIp>10.${at}.0.0/16</cidrIp><description>${"what it is for ".repeat(8)}</description></item></ipRanges></item>`;

const groupXml = (at: number): string =>
  `<item><ownerId>111122223333</ownerId><groupId>${id("sg", at)}</groupId><groupName>group-${at}</groupName>` +
  `<groupDescription>${"a group ".repeat(20)}</groupDescription><vpcId>vpc-1</vpcId>` +
  `<ipPermissions>${Array.from({ length: 10 }, (_, nth) => permissionXml(nth)).join("")}</ipPermissions></item>`;

const entryXml = (at: number): string => `<item><cidr>52.${at % 250}.${at >> 8}.0/24</cidr></item>`;

function page(
  count: number,
  asked: URLSearchParams,
): { readonly indices: readonly number[]; readonly next: string } {
  const start = Number(asked.get("NextToken") ?? "0");
  const end = Math.min(count, start + Number(asked.get("MaxResults") ?? "100"));
  const indices = Array.from({ length: Math.max(0, end - start) }, (_, at) => start + at);
  return { indices, next: end < count ? `<nextToken>${end}</nextToken>` : "" };
}

/** What EC2 answers to the calls that the console makes. */
function ec2(asked: URLSearchParams): string {
  const action = asked.get("Action") ?? "";
  const answered = (set: string, items: readonly string[], next: string) =>
    `<${action}Response xmlns="http://ec2.amazonaws.com/doc/2016-11-15/"><${set}>${items.join("")}</${set}>${next}</${action}Response>`;
  switch (action) {
    case "DescribeSecurityGroups": {
      const { indices, next } = page(GROUPS, asked);
      return answered("securityGroupInfo", indices.map(groupXml), next);
    }
    case "DescribeSecurityGroupRules": {
      const wanted = [...asked].flatMap(([name, value]) =>
        name.startsWith("Filter.1.Value.") ? [value] : [],
      );
      const rules = wanted.flatMap((group) => {
        const first = Number.parseInt(group.slice(3), 16) * 10;
        return Array.from({ length: 10 }, (_, at) => first + at);
      });
      const { indices, next } = page(rules.length, asked);
      return answered(
        "securityGroupRuleSet",
        indices.map((at) => ruleXml(rules[at] ?? 0)),
        next,
      );
    }
    case "GetManagedPrefixListEntries": {
      const { indices, next } = page(1_000, asked);
      return answered("entrySet", indices.map(entryXml), next);
    }
    case "DescribeManagedPrefixLists": {
      const { indices, next } = page(3, asked);
      const item = (at: number) =>
        `<item><prefixListId>${id("pl", at)}</prefixListId><prefixListName>list-${at}</prefixListName></item>`;
      return answered("prefixListSet", indices.map(item), next);
    }
    default:
      throw new Error(`no answer to ${action}`);
  }
}

/** A conversation: of some place with another one, or with an address on the internet; some since before it was there. */
function row(at: number): readonly string[] {
  const place = (at * 7) % INTERFACES;
  const day = at % DAYS;
  const other = at % 4 === 0 ? `52.${at % 250}.${at % 4}.9` : addressOf((place + 1 + (at % 3)) % INTERFACES);
  const isIngress = at % 3 !== 0;
  const own = addressOf(place);
  const [client, server] = isIngress ? [other, own] : [own, other];
  const start = PERIOD.from + day * 86_400 + 3_600;
  const port = at % 2 === 0 ? 443 : 8000 + (at % 900);
  const opened = at % 11 === 0 ? 0 : 5;
  // On the last day they go on to its end, as the period does.
  const seen = [start, start + (day === DAYS - 1 ? 82_000 : at % 5 === 0 ? 40_000 : 400)];
  return [
    // A few are of interfaces that nobody knows, so that any rule may have let them through.
    at % 97 === 0 ? id("eni", 0xffff + at) : occupant(place, day),
    isIngress ? "ingress" : "egress",
    client,
    server,
    "6",
    port,
    "OK",
    opened,
    opened,
    10,
    50_000,
    50_000 + (at % 4 === 1 ? 10 : 0),
    100,
    1_000_000 - at,
    ...seen,
  ].map(String);
}

/** What Athena answers: the query of the period, and its rows. */
function athena(
  target: string,
  asked: { readonly NextToken?: string; readonly MaxResults?: number },
): unknown {
  if (target.endsWith("GetQueryExecution")) {
    const { flowLogs } = DEPLOYMENT;
    if (flowLogs.kind !== "athena") throw new Error("the deployment asks no Athena");
    return {
      QueryExecution: {
        QueryExecutionId: QUESTION,
        Query: athenaQuery(flowLogs, PERIOD),
        WorkGroup: flowLogs.workGroup,
        Status: { State: "SUCCEEDED" },
      },
    };
  }
  const start = Number(asked.NextToken ?? "0");
  const end = Math.min(ROWS + 1, start + (asked.MaxResults ?? 1_000));
  const data = (cells: readonly string[]) => ({ Data: cells.map((cell) => ({ VarCharValue: cell })) });
  const rows = Array.from({ length: end - start }, (_, at) =>
    data(start + at === 0 ? COLUMNS : row(start + at - 1)),
  );
  return { ResultSet: { Rows: rows }, ...(end < ROWS + 1 ? { NextToken: String(end) } : {}) };
}

/** The history of a day: every place's interface, all day long. */
function history(day: string): DayHistory {
  const days = daysBetween(new Date(PERIOD.from * 1000), new Date(PERIOD.to * 1000));
  const nth = days.indexOf(day);
  if (nth < 0) throw new Error(`no history of ${day}`);
  const [from, to] = [
    `${day}T00:00:00.000Z`,
    new Date(Date.parse(`${day}T00:00:00.000Z`) + 86_400_000).toISOString(),
  ];
  const spans = Array.from(
    { length: INTERFACES },
    (_, place): Span => ({
      interfaceId: occupant(place, nth),
      groups: [groupOf(place), groupOf(place + 7)].sort(),
      addresses: [addressOf(place)],
      from,
      to,
    }),
  );
  return { version: 1, day, spans, watches: [{ from, to }] };
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  const parts: Buffer[] = [];
  for await (const part of request) parts.push(part);
  return Buffer.concat(parts).toString();
}

/** Starts the account's server on a free port; whoever does ends it. */
export async function largeAccount(): Promise<{
  readonly endpoint: string;
  readonly server: Server;
  readonly days: number;
}> {
  const server = createServer(async (request, response) => {
    const body = await bodyOf(request);
    const target = request.headers["x-amz-target"];
    try {
      if (typeof target === "string") {
        response.setHeader("content-type", "application/x-amz-json-1.1");
        response.end(JSON.stringify(athena(target, JSON.parse(body))));
      } else if (request.method === "POST") {
        response.setHeader("content-type", "text/xml");
        response.end(ec2(new URLSearchParams(body)));
      } else {
        const [day = ""] = /\d{4}-\d{2}-\d{2}/.exec(request.url ?? "") ?? [];
        response.setHeader("etag", '"1"');
        response.end(JSON.stringify(history(day)));
      }
    } catch (error) {
      response.statusCode = 500;
      response.end(String(error));
    }
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return { endpoint: `http://127.0.0.1:${port}`, server, days: daysOf(PERIOD) };
}
