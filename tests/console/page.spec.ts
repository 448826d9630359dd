import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";
import { parseReview } from "../../console/src/review";
import { parseSettings } from "../../console/src/settings";

const SETTINGS = {
  apiUrl: "https://abc.appsync-api.eu-central-1.amazonaws.com/graphql",
  issuer: "https://cognito-idp.eu-central-1.amazonaws.com/eu-central-1_pool",
  clientId: "client",
  signInHost: "clo.auth.eu-central-1.amazoncognito.com",
};

describe("console settings", () => {
  it("are read whole, without what the page has no use for", () => {
    expect(parseSettings({ ...SETTINGS, other: 1 })).to.deep.equal(SETTINGS);
  });

  it("are absent where the deployment has no sign-in", () => expect(parseSettings({})).to.equal(undefined));

  for (const name of Object.keys(SETTINGS)) {
    it(`are refused without \`${name}\``, () => {
      for (const value of [undefined, "", 1]) {
        expect(() => parseSettings({ ...SETTINGS, [name]: value })).to.throw(
          `the configuration has no \`${name}\``,
        );
      }
    });
  }

  it("are refused where they are no object", () => {
    for (const value of [null, "text", 1]) {
      expect(() => parseSettings(value)).to.throw("the configuration is not a JSON object");
    }
  });
});

describe("console review", () => {
  const data = { trafficMatrix: [], responsibilityRegister: [] };

  it("is what the API's answer holds", () => expect(parseReview({ data })).to.deep.equal(data));

  it("says what to do where the API refuses the account", () => {
    const refusal = { data: null, errors: [{ errorType: "Unauthorized", message: "Not Authorized" }] };
    expect(() => parseReview(refusal)).to.throw(
      "your account may not read the review, ask for membership of the operator or viewer group",
    );
  });

  const broken: readonly (readonly [answer: unknown, message: string])[] = [
    [
      { errors: [{ errorType: "UnauthorizedException", message: "Token has expired." }] },
      "your session is over, sign in again",
    ],
    [{ data: null, errors: [{ message: "timed out" }] }, "timed out"],
    [{ errors: [{ errorType: "Throttled" }] }, "Throttled"],
    [{ errors: [{}] }, "the API refused the query"],
    [{ data: { trafficMatrix: [] } }, "the API's answer has no review"],
    [{ data: { ...data, trafficMatrix: "text" } }, "the API's answer has no review"],
    [undefined, "the API's answer has no review"],
  ];
  for (const [answer, message] of broken) {
    it(`is refused with "${message}" from ${JSON.stringify(answer)}`, () =>
      expect(() => parseReview(answer)).to.throw(message));
  }
});

describe("console colours", () => {
  const css = readFileSync(join(__dirname, "../../console/src/style.css"), "utf8");
  const dark = css.indexOf("prefers-color-scheme: dark");
  const variables = (text: string): { readonly [name: string]: string } =>
    Object.fromEntries(
      [...text.matchAll(/--([\w-]+): (#[0-9a-f]{6});/g)].map(([, name, value]) => [name, value]),
    );
  const end = css.indexOf("\n}\n", dark);
  const schemes = { light: variables(css.slice(0, dark)), dark: variables(css.slice(dark, end)) };

  /** WCAG 2.2, "relative luminance" and "contrast ratio". */
  const luminance = (colour: string): number => {
    const [red = 0, green = 0, blue = 0] = [1, 3, 5]
      .map((at) => Number.parseInt(colour.slice(at, at + 2), 16) / 255)
      .map((part) => (part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4));
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
  };
  const contrast = (one: string, other: string): number => {
    const [low = 0, high = 0] = [luminance(one), luminance(other)].sort((a, b) => a - b);
    return (high + 0.05) / (low + 0.05);
  };

  const pairs: readonly (readonly [text: string, ground: string])[] = [
    ["text", "ground"],
    ["text", "surface"],
    ["muted", "ground"],
    ["muted", "surface"],
    ["accent", "surface"],
    ["on-accent", "accent"],
    ["error", "error-ground"],
  ];
  for (const [scheme, colours] of Object.entries(schemes)) {
    for (const [text, ground] of pairs) {
      it(`${scheme}: ${text} on ${ground} reaches 4.5 : 1 (WCAG AA)`, () => {
        expect(contrast(colours[text] ?? "", colours[ground] ?? "")).to.be.at.least(4.5);
      });
    }
    it(`${scheme}: the focus ring reaches 3 : 1 on both grounds`, () => {
      for (const ground of ["ground", "surface"]) {
        expect(contrast(colours["accent"] ?? "", colours[ground] ?? "")).to.be.at.least(3);
      }
    });
  }
});
