import { execFile } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { expect } from "chai";
import { buildSync } from "esbuild";
import { SAMPLE_DEPLOYMENT } from "../../console/local/sample/deployment";
import { SECRET } from "./aws-stub";
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
      ["runtime.cjs", JSON.stringify(asked)],
      {
        cwd: folder,
        env: {
          PATH: process.env["PATH"],
          AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: "true",
          ...environment,
        },
      },
    );
    return { told: JSON.parse(stdout.trimEnd().split("\n").at(-1) ?? ""), logged: stderr };
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

  describe("answers, so that neither Lambda's count of errors nor its alarm hears of it,", () => {
    const none = { kind: "none", why: "The VPC has flow logs of its own." } as const;
    const denied = `<ErrorResponse><Error><Code>AccessDenied</Code><Message>${SECRET}</Message></Error></ErrorResponse>`;
    const refusals: readonly (readonly [what: string, asked: unknown, name: string, message: RegExp])[] = [
      ["a call without a caller", { field: "roles", identity: null }, "Unauthorized", /^sign in first$/],
      ["a viewer's start of a scan", request("scanNow"), "Unauthorized", /^only members of `operator` may/],
      ["a field that there is not", request("users"), "BadRequest", /^no field `users`$/],
      [
        "an argument out of its range",
        { ...request("startEvidence"), arguments: { days: 91 } },
        "BadRequest",
        /^`days` `91` is no whole number in 1..90$/,
      ],
      [
        "a run that there is not",
        { ...request("patchRun"), arguments: { id: "1" } },
        "NotFound",
        /^there is no such run/,
      ],
      [
        "flow logs that cannot be asked",
        { ...request("startEvidence"), arguments: { days: 7 } },
        "Unavailable",
        /^The VPC has flow logs of its own\.$/,
      ],
      [
        "what AWS refuses to the function",
        { ...request("patchRun"), arguments: { id: "00000000-0000-4000-8000-000000000000" } },
        "Unavailable",
        /: the console's role may not read it$/,
      ],
    ];
    for (const [what, asked, name, message] of refusals) {
      it(what, async () => {
        const server = createServer((_request, response) => void response.writeHead(403).end(denied));
        await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
        try {
          writeFileSync(join(folder, "deployment.json"), JSON.stringify({ ...DEPLOYMENT, flowLogs: none }));
          const { told } = await run(asked, {
            DEPLOYMENT_IDS: JSON.stringify(IDS),
            AWS_ENDPOINT_URL: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
            AWS_ACCESS_KEY_ID: "none",
            AWS_SECRET_ACCESS_KEY: "none",
          });
          const { refusal } = told as { refusal: { name: string; message: string } };
          expect(refusal.name).to.equal(name);
          expect(refusal.message).to.match(message);
          expect(JSON.stringify(told)).to.not.contain(SECRET);
        } finally {
          server.closeAllConnections();
          await new Promise((resolve) => server.close(resolve));
        }
      });
    }
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

  it("may have many calls under way, and warns of none of them", async () => {
    const waiting = new Set<ServerResponse>();
    // Answers nobody, as long as the function waits.
    const server = createServer((_request, response) => void waiting.add(response));
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    try {
      const { port } = server.address() as AddressInfo;
      writeFileSync(
        join(folder, "deployment.json"),
        JSON.stringify({ ...DEPLOYMENT, roles: SAMPLE_DEPLOYMENT.roles }),
      );
      const { logged } = await run(request("roles"), {
        DEPLOYMENT_IDS: JSON.stringify(IDS),
        AWS_ENDPOINT_URL: `http://127.0.0.1:${port}`,
        AWS_ACCESS_KEY_ID: "none",
        AWS_SECRET_ACCESS_KEY: "none",
        REMAINING_MS: "3000",
      });
      expect(waiting.size).to.be.greaterThan(10);
      expect(logged).to.not.contain("Warning");
    } finally {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    }
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
