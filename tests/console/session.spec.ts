import { expect } from "chai";
import fc from "fast-check";
import { isSignInRedirect, returnPath } from "../../console/src/session/return-path";
import { ownerOf, parseSession, renewalDelay } from "../../console/src/session/session-record";

describe("the place to return to after signing in", () => {
  const kept = [
    "/",
    "/roles",
    "/security-groups?tab=evidence&days=30",
    "/patching#i-1",
    "/a/../roles",
    "/%2f/x",
  ];
  for (const path of kept) {
    it(`is \`${path}\` as the browser reads it`, () => {
      const { pathname, search, hash } = new URL(path, "https://console.example.com");
      expect(returnPath(path)).to.equal(`${pathname}${search}${hash}`);
    });
  }

  const refused: readonly unknown[] = [
    undefined,
    null,
    7,
    {},
    "",
    "roles",
    "https://evil.example",
    "//evil.example",
    "///evil.example",
    "/\\evil.example",
    "\\\\evil.example",
    "/\t/evil.example",
    "/\n\\evil.example",
    "/.//evil.example",
    "/a/..//evil.example",
    " //evil.example",
    "javascript:alert(1)",
    "/?code=1&state=2",
    "/roles?error=access_denied&state=2",
    `/${"a".repeat(2_000)}`,
  ];
  for (const value of refused) {
    it(`is the overview rather than ${JSON.stringify(value)?.slice(0, 60)}`, () => {
      expect(returnPath(value)).to.equal("/");
    });
  }

  it("never leaves the site, whatever it is made from", () => {
    const piece = fc.constantFrom(
      "/",
      "\\",
      ".",
      "..",
      "\t",
      "\n",
      "%2f",
      "@",
      ":",
      "evil.example",
      "?",
      "#",
      " ",
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 10 }), (pieces) => {
        const path = returnPath(`/${pieces.join("")}`);
        const site = "https://console.example.com";
        expect(new URL(path, site).origin).to.equal(site);
        expect(path).to.match(/^\/(?![/\\])/);
        expect(returnPath(path)).to.equal(path);
      }),
      { numRuns: 2_000 },
    );
  });
});

describe("a sign-in's redirect", () => {
  it("has a state, and a code or an error", () => {
    for (const search of ["?code=1&state=2", "?state=2&error=access_denied"]) {
      expect(isSignInRedirect(search), search).to.equal(true);
    }
    for (const search of ["", "?code=1", "?state=2", "?error=1"]) {
      expect(isSignInRedirect(search), search).to.equal(false);
    }
  });
});

describe("a kept session", () => {
  const session = {
    accessToken: "token",
    expiresAt: 2_000,
    userName: "ada@example.com",
    groups: ["viewer"],
    clientId: "client",
  };
  const parse = (changes: object) =>
    parseSession(JSON.stringify({ ...session, ...changes }), "client", 1_999);

  it("is taken up again while it holds", () => expect(parse({})).to.deep.equal(session));

  it("is nothing where none was kept, or what was kept is no JSON", () => {
    for (const text of [null, "", "{", "null", "7", "[]"]) {
      expect(parseSession(text, "client", 0), String(text)).to.equal(undefined);
    }
  });

  const unfit: readonly (readonly [what: string, changes: object])[] = [
    ["is over", { expiresAt: 1_999 }],
    ["has no end", { expiresAt: undefined }],
    ["ends at no number", { expiresAt: "2000" }],
    ["has no token", { accessToken: "" }],
    ["has no owner", { userName: 1 }],
    ["has groups that are none", { groups: "viewer" }],
    ["has a group that is no text", { groups: ["viewer", 1] }],
    ["is another client's", { clientId: "other" }],
  ];
  for (const [what, changes] of unfit) {
    it(`is nothing once it ${what}`, () => expect(parse(changes)).to.equal(undefined));
  }

  it("is owned by the address, else the name, else the subject that the token tells", () => {
    const claims = {
      sub: "s",
      "cognito:username": "n",
      email: "e@example.com",
      "cognito:groups": ["viewer", 1],
    };
    expect(ownerOf(claims)).to.deep.equal({ userName: "e@example.com", groups: ["viewer"] });
    expect(ownerOf({ ...claims, email: "" }).userName).to.equal("n");
    expect(ownerOf({ sub: "s" })).to.deep.equal({ userName: "s", groups: [] });
  });

  it("is renewed a minute ahead of its end, or half way where it has less than two", () => {
    expect(renewalDelay(900_000, 0)).to.equal(840_000);
    expect(renewalDelay(120_000, 0)).to.equal(60_000);
    expect(renewalDelay(20_000, 0)).to.equal(10_000);
    expect(renewalDelay(0, 5)).to.equal(0);
  });
});
