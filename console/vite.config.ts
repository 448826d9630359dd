import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { defineConfig, type Plugin } from "vite";

/**
 * The policy of the page's own markup, where no distribution sends one (CloudFront in China), and beside the one that it
 * sends elsewhere, which also names the hosts. Frames are left to the header: markup cannot refuse them.
 */
const POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self'",
  "font-src 'self'",
  "manifest-src 'self'",
  "connect-src 'self' https:",
  "object-src 'none'",
  "base-uri 'none'",
  "form-action 'self'",
].join("; ");

/** In a build only: the development server puts styles inline. */
const contentSecurityPolicy: Plugin = {
  name: "content-security-policy",
  apply: "build",
  transformIndexHtml: () => [
    {
      tag: "meta",
      attrs: { "http-equiv": "Content-Security-Policy", content: POLICY },
      injectTo: "head-prepend",
    },
  ],
};

const FONT = /url\((['"]?)data:font\/woff2;base64,([A-Za-z0-9+/=]+)\1\)/g;

/**
 * Cloudscape's global styles hold their fonts as `data:` URLs, which the policy refuses and every visitor would load all
 * of. They become files beside the styles, asked for by the alphabets that a page uses.
 */
const fontsAsFiles: Plugin = {
  name: "fonts-as-files",
  apply: "build",
  generateBundle(_, bundle) {
    for (const part of Object.values(bundle)) {
      if (part.type !== "asset" || !part.fileName.endsWith(".css")) continue;
      const styles = Buffer.from(part.source).toString("utf8");
      part.source = styles.replace(FONT, (_url, _quote, encoded: string) => {
        const source = Buffer.from(encoded, "base64");
        const hash = createHash("sha256").update(source).digest("base64url").slice(0, 8);
        const fileName = `assets/open-sans-${hash}.woff2`;
        this.emitFile({ type: "asset", fileName, source });
        return `url(/${fileName})`;
      });
    }
  },
};

/** What Cloudscape's packages hold of others, fonts among it, beside the licences of the packages themselves. */
const NOTICES = [
  ["@cloudscape-design/components", "NOTICE"],
  ["@cloudscape-design/components", "THIRD-PARTY-LICENSES"],
  ["@cloudscape-design/global-styles", "THIRD-PARTY-LICENSES.txt"],
] as const;

const noticesOfOthers: Plugin = {
  name: "notices-of-others",
  apply: "build",
  generateBundle() {
    const { resolve } = createRequire(import.meta.url);
    const texts = NOTICES.map(([name, file]) =>
      readFileSync(join(dirname(resolve(name)), file), "utf8").trim(),
    );
    this.emitFile({
      type: "asset",
      fileName: "third-party-notices.txt",
      source: `${texts.join("\n\n---\n\n")}\n`,
    });
  },
};

/**
 * Everything ends up in files of its own, named by a hash of their content: no inline script, style or `data:` URL, so
 * that the content security policy can stay at `'self'`, and nothing but `index.html` needs to be fetched again.
 */
export default defineConfig({
  plugins: [contentSecurityPolicy, fontsAsFiles, noticesOfOthers],
  build: {
    target: "es2022",
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    license: { fileName: "licenses.md" },
    // Measured by a test instead, as it travels.
    chunkSizeWarningLimit: 4_000,
    // Cloudscape's modules are marked for React's server components, which a page without a server has none of.
    rolldownOptions: { checks: { moduleLevelDirective: false } },
  },
});
