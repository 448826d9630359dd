import { mkdirSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";
import { need } from "../real-parts";
import { awsComplaints } from "./aws-commands";
import { type Call, callsOf, PROGRAMS, spokenCommands } from "./observe";
import { type Block, blocksOf, commandBlocks, marked, PAGES, pageText, placeOf, ROOT } from "./pages";
import { npmRun, projectComplaints } from "./project-commands";
import {
  commandOf,
  installedCli,
  pulumiComplaints,
  RECORD,
  recordedCli,
  writeRecord,
} from "./pulumi-commands";
import { type Scratch, scratchCheckout } from "./scratch";
import { VALUES } from "./values";

/** What a fence may say that it holds. */
const LANGUAGES = ["", "json", "markdown", "sh", "text", "ts", "yaml"];

const outputs = [...marked("docs/configuration.md", "outputs").matchAll(/^\| `(\w+)`/gm)].map(
  ([, name = ""]) => name,
);

const unreadable: string[] = [];

/** The calls of blocks; what bash cannot read is a failure of the test about that, not of all. */
function readable(blocks: readonly Block[], values: { readonly [name: string]: string }): readonly Call[] {
  try {
    return blocks.length === 0 ? [] : callsOf(blocks, values);
  } catch (error) {
    unreadable.push(String(Object(error).message));
    return [];
  }
}

/** Every call of every page's blocks. */
const calls: readonly Call[] = PAGES.flatMap((page) => readable(commandBlocks(page), VALUES));

/**
 * Commands inside a sentence, as a block of their own. `[runs]` may be left out, and is; `…` stands for whatever a reader
 * puts there.
 */
const spokenOf = (page: string): readonly Block[] => {
  const lines = pageText(page)
    .replaceAll(/^ *```[\s\S]*?^ *```$/gm, (block) => block.replaceAll(/[^\n]/g, ""))
    .split("\n");
  return lines.flatMap((text, index) =>
    [...text.matchAll(/`((?:[A-Z_]+=\S+ )*(?:aws|bash|git|node|npm|npx|pulumi) [^`]+)`/g)].map(
      ([, command = ""]) => ({
        page,
        line: index + 1,
        language: "sh",
        text: `${command.replaceAll(/ \[[^\]]*\]/g, "").replaceAll("…", "word")}\n`,
      }),
    ),
  );
};

/** Every call that sentences mention. */
const mentioned: readonly Call[] = PAGES.flatMap((page) =>
  spokenOf(page).flatMap((block) => readable([block], {})),
);

const isCli = ({ program }: Call): boolean => program === "aws" || program === "pulumi";
const of = (program: string, among: readonly Call[] = calls) =>
  among.filter((call) => call.program === program);

describe("the commands of the documentation", () => {
  it("are in blocks that say what they hold", () => {
    for (const page of PAGES) {
      for (const block of blocksOf(page)) {
        expect(LANGUAGES, placeOf(block)).to.include(block.language);
        if (block.language === "sh") continue;
        const command = new RegExp(`^\\s*[$>#%]?\\s*(?:${PROGRAMS.join("|")}) `, "m");
        expect(block.text, placeOf(block)).not.to.match(command);
      }
    }
  });

  it("are bash that can be read, and none is missed", () => {
    expect(unreadable).to.deep.equal([]);
    for (const page of PAGES) {
      for (const block of commandBlocks(page)) {
        const observed = calls.filter(({ place }) => place === placeOf(block));
        expect(observed, placeOf(block)).not.to.deep.equal([]);
        for (const [program, first] of spokenCommands(block)) {
          const found = observed.filter((call) => call.program === program && call.args[0] === first);
          expect(found, `${placeOf(block)}: ${program} ${first}`).not.to.deep.equal([]);
        }
      }
    }
  });

  it("say what each variable is before they use it, and hide no command's failure", () => {
    for (const page of PAGES) {
      const known = new Set<string>();
      for (const block of commandBlocks(page)) {
        for (const line of block.text.split("\n")) {
          for (const [, name = ""] of line.matchAll(/\$\{?([A-Z_]+)/g))
            expect([...known], `${placeOf(block)}: ${line}`).to.include(name);
          const [, assigned] = /^([A-Z_]+)=/.exec(line) ?? [];
          if (assigned !== undefined) known.add(assigned);
          // `export` succeeds whatever the command in it does.
          expect(line, placeOf(block)).to.not.match(/^export \w+=.*\$\(/);
          // macOS has another `date`.
          expect(line, placeOf(block)).to.not.match(/\bdate -d/);
        }
      }
    }
  });

  it("are accepted by the AWS CLI", async function () {
    this.timeout(120_000);
    need(this, "aws");
    expect(of("aws").length).to.be.greaterThan(25);
    expect(await awsComplaints(of("aws"))).to.deep.equal([]);
  });

  it("are understood by the Pulumi CLI, as it was recorded, and name settings and outputs that exist", () => {
    expect(of("pulumi").length).to.be.greaterThan(15);
    expect(pulumiComplaints(recordedCli(), of("pulumi"), { outputs })).to.deep.equal([]);
  });

  it("are understood by the Pulumi CLI that is installed (WRITE_DOCS=1 records it)", async function () {
    this.timeout(60_000);
    need(this, "pulumi");
    if (process.env["WRITE_DOCS"] === "1") writeRecord(await installedCli());
    const record = recordedCli();
    const used = new Set(of("pulumi").map(({ args }) => commandOf(record, args)));
    const installed = await installedCli((name) => used.has(name));
    expect(pulumiComplaints(installed, of("pulumi"), { outputs })).to.deep.equal([]);
    if (installed.version !== record.version) return;
    for (const [name, command] of Object.entries(installed.commands))
      expect(record.commands[name], `${RECORD}: ${name}`).to.deep.equal(command);
  });

  it("are otherwise scripts, files and options of this project, and of git", () => {
    expect(projectComplaints(calls.filter((call) => !isCli(call)))).to.deep.equal([]);
  });

  it("exist too where a sentence mentions them", () => {
    expect(mentioned.length).to.be.greaterThan(40);
    const project = (found: readonly Call[]) => projectComplaints(found.filter((call) => !isCli(call)));
    const pulumi = (found: readonly Call[]) =>
      pulumiComplaints(recordedCli(), of("pulumi", found), { outputs });
    // A sentence about an option or a command need not say what it is given.
    const mistaken = (call: Call) =>
      [[], ["proxyHostName"], ["word"], ["word", "word"]]
        .map((given) => ({ ...call, args: [...call.args, ...given] }))
        .every((one) => project([one]).length + pulumi([one]).length > 0);
    const wrong = mentioned.filter(mistaken);
    expect([...project(wrong), ...pulumi(wrong)]).to.deep.equal([]);
  });

  it("of a sentence are accepted by the AWS CLI", async function () {
    this.timeout(60_000);
    need(this, "aws");
    // A mention has no more than service and operation.
    const complete = of("aws", mentioned).filter(({ args }) => args.length > 2);
    expect(complete).not.to.deep.equal([]);
    expect(await awsComplaints(complete)).to.deep.equal([]);
  });
});

describe("the previews of the documentation", function () {
  this.timeout(300_000);
  let scratch: Scratch;
  before(() => {
    scratch = scratchCheckout("logging");
    // What pages call another project and another pack of the reader's.
    const beside = (name: string, path: string) =>
      symlinkSync(join(ROOT, "tests/preview/projects", path), join(scratch.checkout, "..", name));
    beside("other-project", "tree");
    beside("shop", "tree");
    beside("org-rules", "packs/quiet");
    mkdirSync(join(scratch.checkout, "..", "out"));
  });
  after(() => scratch?.remove());

  const previews = new Map<string, readonly string[]>();
  for (const { args } of of("npm")) {
    const run = npmRun(args);
    // What needs a file that another command wrote is gone through step by step elsewhere.
    const given = ["--base", "--baseline", "--state", "--policy-pack-config", "word"];
    if (run?.script !== "preview" || given.some((arg) => run.args.includes(arg))) continue;
    const out = run.args.indexOf("--out");
    const told = out < 0 ? run.args : run.args.toSpliced(out, 2);
    // README.md's steps begin with this one, and are gone through.
    if (told.join(" ") !== "--format json") previews.set(told.join(" "), told);
  }

  it("are some", () => expect(previews.size).to.be.greaterThan(2));

  for (const [told, args] of previews) {
    it(`succeed: npm run preview ${told}`, () => {
      const quoted = args.map((arg) => `'${arg}'`).join(" ");
      const { status, stderr } = scratch.run(`npm run --silent preview -- ${quoted} --out ../out/result`);
      expect({ status, stderr: status === 0 ? "" : stderr }).to.deep.equal({ status: 0, stderr: "" });
    });
  }
});
