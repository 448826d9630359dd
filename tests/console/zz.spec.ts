import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, relative } from "node:path";
import { gzipSync } from "node:zlib";
import { expect } from "chai";
import { contentSecurityPolicy } from "../../components/web-console/response-headers";
import { siteFiles } from "../../components/web-console/site-files";
import { context } from "../components/recorder";

const console = join(__dirname, "../../console");

describe("the built console", () => {
  const site = mkdtempSync(join(tmpdir(), "console-build-"));
  const files = (directory: string): string[] =>
    readdirSync(directory).flatMap((name) => {
      const path = join(directory, name);
      return statSync(path).isDirectory() ? files(path) : [path];
    });
  const textOf = (pattern: RegExp): string =>
    files(site)
      .filter((path) => pattern.test(path))
      .map((path) => readFileSync(path, "utf8"))
      .join("\n");

  before(async () => {
    const { build } = await import("vite");
    await build({ root: console, logLevel: "silent", build: { outDir: site, emptyOutDir: true } });
  });
  after(() => rmSync(site, { recursive: true, force: true }));

  it("is a page, and parts that are named by their content", () => {
    const keys = files(site).map((path) => relative(site, path));
    expect(
      keys.filter((key) => !/^assets\/[\w-]+-[\w-]{8}\.(js|css|svg|woff2)$/.test(key)).sort(),
    ).to.deep.equal(["index.html", "licenses.md", "third-party-notices.txt"]);
    expect(siteFiles(site).map(({ key }) => key)).to.have.members(keys);
  });

  it("has no script, style or handler inside the page", () => {
    const page = textOf(/index\.html$/);
    expect(page.match(/<script(?![^>]*\ssrc=)[^>]*>/g)).to.equal(null);
    expect(page.match(/<style|\sstyle=|\son[a-z]+=|javascript:|data:/g)).to.equal(null);
    expect(page).to.match(/<html lang="en">/);
  });

  it("asks for nothing from elsewhere", () => {
    const page = textOf(/index\.html$/);
    const links = [...page.matchAll(/(?:src|href)="([^"]*)"/g)].map(([, link = ""]) => link);
    expect(links).to.not.be.empty;
    for (const link of links) expect(link).to.match(/^(\/assets\/|#)/);
    const styles = textOf(/\.css$/);
    expect(styles.match(/@import/g)).to.equal(null);
    const addresses = [...styles.matchAll(/url\(([^)]*)\)/g)].map(([, address = ""]) => address);
    for (const address of addresses) expect(address).to.match(/^\/assets\/open-sans-[\w-]{8}\.woff2$/);
    expect(addresses).to.not.be.empty;
  });

  it("loads at first, whichever view is opened, at most 400 KB of scripts and 270 KB of styles, compressed", () => {
    const named = (pattern: RegExp, text: string) =>
      [...text.matchAll(pattern)].map(([, name = ""]) => `assets/${name}`);
    const textAt = (key: string) => readFileSync(join(site, key), "utf8");
    const withImports = (keys: readonly string[]): readonly string[] => {
      const all = new Set(keys);
      for (const key of all) {
        for (const name of named(/(?:\bfrom|\bimport)\s*"\.\/([\w-]+\.js)"/g, textAt(key))) all.add(name);
      }
      return [...all];
    };
    const compressed = (keys: readonly string[]) =>
      keys.reduce((sum, key) => sum + gzipSync(readFileSync(join(site, key))).length, 0);
    const page = textAt("index.html");
    const entry = named(/src="\/assets\/([^"]+\.js)"/g, page);
    expect(entry).to.have.length(1);
    const views = files(site)
      .map((path) => relative(site, path))
      .filter((key) => /-view-[\w-]{8}\.js$/.test(key));
    expect(views).to.have.length(4);
    for (const view of views) expect(compressed(withImports([...entry, view])), view).to.be.at.most(200_000);
    // Every style of the site, so that none of them has to be followed through the scripts.
    const styles = files(site).map((path) => relative(site, path));
    expect(compressed(styles.filter((key) => key.endsWith(".css")))).to.be.within(1, 270_000);
  });

  it("keeps nothing beyond the tab, and writes no markup from text", () => {
    const folder = join(console, "src");
    for (const path of files(folder)) {
      const source = readFileSync(path, "utf8");
      const found = source.match(
        /localStorage|indexedDB|document\.cookie|innerHTML|insertAdjacentHTML|document\.write|\beval\(|new Function/i,
      );
      expect(found?.[0], relative(folder, path)).to.equal(undefined);
    }
  });

  it("says in its markup what the header says, but for hosts and frames", () => {
    const [, stated = ""] =
      /http-equiv="Content-Security-Policy" content="([^"]*)"/.exec(textOf(/index\.html$/)) ?? [];
    const header = contentSecurityPolicy(context(), [])
      .split("; ")
      .filter((directive) => !/^(frame-ancestors|upgrade-insecure-requests)/.test(directive))
      .map((directive) => (directive === "connect-src 'self'" ? "connect-src 'self' https:" : directive));
    expect(stated.replaceAll("&#39;", "'").split("; ")).to.deep.equal(header);
  });

  it("knows nothing of any deployment: no account, ARN, AWS host, pool, group, network or key", () => {
    const built = textOf(/./);
    const secrets: readonly RegExp[] = [
      /\b(?!10+\b)\d{12}\b/,
      /arn:aws/,
      /amazonaws|amazoncognito|cloudfront\.net/,
      /\b(sg|vpc|subnet|pl|eni)-[0-9a-f]{8,17}\b/,
      /\b[a-z]{2}(-[a-z]+)+-\d_[A-Za-z0-9]{9}\b/,
      /\b(10|172|192)\.\d{1,3}\.\d{1,3}\.\d{1,3}\b/,
      /\bAKIA[A-Z0-9]{16}\b|BEGIN [A-Z ]*PRIVATE KEY/,
      /sourceMappingURL|\/work\/|\/home\//,
    ];
    for (const secret of secrets) expect(built.match(secret)?.[0], String(secret)).to.equal(undefined);
  });

  it("names the licences of what it bundles", () => {
    const licenses = textOf(/licenses\.md$|notices\.txt$/);
    for (const name of [
      "oidc-client-ts",
      "jwt-decode",
      "react-dom",
      "@cloudscape-design/components",
      "SIL Open Font License",
    ]) {
      expect(licenses).to.include(name);
    }
  });
});
