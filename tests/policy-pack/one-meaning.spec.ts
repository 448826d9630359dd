import { expect } from "chai";
import { rules } from "../../policy-pack/policies";
import { ACCEPTED } from "./accepted/index";
import type { Case } from "./case";
import { documentsIn, equivalentsOf } from "./equivalents";
import { fingerprintOf } from "./judging";
import { type Diagnostic, PackProcess } from "./pack-process";
import { REJECTED } from "./rejected/index";

const hasDocument = ({ props }: Case): boolean => documentsIn(props).length > 0;
const rejected = REJECTED.filter(hasDocument);
/** Every ninth, so that each kind is there. */
const accepted = Object.values(ACCEPTED)
  .flat()
  .filter(hasDocument)
  .filter((_, at) => at % 9 === 0);

/** A part of a statement may do nothing, and what denies all else may deny nothing: that alone is another verdict. */
const isOfParts = ({ policy }: Diagnostic): boolean => policy !== "ineffective-statement";
const verdictOf = (found: readonly Diagnostic[]): readonly string[] =>
  [...new Set(found.map(({ policy, level }) => `${policy}: ${level}`))].sort();
const printsOf = (found: readonly Diagnostic[]): readonly string[] =>
  [...new Set(found.map(({ policy, message }) => `${policy}/${fingerprintOf(message)}`))].sort();

describe("the compiled policy pack gives one verdict for one meaning", () => {
  let pack: PackProcess;
  before(async () => {
    pack = await PackProcess.start();
  });
  after(() => pack.stop());

  const judged = async (one: Case): Promise<readonly Diagnostic[]> => {
    const stack = [...(one.beside ?? []), one];
    const found: Diagnostic[] = [];
    for (const resource of stack) found.push(...(await pack.analyse(resource)));
    return [...found, ...(await pack.analyseStack(stack))];
  };
  const sameOf = async (one: Case): Promise<void> => {
    const found = await judged(one);
    for (const { how, props, sameStatements } of equivalentsOf(one.props)) {
      // A `Deny` of all else would take away what other documents give.
      if (!sameStatements && one.beside !== undefined) continue;
      const again = await judged({ ...one, props });
      if (sameStatements) {
        expect(verdictOf(again), how).to.deep.equal(verdictOf(found));
        expect(printsOf(again), how).to.deep.equal(printsOf(found));
      } else {
        expect(verdictOf(again.filter(isOfParts)), how).to.deep.equal(verdictOf(found.filter(isOfParts)));
      }
    }
  };

  it("is asked about many documents", () => {
    expect(rejected).to.have.lengthOf.at.least(40);
    expect(accepted).to.have.lengthOf.at.least(20);
    const about = rules.filter(
      ({ tags, enforcementLevel }) => tags.includes("iam") && enforcementLevel !== "disabled",
    );
    expect(REJECTED.map(({ policy }) => policy)).to.include.members(about.map(({ name }) => name));
  });

  for (const one of rejected) {
    it(`${one.policy} rejects ${one.title}`, async () => {
      expect(verdictOf(await judged(one)).map((verdict) => verdict.split(":", 1)[0])).to.include(one.policy);
      await sameOf(one);
    });
  }

  for (const one of accepted) {
    it(`none rejects ${one.title}`, async () => {
      expect(await judged(one)).to.deep.equal([]);
      await sameOf(one);
    });
  }
});
