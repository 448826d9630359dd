import type { SettingSchema, Settings } from "./rule";

/** The setting `boundaryPaths` of each policy that reads grants. */
export const BOUNDARY_PATHS: SettingSchema = {
  description: "Paths of managed policies that are limits (permissions boundaries) and never grants.",
  type: "array",
  items: { type: "string", pattern: "^/([!-~]*/)?$" },
  default: ["/boundary/"],
};

/** The setting `trustedPrefixLists` of each policy that follows prefix lists. */
export const TRUSTED_PREFIX_LISTS: SettingSchema = {
  description:
    "Ids of prefix lists that never hold the internet, like `pl-0123456789abcdef0`; `*` and `?` are wildcards.",
  type: "array",
  items: { type: "string", pattern: "^pl-[0-9a-f?*]+$" },
  default: [],
};

/** A setting that is a list of texts. The engine has checked the configuration against the schema. */
export function texts(settings: Settings, name: string): readonly string[] {
  const value = settings[name];
  return Array.isArray(value) ? value.filter((item): item is string => typeof item === "string") : [];
}

/** A setting that is a whole number. */
export function integer(settings: Settings, name: string, fallback: number): number {
  const value = settings[name];
  return typeof value === "number" && Number.isInteger(value) ? value : fallback;
}
