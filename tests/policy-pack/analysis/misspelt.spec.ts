import { expect } from "chai";
import { misspelt, type SettingsOf } from "../../../policy-pack/analysis/misspelt";

const known: SettingsOf = new Map([
  ["open-ingress", ["onUnknown", "publicPorts"]],
  ["quiet", []],
  ["free", undefined],
]);
const found = (...given: readonly (readonly [string, readonly string[]])[]) =>
  misspelt(new Map(given), known);

describe("what a configuration misspells", () => {
  it("is nothing where every name is known", () =>
    expect(found(["open-ingress", ["publicPorts"]], ["all", []], ["quiet", []])).to.deep.equal([]));

  it("is a policy or setting that there is not, each with the one that was meant", () =>
    expect(found(["open-ingres", []], ["open-ingress", ["publicPort", "onUnknown"]])).to.deep.equal([
      "there is no policy `open-ingres` (did you mean `open-ingress`?)",
      "`open-ingress` has no setting `publicPort` (did you mean `publicPorts`?)",
    ]));

  it("is a name that goes on where one ends, too: none is newer than the pack", () =>
    expect(found(["open-ingresss", []])).to.deep.equal([
      "there is no policy `open-ingresss` (did you mean `open-ingress`?)",
    ]));

  it("is a setting for all policies at once, which an engine takes no notice of", () =>
    expect(found(["all", ["onUnknown"]])).to.deep.equal([
      "`all` gives a level and no settings: `onUnknown` is given to each policy by its name",
    ]));

  it("comes with what is accepted where nothing is near", () => {
    expect(found(["x", []])).to.deep.equal(["there is no policy `x` (accepted: free, open-ingress, quiet)"]);
    expect(found(["quiet", ["loud"]])).to.deep.equal(["`quiet` has no setting `loud` (accepted: none)"]);
    const many: SettingsOf = new Map(
      [...Array.from({ length: 12 }, (_, at) => `policy-${at}`), "open-ingress"].map((name) => [name, []]),
    );
    expect(misspelt(new Map([["world-ingress", []]]), many)).to.deep.equal([
      "there is no policy `world-ingress` (the nearest of 13: `open-ingress`, `policy-0`, `policy-1`)",
    ]);
  });

  it("is never a setting of a policy that does not say which it has", () =>
    expect(found(["free", ["anything"]])).to.deep.equal([]));
});
