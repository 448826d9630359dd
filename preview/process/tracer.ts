/**
 * A module that a traced run of the program loads first. It writes each uncaught error with its stack to file
 * descriptor 3 before the SDK's runner formats it, which on some versions of Node.js takes very long
 * (nodejs/node#64011). It also gives errors of lookups the stack of the call: the SDK makes them in a callback, where
 * the user's code is no longer on the stack; it tells of these errors too, since a program may catch them.
 */
const TRACER = `
import { writeSync } from "node:fs";
import Module from "node:module";

const tell = (kind, error) => {
  // The stack is formatted when it is first read: Node.js itself knows the source maps of every compiler.
  const prepare = Error.prepareStackTrace;
  Error.prepareStackTrace = undefined;
  const stack = error instanceof Error ? String(error.stack ?? "") : "";
  Error.prepareStackTrace = prepare;
  const message = error instanceof Error ? String(error.message) : String(error);
  const name = error instanceof Error ? String(error.name) : "";
  try {
    writeSync(3, JSON.stringify({ kind, name, message, stack }) + "\\n");
  } catch {
    // Nobody reads descriptor 3 any more: the error itself must still come through, which a throw here would replace.
  }
};
process.on("uncaughtExceptionMonitor", (error) => tell("uncaught", error));
process.prependListener("unhandledRejection", (error) => tell("uncaught", error));

const wrap = (call) =>
  function (...args) {
    const here = new Error().stack;
    const result = call.apply(this, args);
    const promise = typeof result?.then === "function" ? result : result?.promise?.();
    promise?.then(undefined, (error) => {
      if (error instanceof Error) error.stack = error.message + "\\n" + String(here).split("\\n").slice(1).join("\\n");
      tell("lookup", error);
    });
    return result;
  };

const load = Module._load;
const seen = new WeakSet();
Module._load = function (request, ...rest) {
  const loaded = load.call(this, request, ...rest);
  if (typeof request === "string" && /(?:^|[\\/])invoke(?:\\.js)?$/.test(request) && loaded?.invokeSingleOutput && !seen.has(loaded)) {
    seen.add(loaded);
    for (const name of ["invoke", "invokeOutput", "invokeSingle", "invokeSingleOutput"]) {
      try {
        loaded[name] = wrap(loaded[name]);
      } catch {
        // An SDK whose exports cannot be replaced: its lookups work as they are, their errors only lack the call's stack.
      }
    }
  }
  return loaded;
};
`;

/** The module as a URL for node's \`--import\`. */
export const TRACER_URL = `data:text/javascript,${encodeURIComponent(TRACER)}`;

/** What the tracer tells of an error. */
export interface TracedError {
  /** `lookup` for a lookup that failed, whether or not the program catches the error. */
  readonly kind: "uncaught" | "lookup";
  readonly name: string;
  readonly message: string;
  readonly stack: string;
}
