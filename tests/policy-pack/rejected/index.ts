import type { Case } from "../case";
import { CALLERS } from "./callers";
import { EXPOSURE } from "./exposure";
import { GRANTS } from "./grants";
import { OTHERS } from "./others";

/** A resource that some policy reports. */
export interface Rejected extends Case {
  readonly policy: string;
}

/** At least one resource for each policy, and what it is that each policy is for. */
export const REJECTED: readonly Rejected[] = [GRANTS, CALLERS, EXPOSURE, OTHERS].flatMap((table) =>
  Object.entries(table).flatMap(([policy, cases]) => cases.map((one) => ({ ...one, policy }))),
);
