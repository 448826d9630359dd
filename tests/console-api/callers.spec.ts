import { expect } from "chai";
import { admit, callerOf } from "../../console-api/callers";
import { FIELDS } from "../../console-api/schema-table";
import type { Fields } from "../../console-api/surroundings";
import { DEPLOYMENT, ISSUER, identity, NOW, OPERATOR, surroundings, VIEWER } from "./deployed";
import { refusalOf } from "./refused";

const around = surroundings();
const NOW_SECONDS = NOW.getTime() / 1000;

/** The identity with some of its own properties replaced. */
const altered = (changes: Readonly<Record<string, unknown>>): unknown => ({
  ...Object(identity(["operator"])),
  ...changes,
});

describe("callerOf", () => {
  it("knows viewers and operators by the pool's groups", () => {
    expect(callerOf(identity(["viewer"]), around).groups).to.deep.equal(["viewer"]);
    expect(callerOf(identity(["readers", "operator"]), around).groups).to.deep.equal(["operator"]);
    expect(callerOf(identity(["operator", "viewer"]), around)).to.deep.equal({
      sub: "3f0c8a1e-0000-4000-8000-000000000000",
      groups: ["viewer", "operator"],
    });
  });

  it("goes by the groups' names in this deployment", () => {
    const renamed = surroundings({
      deployment: { ...DEPLOYMENT, groups: { viewer: "clo-viewer", operator: "clo-operator" } },
    });
    expect(callerOf(identity(["clo-operator"]), renamed).groups).to.deep.equal(["operator"]);
    expect(() => callerOf(identity(["operator"]), renamed)).to.throw(/only members/);
  });

  it("knows the issuer's name in China", () => {
    const china = surroundings({ deployment: { ...DEPLOYMENT, partition: "aws-cn" } });
    const issuer = ISSUER.replace("amazonaws.com", "amazonaws.com.cn");
    const there = { ...Object(identity(["viewer"], { iss: issuer })), issuer };
    expect(callerOf(there, china).groups).to.deep.equal(["viewer"]);
    expect(() => callerOf(identity(["viewer"]), china)).to.throw(/user pool/);
  });

  const OTHER_POOL = ISSUER.replace("Pool00001", "Pool00002");
  const refused: readonly (readonly [what: string, identity: unknown, message: string])[] = [
    ["nobody", undefined, "sign in first"],
    ["an API key's caller", null, "sign in first"],
    ["a caller without a subject", altered({ sub: "" }), "sign in first"],
    ["a subject that is no text", altered({ sub: ["x"] }), "sign in first"],
    [
      "an identity without claims",
      altered({ claims: undefined }),
      "the token is not of this console's user pool",
    ],
    ["claims that are a text", altered({ claims: "iss" }), "the token is not of this console's user pool"],
    [
      "a token of another pool",
      { ...Object(identity(["operator"], { iss: OTHER_POOL })), issuer: OTHER_POOL },
      "the token is not of this console's user pool",
    ],
    [
      "a claim of another pool than AppSync's issuer",
      identity(["operator"], { iss: OTHER_POOL }),
      "the token is not of this console's user pool",
    ],
    [
      "an issuer of another pool than the claim's",
      altered({ issuer: OTHER_POOL }),
      "the token is not of this console's user pool",
    ],
    [
      "a pool whose id begins like ours",
      { ...Object(identity(["operator"], { iss: `${ISSUER}1` })), issuer: `${ISSUER}1` },
      "the token is not of this console's user pool",
    ],
    [
      "a token of another client",
      identity(["operator"], { client_id: "another" }),
      "the token is not of this console",
    ],
    [
      "a client in the claim of identity tokens",
      identity(["operator"], { client_id: undefined, aud: "1example23456789" }),
      "the token is not of this console",
    ],
    ["an identity token", identity(["operator"], { token_use: "id" }), "the token is no access token"],
    [
      "a token without a use",
      identity(["operator"], { token_use: undefined }),
      "the token is no access token",
    ],
    [
      "an expired token",
      identity(["operator"], { exp: NOW_SECONDS - 1 }),
      "the token has expired, sign in again",
    ],
    [
      "a token in the second it expires",
      identity(["operator"], { exp: NOW_SECONDS }),
      "the token has expired, sign in again",
    ],
    [
      "a token without an end",
      identity(["operator"], { exp: undefined }),
      "the token has expired, sign in again",
    ],
    [
      "a token whose end is no number",
      identity(["operator"], { exp: "Infinity" }),
      "the token has expired, sign in again",
    ],
    ["a member of no group", identity([]), "only members of the console's groups may ask"],
    ["a reader of Dashboards", identity(["readers"]), "only members of the console's groups may ask"],
    ["groups that are null", altered({ groups: null }), "only members of the console's groups may ask"],
    [
      "a text in the place of groups",
      { ...Object(identity([], { "cognito:groups": "operator" })), groups: "operator" },
      "only members of the console's groups may ask",
    ],
    [
      "groups that the token does not claim",
      identity(["operator"], { "cognito:groups": [] }),
      "only members of the console's groups may ask",
    ],
    [
      "groups that AppSync did not read from the claim",
      altered({ groups: [] }),
      "only members of the console's groups may ask",
    ],
    [
      "forged claims beside the real ones",
      identity([], {
        groups: ["operator"],
        "custom:groups": ["operator"],
        scope: "aws.cognito.signin.user.admin operator",
        "cognito:roles": ["operator"],
        "Cognito:Groups": ["operator"],
        admin: true,
      }),
      "only members of the console's groups may ask",
    ],
    [
      "claims that are only inherited",
      altered({ claims: Object.create(Object(identity(["operator"])).claims) }),
      "the token is not of this console's user pool",
    ],
  ];
  for (const [what, who, message] of refused) {
    it(`refuses ${what}`, async () => {
      expect(await refusalOf(() => callerOf(who, around))).to.equal(`Unauthorized: ${message}`);
    });
  }
});

describe("admit", () => {
  const names = Object.keys(FIELDS) as readonly (keyof Fields)[];
  const forOperators = names.filter((name) => !FIELDS[name].groups.includes("viewer"));

  it("lets operators ask for every field", () => {
    for (const name of names) admit(OPERATOR, name);
  });

  it("lets viewers ask for everything but what acts on the fleet", () => {
    for (const name of names) if (!forOperators.includes(name)) admit(VIEWER, name);
    expect(forOperators).to.deep.equal(["scanNow", "installNow"]);
  });

  for (const name of forOperators) {
    it(`refuses a viewer's \`${name}\``, async () => {
      expect(await refusalOf(() => admit(VIEWER, name))).to.equal(
        `Unauthorized: only members of \`operator\` may ask for \`${name}\``,
      );
    });
  }
});
