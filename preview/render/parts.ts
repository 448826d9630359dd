/** What a stack is made of, as a picture: its components, and which of them are built on which. */

import type { ResourceName } from "../compare/resources";
import { type Plan, type PlanResource, rejects } from "../plan";
import { STACK_TYPE } from "../urn";
import { type Line, layeredPicture, type Place } from "./layered";
import { count } from "./layout";
import { buildTree, type TreeNode } from "./tree";

/** What becomes of a component's resources by a change. */
export type Touched = Iterable<Pick<ResourceName, "urn">>;

const sizeOf = ({ children }: TreeNode): number =>
  children.reduce((sum, child) => sum + 1 + sizeOf(child), 0);

function* within({ resource, children }: TreeNode): Generator<PlanResource> {
  yield resource;
  for (const child of children) yield* within(child);
}

/** Lines that other lines already say together are left out: what is built on a roof stands on its walls as well. */
function reduced(lines: readonly Line[]): readonly Line[] {
  const next = new Map<string, Set<string>>();
  for (const { from, to } of lines) next.set(from, (next.get(from) ?? new Set()).add(to));
  const isRoundabout = ({ from, to }: Line): boolean => {
    const seen = new Set<string>();
    const open = [...(next.get(from) ?? [])].filter((name) => name !== to);
    for (let name = open.pop(); name !== undefined; name = open.pop()) {
      if (name === to) return true;
      if (seen.has(name) || name === from) continue;
      seen.add(name);
      open.push(...(next.get(name) ?? []));
    }
    return false;
  };
  return lines.filter((line) => !isRoundabout(line));
}

/**
 * The components right below the stack; a line says that resources of one take values of the other, or wait for it. Marked
 * `bad` where a resource in it breaks a rule that must hold and no baseline lets pass, else `touched` where the change reaches it.
 * @returns SVG; `undefined` for fewer than two components, or more than a picture can show
 */
export function partsPicture(plan: Plan, touched: Touched = []): string | undefined {
  const stack = buildTree(plan).find(({ resource }) => resource.type === STACK_TYPE);
  const parts = (stack?.children ?? []).filter(
    ({ resource, children }) => !resource.custom && children.length > 0,
  );
  if (parts.length < 2) return undefined;
  const partOf = new Map(
    parts.flatMap((part) => [...within(part)].map(({ urn }) => [urn, part.resource.name] as const)),
  );
  const lines = new Map<string, Line>();
  for (const { urn, dependencies, propertyDependencies } of plan.resources) {
    const to = partOf.get(urn);
    for (const source of [...dependencies, ...Object.values(propertyDependencies).flat()]) {
      const from = partOf.get(source);
      if (from === undefined || to === undefined || from === to) continue;
      lines.set(JSON.stringify([from, to]), { from, to, mark: "kept" });
    }
  }
  const bad = new Set(plan.violations.filter(rejects).map(({ urn }) => partOf.get(urn)));
  const reached = new Set([...touched].map(({ urn }) => partOf.get(urn)));
  const places = parts.map((part): Place => {
    const { name } = part.resource;
    const mark = bad.has(name) ? "bad" : reached.has(name) ? "touched" : undefined;
    return { name, detail: count(sizeOf(part), "resource"), ...(mark === undefined ? {} : { mark }) };
  });
  return layeredPicture({
    places,
    lines: reduced([...lines.values()]),
    direction: "down",
    label:
      "The components and which of them are built on which; the list below names them and what they hold",
    id: "part",
  });
}
