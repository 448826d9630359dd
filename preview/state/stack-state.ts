import { list } from "../../policy-pack/analysis/findings";
import type { ResourceState } from "../engine/state";
import { messageOf } from "../failure";
import type { PlanProperties, PlanValue } from "../plan";
import { openPassphrase, passphraseFrom } from "../project/passphrase";
import { mapValues } from "../values/value";
import { readExport, type StackExport, type StoredResource } from "./stack-export";
import { type OpenSecret, readStored } from "./stored-values";

/** The resources of a stack that exists, as the preview's engine would hold them. */
export interface StackState {
  readonly project: string;
  readonly stack: string;
  readonly resources: readonly ResourceState[];
  /** What the user should know: what is not judged, and secrets that stay closed. */
  readonly notices: readonly string[];
}

/**
 * Reads the state of a stack. Secrets are opened where they are in plain, or the passphrase is in the environment;
 * elsewhere their values are unknown.
 * @param expected the stack that it must be of; `""` for whatever it is of
 * @throws PreviewFailure if the file is no export of that stack
 */
export async function readStackState(
  path: string,
  expected: string,
  environment: NodeJS.ProcessEnv,
): Promise<StackState> {
  const stored = readExport(path, expected);
  const notices = [
    ...told("not judged, since the next update deletes it:", stored.leftovers),
    ...told("an update was interrupted, and the state does not say what became of", stored.interrupted),
  ];
  const { open, why } = await opener(stored, environment);
  let closed = 0;
  const openOrCount: OpenSecret = (ciphertext) => {
    const text = open(ciphertext);
    if (text === undefined) closed += 1;
    return text;
  };
  const resources = stored.resources.map((resource) => toState(resource, openOrCount));
  if (closed > 0) {
    notices.push(
      `${closed} encrypted ${closed === 1 ? "value" : "values"} of the state ${closed === 1 ? "is" : "are"} unknown: ${why}`,
    );
  }
  return { project: stored.project, stack: stored.stack, resources, notices };
}

const told = (what: string, urns: readonly string[]): readonly string[] =>
  urns.length === 0 ? [] : [`${what} ${list([...new Set(urns)].map((urn) => `\`${urn}\``))}`];

/** How secrets are opened, and why they are not. */
interface Opener {
  readonly open: OpenSecret;
  readonly why: string;
}

const closedBecause = (why: string): Opener => ({ open: () => undefined, why });

async function opener(
  { secretsProvider, salt }: StackExport,
  environment: NodeJS.ProcessEnv,
): Promise<Opener> {
  if (secretsProvider !== "passphrase" || salt === "") {
    return closedBecause("their secrets provider is out of reach offline");
  }
  const passphrase = passphraseFrom(environment);
  if (passphrase === undefined) {
    return closedBecause("set PULUMI_CONFIG_PASSPHRASE or PULUMI_CONFIG_PASSPHRASE_FILE to have them judged");
  }
  try {
    const decrypt = await openPassphrase(passphrase, salt);
    return {
      open: (ciphertext) => {
        try {
          return decrypt(ciphertext);
        } catch {
          return undefined;
        }
      },
      why: "they cannot be decrypted",
    };
  } catch (error) {
    // The passphrase may be that of another stack: what is not secret is judged nevertheless.
    return closedBecause(messageOf(error));
  }
}

function toState(stored: StoredResource, open: OpenSecret): ResourceState {
  const { create = 0, update = 0, delete: remove = 0, read = 0 } = stored.customTimeouts;
  return {
    urn: stored.urn,
    type: stored.type,
    name: stored.name,
    parent: stored.parent,
    custom: stored.custom,
    origin: stored.external ? "read" : "registered",
    dependencies: stored.dependencies,
    propertyDependencies: stored.propertyDependencies,
    provider: stored.provider,
    options: {
      protect: stored.protect,
      retainOnDelete: stored.retainOnDelete,
      deletedWith: stored.deletedWith,
      ignoreChanges: stored.ignoreChanges,
      deleteBeforeReplace: undefined,
      additionalSecretOutputs: stored.additionalSecretOutputs,
      customTimeouts: { create, update, delete: remove, read },
      shown: shownOptions(stored),
    },
    inputs: mapValues(stored.inputs, (value) => readStored(value, open)),
    outputs: mapValues(stored.outputs, (value) => readStored(value, open)),
    id: stored.id,
    materialised: [],
  };
}

function shownOptions(stored: StoredResource): PlanProperties {
  const options: readonly (readonly [string, PlanValue])[] = [
    ["provider", stored.provider],
    ["protect", stored.protect],
    ["retainOnDelete", stored.retainOnDelete],
    ["deletedWith", stored.deletedWith],
    ["ignoreChanges", stored.ignoreChanges],
    ["replaceOnChanges", stored.replaceOnChanges],
    ["additionalSecretOutputs", stored.additionalSecretOutputs],
    ["customTimeouts", stored.customTimeouts],
  ];
  return Object.fromEntries(options.filter(([, value]) => !isNothing(value)));
}

const isNothing = (value: PlanValue): boolean =>
  value === "" ||
  value === false ||
  (typeof value === "object" && value !== null && Object.keys(value).length === 0);
