import { availableParallelism } from "node:os";
import { expect } from "chai";
import { DOMAIN, DOMAIN_ADDRESS, HOST, serve, setStage, site } from "./stage";
import { type Answer, gate, startUpstream } from "./upstream";

const FILE = "0123456789";

/** Unread requests wait here until a test lets them go on. */
let held = gate();

const dashboards: Answer = (seen, response) => {
  if (seen.url === "/_dashboards/stream") {
    response.write("first ");
    held.opened.then(() => response.end("second"));
  } else if (seen.url === "/_dashboards/measured") {
    response.setHeader("content-length", "12");
    response.write("first ");
    held.opened.then(() => response.end("second"));
  } else if (seen.url === "/_dashboards/slow") {
    setTimeout(() => response.end("at last"), 1500);
  } else if (seen.url === "/_dashboards/file") {
    const [from, to] = (/^bytes=(\d+)-(\d+)$/.exec(String(seen.headers.range)) ?? []).slice(1).map(Number);
    if (from === undefined || to === undefined) {
      response.writeHead(200, { "content-length": FILE.length, "accept-ranges": "bytes" }).end(FILE);
    } else {
      response.writeHead(206, { "content-range": `bytes ${from}-${to}/${FILE.length}` });
      response.end(FILE.slice(from, to + 1));
    }
  } else if (seen.url === "/_dashboards/cookies") {
    const cookies = Array.from({ length: 3 }, (_, index) => `c${index}=${"x".repeat(4000)}; Path=/`);
    response.writeHead(200, { "set-cookie": cookies }).end("ok");
  } else if (seen.url === "/_dashboards/broken") {
    response.socket?.destroy();
  } else if (seen.url === "/_dashboards/steering") {
    response.writeHead(200, { "x-accel-redirect": "/_dashboards/elsewhere", "x-accel-limit-rate": "1" });
    response.end("not steered");
  } else if (seen.url === "/_dashboards/framed") {
    response.setHeader("strict-transport-security", "max-age=0").setHeader("x-frame-options", "DENY");
    response.setHeader("x-content-type-options", "none").setHeader("referrer-policy", "unsafe-url").end();
  } else if (seen.url === "/_dashboards/own-502") {
    response.writeHead(502, { "content-type": "application/json" }).end('{"error":"mine"}');
  } else {
    response.end(`dashboards ${seen.method} ${seen.url}`);
  }
};

describe("the proxy's traffic", () => {
  const stage = setStage({ domain: dashboards });
  serve(stage, "custom-endpoint");
  beforeEach(() => {
    held = gate();
  });

  it("takes cookies of 12 KiB and bodies of 20 MiB", async () => {
    const { rig, domain } = stage();
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

  it("passes on cookies of 12 KiB that the domain sets", async () => {
    const { headers } = await stage().rig.ask("/_dashboards/cookies", { host: HOST });
    expect(headers["set-cookie"]?.map((cookie) => cookie.length)).to.deep.equal([4029, 4029, 4029]);
  });

  it("refuses a body that is over its limit before it is read", async () => {
    const head = `POST /_dashboards/x HTTP/1.1\r\nHost: ${HOST}\r\nContent-Length: 104857601\r\n\r\n`;
    expect(await stage().rig.say(head)).to.match(/^HTTP\/1\.1 413 /);
    expect(stage().domain.seen).to.have.length(0);
  });

  it("hands on each piece of an answer as it comes, of known length or not", async () => {
    for (const path of ["/_dashboards/stream", "/_dashboards/measured"]) {
      held = gate();
      const pieces: string[] = [];
      const onPiece = (piece: string) => {
        pieces.push(piece);
        // The rest is sent only once this piece is here.
        if (pieces.join("") === "first ") held.open();
      };
      expect((await stage().rig.ask(path, { host: HOST, onPiece })).body, path).to.equal("first second");
      expect(pieces[0], path).to.equal("first ");
    }
  });

  it("waits for a slow query", async () => {
    expect((await stage().rig.ask("/_dashboards/slow", { host: HOST })).body).to.equal("at last");
  });

  it("answers HEAD and ranges as the domain does", async () => {
    const { rig, domain } = stage();
    const ask = (method: string, range?: string) =>
      rig.ask("/_dashboards/file", { host: HOST, method, headers: range ? { range } : {} });
    const head = await ask("HEAD");
    expect([head.status, head.body, head.headers["content-length"]]).to.deep.equal([200, "", "10"]);
    const part = await ask("GET", "bytes=2-4");
    expect([part.status, part.body, part.headers["content-range"]]).to.deep.equal([
      206,
      "234",
      "bytes 2-4/10",
    ]);
    expect(domain.seen.map(({ method }) => method)).to.deep.equal(["HEAD", "GET"]);
  });

  it("keeps its connections to the domain: no more than one for each of its workers here", async () => {
    const { rig, domain } = stage();
    domain.hangUp();
    const before = domain.connections();
    for (let count = 0; count < 60; count++) await rig.ask("/_dashboards/", { host: HOST });
    expect(domain.seen).to.have.length(60);
    expect(domain.connections() - before).to.be.within(1, availableParallelism());
  });

  it("asks again where a kept connection turns out to be dead, unless the request may have had an effect", async () => {
    const { rig, domain } = stage();
    const broken = await rig.ask("/_dashboards/broken", { host: HOST });
    expect(broken.status).to.equal(502);
    expect(domain.seen.length, "tries of a GET").to.be.within(2, 3);
    domain.seen.length = 0;
    const sent = await rig.ask("/_dashboards/broken", { host: HOST, method: "POST", body: "{}" });
    expect([sent.status, domain.seen.length]).to.deep.equal([502, 1]);
  });

  it("tries twice more, since the first time again may meet a connection that died with the one before", async () => {
    const { rig, domain } = stage();
    domain.hangUp();
    // Long enough for nginx to see that nothing it keeps is alive: each try is a connection that the domain sees.
    await new Promise((resolve) => setTimeout(resolve, 500));
    const broken = await rig.ask("/_dashboards/broken", { host: HOST });
    expect([broken.status, domain.seen.length]).to.deep.equal([502, 3]);
  });

  it("leaves the domain's own errors as they are", async () => {
    const reply = await stage().rig.ask("/_dashboards/own-502", { host: HOST });
    expect([reply.status, reply.body]).to.deep.equal([502, '{"error":"mine"}']);
  });

  it("says each security header once, whatever the domain says", async () => {
    expect((await stage().rig.ask("/_dashboards/framed", { host: HOST })).headers).to.include({
      "strict-transport-security": "max-age=63072000; includeSubDomains",
      "x-content-type-options": "nosniff",
      "x-frame-options": "SAMEORIGIN",
      "referrer-policy": "same-origin",
    });
  });

  it("is not steered by headers of the domain's answers", async () => {
    const { rig, domain } = stage();
    expect((await rig.ask("/_dashboards/steering", { host: HOST })).body).to.equal("not steered");
    expect(domain.seen.map(({ url }) => url)).to.deep.equal(["/_dashboards/steering"]);
  });

  it("says that the domain does not answer, and goes on when it does again, without a reload", async () => {
    const { rig, domain } = stage();
    rig.names.addresses.set(DOMAIN, "127.0.0.6");
    const sleep = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));
    const ask = () => rig.ask("/_dashboards/", { host: HOST });
    // The name server's last answer is believed for 5 s, in whole seconds, by each worker on its own.
    await sleep(6100);
    domain.hangUp();
    const down = await ask();
    expect([down.status, down.body]).to.deep.equal([
      502,
      "OpenSearch Dashboards does not answer. Try again in a minute.\n",
    ]);
    expect(down.headers["x-content-type-options"]).to.equal("nosniff");
    expect((await rig.ask("/readyz")).status).to.equal(502);
    expect((await rig.ask("/healthz")).status).to.equal(200);
    const back = await startUpstream("127.0.0.6", rig.upstreamPort, rig.authority.issue(HOST), dashboards);
    expect((await ask()).status).to.equal(200);
    expect(back.seen).to.have.length(1);
    await back.close();
    rig.names.addresses.set(DOMAIN, DOMAIN_ADDRESS);
  });

  it("gives up on a query that outlasts its patience, and says so", async () => {
    const { rig } = stage();
    await rig.stop();
    await rig.start(site("custom-endpoint"), (text) =>
      text.replace("proxy_read_timeout 310s;", "proxy_read_timeout 1s;"),
    );
    expect((await rig.ask("/_dashboards/", { host: HOST })).status).to.equal(200);
    const slow = await rig.ask("/_dashboards/slow", { host: HOST, method: "POST" });
    expect([slow.status, slow.body]).to.deep.equal([
      504,
      "OpenSearch Dashboards does not answer. Try again in a minute.\n",
    ]);
  });
});
