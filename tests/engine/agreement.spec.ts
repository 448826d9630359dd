import { expect } from "chai";
import { built } from "../preview/run";
import { isThere, need } from "../real-parts";
import { type Answers, abridged } from "./agreement/answers";
import { type Disagreement, disagreements, type Strictness } from "./agreement/compare";
import { engineAnswers, offlineAnswers, prepared } from "./agreement/engines";
import { EXPLANATIONS, type Explanation, explainedRows, explanationOf } from "./agreement/explanations";
import { type Program, SMALL_PROGRAMS, THIS_PROGRAM } from "./agreement/programs";
import { ANEW, ofAwsx, readRecording, writeRecording } from "./agreement/recordings";
import { changedSince, sourcesOf } from "./agreement/sources";
import { Ahead } from "./agreement/turns";
import { Installation } from "./installation";

/*
 * The same programs through the real engine and through the preview. Where the Pulumi CLI is found, it is asked, and has
 * to answer as recorded; elsewhere the preview is held against the recordings. `RECORD=FOLDER` writes down the answers.
 */

const PROGRAMS = [...SMALL_PROGRAMS, ...THIS_PROGRAM];
const LIMIT_MS = 300_000;

/** What the engine answered in this run, by program. */
const live = new Map<string, Answers>();

/** Says which recordings are older than what was recorded. */
function tellAges(): void {
  const older = PROGRAMS.filter(
    (program) => changedSince(readRecording(program.name).sources, program).length > 0,
  );
  if (older.length === 0) return;
  const names = older.length === PROGRAMS.length ? "all of them" : older.map(({ name }) => name).join(", ");
  console.log(`    recordings that are older than the program or the policy pack: ${names}`);
}

const RENEWAL = `    An older recording differs, as it should where the program or the policy pack has changed what the engine is told. The
    job \`engine\` of the workflow tells whether that is all. To renew the recordings, and review what changes in them:
      with the Pulumi CLI: RECORD=tests/engine/recorded npm test -- --grep 'real engine answers'
      without it: commit the files of the artifact \`recorded\`, which that job keeps`;

const apartFrom = (rows: readonly Explanation[]): string =>
  rows.length === 0 ? "" : `, apart from: ${rows.join(", ")}`;

describe("the real engine", function () {
  this.timeout(LIMIT_MS);
  let installation: Installation;
  let answers: Ahead<Answers> | undefined;
  let cli: string;

  before(async function () {
    if (ANEW !== undefined && !isThere("pulumi"))
      throw new Error("`RECORD` is set, and the Pulumi CLI, whose answers are recorded, is not installed");
    need(this, "pulumi");
    built();
    installation = new Installation();
    cli = await installation.version();
    answers = new Ahead(
      PROGRAMS.map((program) => [
        program.name,
        async () => engineAnswers(installation, await prepared(installation, program)),
      ]),
    );
  });
  after(async () => {
    await answers?.ended();
    installation?.close();
  });

  for (const program of PROGRAMS) {
    const { name } = program;
    it(`answers as recorded: ${name}`, async () => {
      const answered = await answers?.get(name);
      if (answered === undefined) throw new Error("the suite has not begun");
      live.set(name, answered);
      if (ANEW !== undefined) {
        const awsx = ofAwsx(name, await offlineAnswers(program, "none"));
        writeRecording(ANEW, name, { cli, sources: sourcesOf(program), ...awsx, ...abridged(answered) });
      }
      expect(disagreements(readRecording(name), abridged(answered), "alike")).to.deep.equal([]);
    });
  }
});

describe("the offline preview agrees with the real engine", function () {
  this.timeout(LIMIT_MS);
  const offline = new Ahead(
    PROGRAMS.flatMap((program) =>
      (["none", "all"] as const).map(
        (materialise) =>
          [`${program.name} ${materialise}`, () => offlineAnswers(program, materialise)] as const,
      ),
    ),
  );

  let isSkipped = false;

  before(tellAges);
  after(async () => {
    if (isSkipped) console.log(RENEWAL);
    await offline.ended();
  });

  /** Asserts that the rows explain every disagreement, and that each row is needed. */
  async function agree(
    context: Mocha.Context,
    program: Program,
    materialise: "none" | "all",
    strictness: Strictness,
    rows: readonly Explanation[],
  ): Promise<void> {
    const full = await offline.get(`${program.name} ${materialise}`);
    const answered = live.get(program.name);
    const engine = answered ?? readRecording(program.name);
    const situation = { program, engine, offline: answered === undefined ? abridged(full) : full };
    const found = disagreements(situation.engine, situation.offline, strictness).map((one) => ({
      ...one,
      row: explanationOf(one, situation),
    }));
    const unexplained = found.filter(({ row }) => row === undefined || !rows.includes(row));
    if (answered === undefined && unexplained.length > 0 && unexplained.every(mayBeNew(program))) {
      const [first] = unexplained.map(({ urn, at }) => `${at} of ${urn}`);
      console.log(
        `      skipped: differences from the older recording: ${unexplained.length}, first ${first}`,
      );
      isSkipped = true;
      context.skip();
    }
    expect(unexplained).to.deep.equal([]);
    expect([...new Set(found.map(({ row }) => row))]).to.have.members(rows);
  }

  /** Whether a disagreement may come from sources that have changed since the program was recorded. */
  function mayBeNew(program: Program): (one: Disagreement) => boolean {
    const changed = changedSince(readRecording(program.name).sources, program);
    return ({ at }) => changed.includes("program") || (at === "violation" && changed.includes("pack"));
  }

  for (const program of PROGRAMS) {
    const { explained, explainedWithStandIns = [] } = program;
    describe(`on ${program.name}: ${program.covers}`, () => {
      it(`where it is told to know no more${apartFrom(explained)}`, function () {
        return agree(this, program, "none", "alike", explained);
      });

      const all = [...explained, ...explainedWithStandIns];
      it(`on whatever the engine knows${apartFrom(all)}`, function () {
        return agree(this, program, "all", "known", all);
      });
    });
  }

  it("apart from what docs/preview.md explains, row by row", () => {
    const used = PROGRAMS.flatMap(({ explained, explainedWithStandIns = [] }) => [
      ...explained,
      ...explainedWithStandIns,
    ]);
    expect(explainedRows()).to.deep.equal(Object.keys(EXPLANATIONS));
    expect([...new Set(used)]).to.have.members(Object.keys(EXPLANATIONS));
  });
});
