import { expect } from "chai";
import { all, inputsOf, leaves } from "./reading";
import { planned } from "./stack";
import { VARIANTS } from "./variants";

const OBJECT = "aws:s3/bucketObjectv2:BucketObjectv2";
const HEADERS = "aws:cloudfront/responseHeadersPolicy:ResponseHeadersPolicy";

/** Ids of groups, networks, instances, lists and windows. */
const IDS = /\b(sg|sgr|vpc|subnet|eni|i|pl|mw|lt|rtb|vpce)-[0-9a-f]{8,17}\b/;

describe("what everybody may read of the console", function () {
  this.timeout(180_000);

  for (const stack of ["dev", "prod"] as const) {
    it(`names where to sign in and whom to ask, and nothing else of the deployment: ${stack}`, async () => {
      const plan = await planned(VARIANTS[stack]);
      const accountId = String(VARIANTS[stack].settings["accountId"]);
      const { region } = VARIANTS[stack];
      const config = all(plan, OBJECT).find(({ inputs }) => inputs["key"] === "config.json");
      const text = String(config?.inputs["content"]);
      const pool = all(plan, "aws:cognito/userPool:UserPool")[0];
      const client = all(plan, "aws:cognito/userPoolClient:UserPoolClient").find(({ name }) =>
        name.includes("console"),
      );
      const { domain } = inputsOf(plan, "aws:cognito/userPoolDomain:UserPoolDomain");
      const settings = JSON.parse(text);
      expect(settings).to.deep.equal({
        apiUrl: settings.apiUrl,
        issuer: `https://cognito-idp.${region}.amazonaws.com/${pool?.id}`,
        clientId: client?.id,
        signInHost: `${domain}.auth.${region}.amazoncognito.com`,
      });
      expect(settings.apiUrl).to.match(
        new RegExp(`^https://[^/]+\\.appsync-api\\.${region}\\.amazonaws\\.com/graphql$`),
      );

      const headers = leaves(inputsOf(plan, HEADERS))
        .map(({ value }) => String(value))
        .join("\n");
      for (const read of [text, headers]) {
        expect(read).to.not.include(accountId);
        expect(read).to.not.include("arn:");
        expect(read).to.not.match(IDS);
      }
      expect(headers).to.include(`https://${settings.signInHost}`);
    });
  }

  it("is written from the outputs of what it names, and kept by nobody", async () => {
    const plan = await planned(VARIANTS.dev);
    const config = all(plan, OBJECT).find(({ inputs }) => inputs["key"] === "config.json");
    const sources = (config?.propertyDependencies["content"] ?? []).map((urn) =>
      urn.split("::")[2]?.split("$").at(-1),
    );
    expect(new Set(sources)).to.deep.equal(
      new Set([
        "aws:appsync/graphQLApi:GraphQLApi",
        "aws:cognito/userPool:UserPool",
        "aws:cognito/userPoolClient:UserPoolClient",
        "aws:cognito/userPoolDomain:UserPoolDomain",
      ]),
    );
    expect(config?.inputs["cacheControl"]).to.equal("no-store");
  });
});
