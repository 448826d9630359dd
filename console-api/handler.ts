/** The function behind the console's API: one call of it answers one field of Query or Mutation. */

import { admit, callerOf } from "./callers";
import { clientsOf } from "./clients";
import type { Deployment, DeploymentIds } from "./deployment";
import { Defect, Refusal } from "./failures";
import { forManyCalls } from "./for-many-calls";
import { given } from "./given";
import { leaving } from "./leaving";
import { readDeployment } from "./read-deployment";
import { RESOLVERS } from "./resolvers";
import { FIELDS } from "./schema-table";
import type { Caller, Clients, Fields, Resolvers, Surroundings } from "./surroundings";
import { quoted } from "./visible";

/** What AppSync's resolver hands over: nothing else of its context, and never the token. */
export interface Request {
  readonly field: string;
  readonly arguments?: unknown;
  readonly identity: unknown;
}

/** How long an answer is waited for after its calls were aborted, in which the rest of it is put together. */
const GRACE_MS = 700;

/** When the signal is aborted, before the function's time is up. */
const RESERVE_MS = 1_500;

const isField = (name: unknown): name is keyof Fields =>
  typeof name === "string" && Object.hasOwn(FIELDS, name);

/** The failure as callers hear of it. Everything but a refusal is logged, and told without any of its words. */
function told(error: unknown): Refusal {
  if (error instanceof Refusal) return error;
  const { name, message, stack } = Object(error) as Partial<Error>;
  console.error(JSON.stringify({ error: name, message: message ?? String(error), stack }));
  return new Defect();
}

/** Rejects a moment after the signal was aborted; `stop` ends the wait. */
function overdue(signal: AbortSignal): { readonly reached: Promise<never>; readonly stop: () => void } {
  let timer: NodeJS.Timeout | undefined;
  let begin: () => void = () => undefined;
  const reached = new Promise<never>((_resolve, reject) => {
    begin = () => {
      timer = setTimeout(() => reject(new Refusal("Unavailable", "the answer took too long")), GRACE_MS);
    };
    if (signal.aborted) begin();
    else signal.addEventListener("abort", begin, { once: true });
  });
  const stop = () => {
    signal.removeEventListener("abort", begin);
    clearTimeout(timer);
  };
  return { reached, stop };
}

async function resolved<Name extends keyof Fields>(
  field: Name,
  asked: Fields[Name]["arguments"],
  around: Surroundings,
  caller: Caller,
): Promise<unknown> {
  const resolve = (RESOLVERS as Partial<Resolvers<keyof Fields>>)[field];
  if (resolve === undefined) throw new Refusal("Unavailable", `\`${field}\` is not answered here`);
  const wait = overdue(around.signal);
  try {
    return await Promise.race([resolve(asked, around, caller), wait.reached]);
  } finally {
    wait.stop();
  }
}

/**
 * The answer to one field: the caller is checked first, then the arguments, then the resolver asks AWS; what the schema
 * does not name stays here.
 * @throws Refusal nothing else: `Unavailable` is what becomes of every other failure
 */
export async function answer(request: unknown, around: Surroundings): Promise<unknown> {
  try {
    const { field, arguments: asked, identity } = Object(request) as Partial<Request>;
    const caller = callerOf(identity, around);
    if (!isField(field)) {
      throw new Refusal("BadRequest", `no field ${quoted(typeof field === "string" ? field : "")}`);
    }
    admit(caller, field);
    const known = given(field, asked);
    // Who changed something belongs in the log; who looked does not.
    if (FIELDS[field].operation === "mutation") console.info(JSON.stringify({ field, sub: caller.sub }));
    const calling = { ...around, signal: forManyCalls(around.signal) };
    return leaving(FIELDS[field].answer, await resolved(field, known, calling, caller));
  } catch (error) {
    throw told(error);
  }
}

interface Deployed {
  readonly deployment: Deployment;
  readonly ids: DeploymentIds;
  readonly aws: Clients;
}

/** Kept from one call to the next, as Lambda keeps the process. */
let deployed: Deployed | undefined;

function deployedHere(): Deployed {
  const { deployment, ids } = readDeployment(__dirname, process.env);
  return { deployment, ids, aws: clientsOf(deployment.region) };
}

/**
 * What leaves Lambda: AppSync does not hand on what a thrown error is called or says, and Lambda counts each as a failure of
 * the function. So a refusal, which is an answer of its kind, is returned, also one because AWS failed: its words are for the
 * caller. Only defects are thrown, which is what the alarm hears of.
 */
export type Told =
  | { readonly answer: unknown }
  | { readonly refusal: { readonly name: string; readonly message: string } };

/** Lambda's entry. `deployment.json` lies beside the bundle, which therefore is CommonJS. */
export const handler = async (
  request: unknown,
  context: { readonly getRemainingTimeInMillis: () => number },
): Promise<Told> => {
  const end = new AbortController();
  const timer = setTimeout(() => end.abort(), Math.max(0, context.getRemainingTimeInMillis() - RESERVE_MS));
  try {
    deployed ??= deployedHere();
    return { answer: await answer(request, { ...deployed, now: () => new Date(), signal: end.signal }) };
  } catch (error) {
    const refusal = told(error);
    if (refusal instanceof Defect) throw refusal;
    return { refusal: { name: refusal.name, message: refusal.message } };
  } finally {
    clearTimeout(timer);
  }
};
