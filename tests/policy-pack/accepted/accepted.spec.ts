import { expect } from "chai";
import { rules } from "../../../policy-pack/policies";
import { judgeStack } from "../judging";
import { ACCEPTED } from "./index";

const enabled = rules.filter(({ enforcementLevel }) => enforcementLevel !== "disabled");

describe("the pack with its default settings", () => {
  for (const [kind, cases] of Object.entries(ACCEPTED)) {
    describe(`says nothing of ${kind}`, () => {
      for (const accepted of cases) {
        it(accepted.title, async () => {
          const found = await Promise.all(enabled.map((rule) => judgeStack(rule, [accepted])));
          expect(found.flat().map(({ message }) => message)).to.deep.equal([]);
        });
      }
    });
  }

  it("is tried on at least 120 different resources", () => {
    const cases = Object.values(ACCEPTED).flat();
    const different = new Set(cases.map(({ type, props }) => `${type} ${JSON.stringify(props)}`));
    expect(different.size).to.equal(cases.length).and.to.be.at.least(120);
  });
});
