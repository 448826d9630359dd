/** Loaded by mocha before all specs: what `REQUIRE` insists on is there, or nothing runs. */

import { requirementMistake } from "./real-parts";

export const mochaHooks = {
  beforeAll() {
    const mistake = requirementMistake();
    if (mistake !== "") throw new Error(mistake);
  },
};
