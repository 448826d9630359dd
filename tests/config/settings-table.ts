import { SETTING_KEYS, type SettingKey } from "../../config/settings";
import { type Declaration, projectFile } from "./project-file";

/** The headings of the documentation, each with the first setting below it. */
const SECTIONS: readonly (readonly [heading: string, first: SettingKey])[] = [
  ["The stack as a whole", "accountId"],
  ["Network", "vpcCidr"],
  ["OpenSearch domain", "domainEngineVersion"],
  ["Sign-in", "dashboardsSignIn"],
  ["Web console", "console"],
  ["Exposure and proxy fleet", "exposure"],
  ["Patching", "patchOperation"],
];

function typeOf({ type, items, secret }: Declaration): string {
  if (secret) return "secret";
  return type === "array" ? `list of ${items?.type}s` : (type ?? "string");
}

function defaultOf({ default: value }: Declaration): string {
  if (value === undefined) return "required";
  const text = typeof value === "string" ? value : JSON.stringify(value);
  return ["", "[]", "{}"].includes(text) ? "–" : `\`${text}\``;
}

/** The settings of Pulumi.yaml as Markdown, a table a section. */
export function settingsTables(): string {
  const { config } = projectFile();
  const lines: string[] = [];
  for (const key of SETTING_KEYS) {
    const heading = SECTIONS.find(([, first]) => first === key)?.[0];
    if (heading !== undefined) {
      lines.push(
        "",
        `### ${heading}`,
        "",
        "| setting | type | default | what it does |",
        "| --- | --- | --- | --- |",
      );
    }
    const declared = config[key] ?? {};
    const description = (declared.description ?? "").replace(/ Required\.$/, "").replaceAll("|", "\\|");
    lines.push(`| \`${key}\` | ${typeOf(declared)} | ${defaultOf(declared)} | ${description} |`);
  }
  return `${lines.join("\n").trim()}\n`;
}
