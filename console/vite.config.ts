import { defineConfig } from "vite";

/**
 * Everything ends up in files of its own, named by a hash of their content: no inline script, style or `data:` URL, so
 * that the content security policy can stay at `'self'`, and nothing but `index.html` needs to be fetched again.
 */
export default defineConfig({
  build: {
    target: "es2022",
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    license: { fileName: "licenses.md" },
  },
});
