import { expect } from "chai";
import { Browser } from "./browser";
import { COGNITO, COGNITO_ADDRESS, DOMAIN, HOST, serve, setStage } from "./stage";
import type { Answer } from "./upstream";

const CODE = "c0de";
const TOKEN = "t".repeat(4000);

const cookiesOf = (header: string | undefined): ReadonlyMap<string, string> =>
  new Map(
    (header ?? "").split("; ").map((pair) => [pair.split("=")[0] ?? "", pair.slice(pair.indexOf("=") + 1)]),
  );

/** OpenSearch Dashboards with Cognito, as it behaves towards a browser: it takes itself for the name in `Host`. */
const dashboards: Answer = ({ url, headers }, response) => {
  const self = `https://${headers.host}`;
  const { pathname, searchParams } = new URL(url, self);
  const cookies = cookiesOf(headers.cookie);
  const flags = `Path=/_dashboards; Domain=${headers.host}; Secure; HttpOnly`;
  const goTo = (location: string, set: readonly string[] = []) =>
    response.writeHead(302, { location, "set-cookie": [...set] }).end();
  if (pathname === "/_dashboards/logout") {
    const back = encodeURIComponent(`${self}/_dashboards/app/home`);
    const gone = ["ID-TOKEN", "ACCESS-TOKEN", "REFRESH-TOKEN"].map((name) => `${name}=; ${flags}`);
    goTo(`https://${COGNITO}/logout?client_id=app&logout_uri=${back}`, gone);
  } else if (cookies.get("ID-TOKEN")) {
    response.end(`signed in, ${url}, ${headers.cookie?.length} characters of cookies`);
  } else if (searchParams.get("code") === CODE) {
    if (searchParams.get("state") !== cookies.get("STATE-TOKEN"))
      response.writeHead(403).end("whose state is this?");
    else {
      const set = ["ID-TOKEN", "ACCESS-TOKEN", "REFRESH-TOKEN"].map((name) => `${name}=${TOKEN}; ${flags}`);
      goTo(`${self}/_dashboards/app/home`, set);
    }
  } else {
    const back = encodeURIComponent(`${self}/_dashboards/app/home`);
    const query = `response_type=code&client_id=app&redirect_uri=${back}&state=s1`;
    goTo(`https://${COGNITO}/oauth2/authorize?${query}`, [`STATE-TOKEN=s1; ${flags}`]);
  }
};

/** Cognito's classic hosted pages: they know no name but their own. */
const cognito: Answer = ({ method, url, headers }, response) => {
  const { pathname, search, searchParams } = new URL(url, `https://${COGNITO}`);
  if (headers.host !== COGNITO) response.writeHead(400).end("not my name");
  else if (pathname === "/oauth2/authorize") {
    response.writeHead(302, { location: `https://${COGNITO}/login${search}` }).end();
  } else if (pathname === "/login" && method === "GET") {
    response.setHeader("set-cookie", "XSRF-TOKEN=x1; Path=/; Secure; HttpOnly");
    response.end("sign in here");
  } else if (pathname === "/login" && cookiesOf(headers.cookie).get("XSRF-TOKEN") === "x1") {
    const back = `${searchParams.get("redirect_uri")}?code=${CODE}&state=${searchParams.get("state")}`;
    const set = `cognito=session; Path=/; Domain=${COGNITO}; Secure; HttpOnly`;
    response.writeHead(302, { location: back, "set-cookie": set }).end();
  } else if (pathname === "/logout") {
    response.writeHead(302, { location: String(searchParams.get("logout_uri")) }).end();
  } else response.writeHead(403).end("no");
};

describe("signing in through the proxy", () => {
  const stage = setStage({ domain: dashboards, cognito });
  const hosts = (names: readonly string[]) => {
    const { rig } = stage();
    const known = new Map([
      [HOST, { address: "127.0.0.1", port: rig.port }],
      [COGNITO, { address: COGNITO_ADDRESS, port: rig.upstreamPort }],
    ]);
    return new Map([...known].filter(([name]) => names.includes(name)));
  };
  const home = `https://${HOST}/_dashboards/app/home`;
  const deep = `https://${HOST}/_dashboards/app/discover?_g=(time:(from:now-1h))`;

  describe("with a custom endpoint", () => {
    serve(stage, "custom-endpoint");

    it("sends the browser to Cognito itself, takes it back, and out again", async () => {
      const browser = new Browser(hosts([HOST, COGNITO]));
      const login = await browser.go(home);
      expect(new URL(login.url).host).to.equal(COGNITO);
      expect(login.body).to.equal("sign in here");
      const page = await browser.go(login.url, "username=u&password=p");
      expect([page.url, page.status]).to.deep.equal([home, 200]);
      expect(page.body).to.match(/^signed in, \/_dashboards\/app\/home, 120\d\d characters of cookies$/);
      expect((await browser.go(deep)).body).to.match(/^signed in, \/_dashboards\/app\/discover\?_g=/);
      const out = await browser.go(`https://${HOST}/_dashboards/logout`);
      expect(new URL(out.url).host).to.equal(COGNITO);
      expect(browser.visited.map((url) => new URL(url).host).filter((host) => host === DOMAIN)).to.deep.equal(
        [],
      );
      expect(stage().domain.seen.every(({ headers }) => headers.host === HOST)).to.equal(true);
    });
  });

  describe("with proxied Cognito", () => {
    serve(stage, "proxied-cognito");

    it("shows the browser no name but its own, and keeps the cookies of both apart from others'", async () => {
      const browser = new Browser(hosts([HOST]));
      const login = await browser.go(home);
      expect(login.url).to.match(new RegExp(`^https://${HOST}/login\\?response_type=code`));
      expect(login.body).to.equal("sign in here");
      const page = await browser.go(login.url, "username=u&password=p");
      expect([page.url, page.status]).to.deep.equal([home, 200]);
      expect(page.body).to.match(/^signed in, \/_dashboards\/app\/home, 120\d\d characters of cookies$/);
      expect((await browser.go(deep)).body).to.match(/^signed in, \/_dashboards\/app\/discover\?_g=/);
      const out = await browser.go(`https://${HOST}/_dashboards/logout`);
      expect(out.url).to.match(new RegExp(`^https://${HOST}/login\\?`));
      expect(new Set(browser.visited.map((url) => new URL(url).host))).to.deep.equal(new Set([HOST]));
      expect(stage().domain.seen.every(({ headers }) => headers.host === DOMAIN)).to.equal(true);
      expect(stage().cognito.seen.every(({ serverName }) => serverName === COGNITO)).to.equal(true);
    });

    it("slows down whoever tries passwords on Cognito's form, and lets everybody see it", async () => {
      const { rig } = stage();
      const headers = { "x-forwarded-for": "198.51.100.20" };
      const form = { host: HOST, headers, method: "POST", body: "username=u&password=p" };
      const statuses = new Set<number>();
      for (let tries = 0; tries < 40; tries++) statuses.add((await rig.ask("/login?x", form)).status);
      expect(statuses).to.deep.equal(new Set([403, 429]));
      expect((await rig.ask("/login?x", { host: HOST, headers })).status).to.equal(200);
    });

    it("marks every cookie as secure, for scripts unreadable, and not sent across sites", async () => {
      const { rig } = stage();
      const reply = await rig.ask("/_dashboards/app/home", { host: HOST });
      expect(reply.headers["set-cookie"]).to.deep.equal([
        `STATE-TOKEN=s1; Path=/_dashboards; Domain=${HOST}; Secure; HttpOnly; SameSite=Lax`,
      ]);
      const login = await rig.ask("/login?x", { host: HOST });
      expect(login.headers["set-cookie"]).to.deep.equal([
        "XSRF-TOKEN=x1; Path=/; Secure; HttpOnly; SameSite=Lax",
      ]);
    });
  });

  describe("with the domain's own endpoint", () => {
    serve(stage, "domain-endpoint");

    it("replaces the domain's name, and proxies no sign-in pages", async () => {
      const { rig, cognito } = stage();
      const cookie = "STATE-TOKEN=s1";
      const back = await rig.ask(`/_dashboards/app/home?code=${CODE}&state=s1`, {
        host: HOST,
        headers: { cookie },
      });
      expect(back.headers.location).to.equal(home);
      expect(back.headers["set-cookie"]?.[0]).to.contain(`; Domain=${HOST};`);
      expect((await rig.ask("/login", { host: HOST })).status).to.equal(404);
      expect(cognito.seen).to.have.length(0);
    });
  });
});
