/** moto's server, a stand-in for AWS that keeps what it is told: https://docs.getmoto.org/en/latest/docs/server_mode.html */

import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import type { Clients } from "../../console-api/surroundings";
import { ENVIRONMENT, need } from "../real-parts";
import { clientsAt, DEPLOYMENT } from "./deployed";

export interface Moto {
  readonly endpoint: string;
  readonly aws: Clients;
  /** Forgets everything, as a new account would. */
  readonly reset: () => Promise<void>;
}

/** The address that a server says it listens at. */
async function addressOf(server: ChildProcess): Promise<string> {
  const { stderr } = server;
  if (stderr === null) throw new Error("moto's server has no output");
  const said: string[] = [];
  for await (const line of createInterface({ input: stderr })) {
    const found = /Running on (http:\/\/127\.0\.0\.1:\d+)/.exec(line)?.[1];
    if (found !== undefined) {
      // What it logs of each request must not fill the pipe.
      stderr.resume();
      return found;
    }
    said.push(line);
  }
  throw new Error(`moto's server did not start: ${said.join(" ")}`);
}

/**
 * Runs a server for the `describe` that it is called in, on a port that was free; it is there once the tests run. Each
 * test begins with an empty account. Where moto is absent the tests are left out.
 */
export function setMoto(): () => Moto {
  let server: ChildProcess | undefined;
  let moto: Moto | undefined;
  before(async function () {
    need(this, "moto");
    server = spawn("moto_server", ["-H", "127.0.0.1", "-p", "0"], {
      stdio: ["ignore", "ignore", "pipe"],
      // The account of the deployment: what another one has is shown as that.
      env: { ...ENVIRONMENT, MOTO_ACCOUNT_ID: DEPLOYMENT.accountId },
    });
    const endpoint = await addressOf(server);
    const reset = async () => {
      const { ok, status } = await fetch(`${endpoint}/moto-api/reset`, { method: "POST" });
      if (!ok) throw new Error(`moto's server answers its reset with ${status}`);
    };
    moto = { endpoint, aws: clientsAt(endpoint), reset };
  });
  beforeEach(async () => {
    await moto?.reset();
  });
  after(async () => {
    for (const client of Object.values(moto?.aws ?? {})) client.destroy();
    if (server === undefined || server.exitCode !== null) return;
    const ended = once(server, "exit");
    server.kill("SIGKILL");
    await ended;
  });
  return () => {
    if (moto === undefined)
      throw new Error("moto's server is there once the tests run, not while they are listed");
    return moto;
  };
}
