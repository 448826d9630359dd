import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { expect } from "chai";
import { ApiFailure, createApi, dataOf, type FailureKind } from "../../console/src/data/api";

const failureOf = (status: number, answer: unknown): ApiFailure => {
  try {
    dataOf(status, answer);
  } catch (error) {
    if (error instanceof ApiFailure) return error;
    throw error;
  }
  throw new Error("it is an answer");
};

describe("an answer of the console's API", () => {
  it("is its data", () => expect(dataOf(200, { data: { roles: 1 } })).to.deep.equal({ roles: 1 }));

  const failures: readonly (readonly [
    status: number,
    answer: unknown,
    kind: FailureKind,
    message: string,
  ])[] = [
    [
      200,
      {
        data: null,
        errors: [{ errorType: "Unauthorized", message: "Not Authorized to access roles on type Query" }],
      },
      "forbidden",
      "Your account may not ask this. Ask an administrator for the group that may.",
    ],
    [
      401,
      { errors: [{ errorType: "UnauthorizedException", message: "Token has expired." }] },
      "signed-out",
      "Your session has ended. Sign in again to go on.",
    ],
    [401, undefined, "signed-out", "Your session has ended. Sign in again to go on."],
    [403, undefined, "forbidden", "The API does not let this request in."],
    [200, { errors: [{ errorType: "Busy", message: "a scan is running" }] }, "refused", "A scan is running."],
    [200, { errors: [{ errorType: "BadRequest", message: "`days` is 0." }] }, "refused", "`days` is 0."],
    [
      200,
      { errors: [{ errorType: "Lambda:Unhandled", message: "Task timed out after 10.00 seconds" }] },
      "refused",
      "The question could not be answered.",
    ],
    [200, { errors: [{}] }, "refused", "The question could not be answered."],
    [200, { errors: [null] }, "refused", "The question could not be answered."],
    [200, { data: { roles: 1 }, errors: [{ message: "half of it" }] }, "refused", "Half of it."],
    [429, undefined, "network", "The API has too many requests. Try again in a minute."],
    [500, {}, "network", "The API answered with status 500."],
    [200, undefined, "network", "What came back is not an answer of the API."],
    [200, { data: null }, "network", "What came back is not an answer of the API."],
    [200, [], "network", "What came back is not an answer of the API."],
  ];
  for (const [status, answer, kind, message] of failures) {
    it(`is the failure "${message}" from ${status} ${JSON.stringify(answer)?.slice(0, 70)}`, () => {
      const { kind: found, message: said } = failureOf(status, answer);
      expect({ kind: found, message: said }).to.deep.equal({ kind, message });
    });
  }
});

describe("the console's API client", () => {
  let server: Server;
  let url: string;
  let heard: { readonly authorization: string | undefined; readonly body: unknown }[] = [];
  let answer: (respond: (status: number, body: string) => void) => void;

  before(async () => {
    server = createServer((request, response) => {
      let body = "";
      request.on("data", (part) => {
        body += part;
      });
      request.on("end", () => {
        heard.push({ authorization: request.headers.authorization, body: JSON.parse(body) });
        answer((status, text) => void response.writeHead(status).end(text));
      });
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/graphql`;
  });
  beforeEach(() => {
    heard = [];
  });
  after(() => {
    server.closeAllConnections();
    server.close();
  });

  const client = (told: string[] = [], token = () => "token") =>
    createApi({ url, accessToken: token, onSignedOut: () => told.push("signed out") });
  const failing = (asking: Promise<unknown>): Promise<unknown> =>
    asking.then(
      () => "an answer",
      (error: unknown) => error,
    );

  it("sends the question with the token of the moment", async () => {
    answer = (respond) => respond(200, `{"data":{"roles":1}}`);
    let renewals = 0;
    const api = client([], () => `token ${++renewals}`);
    expect(await api.ask("query { roles }", { first: 1 })).to.deep.equal({ roles: 1 });
    await api.ask("query { roles }");
    expect(heard).to.deep.equal([
      { authorization: "token 1", body: { query: "query { roles }", variables: { first: 1 } } },
      { authorization: "token 2", body: { query: "query { roles }", variables: {} } },
    ]);
  });

  it("tells once the token counts no longer", async () => {
    const told: string[] = [];
    answer = (respond) => respond(401, `{"errors":[{"errorType":"UnauthorizedException"}]}`);
    expect(await failing(client(told).ask("query { roles }"))).to.include({ kind: "signed-out" });
    answer = (respond) => respond(200, `{"errors":[{"errorType":"Unauthorized"}]}`);
    expect(await failing(client(told).ask("query { roles }"))).to.include({ kind: "forbidden" });
    expect(told).to.deep.equal(["signed out"]);
  });

  it("takes a page that is no JSON for no answer", async () => {
    answer = (respond) => respond(502, "<h1>Bad gateway</h1>");
    expect(await failing(client().ask("query { roles }"))).to.include({
      kind: "network",
      message: "The API answered with status 502.",
    });
  });

  it("says that nobody is there", async () => {
    const api = createApi({
      url: "http://127.0.0.1:9/graphql",
      accessToken: () => "",
      onSignedOut: () => undefined,
    });
    expect(await failing(api.ask("query { roles }"))).to.include({
      kind: "network",
      message: "The API could not be reached. Check the connection and try again.",
    });
  });

  it("gives up with the reason of whom it asks for", async () => {
    const controller = new AbortController();
    answer = () => controller.abort("left the view");
    expect(await failing(client().ask("query { roles }", {}, controller.signal))).to.equal("left the view");
  });
});
