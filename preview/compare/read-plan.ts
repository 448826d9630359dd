import Ajv2020 from "ajv/dist/2020";
import { PreviewFailure } from "../failure";
import type { Plan } from "../plan";
import schema from "../plan.schema.json";
import { readJsonFile } from "../project/json-file";

/**
 * Reads the plan of `--base`, which `--format json` wrote.
 * @throws PreviewFailure where the file is absent, no JSON, or something else than a plan
 */
export function readBase(path: string): Plan {
  const found = readJsonFile(path, "--base");
  const validate = new Ajv2020({ strict: false }).compile<Plan>(schema);
  if (validate(found)) return found;
  const [error] = validate.errors ?? [];
  const where = error?.instancePath === "" ? "" : ` at \`${error?.instancePath}\``;
  throw new PreviewFailure(
    `\`${path}\` is no plan${where}: it ${error?.message ?? "does not fit plan.schema.json"}; --base takes what \`--format json\` wrote`,
  );
}
