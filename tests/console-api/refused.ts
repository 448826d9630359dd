/** Refusals, as tests compare them. */

import { Refusal } from "../../console-api/failures";

/** `Name: message` of the refusal that `ask` ends in. */
export async function refusalOf(ask: () => unknown): Promise<string> {
  try {
    await ask();
  } catch (error) {
    if (error instanceof Refusal) return `${error.name}: ${error.message}`;
    throw error;
  }
  throw new Error("it was not refused");
}
