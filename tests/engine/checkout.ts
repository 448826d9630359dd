import { join } from "node:path";

/** The checkout. */
export const ROOT = join(__dirname, "../..");

/** The pack whose verdicts count. */
export const OWN_PACK = join(ROOT, "policy-pack");

/** Where the small programs of these tests are. */
export const PROGRAMS = join(__dirname, "programs");
