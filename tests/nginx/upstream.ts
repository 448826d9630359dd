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
  /** Presents another certificate from the next connection on. */
  present(pair: KeyPair): void;
  close(): Promise<void>;
}

export type Answer = (seen: Seen, response: ServerResponse) => void;

export async function startUpstream(
  address: string,
  port: number,
  pair: KeyPair,
  answer: Answer,
): Promise<Upstream> {
  const seen: Seen[] = [];
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
  await new Promise<void>((resolve) => server.listen(port, address, resolve));
  return {
    port: (server.address() as AddressInfo).port,
    seen,
    present: (next) => server.setSecureContext(next),
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
