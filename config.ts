import * as pulumi from "@pulumi/pulumi";
import { parseConfig } from "./config/parse-config";
import type { StackConfig } from "./config/stack-config";

export { ConfigurationError, type Mistake } from "./config/mistakes";
export { parseConfig, type StackIdentity } from "./config/parse-config";
export type { StackConfig } from "./config/stack-config";

/** What the SDK's declarations leave out, but its runtime has. */
interface SecretAwareRuntime {
  readonly isConfigSecret?: (key: string) => boolean;
}

/**
 * The configuration of the running stack: the settings in the project's namespace, and `aws:region`.
 * @throws ConfigurationError with all mistakes, one a line, before any resource is registered
 */
export function loadConfig(): StackConfig {
  const project = pulumi.getProject();
  const namespace = `${project}:`;
  const { isConfigSecret } = pulumi.runtime as SecretAwareRuntime;
  const raw: Record<string, string> = {};
  const secretKeys = new Set<string>();
  for (const [key, value] of Object.entries(pulumi.runtime.allConfig())) {
    if (!key.startsWith(namespace)) continue;
    const setting = key.slice(namespace.length);
    raw[setting] = value;
    if (isConfigSecret?.(key)) secretKeys.add(setting);
  }
  const region = new pulumi.Config("aws").get("region");
  return parseConfig(raw, { project, stack: pulumi.getStack(), region, secretKeys });
}
