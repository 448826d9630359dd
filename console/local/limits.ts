/** The limits of the deployed API. */

import { QUERY_DEPTH, RESOLVER_COUNT } from "../../components/web-console/limits";
import type { QueryLimits } from "./query-limits";

export const QUERY_LIMITS: QueryLimits = { depth: QUERY_DEPTH, resolvers: RESOLVER_COUNT };
