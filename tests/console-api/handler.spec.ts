import { expect } from "chai";
import { answer } from "../../console-api/handler";
import { DEPLOYMENT, identity, surroundings } from "./deployed";
import { refusalOf } from "./refused";
import { silenced } from "./silenced";

const viewer = identity(["viewer"]);
const operator = identity(["operator"]);

/** A deployment whose register cannot be read, for a resolver that fails. */
const failing = (error: unknown) =>
  surroundings({
    deployment: Object.defineProperty({ ...DEPLOYMENT }, "register", {
      get() {
        throw error;
      },
    }),
  });

describe("answer", () => {
  it("gives the matrix as it was deployed, each end by its name", async () => {
    const given = await answer({ field: "trafficMatrix", identity: viewer }, surroundings());
    expect(given).to.deep.equal([
      {
        id: "10-0-0-0-24-to-load-balancer",
        from: "10.0.0.0/24",
        to: "load-balancer",
        protocol: "tcp",
        port: 443,
        why: "Named clients to the load balancer",
      },
      {
        id: "load-balancer-to-proxy",
        from: "load-balancer",
        to: "proxy",
        protocol: "tcp",
        port: 443,
        why: "Load balancer to nginx: requests and health checks",
      },
      {
        id: "proxy-to-domain",
        from: "proxy",
        to: "domain",
        protocol: "tcp",
        port: 443,
        why: "nginx to OpenSearch Dashboards",
      },
      {
        id: "proxy-to-s3",
        from: "proxy",
        to: "Amazon S3 in this region",
        protocol: "tcp",
        port: 443,
        why: "Packages and patch baselines from S3 through the gateway endpoint",
      },
    ]);
  });

  it("names a group of somebody else with its id", async () => {
    const [flow] = DEPLOYMENT.matrix;
    if (flow === undefined) throw new Error("no flow");
    const to = { kind: "existing-group", id: "sg-0e0e", name: "interface endpoints" } as const;
    const around = surroundings({ deployment: { ...DEPLOYMENT, matrix: [{ ...flow, to }] } });
    const [told] = (await answer({ field: "trafficMatrix", identity: viewer }, around)) as { to: string }[];
    expect(told?.to).to.equal("interface endpoints (sg-0e0e)");
  });

  it("gives the register without what the schema does not name", async () => {
    const [control] = DEPLOYMENT.register;
    if (control === undefined) throw new Error("no control");
    const { open, ...closed } = control;
    expect(open).to.equal(null);
    const written = { ...closed, note: "internal", evidence: { kind: "output", name: "patching", at: "x" } };
    const register = JSON.parse(JSON.stringify([written]));
    const around = surroundings({ deployment: { ...DEPLOYMENT, register } });
    expect(await answer({ field: "responsibilityRegister", identity: operator }, around)).to.deep.equal([
      {
        ...closed,
        evidence: { kind: "output", type: null, name: "patching", path: null },
        open: null,
      },
    ]);
  });

  it("checks the caller before it says whether a field exists", async () => {
    for (const field of ["trafficMatrix", "nothing", undefined]) {
      expect(await refusalOf(() => answer({ field, identity: null }, surroundings()))).to.equal(
        "Unauthorized: sign in first",
      );
    }
    for (const request of [undefined, null, "x", 1, [], {}]) {
      expect(await refusalOf(() => answer(request, surroundings()))).to.equal("Unauthorized: sign in first");
    }
  });

  it("refuses a viewer's mutations before it looks at their arguments", async () => {
    for (const field of ["scanNow", "installNow"]) {
      const request = { field, arguments: { document: "AWS-RunShellScript" }, identity: viewer };
      expect(await refusalOf(() => answer(request, surroundings()))).to.equal(
        `Unauthorized: only members of \`operator\` may ask for \`${field}\``,
      );
    }
  });

  it("refuses fields that the schema does not have", async () => {
    for (const field of ["__proto__", "constructor", "toString", "__schema", "__typename", "Query"]) {
      expect(await refusalOf(() => answer({ field, identity: operator }, surroundings()))).to.equal(
        `BadRequest: no field \`${field}\``,
      );
    }
    const long = `\u001b${"x".repeat(1_000_000)}`;
    expect(await refusalOf(() => answer({ field: long, identity: operator }, surroundings()))).to.equal(
      `BadRequest: no field \`\\u{1b}${"x".repeat(62)}…\``,
    );
    for (const field of [1, null, ["overview"], { toString: 1 }]) {
      expect(await refusalOf(() => answer({ field, identity: operator }, surroundings()))).to.equal(
        "BadRequest: no field ``",
      );
    }
  });

  it("takes no arguments where the schema has none", async () => {
    const request = { field: "trafficMatrix", arguments: { stack: "prod" }, identity: viewer };
    expect(await refusalOf(() => answer(request, surroundings()))).to.equal(
      "BadRequest: `trafficMatrix` has no argument `stack`",
    );
  });

  it("tells nothing of a failure but that there was one, and logs it", async () => {
    const secret = "arn:aws:iam::111122223333:role/secret at /var/task/index.js";
    for (const error of [new Error(secret), secret, { message: secret }, undefined, null]) {
      const { said, logged } = await silenced("error", () =>
        refusalOf(() => answer({ field: "responsibilityRegister", identity: viewer }, failing(error))),
      );
      expect(said).to.equal("Unavailable: the question could not be answered");
      expect(logged).to.have.length(1);
      if (error) expect(logged[0]).to.contain(secret);
    }
  });

  it("logs who asks for a change, and not who looks or was refused", async () => {
    const ask = (field: string, who: unknown) =>
      silenced("info", () =>
        silenced("error", async () => {
          await answer({ field, identity: who }, surroundings()).catch(() => undefined);
        }),
      );
    expect((await ask("installNow", operator)).logged).to.deep.equal([
      '{"field":"installNow","sub":"3f0c8a1e-0000-4000-8000-000000000000"}',
    ]);
    expect((await ask("installNow", viewer)).logged).to.deep.equal([]);
    expect((await ask("trafficMatrix", operator)).logged).to.deep.equal([]);
  });

  it("gives up a moment after its calls were aborted", async () => {
    const end = new AbortController();
    end.abort();
    const register = new Promise(() => undefined);
    const around = surroundings({ signal: end.signal });
    const waiting = { ...around, deployment: { ...DEPLOYMENT, register } as unknown as typeof DEPLOYMENT };
    expect(
      await refusalOf(() => answer({ field: "responsibilityRegister", identity: viewer }, waiting)),
    ).to.equal("Unavailable: the answer took too long");
  });
});
