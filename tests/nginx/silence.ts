/** An address at which nobody answers, not even with a refusal: what is left of a node that died. */

import { spawn } from "node:child_process";
import { once } from "node:events";
import { connect } from "node:net";

/** Has room for the fewest that may wait. */
const LISTENER = `
const [host, port] = process.argv.slice(1);
require("node:net").createServer().listen({ host, port: Number(port), backlog: 1 }, () => console.log("up"));
`;

export interface Silence {
  close(): Promise<void>;
}

/** A listener that is stopped, and whose queue is full: the kernel drops who comes next. */
export async function startSilence(address: string, port: number): Promise<Silence> {
  const listener = spawn(process.execPath, ["-e", LISTENER, address, String(port)], {
    stdio: ["ignore", "pipe", "ignore"],
  });
  const kill = () => listener.kill("SIGKILL");
  process.once("exit", kill);
  await once(listener.stdout, "data");
  listener.kill("SIGSTOP");
  const queue = Array.from({ length: 3 }, () => connect(port, address).on("error", () => undefined));
  await Promise.all(queue.slice(0, 2).map((socket) => once(socket, "connect")));
  return {
    async close() {
      process.off("exit", kill);
      for (const socket of queue) socket.destroy();
      const ended = once(listener, "exit");
      kill();
      await ended;
    },
  };
}
