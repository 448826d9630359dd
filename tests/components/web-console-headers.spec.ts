import { runInNewContext } from "node:vm";
import { expect } from "chai";
import { contentSecurityPolicy, responseHeaders } from "../../components/web-console/response-headers";
import { REWRITE_CODE } from "../../components/web-console/rewrite";
import { context } from "./recorder";

const HOSTS = ["clo.auth.eu-central-1.amazoncognito.com", "cognito-idp.eu-central-1.amazonaws.com"];

describe("console response headers", () => {
  it("admit scripts and styles of the site, and connections to the API and the sign-in hosts", () => {
    expect(contentSecurityPolicy(context(), HOSTS)).to.equal(
      "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; font-src 'self'; " +
        "manifest-src 'self'; connect-src 'self' https://*.appsync-api.eu-central-1.amazonaws.com " +
        "https://clo.auth.eu-central-1.amazoncognito.com https://cognito-idp.eu-central-1.amazonaws.com; " +
        "object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'; " +
        "upgrade-insecure-requests",
    );
  });

  it("admit no other host where there is no sign-in", () => {
    expect(contentSecurityPolicy(context(), [])).to.include("; connect-src 'self'; ");
  });

  it("refuse sign-in hosts that would rewrite the policy, naming each", () => {
    const hosts = ["https://clo.example.com", "a.example.com; script-src *", "a.example.com", "*.com", ""];
    expect(() => contentSecurityPolicy(context(), hosts)).to.throw(
      RangeError,
      /^sign-in hosts must be lower-case host names without a scheme, not `https:\/\/clo\.example\.com`, `a\.example\.com; script-src \*`, `\*\.com`, ``$/,
    );
  });

  it("say exactly this, whatever the origin says", () => {
    const { securityHeadersConfig, customHeadersConfig, removeHeadersConfig } = responseHeaders(
      context(),
      HOSTS,
    );
    expect(securityHeadersConfig).to.deep.equal({
      contentSecurityPolicy: {
        override: true,
        contentSecurityPolicy: contentSecurityPolicy(context(), HOSTS),
      },
      strictTransportSecurity: {
        override: true,
        accessControlMaxAgeSec: 63_072_000,
        includeSubdomains: true,
        preload: false,
      },
      contentTypeOptions: { override: true },
      frameOptions: { override: true, frameOption: "DENY" },
      referrerPolicy: { override: true, referrerPolicy: "no-referrer" },
      xssProtection: { override: true, protection: false },
    });
    expect(customHeadersConfig).to.deep.equal({
      items: [
        { override: true, header: "Cross-Origin-Opener-Policy", value: "same-origin" },
        { override: true, header: "Cross-Origin-Resource-Policy", value: "same-origin" },
        {
          override: true,
          header: "Permissions-Policy",
          value:
            "accelerometer=(), camera=(), display-capture=(), geolocation=(), gyroscope=(), magnetometer=(), microphone=(), payment=(), usb=()",
        },
      ],
    });
    expect(removeHeadersConfig).to.deep.equal({
      items: [
        { header: "Server" },
        { header: "x-amz-server-side-encryption" },
        { header: "x-amz-server-side-encryption-aws-kms-key-id" },
        { header: "x-amz-server-side-encryption-bucket-key-enabled" },
        { header: "x-amz-version-id" },
      ],
    });
  });
});

describe("console rewrite", () => {
  const rewritten = (uri: string): string =>
    runInNewContext(`${REWRITE_CODE}; handler(event).uri`, { event: { request: { uri } } });

  const cases: readonly (readonly [uri: string, answer: string])[] = [
    ["/", "/index.html"],
    ["/index.html", "/index.html"],
    ["/review", "/index.html"],
    ["/review/", "/index.html"],
    ["/review/flows", "/index.html"],
    ["/v1.2/review", "/index.html"],
    ["/config.json", "/config.json"],
    ["/assets/index-C3PWr3pH.js", "/assets/index-C3PWr3pH.js"],
    ["/.env", "/.env"],
    ["/missing.png", "/missing.png"],
  ];
  for (const [uri, answer] of cases) {
    it(`answers \`${uri}\` with \`${answer}\``, () => expect(rewritten(uri)).to.equal(answer));
  }

  it("leaves query string and method of the request alone", () => {
    const request = { uri: "/", method: "GET", querystring: { code: { value: "x" } } };
    const after = runInNewContext(`${REWRITE_CODE}; handler(event)`, { event: { request } });
    expect({ ...after }).to.deep.equal({ ...request, uri: "/index.html" });
  });
});
