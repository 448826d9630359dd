import { Agent, request } from "node:http";
import { expect } from "chai";
import { type Balancer, startBalancer } from "./balancer";
import { Rig } from "./rig";
import { HOST, setStage, site } from "./stage";

const CLIENTS = 8;

interface Load {
  readonly statuses: Map<number | string, number>;
  readonly count: () => number;
  readonly end: () => Promise<void>;
}

/** Clients with kept connections, who read, and every fourth time write, as fast as they are answered. */
function startLoad(port: number): Load {
  const statuses = new Map<number | string, number>();
  const agent = new Agent({ keepAlive: true, maxSockets: CLIENTS });
  let count = 0;
  let going = true;
  const once = (method: "GET" | "POST") =>
    new Promise<number | string>((resolve) => {
      const path = "/_dashboards/x";
      const outgoing = request(
        { host: "127.0.0.1", port, path, method, agent, headers: { host: HOST } },
        (reply) => {
          reply.resume();
          reply.on("end", () => resolve(reply.statusCode ?? 0));
          reply.on("error", (error) => resolve(error.message));
        },
      );
      outgoing.on("error", (error) => resolve(error.message));
      outgoing.end(method === "POST" ? "{}" : undefined);
    });
  const client = async () => {
    while (going) {
      const status = await once(count++ % 4 === 0 ? "POST" : "GET");
      statuses.set(status, (statuses.get(status) ?? 0) + 1);
    }
  };
  const clients = Array.from({ length: CLIENTS }, client);
  return {
    statuses,
    count: () => count,
    async end() {
      going = false;
      await Promise.all(clients);
      agent.destroy();
    },
  };
}

const sleep = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

describe("a rolling replacement of two proxies", () => {
  // Answers that take a moment, so that some are under way whenever a proxy leaves.
  const stage = setStage({
    domain: ({ method, url }, response) => setTimeout(() => response.end(`${method} ${url}`), 25),
  });
  const fleet: Rig[] = [];
  let balancer: Balancer;
  // Nothing where the tests are left out.
  let closeBalancer = async (): Promise<void> => undefined;

  const launch = async (edit?: (text: string) => string): Promise<Rig> => {
    const rig = await Rig.create(stage().rig);
    fleet.push(rig);
    await rig.start(site("custom-endpoint"), edit);
    return rig;
  };
  const underLoad = async (load: Load, requests: number) => {
    const until = load.count() + requests;
    while (load.count() < until) await sleep(5);
  };

  before(async () => {
    balancer = await startBalancer();
    closeBalancer = balancer.close;
  });
  after(async () => {
    await closeBalancer();
    for (const rig of fleet) await rig.destroy();
  });

  it("fails no request, where each newcomer serves before an old one leaves", async () => {
    const first = [await launch(), await launch()];
    for (const { port } of first) balancer.register(port);
    const load = startLoad(balancer.port);
    await underLoad(load, 100);
    const second: Rig[] = [];
    for (const old of first) {
      const newcomer = await launch();
      balancer.register(newcomer.port);
      await underLoad(load, 100);
      await balancer.deregister(old.port);
      await old.stop("SIGQUIT");
      await underLoad(load, 100);
      second.push(newcomer);
    }
    await load.end();
    expect([...load.statuses.keys()]).to.deep.equal([200]);
    for (const rig of fleet) {
      const served = rig.log("access").filter(({ path }) => path === "/_dashboards/x");
      expect(served.length).to.be.greaterThan(50);
      expect(new Set(served.map(({ status }) => status))).to.deep.equal(new Set([200]));
    }
    for (const { port } of second) await balancer.deregister(port);
  });

  it("leaves the old ones in service where the newcomer's configuration is broken", async () => {
    const old = await launch();
    balancer.register(old.port);
    const load = startLoad(balancer.port);
    const broken = await launch((text) =>
      text.replace("proxy_ssl_verify on;", "proxy_ssl_verify maybe;"),
    ).then(
      () => "started",
      (error: Error) => error.message,
    );
    await underLoad(load, 100);
    await load.end();
    expect(broken).to.match(/invalid value "maybe" in "proxy_ssl_verify" directive/);
    expect([...load.statuses.keys()]).to.deep.equal([200]);
  });
});
