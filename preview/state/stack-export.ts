/** A stack's exported state: what `pulumi stack export` writes (`sdk/go/common/apitype` of the engine). */

import { PreviewFailure } from "../failure";
import { readJsonFile } from "../project/json-file";
import { parseUrn } from "../urn";
import { isMap, type StoredMap } from "./stored-values";

/** A resource of the state, as far as it is read; values are still in their stored form. */
export interface StoredResource {
  readonly urn: string;
  readonly type: string;
  readonly name: string;
  readonly custom: boolean;
  /** Somebody else's: looked up with `X.get` or a stack reference. */
  readonly external: boolean;
  readonly id: string;
  /** `""` for a root. */
  readonly parent: string;
  readonly inputs: StoredMap;
  readonly outputs: StoredMap;
  readonly dependencies: readonly string[];
  readonly propertyDependencies: { readonly [property: string]: readonly string[] };
  /** `<urn>::<id>`; `""` for components and providers. */
  readonly provider: string;
  readonly protect: boolean;
  readonly retainOnDelete: boolean;
  readonly deletedWith: string;
  readonly ignoreChanges: readonly string[];
  readonly replaceOnChanges: readonly string[];
  readonly additionalSecretOutputs: readonly string[];
  /** Seconds, by operation. */
  readonly customTimeouts: { readonly [operation: string]: number };
}

export interface StackExport {
  readonly project: string;
  readonly stack: string;
  /** What exists and is to stay: neither what is deleted already, nor what the next update deletes. */
  readonly resources: readonly StoredResource[];
  /** URNs of what exists still and the next update deletes: it was replaced, and its deletion failed. */
  readonly leftovers: readonly string[];
  /** URNs of what an update was working on when it was interrupted; whether it exists, the state does not say. */
  readonly interrupted: readonly string[];
  /** How secrets are encrypted: `passphrase`, `service`, `awskms` and others; `""` where nothing is. */
  readonly secretsProvider: string;
  /** The salt and proof of a passphrase, `""` for other providers. */
  readonly salt: string;
}

/** Versions 3 and 4 differ in features that older engines must not overlook, none of which matters here. */
const VERSIONS: readonly unknown[] = [3, 4];

/** Names of a state without resources. */
const NOBODY = { project: "unknown", stack: "unknown" };

/**
 * Reads an export.
 * @param expected the stack that it must be of; `""` for whatever it is of
 * @throws PreviewFailure if it is absent, no export, of another stack, or not consistent
 */
export function readExport(path: string, expected: string): StackExport {
  const file = readJsonFile(path, "--state");
  const refuse = (what: string): never => {
    throw new PreviewFailure(`--state \`${path}\`${what}`);
  };
  if (!isMap(file) || !("deployment" in file)) {
    const why = isMap(file) && "checkpoint" in file ? ": it is the backend's own checkpoint" : "";
    return refuse(` is no export of a stack${why}; \`pulumi stack export --file\` writes one`);
  }
  if (!VERSIONS.includes(file["version"])) {
    return refuse(` has version \`${JSON.stringify(file["version"])}\`; accepted: ${VERSIONS.join(", ")}`);
  }
  const deployment = file["deployment"] ?? {};
  const list = isMap(deployment) ? (deployment["resources"] ?? []) : undefined;
  if (!isMap(deployment) || !Array.isArray(list)) {
    return refuse(" is no export of a stack: `deployment.resources` is no list");
  }
  const existing = list
    .map((item: unknown, at) => ({ item, at }))
    .filter(({ item }) => !isMap(item) || (item["delete"] !== true && item["pendingReplacement"] !== true));
  const leftovers = list.filter((item) => isMap(item) && item["delete"] === true).map(urnOf);
  const resources = existing.map(({ item, at }) =>
    readResource(item, (what) => refuse(`: \`deployment.resources[${at}]${what}`)),
  );
  const names = stackOf(resources, refuse);
  if (expected !== "" && resources.length > 0 && names.stack !== expected) {
    return refuse(` is of stack \`${names.stack}\`, not of \`${expected}\` as --stack says`);
  }
  return {
    ...names,
    ...(expected === "" ? {} : { stack: expected }),
    resources,
    leftovers,
    interrupted: interruptedIn(deployment),
    ...secretsOf(deployment),
  };
}

const urnOf = (item: unknown): string => (isMap(item) ? String(item["urn"] ?? "") : "");

function interruptedIn(deployment: StoredMap): readonly string[] {
  const operations = deployment["pending_operations"];
  return Array.isArray(operations)
    ? operations.map((operation: unknown) => urnOf(isMap(operation) ? operation["resource"] : undefined))
    : [];
}

type Refuse = (what: string) => never;

/** The one stack that all resources are of. */
function stackOf(
  resources: readonly StoredResource[],
  refuse: Refuse,
): { readonly project: string; readonly stack: string } {
  const [first] = resources;
  if (first === undefined) return NOBODY;
  const { project, stack } = parseUrn(first.urn);
  const seen = new Set<string>();
  for (const { urn } of resources) {
    const other = parseUrn(urn);
    if (other.project !== project || other.stack !== stack) {
      return refuse(` is of several stacks, \`${project}/${stack}\` and \`${other.project}/${other.stack}\``);
    }
    if (seen.has(urn)) return refuse(` holds \`${urn}\` twice`);
    seen.add(urn);
  }
  return { project, stack };
}

function secretsOf(deployment: StoredMap): { readonly secretsProvider: string; readonly salt: string } {
  const providers = deployment["secrets_providers"];
  if (!isMap(providers)) return { secretsProvider: "", salt: "" };
  const state = providers["state"];
  const salt = isMap(state) ? state["salt"] : "";
  return {
    secretsProvider: String(providers["type"] ?? ""),
    salt: typeof salt === "string" ? salt : "",
  };
}

/** @param refuse is told what follows the resource's place: a path, a backtick and what is wrong */
function readResource(item: unknown, refuse: Refuse): StoredResource {
  if (!isMap(item)) return refuse("` is no object");
  const wrong = (key: string, accepted: string) => refuse(`.${key}\` is not ${accepted}`);
  const text = (key: string): string => {
    const value = item[key] ?? "";
    return typeof value === "string" ? value : wrong(key, "a text");
  };
  const map = (key: string): StoredMap => {
    const value = item[key] ?? {};
    return isMap(value) ? value : wrong(key, "an object");
  };
  const texts = (value: unknown, key: string): readonly string[] => {
    const list = value ?? [];
    return Array.isArray(list) && list.every((each) => typeof each === "string")
      ? list
      : wrong(key, "a list of texts");
  };
  const urn = text("urn");
  return {
    urn,
    name: nameOf(urn, () => wrong("urn", "a URN")),
    type: text("type") || wrong("type", "a type token"),
    custom: item["custom"] === true,
    external: item["external"] === true,
    id: text("id"),
    parent: text("parent"),
    inputs: map("inputs"),
    outputs: map("outputs"),
    dependencies: texts(item["dependencies"], "dependencies"),
    propertyDependencies: Object.fromEntries(
      Object.entries(map("propertyDependencies")).map(([property, urns]) => [
        property,
        texts(urns, `propertyDependencies.${property}`),
      ]),
    ),
    provider: text("provider"),
    protect: item["protect"] === true,
    retainOnDelete: item["retainOnDelete"] === true,
    deletedWith: text("deletedWith"),
    ignoreChanges: texts(item["ignoreChanges"], "ignoreChanges"),
    replaceOnChanges: texts(item["replaceOnChanges"], "replaceOnChanges"),
    additionalSecretOutputs: texts(item["additionalSecretOutputs"], "additionalSecretOutputs"),
    customTimeouts: Object.fromEntries(
      Object.entries(map("customTimeouts")).filter((entry): entry is [string, number] => {
        const [, seconds] = entry;
        return typeof seconds === "number";
      }),
    ),
  };
}

function nameOf(urn: string, wrong: () => never): string {
  try {
    return parseUrn(urn).name;
  } catch {
    return wrong();
  }
}
