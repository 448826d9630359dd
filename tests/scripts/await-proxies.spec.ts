import { execFile } from "node:child_process";
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import { need } from "../real-parts";

const SCRIPT = join(__dirname, "../../scripts/await-proxies.sh");
const GROUP = "clo-dev-eu-central-1-proxy";

/** What the service says at one moment: the last replacement, and version, life and health of each instance. */
interface Moment {
  readonly refresh?: readonly [status: string, reason?: string];
  readonly wanted: number;
  readonly instances: readonly string[];
  /** A question that the service refuses. */
  readonly refused?: string;
}

const wrapped = (action: string, body: string): string =>
  `<${action}Response xmlns="http://autoscaling.amazonaws.com/doc/2011-01-01/"><${action}Result>${body}</${action}Result></${action}Response>`;

function refreshes({ refresh }: Moment): string {
  if (!refresh) return "<InstanceRefreshes/>";
  const [status, reason] = refresh;
  const why = reason === undefined ? "" : `<StatusReason>${reason}</StatusReason>`;
  return `<InstanceRefreshes><member><InstanceRefreshId>1</InstanceRefreshId><Status>${status}</Status>${why}</member></InstanceRefreshes>`;
}

function groups({ wanted, instances }: Moment): string {
  const template = (version: string) => `<LaunchTemplate><Version>${version}</Version></LaunchTemplate>`;
  const members = instances.map((text) => {
    const [version = "", state, health] = text.split(" ");
    return `<member>${template(version)}<LifecycleState>${state}</LifecycleState><HealthStatus>${health}</HealthStatus></member>`;
  });
  return `<AutoScalingGroups><member><AutoScalingGroupName>${GROUP}</AutoScalingGroupName>${template(String(wanted))}<Instances>${members.join("")}</Instances></member></AutoScalingGroups>`;
}

const SERVING = (version: number) => `${version} InService Healthy`;

describe("scripts/await-proxies.sh", function () {
  this.timeout(180_000);
  let directory: string;
  before(function () {
    need(this, "aws");
    directory = mkdtempSync(join(tmpdir(), "await-"));
    // Pauses take no time, but are counted.
    writeFileSync(join(directory, "sleep"), '#!/bin/bash\necho "slept $1"\n');
    chmodSync(join(directory, "sleep"), 0o755);
  });
  after(() => {
    if (directory) rmSync(directory, { recursive: true, force: true });
  });

  interface Outcome {
    readonly status: number;
    readonly said: readonly string[];
  }

  /** Runs the script with the real AWS CLI against a service that tells these moments, the last one for ever. */
  async function play(moments: readonly Moment[], args: readonly string[] = [GROUP]): Promise<Outcome> {
    let index = 0;
    const server: Server = createServer((request, response) => {
      let body = "";
      request.on("data", (chunk: Buffer) => {
        body += chunk.toString();
      });
      request.on("end", () => {
        const moment = moments[Math.min(index, moments.length - 1)];
        if (!moment) throw new Error("a story has a moment");
        const asked = new URLSearchParams(body).get("Action") ?? "";
        const text =
          asked === "DescribeInstanceRefreshes"
            ? wrapped(asked, refreshes(moment))
            : wrapped(asked, groups(moment));
        if (asked === "DescribeAutoScalingGroups") index += 1;
        response.setHeader("content-type", "text/xml");
        if (asked === moment.refused) {
          response.statusCode = 403;
          response.end(
            "<ErrorResponse><Error><Type>Sender</Type><Code>AccessDenied</Code><Message>no</Message></Error></ErrorResponse>",
          );
          return;
        }
        response.end(text);
      });
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const { port } = server.address() as AddressInfo;
    try {
      return await new Promise<Outcome>((resolve) => {
        const child = execFile(
          "bash",
          [SCRIPT, ...args],
          {
            timeout: 150_000,
            env: {
              PATH: `${directory}:${process.env["PATH"] ?? ""}`,
              HOME: directory,
              ...{ AWS_ENDPOINT_URL: `http://127.0.0.1:${port}`, AWS_EC2_METADATA_DISABLED: "true" },
              ...{
                AWS_DEFAULT_REGION: "eu-central-1",
                AWS_ACCESS_KEY_ID: "none",
                AWS_SECRET_ACCESS_KEY: "none",
              },
            },
          },
          (_, stdout, stderr) =>
            resolve({ status: child.exitCode ?? -1, said: `${stdout}${stderr}`.trim().split("\n") }),
        );
      });
    } finally {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    }
  }

  it("waits until each proxy is from the current template, in service and healthy", async () => {
    expect(
      await play([
        { refresh: ["Pending"], wanted: 8, instances: [SERVING(7), SERVING(7)] },
        { refresh: ["InProgress"], wanted: 8, instances: [SERVING(7), SERVING(8), "8 Pending:Wait Healthy"] },
        { refresh: ["Successful"], wanted: 8, instances: [SERVING(8), "8 InService Unhealthy"] },
        { refresh: ["Successful"], wanted: 8, instances: [SERVING(8), SERVING(8)] },
      ]),
    ).to.deep.equal({
      status: 0,
      said: [
        "replacement Pending, 2 instances to go",
        "slept 20",
        "replacement InProgress, 2 instances to go",
        "slept 20",
        "no replacement under way, 1 instances to go",
        "slept 20",
        "all proxies are from the current launch template, in service and healthy",
      ],
    });
  });

  it("fails with a replacement that failed, and with one that was rolled back, and says why", async () => {
    const old = { wanted: 8, instances: [SERVING(7), SERVING(7)] };
    expect(await play([{ refresh: ["Failed", "alarm target-5xx"], ...old }])).to.deep.equal({
      status: 1,
      said: ["replacement Failed, 2 instances are not what they should be: alarm target-5xx"],
    });
    // Rolled back, the group wants the old template again, so that all instances have it.
    const back = { wanted: 7, instances: [SERVING(7)] };
    const { status, said } = await play([
      { refresh: ["RollbackInProgress", "boot"], ...back },
      { refresh: ["RollbackSuccessful", "boot"], ...back },
    ]);
    expect([status, said.includes("replacement RollbackSuccessful: boot")]).to.deep.equal([1, true]);
  });

  it("is content where nothing was replaced, or what failed was made good since", async () => {
    const current = { wanted: 8, instances: [SERVING(8)] };
    expect((await play([current])).status).to.equal(0);
    expect((await play([{ refresh: ["Failed"], ...current }])).status).to.equal(0);
  });

  it("says that it does not know where it may not ask, which is no failure of the replacement", async () => {
    for (const refused of ["DescribeInstanceRefreshes", "DescribeAutoScalingGroups"]) {
      const { status, said } = await play([{ refused, wanted: 8, instances: [SERVING(8)] }]);
      expect([status, said.at(-1)], refused).to.deep.equal([
        3,
        `no answer about \`${GROUP}\`: whether its proxies were replaced is not known`,
      ]);
    }
  });

  it("gives up when its time is over, and refuses arguments that are none", async () => {
    const none = await play([{ wanted: 1, instances: [] }], [GROUP, "0"]);
    expect(none.status).to.equal(2);
    expect(none.said.at(-1)).to.equal("gave up after 0 minutes: all instances are not what they should be");
    for (const args of [[], [GROUP, "soon"], [GROUP, "1", "2"]]) {
      expect((await play([], args)).said[0]).to.match(/^usage: /);
    }
  });
});
