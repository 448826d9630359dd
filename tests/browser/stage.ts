/**
 * One Chromium and one deployment's hosts for all specs of this folder. A spec changes what the account answers, and each
 * test begins with the account as it was planted.
 */

import { join } from "node:path";
import { type Browser, type BrowserContext, chromium } from "playwright-core";
import { consoleParts } from "../../console/local/console-parts";
import type { Answering } from "../../console/local/http";
import {
  type SampleAccount,
  type SampleAccountOptions,
  sampleAccount,
} from "../../console/local/sample/account";
import { SAMPLE_DEPLOYMENT } from "../../console/local/sample/deployment";
import { cloudFrontHeaders } from "../../console/local/site";
import { PARTITIONS } from "../../partitions";
import { chromiumPath } from "../real-parts";
import { type HostServer, serveHosts } from "./hosts";
import { type Look, profile, type UserName, type Visit, type VisitOptions, visit } from "./visit";

const { region, accountId, baseName } = SAMPLE_DEPLOYMENT;

export const SITE_HOST = "d2zowiakjzhnze.cloudfront.net";
export const API_HOST = `k3qmtl5c0v9d7e3s.appsync-api.${region}.amazonaws.com`;
export const SIGN_IN_HOST = `clo-dev-${accountId}.auth.${region}.amazoncognito.com`;

export const SITE = `https://${SITE_HOST}`;

const ORIGINS = { site: SITE, api: `https://${API_HOST}`, signIn: `https://${SIGN_IN_HOST}` };

/** What a test may change of the world before it looks. */
export interface Scene extends Partial<Omit<SampleAccountOptions, "now" | "stepMs">> {
  /** How long a step of what takes time takes. @default no time: its answer is there at once */
  readonly stepMs?: number;
  /** How long tokens hold. @default fifteen minutes */
  readonly tokenSeconds?: number;
  /** The time at which the function answers. @default now */
  readonly now?: () => Date;
  /** Changes what the program told its function. */
  readonly account?: (account: SampleAccount) => SampleAccount;
  /** Stands before the API. */
  readonly api?: (next: Answering) => Answering;
}

/** A session is handed on for this long; the page would ask for a renewal of an older one. */
const SESSION_MS = 5 * 60_000;

export class Stage {
  readonly #browser: Browser;
  readonly #hosts: HostServer;
  #scene: Scene = {};
  #account: SampleAccount;
  readonly issuer: string;
  readonly #visits: Visit[] = [];
  readonly #profiles = new Map<string, Promise<BrowserContext>>();
  readonly #sessions = new Map<UserName, { readonly kept: Promise<string>; readonly at: number }>();

  private constructor(browser: Browser, hosts: HostServer, issuer: string, account: SampleAccount) {
    this.#browser = browser;
    this.#hosts = hosts;
    this.issuer = issuer;
    this.#account = account;
  }

  static async open(): Promise<Stage> {
    // Answers are looked up in the stage, which is made last.
    const later: { stage?: Stage } = {};
    const scene = () => later.stage?.scene ?? {};
    const first = sampleAccount({ now: () => new Date(), stepMs: () => 0 });
    const parts = await consoleParts({
      directory: join(__dirname, "../../console/dist"),
      siteHeaders: cloudFrontHeaders(
        { accountId, region, baseName, partition: PARTITIONS.aws, tags: {}, deletionProtection: false },
        [SIGN_IN_HOST],
      ),
      urls: [`${SITE}/`],
      apiUrl: `https://${API_HOST}/graphql`,
      signInHost: SIGN_IN_HOST,
      around: () => ({ ...(later.stage?.account ?? first), now: scene().now ?? (() => new Date()) }),
      tokenSeconds: () => scene().tokenSeconds ?? 900,
    });
    const hosts = await serveHosts(
      new Map<string, Answering>([
        [SITE_HOST, parts.site],
        [SIGN_IN_HOST, parts.signIn.answer],
        [API_HOST, (request, response) => (scene().api?.(parts.api) ?? parts.api)(request, response)],
      ]),
    );
    const browser = await chromium.launch({
      executablePath: chromiumPath() ?? "",
      args: [...hosts.chromiumArguments],
    });
    later.stage = new Stage(browser, hosts, parts.issuer, first);
    return later.stage;
  }

  get scene(): Scene {
    return this.#scene;
  }

  get account(): SampleAccount {
    return this.#account;
  }

  /** Sets the world for what follows: a fresh account with these changes. */
  set(scene: Scene): void {
    this.#scene = scene;
    const { account = (planted) => planted, now = () => new Date(), stepMs = 0, ...options } = scene;
    const { tokenSeconds: _, api: __, ...known } = options;
    this.#account = account(sampleAccount({ now, stepMs: () => stepMs, ...known }));
  }

  /** A new visitor, with cookies, storage and a cache of their own. */
  async visit(options: VisitOptions = {}): Promise<Visit> {
    const context = await profile(this.#browser, options);
    return this.#tab(context, options, () => context.close());
  }

  /**
   * A new tab with the session of a user, on a path of the site. Tabs that look alike are of one profile, which has the
   * site's files already: what a session is made of lives in each tab alone.
   */
  async tab(user: UserName, path = "/", look: Look = {}): Promise<Visit> {
    const key = JSON.stringify([look.size, look.scheme]);
    const known = this.#profiles.get(key) ?? profile(this.#browser, look);
    this.#profiles.set(key, known);
    const shared = await known;
    const made = await this.#tab(shared, {}, async (page) => {
      await shared.clearPermissions();
      await page.close();
    });
    await made.resume(user, path);
    return made;
  }

  async #tab(
    context: BrowserContext,
    options: VisitOptions,
    close: Parameters<typeof visit>[4],
  ): Promise<Visit> {
    const made = await visit(context, ORIGINS, options, (user) => this.#sessionOf(user), close);
    this.#visits.push(made);
    return made;
  }

  /** What a tab keeps of a user's session; a user signs in once for all who need no sign-in of their own. */
  #sessionOf(user: UserName): Promise<string> {
    const known = this.#sessions.get(user);
    if (known !== undefined && Date.now() - known.at < SESSION_MS) return known.kept;
    const signIn = async () => {
      const context = await profile(this.#browser, {});
      const first = await visit(
        context,
        ORIGINS,
        {},
        () => this.#sessionOf(user),
        () => context.close(),
      );
      await first.signIn(user);
      const kept = await first.page.evaluate<string>("JSON.stringify({ ...sessionStorage })");
      await first.close();
      return kept;
    };
    const kept = signIn();
    this.#sessions.set(user, { kept, at: Date.now() });
    return kept;
  }

  /** Ends what the visits of a test left open. */
  async sweep(): Promise<void> {
    for (const made of this.#visits.splice(0)) await made.close();
    this.set({});
  }

  async close(): Promise<void> {
    await this.#browser.close();
    await this.#hosts.close();
  }
}
