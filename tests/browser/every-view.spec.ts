import { expect } from "chai";
import { expectAccessible, expectNoSideScroll, expectNothingCut, expectNothingKept } from "./scrutiny";
import { useStage } from "./use-stage";
import { arrived, goTo, headingOf, VIEWS, type View } from "./views";
import { expectQuiet, type Visit } from "./visit";

const DESK = { width: 1280, height: 900 };
const TELEPHONE = { width: 390, height: 844 };

/** The views, and the parts of them that have an address of their own. */
const PLACES: readonly View[] = VIEWS.flatMap((view) => {
  const tabs = view.name === "Security groups" ? ["rules", "evidence"] : [];
  return [view, ...tabs.map((tab) => ({ ...view, path: `${view.path}?tab=${tab}` }))];
});

const SCHEMES = ["light", "dark"] as const;

/** Has the system prefer a scheme, and waits until the page looks so. */
async function look({ page }: Visit, scheme: (typeof SCHEMES)[number]): Promise<void> {
  await page.emulateMedia({ colorScheme: scheme });
  await page.locator(`html[style*="color-scheme: ${scheme}"]`).waitFor({ state: "attached" });
}

describe("every view", () => {
  const stage = useStage();

  for (const size of [DESK, TELEPHONE]) {
    it(`is accessible, quiet and no wider than the window, light and dark: ${size.width} pixels`, async () => {
      const visit = await stage().tab("operator", "/", { size });
      for (const [at, { path, ...view }] of PLACES.entries()) {
        if (path !== "/") await visit.open(path);
        await arrived(visit, { ...view, path });
        // The page follows the system while it is open, and every other place is opened in the dark.
        for (const scheme of at % 2 === 0 ? SCHEMES : [...SCHEMES].reverse()) {
          await look(visit, scheme);
          await expectAccessible(visit);
          await expectNoSideScroll(visit);
          await expectNothingCut(visit);
        }
      }
      await expectNothingKept(visit);
      expectQuiet(visit);
    });
  }

  it("cuts nothing off in a window of any width, nor where the page is enlarged", async () => {
    const visit = await stage().tab("operator");
    for (const { path, ...view } of PLACES) {
      if (path !== "/") await visit.open(path);
      await arrived(visit, { ...view, path });
      for (const width of [1180, 1024, 768, 320]) {
        await visit.page.setViewportSize({ width, height: 900 });
        await visit.page.evaluate(
          "new Promise((seen) => requestAnimationFrame(() => requestAnimationFrame(seen)))",
        );
        await expectNoSideScroll(visit);
        await expectNothingCut(visit);
      }
      await visit.page.setViewportSize(DESK);
    }
    expectQuiet(visit);
  });

  it("has an address of its own, which opens it after a sign-in, after a reload and from another view", async () => {
    for (const view of VIEWS.slice(1)) {
      const visit = await stage().visit();
      await visit.signIn("viewer", view.path);
      await arrived(visit, view);
      expect(new URL(visit.page.url()).pathname).to.equal(view.path);
      expect(new URL(visit.page.url()).search).to.equal("");
      await visit.page.reload();
      await arrived(visit, view);
      expect(await visit.page.title()).to.include(view.name);
      expectQuiet(visit);
    }
  });

  it("is reached by links, and left by the browser's own back and forward", async () => {
    const visit = await stage().tab("viewer");
    for (const view of [...VIEWS.slice(1), ...VIEWS.slice(0, 1)]) {
      await goTo(visit, view);
      expect(new URL(visit.page.url()).pathname).to.equal(view.path);
    }
    await visit.page.goBack();
    await headingOf(visit.page, VIEWS[3] ?? { name: "", path: "", asks: [] }).waitFor();
    await visit.page.goForward();
    await headingOf(visit.page, VIEWS[0] ?? { name: "", path: "", asks: [] }).waitFor();
    expectQuiet(visit);
  });

  it("is not there under other addresses, which say so", async () => {
    const visit = await stage().tab("viewer", "/nothing-here");
    await visit.page.getByRole("heading", { name: "There is no such page" }).waitFor();
    expectQuiet(visit);
  });
});
