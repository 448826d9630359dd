/** TLS servers on loopback that stand for OpenSearch Dashboards and for Cognito's hosted pages. */

import type { IncomingHttpHeaders, ServerResponse } from "node:http";
import { createServer } from "node:https";
import type { AddressInfo } from "node:net";
import type { KeyPair } from "./authority";

export interface Seen {
  readonly method: string;
  /** As it arrived, query included. */
  readonly url: string;
  readonly headers: IncomingHttpHeaders;
  readonly bytes: number;
  /** The name asked for in TLS. */
  readonly serverName: string;
}

export interface Upstream {
  readonly port: number;
  readonly seen: Seen[];
  /** How many TLS connections it has accepted. */
  readonly connections: () => number;
  /** Presents another certificate, and ends the connections made with the old one. */
  present(pair: KeyPair): void;
  /** Cuts all connections, whatever happens on them, and goes on listening. */
  hangUp(): void;
  close(): Promise<void>;
}

export type Answer = (seen: Seen, response: ServerResponse) => void;

/** A promise that a test keeps when it wants an answer to go on. */
export function gate(): { readonly opened: Promise<void>; readonly open: () => void } {
  let open: () => void = () => undefined;
  const opened = new Promise<void>((resolve) => {
    open = resolve;
  });
  return { opened, open };
}

export async function startUpstream(
  address: string,
  port: number,
  pair: KeyPair,
  answer: Answer,
): Promise<Upstream> {
  const seen: Seen[] = [];
  let connections = 0;
  const server = createServer({ ...pair, maxHeaderSize: 64 * 1024 }, (request, response) => {
    let bytes = 0;
    request.on("data", (chunk: Buffer) => {
      bytes += chunk.length;
    });
    request.on("end", () => {
      const { method = "", url = "", headers, socket } = request;
      const serverName = String((socket as { servername?: string | false }).servername ?? "");
      const entry = { method, url, headers, bytes, serverName };
      seen.push(entry);
      answer(entry, response);
    });
  });
  server.on("secureConnection", () => {
    connections++;
  });
  // Longer than any test: nginx alone decides how long a connection is kept.
  server.keepAliveTimeout = 120_000;
  await new Promise<void>((resolve) => server.listen(port, address, resolve));
  return {
    port: (server.address() as AddressInfo).port,
    seen,
    connections: () => connections,
    present(next) {
      server.setSecureContext(next);
      server.closeAllConnections();
    },
    hangUp: () => server.closeAllConnections(),
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
