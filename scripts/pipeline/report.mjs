// Tells what the runs of a workflow came to. It reads digests, which the job that ran somebody's code has written: that
// they are of the expected shape is checked here, and whatever they say is shown as text.
//
//   node scripts/pipeline/report.mjs comment <pull request> <folder> <stack>…    one comment, updated by each run
//   node scripts/pipeline/report.mjs issue <folder> <stack>…                     one issue for each stack that has drifted
//   node scripts/pipeline/report.mjs summary <digest>                            Markdown on standard output
//   node scripts/pipeline/report.mjs fingerprint <digest>                        what is done to what, as one hash
//
// A digest is `<folder>/<preview or drift>-<stack>/digest.json`, as artifacts are unpacked.
import { readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { keepIssue, putComment, repositoryApi } from "./github.mjs";
import { driftText, hasDrifted, MOST_CHARACTERS, previewText, stackName } from "./markdown.mjs";

const MOST_BYTES = 5_000_000;

const isText = (value) => typeof value === "string";
const isTexts = (value) => Array.isArray(value) && value.every(isText);
const hasTexts = (fields) => (value) => fields.every((field) => isText(value?.[field]));
const isListOf = (item) => (value) => Array.isArray(value) && value.every(item);

const isChange = (value) =>
  hasTexts(["op", "type", "name"])(value) && isTexts(value.properties) && isTexts(value.replaceBecause);

const SHAPE = {
  version: (value) => value === 1,
  kind: (value) => value === "preview" || value === "drift",
  stack: isText,
  exitCode: Number.isInteger,
  changes: isListOf(isChange),
  violations: isListOf(hasTexts(["level", "policy", "resource", "message"])),
  errors: isListOf(hasTexts(["resource", "message"])),
  fingerprint: (value) => isText(value) && /^[0-9a-f]{64}$/.test(value),
};

/**
 * The digest of a file; undefined where there is none.
 * @throws Error where it is not one
 */
function readDigest(path) {
  const size = statSync(path, { throwIfNoEntry: false })?.size;
  if (size === undefined) return undefined;
  if (size > MOST_BYTES) throw new Error(`a digest of ${size} bytes is none: ${MOST_BYTES} at most`);
  const digest = JSON.parse(readFileSync(path, "utf8"));
  const wrong = Object.entries(SHAPE).filter(([field, isRight]) => !isRight(digest?.[field]));
  if (wrong.length > 0)
    throw new Error(`no digest: \`${wrong.map(([field]) => field).join("`, `")}\` is wrong`);
  return digest;
}

/** The digest that a run left for a stack; undefined where it left none, or that of something else. */
function digestFor(folder, kind, stack) {
  try {
    const digest = readDigest(join(folder, `${kind}-${stackName(stack)}`, "digest.json"));
    return digest?.stack === stack && digest.kind === kind ? digest : undefined;
  } catch (error) {
    process.stderr.write(`${stack}: ${error.message}\n`);
    return undefined;
  }
}

const runUrl = (env) => `${env.GITHUB_SERVER_URL}/${env.GITHUB_REPOSITORY}/actions/runs/${env.GITHUB_RUN_ID}`;

async function comment(env, number, folder, stacks) {
  if (!/^[1-9][0-9]{0,9}$/.test(number)) throw new Error("the number of the pull request is none");
  const share = Math.floor(MOST_CHARACTERS / Math.max(1, stacks.length));
  const texts = stacks.map((stack) => {
    const digest = digestFor(folder, "preview", stack);
    return digest
      ? previewText(digest, share)
      : `## Preview of \`${stackName(stack)}\`: ❌ no result\n\nThe run ended before there was one.\n`;
  });
  const text = `${texts.join("\n")}\n[The run](${runUrl(env)}) of ${commit(env)}.\n`;
  const done = await putComment(repositoryApi(env), number, "<!-- pulumi-preview -->", text);
  process.stdout.write(`comment ${done}\n`);
}

function commit(env) {
  if (!/^[0-9a-f]{40}$/.test(env.HEAD_SHA ?? "")) throw new Error("`HEAD_SHA` is no commit");
  return env.HEAD_SHA;
}

async function issue(env, folder, stacks) {
  const api = repositoryApi(env);
  for (const stack of stacks) {
    const digest = digestFor(folder, "drift", stack);
    // A check that failed says nothing about the stack: it fails in the run, and the issue stays as it is.
    if (!digest || (digest.exitCode !== 0 && !hasDrifted(digest))) {
      process.stdout.write(`${stack}: no result\n`);
      continue;
    }
    const text = hasDrifted(digest) ? driftText(digest, runUrl(env)) : undefined;
    const mark = `<!-- pulumi-drift ${stackName(stack)} -->`;
    const done = await keepIssue(api, mark, `Stack ${stackName(stack)} has drifted`, text);
    process.stdout.write(`${stack}: issue ${done}\n`);
  }
}

function requiredDigest(path) {
  const digest = readDigest(path);
  if (!digest) throw new Error("there is no digest: the run ended before there was one");
  return digest;
}

const print = (text) => process.stdout.write(text);

/** @param {readonly string[]} args */
async function main([what, ...args], env) {
  if (what === "comment" && args.length >= 2) return comment(env, args[0], args[1], args.slice(2));
  if (what === "issue" && args.length >= 1) return issue(env, args[0], args.slice(1));
  if (what === "summary" && args.length === 1) return print(previewText(requiredDigest(args[0])));
  if (what === "fingerprint" && args.length === 1) return print(`${requiredDigest(args[0]).fingerprint}\n`);
  throw new Error(
    "expected `comment NUMBER FOLDER STACK…`, `issue FOLDER STACK…`, `summary DIGEST` or `fingerprint DIGEST`",
  );
}

try {
  await main(process.argv.slice(2), process.env);
} catch (error) {
  process.stderr.write(`error: ${error.message}\n`);
  process.exitCode = 1;
}
