/** What the local console's parts share of HTTP. */

import type { IncomingMessage, ServerResponse } from "node:http";

/** Answers one request; a promise that fails is answered with 500 by whoever called. */
export type Answering = (request: IncomingMessage, response: ServerResponse) => void | Promise<void>;

/** More than this is no request of the console's. */
const MAX_BODY_BYTES = 1_000_000;

/** The body of a request as text. @throws {RangeError} where it is larger than a megabyte */
export async function bodyOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > MAX_BODY_BYTES) throw new RangeError(`body exceeds ${MAX_BODY_BYTES} bytes`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString("utf8");
}

/** Sends text with its length. */
export function send(
  response: ServerResponse,
  status: number,
  headers: Readonly<Record<string, string>>,
  body: string | Buffer = "",
): void {
  response.writeHead(status, { ...headers, "content-length": String(Buffer.byteLength(body)) });
  response.end(body);
}

/** Path and query of a request; the origin stands for nothing. A path that begins with `//` names no host. */
export const addressOf = ({ url = "/" }: IncomingMessage): URL =>
  new URL(url.startsWith("/") ? `http://local.invalid${url}` : url, "http://local.invalid");
