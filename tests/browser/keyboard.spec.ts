import { expect } from "chai";
import type { Locator, Page } from "playwright-core";
import { useStage } from "./use-stage";
import { arrived, headingOf, VIEWS, type View } from "./views";
import { expectQuiet } from "./visit";

/** More stops than any view has before what a test looks for. */
const MOST_STOPS = 80;

const hasFocus = (of: Locator): Promise<boolean> =>
  of.evaluate((element) => element === element.ownerDocument.activeElement);

/** Presses a key until the element has the focus. */
async function reach(page: Page, target: Locator, key = "Tab"): Promise<void> {
  await target.waitFor();
  for (let stop = 0; stop < MOST_STOPS; stop++) {
    if (await hasFocus(target)) return;
    await page.keyboard.press(key);
  }
  throw new Error(`${key} does not lead to ${target}`);
}

describe("the keyboard alone", () => {
  const stage = useStage();

  const view = (name: string): View => {
    const found = VIEWS.find((one) => one.name === name);
    if (found === undefined) throw new Error(`no view \`${name}\``);
    return found;
  };

  it("signs in, goes through every view and signs out", async () => {
    const visit = await stage().visit();
    const { page } = visit;
    await visit.open("/");
    await reach(page, page.getByRole("button", { name: "Sign in" }));
    await page.keyboard.press("Enter");
    await reach(page, page.getByRole("button", { name: "viewer@example.com" }));
    await page.keyboard.press("Enter");
    await arrived(visit, view("Overview"));
    for (const name of ["Security groups", "Patching", "Roles", "Overview"]) {
      await reach(
        page,
        page.getByRole("navigation", { name: "Views" }).getByRole("link", { name, exact: true }),
      );
      await page.keyboard.press("Enter");
      await arrived(visit, view(name));
      // The new view is where reading goes on.
      expect(await hasFocus(page.locator("#content")), name).to.equal(true);
    }
    await reach(page, page.getByRole("button", { name: "Sign out" }), "Shift+Tab");
    await page.keyboard.press("Enter");
    await page.getByRole("button", { name: "Sign in" }).waitFor();
    expectQuiet(visit);
  });

  it("skips to the content", async () => {
    const visit = await stage().tab("viewer", "/roles");
    const { page } = visit;
    await arrived(visit, view("Roles"));
    await page.keyboard.press("Tab");
    const skip = page.getByRole("link", { name: "Skip to content" });
    expect(await hasFocus(skip)).to.equal(true);
    // Hidden until then, it is in sight while it has the focus.
    const box = await skip.boundingBox();
    expect(box?.y).to.be.at.least(0);
    await page.keyboard.press("Enter");
    await page.keyboard.press("Tab");
    const inside = await page.evaluate("document.querySelector('#content').contains(document.activeElement)");
    expect(inside).to.equal(true);
    expectQuiet(visit);
  });

  it("changes tabs by arrows, opens a group and goes back", async () => {
    const visit = await stage().tab("viewer", "/security-groups");
    const { page } = visit;
    await arrived(visit, view("Security groups"));
    await reach(page, page.getByRole("tab", { name: "Traffic matrix" }));
    await page.keyboard.press("ArrowRight");
    await page.keyboard.press("Enter");
    const group = page.getByRole("button", { name: /rules of domain/ }).last();
    await reach(page, group);
    await page.keyboard.press("Enter");
    await page.getByRole("region", { name: "Group domain" }).waitFor();
    await reach(page, page.getByRole("button", { name: /back|all groups/i }).first());
    await page.keyboard.press("Enter");
    await page.getByRole("table", { name: "Security groups" }).waitFor();
    expectQuiet(visit);
  });

  it("opens and closes the list of views where it is folded away", async () => {
    const visit = await stage().tab("viewer", "/roles", { size: { width: 390, height: 844 } });
    const { page } = visit;
    await arrived(visit, view("Roles"));
    await reach(page, page.getByRole("button", { name: "Open the list of views" }));
    await page.keyboard.press("Enter");
    const link = page
      .getByRole("navigation", { name: "Views" })
      .getByRole("link", { name: "Overview", exact: true });
    await reach(page, link);
    await page.keyboard.press("Enter");
    await headingOf(page, view("Overview")).waitFor();
    await link.waitFor({ state: "hidden" });
    expectQuiet(visit);
  });
});
