import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { request } from "node:http";
import { join } from "node:path";
import { expect } from "chai";
import { portOf } from "../../../console/local/main";

const ROOT = join(__dirname, "../../..");

describe("npm run console", function () {
  this.timeout(120_000);

  const running: ChildProcess[] = [];
  afterEach(() => {
    for (const child of running.splice(0)) child.kill("SIGKILL");
  });

  const start = (...args: readonly string[]) => {
    const child = spawn(process.execPath, ["scripts/start.mjs", "console", ...args], { cwd: ROOT });
    running.push(child);
    const said = { out: "", err: "" };
    child.stdout.on("data", (text) => {
      said.out += text;
    });
    child.stderr.on("data", (text) => {
      // A checkout whose sources changed is built first, and says so.
      said.err += String(text).replaceAll(/^building .*\n/gm, "");
    });
    const ended = once(child, "exit").then(([code]) => code as number | null);
    const listening = new Promise<string>((resolve, reject) => {
      child.stdout.on("data", () => {
        const url = /http:\S+/.exec(said.out)?.[0];
        if (url !== undefined && said.out.includes("Ctrl-C")) resolve(url);
      });
      child.once("exit", () => reject(new Error(said.err)));
    });
    // Where it is not waited for, an end is no failure.
    listening.catch(() => undefined);
    return { child, said, ended, listening };
  };

  /** The status of a request that names another host than the one it was sent to. */
  const statusAt = (url: string, host: string): Promise<number | undefined> =>
    new Promise((resolve, reject) => {
      request(url, { headers: { host } }, (response) => resolve(response.resume().statusCode))
        .on("error", reject)
        .end();
    });

  it("says where it is and who signs in, serves the site and its settings, and ends at Ctrl-C", async () => {
    const { child, said, ended, listening } = start("--port", "0");
    const url = await listening;
    expect(said.out)
      .to.match(/viewer@example\.com +\S/)
      .and.match(/operator@example\.com +\S/);
    expect((await fetch(new URL("/patching", url))).headers.get("content-type")).to.include("text/html");
    expect(await (await fetch(new URL("/config.json", url))).json()).to.deep.include({
      apiUrl: `${url}graphql`,
      signInHost: new URL(url).host,
    });
    expect((await fetch(`${url}graphql`, { method: "POST" })).status).to.equal(401);
    expect(await statusAt(url, "rebound.example.com")).to.equal(421);

    const second = start("--port", new URL(url).port);
    expect(await second.ended).to.equal(2);
    const port = new URL(url).port;
    expect(second.said.err).to.equal(`port \`${port}\` is in use, choose another one with \`-- --port N\`\n`);

    child.kill("SIGINT");
    expect(await ended).to.equal(0);
    expect(said.err).to.equal("");
  });

  it("takes a port and nothing else", () => {
    const usage = "usage: npm run console -- [--port N]";
    expect(portOf([])).to.equal(8080);
    expect(portOf(["--port", "65535"])).to.equal(65_535);
    for (const text of ["65536", "-1", "80a", "", "1e3"]) {
      expect(() => portOf([`--port=${text}`])).to.throw(
        `port \`${text}\` is not an integer in 0..65535; ${usage}`,
      );
    }
    expect(() => portOf(["--prt", "1"])).to.throw(`unknown option \`--prt\`; ${usage}`);
    expect(() => portOf(["8080"])).to.throw(RangeError, usage);
  });
});
