import { expect } from "chai";
import { judgedByAll } from "../whole-pack";
import { ACCEPTED } from "./index";

describe("the pack with its default settings", () => {
  for (const [kind, cases] of Object.entries(ACCEPTED)) {
    describe(`says nothing of ${kind}`, () => {
      for (const accepted of cases) {
        it(accepted.title, async () => {
          expect(await judgedByAll(accepted)).to.deep.equal([]);
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
