/**
 * Property values as a stack's state holds them (`pkg/resource/stack/deployment.go` of the engine): the wire form, but
 * for secrets, which are JSON text in plain or encrypted, and for numbers and texts that JSON cannot hold.
 */

import { PreviewFailure } from "../failure";
import { decode, REFERENCE, SECRET, SIGNATURE_KEY, UNKNOWN_STRING, type Wire } from "../values/codec";
import type { Value } from "../values/value";

/** Not a finite number: the 64 bits of it, in hexadecimal digits. */
const FLOAT = "8ad145fe-0d11-4827-bfd7-1abcbf086f5c";
/** A text that is not Unicode: its bytes, in base64. */
const BYTES = "803fd3297a5875dc03ca845dda5d2a98";

/** Decrypts the JSON text of a secret; `undefined` where that cannot be done here. */
export type OpenSecret = (ciphertext: string) => string | undefined;

/** An object of the state, of values in their stored form. */
export type StoredMap = { readonly [key: string]: unknown };

export const isMap = (stored: unknown): stored is StoredMap =>
  typeof stored === "object" && stored !== null && !Array.isArray(stored);

/**
 * Reads a stored value. A secret that stays closed is a secret whose value is unknown.
 * @throws PreviewFailure on a malformed special value
 */
export const readStored = (stored: unknown, open: OpenSecret): Value => decode(toWire(stored, open));

function toWire(stored: unknown, open: OpenSecret): Wire {
  if (Array.isArray(stored)) return stored.map((element) => toWire(element, open));
  if (!isMap(stored)) return stored as null | boolean | number | string;
  switch (stored[SIGNATURE_KEY]) {
    case SECRET:
      return { [SIGNATURE_KEY]: SECRET, value: secretValue(stored, open) };
    case REFERENCE:
      return reference(stored);
    case FLOAT:
      return float(stored["value"]);
    case BYTES:
      return Buffer.from(String(stored["value"] ?? ""), "base64").toString("utf8");
    default:
      return Object.fromEntries(Object.entries(stored).map(([key, value]) => [key, toWire(value, open)]));
  }
}

function secretValue({ plaintext, ciphertext }: StoredMap, open: OpenSecret): Wire {
  if (typeof plaintext !== "string" && typeof ciphertext !== "string") {
    throw new PreviewFailure("a secret of the state has neither `plaintext` nor `ciphertext`");
  }
  const text = typeof plaintext === "string" ? plaintext : open(String(ciphertext));
  if (text === undefined) return UNKNOWN_STRING;
  try {
    return toWire(JSON.parse(text), open);
  } catch (error) {
    if (error instanceof PreviewFailure) throw error;
    // What JSON.parse says would quote the secret.
    throw new PreviewFailure("a secret of the state is not JSON");
  }
}

/** The id is a text, or by an old defect of the engine an object that holds it as `V`. */
function reference(stored: StoredMap): Wire {
  const { id, ...rest } = stored as { readonly [key: string]: Wire };
  const given: unknown = isMap(id) ? id["V"] : id;
  if (given === undefined || given === null) return rest;
  return { ...rest, id: typeof given === "string" ? given : "" };
}

function float(bits: unknown): number {
  if (typeof bits !== "string" || !/^[0-9a-f]{16}$/.test(bits)) {
    throw new PreviewFailure(`a number of the state is malformed: \`${String(bits)}\` is not 16 digits`);
  }
  return Buffer.from(bits, "hex").readDoubleBE();
}
