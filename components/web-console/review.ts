/** What the console's API tells: the review's types, its GraphQL schema and who may ask. */

/** One admitted connection, as the traffic matrix describes it. */
export interface ReviewFlow {
  readonly from: string;
  readonly to: string;
  readonly protocol: string;
  readonly port: number;
  readonly why: string;
}

/** One control of the responsibility register. */
export interface ReviewControl {
  readonly id: string;
  readonly topic: string;
  readonly control: string;
  readonly owner: string;
  readonly cadence: string;
  readonly evidence: {
    readonly kind: string;
    readonly type?: string;
    readonly name?: string;
    readonly path?: string;
  };
  /** Why it is still the customer's to do. */
  readonly open?: string;
}

export interface ConsoleReview {
  readonly trafficMatrix: readonly ReviewFlow[];
  readonly responsibilityRegister: readonly ReviewControl[];
}

/** Groups of the user pool whose members may read the review. */
export const CONSOLE_GROUPS = ["operator", "viewer"] as const;

const members = `@aws_auth(cognito_groups: [${CONSOLE_GROUPS.map((group) => `"${group}"`).join(", ")}])`;

/**
 * The API's schema. `@aws_auth` holds for fields of the query type only (it is ignored further down), so each of them
 * carries it, and the API denies what does not.
 */
export const SCHEMA = `schema {
  query: Query
}

type Query {
  trafficMatrix: [Flow!]! ${members}
  responsibilityRegister: [Control!]! ${members}
}

type Flow {
  from: String!
  to: String!
  protocol: String!
  port: Int!
  why: String!
}

type Control {
  id: ID!
  topic: String!
  control: String!
  owner: String!
  cadence: String!
  evidence: Evidence!
  open: String
}

type Evidence {
  kind: String!
  type: String
  name: String
  path: String
}
`;

/** Fields of the query type; each has a resolver. */
export const QUERY_FIELDS = ["trafficMatrix", "responsibilityRegister"] as const;

/**
 * The resolver of every query field, for the runtime `APPSYNC_JS`. The function gets what it decides by and no more:
 * AppSync's whole context would carry the caller's token and headers along.
 */
export const RESOLVER_CODE = `import { util } from "@aws-appsync/utils";

export function request(ctx) {
  return {
    operation: "Invoke",
    payload: {
      field: ctx.info.fieldName,
      arguments: ctx.args,
      identity: { sub: ctx.identity.sub, groups: ctx.identity.groups },
    },
  };
}

export function response(ctx) {
  if (ctx.error) util.error(ctx.error.message, ctx.error.type);
  return ctx.result;
}
`;
