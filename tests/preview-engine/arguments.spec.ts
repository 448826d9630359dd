import { expect } from "chai";
import { readArguments } from "../../preview/arguments";

const read = (...argv: readonly string[]) => readArguments(argv, "/home/checkout", "/home/user");

describe("readArguments", () => {
  it("has defaults for everything", () => {
    expect(read()).to.deep.equal({
      cwd: "/home/checkout",
      stack: "dev",
      organization: "organization",
      packs: [{ directory: "/home/checkout/policy-pack", config: undefined }],
      invokes: undefined,
      materialise: true,
      timeoutSeconds: 60,
      format: "text",
      out: undefined,
      base: undefined,
      state: undefined,
      baseline: undefined,
      writeBaseline: undefined,
      verbose: false,
      help: false,
    });
  });

  it("takes relative paths from where the user stands, and pairs packs with configurations", () => {
    const args = read(
      ...["--cwd", "shop", "--policy-pack", "a", "--policy-pack", "/b", "--policy-pack-config", "a.json"],
      ...["--invokes", "i.json", "--out", "o.json", "--base", "b.json"],
    );
    expect(args).to.deep.include({
      cwd: "/home/user/shop",
      packs: [
        { directory: "/home/user/a", config: "/home/user/a.json" },
        { directory: "/b", config: undefined },
      ],
      invokes: "/home/user/i.json",
      out: "/home/user/o.json",
      base: "/home/user/b.json",
    });
  });

  it("takes the organization from a full stack name", () => {
    expect(read("--stack", "acme/prod")).to.include({ stack: "prod", organization: "acme" });
    expect(read("--stack", "acme/shop/prod")).to.include({ stack: "prod", organization: "acme" });
  });

  const rejected: readonly (readonly [readonly string[], string])[] = [
    [["--stakc", "dev"], "unknown option `--stakc`"],
    [["dev"], "unexpected argument `dev`"],
    [["--stack", "a b"], "--stack `a b` is not a stack name"],
    [["--stack", "a/b/c/d"], "--stack `a/b/c/d` is not a stack name"],
    [["--stack", "../dev"], "--stack `../dev` is not a stack name"],
    [["--timeout", "-1"], "`--timeout` is followed by another option instead of its value"],
    [["--timeout=-1"], "--timeout `-1` is not a number of seconds above 0"],
    [["--timeout", "-1"], "--timeout"],
    [["--timeout", "100000"], "up to 86400"],
    [["--format", "xml", "--materialise", "some"], "--materialise `some` is not one of all, none"],
    [["--policy-pack-config", "a", "--policy-pack-config", "b"], "2 --policy-pack-config for 1 policy pack:"],
  ];
  for (const [argv, message] of rejected) {
    it(`rejects ${argv.join(" ")}`, () => {
      expect(() => read(...argv)).to.throw(message);
    });
  }
});
