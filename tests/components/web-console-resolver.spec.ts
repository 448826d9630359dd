import { runInNewContext } from "node:vm";
import { expect } from "chai";
import ts from "typescript";
import { RESOLVER_CODE } from "../../components/web-console/schema";

interface Resolver {
  request(context: unknown): unknown;
  response(context: unknown): unknown;
}

/** The resolver, as AppSync's runtime has it. */
function resolver(): Resolver {
  const { outputText } = ts.transpileModule(RESOLVER_CODE, {
    compilerOptions: { module: ts.ModuleKind.CommonJS, target: ts.ScriptTarget.ES2022 },
  });
  const exports = {} as Resolver;
  const util = {
    error: (message: string, type: string) => {
      throw new Error(`${type}: ${message}`);
    },
  };
  runInNewContext(outputText, { exports, require: () => ({ util }) });
  return exports;
}

describe("the console's resolver", () => {
  it("hands the function field, arguments and what it decides by, and not the caller's token", () => {
    const request = resolver().request({
      info: { fieldName: "evidence", parentTypeName: "Query", selectionSetList: ["id"] },
      args: { id: "1" },
      identity: {
        sub: "u-1",
        issuer: "https://issuer",
        username: "mira",
        groups: ["viewer"],
        sourceIp: ["192.0.2.1"],
        claims: {
          iss: "https://issuer",
          client_id: "client",
          token_use: "access",
          exp: 1_800_000_000,
          username: "mira",
          "cognito:groups": ["viewer"],
          scope: "openid",
          jti: "secret",
        },
      },
      request: { headers: { authorization: "token" } },
    });
    expect(JSON.parse(JSON.stringify(request))).to.deep.equal({
      operation: "Invoke",
      payload: {
        field: "evidence",
        arguments: { id: "1" },
        identity: {
          sub: "u-1",
          issuer: "https://issuer",
          groups: ["viewer"],
          claims: {
            iss: "https://issuer",
            client_id: "client",
            token_use: "access",
            exp: 1_800_000_000,
            username: "mira",
            "cognito:groups": ["viewer"],
          },
        },
      },
    });
  });

  it("passes the answer on, `false` and empty ones too", () => {
    for (const answer of [["flow"], [], false, { id: "1" }]) {
      expect(resolver().response({ result: { answer } })).to.deep.equal(answer);
    }
  });

  it("makes a refusal an error of its name", () => {
    const refusal = { name: "Busy", message: "a scan is running" };
    expect(() => resolver().response({ result: { refusal } })).to.throw("Busy: a scan is running");
  });

  it("tells nothing of how the function failed", () => {
    const unavailable = "Unavailable: the question could not be answered";
    const error = { message: "Task timed out after 10.00 seconds", type: "Lambda:Unhandled" };
    expect(() => resolver().response({ error, result: { answer: 1 } })).to.throw(unavailable);
    expect(() => resolver().response({ result: null })).to.throw(unavailable);
  });

  it("keeps to what AppSync's runtime knows", () => {
    // https://docs.aws.amazon.com/appsync/latest/devguide/supported-features.html
    expect(RESOLVER_CODE).not.to.match(
      /\b(async|await|try|throw|while|class|new|this)\b|for \((?!const)|=> \{[^}]*\+\+/,
    );
  });
});
