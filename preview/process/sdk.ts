import { realpathSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { PreviewFailure } from "../failure";

/**
 * Finds a runner in the Pulumi SDK that a program or pack itself has installed, as the language host does.
 * @throws PreviewFailure saying what to run, if the SDK is not installed
 */
export function locateRunner(runner: "run" | "run-policy-pack", directory: string, what: string): string {
  try {
    return createRequire(join(realpathSync(directory), "package.json")).resolve(
      `@pulumi/pulumi/cmd/${runner}`,
    );
  } catch {
    throw new PreviewFailure(
      `the package \`@pulumi/pulumi\` of the ${what} is not installed: run \`npm install\` in \`${directory}\``,
    );
  }
}
