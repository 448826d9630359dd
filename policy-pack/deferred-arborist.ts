import { Module } from "node:module";
import { dirname } from "node:path";

/**
 * Lets `@pulumi/pulumi` load without `@npmcli/arborist`, which it needs only to serialise a program's functions: no
 * policy has any. Loading it takes half of the time that a pack needs to start. Import this before `@pulumi/policy`.
 *
 * The module's place in Node.js's cache is taken by one that loads the real one at the first use of it, so that whoever
 * does use it notices nothing.
 */
function deferArborist(): void {
  let path: string;
  try {
    const pulumi = dirname(require.resolve("@pulumi/pulumi"));
    path = require.resolve("@npmcli/arborist", { paths: [pulumi] });
  } catch {
    // A version of the SDK that does without it.
    return;
  }
  if (require.cache[path] !== undefined) return;
  const standIn = {
    // As a module of this kind it is used as it is, rather than copied, by what TypeScript compiles imports to.
    __esModule: true,
    get Arborist(): unknown {
      delete require.cache[path];
      return (require(path) as { readonly Arborist: unknown }).Arborist;
    },
  };
  const deferred = new Module(path);
  deferred.exports = standIn;
  deferred.loaded = true;
  require.cache[path] = deferred;
}

deferArborist();
