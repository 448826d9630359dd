import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import { contentSecurityPolicy } from "../../../components/web-console/response-headers";
import { cloudFrontHeaders, localHeaders, siteServer } from "../../../console/local/site";
import { context } from "../../components/recorder";
import { oneRequest } from "./posing";

describe("the site as CloudFront serves it", () => {
  const directory = mkdtempSync(join(tmpdir(), "site-"));
  before(() => {
    mkdirSync(join(directory, "assets"));
    writeFileSync(join(directory, "index.html"), "<!doctype html>");
    writeFileSync(join(directory, "assets/index-abcdefgh.js"), "1");
    writeFileSync(join(directory, ".source-hash"), "0");
  });
  after(() => rmSync(directory, { recursive: true, force: true }));

  const get = (path: string, init: RequestInit = {}) =>
    oneRequest(
      siteServer(directory, cloudFrontHeaders(context(), ["sign-in.example.com"]), () => ({})),
      path,
      init,
    );

  it("sends every header of the response headers policy, and no other", async () => {
    const { headers } = await get("/");
    const own = ["connection", "content-length", "date", "keep-alive", "etag"];
    expect(Object.fromEntries([...headers].filter(([name]) => !own.includes(name)))).to.deep.equal({
      "cache-control": "no-cache",
      "content-security-policy": contentSecurityPolicy(context(), ["sign-in.example.com"]),
      "content-type": "text/html; charset=utf-8",
      "cross-origin-opener-policy": "same-origin",
      "cross-origin-resource-policy": "same-origin",
      "permissions-policy":
        "accelerometer=(), camera=(), display-capture=(), geolocation=(), gyroscope=(), magnetometer=(), microphone=(), payment=(), usb=()",
      "referrer-policy": "no-referrer",
      "strict-transport-security": "max-age=63072000; includeSubDomains",
      "x-content-type-options": "nosniff",
      "x-frame-options": "DENY",
      "x-xss-protection": "0",
    });
  });

  it("opens the page for paths of the application, and denies files that are not there", async () => {
    for (const path of ["/", "/patching", "/a/b?c=.d"]) {
      expect((await get(path)).text, path).to.equal("<!doctype html>");
    }
    for (const path of ["/missing.js", "/.source-hash", "/assets/../secret.txt"]) {
      const { status, text } = await get(path);
      expect(status, path).to.equal(403);
      expect(text).to.include("AccessDenied");
    }
    expect((await get("/", { method: "POST" })).status).to.equal(403);
  });

  it("has the types and ages of the bucket's objects", async () => {
    const { headers } = await get("/assets/index-abcdefgh.js");
    expect(headers.get("content-type")).to.equal("text/javascript; charset=utf-8");
    expect(headers.get("cache-control")).to.equal("public, max-age=31536000, immutable");
    const settings = await get("/config.json");
    expect(settings.text).to.equal("{}");
    expect(settings.headers.get("cache-control")).to.equal("no-store");
  });

  it("tells a browser that has the page already so", async () => {
    const etag = (await get("/")).headers.get("etag") ?? "";
    expect(etag).to.match(/^"[0-9a-f]{32}"$/);
    expect((await get("/", { headers: { "if-none-match": etag } })).status).to.equal(304);
  });

  it("promises no TLS where it is served without, and is otherwise the same", () => {
    const { "content-security-policy": policy = "", ...others } = localHeaders(context());
    const {
      "content-security-policy": _,
      "strict-transport-security": __,
      ...same
    } = cloudFrontHeaders(context(), []);
    expect(others).to.deep.equal(same);
    expect(`${policy}; upgrade-insecure-requests`).to.equal(contentSecurityPolicy(context(), []));
  });
});
