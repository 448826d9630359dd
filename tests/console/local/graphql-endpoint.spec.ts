import { expect } from "chai";
import type { JWTPayload } from "jose";
import { type FieldRequest, graphqlEndpoint } from "../../../console/local/graphql-endpoint";
import { Refusal } from "../../../console-api/failures";
import { oneRequest, type Reply, type Signer, signer } from "./posing";

const ISSUER = "https://cognito-idp.us-east-1.amazonaws.com/us-east-1_Pool";
const CLIENT = "client";

const OPERATOR: JWTPayload = {
  sub: "user-1",
  iss: ISSUER,
  client_id: CLIENT,
  token_use: "access",
  username: "user-1",
  "cognito:groups": ["operator"],
};
const VIEWER: JWTPayload = { ...OPERATOR, "cognito:groups": ["viewer"] };

describe("the local GraphQL endpoint", () => {
  let pool: Signer;
  let asked: FieldRequest[] = [];
  before(async () => {
    pool = await signer();
  });
  beforeEach(() => {
    asked = [];
  });

  const send = (token: string | undefined, body: unknown, init: RequestInit = {}): Promise<Reply> =>
    oneRequest(
      graphqlEndpoint({
        token: { issuer: ISSUER, clientId: CLIENT, keys: pool.keys },
        limits: { depth: 3, resolvers: 2 },
        ask: async (request) => {
          asked.push(request);
          if (request.field === "patchRun") throw new Refusal("NotFound", "no such run");
          if (request.field === "startEvidence") return { id: "question" };
          return {
            id: "run",
            operation: "SCAN",
            state: "WAITING",
            steps: [{ name: "one", state: "WAITING" }],
          };
        },
      }),
      "/graphql",
      {
        method: "POST",
        headers: token === undefined ? {} : { authorization: token },
        body: typeof body === "string" ? body : JSON.stringify(body),
        ...init,
      },
    );

  const query = async (claims: JWTPayload, text: string, variables = {}) => {
    const { status, text: answer } = await send(await pool.sign(claims), { query: text, variables });
    expect(status).to.equal(200);
    return JSON.parse(answer);
  };

  it("hands field, arguments and the caller's claims to the function, and never the token", async () => {
    const answer = await query(VIEWER, "mutation ($days: Int!) { startEvidence(days: $days) { id } }", {
      days: 7,
    });
    expect(answer).to.deep.equal({ data: { startEvidence: { id: "question" } } });
    const { exp, ...claims } = asked[0]?.identity.claims ?? {};
    expect(exp).to.be.a("number");
    const { sub: _, ...told } = VIEWER;
    expect(claims).to.deep.equal(told);
    expect(asked[0]).to.deep.include({ field: "startEvidence" });
    expect({ ...asked[0]?.arguments }).to.deep.equal({ days: 7 });
    expect(asked[0]?.identity).to.deep.include({ sub: "user-1", issuer: ISSUER, groups: ["viewer"] });
  });

  it("denies a field to members of other groups and of none, without calling the function", async () => {
    for (const claims of [
      VIEWER,
      { ...VIEWER, "cognito:groups": [] },
      { ...VIEWER, "cognito:groups": "operator" },
    ]) {
      const answer = await query(claims, "mutation { scanNow { id } }");
      expect(answer.data).to.equal(null);
      expect(answer.errors).to.deep.equal([
        {
          path: ["scanNow"],
          data: null,
          errorType: "Unauthorized",
          errorInfo: null,
          locations: [{ line: 1, column: 12, sourceName: null }],
          message: "Not Authorized to access scanNow on type Mutation",
        },
      ]);
    }
    expect(asked).to.deep.equal([]);
  });

  it("tells a refusal by its name", async () => {
    const { errors } = await query(OPERATOR, `{ patchRun(id: "1") { id } }`);
    expect(errors[0]).to.deep.include({ errorType: "NotFound", message: "no such run" });
  });

  it("refuses what is deeper or asks more than the limits, counting through fragments", async () => {
    const deep = "fragment S on PatchRun { steps { name } } { patching { running { ...S } } }";
    expect((await query(OPERATOR, deep)).errors[0].message).to.equal("Query depth 4 exceeds the limit of 3.");
    const many = `fragment Q on Query { a: patchRun(id: "1") { id } b: patchRun(id: "1") { id } } { ...Q c: patchRun(id: "1") { id } }`;
    expect((await query(OPERATOR, many)).errors[0].message).to.equal(
      "Resolver count 3 exceeds the limit of 2.",
    );
    expect(asked).to.deep.equal([]);
  });

  it("shows nobody its schema, and runs nothing that does not fit it", async () => {
    for (const text of [
      "{ __schema { types { name } } }",
      `{ __type(name: "Query") { name } }`,
      "{ nothing }",
    ]) {
      const { data, errors } = await query(OPERATOR, text);
      expect(data).to.equal(null);
      expect(errors[0].message).to.match(/^Validation error: /);
    }
  });

  it("takes one question in a request", async () => {
    const one = { query: "{ __typename }" };
    const { status, text } = await send(await pool.sign(OPERATOR), [one, one]);
    expect(status).to.equal(400);
    expect(JSON.parse(text).errors[0].errorType).to.equal("MalformedHttpRequestException");
    expect((await send(await pool.sign(OPERATOR), "{")).status).to.equal(400);
  });

  describe("answers 401 to", () => {
    const now = () => Math.floor(Date.now() / 1000);
    const cases: readonly (readonly [
      what: string,
      token: () => Promise<string | undefined>,
      message: string,
    ])[] = [
      ["no token", async () => undefined, "Valid authorization header not provided."],
      ["what is no token", async () => "operator", "Unable to parse JWT token."],
      ["an expired token", () => pool.sign({ ...OPERATOR, exp: now() - 1 }), "Token has expired."],
      [
        "a token of another pool",
        () => pool.sign({ ...OPERATOR, iss: `${ISSUER}2` }),
        "Unable to parse JWT token.",
      ],
      [
        "a token that others signed under this pool's key id",
        async () => (await signer()).sign(OPERATOR),
        "Unable to parse JWT token.",
      ],
      [
        "a token of another client of the pool",
        () => pool.sign({ ...OPERATOR, client_id: "other" }),
        "Unable to verify client.",
      ],
      [
        "an unsigned token",
        async () => {
          const part = (value: unknown) => Buffer.from(JSON.stringify(value)).toString("base64url");
          return `${part({ alg: "none" })}.${part({ ...OPERATOR, exp: now() + 60 })}.`;
        },
        "Unable to parse JWT token.",
      ],
    ];
    for (const [what, token, message] of cases) {
      it(what, async () => {
        const { status, text, headers } = await send(await token(), { query: "mutation { scanNow { id } }" });
        expect(status).to.equal(401);
        expect(JSON.parse(text)).to.deep.equal({ errors: [{ errorType: "UnauthorizedException", message }] });
        expect(headers.get("access-control-allow-origin")).to.equal("*");
        expect(asked).to.deep.equal([]);
      });
    }
  });

  it("lets pages of every origin ask, as AppSync does", async () => {
    const { status, headers } = await send(undefined, "", { method: "OPTIONS", body: null });
    expect(status).to.equal(200);
    expect(headers.get("access-control-allow-origin")).to.equal("*");
    expect(headers.get("access-control-allow-headers")).to.include("authorization");
  });
});
