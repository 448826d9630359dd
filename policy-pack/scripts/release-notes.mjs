// Prints what CHANGELOG.md says of the version in package.json; fails where the tag is of another version, or nothing is
// said of it:
//   node policy-pack/scripts/release-notes.mjs [pack-v0.1.0]
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

const read = (file) => readFileSync(fileURLToPath(new URL(`../${file}`, import.meta.url)), "utf8");

const { version } = JSON.parse(read("package.json"));
const [tag = `pack-v${version}`] = process.argv.slice(2);
const [, section] = `\n${read("CHANGELOG.md")}`.split(`\n## ${version}\n`);
const notes = section?.split(/^## /m)[0]?.trim();

if (tag !== `pack-v${version}`)
  fail(`tag \`${tag}\` is not of version \`${version}\`; accepted: \`pack-v${version}\``);
else if (!notes)
  fail(`CHANGELOG.md has nothing to say of version \`${version}\`; accepted: a section \`## ${version}\``);
else console.log(`## ${version}\n\n${notes}`);

function fail(message) {
  console.error(`error: ${message}`);
  process.exitCode = 1;
}
