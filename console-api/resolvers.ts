/** Who answers what. */

import { evidenceResolvers } from "./evidence";
import { overviewResolvers } from "./overview";
import { patchingResolvers } from "./patching";
import { reviewResolvers } from "./review";
import { roleResolvers } from "./roles";
import { securityGroupResolvers } from "./security-groups";
import type { Fields, Resolvers } from "./surroundings";

export const RESOLVERS = {
  ...reviewResolvers,
  ...evidenceResolvers,
  ...overviewResolvers,
  ...patchingResolvers,
  ...roleResolvers,
  ...securityGroupResolvers,
} satisfies Partial<Resolvers<keyof Fields>>;
