import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import { digestOf, recordedLog } from "./scripts";

describe("the digest of a run of the CLI", () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "digest-"));
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  const digest = (kind: "preview" | "drift", log: string, exitCode: number) =>
    digestOf(kind, log, exitCode, join(folder, "digest.json"));
  /** A recorded log with a text replaced. */
  function edited(name: "change", from: string | RegExp, to: string): string {
    const path = join(folder, "edited.jsonl");
    const text = readFileSync(recordedLog(name), "utf8");
    const next = text.replaceAll(from, to);
    expect(next).not.to.equal(text);
    writeFileSync(path, next);
    return path;
  }

  it("says which resources change, by what, in which properties, and what makes one a replacement", async () => {
    const { changes, exitCode, stack } = await digest("preview", recordedLog("change"), 1);
    expect({ stack, exitCode }).to.deep.equal({ stack: "dev", exitCode: 1 });
    const nothing = { properties: [], replaceBecause: [] };
    expect(changes).to.deep.equal([
      {
        op: "update",
        type: "aws:sns/topic:Topic",
        name: "alerts",
        properties: ["displayName"],
        replaceBecause: [],
      },
      { op: "create", type: "aws:cloudwatch/logGroup:LogGroup", name: "new-log", ...nothing },
      {
        op: "replace",
        type: "aws:ec2/securityGroup:SecurityGroup",
        name: "group",
        properties: ["description"],
        replaceBecause: ["description"],
      },
      { op: "create", type: "aws:iam/rolePolicy:RolePolicy", name: "admin", ...nothing },
      { op: "delete", type: "aws:cloudwatch/logGroup:LogGroup", name: "old-log", ...nothing },
    ]);
  });

  it("has what the policies say, once", async () => {
    const { violations, errors } = await digest("preview", recordedLog("change"), 1);
    expect(violations.map(({ level, policy, resource }) => [level, policy, resource])).to.deep.equal([
      ["mandatory", "centralized-logging-guard/administrative-access", "aws:iam/rolePolicy:RolePolicy admin"],
    ]);
    expect(violations[0]?.message).to.match(/\[administrative-access\/[0-9a-f]{12}\]$/);
    expect(errors).to.deep.equal([]);
    const twice = readFileSync(recordedLog("change"), "utf8");
    writeFileSync(join(folder, "twice.jsonl"), twice + twice);
    expect((await digest("preview", join(folder, "twice.jsonl"), 1)).violations).to.have.length(1);
  });

  it("has no value of a resource, and none of the secrets that the SDK writes for debugging", async () => {
    const log = readFileSync(recordedLog("change"), "utf8");
    await digest("preview", recordedLog("change"), 1);
    const text = readFileSync(join(folder, "digest.json"), "utf8");
    for (const value of ["alias/hidden-key-name", "Alerts of", "vpc-0123456789abcdef0"]) {
      expect(log).to.contain(value);
      expect(text).not.to.contain(value);
    }
  });

  it("says what failed", async () => {
    const { changes, errors } = await digest("preview", recordedLog("broken"), 1);
    expect(changes).to.deep.equal([]);
    expect(errors).to.have.length(1);
    expect(errors[0]?.message).to.contain("no such zone: `us-east-1z`");
  });

  it("of a check for drift says what is changed and what is gone", async () => {
    const { changes, kind } = await digest("drift", recordedLog("drift"), 7);
    expect(kind).to.equal("drift");
    expect(changes.map(({ op, name, properties }) => [op, name, properties])).to.deep.equal([
      ["delete", "old-log", []],
      ["update", "alerts", ["displayName"]],
    ]);
  });

  it("is of a run that was interrupted as of any other", async () => {
    const log = join(folder, "cut.jsonl");
    const text = readFileSync(recordedLog("change"), "utf8");
    writeFileSync(log, text.slice(0, text.indexOf("::new-log") + 40));
    const { changes, exitCode } = await digest("preview", log, 255);
    expect(changes.map(({ name }) => name)).to.deep.equal(["alerts"]);
    expect(exitCode).to.equal(255);
  });

  describe("its fingerprint", () => {
    it("is the same for the same plan, in whatever order and at whatever time the engine tells it", async () => {
      const first = await digest("preview", recordedLog("change"), 1);
      const lines = readFileSync(recordedLog("change"), "utf8").trim().split("\n").reverse();
      const later = lines.join("\n").replaceAll(/"timestamp":\d+/g, '"timestamp":1');
      writeFileSync(join(folder, "later.jsonl"), `${later}\n`);
      const second = await digest("preview", join(folder, "later.jsonl"), 0);
      expect(second.fingerprint).to.equal(first.fingerprint);
    });

    it("is another one with another value, resource or operation, and with nothing to do", async () => {
      const first = await digest("preview", recordedLog("change"), 1);
      const others = [
        await digest("preview", edited("change", "Alerts of", "Noise of"), 1),
        await digest("preview", edited("change", "::new-log", "::newer-log"), 1),
        await digest("preview", edited("change", '"op":"create"', '"op":"delete"'), 1),
        await digest("preview", recordedLog("same"), 0),
      ];
      const all = [first, ...others].map(({ fingerprint }) => fingerprint);
      expect(new Set(all).size).to.equal(all.length);
    });
  });
});
