/** The console's parts on the hosts that they have in AWS, over TLS, all of them one server on this machine. */

import { createHash, X509Certificate } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { createServer, type Server } from "node:https";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createSecureContext, type SecureContext } from "node:tls";
import { guarded } from "../../console/local/console-parts";
import type { Answering } from "../../console/local/http";
import { createAuthority } from "../nginx/authority";

export interface HostServer {
  readonly port: number;
  /** What a browser must be told to reach the hosts, and nothing else, at this server. */
  readonly chromiumArguments: readonly string[];
  close(): Promise<void>;
}

/** Hash of a certificate's public key as Chromium compares it. */
const fingerprint = (pem: string): string =>
  createHash("sha256")
    .update(new X509Certificate(pem).publicKey.export({ type: "spki", format: "der" }))
    .digest("base64");

/** Serves each host with a throw-away certificate in its name; a host that is not here is answered with 421. */
export async function serveHosts(hosts: ReadonlyMap<string, Answering>): Promise<HostServer> {
  const directory = mkdtempSync(join(tmpdir(), "hosts-"));
  const contexts = new Map<string, SecureContext>();
  const trusted: string[] = [];
  try {
    const authority = createAuthority(directory);
    for (const host of hosts.keys()) {
      const pair = authority.issue(host);
      contexts.set(host, createSecureContext(pair));
      trusted.push(fingerprint(pair.cert));
    }
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
  const server: Server = createServer(
    { SNICallback: (name, answer) => answer(null, contexts.get(name)) },
    (request, response) => {
      const answering = hosts.get(request.headers.host ?? "");
      if (answering === undefined) response.writeHead(421).end();
      else void guarded(answering)(request, response);
    },
  );
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  const port = typeof address === "object" && address !== null ? address.port : 0;
  return {
    port,
    chromiumArguments: [
      `--host-resolver-rules=MAP * 127.0.0.1:${port}`,
      `--ignore-certificate-errors-spki-list=${trusted.join(",")}`,
    ],
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
