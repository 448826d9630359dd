/** The limits of the deployed API. */

import type { QueryLimits } from "./query-limits";

export const QUERY_LIMITS: QueryLimits = { depth: 6, resolvers: 12 };
