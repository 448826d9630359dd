/** Who answers what. */

import { reviewResolvers } from "./review";
import type { Fields, Resolvers } from "./surroundings";

export const RESOLVERS = {
  ...reviewResolvers,
} satisfies Partial<Resolvers<keyof Fields>>;
