import { administrativeAccess } from "../../../../policy-pack/policies/administrative-access";
import { judge } from "../../judging";
import { document, type Written } from "../../spellings";

export const ROLE_POLICY = "aws:iam/rolePolicy:RolePolicy";

/** A document of statements, as the JSON text that the classic provider gets. */
export const text = (...statements: readonly Written[]): string => JSON.stringify(document(...statements));

/** What is said of a role whose policy is this. */
export const onRole = (policy: unknown, settings: Written = {}): Promise<string[]> =>
  judge(administrativeAccess, ROLE_POLICY, { role: "reader", policy }, settings);
