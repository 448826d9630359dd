import { execFile } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { expect } from "chai";
import { buildSync } from "esbuild";
import { DEPLOYMENT, IDS, identity, NOW } from "./deployed";

const ROOT = join(__dirname, "../..");

/** What Lambda does with a function: loads it, calls it, and tells its caller what came of it. */
const RUNTIME = `
const { handler } = require("./index.cjs");
const context = { getRemainingTimeInMillis: () => Number(process.env.REMAINING_MS ?? 10000) };
handler(JSON.parse(process.argv[2]), context).then(
  (told) => process.stdout.write(JSON.stringify(told)),
  ({ name, message }) => process.stdout.write(JSON.stringify({ thrown: { name, message } })),
);
`;

describe("the function as Lambda runs it", () => {
  let folder: string;
  before(() => {
    folder = mkdtempSync(join(tmpdir(), "console-api-"));
    buildSync({
      entryPoints: [join(ROOT, "console-api/handler.ts")],
      outfile: join(folder, "index.cjs"),
      bundle: true,
      platform: "node",
      format: "cjs",
      target: "node20",
      logLevel: "error",
    });
    writeFileSync(join(folder, "runtime.cjs"), RUNTIME);
  });
  beforeEach(() => writeFileSync(join(folder, "deployment.json"), JSON.stringify(DEPLOYMENT)));
  after(() => rmSync(folder, { recursive: true, force: true }));

  const EXPIRING = { exp: Math.floor(Date.now() / 1000) + 600 };
  const request = (field: string) => ({ field, arguments: {}, identity: identity(["viewer"], EXPIRING) });

  async function run(
    asked: unknown,
    environment: Readonly<Record<string, string>> = { DEPLOYMENT_IDS: JSON.stringify(IDS) },
  ): Promise<{ readonly told: unknown; readonly logged: string }> {
    const { stdout, stderr } = await promisify(execFile)(
      process.execPath,
      ["--no-warnings", "runtime.cjs", JSON.stringify(asked)],
      { cwd: folder, env: { PATH: process.env["PATH"], ...environment } },
    );
    return { told: JSON.parse(stdout), logged: stderr };
  }

  it("answers from what lies beside it", async () => {
    const { told, logged } = await run(request("responsibilityRegister"));
    expect(told).to.deep.equal({ answer: DEPLOYMENT.register });
    expect(logged).to.equal("");
  });

  it("goes by the clock: a token of the past is refused", async () => {
    const asked = {
      ...request("trafficMatrix"),
      identity: identity(["viewer"], { exp: NOW.getTime() / 1e6 }),
    };
    expect((await run(asked)).told).to.deep.equal({
      refusal: { name: "Unauthorized", message: "the token has expired, sign in again" },
    });
  });

  /** Thrown, for the alarm on the function's errors; the resolver tells no more than this either. */
  const UNAVAILABLE = {
    thrown: { name: "Unavailable", message: "the question could not be answered" },
  };

  it("tells its log alone what is wrong with its deployment", async () => {
    const { told, logged } = await run(request("trafficMatrix"), {});
    expect(told).to.deep.equal(UNAVAILABLE);
    expect(logged).to.contain("`DEPLOYMENT_IDS` is not set");
    writeFileSync(join(folder, "deployment.json"), JSON.stringify({ ...DEPLOYMENT, matrix: undefined }));
    const broken = await run(request("trafficMatrix"));
    expect(broken.told).to.deep.equal(UNAVAILABLE);
    expect(broken.logged).to.contain("`deployment.json`: `matrix` is absent, not a list");
  });

  it("gives what it has when its time is up, and lets go of what it asked", async () => {
    const { told } = await run(request("securityGroups"), {
      DEPLOYMENT_IDS: JSON.stringify(IDS),
      AWS_ACCESS_KEY_ID: "none",
      AWS_SECRET_ACCESS_KEY: "none",
      REMAINING_MS: "0",
    });
    const { answer } = told as { answer: { groups: unknown; problems: unknown } };
    expect(answer.groups).to.deep.equal([]);
    expect(answer.problems).to.deep.equal([
      {
        part: "security groups",
        reason: "TIMED_OUT",
        message: "security groups: AWS did not answer in time",
      },
    ]);
  });
});
