import { createHash, randomBytes } from "node:crypto";
import { createServer, type Server } from "node:http";
import { expect } from "chai";
import { createLocalJWKSet, decodeJwt, jwtVerify } from "jose";
import { type IdentityProvider, identityProvider } from "../../../console/local/identity-provider";
import { SAMPLE_USERS } from "../../../console/local/users";

const ISSUER = "https://cognito-idp.us-east-1.amazonaws.com/us-east-1_Pool";
const CLIENT = "client";
const HOME = "https://console.example.com/";

describe("the local sign-in", () => {
  let provider: IdentityProvider;
  let server: Server;
  let origin: string;
  before(async () => {
    provider = await identityProvider({
      issuer: ISSUER,
      clientId: CLIENT,
      urls: [HOME],
      users: SAMPLE_USERS,
      tokenSeconds: () => 60,
    });
    server = createServer((request, response) => void provider.answer(request, response));
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const address = server.address();
    origin = `http://127.0.0.1:${typeof address === "object" ? address?.port : ""}`;
  });
  after(() => {
    server.closeAllConnections();
    server.close();
  });

  /** A browser with cookies for the provider alone. */
  const visitor = () => {
    const cookies = new Map<string, string>();
    const go = async (path: string, init: RequestInit = {}): Promise<Response> => {
      const response = await fetch(new URL(path, origin), {
        redirect: "manual",
        ...init,
        headers: { ...init.headers, cookie: [...cookies].map((pair) => pair.join("=")).join("; ") },
      });
      for (const line of response.headers.getSetCookie()) {
        const [name = "", value = ""] = (line.split(";")[0] ?? "").split(/=(.*)/);
        if (value === "") cookies.delete(name);
        else cookies.set(name, value);
      }
      return response;
    };
    return { go, cookies };
  };
  const location = (response: Response): string => response.headers.get("location") ?? "";

  const verifier = randomBytes(32).toString("base64url");
  const authorize = (changes: Readonly<Record<string, string>> = {}) =>
    `/oauth2/authorize?${new URLSearchParams({
      client_id: CLIENT,
      response_type: "code",
      scope: "openid",
      redirect_uri: HOME,
      state: "state",
      code_challenge: createHash("sha256").update(verifier).digest("base64url"),
      code_challenge_method: "S256",
      ...changes,
    })}`;

  /** Where the browser is sent after choosing on the sign-in page. */
  async function choose(choice: Readonly<Record<string, string>>, at = visitor()): Promise<URL> {
    const page = location(await at.go(authorize()));
    expect(page).to.match(/^\/login\//);
    expect(await (await at.go(page)).text()).to.include("operator@example.com");
    const back = await at.go(page, { method: "POST", body: new URLSearchParams(choice) });
    return new URL(location(await at.go(location(back))));
  }

  const exchange = (form: Readonly<Record<string, string>>) =>
    fetch(`${origin}/oauth2/token`, {
      method: "POST",
      headers: { origin: new URL(HOME).origin },
      body: new URLSearchParams({ client_id: CLIENT, ...form }),
    });

  interface Tokens {
    readonly access_token: string;
    readonly id_token: string;
    readonly refresh_token: string;
  }
  const tokensOf = async (response: Response) => (await response.json()) as Tokens;

  const redeem = (code: string) =>
    exchange({ grant_type: "authorization_code", code, redirect_uri: HOME, code_verifier: verifier });

  it("gives access tokens that carry what Cognito's carry", async () => {
    const back = await choose({ user: "operator@example.com" });
    expect(`${back.origin}/`).to.equal(HOME);
    const response = await redeem(back.searchParams.get("code") ?? "");
    expect(response.headers.get("access-control-allow-origin")).to.equal(new URL(HOME).origin);
    const tokens = await tokensOf(response);
    expect(tokens).to.have.property("refresh_token");
    expect(tokens).to.include({ token_type: "Bearer", expires_in: 60 });
    const keys = createLocalJWKSet(provider.keys);
    const { payload } = await jwtVerify(tokens.access_token, keys, { issuer: ISSUER });
    expect(payload).to.deep.include({
      client_id: CLIENT,
      token_use: "access",
      scope: "openid",
      sub: SAMPLE_USERS[1]?.id,
      username: SAMPLE_USERS[1]?.id,
      "cognito:groups": ["operator"],
    });
    expect(decodeJwt(tokens.id_token)).to.deep.include({
      aud: CLIENT,
      iss: ISSUER,
      email: "operator@example.com",
      "cognito:groups": ["operator"],
    });
  });

  it("names no group for a user without one, as Cognito does", async () => {
    const back = await choose({ user: "newcomer@example.com" });
    const { access_token } = await tokensOf(await redeem(back.searchParams.get("code") ?? ""));
    expect(decodeJwt(access_token)).to.not.have.property("cognito:groups");
  });

  it("renews tokens until they are revoked", async () => {
    const back = await choose({ user: "viewer@example.com" });
    const { refresh_token } = await tokensOf(await redeem(back.searchParams.get("code") ?? ""));
    const renewed = await tokensOf(await exchange({ grant_type: "refresh_token", refresh_token }));
    expect(decodeJwt(renewed.access_token)["cognito:groups"]).to.deep.equal(["viewer"]);
    const token = renewed.refresh_token ?? refresh_token;
    const revoked = await fetch(`${origin}/oauth2/revoke`, {
      method: "POST",
      body: new URLSearchParams({ client_id: CLIENT, token }),
    });
    expect(revoked.status).to.equal(200);
    expect((await exchange({ grant_type: "refresh_token", refresh_token: token })).status).to.equal(400);
  });

  it("brings a refusal back to the console", async () => {
    const back = await choose({ refuse: "yes" });
    expect(Object.fromEntries(back.searchParams)).to.include({ error: "access_denied", state: "state" });
  });

  it("takes no code without its verifier, and no code twice", async () => {
    const code = (await choose({ user: "viewer@example.com" })).searchParams.get("code") ?? "";
    const wrong = await exchange({
      grant_type: "authorization_code",
      code,
      redirect_uri: HOME,
      code_verifier: randomBytes(32).toString("base64url"),
    });
    expect(wrong.status).to.equal(400);
    const other = (await choose({ user: "viewer@example.com" })).searchParams.get("code") ?? "";
    expect((await redeem(other)).status).to.equal(200);
    expect((await redeem(other)).status).to.equal(400);
  });

  it("sends nobody to an address that is not registered", async () => {
    for (const changes of [{ redirect_uri: "https://elsewhere.example.com/" }, { client_id: "other" }]) {
      const response = await visitor().go(authorize(changes));
      expect(response.status).to.equal(400);
      expect(await response.text()).to.include("Sign-in failed");
    }
    const query = (uri: string, client: string) =>
      new URLSearchParams({ client_id: client, logout_uri: uri });
    expect(
      (await visitor().go(`/logout?${query("https://elsewhere.example.com/", CLIENT)}`)).status,
    ).to.equal(400);
    expect((await visitor().go(`/logout?${query(HOME, "other")}`)).status).to.equal(400);
  });

  it("remembers a session until the sign-out, which ends it", async () => {
    const at = visitor();
    await choose({ user: "viewer@example.com" }, at);
    expect(location(await at.go(authorize()))).to.match(/^https:\/\/console\.example\.com\/\?code=/);
    const out = await at.go(`/logout?${new URLSearchParams({ client_id: CLIENT, logout_uri: HOME })}`);
    expect(location(out)).to.equal(HOME);
    expect(location(await at.go(authorize()))).to.match(/^\/login\//);
  });

  it("answers a sign-in that is over with a page, not with an error", async () => {
    const response = await visitor().go("/login/unknown");
    expect(response.status).to.equal(400);
    expect(await response.text()).to.include("this sign-in is over");
  });
});
