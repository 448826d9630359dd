/** Aggregated records, as both stores of flow logs give them. */

/**
 * What passed between an interface and one other address to one port, over the whole period, both ways together. The
 * `client` is who opened it: by the flags of TCP where an opening was recorded, else who has the higher port.
 */
export interface Conversation {
  readonly interfaceId: string;
  /** Of the packet that opened it, as the interface sees it. */
  readonly direction: "ingress" | "egress";
  readonly client: string;
  readonly server: string;
  /** IANA number. */
  readonly protocol: number;
  /** The server's; 0 where the protocol has none. */
  readonly port: number;
  /** Records with SYN but not ACK: the client opened. */
  readonly opened: number;
  /** Records with SYN and ACK: the server answered. */
  readonly answered: number;
  readonly records: number;
  /** The client's ports. */
  readonly otherMin: number;
  readonly otherMax: number;
  readonly bytes: number;
  /** Seconds since 1970. */
  readonly firstSeen: number;
  readonly lastSeen: number;
}

/** An interface of which AWS skipped records in that time, for want of capacity. */
export interface Skipped {
  readonly interfaceId: string;
  readonly firstSeen: number;
  readonly lastSeen: number;
}

/** All that a store tells of a period. */
export interface Records {
  readonly conversations: readonly Conversation[];
  readonly skipped: readonly Skipped[];
  /** When the first record of all began and the last one ended, in seconds since 1970; absent: none was readable. */
  readonly span?: { readonly from: number; readonly to: number };
  /** Rows that were read, those that make no sense among them. */
  readonly read: number;
  /** Rows that make no sense. */
  readonly unreadable: number;
  /** Whether there are more than are read. */
  readonly truncated: boolean;
}

/** At most so many rows are read. */
export const MOST_ROWS = 10_000;

/** A row by the names of its columns. */
export type Row = { readonly [column: string]: string | undefined };

const whole = (text: string | undefined): number => {
  // Logs Insights writes sums of large numbers as `1.2345E7`.
  const value = text === undefined || text === "" ? Number.NaN : Number(text);
  return Number.isFinite(value) ? Math.round(value) : Number.NaN;
};

const turned = (direction: string | undefined): string | undefined =>
  direction === "ingress" ? "egress" : direction === "egress" ? "ingress" : direction;

function conversationOf(row: Row): Conversation | undefined {
  // Logs Insights cannot exchange columns, so an answer comes as it was recorded.
  const isAnswer = whole(row["side"]) < 0;
  const [client, server] =
    "sender" in row ? [row["sender"], row["receiver"]] : [row["client"], row["server"]];
  const direction = "recorded" in row ? row["recorded"] : row["direction"];
  const real = isAnswer ? turned(direction) : direction;
  const found = {
    protocol: whole(row["protocol"]),
    port: whole(row["port"]),
    opened: whole(row["opened"]),
    answered: whole(row["answered"]),
    records: whole(row["records"]),
    otherMin: whole(row["other_min"]),
    otherMax: whole(row["other_max"]),
    bytes: whole(row["bytes"]),
    firstSeen: whole(row["first_seen"]),
    lastSeen: whole(row["last_seen"]),
  };
  if (real !== "ingress" && real !== "egress") return undefined;
  if (!row["interface_id"] || !client || !server || client === "-" || server === "-") return undefined;
  if (Object.values(found).some((value) => Number.isNaN(value) || value < 0)) return undefined;
  return {
    interfaceId: row["interface_id"],
    direction: real,
    client: isAnswer ? server : client,
    server: isAnswer ? client : server,
    ...found,
  };
}

const keyOf = (one: Conversation): string =>
  [one.interfaceId, one.direction, one.client, one.server, one.protocol, one.port].join(" ");

const together = (a: Conversation, b: Conversation): Conversation => ({
  ...a,
  opened: a.opened + b.opened,
  answered: a.answered + b.answered,
  records: a.records + b.records,
  otherMin: Math.min(a.otherMin, b.otherMin),
  otherMax: Math.max(a.otherMax, b.otherMax),
  bytes: a.bytes + b.bytes,
  firstSeen: Math.min(a.firstSeen, b.firstSeen),
  lastSeen: Math.max(a.lastSeen, b.lastSeen),
});

function spanOf(all: readonly Pick<Conversation, "firstSeen" | "lastSeen">[]): Records["span"] {
  if (all.length === 0) return undefined;
  let [from, to] = [Number.POSITIVE_INFINITY, 0];
  for (const { firstSeen, lastSeen } of all) {
    from = Math.min(from, firstSeen);
    to = Math.max(to, lastSeen);
  }
  return { from, to };
}

/** Takes rows in as they come, page by page, so that a page can be forgotten before the next. */
export class RecordsReader {
  readonly #conversations = new Map<string, Conversation>();
  readonly #skipped: Skipped[] = [];
  #read = 0;
  #unreadable = 0;

  get read(): number {
    return this.#read;
  }

  add(row: Row): void {
    this.#read += 1;
    if (row["status"] === "SKIPDATA") {
      const [firstSeen, lastSeen] = [whole(row["first_seen"]), whole(row["last_seen"])];
      const interfaceId = row["interface_id"] ?? "";
      this.#skipped.push({ interfaceId, firstSeen: firstSeen || 0, lastSeen: lastSeen || 0 });
      return;
    }
    const found = conversationOf(row);
    if (found === undefined) {
      this.#unreadable += 1;
      return;
    }
    const key = keyOf(found);
    const known = this.#conversations.get(key);
    this.#conversations.set(key, known === undefined ? found : together(known, found));
  }

  records(truncated: boolean): Records {
    const conversations = [...this.#conversations.values()];
    const span = spanOf([...conversations, ...this.#skipped]);
    return {
      conversations,
      skipped: this.#skipped,
      ...(span === undefined ? {} : { span }),
      read: this.#read,
      unreadable: this.#unreadable,
      truncated,
    };
  }
}
