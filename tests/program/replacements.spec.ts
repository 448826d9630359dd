import { expect } from "chai";
import { reviewedInputs } from "../../preview/compare/force-new";
import { record } from "../components/recorder";
import { forgetProgram, runProgram } from "./in-process";
import { shipped } from "./stack";

describe("the table of inputs that replace a resource", function () {
  this.timeout(120_000);
  after(forgetProgram);

  for (const stack of ["dev", "prod"] as const) {
    it(`knows every type of AWS that ${stack} registers`, async () => {
      forgetProgram();
      const known = new Set(reviewedInputs().map(([type]) => type));
      const { resources } = await record(() => runProgram(shipped(stack)));
      const types = new Set(resources.map(({ type }) => type).filter((type) => type.startsWith("aws:")));
      expect([...types].filter((type) => !known.has(type))).to.deep.equal([]);
    });
  }
});
