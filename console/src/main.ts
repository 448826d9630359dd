/** The page's course: settings, then a session, then the review; a mistake on the way is shown with a way on. */

import type { UserManager } from "oidc-client-ts";
import { button, element } from "./elements";
import { loadReview, loadSettings } from "./requests";
import { completeSignIn, type Session, signInClient, signOut } from "./session";
import type { Settings } from "./settings";
import { failure, review, welcome, withoutSignIn } from "./views";

const part = (id: string): HTMLElement => {
  const found = document.getElementById(id);
  if (found === null) throw new Error(`the page has no element \`${id}\``);
  return found;
};

const account = part("account");
const status = part("status");
const view = part("view");

function show(content: readonly HTMLElement[], said = ""): void {
  status.textContent = said;
  view.replaceChildren(...content);
}

const reasonOf = (error: unknown): string => {
  const text = error instanceof Error ? error.message : String(error);
  return `${text.charAt(0).toUpperCase()}${text.slice(1).replace(/\.$/, "")}.`;
};

async function showReview(settings: Settings, { accessToken }: Session): Promise<void> {
  show([], "Loading the review…");
  try {
    show(review(await loadReview(settings.apiUrl, accessToken)));
  } catch (error) {
    // A new page load signs in anew, which a session that ran out needs and every other failure survives.
    show(failure(reasonOf(error), () => window.location.assign("/")));
  }
}

function showWelcome(client: UserManager): void {
  const signIn = (): void => {
    status.textContent = "Opening the sign-in page…";
    client.signinRedirect().catch((error: unknown) => show(failure(reasonOf(error), start)));
  };
  show(welcome(signIn));
}

function showAccount(settings: Settings, client: UserManager, { userName }: Session): void {
  account.replaceChildren(
    element("span", {}, `Signed in as ${userName}`),
    button("Sign out", () => void signOut(client, settings), true),
  );
}

async function open(): Promise<void> {
  show([], "Loading…");
  const settings = await loadSettings();
  if (settings === undefined) return show(withoutSignIn());
  const client = signInClient(settings);
  const session = await completeSignIn(client);
  if (session === undefined) return showWelcome(client);
  showAccount(settings, client, session);
  await showReview(settings, session);
}

function start(): void {
  open().catch((error: unknown) => show(failure(reasonOf(error), start)));
}

start();
