import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import { type Filed, waiverReport, waiverReportText } from "../../policy-pack/waiver-report";

const NOW = Date.parse("2026-11-25T12:00:00Z");
const waiver = (expires: string, more: object = {}) => ({
  policy: "open-ingress",
  fingerprint: "2dedfb557ab6",
  resource: "urn:pulumi:prod::shop::*::web",
  reason: "a honeypot that everybody may try",
  owner: "security research",
  expires,
  ...more,
});
const POLICIES = ["open-ingress"];
const reportOf = (waivers: unknown, days = 14) =>
  waiverReport([{ name: "guard.json", content: { waivers: { waivers } } }], POLICIES, NOW, days);
const ends = (list: readonly Filed[]) => list.map(({ waiver: { expires } }) => expires);
const dayIn = (days: number) => new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 10);

describe("the report on waivers", () => {
  it("tells those that have ended, end soon, and hold, each by its end", () => {
    const days = ["2026-12-31", "2026-12-09", "2026-11-24", "2026-12-10", "2026-11-25", "2026-01-01"];
    const { ended, endingSoon, others, mistakes } = reportOf(days.map((day) => waiver(day)));
    expect([ends(ended), ends(endingSoon), ends(others), mistakes]).to.deep.equal([
      ["2026-01-01", "2026-11-24"],
      ["2026-11-25", "2026-12-09"],
      ["2026-12-10", "2026-12-31"],
      [],
    ]);
  });

  it("tells what cannot be read, and policies that there are not", () => {
    const { mistakes } = reportOf([waiver("soon"), waiver("2026-12-31", { policy: "open-ingres" })]);
    expect(mistakes).to.deep.equal([
      "guard.json: `waivers[0].expires` is `soon`; accepted: the last day, like `2026-12-31`",
      "guard.json: there is no policy `open-ingres` (did you mean `open-ingress`?)",
    ]);
  });

  it("tells those that reach further ahead than the configuration allows, which waive nothing", () => {
    const guard = (settings: object) => ({ name: "guard.json", content: { waivers: settings } });
    const list = [waiver("2027-02-23"), waiver("2027-02-24")];
    const byDefault = waiverReport([guard({ waivers: list })], POLICIES, NOW, 14);
    expect([ends(byDefault.others), ends(byDefault.overLong)]).to.deep.equal([
      ["2027-02-23"],
      ["2027-02-24"],
    ]);
    const longer = waiverReport([guard({ waivers: list, maximumDays: 91 })], POLICIES, NOW, 14);
    expect([ends(longer.others), ends(longer.overLong)]).to.deep.equal([["2027-02-23", "2027-02-24"], []]);
  });

  it("reads those of a stack's own configuration, as a list or as the text that Pulumi keeps", () => {
    const stack = (value: unknown) => ({
      name: "Pulumi.prod.yaml",
      content: { config: { "aws:region": "eu-central-1", "centralized-logging-guard:waivers": value } },
    });
    for (const value of [[waiver("2026-12-01")], JSON.stringify([waiver("2026-12-01")])]) {
      const { endingSoon } = waiverReport([stack(value)], POLICIES, NOW, 14);
      expect(endingSoon.map(({ file, waiver: { expires } }) => [file, expires])).to.deep.equal([
        ["Pulumi.prod.yaml", "2026-12-01"],
      ]);
    }
    expect(waiverReport([stack("[")], POLICIES, NOW, 14).mistakes).to.deep.equal([
      "Pulumi.prod.yaml: `centralized-logging-guard:waivers` is no JSON; accepted: a list of waivers",
    ]);
  });

  it("is a line a waiver, whatever is written in it", () => {
    const text = waiverReportText(
      reportOf([waiver("2026-12-01", { owner: "a\nb\u202ec" }), waiver("2026-12-31")]),
    );
    expect(text).to.equal(
      [
        "end soon",
        "  2026-12-01  open-ingress/2dedfb557ab6  a b c  urn:pulumi:prod::shop::*::web  a honeypot that everybody may try  (guard.json)",
        "",
        "hold",
        "  2026-12-31  open-ingress/2dedfb557ab6  security research  urn:pulumi:prod::shop::*::web  a honeypot that everybody may try  (guard.json)",
      ].join("\n"),
    );
    expect(waiverReportText(waiverReport([{ name: "guard.json", content: {} }], [], NOW, 14))).to.equal(
      "no waivers",
    );
  });

  describe("as a command", () => {
    let folder: string;
    before(() => {
      folder = mkdtempSync(join(tmpdir(), "waivers-"));
    });
    after(() => rmSync(folder, { recursive: true, force: true }));

    const run = (waivers: readonly unknown[], ...args: readonly string[]) => {
      const file = join(folder, "guard.json");
      writeFileSync(file, JSON.stringify({ waivers: { waivers } }));
      const { status, stdout, stderr } = spawnSync(
        process.execPath,
        ["--import", "tsx", "policy-pack/scripts/waivers.mjs", file, ...args],
        { cwd: join(__dirname, "../.."), encoding: "utf8" },
      );
      return { status, stdout, stderr };
    };

    it("ends with 1 where a waiver ends within the given days", () => {
      const list = [waiver(dayIn(20))];
      expect(run(list)).to.include({ status: 0, stderr: "" });
      const { status, stdout } = run(list, "--days", "30");
      expect([status, stdout.split("\n")[0]]).to.deep.equal([1, "end soon"]);
    });

    it("takes several files, configurations of stacks among them", () => {
      const stack = join(folder, "Pulumi.prod.yaml");
      writeFileSync(
        stack,
        `config:\n  centralized-logging-guard:waivers:\n    - ${Object.entries(waiver(dayIn(3)))
          .map(([field, value]) => `${field}: ${JSON.stringify(value)}`)
          .join("\n      ")}\n`,
      );
      const { status, stdout } = run([waiver(dayIn(40))], stack);
      expect(status).to.equal(1);
      expect(stdout).to.match(/^end soon\n.*\(.*Pulumi\.prod\.yaml\)\n\nhold\n.*\(.*guard\.json\)\n$/);
    });

    it("ends with 2 where it cannot be asked", () => {
      expect(run([], "--days", "soon")).to.deep.equal({
        status: 2,
        stdout: "",
        stderr: "error: usage: npx tsx policy-pack/scripts/waivers.mjs FILE... [--days NUMBER]\n",
      });
      const broken = join(folder, "broken.json");
      writeFileSync(broken, "{");
      const { status, stderr } = run([], broken);
      expect(status).to.equal(2);
      expect(stderr).to.match(/^error: `.*broken\.json` cannot be read: .*\n$/);
    });
  });
});
