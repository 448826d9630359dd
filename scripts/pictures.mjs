// `npm run pictures`: takes the pictures of docs/console from the built console with the sample deployment.
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "./build.mjs";
import { withLock } from "./lock.mjs";

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const require = createRequire(import.meta.url);

process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED = "true";
await withLock("build", root, () => build());
require("tsx/cjs/api").register();
await require(join(root, "tests/browser/pictures.ts")).takePictures(join(root, "docs/console"));
