/** What is uploaded to Lambda: a bundle that `npm run build` made, and plain files beside it. */

import { existsSync } from "node:fs";
import { join } from "node:path";
import * as pulumi from "@pulumi/pulumi";

/** Lambda's name for the entry of each bundle. */
export const HANDLER = "index.handler";

/**
 * The archive of the function `name`, a folder of `directory`/dist; `files` are texts by name.
 * @throws {Error} where it was not built
 */
export function functionCode(
  directory: string,
  name: "api" | "interfaces",
  files: { readonly [file: string]: string } = {},
): pulumi.asset.Archive {
  const bundle = join(directory, "dist", name, "index.js");
  if (!existsSync(bundle)) throw new Error(`no built function in \`${bundle}\`, run \`npm run build\` first`);
  const texts = Object.entries(files).map(([file, text]) => [file, new pulumi.asset.StringAsset(text)]);
  return new pulumi.asset.AssetArchive({
    "index.js": new pulumi.asset.FileAsset(bundle),
    ...Object.fromEntries(texts),
  });
}
