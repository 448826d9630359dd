import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";
import { DOMAIN, HOST, serve, setStage, site } from "./stage";

describe("the proxy's routes", () => {
  const stage = setStage();

  describe("with a custom endpoint", () => {
    serve(stage, "custom-endpoint");

    it("asks the domain by the public name, in TLS and in Host, and says who the client is", async () => {
      const { rig, domain } = stage();
      const headers = { "x-forwarded-for": "203.0.113.66, 198.51.100.7" };
      const reply = await rig.ask("/_dashboards/app/home?x=%2F1", { host: HOST, headers });
      expect(reply.status).to.equal(200);
      expect(reply.body).to.equal("dashboards GET /_dashboards/app/home?x=%2F1");
      expect(domain.seen).to.have.length(1);
      const [seen] = domain.seen;
      expect(seen?.serverName).to.equal(HOST);
      expect(seen?.headers).to.include({
        ...{ host: HOST, "x-forwarded-for": "198.51.100.7", "x-forwarded-proto": "https" },
      });
    });

    it("passes deep links on as they were written, however long", async () => {
      const { rig, domain } = stage();
      const state = "_g=(filters:!(),time:(from:now-15m,to:now))&_a=(columns:!(_source),index:'a%2Fb%20c')";
      const link = `/_dashboards/app/data-explorer/discover?${state}&q=${"%E2%82%AC".repeat(2000)}`;
      expect((await rig.ask(link, { host: HOST })).status).to.equal(200);
      expect(domain.seen.map(({ url }) => url)).to.deep.equal([link]);
    });

    it("adds the security headers, on answers of its own too", async () => {
      for (const path of ["/_dashboards/", "/_search"]) {
        const { headers } = await stage().rig.ask(path, { host: HOST });
        expect(headers, path).to.include({
          "strict-transport-security": "max-age=63072000; includeSubDomains",
          "x-content-type-options": "nosniff",
          "x-frame-options": "SAMEORIGIN",
          "referrer-policy": "same-origin",
          server: "nginx",
        });
      }
    });

    it("refuses whoever does not name it, and answers health checks", async () => {
      const { rig, domain } = stage();
      for (const host of ["evil.example", "10.0.1.7", DOMAIN, `${HOST}.evil.example`, `a.${HOST}`]) {
        expect((await rig.ask("/_dashboards/", { host })).status, host).to.equal(421);
      }
      expect((await rig.ask("/healthz")).body).to.equal("ok\n");
      expect((await rig.ask("/healthz", { host: HOST })).status).to.equal(404);
      expect(domain.seen).to.have.length(0);
    });

    it("answers readiness by asking the domain, and to nobody but the instance", async () => {
      const { rig, domain } = stage();
      expect((await rig.ask("/readyz")).status).to.equal(200);
      expect(domain.seen.map(({ url }) => url)).to.deep.equal(["/_dashboards/"]);
      expect((await rig.ask("/readyz", { host: HOST })).status).to.equal(404);
      const headers = { "x-forwarded-for": "127.0.0.1" };
      expect((await rig.ask("/readyz", { from: "127.0.0.4", headers })).status).to.equal(403);
    });

    it("sends old and bare addresses to Dashboards and knows nothing else", async () => {
      const { rig, domain } = stage();
      for (const path of ["/", "/_dashboards", "/_plugin/kibana/app/discover"]) {
        const reply = await rig.ask(path, { host: HOST });
        expect([reply.status, reply.headers.location], path).to.deep.equal([302, "/_dashboards/"]);
      }
      for (const path of ["/_search", "/_dashboardsx", "//_dashboards/", "/login", "/_cat/indices"]) {
        expect((await rig.ask(path, { host: HOST })).status, path).to.equal(404);
      }
      expect(domain.seen).to.have.length(0);
    });

    it("slows down whoever tries credentials, and nobody else", async () => {
      const attempt = (from: string) =>
        stage().rig.ask("/_dashboards/auth/login", {
          ...{ host: HOST, method: "POST" },
          headers: { "x-forwarded-for": from },
        });
      const statuses: number[] = [];
      for (let tries = 0; tries < 40; tries++) statuses.push((await attempt("198.51.100.9")).status);
      expect(statuses.filter((status) => status === 200).length).to.be.within(20, 39);
      expect(new Set(statuses)).to.deep.equal(new Set([200, 429]));
      expect((await attempt("198.51.100.10")).status).to.equal(200);
      // Colleagues behind one address, each of whom is led to the form and back.
      for (let tries = 0; tries < 40; tries++) {
        const headers = { "x-forwarded-for": "198.51.100.9" };
        const reply = await stage().rig.ask("/_dashboards/auth/openid/login", { host: HOST, headers });
        expect(reply.status).to.equal(200);
      }
    });

    it("slows down whoever tries passwords on other paths, as Basic authentication allows", async () => {
      const attempt = async (from: string, authorization?: string) => {
        const headers = { "x-forwarded-for": from, ...(authorization ? { authorization } : {}) };
        return (await stage().rig.ask("/_dashboards/api/status", { host: HOST, headers })).status;
      };
      const statuses = new Set<number>();
      for (let tries = 0; tries < 40; tries++)
        statuses.add(await attempt("198.51.100.11", `bAsIc ${btoa(`u:${tries}`)}`));
      expect(statuses).to.deep.equal(new Set([200, 429]));
      expect(await attempt("198.51.100.11")).to.equal(200);
      expect(await attempt("198.51.100.11", "Bearer t")).to.equal(200);
      expect(await attempt("198.51.100.12", "Basic eA==")).to.equal(200);
    });

    it("takes a network of IPv6, any address of which is free to one customer, for one client", async () => {
      const attempt = async (from: string) => {
        const headers = { "x-forwarded-for": from, authorization: "Basic eA==" };
        return (await stage().rig.ask("/_dashboards/", { host: HOST, headers })).status;
      };
      const statuses = new Set<number>();
      // A line break among the bytes of the address, too.
      for (let tries = 0; tries < 40; tries++)
        statuses.add(await attempt(`2001:db8:a0a:2:${tries.toString(16)}::a0a`));
      expect(statuses).to.deep.equal(new Set([200, 429]));
      expect(await attempt("2001:db8:a0a:3::a0a")).to.equal(200);
    });

    it("knows the way to sign in with any number of slashes, which a front of the domain may take for one", async () => {
      const ask = { host: HOST, method: "POST", headers: { "x-forwarded-for": "198.51.100.13" } };
      const statuses = new Set<number>();
      for (let tries = 0; tries < 40; tries++)
        statuses.add((await stage().rig.ask("/_dashboards//auth/login", ask)).status);
      expect(statuses).to.deep.equal(new Set([200, 429]));
    });

    it("logs the path without its query, and no header that holds a secret", async () => {
      const { rig } = stage();
      await rig.ask("/_dashboards/auth/openid?code=s3cret-code", {
        host: HOST,
        headers: { cookie: "security=s3cret-cookie", referer: "https://x/?code=s3cret-referer" },
      });
      // At its leisure: a connection is logged when it ends.
      await rig.stop("SIGQUIT");
      const text = (name: string) => readFileSync(join(rig.directory, "logs", `${name}.log`), "utf8");
      expect(text("access") + text("connections")).to.not.contain("s3cret");
      expect(rig.log("access").at(-1)).to.include({
        ...{ client: "127.0.0.1", method: "GET", host: HOST, path: "/_dashboards/auth/openid", status: 200 },
        ...{ upstreamStatus: "200", tls: "TLSv1.3" },
      });
      expect(rig.log("connections")[0]).to.include({
        ...{ domain: `127.0.0.2:${rig.upstreamPort}`, status: 200 },
      });
      await rig.start(site("custom-endpoint"));
    });
  });
});
