import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { messageOf, PreviewFailure } from "../failure";
import { type Decrypt, openPassphrase, passphraseFrom } from "./passphrase";
import { type DeclaredSetting, hasType, type Project, typeText } from "./project-file";
import { goJson, isYamlMap, readYamlFile, type Yaml, type YamlMap } from "./yaml-file";

/** One setting, as text; structured values are JSON. */
export interface Setting {
  readonly text: string;
  readonly secret: boolean;
}

/** A stack's configuration: `namespace:key` to value. */
export interface Configuration {
  readonly settings: ReadonlyMap<string, Setting>;
  /** What the user should know: placeholders, environments that stay closed. */
  readonly notices: readonly string[];
}

/** What stands for an encrypted value whose passphrase is not at hand. */
export const PLACEHOLDER = "[secret]";

/** A value with its ciphertexts replaced, and whether there were any. */
interface Opened {
  readonly value: Yaml;
  readonly secret: boolean;
}

/**
 * Reads the configuration of a stack: its file, completed and checked by what Pulumi.yaml declares
 * (`ValidateStackConfigAndApplyProjectConfig` of the CLI).
 * @throws PreviewFailure if the stack is unknown, its file malformed, or settings are missing or of the wrong type
 */
export async function readConfiguration(
  project: Project,
  stack: string,
  environment: NodeJS.ProcessEnv,
): Promise<Configuration> {
  const notices: string[] = [];
  const file = readStackFile(project, stack, notices);
  if (present(file["environment"])) {
    notices.push(
      `the environments of Pulumi.${stack}.yaml are not opened: their settings are absent offline`,
    );
  }
  const config = file["config"] ?? {};
  if (!isYamlMap(config))
    throw new PreviewFailure(`Pulumi.${stack}.yaml: \`config\` must map keys to values`);
  const decrypt = await openSecrets(file, config, stack, environment, notices);
  const opened = new Map<string, Opened>();
  for (const [key, value] of Object.entries(config)) {
    if (value === null)
      notices.push(`Pulumi.${stack}.yaml: \`${key}\` has no value and counts as empty text`);
    opened.set(qualify(project.name, key), open(value, decrypt));
  }
  applyDeclared(project, stack, opened);
  const settings = [...opened].map(
    ([key, { value, secret }]) => [key, { text: settingText(value), secret }] as const,
  );
  return { settings: new Map(settings), notices };
}

function readStackFile(project: Project, stack: string, notices: string[]): YamlMap {
  const path = join(project.stackDirectory, `Pulumi.${stack}${project.extension}`);
  const file = readYamlFile(path);
  if (file === undefined) {
    const others = stackFiles(project);
    if (others.length > 0) {
      throw new PreviewFailure(
        `unknown stack \`${stack}\`: this project has ${others.map((o) => `\`${o}\``).join(", ")}`,
      );
    }
    notices.push(
      `there is no Pulumi.${stack}${project.extension}: the stack has no configuration of its own`,
    );
    return {};
  }
  if (file === null) return {};
  if (!isYamlMap(file)) throw new PreviewFailure(`Pulumi.${stack}.yaml is not a mapping of keys to values`);
  return file;
}

function stackFiles(project: Project): readonly string[] {
  if (!existsSync(project.stackDirectory)) return [];
  return readdirSync(project.stackDirectory)
    .map((name) => /^Pulumi\.(.+)\.(?:yaml|yml|json)$/.exec(name)?.[1])
    .filter((name) => name !== undefined)
    .sort();
}

const present = (value: Yaml | undefined): boolean => value !== undefined && value !== null;

/** `namespace:key`; `namespace:config:key` is an older spelling of it. */
function qualify(project: string, key: string): string {
  const parts = key.split(":");
  if (parts.length === 1) return `${project}:${key}`;
  if (parts.length === 2) return key;
  if (parts.length === 3 && parts[1] === "config") return `${parts[0]}:${parts[2]}`;
  throw new PreviewFailure(
    `configuration key \`${key}\` is malformed: expected \`key\` or \`namespace:key\``,
  );
}

const ciphertextOf = (value: Yaml): string | undefined =>
  isYamlMap(value) && Object.keys(value).length === 1 && typeof value["secure"] === "string"
    ? value["secure"]
    : undefined;

function countSecrets(value: Yaml): number {
  if (ciphertextOf(value) !== undefined) return 1;
  const parts = Array.isArray(value) ? value : isYamlMap(value) ? Object.values(value) : [];
  return parts.reduce((sum: number, part: Yaml) => sum + countSecrets(part), 0);
}

async function openSecrets(
  file: YamlMap,
  config: YamlMap,
  stack: string,
  environment: NodeJS.ProcessEnv,
  notices: string[],
): Promise<Decrypt> {
  const count = countSecrets(config);
  if (count === 0) return () => PLACEHOLDER;
  const salt = file["encryptionsalt"];
  const passphrase = passphraseFrom(environment);
  if (typeof salt === "string" && passphrase !== undefined) return openPassphrase(passphrase, salt);
  const reason =
    typeof salt === "string"
      ? "set PULUMI_CONFIG_PASSPHRASE or PULUMI_CONFIG_PASSPHRASE_FILE to read them"
      : "their secrets provider is out of reach offline";
  notices.push(
    `${count} encrypted ${count === 1 ? "value" : "values"} of stack \`${stack}\` ` +
      `${count === 1 ? "is a placeholder" : "are placeholders"}: ${reason}`,
  );
  return () => PLACEHOLDER;
}

function open(value: Yaml, decrypt: Decrypt): Opened {
  const ciphertext = ciphertextOf(value);
  if (ciphertext !== undefined) {
    try {
      return { value: decrypt(ciphertext), secret: true };
    } catch (error) {
      throw error instanceof PreviewFailure
        ? error
        : new PreviewFailure(`cannot decrypt a \`secure\` value of the stack file: ${messageOf(error)}`);
    }
  }
  if (Array.isArray(value)) {
    const parts = value.map((part: Yaml) => open(part, decrypt));
    return { value: parts.map((part) => part.value), secret: parts.some((part) => part.secret) };
  }
  if (!isYamlMap(value)) return { value, secret: false };
  const parts = Object.entries(value).map(([key, part]) => [key, open(part, decrypt)] as const);
  return {
    value: Object.fromEntries(parts.map(([key, part]) => [key, part.value])),
    secret: parts.some(([, part]) => part.secret),
  };
}

function applyDeclared(project: Project, stack: string, settings: Map<string, Opened>): void {
  const missing: string[] = [];
  const mistakes: string[] = [];
  for (const declared of project.settings) {
    const key = qualify(project.name, declared.key);
    const given = settings.get(key);
    if (given === undefined) {
      if (declared.value !== undefined) settings.set(key, { value: declared.value, secret: false });
      else if (key.startsWith(`${project.name}:`)) missing.push(`\`${declared.key}\``);
    }
    const mistake = checkDeclared(declared, settings.get(key));
    if (mistake !== undefined) mistakes.push(mistake);
  }
  if (missing.length > 0)
    mistakes.unshift(`${missing.join(", ")} ${missing.length === 1 ? "is" : "are"} missing`);
  if (mistakes.length > 0)
    throw new PreviewFailure(`configuration of stack \`${stack}\`: ${mistakes.join("; ")}`);
}

function checkDeclared(declared: DeclaredSetting, given: Opened | undefined): string | undefined {
  if (declared.type === undefined || given === undefined) return undefined;
  if (declared.secret && !given.secret) return `\`${declared.key}\` is declared secret and must be encrypted`;
  // A placeholder has no type of its own.
  if (given.value === PLACEHOLDER && given.secret) return undefined;
  // Numbers and booleans reach a program as text, so a text setting accepts them.
  const value =
    typeof given.value === "object" && given.value !== null ? given.value : settingText(given.value);
  return hasType(value, declared.type)
    ? undefined
    : `\`${declared.key}\` must be of type \`${typeText(declared.type)}\``;
}

/** A setting as the program reads it: text as it is, anything else as JSON. */
const settingText = (value: Yaml): string =>
  value === null ? "" : typeof value === "string" ? value : goJson(value);

/** `PULUMI_CONFIG` for the program: the Node.js SDK still reads keys in their older spelling. */
export const programConfig = (configuration: Configuration): string =>
  JSON.stringify(
    Object.fromEntries(
      [...configuration.settings].map(([key, { text }]) => [key.replace(":", ":config:"), text]),
    ),
  );

/** `PULUMI_CONFIG` for policy packs: every value in plain text, by `namespace:key`. */
export const packConfig = (configuration: Configuration): { readonly [key: string]: string } =>
  Object.fromEntries([...configuration.settings].map(([key, { text }]) => [key, text]));

/** The keys of settings that are secret. */
export const secretKeys = (configuration: Configuration): readonly string[] =>
  [...configuration.settings].filter(([, { secret }]) => secret).map(([key]) => key);
