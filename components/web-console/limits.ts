/** How much one request may ask of the console's API: what the console itself asks, and no more. */

/** Levels of fields, the one of Query counted: groups, their rules and each rule's peer nest no deeper than this. */
export const QUERY_DEPTH = 5;

/** Calls of the function: the console names one field of Query or Mutation in each request. */
export const RESOLVER_COUNT = 1;
