import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";

const ROOT = join(__dirname, "../..");

/** A setting as Pulumi.yaml declares it. */
export interface Declaration {
  readonly type?: string;
  readonly items?: { readonly type: string };
  readonly default?: unknown;
  readonly secret?: boolean;
  readonly description?: string;
}

/** A file at the root of the repository. */
export function rootFile(name: string): string {
  return readFileSync(join(ROOT, name), "utf8");
}

/** What Pulumi.yaml says. */
export function projectFile(): {
  readonly name: string;
  readonly runtime: unknown;
  readonly config: { readonly [key: string]: Declaration };
} {
  return parse(rootFile("Pulumi.yaml"));
}

/** The settings and the region of a stack's file. */
export function stackFile(stack: string): {
  readonly region: string;
  readonly settings: { readonly [key: string]: unknown };
} {
  const { config } = parse(rootFile(`Pulumi.${stack}.yaml`)) as { readonly config: Record<string, unknown> };
  const settings = Object.entries(config).flatMap(([key, value]) =>
    key.startsWith("centralized-logging:")
      ? [[key.slice("centralized-logging:".length), value] as const]
      : [],
  );
  return { region: String(config["aws:region"]), settings: Object.fromEntries(settings) };
}
