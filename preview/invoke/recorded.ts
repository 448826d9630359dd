import { isDeepStrictEqual } from "node:util";
import { PreviewFailure } from "../failure";
import { readJsonFile } from "../project/json-file";
import { decode, type Wire } from "../values/codec";
import { isMap, type Value, type ValueMap } from "../values/value";

/** An answer that the user recorded for a lookup. */
export interface RecordedInvoke {
  readonly token: string;
  /** Arguments that a call must have; others may differ. */
  readonly args: ValueMap;
  readonly result: ValueMap;
}

const FORMAT = 'a list of `{"token": …, "args": {…}, "result": {…}}`';

/**
 * Reads `--invokes FILE`: a JSON list of `{token, args?, result}`. The first entry whose token is the call's and whose
 * `args` all equal the call's own answers it; more specific entries go first.
 * @throws PreviewFailure naming every malformed entry
 */
export function readRecordedInvokes(path: string): readonly RecordedInvoke[] {
  const parsed = readJsonFile(path, "--invokes");
  if (!Array.isArray(parsed)) throw new PreviewFailure(`--invokes \`${path}\` must be ${FORMAT}`);
  const mistakes: string[] = [];
  const entries = parsed.map((entry: unknown, index): RecordedInvoke | undefined => {
    const {
      token,
      args = {},
      result,
    } = (typeof entry === "object" && entry !== null ? entry : {}) as {
      readonly [key: string]: unknown;
    };
    const read = (value: unknown) => decode(value as Wire);
    const [given, answer] = [read(args), result === undefined ? null : read(result)];
    if (typeof token !== "string" || token.split(":").length !== 3)
      mistakes.push(`entry ${index} has no \`token\``);
    else if (!isMap(given)) mistakes.push(`\`args\` of entry ${index} is not an object`);
    else if (!isMap(answer)) mistakes.push(`\`result\` of entry ${index} is not an object`);
    else return { token, args: given, result: answer };
    return undefined;
  });
  if (mistakes.length > 0) {
    throw new PreviewFailure(`--invokes \`${path}\`: ${mistakes.join("; ")}; expected ${FORMAT}`);
  }
  return entries.filter((entry) => entry !== undefined);
}

/** The recorded answer to a call, if there is one. */
export const findRecorded = (
  recorded: readonly RecordedInvoke[],
  token: string,
  args: ValueMap,
): ValueMap | undefined =>
  recorded.find(
    (entry) =>
      entry.token === token &&
      Object.entries(entry.args).every(([name, value]: [string, Value]) =>
        isDeepStrictEqual(value, args[name]),
      ),
  )?.result;
