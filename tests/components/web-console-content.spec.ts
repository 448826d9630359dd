import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import * as pulumi from "@pulumi/pulumi";
import { expect } from "chai";
import { ConsoleContent, type ConsoleContentArgs } from "../../components/web-console";
import { siteFiles } from "../../components/web-console/site-files";
import { context, record } from "./recorder";

const SETTINGS = {
  apiUrl: pulumi.output("https://abc.appsync-api.eu-central-1.amazonaws.com/graphql"),
  issuer: "https://cognito-idp.eu-central-1.amazonaws.com/eu-central-1_pool",
  clientId: "client",
  signInHost: "clo.auth.eu-central-1.amazoncognito.com",
};

const OBJECT = "aws:s3/bucketObjectv2:BucketObjectv2";

describe("ConsoleContent", () => {
  const directories: string[] = [];
  after(() => {
    for (const directory of directories) rmSync(directory, { recursive: true, force: true });
  });

  function built(...keys: readonly string[]): string {
    const directory = mkdtempSync(join(tmpdir(), "console-site-"));
    directories.push(directory);
    for (const key of keys) {
      mkdirSync(dirname(join(directory, key)), { recursive: true });
      writeFileSync(join(directory, key), key);
    }
    return directory;
  }

  const SITE = [
    "index.html",
    "licenses.md",
    "assets/index-1a.js",
    "assets/index-2b.css",
    "assets/icon-3c.svg",
  ];
  const content = (changes: Partial<ConsoleContentArgs> = {}) =>
    record(
      () =>
        new ConsoleContent("content", {
          context: context(),
          bucketName: "console-bucket",
          siteDirectory: built(...SITE, ".source-hash"),
          settings: SETTINGS,
          ...changes,
        }),
    );

  it("puts every built file, with its type and how long it may be kept", async () => {
    const { all, result } = await content();
    const objects = all(OBJECT).map(({ inputs: { key, contentType, cacheControl } }) => [
      key,
      contentType,
      cacheControl,
    ]);
    const immutable = "public, max-age=31536000, immutable";
    expect(objects).to.have.deep.members([
      ["config.json", "application/json", "no-store"],
      ["assets/icon-3c.svg", "image/svg+xml", immutable],
      ["assets/index-1a.js", "text/javascript; charset=utf-8", immutable],
      ["assets/index-2b.css", "text/css; charset=utf-8", immutable],
      ["licenses.md", "text/plain; charset=utf-8", "no-cache"],
      ["index.html", "text/html; charset=utf-8", "no-cache"],
    ]);
    expect(result.keys).to.deep.equal([
      "assets/icon-3c.svg",
      "assets/index-1a.js",
      "assets/index-2b.css",
      "config.json",
      "index.html",
      "licenses.md",
    ]);
  });

  it("names objects by their keys, in the given bucket, without the stack's tags", async () => {
    const { only } = await content();
    const { source, ...inputs } = only(OBJECT, "content-assets/index-1a.js").inputs;
    expect(source).to.not.equal(undefined);
    expect(inputs).to.deep.equal({
      bucket: "console-bucket",
      key: "assets/index-1a.js",
      contentType: "text/javascript; charset=utf-8",
      cacheControl: "public, max-age=31536000, immutable",
      overrideProvider: { defaultTags: { tags: {} } },
    });
  });

  it("writes the runtime settings, and an empty object where there is no sign-in", async () => {
    const { only } = await content();
    expect(JSON.parse(only(OBJECT, "content-config.json").inputs["content"])).to.deep.equal({
      apiUrl: "https://abc.appsync-api.eu-central-1.amazonaws.com/graphql",
      issuer: "https://cognito-idp.eu-central-1.amazonaws.com/eu-central-1_pool",
      clientId: "client",
      signInHost: "clo.auth.eu-central-1.amazoncognito.com",
    });
    const { all } = await record(
      () =>
        new ConsoleContent("content", {
          context: context(),
          bucketName: "console-bucket",
          siteDirectory: built(...SITE),
        }),
    );
    const settings = all(OBJECT).find(({ name }) => name === "content-config.json");
    expect(settings?.inputs["content"]).to.equal("{}");
  });

  it("puts the page last, after all that it loads", async () => {
    const { only } = await content();
    expect(only(OBJECT, "content-index.html").dependencies).to.deep.equal([
      "content-assets/icon-3c.svg",
      "content-assets/index-1a.js",
      "content-assets/index-2b.css",
      "content-config.json",
      "content-licenses.md",
    ]);
  });

  it("stops with the command to run where the console is not built", () => {
    const directory = built();
    expect(() => siteFiles(directory)).to.throw(
      `no built console in \`${directory}\`, run \`npm run build\` first`,
    );
  });

  it("refuses files that it cannot serve, naming all of them", () => {
    expect(() => siteFiles(built("index.html", "config.json", "page.php", "assets/a.bin"))).to.throw(
      /^built console: `assets\/a\.bin` has no known content type, use one of .*; `config\.json` is written by the program, not by the build; `page\.php` has no known content type/,
    );
  });
});
