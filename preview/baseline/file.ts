import { writeFileSync } from "node:fs";
import schema from "../baseline.schema.json";
import { messageOf, PreviewFailure } from "../failure";
import { readJsonFile } from "../project/json-file";
import { type Baseline, baselineText } from "./baseline";

/** @throws PreviewFailure where the file is absent, no JSON, or something else than a baseline */
export async function readBaseline(path: string): Promise<Baseline> {
  const found = readJsonFile(path, "--baseline");
  // The validator takes a fifth of a second to load and compile.
  const { Ajv2020 } = await import("ajv/dist/2020.js");
  const validate = new Ajv2020({ strict: false }).compile<Baseline>(schema);
  if (validate(found)) return found;
  const [error] = validate.errors ?? [];
  const where = error?.instancePath === "" ? "" : ` at \`${error?.instancePath}\``;
  throw new PreviewFailure(
    `\`${path}\` is no baseline${where}: it ${error?.message ?? "does not fit baseline.schema.json"}; --baseline takes what \`--write-baseline\` wrote`,
  );
}

/** @throws PreviewFailure where the file cannot be written */
export function writeBaseline(path: string, baseline: Baseline): void {
  try {
    writeFileSync(path, baselineText(baseline));
  } catch (error) {
    throw new PreviewFailure(`cannot write --write-baseline \`${path}\`: ${messageOf(error)}`);
  }
}
