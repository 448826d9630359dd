import { expect } from "chai";
import type { JWTPayload } from "jose";
import { type FieldRequest, graphqlEndpoint } from "../../console/local/graphql-endpoint";
import type { QueryLimits } from "../../console/local/query-limits";
import { sampleAccount } from "../../console/local/sample/account";
import { SAMPLE_DEPLOYMENT, SAMPLE_IDS } from "../../console/local/sample/deployment";
import { answer } from "../../console-api/handler";
import { oneRequest, type Signer, signer } from "../console/local/posing";
import { silenced } from "../console-api/silenced";
import { all, inputsOf } from "./reading";
import { planned } from "./stack";
import { VARIANTS } from "./variants";

const ISSUER = `https://cognito-idp.${SAMPLE_DEPLOYMENT.region}.amazonaws.com/${SAMPLE_IDS.userPoolId}`;

const OPERATOR: JWTPayload = {
  sub: "user-1",
  iss: ISSUER,
  client_id: SAMPLE_IDS.clientId,
  token_use: "access",
  username: "user-1",
  "cognito:groups": ["operator"],
};

const names = Array.from({ length: 100 }, (_, at) => `a${at}`);
const hundred = (field: string): string => names.map((name) => `${name}: ${field}`).join(" ");

/** A fragment that holds the next one twice, and so on: 2^24 fields in a document of a kilobyte. */
const DOUBLING = Array.from({ length: 24 }, (_, at) =>
  at === 23
    ? `fragment F${at} on Query { a: roles { asOf } b: patching { asOf } }`
    : `fragment F${at} on Query { ...F${at + 1} ... on Query { ...F${at + 1} } }`,
).join(" ");

/** Fields that start something, cost money or ask AWS a lot; each a hundred times in one request. */
const MANY: readonly (readonly [how: string, document: string])[] = [
  ["aliases of a question to the flow logs", `mutation { ${hundred("startEvidence(days: 90) { id }")} }`],
  ["aliases of a scan", `mutation { ${hundred("scanNow { id }")} }`],
  [
    "aliases of the groups of the VPC",
    `{ ${hundred("securityGroups(scope: VPC, first: 100) { total groups { rules { id } } }")} }`,
  ],
  [
    "aliases in a fragment",
    `fragment Many on Query { ${hundred("roles { roles { name } }")} } query Q { ...Many }`,
  ],
  ["aliases in inline fragments", `{ ${names.map((name) => `... { ${name}: roles { asOf } }`).join(" ")} }`],
  [
    "aliases that are skipped, all but one",
    `{ one: roles { asOf } ${hundred("roles @skip(if: true) { asOf }")} }`,
  ],
  ["different fields", "{ roles { asOf } patching { asOf } overview { asOf } trafficMatrix { id } }"],
  ["fragments that double", `query Q { ...F0 } ${DOUBLING}`],
];

describe("a hundred questions in one request", function () {
  this.timeout(180_000);
  let pool: Signer;
  let limits: QueryLimits;
  let asked: string[] = [];
  let calls: string[] = [];

  before(async () => {
    pool = await signer();
    const api = inputsOf(await planned(VARIANTS.dev), "aws:appsync/graphQLApi:GraphQLApi");
    limits = { depth: Number(api["queryDepthLimit"]), resolvers: Number(api["resolverCountLimit"]) };
  });
  beforeEach(() => {
    asked = [];
    calls = [];
  });

  /** Asks the function itself, by an API with the limits of the plan. */
  async function ask(body: unknown): Promise<{ readonly status: number; readonly text: string }> {
    const account = sampleAccount({
      now: () => new Date(),
      stepMs: () => 0,
      interception: (command) => void calls.push(command),
    });
    const endpoint = graphqlEndpoint({
      token: { issuer: ISSUER, clientId: SAMPLE_IDS.clientId, keys: pool.keys },
      limits,
      ask: (request: FieldRequest) => {
        asked.push(request.field);
        return answer(request, { ...account, now: () => new Date(), signal: new AbortController().signal });
      },
    });
    return oneRequest(endpoint, "/graphql", {
      method: "POST",
      headers: { authorization: await pool.sign(OPERATOR) },
      body: JSON.stringify(body),
    });
  }

  it("are refused by what the plan sets, before the function or AWS is asked anything", async () => {
    for (const [how, query] of MANY) {
      const { status, text } = await ask({ query });
      const { data, errors } = JSON.parse(text);
      expect(status, how).to.equal(200);
      expect(data, how).to.equal(null);
      expect(errors[0].errorType, how).to.equal("ResolverCountLimitReached");
    }
    expect([asked, calls]).to.deep.equal([[], []]);
  });

  it("are one question where a document has a hundred operations: the one that is named", async () => {
    const operations = names.map((name) => `query ${name} { roles { asOf } }`).join(" ");
    const unnamed = await ask({ query: operations });
    expect(JSON.parse(unnamed.text)).to.deep.include({ data: null });
    expect(asked).to.deep.equal([]);
    const named = await ask({ query: operations, operationName: "a7" });
    expect(JSON.parse(named.text).data.roles.asOf).to.be.a("string");
    expect(asked).to.deep.equal(["roles"]);
  });

  it("are no question where the request is a list of them", async () => {
    const one = { query: "mutation { startEvidence(days: 90) { id } }" };
    const { status } = await ask(names.map(() => one));
    expect(status).to.equal(400);
    expect([asked, calls]).to.deep.equal([[], []]);
  });

  it("are, one after the other, one question to Athena in an hour, which has its answer already", async () => {
    const starts: unknown[] = [];
    const now = new Date("2026-03-10T12:30:00Z");
    const account = sampleAccount({
      now: () => now,
      stepMs: () => 0,
      interception(command, input) {
        if (command === "StartQueryExecution") starts.push(input);
      },
    });
    const claims = { ...OPERATOR, exp: now.getTime() / 1000 + 600 };
    const identity = { sub: "user-1", issuer: ISSUER, groups: ["operator"], claims };
    const around = { ...account, now: () => now, signal: new AbortController().signal };
    // The function logs who starts what.
    const { logged } = await silenced("info", async () => {
      for (const _ of names)
        await answer({ field: "startEvidence", arguments: { days: 90 }, identity }, around);
    });
    expect(logged).to.have.length(100);
    expect(starts).to.have.length(100);
    expect(new Set(starts.map((start) => JSON.stringify(start)))).to.have.property("size", 1);
    expect(starts[0])
      .to.have.property("ResultReuseConfiguration")
      .that.deep.equals({ ResultReuseByAgeConfiguration: { Enabled: true, MaxAgeInMinutes: 60 } });
  });

  it("are answered by a function that ends after ten seconds, and by queries that give up after 100 GiB", async () => {
    const plan = await planned(VARIANTS.dev);
    const functions = all(plan, "aws:lambda/function:Function").map(({ inputs }) => inputs);
    const api = functions.find(({ name }) => String(name).endsWith("-api"));
    expect(api).to.include({ timeout: 10, memorySize: 256 });
    const group = inputsOf(plan, "aws:athena/workgroup:Workgroup")["configuration"];
    expect(group).to.include({
      enforceWorkgroupConfiguration: true,
      bytesScannedCutoffPerQuery: 100 * 2 ** 30,
      requesterPaysEnabled: false,
    });
  });
});
