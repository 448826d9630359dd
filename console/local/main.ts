/** `npm run console`: the console in a browser, with the sample deployment, on this machine alone. */

import { createServer, type Server } from "node:http";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { PARTITIONS } from "../../partitions";
import { consoleParts, guarded } from "./console-parts";
import { type Answering, addressOf } from "./http";
import { sampleAccount } from "./sample/account";
import { localHeaders } from "./site";
import { SAMPLE_USERS } from "./users";

const USAGE = "usage: npm run console -- [--port N]";
const DEFAULT_PORT = 8080;

/** How long a step of a run takes: slow enough to watch. */
const STEP_MS = 2_500;

/** The port that was asked for. @throws {RangeError} for arguments that are not understood */
export function portOf(args: readonly string[]): number {
  let asked: string | undefined;
  try {
    asked = parseArgs({ args: [...args], options: { port: { type: "string" } } }).values.port;
  } catch (error) {
    const [unknown = ""] = String(Object(error).message).split(/[.\n]/);
    throw new RangeError(
      `${unknown.charAt(0).toLowerCase()}${unknown.slice(1).replaceAll("'", "`")}; ${USAGE}`,
    );
  }
  if (asked === undefined) return DEFAULT_PORT;
  const port = Number(asked);
  if (/^\d+$/.test(asked) && port <= 65_535) return port;
  throw new RangeError(`port \`${asked}\` is not an integer in 0..65535; ${USAGE}`);
}

function listen(server: Server, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen({ port, host: "localhost" }, () => {
      const address = server.address();
      resolve(typeof address === "object" && address !== null ? address.port : port);
    });
  });
}

/** Starts everything on one port; port 0 takes a free one. */
export async function startLocalConsole(
  port: number,
  directory = join(__dirname, "../dist"),
): Promise<{ readonly url: string; readonly server: Server }> {
  let answering: Answering = (_, response) => void response.writeHead(503).end();
  const server = createServer((request, response) => void guarded(answering)(request, response));
  const taken = await listen(server, port);
  const host = `localhost:${taken}`;
  const url = `http://${host}/`;
  const now = () => new Date();
  const account = sampleAccount({ now, stepMs: () => STEP_MS });
  const { region, accountId, baseName } = account.deployment;
  const parts = await consoleParts({
    directory,
    siteHeaders: localHeaders({
      accountId,
      region,
      baseName,
      partition: PARTITIONS.aws,
      tags: {},
      deletionProtection: false,
    }),
    urls: [url],
    apiUrl: `${url}graphql`,
    signInHost: host,
    around: () => ({ ...account, now }),
  });
  answering = (request, response) => {
    const { pathname } = addressOf(request);
    // A page of another origin that a name leads here must not ask in this one's name.
    if (request.headers.host !== host) return void response.writeHead(421).end();
    if (pathname === "/graphql") return parts.api(request, response);
    return parts.signIn.serves(pathname)
      ? parts.signIn.answer(request, response)
      : parts.site(request, response);
  };
  return { url, server };
}

/** Runs until it is interrupted; what is wrong is told in one line. */
export async function main(args: readonly string[]): Promise<void> {
  try {
    await run(args);
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    console.error(error.message);
    process.exitCode = 2;
  }
}

async function run(args: readonly string[]): Promise<void> {
  const port = portOf(args);
  const { url, server } = await startLocalConsole(port).catch((error: unknown) => {
    const { code } = Object(error) as { readonly code?: string };
    if (code === "EADDRINUSE")
      throw new RangeError(`port \`${port}\` is in use, choose another one with \`-- --port N\``);
    if (code === "EACCES")
      throw new RangeError(`port \`${port}\` needs more rights than this process has, choose one above 1023`);
    throw error;
  });
  const users = SAMPLE_USERS.filter(({ groups }) => groups.length > 0);
  const width = Math.max(...users.map(({ email }) => email.length));
  console.log(
    [
      "The console with a sample deployment; nothing here reaches AWS.",
      `  ${url}`,
      "Sign in as",
      ...users.map(({ email, may }) => `  ${email.padEnd(width)}  ${may}`),
      "Ctrl-C ends it.",
    ].join("\n"),
  );
  const end = () => {
    server.close();
    server.closeAllConnections();
  };
  process.once("SIGINT", end);
  process.once("SIGTERM", end);
}
