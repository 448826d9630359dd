/** Where in the program's own files a resource was registered. */

import { isAbsolute, relative, sep } from "node:path";
import { fileURLToPath } from "node:url";
import type { RegisterResourceRequest } from "@pulumi/pulumi/proto/resource_pb";
import type { PlanPosition } from "../plan";

/**
 * The innermost frame of the registration that is in a file of the project: not in a package, and not outside of the
 * project's directory. The SDK sends the whole stack with every resource, whether or not errors have traces; its lines are those of
 * the sources only in a program that was started for positions (`process/program.ts`).
 * @returns `undefined` where there is no such frame, as for what a package's component creates by itself
 */
export function positionOf(
  request: RegisterResourceRequest,
  directory: string | undefined,
): PlanPosition | undefined {
  if (directory === undefined) return undefined;
  const frames = request.getStacktrace()?.getFramesList() ?? [];
  const places = [request.getSourceposition(), ...frames.map((frame) => frame.getPc())];
  for (const place of places) {
    const path = place === undefined ? undefined : localPath(place.getUri());
    if (place === undefined || path === undefined || path.includes(`${sep}node_modules${sep}`)) continue;
    const inside = relative(directory, path);
    if (inside.startsWith("..") || isAbsolute(inside)) continue;
    return { file: inside.split(sep).join("/"), line: place.getLine(), column: place.getColumn() };
  }
  return undefined;
}

/**
 * The SDK makes a file's URL of whatever the frame names; where that is a URL already, as in ES modules, it comes as one
 * file URL inside another.
 */
function localPath(uri: string): string | undefined {
  const own = uri.lastIndexOf("file:/");
  if (own < 0) return undefined;
  const text = own === 0 ? uri : uri.slice(own).replace(/^file:\/+/, "file:///");
  try {
    return fileURLToPath(text);
  } catch {
    return undefined;
  }
}
