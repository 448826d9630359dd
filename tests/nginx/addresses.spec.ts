import { expect } from "chai";
import { ADDRESS_CHANGE_SECONDS } from "../../components/proxy-fleet/nginx";
import { startSilence } from "./silence";
import { DOMAIN, DOMAIN_ADDRESS, HOST, serve, setStage, site } from "./stage";
import { gate, startUpstream, type Upstream } from "./upstream";

const NEXT_ADDRESS = "127.0.0.7";
const CLIENTS = 4;

const sleep = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

describe("the domain's addresses", () => {
  const slow = gate();
  const stage = setStage({
    domain: ({ url }, response) => {
      if (url === "/_dashboards/slow") slow.opened.then(() => response.end("old, at last"));
      else response.end("old");
    },
  });
  let next: Upstream | undefined;

  describe("that change while the proxy serves", () => {
    serve(stage, "custom-endpoint");
    before(async () => {
      const { rig } = stage();
      next = await startUpstream(NEXT_ADDRESS, rig.upstreamPort, rig.authority.issue(HOST), (_, response) =>
        response.end("new"),
      );
    });
    after(async () => {
      await next?.close();
    });

    it("are followed within 30 s, on kept connections; no request fails, and no slow query is cut off", async () => {
      const { rig, domain } = stage();
      expect(ADDRESS_CHANGE_SECONDS).to.be.lessThan(30);
      const answers: { readonly at: number; readonly text: string }[] = [];
      let going = true;
      const client = async () => {
        while (going) {
          const { status, body } = await rig.ask("/_dashboards/", { host: HOST });
          answers.push({ at: Date.now(), text: `${status} ${body}` });
          await sleep(20);
        }
      };
      const clients = Array.from({ length: CLIENTS }, client);
      while (answers.length < 50) await sleep(10);
      const query = rig.ask("/_dashboards/slow", { host: HOST, method: "POST", body: "{}" });
      while (!domain.seen.some(({ url }) => url === "/_dashboards/slow")) await sleep(10);
      rig.names.addresses.set(DOMAIN, NEXT_ADDRESS);
      const changed = Date.now();
      const deadline = changed + 30_000;
      // Until every client has had nothing but the new address for a while longer than a connection may live.
      await sleep(ADDRESS_CHANGE_SECONDS * 1000);
      const settled = Date.now();
      while (answers.filter(({ at }) => at > settled).length < 50) await sleep(10);
      going = false;
      await Promise.all(clients);
      // Asked before the change, it has taken longer than any of the proxy's patience with idle connections.
      slow.open();
      const { status, body } = await query;
      expect([status, body]).to.deep.equal([200, "old, at last"]);
      expect(new Set(answers.map(({ text }) => text))).to.deep.equal(new Set(["200 old", "200 new"]));
      const lastOld = Math.max(...answers.filter(({ text }) => text === "200 old").map(({ at }) => at));
      expect(lastOld).to.be.lessThan(deadline);
      expect(new Set(answers.filter(({ at }) => at > settled).map(({ text }) => text))).to.deep.equal(
        new Set(["200 new"]),
      );
      const connections = domain.connections() + (next?.connections() ?? 0);
      expect(connections, `connections for ${answers.length} requests`).to.be.lessThan(answers.length / 10);
      expect(rig.names.asked()).to.be.lessThan(answers.length / 10);
    });
  });

  describe("that cannot be used", () => {
    // An answer of the name server is believed for one second here, and in whole seconds.
    const forgetAnswers = () => sleep(2100);

    before(async () => {
      const { rig } = stage();
      await rig.start(site("custom-endpoint"), (text) => text.replaceAll(" valid=5s ", " valid=1s "));
    });
    after(async () => {
      await stage().rig.stop();
    });

    it("are passed over for the others", async () => {
      const { rig, domain } = stage();
      rig.names.addresses.set(DOMAIN, ["127.0.0.9", DOMAIN_ADDRESS, "127.0.0.10"]);
      await forgetAnswers();
      const statuses = new Set<number>();
      for (let tries = 0; tries < 20; tries++) {
        domain.hangUp();
        statuses.add((await rig.ask("/_dashboards/", { host: HOST })).status);
      }
      expect(statuses).to.deep.equal(new Set([200]));
      expect(
        rig.log("connections").some((line) => /127\.0\.0\.(?:9|10):/.test(String(line["domain"]))),
      ).to.equal(true);
    });

    it("are passed over also where they are silent, as those of dead nodes are", async () => {
      const { rig, domain } = stage();
      const dead = ["127.0.0.11", "127.0.0.12"];
      const silent = [];
      for (const address of dead) silent.push(await startSilence(address, rig.upstreamPort));
      try {
        rig.names.addresses.set(DOMAIN, [...dead, DOMAIN_ADDRESS]);
        await forgetAnswers();
        domain.hangUp();
        const post = { host: HOST, method: "POST", body: "{}" };
        expect((await rig.ask("/_dashboards/", post)).status).to.equal(200);
        // A connection is logged when it ends.
        domain.hangUp();
        const tried = () => rig.log("connections").map((line) => String(line["domain"]));
        while (!tried().some((addresses) => addresses.includes(`${dead[0]}:`))) await sleep(20);
      } finally {
        for (const each of silent) await each.close();
        rig.names.addresses.set(DOMAIN, DOMAIN_ADDRESS);
        await forgetAnswers();
      }
    });

    it("leave nobody to ask where the name has none, until it has one again", async () => {
      const { rig, domain } = stage();
      const ask = async () => (await rig.ask("/_dashboards/", { host: HOST })).status;
      rig.names.addresses.delete(DOMAIN);
      await forgetAnswers();
      domain.hangUp();
      expect(await ask()).to.equal(502);
      rig.names.addresses.set(DOMAIN, DOMAIN_ADDRESS);
      await forgetAnswers();
      expect(await ask()).to.equal(200);
    });
  });
});
