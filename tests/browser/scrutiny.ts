/** What must hold of every view, whatever it shows. */

import { source as AXE } from "axe-core";
import { expect } from "chai";
import type { Visit } from "./visit";

interface AxeFinding {
  readonly id: string;
  readonly impact: string;
  readonly nodes: readonly { readonly html: string }[];
}

/** Rules of WCAG 2.2 AA and axe's own best practices; the axe of the page's own, not one that the page loads. */
const RUN = `axe.run(document, { resultTypes: ["violations"] }).then(({ violations }) => violations)`;

/** axe finds nothing serious or critical on the page. */
export async function expectAccessible({ page }: Visit): Promise<void> {
  if ((await page.evaluate("typeof axe")) === "undefined") await page.evaluate(AXE);
  const findings = await page.evaluate<readonly AxeFinding[]>(RUN);
  const serious = findings
    .filter(({ impact }) => impact === "serious" || impact === "critical")
    .map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(", ")}`);
  expect(serious).to.deep.equal([]);
}

/** Nothing of the page is wider than the window. */
export async function expectNoSideScroll({ page }: Visit): Promise<void> {
  const [content, window] = await page.evaluate<readonly [number, number]>(
    "[document.documentElement.scrollWidth, document.documentElement.clientWidth]",
  );
  expect(content).to.be.at.most(window);
}

/** Tables that are wider than the frame they scroll in, which cuts off the last column. */
const CUT = `[...document.querySelectorAll("#content :has(table)")]
  .filter((one) => /auto|scroll/.test(getComputedStyle(one).overflowX) && one.scrollWidth > one.clientWidth + 1)
  .map((one) => one.scrollWidth + " in " + one.clientWidth + ": " + one.innerText.slice(0, 60))`;

/** Every column of every table is seen without scrolling. */
export async function expectNothingCut({ page }: Visit): Promise<void> {
  expect(await page.evaluate<readonly string[]>(CUT)).to.deep.equal([]);
}

/** Nothing outlives the tab. */
export async function expectNothingKept({ page, context, origins }: Visit): Promise<void> {
  expect(await page.evaluate("Object.keys(localStorage)")).to.deep.equal([]);
  expect(
    await page.evaluate("indexedDB.databases().then((all) => all.map(({ name }) => name))"),
  ).to.deep.equal([]);
  expect(await context.cookies(origins.site)).to.deep.equal([]);
}
