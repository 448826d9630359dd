/** The console's views, and how a test knows that one is there. */

import type { Page } from "playwright-core";
import type { Visit } from "./visit";

export interface View {
  readonly name: string;
  readonly path: string;
  /** Fields of the API that the view asks first. */
  readonly asks: readonly string[];
}

export const VIEWS: readonly View[] = [
  { name: "Overview", path: "/", asks: ["overview", "responsibilityRegister"] },
  { name: "Security groups", path: "/security-groups", asks: ["securityGroups", "trafficMatrix"] },
  { name: "Patching", path: "/patching", asks: ["patching"] },
  { name: "Roles", path: "/roles", asks: ["roles"] },
];

/** The heading of a view; only one is on the page. */
export const headingOf = (page: Page, { name }: View) =>
  page.getByRole("heading", { level: 1, name, exact: true });

/** Waits until nothing on the page is on its way any more. */
export async function settled({ page }: Visit): Promise<void> {
  const waiting = page
    .locator("#content")
    .getByText(/^(Loading|Asking|Reading|Starting|Waiting for)\b/)
    .filter({ visible: true });
  while ((await waiting.count()) > 0) await waiting.first().waitFor({ state: "hidden" });
}

/** Waits until the view is there and nothing of it is on its way. */
export async function arrived(visit: Visit, view: View): Promise<void> {
  await headingOf(visit.page, view).waitFor();
  await settled(visit);
}

/** Goes to a view by the page's own links. */
export async function goTo(visit: Visit, view: View): Promise<void> {
  const link = visit.page
    .getByRole("navigation", { name: "Views" })
    .getByRole("link", { name: view.name, exact: true });
  await link.click();
  await arrived(visit, view);
}
