import { expect } from "chai";
import { isAlive, type LiveProcess, pack, project, type Running, run, until } from "./run";

/** Waits until pack and program run and one of them, `spins`, has begun to compute, then sends the signal. @returns every process there was */
async function interrupt(running: Running, signal: NodeJS.Signals): Promise<readonly LiveProcess[]> {
  let seen: readonly LiveProcess[] = [];
  await until("the start of program and pack", () => {
    seen = running.processes();
    const commands = seen.map(({ command }) => command);
    return (
      commands.some((command) => command.includes("cmd/run-policy-pack")) &&
      // The child that `spins` starts before it computes.
      commands.some((command) => command.includes("setInterval(() => {}, 1000)"))
    );
  });
  // Ctrl-C reaches every process of the terminal's group, other signals only the one that they are sent to.
  const { pid } = running.process;
  if (signal === "SIGINT" && pid !== undefined) process.kill(-pid, signal);
  else running.process.kill(signal);
  return seen;
}

describe("the processes of a preview", () => {
  for (const [signal, expected] of [
    ["SIGINT", [130, 2, "SIGINT"]],
    ["SIGTERM", [143, 2, "SIGTERM"]],
    ["SIGHUP", [129, 2, "SIGHUP"]],
    ["SIGKILL", ["SIGKILL"]],
  ] as const) {
    it(`all end after ${signal}, while program and pack run`, async () => {
      let seen: readonly LiveProcess[] = [];
      const { code, stdout, stderr, leftovers } = await run(["--policy-pack", pack("quiet")], {
        cwd: project("spins"),
        group: true,
        during: async (running) => {
          seen = await interrupt(running, signal);
        },
      });
      expect(leftovers).to.deep.equal([]);
      expect(seen.length).to.be.at.least(4);
      expect(seen.filter(({ pid }) => isAlive(pid))).to.deep.equal([]);
      expect(code).to.be.oneOf([...expected]);
      expect(stdout).to.equal("");
      expect(stderr).not.to.match(/^\s*at /m);
    });
  }

  it("all end when nobody reads their output any longer, without a stack trace", async () => {
    const { stderr, leftovers } = await run([], {
      cwd: project("many"),
      format: "text",
      during: async ({ process: child }) => {
        child.stdout?.destroy();
      },
    });
    expect(leftovers).to.deep.equal([]);
    expect(stderr).not.to.match(/^\s*at |EPIPE/m);
  });

  it("all end after SIGKILL while a pack computes", async () => {
    const { leftovers } = await run(["--policy-pack", pack("spins")], {
      cwd: project("bare"),
      during: async (running) => void (await interrupt(running, "SIGKILL")),
    });
    expect(leftovers).to.deep.equal([]);
  });
});
