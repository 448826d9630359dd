/** A real nginx with the rendered configuration, in a directory of its own, on loopback. */

import { type ChildProcess, spawn } from "node:child_process";
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
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
import { ENVIRONMENT, loadStreamModule } from "../real-parts";
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
  /** Told of each piece of the answer's body as it arrives. */
  readonly onPiece?: (piece: string) => void;
}

/** Changes the rendered text, where a test cannot wait as long as production does. */
export type Edit = (text: string) => string;

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

/** What several proxies of one test have in common: the domain's name server, port and authority. */
interface Surroundings {
  readonly authority: Authority;
  readonly names: NameServer;
  readonly upstreamPort: number;
}

export class Rig {
  readonly directory: string;
  readonly authority: Authority;
  readonly names: NameServer;
  /** Where the upstreams listen, each at an address of its own. */
  readonly upstreamPort: number;
  readonly port: number;
  readonly #hopPort: number;
  readonly #owner: boolean;
  readonly #certificate: { readonly key: string; readonly cert: string };
  #nginx: ChildProcess | undefined;

  private constructor(
    directory: string,
    shared: Surroundings,
    ports: readonly [number, number],
    owner: boolean,
  ) {
    this.directory = directory;
    this.authority = shared.authority;
    this.names = shared.names;
    this.upstreamPort = shared.upstreamPort;
    [this.port, this.#hopPort] = ports;
    this.#owner = owner;
    this.#certificate = selfSigned(directory, "proxy");
  }

  /** A proxy with surroundings of its own, or one more `beside` another, in front of the same domain. */
  static async create(beside?: Rig): Promise<Rig> {
    const directory = mkdtempSync(join(tmpdir(), "proxy-"));
    // nginx's workers, another user than root, pass through to their temporary files.
    chmodSync(directory, 0o711);
    const shared = beside ?? {
      authority: createAuthority(directory),
      names: await startNames(),
      upstreamPort: await freePort(),
    };
    return new Rig(directory, shared, [await freePort(), await freePort()], beside === undefined);
  }

  platform(changes: Partial<Platform> = {}): Platform {
    const { key, cert } = this.#certificate;
    const logs = join(this.directory, "logs");
    mkdirSync(logs, { recursive: true });
    return {
      ...AMAZON_LINUX_2023,
      user: "www-data",
      pidFile: join(this.directory, "nginx.pid"),
      logDirectory: logs,
      stateDirectory: this.directory,
      listen: `127.0.0.1:${this.port}`,
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

  write(site: ProxySite, edit: Edit = (text) => text): void {
    writeFileSync(join(this.directory, "modules.conf"), loadStreamModule() ?? "");
    for (const [file, text] of Object.entries(renderNginx(site, this.platform()))) {
      writeFileSync(join(this.directory, file), edit(text));
    }
  }

  /** @throws with nginx's own words where it does not start */
  async start(site: ProxySite, edit?: Edit): Promise<void> {
    // A test that failed may have left one.
    await this.stop();
    this.write(site, edit);
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
    const { host = "10.0.1.7", method = "GET", headers = {}, body, from = "127.0.0.1", onPiece } = options;
    return new Promise((resolve, reject) => {
      const outgoing = request(
        {
          ...{ host: "127.0.0.1", port: this.port, path, method, agent: false, localAddress: from },
          headers: { ...headers, host },
          rejectUnauthorized: false,
        },
        (response) => {
          const chunks: Buffer[] = [];
          response.on("data", (chunk: Buffer) => {
            chunks.push(chunk);
            onPiece?.(chunk.toString("utf8"));
          });
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

  /** Sends bytes over TLS as they are and gives all that comes back until nginx closes, or says nothing for a while. */
  async say(bytes: string): Promise<string> {
    return new Promise((resolve) => {
      const chunks: Buffer[] = [];
      const heard = () => Buffer.concat(chunks).toString("latin1");
      const socket = connect({ host: "127.0.0.1", port: this.port, rejectUnauthorized: false }, () =>
        socket.write(Buffer.from(bytes, "latin1")),
      );
      socket.setTimeout(300, () => socket.destroy());
      socket.on("data", (chunk: Buffer) => chunks.push(chunk));
      socket.on("error", () => socket.destroy());
      socket.on("close", () => resolve(heard()));
    });
  }

  /** The protocol of a handshake, or the reason why there was none. */
  async handshake(
    version: "TLSv1" | "TLSv1.1" | "TLSv1.2" | "TLSv1.3",
    ciphers = "DEFAULT@SECLEVEL=0",
  ): Promise<string> {
    return new Promise((resolve) => {
      const socket = connect(
        {
          ...{ host: "127.0.0.1", port: this.port, rejectUnauthorized: false },
          ...{ minVersion: version, maxVersion: version, ciphers },
        },
        () => {
          resolve(String(socket.getProtocol()));
          socket.destroy();
        },
      );
      socket.on("error", () => resolve("refused"));
    });
  }

  /** A log's lines, parsed. */
  log(name: "access" | "connections"): readonly Readonly<Record<string, unknown>>[] {
    const text = readFileSync(join(this.directory, "logs", `${name}.log`), "utf8");
    return text
      .split("\n")
      .filter((line) => line !== "")
      .map((line) => JSON.parse(line));
  }

  /** Ends nginx: at once, or as the service does it (`SIGQUIT`), once the last answer is given. */
  async stop(signal: "SIGTERM" | "SIGQUIT" = "SIGTERM"): Promise<void> {
    const nginx = this.#nginx;
    this.#nginx = undefined;
    if (!nginx || nginx.exitCode !== null) return;
    const ended = new Promise((resolve) => nginx.once("exit", resolve));
    nginx.kill(signal);
    await ended;
  }

  async destroy(): Promise<void> {
    await this.stop();
    if (this.#owner) await this.names.close();
    rmSync(this.directory, { recursive: true, force: true });
  }
}
