/**
 * The console's API as AppSync serves it: schema.graphql run by graphql-js, each field of Query and Mutation answered by
 * the function's own code. Tokens, groups, limits and the shape of errors are AppSync's.
 * https://docs.aws.amazon.com/appsync/latest/devguide/security-authz.html
 */

import { readFileSync } from "node:fs";
import { join } from "node:path";
import {
  buildSchema,
  type DocumentNode,
  execute,
  type GraphQLError,
  type GraphQLFieldResolver,
  type GraphQLObjectType,
  type GraphQLSchema,
  getOperationAST,
  Kind,
  NoSchemaIntrospectionCustomRule,
  parse,
  specifiedRules,
  validate,
} from "graphql";
import { type Identity, NotSignedIn, type TokenRules, tokenVerifier } from "./caller-token";
import { type Answering, bodyOf, send } from "./http";
import { type QueryLimits, sizeOf } from "./query-limits";

/** What the function is called with for one field. */
export interface FieldRequest {
  readonly field: string;
  readonly arguments: Readonly<Record<string, unknown>>;
  readonly identity: Identity;
}

export interface EndpointOptions {
  readonly token: TokenRules;
  readonly limits: QueryLimits;
  /** The function; what it throws reaches callers with its name as `errorType`, as AppSync does. */
  readonly ask: (request: FieldRequest) => Promise<unknown>;
}

/** An entry of `errors`, as AppSync writes it. */
interface AnswerError {
  readonly path: readonly (string | number)[] | null;
  readonly data: null;
  readonly errorType: string | null;
  readonly errorInfo: null;
  readonly locations:
    | readonly { readonly line: number; readonly column: number; readonly sourceName: null }[]
    | null;
  readonly message: string;
}

/** AppSync answers every origin. */
const CORS = { "access-control-allow-origin": "*" };
const PREFLIGHT = {
  ...CORS,
  "access-control-allow-headers": "authorization, content-type, x-amz-user-agent, x-amzn-requestid",
  "access-control-allow-methods": "POST, OPTIONS",
  "access-control-max-age": "172800",
};

const SCHEMA_PATH = join(__dirname, "../../console-api/schema.graphql");

/** What AppSync adds to every schema. */
const APPSYNC_OWN = `
directive @aws_auth(cognito_groups: [String!]!) on FIELD_DEFINITION
scalar AWSDateTime
`;

/** The schema as it is deployed. */
export const deployedSchema = (): GraphQLSchema =>
  buildSchema(`${readFileSync(SCHEMA_PATH, "utf8")}${APPSYNC_OWN}`);

/** Groups that `@aws_auth` names for a field; a field without it is denied. */
function groupsFor(type: GraphQLObjectType, field: string): readonly string[] {
  const directive = type
    .getFields()
    [field]?.astNode?.directives?.find(({ name }) => name.value === "aws_auth");
  const groups = directive?.arguments?.find(({ name }) => name.value === "cognito_groups")?.value;
  if (groups?.kind !== Kind.LIST) return [];
  return groups.values.flatMap((value) => (value.kind === Kind.STRING ? [value.value] : []));
}

const error = (errorType: string | null, message: string, of?: GraphQLError): AnswerError => ({
  path: of?.path ?? null,
  data: null,
  errorType,
  errorInfo: null,
  locations: of?.locations?.map(({ line, column }) => ({ line, column, sourceName: null })) ?? null,
  message,
});

/** Denied by group; the message is AppSync's. */
class Denied extends Error {
  override readonly name = "Unauthorized";
}

function answerError(failed: GraphQLError): AnswerError {
  const { originalError } = failed;
  // Without an error behind it, the answer itself did not fit the schema.
  const errorType = originalError === undefined ? null : originalError.name;
  return error(errorType === "Error" ? "Lambda:Unhandled" : errorType, failed.message, failed);
}

interface Asked {
  readonly query: string;
  readonly variables: Readonly<Record<string, unknown>>;
  readonly operationName: string | undefined;
}

/** The one question of a request; several at once are no question to AppSync. */
function parseBody(text: string): Asked | undefined {
  let body: unknown;
  try {
    body = JSON.parse(text);
  } catch {
    return undefined;
  }
  if (typeof body !== "object" || body === null || Array.isArray(body)) return undefined;
  const { query, variables, operationName } = body as Readonly<Record<string, unknown>>;
  if (typeof query !== "string") return undefined;
  if (variables !== undefined && variables !== null && typeof variables !== "object") return undefined;
  return {
    query,
    variables: (variables ?? {}) as Asked["variables"],
    operationName: typeof operationName === "string" ? operationName : undefined,
  };
}

export function graphqlEndpoint({ token, limits, ask }: EndpointOptions): Answering {
  const schema = deployedSchema();
  const verify = tokenVerifier(token);
  const roots = new Set([schema.getQueryType()?.name, schema.getMutationType()?.name]);

  const resolve: GraphQLFieldResolver<unknown, Identity> = (source, given, identity, info) => {
    const { parentType, fieldName } = info;
    if (!roots.has(parentType.name)) return (source as Readonly<Record<string, unknown>>)[fieldName];
    const allowed = groupsFor(parentType, fieldName);
    if (!allowed.some((group) => identity.groups?.includes(group))) {
      throw new Denied(`Not Authorized to access ${fieldName} on type ${parentType.name}`);
    }
    return ask({ field: fieldName, arguments: given, identity });
  };

  /** Why a document is not run at all. */
  function mistakes(document: DocumentNode, operationName: string | undefined): readonly AnswerError[] {
    const invalid = validate(schema, document, [...specifiedRules, NoSchemaIntrospectionCustomRule]);
    if (invalid.length > 0) {
      return invalid.map((one) => error(null, `Validation error: ${one.message}`, one));
    }
    const operation = getOperationAST(document, operationName);
    if (!operation)
      return [
        error("BadRequestException", "Must provide operation name if query contains multiple operations."),
      ];
    const { depth, resolvers } = sizeOf(document, operation);
    if (depth > limits.depth) {
      return [error("QueryDepthLimitReached", `Query depth ${depth} exceeds the limit of ${limits.depth}.`)];
    }
    if (resolvers > limits.resolvers) {
      return [
        error(
          "ResolverCountLimitReached",
          `Resolver count ${resolvers} exceeds the limit of ${limits.resolvers}.`,
        ),
      ];
    }
    return [];
  }

  async function run({ query, variables, operationName }: Asked, identity: Identity): Promise<unknown> {
    let document: DocumentNode;
    try {
      document = parse(query, { maxTokens: 15_000 });
    } catch (failed) {
      return { data: null, errors: [error("MalformedHttpRequestException", String(Object(failed).message))] };
    }
    const refused = mistakes(document, operationName);
    if (refused.length > 0) return { data: null, errors: refused };
    const result = await execute({
      schema,
      document,
      contextValue: identity,
      variableValues: variables,
      fieldResolver: resolve,
      ...(operationName === undefined ? {} : { operationName }),
    });
    const { data = null, errors } = result;
    return errors === undefined ? { data } : { data, errors: errors.map(answerError) };
  }

  return async (request, response) => {
    const reply = (status: number, body: unknown, type?: string) =>
      send(
        response,
        status,
        {
          ...CORS,
          "content-type": "application/json;charset=UTF-8",
          ...(type === undefined ? {} : { "x-amzn-errortype": type }),
        },
        JSON.stringify(body),
      );
    if (request.method === "OPTIONS") return send(response, 200, PREFLIGHT);
    if (request.method !== "POST") {
      return reply(405, { errors: [error("MethodNotAllowedException", "Only POST is answered.")] });
    }
    let identity: Identity;
    try {
      identity = await verify(request.headers.authorization);
    } catch (failed) {
      if (!(failed instanceof NotSignedIn)) throw failed;
      return reply(401, { errors: [{ errorType: failed.name, message: failed.message }] }, failed.name);
    }
    const asked = parseBody(await bodyOf(request));
    if (asked === undefined) {
      const type = "MalformedHttpRequestException";
      return reply(400, { errors: [{ errorType: type, message: "Request body malformed." }] }, type);
    }
    reply(200, await run(asked, identity));
  };
}
