import { expect } from "chai";
import { complaint, planOf, project, type Run, run } from "./run";

describe("a preview of a program that fails", () => {
  const of = async (name: string, ...args: readonly string[]): Promise<Run> =>
    run(args, { cwd: project(name) });

  it("shows the message of a throw and the first frame in the program's own files", async () => {
    expect(complaint(await of("throws")))
      .to.contain("the shelf `42` is not in 0..9")
      .and.contain("shop.js:5:9");
  });

  it("shows the whole stack trace with --verbose", async () => {
    const { code, stdout, stderr, leftovers } = await of("throws", "--verbose");
    expect({ code, stdout, leftovers }).to.deep.equal({ code: 2, stdout: "", leftovers: [] });
    expect(stderr)
      .to.match(/^\s*at .*shop\.js:5:9/m)
      .and.match(/^\s*at .*index\.js:5:1/m);
    expect(stderr).to.contain("the shelf `42` is not in 0..9");
  });

  it("shows where a callback threw", async () => {
    expect(complaint(await of("throws-in-apply")))
      .to.contain("no shelf for letter a")
      .and.contain("index.js:4:9");
  });

  it("shows where an unhandled rejection came from", async () => {
    expect(complaint(await of("rejects")))
      .to.contain("the catalogue is not readable")
      .and.contain("index.js:5:9");
  });

  it("shows the line of TypeScript that ts-node ran", async () => {
    expect(complaint(await of("typescript-throws")))
      .to.contain("width 1 is too small")
      .and.contain("index.ts:6:9");
  });

  it("shows the line of TypeScript that tsx ran", async () => {
    expect(complaint(await of("typescript-tsx-throws")))
      .to.contain("width 1 is too small")
      .and.contain("index.ts:6:9");
  });

  it("shows the frame in a program of ECMAScript modules", async () => {
    const line = complaint(await of("modules-throw"));
    expect(line).to.contain("the width is not a number").and.contain("build.js:2:9");
  });

  it("shows a message that the program meant for its user as it is, line by line", async () => {
    const { code, stdout, stderr, leftovers } = await of("run-error");
    expect({ code, stdout, leftovers }).to.deep.equal({ code: 2, stdout: "", leftovers: [] });
    expect(stderr).to.contain("2 settings are missing:\n  set `shop:width`\n  set `shop:height`\n");
    expect(stderr).not.to.contain("index.js");
  });

  it("shows which argument of a component was rejected", async () => {
    expect(complaint(await of("raises-resource-error")))
      .to.contain("is not a number")
      .and.contain("index.js:6:11");
  });

  it("names a setting that the program requires", async () => {
    const { code, stdout, stderr, leftovers } = await of("requires");
    expect({ code, stdout, leftovers }).to.deep.equal({ code: 2, stdout: "", leftovers: [] });
    expect(stderr).to.contain("Missing required configuration variable 'requires:width'");
    expect(stderr).not.to.match(/^\s*at /m);
  });

  it("names a setting that has not the type the program reads", async () => {
    expect(complaint(await of("requires", "--stack", "wrong")))
      .to.contain("requires:width")
      .and.contain("wide");
  });

  it("names the exit code of a program that ends itself", async () => {
    expect(complaint(await of("exits", "--stack", "code7"))).to.match(/\b7\b/);
  });

  it("does not take a program that ends itself with 0 for a finished one", async () => {
    complaint(await of("exits", "--stack", "code0"));
  });

  it("goes on after an error that was only logged, and shows it", async () => {
    const result = await of("logs-error");
    expect(planOf(result).resources.map(({ name }) => name)).to.contain("after");
    expect(result.stderr).to.contain("the shelf is nearly full").and.contain("the shelf is full");
  });

  it("ends a program that never ends, and everything it started, at the time limit", async () => {
    for (const result of await Promise.all(["waits", "spins"].map((name) => of(name, "--timeout", "4"))))
      expect(complaint(result)).to.contain("the program").and.contain("4 s");
  });

  it("rejects two resources with one name", async () => {
    const line = complaint(await of("duplicate"));
    expect(line).to.contain("urn:pulumi:dev::duplicate::aws:s3/bucket:Bucket::twice");
  });

  it("rejects a file that is not there", async () => {
    expect(complaint(await of("missing-asset")))
      .to.contain("nowhere/lost.txt")
      .and.contain("index.js:4:1");
  });
});
