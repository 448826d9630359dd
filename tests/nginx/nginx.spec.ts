import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";
import type { DashboardsAccess, ProxySite } from "../../components/proxy-fleet/nginx";
import { selfSigned } from "./authority";
import { checkConfiguration, lacking, Rig, required } from "./rig";
import { startUpstream, type Upstream } from "./upstream";

const HOST = "logs.example.com";
const DOMAIN = "vpc-clo-0123456789.eu-central-1.es.amazonaws.com";
const COGNITO = "clo.auth.eu-central-1.amazoncognito.com";
const ACCESS: readonly DashboardsAccess[] = [
  { kind: "custom-endpoint", hostName: HOST },
  { kind: "domain-endpoint" },
  { kind: "proxied-cognito", cognitoHost: COGNITO },
];

function site(dashboards: DashboardsAccess, exposure: ProxySite["exposure"] = "internal"): ProxySite {
  return { hostName: HOST, domainEndpoint: DOMAIN, dashboards, exposure, vpcCidr: "127.0.0.0/8" };
}

describe("the proxy's nginx, for real", () => {
  let rig: Rig;
  let domain: Upstream;
  let cognito: Upstream;

  before(async function () {
    const reason = lacking();
    if (reason !== "") {
      if (required("nginx")) throw new Error(reason);
      console.log(`    skipped: ${reason}`);
      this.skip();
    }
    rig = await Rig.create();
    rig.names.addresses.set(DOMAIN, "127.0.0.2").set(COGNITO, "127.0.0.3");
    const port = rig.upstreamPort;
    domain = await startUpstream("127.0.0.2", port, rig.authority.issue(DOMAIN), (seen, response) => {
      if (seen.url === "/_dashboards/sign-in") {
        response.writeHead(302, { location: `https://${COGNITO}/login?redirect_uri=x` });
      } else if (seen.url === "/_dashboards/moved") {
        response.writeHead(302, {
          location: `https://${DOMAIN}/_dashboards/app/home`,
          "set-cookie": `security_authentication=x; Path=/_dashboards; Domain=${DOMAIN}`,
          "x-frame-options": "DENY",
        });
      }
      response.end(`dashboards ${seen.method} ${seen.url}`);
    });
    cognito = await startUpstream("127.0.0.3", port, rig.authority.issue(COGNITO), (seen, response) => {
      if (seen.url.startsWith("/oauth2/authorize")) {
        response.writeHead(302, { location: `https://${DOMAIN}/_dashboards/auth?code=secret` });
      }
      response.end(`cognito ${seen.method} ${seen.url}`);
    });
  });

  beforeEach(() => {
    domain.seen.length = 0;
    cognito.seen.length = 0;
  });

  after(async () => {
    await domain?.close();
    await cognito?.close();
    await rig?.destroy();
  });

  for (const dashboards of ACCESS) {
    for (const exposure of ["internal", "allowlist", "cloudfront"] as const) {
      it(`accepts the configuration of ${dashboards.kind}, ${exposure}, without a warning`, () => {
        rig.write(site(dashboards, exposure));
        expect(checkConfiguration(rig.directory)).to.not.match(/\[(?:warn|error|emerg)\]/);
      });
    }
  }

  describe("custom endpoint", () => {
    before(async () => {
      domain.present(rig.authority.issue(HOST));
      await rig.start(site({ kind: "custom-endpoint", hostName: HOST }));
    });
    after(() => rig.stop());

    it("asks the domain by the public name, in TLS and in Host, and says who the client is", async () => {
      const headers = {
        "x-forwarded-for": "203.0.113.66, 198.51.100.7",
        "x-forwarded-host": "evil.example",
        forwarded: "for=203.0.113.66",
      };
      const reply = await rig.ask("/_dashboards/app/home?x=%2F1", { host: HOST, headers });
      expect(reply.status).to.equal(200);
      expect(reply.body).to.equal("dashboards GET /_dashboards/app/home?x=%2F1");
      expect(domain.seen).to.have.length(1);
      const [seen] = domain.seen;
      expect(seen?.serverName).to.equal(HOST);
      expect(seen?.headers).to.include({
        host: HOST,
        "x-forwarded-for": "198.51.100.7",
        "x-forwarded-proto": "https",
      });
      expect(seen?.headers).to.not.have.any.keys("x-forwarded-host", "forwarded", "x-real-ip");
    });

    it("adds the security headers", async () => {
      const { headers } = await rig.ask("/_dashboards/", { host: HOST });
      expect(headers).to.include({
        "strict-transport-security": "max-age=63072000; includeSubDomains",
        "x-content-type-options": "nosniff",
        "x-frame-options": "SAMEORIGIN",
        "referrer-policy": "same-origin",
        server: "nginx",
      });
    });

    it("refuses whoever does not name it, and answers health checks", async () => {
      for (const host of ["evil.example", "10.0.1.7", DOMAIN, `${HOST}.evil.example`]) {
        expect((await rig.ask("/_dashboards/", { host })).status, host).to.equal(421);
      }
      expect((await rig.ask("/healthz")).body).to.equal("ok\n");
      expect((await rig.ask("/healthz", { host: HOST })).status).to.equal(404);
      expect(domain.seen).to.have.length(0);
    });

    it("answers readiness by asking the domain, and to nobody but the instance", async () => {
      expect((await rig.ask("/readyz")).status).to.equal(200);
      expect(domain.seen.map(({ url }) => url)).to.deep.equal(["/_dashboards/"]);
      expect((await rig.ask("/readyz", { host: HOST })).status).to.equal(404);
      const headers = { "x-forwarded-for": "127.0.0.1" };
      expect((await rig.ask("/readyz", { from: "127.0.0.4", headers })).status).to.equal(403);
    });

    it("sends old and bare addresses to Dashboards and knows nothing else", async () => {
      for (const path of ["/", "/_dashboards", "/_plugin/kibana/app/discover"]) {
        const reply = await rig.ask(path, { host: HOST });
        expect([reply.status, reply.headers.location], path).to.deep.equal([302, "/_dashboards/"]);
      }
      for (const path of ["/_search", "/_dashboardsx", "//_dashboards/", "/login", "/_cat/indices"]) {
        expect((await rig.ask(path, { host: HOST })).status, path).to.equal(404);
      }
      expect(domain.seen).to.have.length(0);
    });

    it("refuses dot segments, however written", async () => {
      for (const path of [
        "/_dashboards/../_search",
        "/_dashboards/..%2f_search",
        "/_dashboards/%2e%2e/_search",
        "/_dashboards/.%2E/_search",
        "/_search/../_dashboards/",
        "/_dashboards/..\\_search",
        "/_dashboards/..",
      ]) {
        expect((await rig.ask(path, { host: HOST })).status, path).to.equal(400);
      }
      expect(domain.seen).to.have.length(0);
      const near = "/_dashboards/app/..name?next=/../x";
      expect((await rig.ask(near, { host: HOST })).status).to.equal(200);
    });

    it("takes cookies of 12 KiB and bodies of 20 MiB", async () => {
      const cookie = Array.from({ length: 3 }, (_, index) => `c${index}=${"x".repeat(4096)}`).join("; ");
      const body = Buffer.alloc(20 * 1024 * 1024, "x");
      const reply = await rig.ask("/_dashboards/api/saved_objects/_import", {
        ...{ host: HOST, method: "POST", body },
        headers: { cookie },
      });
      expect(reply.status).to.equal(200);
      expect(domain.seen.map(({ bytes }) => bytes)).to.deep.equal([body.length]);
      expect(domain.seen[0]?.headers.cookie).to.equal(cookie);
    });

    it("slows down whoever tries credentials, and nobody else", async () => {
      const attempt = (from: string) =>
        rig.ask("/_dashboards/auth/login", {
          ...{ host: HOST, method: "POST" },
          headers: { "x-forwarded-for": from },
        });
      const statuses: number[] = [];
      for (let tries = 0; tries < 40; tries++) statuses.push((await attempt("198.51.100.9")).status);
      expect(statuses.filter((status) => status === 200).length).to.be.within(20, 39);
      expect(new Set(statuses)).to.deep.equal(new Set([200, 429]));
      expect((await attempt("198.51.100.10")).status).to.equal(200);
    });

    it("speaks TLS 1.2 and 1.3 only", async () => {
      expect(await rig.handshake("TLSv1.3")).to.equal("TLSv1.3");
      expect(await rig.handshake("TLSv1.2")).to.equal("TLSv1.2");
      expect(await rig.handshake("TLSv1.1")).to.equal("refused");
    });

    it("logs the path without its query, and no header that holds a secret", async () => {
      await rig.ask("/_dashboards/auth/openid?code=s3cret-code", {
        host: HOST,
        headers: { cookie: "security=s3cret-cookie", referer: "https://x/?code=s3cret-referer" },
      });
      await rig.stop();
      expect(readFileSync(join(rig.directory, "logs", "access.log"), "utf8")).to.not.contain("s3cret");
      const lines = rig.accessLog();
      expect(lines.at(-1)).to.include({
        ...{ client: "127.0.0.1", method: "GET", host: HOST, path: "/_dashboards/auth/openid", status: 200 },
      });
      await rig.start(site({ kind: "custom-endpoint", hostName: HOST }));
    });

    it("trusts no upstream but the one whose certificate a known authority issued for the name", async () => {
      const ask = async () => (await rig.ask("/_dashboards/", { host: HOST })).status;
      const alone = selfSigned(rig.directory, HOST);
      const read = (path: string) => readFileSync(path, "utf8");
      domain.present(rig.authority.issue("other.example.com"));
      expect(await ask(), "another name").to.equal(502);
      domain.present({ key: read(alone.key), cert: read(alone.cert) });
      expect(await ask(), "self-signed").to.equal(502);
      domain.present(rig.authority.issue(HOST, -1));
      expect(await ask(), "expired").to.equal(502);
      expect(domain.seen).to.have.length(0);
      domain.present(rig.authority.issue(HOST));
      expect(await ask(), "its own").to.equal(200);
    });
  });

  it("takes the viewer from the entry before CloudFront's own", async () => {
    domain.present(rig.authority.issue(HOST));
    await rig.start(site({ kind: "custom-endpoint", hostName: HOST }, "cloudfront"));
    await rig.ask("/_dashboards/", {
      host: HOST,
      headers: { "x-forwarded-for": "192.0.2.1, 198.51.100.7, 127.0.0.9" },
    });
    await rig.stop();
    expect(domain.seen[0]?.headers["x-forwarded-for"]).to.equal("198.51.100.7");
  });

  describe("proxied Cognito", () => {
    before(async () => {
      domain.present(rig.authority.issue(DOMAIN));
      await rig.start(site({ kind: "proxied-cognito", cognitoHost: COGNITO }));
    });
    after(() => rig.stop());

    it("rewrites redirects and cookies both ways", async () => {
      const ask = (path: string) => rig.ask(path, { host: HOST });
      const leave = await ask("/_dashboards/sign-in");
      expect(leave.headers.location).to.equal(`https://${HOST}/login?redirect_uri=x`);
      const login = await ask("/login?redirect_uri=x");
      expect(login.body).to.equal("cognito GET /login?redirect_uri=x");
      expect(cognito.seen[0]?.headers.host).to.equal(COGNITO);
      expect(cognito.seen[0]?.serverName).to.equal(COGNITO);
      const back = await ask("/oauth2/authorize?a=1");
      expect(back.headers.location).to.equal(`https://${HOST}/_dashboards/auth?code=secret`);
      const moved = await ask("/_dashboards/moved");
      expect(domain.seen.at(-1)?.headers.host).to.equal(DOMAIN);
      expect(moved.headers.location).to.equal(`https://${HOST}/_dashboards/app/home`);
      expect(moved.headers["set-cookie"]).to.deep.equal([
        `security_authentication=x; Path=/_dashboards; Domain=${HOST}; Secure; HttpOnly; SameSite=Lax`,
      ]);
      expect(moved.headers["x-frame-options"]).to.equal("SAMEORIGIN");
    });

    it("passes nothing to Cognito but its sign-in pages", async () => {
      for (const path of [
        "/loginx",
        "/a/login",
        "/login/",
        "/login%0a",
        "/login%00",
        "/oauth2/token",
        "/oauth2/authorize/x",
        "/.well-known/openid-configuration",
        "/LOGIN",
        "//login",
        "/login;x",
      ]) {
        expect((await rig.ask(path, { host: HOST })).status, path).to.be.oneOf([400, 404]);
      }
      expect(cognito.seen).to.have.length(0);
      expect((await rig.ask("/%6cogin", { host: HOST })).body).to.equal("cognito GET /login");
    });
  });

  it("replaces the domain's name where it knows no other", async () => {
    domain.present(rig.authority.issue(DOMAIN));
    await rig.start(site({ kind: "domain-endpoint" }));
    const moved = await rig.ask("/_dashboards/moved", { host: HOST });
    const login = await rig.ask("/login", { host: HOST });
    await rig.stop();
    expect(moved.headers.location).to.equal(`https://${HOST}/_dashboards/app/home`);
    expect(login.status).to.equal(404);
  });
});
