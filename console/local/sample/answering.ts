/** AWS SDK clients that never reach AWS: the real objects, whose calls are answered where they would leave. */

import type { Clients } from "../../../console-api/surroundings";

/** What a call of one command is answered with; `$metadata` is added. */
export type Answers = { readonly [command: string]: (input: never) => unknown };

/**
 * Sees each call before it is answered: what it throws is what the caller gets, and so is what it returns, where that is
 * not undefined.
 */
export type Interception = (command: string, input: unknown) => unknown;

/** As much of a client as it takes to answer for it. */
interface Stack {
  readonly middlewareStack: {
    add(
      middleware: (
        next: unknown,
        context: { readonly commandName?: string },
      ) => (args: { readonly input: unknown }) => Promise<unknown>,
      options: { readonly step: "initialize"; readonly priority: "high"; readonly name: string },
    ): void;
  };
}

/** Fails as AWS fails: `name` is the code by which a caller tells what is wrong. */
export class SampleFailure extends Error {
  readonly $fault = "client";
  readonly $metadata: { readonly httpStatusCode: number };

  constructor(name: string, message: string, status = 400) {
    super(message);
    this.name = name;
    this.$metadata = { httpStatusCode: status };
  }
}

/** Lets `answers` answer every call of the client; a command that is not among them fails, named. */
function answerFor(client: unknown, answers: Answers, interception: Interception): void {
  const { middlewareStack } = client as Stack;
  middlewareStack.add(
    (_next, { commandName = "" }) =>
      async ({ input }) => {
        const command = commandName.replace(/Command$/, "");
        const instead = await interception(command, input);
        if (instead !== undefined) return { response: {}, output: { $metadata: {}, ...Object(instead) } };
        const found = answers[command] as ((input: unknown) => unknown) | undefined;
        if (found === undefined) {
          throw new SampleFailure("UnknownOperationException", `the sample does not answer \`${command}\``);
        }
        return { response: {}, output: { $metadata: {}, ...Object(await found(input)) } };
      },
    { step: "initialize", priority: "high", name: "sampleAnswers" },
  );
}

/** Turns all clients into the sample's; `answers` is keyed like `Clients`. */
export function answering(
  clients: Clients,
  answers: { readonly [service in keyof Clients]: Answers },
  interception: Interception,
): Clients {
  for (const service of Object.keys(answers) as (keyof Clients)[]) {
    answerFor(clients[service], answers[service], interception);
  }
  return clients;
}

/** One page of a list as AWS pages: `size` entries from where `token` says, and the token of the next page. */
export function pageOf<T>(
  entries: readonly T[],
  size: number | undefined,
  token: string | undefined,
): { readonly entries: T[]; readonly next: string | undefined } {
  const from = token === undefined ? 0 : Number(token);
  const to = from + (size ?? 100);
  return { entries: entries.slice(from, to), next: to < entries.length ? String(to) : undefined };
}
