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

/**
 * Everything ends up in files of its own, named by a hash of their content: no inline script, style or `data:` URL, so
 * that the content security policy can stay at `'self'`, and nothing but `index.html` needs to be fetched again.
 */
export default defineConfig({
  plugins: [contentSecurityPolicy],
  build: {
    target: "es2022",
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    license: { fileName: "licenses.md" },
  },
});
