/**
 * A module that programs and policy packs load first. `@pulumi/pulumi` loads TypeScript and npm's reader of dependency
 * trees whenever it starts, and needs both only to serialise functions, as those of dynamic providers are. They take a
 * fifth of a program's processor time. In their place the SDK gets a stand-in that loads them at the first use; whoever
 * else asks for them gets them at once.
 */
const DEFERRED = `
import Module, { createRequire } from "node:module";

const askedBy = {
  "@npmcli/arborist": /[\\\\/]@pulumi[\\\\/]pulumi[\\\\/]runtime[\\\\/]closure[\\\\/]codePaths\\.js$/,
  typescript: /[\\\\/]@pulumi[\\\\/]pulumi[\\\\/]typescript-shim\\.js$/,
};

const load = Module._load;
Module._load = function (request, parent, ...rest) {
  if (!askedBy[request]?.test(parent?.filename ?? "")) return load.call(this, request, parent, ...rest);
  // Whoever has to do without one learns it now.
  createRequire(parent.filename).resolve(request);
  let loaded;
  const use = () => (loaded ??= load.call(this, request, parent, ...rest));
  // Compiled imports copy whatever does not call itself an ES module, which would be a use of everything.
  return new Proxy({}, { get: (_, key) => key === "__esModule" || use()[key] });
};
`;

/** As a URL for `node --import`. */
export const DEFERRED_URL = `data:text/javascript,${encodeURIComponent(DEFERRED)}`;
