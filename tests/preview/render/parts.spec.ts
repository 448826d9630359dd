import { expect } from "chai";
import type { PlanResource } from "../../../preview/plan";
import { partsPicture } from "../../../preview/render/parts";
import { plan, resource, stack, stackUrn } from "./plans";

const component = (name: string): PlanResource =>
  resource(`shop:index:${name}`, name, { custom: false, parent: stackUrn });
const inside = (of: PlanResource, name: string, uses: readonly PlanResource[] = []): PlanResource =>
  resource("aws:s3/bucket:Bucket", name, {
    parent: of.urn,
    dependencies: uses.map(({ urn }) => urn),
  });

const [keys, store, site] = [component("keys"), component("store"), component("site")];
const key = inside(keys, "key");
const ledger = inside(store, "ledger", [key]);
const page = inside(site, "page", [ledger, key]);
const all = [stack(), keys, key, store, ledger, site, page];

const arrows = (svg: string | undefined) =>
  [...(svg ?? "").matchAll(/<title>([^<]* → [^<]*)<\/title>/g)].map(([, title]) => title);
const marks = (svg: string | undefined) =>
  [...(svg ?? "").matchAll(/<g class="place([^"]*)"><title>([^<]*)</g)].map(([, mark, title]) => [
    title,
    mark,
  ]);

describe("the picture of a stack's components", () => {
  it("has a line for what is built on what, unless others say it together", () => {
    expect(arrows(partsPicture(plan(all)))).to.deep.equal(["keys → store", "store → site"]);
  });

  it("marks what a change reaches, and before that what breaks a rule, unless a baseline lets it pass", () => {
    const violation = {
      policyPack: "guard",
      policy: "rule",
      enforcementLevel: "mandatory",
      severity: "high",
      urn: ledger.urn,
      message: "no",
      fingerprint: "0123456789ab",
      materialised: false,
    } as const;
    expect(marks(partsPicture(plan(all, { violations: [violation] }), [ledger, page]))).to.deep.equal([
      ["keys: 1 resource", ""],
      ["store: 1 resource", " bad"],
      ["site: 1 resource", " touched"],
    ]);
    const known = plan(all, { violations: [{ ...violation, baselined: true }] });
    expect(marks(partsPicture(known))).to.deep.equal([
      ["keys: 1 resource", ""],
      ["store: 1 resource", ""],
      ["site: 1 resource", ""],
    ]);
  });

  it("is left out where a stack is made of fewer than two", () => {
    expect(partsPicture(plan([stack(), keys, key]))).to.equal(undefined);
  });

  it("shows names of programs as text", () => {
    const odd = component("<script>alert(1)</script>");
    const svg = partsPicture(plan([...all, odd, inside(odd, "x", [page])]));
    expect(svg).not.to.contain("<script>");
    expect(svg).to.contain("&lt;script&gt;");
  });
});
