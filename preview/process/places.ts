/**
 * A module that every program loads first, so that resources are told with their place in the sources. The SDK's runner puts `source-map-support` in charge
 * of stack traces, which looks for source maps in files and so misses those of compilers that work in memory. Node.js
 * itself knows them all; the runner's request is answered with nothing, and anybody else's as ever. The SDK also reads
 * frames in functions only; those at the top of an ES module have no parentheses.
 */
const PLACES = `
import Module from "node:module";

const load = Module._load;
Module._load = function (request, parent, ...rest) {
  const byRunner = /[\\\\/]@pulumi[\\\\/]pulumi[\\\\/]cmd[\\\\/]run[\\\\/]/.test(parent?.filename ?? "");
  if (byRunner && request === "source-map-support/register") return {};
  const loaded = load.call(this, request, parent, ...rest);
  if (request.endsWith("/resource") && loaded?.Resource?.framePositionRegExp instanceof RegExp) {
    loaded.Resource.framePositionRegExp = /^\\s*at (?:async )?(?:.* \\()?(?<file>[^()]*):(?<line>[0-9]+):(?<column>[0-9]+)\\)?$/;
  }
  return loaded;
};
`;

/** As a URL for `node --import`. */
export const PLACES_URL = `data:text/javascript,${encodeURIComponent(PLACES)}`;
