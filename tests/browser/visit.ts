/** A visitor of the console: a page, and everything it must not do, written down as it happens. */

import { expect } from "chai";
import type { Browser, BrowserContext, Page } from "playwright-core";

export interface Origins {
  readonly site: string;
  readonly api: string;
  readonly signIn: string;
}

/** What a window looks like. */
export interface Look {
  /** @default 1280 × 900 */
  readonly size?: { readonly width: number; readonly height: number };
  /** @default "light" */
  readonly scheme?: "light" | "dark";
}

export interface VisitOptions extends Look {
  /** The browser's clock stands at this time. @default it runs */
  readonly time?: Date;
}

export type UserName = "viewer" | "operator" | "newcomer";

/** How long a page may take to show what is waited for, on a machine that has other things to do. */
export const PATIENCE_MS = 15_000;

export interface Visit {
  readonly page: Page;
  readonly context: BrowserContext;
  readonly origins: Origins;
  /** Opens a path of the site. */
  open(path: string): Promise<void>;
  /** Opens a path and signs in as a sample user on the way, by the pages that a person would go through. */
  signIn(user: UserName, path?: string): Promise<void>;
  /** Opens a path with the session of a sign-in that somebody else went through before: as a reload finds it. */
  resume(user: UserName, path?: string): Promise<void>;
  /** What the browser complained of, and whom it asked that it should not. */
  readonly complaints: readonly string[];
  close(): Promise<void>;
}

/** Scripts of the page tell of each violation; the markup's policy has no reports. */
const WATCH_VIOLATIONS = `document.addEventListener("securitypolicyviolation", (event) =>
  window.reportViolation(event.effectiveDirective + " " + event.blockedURI));`;

/** A browser profile of its own: cookies, storage and what was loaded before. */
export async function profile(browser: Browser, { size, scheme = "light" }: Look): Promise<BrowserContext> {
  const context = await browser.newContext({
    viewport: size ?? { width: 1280, height: 900 },
    colorScheme: scheme,
    locale: "en-GB",
    timezoneId: "UTC",
    reducedMotion: "reduce",
    permissions: [],
  });
  context.setDefaultTimeout(PATIENCE_MS);
  return context;
}

/**
 * A new tab of a profile.
 *
 * @param sessionOf what a tab keeps of a user's session, as JSON
 * @param close ends it
 */
export async function visit(
  context: BrowserContext,
  origins: Origins,
  { time }: Pick<VisitOptions, "time">,
  sessionOf: (user: UserName) => Promise<string>,
  close: (page: Page) => Promise<void>,
): Promise<Visit> {
  const page = await context.newPage();
  const complaints: string[] = [];
  await page.exposeFunction("reportViolation", (what: string) => complaints.push(`violation: ${what}`));
  await page.addInitScript(WATCH_VIOLATIONS);
  const allowed = new Set(Object.values(origins));
  page.on("request", (request) => {
    const { origin, protocol } = new URL(request.url());
    // A document's own data, such as a copied picture, leaves for nowhere.
    if (protocol === "blob:" || allowed.has(origin)) return;
    complaints.push(`request: ${request.url()}`);
  });
  page.on("console", (message) => {
    if (message.type() === "error" || message.type() === "warning") {
      complaints.push(`console ${message.type()}: ${message.text()}`);
    }
  });
  page.on("pageerror", (failed) => complaints.push(`exception: ${failed.message}`));
  page.on("popup", (popup) => complaints.push(`window: ${popup.url()}`));
  if (time !== undefined) await page.clock.setFixedTime(time);

  const open = async (path: string) => {
    await page.goto(new URL(path, origins.site).href, { waitUntil: "load" });
  };
  return {
    page,
    context,
    origins,
    complaints,
    open,
    async signIn(user, path = "/") {
      await open(path);
      await page.getByRole("button", { name: "Sign in" }).click();
      await page.waitForURL(`${origins.signIn}/**`);
      await page.getByRole("button", { name: `${user}@example.com` }).click();
      await page.getByRole("button", { name: "Sign out" }).waitFor();
    },
    async resume(user, path = "/") {
      const kept = JSON.stringify(await sessionOf(user));
      await page.addInitScript(
        `if (origin === ${JSON.stringify(origins.site)} && sessionStorage.length === 0)
          Object.assign(sessionStorage, JSON.parse(${kept}));`,
      );
      await open(path);
      await page.getByRole("button", { name: "Sign out" }).waitFor();
    },
    close: () => close(page),
  };
}

/** The browser had nothing to complain of but what the test provoked. */
export function expectQuiet({ complaints }: Visit, provoked: readonly RegExp[] = []): void {
  expect(complaints.filter((complaint) => !provoked.some((known) => known.test(complaint)))).to.deep.equal(
    [],
  );
}

/** Waits until the browser has complained of something: its reports come when they come. */
export async function complained({ complaints }: Visit, of: string): Promise<void> {
  for (const end = Date.now() + PATIENCE_MS; Date.now() < end; ) {
    if (complaints.some((complaint) => complaint.includes(of))) return;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  throw new Error(`no complaint of \`${of}\` but of: ${complaints.join("; ")}`);
}
