/** A load balancer as small as can be: one target after the other, kept connections, no second try for anything. */

import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { Agent, request } from "node:https";
import type { AddressInfo } from "node:net";

export interface Balancer {
  readonly port: number;
  register(port: number): void;
  /** Sends nothing more to a target, and is done when its last answer is given: the deregistration delay. */
  deregister(port: number): Promise<void>;
  close(): Promise<void>;
}

interface Target {
  readonly port: number;
  readonly agent: Agent;
  busy: number;
  idle: () => void;
}

function forward(target: Target, incoming: IncomingMessage, answer: ServerResponse): void {
  target.busy++;
  const done = () => {
    target.busy--;
    if (target.busy === 0) target.idle();
  };
  const { method = "GET", url = "/", headers } = incoming;
  const outgoing = request(
    { host: "127.0.0.1", port: target.port, path: url, method, headers, agent: target.agent },
    (reply) => {
      answer.writeHead(reply.statusCode ?? 0, reply.headers);
      reply.pipe(answer);
      reply.on("close", done);
    },
  );
  outgoing.on("error", (error) => {
    done();
    answer.writeHead(502).end(`target failed: ${error.message}`);
  });
  incoming.pipe(outgoing);
}

export async function startBalancer(): Promise<Balancer> {
  let targets: readonly Target[] = [];
  let turn = 0;
  const server = createServer((incoming, answer) => {
    const target = targets[turn++ % targets.length];
    if (target) forward(target, incoming, answer);
    else answer.writeHead(503).end("no target");
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    port: (server.address() as AddressInfo).port,
    register(port) {
      const agent = new Agent({ keepAlive: true, rejectUnauthorized: false });
      targets = [...targets, { port, agent, busy: 0, idle: () => undefined }];
    },
    async deregister(port) {
      const leaving = targets.filter((target) => target.port === port);
      targets = targets.filter((target) => target.port !== port);
      for (const target of leaving) {
        if (target.busy > 0) {
          await new Promise<void>((resolve) => {
            target.idle = resolve;
          });
        }
        target.agent.destroy();
      }
    },
    close: () =>
      new Promise((resolve) => {
        for (const { agent } of targets) agent.destroy();
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
