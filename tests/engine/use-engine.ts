import { built } from "../preview/run";
import { need } from "../real-parts";
import { Installation } from "./installation";

/** An installation for the tests of a suite, which are left out where the CLI is absent. */
export function useEngine(): { readonly installation: Installation } {
  let made: Installation | undefined;
  before(function () {
    need(this, "pulumi");
    // The engine runs the compiled policy pack.
    built();
    made = new Installation();
  });
  after(() => made?.close());
  return {
    get installation() {
      if (made === undefined) throw new Error("the suite has not begun");
      return made;
    },
  };
}
