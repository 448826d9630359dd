/** The API's schema, and the code between AppSync and the function. */

import { readFileSync } from "node:fs";
import { join } from "node:path";

/** A field that the function answers. */
export interface SchemaField {
  readonly type: "Query" | "Mutation";
  readonly field: string;
}

/** The text of the schema in the folder of the API's sources. */
export const readSchema = (directory: string): string =>
  readFileSync(join(directory, "schema.graphql"), "utf8");

/**
 * Fields of Query and Mutation in the order of the schema. It is written one field a line, arguments and directives after
 * it or on lines that are further in.
 * @throws {Error} where one of the two has none
 */
export function schemaFields(schema: string): readonly SchemaField[] {
  return (["Query", "Mutation"] as const).flatMap((type) => {
    const [, body = ""] = new RegExp(`^type ${type} \\{\\n([^}]*)^\\}`, "m").exec(schema) ?? [];
    const fields = [...body.matchAll(/^ {2}(\w+)[(:]/gm)].map(([, field = ""]) => ({ type, field }));
    if (fields.length === 0) throw new Error(`the schema has no field of \`${type}\``);
    return fields;
  });
}

/**
 * The resolver of every field, for the runtime `APPSYNC_JS`. The function gets what it decides by and no more: AppSync's
 * whole context would carry the caller's token and headers along. AppSync does not hand on what an error is called
 * (https://docs.aws.amazon.com/appsync/latest/devguide/tutorial-lambda-resolvers.html), and its text may be the runtime's
 * own; so refusals come as answers, and a failure of the function is told without any of its words.
 */
export const RESOLVER_CODE = `import { util } from "@aws-appsync/utils";

export function request(ctx) {
  const { sub, issuer, groups, claims } = ctx.identity;
  return {
    operation: "Invoke",
    payload: {
      field: ctx.info.fieldName,
      arguments: ctx.args,
      identity: {
        sub,
        issuer,
        groups,
        claims: {
          iss: claims.iss,
          client_id: claims.client_id,
          token_use: claims.token_use,
          exp: claims.exp,
          username: claims.username,
          "cognito:groups": claims["cognito:groups"],
        },
      },
    },
  };
}

export function response(ctx) {
  if (ctx.error || !ctx.result) util.error("the question could not be answered", "Unavailable");
  const { refusal, answer } = ctx.result;
  if (refusal) util.error(refusal.message, refusal.name);
  return answer;
}
`;
