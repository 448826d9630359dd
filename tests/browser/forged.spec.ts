import { expect } from "chai";
import { decodeJwt } from "jose";
import { SAMPLE_DEPLOYMENT, SAMPLE_IDS } from "../../console/local/sample/deployment";
import { signer } from "../console/local/posing";
import { API_HOST } from "./stage";
import { useStage } from "./use-stage";
import type { UserName, Visit } from "./visit";

const SCAN = "mutation { scanNow { id } }";
const INSTALL = "mutation { installNow { id } }";

interface Answer {
  readonly data: unknown;
  readonly errors?: readonly { readonly errorType: string; readonly message: string }[];
}

describe("requests that no button sends", () => {
  const stage = useStage();
  let started: string[] = [];
  beforeEach(() => {
    started = [];
    stage().set({
      interception(command, input) {
        const { ClientToken, ...asked } = Object(input);
        if (command.startsWith("Start"))
          started.push(`${command} ${JSON.stringify(asked)} ${typeof ClientToken}`);
      },
    });
  });

  /** A visitor who signed in, and the token that the page sends to the API. */
  async function tokenOf(user: UserName): Promise<{ readonly visit: Visit; readonly token: string }> {
    const visit = await stage().visit();
    const asked = visit.page.waitForRequest(
      (request) => new URL(request.url()).host === API_HOST && request.method() === "POST",
    );
    await visit.signIn(user);
    const token = (await (await asked).allHeaders())["authorization"] ?? "";
    return { visit, token };
  }

  /** Asks from within the page, where the content security policy counts. */
  const ask = ({ page }: Visit, token: string, query: string) =>
    page.evaluate(
      async ({ url, authorization, body }) => {
        const response = await fetch(url, {
          method: "POST",
          headers: { "content-type": "application/json", ...(authorization === "" ? {} : { authorization }) },
          body,
        });
        return { status: response.status, answer: (await response.json()) as Answer };
      },
      { url: `https://${API_HOST}/graphql`, authorization: token, body: JSON.stringify({ query }) },
    );

  it("a viewer's mutation is denied, and nothing is started", async () => {
    const { visit, token } = await tokenOf("viewer");
    expect(decodeJwt(token)["cognito:groups"]).to.deep.equal(["viewer"]);
    for (const [query, field] of [
      [SCAN, "scanNow"],
      [INSTALL, "installNow"],
    ] as const) {
      const { status, answer } = await ask(visit, token, query);
      expect(status).to.equal(200);
      expect(answer.data).to.equal(null);
      expect(answer.errors?.[0]).to.include({
        errorType: "Unauthorized",
        message: `Not Authorized to access ${field} on type Mutation`,
      });
    }
    expect(started).to.deep.equal([]);
  });

  it("a user without a group gets nothing at all", async () => {
    const { visit, token } = await tokenOf("newcomer");
    const { answer } = await ask(visit, token, "{ overview { stack } }");
    expect(answer.data).to.equal(null);
    expect(answer.errors?.map(({ errorType }) => errorType)).to.include("Unauthorized");
    expect((await ask(visit, token, SCAN)).answer.data).to.equal(null);
    expect(started).to.deep.equal([]);
  });

  it("an operator's token counts here: the same request starts the document, without parameters", async () => {
    const { visit, token } = await tokenOf("operator");
    const { answer } = await ask(visit, token, SCAN);
    expect(answer.errors).to.equal(undefined);
    expect(started).to.deep.equal([
      `StartAutomationExecution {"DocumentName":"${SAMPLE_DEPLOYMENT.patching.scanDocument}"} string`,
    ]);
  });

  it("tokens of other pools, of other keys and of other clients are refused", async () => {
    const { visit, token } = await tokenOf("operator");
    const { exp: _, ...claims } = decodeJwt(token);
    const header = JSON.parse(Buffer.from(token.split(".")[0] ?? "", "base64url").toString("utf8"));
    const others = await signer(header.kid);
    const forged = [
      await others.sign(claims),
      await others.sign({
        ...claims,
        iss: claims.iss?.replace(SAMPLE_IDS.userPoolId, "us-east-1_Other1234") ?? "",
      }),
      await others.sign({ ...claims, client_id: "other" }),
      token.replace(/[^.]*$/, ""),
      "",
    ];
    for (const one of forged) {
      const { status, answer } = await ask(visit, one, SCAN);
      expect(status).to.equal(401);
      expect(answer.errors?.[0]?.errorType).to.equal("UnauthorizedException");
    }
    expect(started).to.deep.equal([]);
  });

  it("a token that was good is refused once it has expired", async () => {
    stage().set({ ...stage().scene, tokenSeconds: 2 });
    const { visit, token } = await tokenOf("operator");
    const { exp = 0 } = decodeJwt(token);
    await new Promise((resolve) => setTimeout(resolve, Math.max(0, exp * 1000 - Date.now()) + 50));
    const { status, answer } = await ask(visit, token, SCAN);
    expect(status).to.equal(401);
    expect(answer.errors?.[0]).to.deep.equal({
      errorType: "UnauthorizedException",
      message: "Token has expired.",
    });
    expect(started).to.deep.equal([]);
  });

  it("several questions in one request, and questions about the schema, are refused", async () => {
    const { visit, token } = await tokenOf("operator");
    const deep = "{ securityGroups { groups { rules { ...on LiveRule { peer { name } } } } } }";
    const refused = [
      "{ one: overview { stack } two: overview { stack } }",
      "{ __schema { types { name } } }",
    ];
    for (const query of refused) expect((await ask(visit, token, query)).answer.data).to.equal(null);
    // What the views ask is within the limits.
    expect((await ask(visit, token, deep)).answer.errors).to.equal(undefined);
  });
});
