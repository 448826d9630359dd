import { expect } from "chai";
import { HOST, serve, setStage } from "./stage";

/** A path outside the proxy's routes: no request for it may reach the domain, however it is hidden. */
const SMUGGLED = "GET /_search HTTP/1.1\r\nHost: x\r\n\r\n";

const post = (headers: readonly string[], body: string): string =>
  `POST /_dashboards/x HTTP/1.1\r\nHost: ${HOST}\r\n${headers.map((line) => `${line}\r\n`).join("")}\r\n${body}`;

const get = (line: string, headers: readonly string[] = [`Host: ${HOST}`]): string =>
  `${line}\r\n${headers.map((header) => `${header}\r\n`).join("")}Connection: close\r\n\r\n`;

const statusesOf = (said: string): readonly number[] =>
  [...said.matchAll(/HTTP\/1\.[01] (\d{3}) /g)].map((match) => Number(match[1]));

describe("hostile requests to the proxy", () => {
  const stage = setStage();

  describe("to any site", () => {
    serve(stage, "custom-endpoint");

    it("never reach the domain where two readers could disagree on their length", async () => {
      const { rig, domain } = stage();
      const chunked = `0\r\n\r\n${SMUGGLED}`;
      const cases: readonly [string, string, readonly number[]][] = [
        ["both lengths", post(["Content-Length: 4", "Transfer-Encoding: chunked"], chunked), [400]],
        ["both, the other way", post(["Transfer-Encoding: chunked", "Content-Length: 4"], chunked), [400]],
        ["two lengths", post(["Content-Length: 0", "Content-Length: 38"], SMUGGLED), [400]],
        ["a list of lengths", post(["Content-Length: 0, 38"], SMUGGLED), [400]],
        ["a signed length", post(["Content-Length: +0"], SMUGGLED), [400]],
        ["a hexadecimal length", post(["Content-Length: 0x26"], SMUGGLED), [400]],
        ["an unknown coding", post(["Transfer-Encoding: xchunked"], chunked), [501]],
        ["two codings", post(["Transfer-Encoding: chunked, identity"], chunked), [501]],
        ["chunked twice", post(["Transfer-Encoding: chunked", "Transfer-Encoding: chunked"], chunked), [400]],
        ["a bad chunk", post(["Transfer-Encoding: chunked"], `Z\r\n\r\n${SMUGGLED}`), [400]],
        ["HTTP/1.0 and chunks", post(["Transfer-Encoding: chunked"], chunked).replace("1.1", "1.0"), [400]],
      ];
      for (const [name, bytes, statuses] of cases) {
        expect(statusesOf(await rig.say(bytes)), name).to.deep.equal(statuses);
      }
      expect(domain.seen).to.deep.equal([]);
    });

    it("are two requests, each by the routes, where a second follows the first on one connection", async () => {
      const { rig, domain } = stage();
      const said = await rig.say(post(["Content-Length: 2"], `{}${SMUGGLED}`));
      expect(statusesOf(said)).to.deep.equal([200, 421]);
      const folded = await rig.say(
        post(["Transfer-Encoding : chunked", "Content-Length: 2"], `{}${SMUGGLED}`),
      );
      expect(statusesOf(folded)).to.deep.equal([400]);
      expect(domain.seen.map(({ url, bytes }) => [url, bytes])).to.deep.equal([["/_dashboards/x", 2]]);
    });

    it("are refused where the name is missing, doubled or two-faced", async () => {
      const { rig, domain } = stage();
      const evil = "evil.example";
      const cases: readonly [string, string, number][] = [
        ["no Host", get("GET /_dashboards/ HTTP/1.1", []), 400],
        ["no Host, HTTP/1.0", get("GET /_dashboards/ HTTP/1.0", []), 421],
        ["two Hosts", get("GET /_dashboards/ HTTP/1.1", [`Host: ${HOST}`, `Host: ${evil}`]), 400],
        ["another host in the request line", get(`GET https://${evil}/_dashboards/ HTTP/1.1`), 421],
        ["a list in Host", get("GET /_dashboards/ HTTP/1.1", [`Host: ${HOST}, ${evil}`]), 400],
        ["a path in Host", get("GET /_dashboards/ HTTP/1.1", [`Host: ${HOST}/x`]), 400],
        ["HTTP/2 without asking", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", 400],
        ["TRACE", get("TRACE /_dashboards/ HTTP/1.1"), 405],
      ];
      for (const [name, bytes, status] of cases) {
        const said = await rig.say(bytes);
        expect(statusesOf(said)[0], `${name}: ${said}`).to.equal(status);
      }
      // Refused for another reason by newer versions.
      const named = await rig.say(get("GET /_dashboards/ HTTP/1.1", [`Host: ${HOST}@${evil}`]));
      expect(statusesOf(named)[0], "a user in Host").to.be.oneOf([400, 421]);
      const tunnel = await rig.say(get(`CONNECT ${evil}:443 HTTP/1.1`));
      expect(statusesOf(tunnel)[0], "CONNECT").to.be.oneOf([400, 405]);
      expect(domain.seen).to.deep.equal([]);
    });

    it("are not turned into a WebSocket or HTTP/2, nor freed of a header by naming it in Connection", async () => {
      const { rig, domain } = stage();
      const upgrade = ["Upgrade: h2c", "HTTP2-Settings: AAMAAABkAARAAAAAAAIAAAAA"];
      const connection = "Connection: Upgrade, HTTP2-Settings, X-Forwarded-For, X-Forwarded-Proto, close";
      const head = `GET /_dashboards/ HTTP/1.1\r\nHost: ${HOST}\r\n${[...upgrade, connection].join("\r\n")}\r\n\r\n`;
      expect(statusesOf(await rig.say(head))).to.deep.equal([200]);
      const [seen] = domain.seen;
      expect(seen?.headers).to.include({ "x-forwarded-for": "127.0.0.1", "x-forwarded-proto": "https" });
      expect(seen?.headers).to.not.have.any.keys("upgrade", "connection", "transfer-encoding");
    });

    it("lose headers whose names are not plain", async () => {
      const { rig, domain } = stage();
      const odd = ["X_Forwarded_For: 203.0.113.66", "X-Proxy_User: admin", "_x: 1", "X.y: 1"];
      await rig.say(get("GET /_dashboards/ HTTP/1.1", [`Host: ${HOST}`, ...odd]));
      expect(domain.seen).to.have.length(1);
      const [seen] = domain.seen;
      expect(seen?.headers).to.not.have.any.keys("x_forwarded_for", "x-proxy_user", "_x", "x.y");
    });

    it("do not climb out of the routes, however the dots are written", async () => {
      const { rig, domain } = stage();
      for (const path of [
        "/_dashboards/../_search",
        "/_dashboards/..%2f_search",
        "/_dashboards/%2e%2e/_search",
        "/_dashboards/.%2E/_search",
        "/_dashboards/%2e%2e%5c_search",
        "/_search/../_dashboards/",
        "/_dashboards/..\\_search",
        "/_dashboards/./x",
        "/_dashboards/..",
        "/_dashboards/%00",
        "/_dashboards/../../../../etc/passwd",
        "/..%2f..%2fetc/passwd",
        "/_dashboards/..;/_search",
        "/_dashboards/..%3bx=1/_search",
        "/_dashboards/x/..#",
        "/_dashboards/#/../_search",
      ]) {
        expect((await rig.ask(path, { host: HOST })).status, path).to.equal(400);
      }
      expect(domain.seen).to.have.length(0);
      // Twice encoded, the dots are plain text to the domain, which decodes once.
      for (const near of ["/_dashboards/app/..name?next=/../x", "/_dashboards/%252e%252e/_search"]) {
        expect((await rig.ask(near, { host: HOST })).body).to.equal(`dashboards GET ${near}`);
      }
    });

    it("are not sent on where the route itself is written in code", async () => {
      const { rig, domain } = stage();
      for (const path of ["/%5fdashboards/x", "/_dashboards%2fx", "/_dash%62oards/x", "/%5Fdashboards/"]) {
        expect((await rig.ask(path, { host: HOST })).status, path).to.equal(400);
      }
      expect(domain.seen).to.have.length(0);
      const link = "/_dashboards/%5fplain%2fx";
      expect((await rig.ask(link, { host: HOST })).body).to.equal(`dashboards GET ${link}`);
    });

    it("are the same in absolute form, which names the proxy or is refused", async () => {
      const { rig, domain } = stage();
      const line = (target: string) => get(`GET ${target} HTTP/1.1`);
      expect(statusesOf(await rig.say(line(`https://${HOST}/_dashboards/a`)))).to.deep.equal([200]);
      expect(statusesOf(await rig.say(line(`https://${HOST}/_dashboards/../_search`)))).to.deep.equal([400]);
      expect(statusesOf(await rig.say(line(`https://${HOST}/_search`)))).to.deep.equal([404]);
      expect(domain.seen.map(({ url }) => url)).to.deep.equal(["/_dashboards/a"]);
    });

    it("cannot write lines into answers or the log", async () => {
      const { rig } = stage();
      const said = await rig.say(get("GET /%0d%0aSet-Cookie:%20x=1 HTTP/1.1"));
      expect(statusesOf(said)).to.deep.equal([404]);
      expect(said).to.not.match(/set-cookie/i);
      const agent = 'a"\\,"status":200,"x":"\x01';
      await rig.say(get("GET /_search HTTP/1.1", [`Host: ${HOST}`, `User-Agent: ${agent}`]));
      await rig.stop();
      const lines = rig.log("access");
      expect(lines.at(-1)).to.include({ status: 404, agent });
    });
  });

  describe("to proxied Cognito", () => {
    serve(stage, "proxied-cognito");

    it("get nothing from Cognito but its sign-in pages", async () => {
      const { rig, cognito, domain } = stage();
      for (const path of [
        ...["/loginx", "/a/login", "/login/", "/LOGIN", "//login", "/login;x", "/login/..;/x", "/login%2f"],
        ...[
          "/login%0a",
          "/login%0d%0aHost:%20evil.example",
          "/login%00",
          "/login%20",
          "/login%3fx",
          "/login%23",
        ],
        ...["/%2flogin", "/.%2flogin", "/./login", "/x/../login", "/\\login", "/login\\", "/login%5c"],
        ...["/@evil.example/login", "/login@evil.example", "/login:443", "/evil.example%2flogin"],
        ...[
          "/oauth2/token",
          "/oauth2/userInfo",
          "/oauth2/revoke",
          "/oauth2/authorize/x",
          "/oauth2%2fauthorize/",
        ],
        ...[
          "/.well-known/openid-configuration",
          "/saml2/",
          "/saml2/idpresponse/x",
          "/errors",
          "/faviconXico",
        ],
        ...["/signin", "/log", "/changePassword/", "/mfax", "/forgotPassword%2e%2e"],
      ]) {
        expect((await rig.ask(path, { host: HOST })).status, path).to.be.oneOf([400, 404]);
      }
      expect(cognito.seen).to.have.length(0);
      expect(domain.seen).to.have.length(0);
    });

    it("reach Cognito as the proxy read them, with the query as it was", async () => {
      const { rig, cognito } = stage();
      const query = "redirect_uri=https%3A%2F%2Fevil.example%2F&x=%0d%0aHost:%20y";
      for (const path of ["/login", "/%6cogin", "/oauth2%2fauthorize", "/oauth2/authorize"]) {
        await rig.ask(`${path}?${query}`, { host: HOST });
      }
      expect(cognito.seen.map(({ url }) => url)).to.deep.equal([
        `/login?${query}`,
        `/login?${query}`,
        `/oauth2/authorize?${query}`,
        `/oauth2/authorize?${query}`,
      ]);
    });
  });
});
