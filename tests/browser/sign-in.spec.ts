import { expect } from "chai";
import { answeringWith } from "./answers";
import { SITE, SITE_HOST } from "./stage";
import { useStage } from "./use-stage";
import { arrived, headingOf, VIEWS, type View } from "./views";
import { expectQuiet, type Visit } from "./visit";

const OVERVIEW: View = VIEWS[0] ?? { name: "", path: "", asks: [] };
const ROLES: View = VIEWS[3] ?? { name: "", path: "", asks: [] };
const PATCHING: View = VIEWS[2] ?? { name: "", path: "", asks: [] };

/** Keys of what the tab keeps. */
const kept = ({ page }: Visit) => page.evaluate<readonly string[]>("Object.keys(sessionStorage).sort()");

describe("signing in", () => {
  const stage = useStage();

  const signInButton = ({ page }: Visit) => page.getByRole("button", { name: "Sign in" });

  it("asks the API nothing before, and shows nothing of the deployment", async () => {
    const visit = await stage().visit();
    const asked: string[] = [];
    visit.context.on("request", (request) => asked.push(new URL(request.url()).host));
    await visit.open("/patching");
    await signInButton(visit).waitFor();
    expect(new Set(asked)).to.deep.equal(new Set([SITE_HOST]));
    expect(await visit.page.locator("body").innerText()).to.not.match(/clo-dev|i-0|sg-0/);
    expectQuiet(visit);
  });

  it("goes to the sign-in pages with PKCE and comes back to the view, its code out of the address", async () => {
    const visit = await stage().visit();
    const authorized = visit.page.waitForRequest(/\/oauth2\/authorize\?/);
    await visit.signIn("viewer", PATCHING.path);
    const query = new URL((await authorized).url()).searchParams;
    expect(query.get("response_type")).to.equal("code");
    expect(query.get("code_challenge_method")).to.equal("S256");
    expect(query.get("code_challenge")).to.match(/^[\w-]{43}$/);
    expect(query.get("redirect_uri")).to.equal(`${SITE}/`);
    await arrived(visit, PATCHING);
    expect(visit.page.url()).to.equal(`${SITE}${PATCHING.path}`);
    expectQuiet(visit);
  });

  it("keeps the session for the tab alone, and no token that would renew it", async () => {
    const visit = await stage().visit();
    await visit.signIn("viewer");
    await arrived(visit, OVERVIEW);
    const kept = await visit.page.evaluate<string>("JSON.stringify({ ...sessionStorage })");
    expect(kept).to.not.include("refresh_token").and.not.include("code_verifier");
    expect(await visit.page.evaluate("localStorage.length")).to.equal(0);
    const other = await visit.context.newPage();
    await other.goto(SITE);
    await other.getByRole("button", { name: "Sign in" }).waitFor();
    expectQuiet(visit);
  });

  it("says why where it was refused, and lets try again", async () => {
    const visit = await stage().visit();
    await visit.open("/");
    await signInButton(visit).click();
    await visit.page.getByRole("button", { name: "Refuse the sign-in" }).click();
    const alert = visit.page.getByRole("alert").filter({ hasText: "The sign-in was not completed" });
    await alert.waitFor();
    expect(await alert.innerText()).to.match(/cancelled the sign-in/i);
    expect(visit.page.url()).to.equal(`${SITE}/`);
    await signInButton(visit).click();
    await visit.page.getByRole("button", { name: "viewer@example.com" }).click();
    await arrived(visit, OVERVIEW);
    expectQuiet(visit);
  });

  it("takes no code that it did not ask for", async () => {
    const visit = await stage().visit();
    await visit.open("/?code=stolen&state=other");
    await visit.page.getByRole("alert").filter({ hasText: "The sign-in was not completed" }).waitFor();
    await signInButton(visit).waitFor();
    expect(visit.page.url()).to.equal(`${SITE}/`);
    expectQuiet(visit);
  });

  it("ends everywhere with the sign-out", async () => {
    const visit = await stage().visit();
    await visit.signIn("operator");
    await arrived(visit, OVERVIEW);
    await visit.page.getByRole("button", { name: "Sign out" }).click();
    await signInButton(visit).waitFor();
    expect(visit.page.url()).to.equal(`${SITE}/`);
    expect(await kept(visit)).to.not.include("session");
    await visit.page.goBack();
    await signInButton(visit).waitFor();
    // The session of the sign-in pages is over as well: they ask again who it is.
    await signInButton(visit).click();
    await visit.page.getByRole("button", { name: "operator@example.com" }).waitFor();
    expectQuiet(visit);
  });

  it("lasts while its token can be renewed, unseen", async () => {
    stage().set({ tokenSeconds: 4 });
    const visit = await stage().visit();
    const renewed = visit.page.waitForResponse(
      (response) =>
        response.url().endsWith("/oauth2/token") &&
        (response.request().postData() ?? "").includes("grant_type=refresh_token"),
    );
    await visit.signIn("viewer", ROLES.path);
    expect((await renewed).status()).to.equal(200);
    await visit.page.getByRole("button", { name: "Refresh", exact: true }).first().click();
    await arrived(visit, ROLES);
    expectQuiet(visit);
  });

  it("is over with its token after a reload, says so, and comes back to the same place", async () => {
    stage().set({ tokenSeconds: 3 });
    const visit = await stage().visit();
    await visit.signIn("viewer", PATCHING.path);
    await arrived(visit, PATCHING);
    await visit.page.reload();
    await headingOf(visit.page, { ...PATCHING, name: "Your session has ended" }).waitFor();
    stage().set({});
    await signInButton(visit).click();
    await arrived(visit, PATCHING);
    expect(visit.page.url()).to.equal(`${SITE}${PATCHING.path}`);
    expectQuiet(visit);
  });

  it("is asked for again where the API takes the token no longer", async () => {
    const visit = await stage().visit();
    await visit.signIn("viewer");
    await arrived(visit, OVERVIEW);
    const over = { errorType: "UnauthorizedException", message: "Token has expired." };
    stage().set({ api: answeringWith(401, { errors: [over] }) });
    await visit.page.getByRole("button", { name: "Refresh", exact: true }).first().click();
    await headingOf(visit.page, { ...OVERVIEW, name: "Your session has ended" }).waitFor();
    expect(await kept(visit)).to.not.include("session");
    expectQuiet(visit, [/status of 401/]);
  });

  it("is said not to be there where the deployment has none", async () => {
    const visit = await stage().visit();
    await visit.page.route("**/config.json", (route) => route.fulfill({ json: {} }));
    await visit.open("/");
    await visit.page.getByRole("heading", { name: "This deployment has no sign-in" }).waitFor();
    expect(await signInButton(visit).count()).to.equal(0);
    expectQuiet(visit);
  });

  it("can be tried again where the settings could not be read", async () => {
    const visit = await stage().visit();
    await visit.page.route("**/config.json", (route) => route.fulfill({ status: 503, body: "" }));
    await visit.open("/");
    await visit.page.getByRole("heading", { name: "The console could not be opened" }).waitFor();
    await visit.page.unroute("**/config.json");
    await visit.page.getByRole("button", { name: "Try again" }).click();
    await signInButton(visit).waitFor();
    expectQuiet(visit, [/status of 503/]);
  });
});
