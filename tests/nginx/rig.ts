/** A real nginx with the rendered configuration, in a directory of its own, on loopback. */

import { type ChildProcess, execFileSync, spawn, spawnSync } from "node:child_process";
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import type { IncomingHttpHeaders } from "node:http";
import { request } from "node:https";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { connect } from "node:tls";
import {
  AMAZON_LINUX_2023,
  type Platform,
  type ProxySite,
  renderNginx,
} from "../../components/proxy-fleet/nginx";
import { type Authority, createAuthority, selfSigned } from "./authority";
import { type NameServer, startNames } from "./names";

export interface Reply {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

export interface Ask {
  readonly host?: string;
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string | string[]>>;
  readonly body?: string | Buffer;
  /** Address of the client on loopback. @default 127.0.0.1 */
  readonly from?: string;
}

// Debian puts nginx where only root looks.
const ENVIRONMENT = { ...process.env, PATH: `${process.env["PATH"] ?? ""}:/usr/sbin:/usr/local/sbin` };

function installed(command: string, flag: string): boolean {
  try {
    execFileSync(command, [flag], { stdio: "ignore", env: ENVIRONMENT });
    return true;
  } catch {
    return false;
  }
}

/** Path of the stream module, which distributions package apart; empty: not installed, or part of nginx itself. */
function streamModule(): string {
  const { stderr } = spawnSync("nginx", ["-V"], { encoding: "utf8", env: ENVIRONMENT });
  const directory = /--modules-path=(\S+)/.exec(stderr ?? "")?.[1];
  const path = directory === undefined ? "" : join(directory, "ngx_stream_module.so");
  return existsSync(path) ? path : "";
}

/** Why these tests cannot run here; empty: they can. */
export function lacking(): string {
  const missing = [
    ...(installed("nginx", "-v") ? [] : ["nginx"]),
    ...(streamModule() !== "" ? [] : ["nginx's stream module"]),
    ...(installed("openssl", "version") ? [] : ["openssl"]),
  ];
  return missing.length === 0 ? "" : `not installed: ${missing.join(", ")}`;
}

/** Whether the environment insists on a command: `REQUIRE=nginx,chromium`. */
export const required = (command: string): boolean =>
  (process.env["REQUIRE"] ?? "").split(/[\s,]+/).includes(command);

async function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.on("error", reject);
    server.listen(0, "127.0.0.1", () => {
      const address = server.address();
      server.close(() => resolve(typeof address === "object" && address ? address.port : 0));
    });
  });
}

/** Runs `nginx -t` and gives what it says about the configuration. @throws where it refuses it */
export function checkConfiguration(directory: string): string {
  const args = ["-t", "-p", directory, "-c", "nginx.conf", "-e", join(directory, "start.log")];
  try {
    execFileSync("nginx", args, { stdio: ["ignore", "ignore", "pipe"], env: ENVIRONMENT });
  } catch (error) {
    throw new Error(String((error as { stderr?: Buffer }).stderr ?? error));
  }
  const said = readFileSync(join(directory, "start.log"), "utf8").split("\n");
  // Started by another user than root, nginx keeps that user, and says so.
  return said.filter((line) => !line.includes('the "user" directive makes sense only')).join("\n");
}

export class Rig {
  readonly directory: string;
  readonly authority: Authority;
  readonly names: NameServer;
  /** Where the upstreams listen, each at an address of its own. */
  readonly upstreamPort: number;
  readonly #port: number;
  readonly #hopPort: number;
  #nginx: ChildProcess | undefined;

  private constructor(directory: string, names: NameServer, ports: readonly [number, number, number]) {
    this.directory = directory;
    this.authority = createAuthority(directory);
    this.names = names;
    [this.#port, this.#hopPort, this.upstreamPort] = ports;
  }

  static async create(): Promise<Rig> {
    const directory = mkdtempSync(join(tmpdir(), "proxy-"));
    // nginx's workers, another user than root, pass through to their temporary files.
    chmodSync(directory, 0o711);
    return new Rig(directory, await startNames(), [await freePort(), await freePort(), await freePort()]);
  }

  platform(changes: Partial<Platform> = {}): Platform {
    const { key, cert } = selfSigned(this.directory, "proxy");
    const logs = join(this.directory, "logs");
    mkdirSync(logs, { recursive: true });
    return {
      ...AMAZON_LINUX_2023,
      user: "www-data",
      pidFile: join(this.directory, "nginx.pid"),
      logDirectory: logs,
      stateDirectory: this.directory,
      listen: `127.0.0.1:${this.#port}`,
      hop: `127.0.0.1:${this.#hopPort}`,
      modules: "modules.conf",
      resolver: `127.0.0.1:${this.names.port}`,
      certificate: cert,
      certificateKey: key,
      trustedCertificates: this.authority.certificate,
      upstreamPort: this.upstreamPort,
      ...changes,
    };
  }

  write(site: ProxySite): void {
    writeFileSync(join(this.directory, "modules.conf"), `load_module ${streamModule()};\n`);
    for (const [file, text] of Object.entries(renderNginx(site, this.platform()))) {
      writeFileSync(join(this.directory, file), text);
    }
  }

  async start(site: ProxySite): Promise<void> {
    this.write(site);
    const log = join(this.directory, "start.log");
    rmSync(log, { force: true });
    const args = ["-p", this.directory, "-c", "nginx.conf", "-e", log, "-g", "daemon off;"];
    const nginx = spawn("nginx", args, { stdio: "ignore", env: ENVIRONMENT });
    this.#nginx = nginx;
    // However the run ends, no nginx outlives it.
    const kill = () => nginx.kill("SIGKILL");
    process.once("exit", kill);
    nginx.once("exit", () => process.off("exit", kill));
    for (;;) {
      if (nginx.exitCode !== null) throw new Error(readFileSync(log, "utf8"));
      const reply = await this.ask("/healthz").catch(() => undefined);
      if (reply?.status === 200) return;
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  }

  /** Sends a request as the load balancer would: over TLS, without verifying, path as given. */
  async ask(path: string, options: Ask = {}): Promise<Reply> {
    const { host = "10.0.1.7", method = "GET", headers = {}, body, from = "127.0.0.1" } = options;
    return new Promise((resolve, reject) => {
      const outgoing = request(
        {
          ...{ host: "127.0.0.1", port: this.#port, path, method, agent: false, localAddress: from },
          headers: { ...headers, host },
          rejectUnauthorized: false,
        },
        (response) => {
          const chunks: Buffer[] = [];
          response.on("data", (chunk: Buffer) => chunks.push(chunk));
          response.on("error", reject);
          response.on("end", () =>
            resolve({
              status: response.statusCode ?? 0,
              headers: response.headers,
              body: Buffer.concat(chunks).toString("utf8"),
            }),
          );
        },
      );
      outgoing.on("error", reject);
      outgoing.end(body);
    });
  }

  /** The protocol of a handshake, or the reason why there was none. */
  async handshake(version: "TLSv1.1" | "TLSv1.2" | "TLSv1.3"): Promise<string> {
    return new Promise((resolve) => {
      const socket = connect(
        {
          ...{ host: "127.0.0.1", port: this.#port, rejectUnauthorized: false },
          ...{ minVersion: version, maxVersion: version, ciphers: "DEFAULT@SECLEVEL=0" },
        },
        () => {
          resolve(String(socket.getProtocol()));
          socket.destroy();
        },
      );
      socket.on("error", () => resolve("refused"));
    });
  }

  /** The access log's lines, parsed. */
  accessLog(): readonly Readonly<Record<string, unknown>>[] {
    const text = readFileSync(join(this.directory, "logs", "access.log"), "utf8");
    return text
      .split("\n")
      .filter((line) => line !== "")
      .map((line) => JSON.parse(line));
  }

  async stop(): Promise<void> {
    const nginx = this.#nginx;
    this.#nginx = undefined;
    if (!nginx || nginx.exitCode !== null) return;
    const ended = new Promise((resolve) => nginx.once("exit", resolve));
    nginx.kill("SIGTERM");
    await ended;
  }

  async destroy(): Promise<void> {
    await this.stop();
    await this.names.close();
    rmSync(this.directory, { recursive: true, force: true });
  }
}
