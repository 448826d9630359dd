import { CONSOLE } from "./console";
import { NETWORK } from "./network";
import { OPERATIONS } from "./operations";
import type { RightsTable } from "./right";
import { STORES } from "./stores";

/** Every type that the program registers, or has registered by a package, with what it takes in AWS. */
export const RIGHTS: RightsTable = { ...NETWORK, ...CONSOLE, ...STORES, ...OPERATIONS };

/** All actions of the table, each once, sorted. */
export const allActions = (): readonly string[] =>
  sorted(
    Object.values(RIGHTS).flatMap((type) => [
      ...type.create,
      ...type.read,
      ...type.update,
      ...type.delete,
      ...type.also,
    ]),
  );

/** What comparing a stack with its account takes: the reads, and nothing else. */
export const readActions = (): readonly string[] => sorted(Object.values(RIGHTS).flatMap(({ read }) => read));

const sorted = (actions: readonly string[]): readonly string[] => [...new Set(actions)].sort();
