import { expect } from "chai";
import fc from "fast-check";
import { FLOW_LOG_FIELDS } from "../../components/network/network";
import { athenaQuery, periodOfAthenaQuery } from "../../console-api/evidence/athena-query";
import { type Conversation, RecordsReader } from "../../console-api/evidence/conversations";
import { insightsQuery, periodOfInsightsQuery } from "../../console-api/evidence/insights-query";
import { daysOf, periodOf } from "../../console-api/evidence/period";
import { need } from "../real-parts";
import { askTable, COLUMNS, type LogLine, lineOf, rowsOf, skippedLine } from "./athena-table";

const TABLE = { database: "clo_dev", table: "flow_logs" };
const NOW = new Date("2026-03-10T12:30:00Z");
const PERIOD = periodOf(7, NOW);

const days = fc.integer({ min: 1, max: 90 });
const instant = fc.date({ min: new Date("2026-01-01"), max: new Date("2035-01-01"), noInvalidDate: true });

/** Words of SQL that the query may have besides numbers, dates and its own names. */
const TOKENS = /^(?:[A-Za-z_]+|\d+|-1|'[A-Za-z0-9/-]*'|"[a-z_]+"|[(),.*]|[<>=]+)$/;

describe("the period of a question", () => {
  it("ends at the last full hour whose logs have arrived", () => {
    expect(new Date(periodOf(1, new Date("2026-03-10T12:30:00Z")).to * 1000).toISOString()).to.equal(
      "2026-03-10T12:00:00.000Z",
    );
    expect(new Date(periodOf(1, new Date("2026-03-10T12:10:00Z")).to * 1000).toISOString()).to.equal(
      "2026-03-10T11:00:00.000Z",
    );
  });

  it("has as many days as were asked for", () => {
    fc.assert(fc.property(days, instant, (count, now) => daysOf(periodOf(count, now)) === count));
  });
});

describe("Athena's query", () => {
  it("is made of nothing but its own words, numbers and dates, for every number of days", () => {
    fc.assert(
      fc.property(days, instant, (count, now) => {
        const text = athenaQuery(TABLE, periodOf(count, now));
        const tokens = text.match(/'[^']*'|"[^"]*"|-?\w+|[<>=]+|[^\s\w]/g) ?? [];
        expect(tokens.filter((token) => !TOKENS.test(token))).to.deep.equal([]);
        expect(text.match(/'\d{4}\/\d{2}\/\d{2}'/g)).to.have.length(2);
        expect(text).not.to.match(/;|--|\/\*/);
      }),
    );
  });

  it("is known again, and nothing else is", () => {
    fc.assert(
      fc.property(days, instant, (count, now) => {
        const period = periodOf(count, now);
        expect(periodOfAthenaQuery(TABLE, athenaQuery(TABLE, period))).to.deep.equal(period);
      }),
    );
    const text = athenaQuery(TABLE, PERIOD);
    const others = [
      "",
      "SELECT 1",
      `${text} `,
      `${text};DROP TABLE flow_logs`,
      text.replace("flow_logs", "other"),
      text.replace("LIMIT 10001", "LIMIT 10002"),
      text.replace(String(PERIOD.to), String(PERIOD.to + 1)),
      text.replace(`>= ${PERIOD.from} `, `>= ${PERIOD.from - 91 * 86_400} `),
      athenaQuery(TABLE, { from: PERIOD.from - 91 * 86_400, to: PERIOD.to }),
      athenaQuery(TABLE, { from: PERIOD.from + 60, to: PERIOD.to + 60 }),
    ];
    expect(others.map((other) => periodOfAthenaQuery(TABLE, other))).to.deep.equal(
      others.map(() => undefined),
    );
  });

  it("is refused to tables whose names would need quoting", () => {
    for (const database of ["", 'a"; DROP', "A", "a-b"]) {
      expect(() => athenaQuery({ ...TABLE, database }, PERIOD)).to.throw(TypeError, "is no table");
    }
  });
});

describe("what Athena's query finds in a flow log", () => {
  before(function () {
    need(this, "python3");
  });

  const at = PERIOD.from + 86_400;
  const day = new Date(at * 1000).toISOString().slice(0, 10).replaceAll("-", "/");

  function found(...lines: readonly (LogLine | string)[]) {
    const reader = new RecordsReader();
    const texts = lines.map((line) => [typeof line === "string" ? line : lineOf(line), day] as const);
    for (const row of rowsOf(askTable(athenaQuery(TABLE, PERIOD), texts))) reader.add(row);
    return reader.records(false);
  }

  const client = { from: "10.0.0.9", to: "10.0.0.1", direction: "ingress" } as const;
  const server = { from: "10.0.0.1", to: "10.0.0.9", direction: "egress" } as const;

  const expected: Conversation = {
    interfaceId: "eni-1",
    direction: "ingress",
    client: "10.0.0.9",
    server: "10.0.0.1",
    protocol: 6,
    port: 443,
    opened: 1,
    answered: 1,
    records: 2,
    otherMin: 50_000,
    otherMax: 50_000,
    bytes: 300,
    firstSeen: at,
    lastSeen: at + 50,
  };

  it("is asked of a table with the flow log's fields", () => {
    const columns = COLUMNS.map((column) => column.split(" ")[0]?.replaceAll('"', ""));
    expect(columns).to.deep.equal(FLOW_LOG_FIELDS.map((field) => field.replaceAll("-", "_")));
  });

  it("takes both ways of a connection for one conversation, by who sent SYN without ACK", () => {
    const records = found(
      { ...client, ports: [50_000, 443], flags: 3, at },
      { ...server, ports: [443, 50_000], flags: 19, bytes: 200, at },
    );
    expect(records.conversations).to.deep.equal([expected]);
  });

  it("goes by the flags even where the server has the higher port", () => {
    const records = found(
      { ...client, ports: [40_000, 50_000], flags: 2, at },
      { ...server, ports: [50_000, 40_000], flags: 18, at },
    );
    const [only] = records.conversations;
    expect(only).to.include({ direction: "ingress", client: "10.0.0.9", port: 50_000, otherMin: 40_000 });
    expect(records.conversations).to.have.length(1);
  });

  it("takes the lower port for the server's where a connection was opened before the period", () => {
    const records = found(
      { ...client, ports: [50_000, 443], at },
      { ...server, ports: [443, 50_000], bytes: 200, at },
    );
    expect(records.conversations).to.deep.equal([{ ...expected, opened: 0, answered: 0 }]);
  });

  it("adds up connections from many ports, and keeps their lowest and highest", () => {
    const records = found(
      ...[50_000, 50_001, 60_000].map((port) => ({ ...client, ports: [port, 443] as const, flags: 2, at })),
    );
    expect(records.conversations).to.deep.equal([
      { ...expected, opened: 3, answered: 0, records: 3, otherMax: 60_000 },
    ]);
  });

  it("counts packets' own addresses, not those of a NAT gateway on the way", () => {
    const records = found({
      ...client,
      from: "10.0.5.5",
      via: ["10.0.0.200", "10.0.0.1"],
      ports: [50_000, 443],
      flags: 2,
      at,
    });
    expect(records.conversations[0]?.client).to.equal("10.0.5.5");
  });

  it("leaves out what was rejected, and what lies outside the period", () => {
    const outside = [PERIOD.from - 51, PERIOD.to - 50].map((time) => ({
      ...client,
      ports: [50_000, 443] as const,
      flags: 2,
      at: time,
    }));
    const records = found({ ...client, ports: [50_000, 22], flags: 2, action: "REJECT", at }, ...outside);
    expect(records).to.deep.equal({
      conversations: [],
      skipped: [],
      read: 0,
      unreadable: 0,
      truncated: false,
    });
  });

  it("reads UDP by its ports, whose flags tell nothing", () => {
    const udp = { protocol: 17, at } as const;
    const records = found(
      { ...client, ...udp, ports: [50_000, 514], flags: 2 },
      { ...client, ...udp, ports: [50_001, 514], flags: 0 },
      { ...server, ...udp, ports: [514, 50_000], flags: "-" },
    );
    expect(records.conversations).to.deep.equal([
      { ...expected, ...{ protocol: 17, port: 514, opened: 0, answered: 0, records: 3, otherMax: 50_001 } },
    ]);
  });

  it("tells of which interface records were skipped", () => {
    expect(found(skippedLine("eni-7", at))).to.deep.equal({
      conversations: [],
      skipped: [{ interfaceId: "eni-7", firstSeen: at, lastSeen: at + 50 }],
      span: { from: at, to: at + 50 },
      read: 1,
      unreadable: 0,
      truncated: false,
    });
  });

  it("gives one row more than are read where there are more", () => {
    const lines = Array.from({ length: 10_050 }, (_, index) => {
      const line: LogLine = {
        ...client,
        from: `10.${index >> 16}.${(index >> 8) & 255}.${index & 255}`,
        ports: [50_000, 443],
        flags: 2,
        at,
      };
      return [lineOf(line), day] as const;
    });
    expect(rowsOf(askTable(athenaQuery(TABLE, PERIOD), lines))).to.have.length(10_001);
  });
});

describe("Logs Insights' query", () => {
  it("is known again, also with its source before it, and nothing else is", () => {
    fc.assert(
      fc.property(days, instant, (count, now) => {
        const period = periodOf(count, now);
        const text = insightsQuery(period);
        expect(periodOfInsightsQuery(text)).to.deep.equal(period);
        expect(periodOfInsightsQuery(`SOURCE "/clo/flow-logs" START=1 END=2 | ${text}`)).to.deep.equal(
          period,
        );
      }),
    );
    const text = insightsQuery(PERIOD);
    for (const other of ["", "fields @message", `${text} | limit 1`, `fields @message | ${text}`]) {
      expect(periodOfInsightsQuery(other)).to.equal(undefined);
    }
  });

  it("names every field of the flow log once, in its order", () => {
    const [, globs = "", names = ""] =
      /^parse @message "([* ]+)" as (.+)$/m.exec(insightsQuery(PERIOD)) ?? [];
    expect(globs.split(" ")).to.have.length(FLOW_LOG_FIELDS.length);
    const called: Partial<Record<(typeof FLOW_LOG_FIELDS)[number], string>> = {
      "interface-id": "interface_id",
      srcport: "r_srcport",
      dstport: "r_dstport",
      protocol: "protocol",
      packets: "r_packets",
      bytes: "r_bytes",
      start: "r_start",
      end: "r_end",
      action: "r_action",
      "log-status": "status",
      "tcp-flags": "r_flags",
      "pkt-srcaddr": "sender",
      "pkt-dstaddr": "receiver",
      "flow-direction": "recorded",
    };
    const found = names.split(", ");
    expect(new Set(found).size).to.equal(FLOW_LOG_FIELDS.length);
    for (const [at, field] of FLOW_LOG_FIELDS.entries()) {
      if (called[field] !== undefined) expect(found[at]).to.equal(called[field]);
    }
  });

  /** The arithmetic of the query, as Logs Insights would do it. */
  function computed(flags: number, srcport: number, dstport: number) {
    const [syn, ack] = [Math.floor(flags / 2) % 2, Math.floor(flags / 16) % 2];
    const [opened, answered, lower] = [syn * (1 - ack), syn * ack, Math.min(srcport, dstport)];
    const side = opened - answered + (1 - syn) * Math.max(-1, Math.min(1, srcport - dstport));
    const port = opened * dstport + answered * srcport + (1 - syn) * lower;
    return { opened, answered, side, port, other: srcport + dstport - port };
  }

  it("says by arithmetic what Athena's says by conditions", () => {
    const port = fc.integer({ min: 0, max: 65_535 });
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 63 }), port, port, (flags, src, dst) => {
        const isOpening = (flags & 18) === 2;
        const isAnswer = (flags & 18) === 18;
        const side = isOpening ? 1 : isAnswer ? -1 : Math.sign(src - dst);
        expect(computed(flags, src, dst)).to.deep.equal({
          opened: isOpening ? 1 : 0,
          answered: isAnswer ? 1 : 0,
          side,
          port: side < 0 ? src : dst,
          other: side < 0 ? dst : src,
        });
      }),
    );
  });
});

describe("rows of Logs Insights", () => {
  const row = {
    interface_id: "eni-1",
    recorded: "ingress",
    sender: "10.0.0.9",
    receiver: "10.0.0.1",
    protocol: "6",
    port: "443",
    side: "1",
    status: "OK",
    opened: "2",
    answered: "0",
    records: "2",
    other_min: "50000",
    other_max: "50001",
    packets: "4",
    bytes: "1.5E3",
    first_seen: "1000",
    last_seen: "2000",
  };

  it("are turned round where they are answers, and join what they answer", () => {
    const reader = new RecordsReader();
    reader.add(row);
    reader.add({
      ...row,
      recorded: "egress",
      sender: "10.0.0.1",
      receiver: "10.0.0.9",
      side: "-1",
      opened: "0",
      answered: "2",
      bytes: "500",
      last_seen: "3000",
    });
    expect(reader.records(false).conversations).to.deep.equal([
      {
        interfaceId: "eni-1",
        direction: "ingress",
        client: "10.0.0.9",
        server: "10.0.0.1",
        protocol: 6,
        port: 443,
        opened: 2,
        answered: 2,
        records: 4,
        otherMin: 50_000,
        otherMax: 50_001,
        bytes: 2000,
        firstSeen: 1000,
        lastSeen: 3000,
      },
    ]);
  });

  it("that make no sense are counted, not guessed", () => {
    const reader = new RecordsReader();
    const wrong = [
      { ...row, recorded: "-" },
      { ...row, port: undefined },
      { ...row, sender: "-" },
      { ...row, bytes: "many" },
      { ...row, interface_id: "" },
    ];
    for (const one of wrong) reader.add(one);
    expect(reader.records(false)).to.deep.equal({
      conversations: [],
      skipped: [],
      read: 5,
      unreadable: 5,
      truncated: false,
    });
  });
});
