import { expect } from "chai";
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
