import { expect } from "chai";
import { complaint, pack, project, run } from "./run";

describe("the command line of the offline preview", () => {
  it("explains itself with --help and exits 0", async () => {
    const { code, stdout, stderr } = await run(["--help"]);
    expect({ code, stderr }).to.deep.equal({ code: 0, stderr: "" });
    for (const option of ["cwd", "stack", "policy-pack", "policy-pack-config", "invokes", "materialise"])
      expect(stdout).to.match(new RegExp(`^ *--${option} `, "m"));
    for (const option of ["timeout", "format", "out", "verbose"])
      expect(stdout).to.match(new RegExp(`^ *--${option}`, "m"));
  });

  const rejected: {
    readonly [mistake: string]: { readonly args: readonly string[]; readonly says: readonly string[] };
  } = {
    "an unknown option, with those that exist": {
      args: ["--stakc", "dev"],
      says: ["`--stakc`", "--stack", "--policy-pack-config"],
    },
    "an argument that is not an option": { args: ["dev"], says: ["`dev`"] },
    "an option without its value": { args: ["--stack"], says: ["--stack"] },
    "an unknown format": { args: ["--format", "xml"], says: ["`xml`", "text", "json"] },
    "an unknown way to materialise": { args: ["--materialise", "some"], says: ["`some`", "all", "none"] },
    "a time limit that is not a number": { args: ["--timeout", "soon"], says: ["--timeout", "`soon`"] },
    "a time limit of zero": { args: ["--timeout", "0"], says: ["--timeout", "`0`"] },
    "several mistakes at once": {
      args: ["--format", "xml", "--timeout", "soon"],
      says: ["`xml`", "`soon`"],
    },
    "more pack configurations than packs": {
      args: [
        ...["--policy-pack", pack("quiet"), "--policy-pack-config", pack("configured/five.json")],
        ...["--policy-pack-config", pack("configured/five.json")],
      ],
      says: ["--policy-pack-config"],
    },
    "a folder that does not exist": { args: ["--cwd", project("nowhere")], says: [project("nowhere")] },
    "a folder without a project": {
      args: ["--cwd", project("packs")],
      says: ["Pulumi.yaml", project("packs")],
    },
    "a program in another language": {
      args: ["--cwd", project("python")],
      says: ["`python`", "nodejs", "--state judges what exists of a stack in any language"],
    },
    "a stack file with a list of settings": {
      args: ["--cwd", project("malformed-stack"), "--stack", "list"],
      says: ["Pulumi.list.yaml", "`config`"],
    },
    "a stack that does not exist, with those that do": {
      args: ["--cwd", project("exits")],
      says: ["`dev`", "`code0`", "`code7`"],
    },
    "a policy pack folder that does not exist": {
      args: ["--cwd", project("bare"), "--policy-pack", pack("nowhere")],
      says: [pack("nowhere")],
    },
    "a policy pack folder without a pack": {
      args: ["--cwd", project("bare"), "--policy-pack", project("bare")],
      says: ["PulumiPolicy.yaml", project("bare")],
    },
    "a policy pack in another language": {
      args: ["--cwd", project("bare"), "--policy-pack", pack("python")],
      says: ["`python`", "nodejs"],
    },
    "a file of answers that does not exist": {
      args: [
        "--cwd",
        project("bare"),
        "--policy-pack",
        pack("quiet"),
        "--invokes",
        project("no-answers.json"),
      ],
      says: [project("no-answers.json")],
    },
    "a pack configuration that does not exist": {
      args: [
        ...["--cwd", project("bare"), "--policy-pack", pack("quiet")],
        ...["--policy-pack-config", pack("no-config.json")],
      ],
      says: [pack("no-config.json")],
    },
  };

  for (const [mistake, { args, says }] of Object.entries(rejected)) {
    it(`rejects ${mistake}`, async () => {
      const judged = args.includes("--cwd") && !args.includes("--policy-pack");
      const result = await run(judged ? [...args, "--policy-pack", pack("quiet")] : args);
      const line = complaint(result);
      for (const text of says) expect(line).to.contain(text);
      expect(result.stderr.trimEnd().split("\n"), "one line").to.have.length(1);
    });
  }

  for (const [name, file] of [
    ["malformed-project", "Pulumi\\.yaml"],
    ["malformed-stack", "Pulumi\\.dev\\.yaml"],
  ] as const) {
    it(`gives line and column in ${file.replaceAll("\\", "")} if it is not YAML`, async () => {
      const line = complaint(await run([], { cwd: project(name) }));
      expect(line).to.match(new RegExp(`${file}:\\d+:\\d+: `));
    });
  }
});
