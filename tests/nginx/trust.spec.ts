import { readFileSync } from "node:fs";
import { connect } from "node:tls";
import { expect } from "chai";
import { selfSigned } from "./authority";
import { EXPOSURES, HOST, serve, setStage, site } from "./stage";

describe("whom the proxy trusts", () => {
  const stage = setStage();

  /** What the domain hears of the client, of a request that comes with these headers. */
  async function heard(headers: Readonly<Record<string, string | string[]>>): Promise<unknown> {
    const { rig, domain } = stage();
    const reply = await rig.ask("/_dashboards/", { host: HOST, headers });
    expect(reply.status).to.equal(200);
    return domain.seen.at(-1)?.headers["x-forwarded-for"];
  }

  for (const exposure of EXPOSURES) {
    describe(`behind ${exposure}`, () => {
      serve(stage, "custom-endpoint", exposure);

      it("takes the client from what the load balancer wrote, never from what the client claims", async () => {
        // CloudFront names the viewer, and the load balancer after it names CloudFront's interface in the VPC.
        const hops = exposure === "cloudfront" ? "198.51.100.7, 127.0.0.9" : "198.51.100.7";
        expect(await heard({ "x-forwarded-for": hops })).to.equal("198.51.100.7");
        for (const claim of [
          "203.0.113.66",
          "127.0.0.1",
          "unknown",
          "198.51.100.8, 127.0.0.1",
          "2001:db8::1",
        ]) {
          expect(await heard({ "x-forwarded-for": `${claim}, ${hops}` }), claim).to.equal("198.51.100.7");
        }
        expect(await heard({ "x-forwarded-for": ["203.0.113.66", hops] })).to.equal("198.51.100.7");
        expect(await heard({})).to.equal("127.0.0.1");
        if (exposure === "cloudfront") return;
        // A client in the VPC's own range is a client, not one more hop to look behind.
        expect(await heard({ "x-forwarded-for": "203.0.113.66, 127.0.0.9" })).to.equal("127.0.0.9");
      });

      it("says itself who asks and for what, whatever the client adds", async () => {
        const { domain } = stage();
        const claims = {
          forwarded: "for=203.0.113.66;host=evil.example;proto=http",
          "x-forwarded-host": "evil.example",
          "x-forwarded-port": "80",
          "x-forwarded-proto": "http",
          "x-forwarded-server": "evil.example",
          "x-real-ip": "203.0.113.66",
          "x-original-url": "/_search",
          "x-rewrite-url": "/_search",
          "x-proxy-user": "admin",
          "x-proxy-roles": "all_access",
        };
        await heard(claims);
        const { headers } = domain.seen.at(-1) ?? { headers: {} };
        expect(headers).to.include({ host: HOST, "x-forwarded-proto": "https" });
        const passed = Object.keys(claims).filter((name) => name in headers);
        expect(passed).to.deep.equal(["x-forwarded-proto"]);
      });
    });
  }

  it("believes no header from outside the VPC", async () => {
    const { rig } = stage();
    await rig.start({ ...site("custom-endpoint"), vpcCidr: "10.60.0.0/16" });
    expect(await heard({ "x-forwarded-for": "198.51.100.7" })).to.equal("127.0.0.1");
    await rig.stop();
  });

  describe("in TLS", () => {
    serve(stage, "custom-endpoint");

    it("speaks versions 1.2 and 1.3 only", async () => {
      const { rig } = stage();
      expect(await rig.handshake("TLSv1.3")).to.equal("TLSv1.3");
      expect(await rig.handshake("TLSv1.2")).to.equal("TLSv1.2");
      expect(await rig.handshake("TLSv1.1")).to.equal("refused");
      expect(await rig.handshake("TLSv1")).to.equal("refused");
    });

    it("takes no cipher of version 1.2 that encrypts in chained blocks", async () => {
      const tried = (cipher: string) => stage().rig.handshake("TLSv1.2", `${cipher}:@SECLEVEL=0`);
      expect(await tried("ECDHE-ECDSA-AES128-GCM-SHA256")).to.equal("TLSv1.2");
      for (const weak of [
        "ECDHE-ECDSA-AES128-SHA",
        "ECDHE-ECDSA-AES128-SHA256",
        "ECDHE-ECDSA-AES256-SHA384",
      ]) {
        expect(await tried(weak), weak).to.equal("refused");
      }
    });

    it("gives out no session tickets, whose key would outlive a session's secrecy", async () => {
      const { port } = stage().rig;
      const ticket = await new Promise((resolve, reject) => {
        const socket = connect(
          { host: "127.0.0.1", port, rejectUnauthorized: false, maxVersion: "TLSv1.2" },
          () => {
            resolve(socket.getTLSTicket());
            socket.destroy();
          },
        );
        socket.on("error", reject);
      });
      expect(ticket).to.equal(undefined);
    });

    it("trusts no upstream but the one whose certificate a known authority issued for the name", async () => {
      const { rig, domain } = stage();
      const ask = async () => (await rig.ask("/_dashboards/", { host: HOST })).status;
      const alone = selfSigned(rig.directory, HOST);
      const read = (path: string) => readFileSync(path, "utf8");
      expect(await ask(), "its own").to.equal(200);
      domain.seen.length = 0;
      const wrong = {
        "another name": rig.authority.issue("other.example.com"),
        "a name above": rig.authority.issue("example.com"),
        "self-signed": { key: read(alone.key), cert: read(alone.cert) },
        expired: rig.authority.issue(HOST, -1),
      };
      for (const [reason, pair] of Object.entries(wrong)) {
        domain.present(pair);
        expect(await ask(), reason).to.equal(502);
      }
      expect(domain.seen).to.have.length(0);
      domain.present(rig.authority.issue(HOST));
      expect(await ask(), "its own again").to.equal(200);
    });
  });
});
