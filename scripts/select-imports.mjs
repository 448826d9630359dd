// `pulumi preview --import-file` writes down everything that a stack would make. This keeps of it what exists already and
// is to be imported, with the components above it and their provider, and fills in the ids:
//
//   node scripts/select-imports.mjs /tmp/everything.json console-site=my-bucket > /tmp/import.json
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

/** A component or a provider that another entry names. @returns undefined where the stack has it already */
const named = (resources, name) =>
  resources.find((one) => one.name === name && (one.component || one.inputs));

/** `entries` of the file and what they stand below. @throws Error naming every name that the file does not have */
export function selectImports(file, ids) {
  const { resources } = file;
  const chosen = new Set();
  const unknown = [];
  for (const [name, id] of ids) {
    const found = resources.filter((one) => one.name === name && !one.component && !one.inputs);
    if (found.length !== 1) unknown.push(`\`${name}\` (${found.length} entries)`);
    for (const entry of found) chosen.add({ ...entry, id });
  }
  if (unknown.length > 0) {
    throw new Error(
      `${unknown.join(", ")}: not one resource of the preview; accepted: the name of a resource that would be created`,
    );
  }
  const above = new Set();
  const climb = (entry) => {
    for (const name of [entry.provider, entry.parent]) {
      const found = name === undefined ? undefined : named(resources, name);
      if (found === undefined || above.has(found)) continue;
      climb(found);
      above.add(found);
    }
  };
  for (const entry of chosen) climb(entry);
  return { ...file, resources: [...above, ...chosen] };
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const [path, ...pairs] = process.argv.slice(2);
  const ids = pairs.map((pair) => /^([^=]+)=(.+)$/.exec(pair)?.slice(1));
  if (path === undefined || ids.length === 0 || ids.some((id) => id === undefined)) {
    process.stderr.write("usage: node scripts/select-imports.mjs IMPORT.json NAME=ID…\n");
    process.exit(2);
  }
  try {
    const selected = selectImports(JSON.parse(readFileSync(path, "utf8")), ids);
    process.stdout.write(`${JSON.stringify(selected, null, 2)}\n`);
  } catch (error) {
    process.stderr.write(`${error.message}\n`);
    process.exit(2);
  }
}
