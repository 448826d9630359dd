/** Who answers what. */

import { reviewResolvers } from "./review";
import { securityGroupResolvers } from "./security-groups";
import type { Fields, Resolvers } from "./surroundings";

export const RESOLVERS = {
  ...reviewResolvers,
  ...securityGroupResolvers,
} satisfies Partial<Resolvers<keyof Fields>>;
