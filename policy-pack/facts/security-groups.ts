import { Traffic } from "../analysis/traffic";
import { type Resource, type Stack, type StackResource, textOf } from "./resource";
import { groupProperty, ingressOf, isSecurityGroup, letsTrafficIn } from "./security-group-rules";

/** A security group with every resource of the stack that holds rules of it. */
export interface Group {
  /** The group's own URN, or that of its last rule where the group is not in the stack. */
  readonly urn: string;
  readonly members: readonly Member[];
}

export interface Member {
  readonly resource: Resource;
  readonly least: Traffic;
}

/** Rules belong to the group that their property was made from; where that is no resource of the stack, by id. */
export function groupsOf({ resources }: Stack): readonly Group[] {
  const urnOfId = new Map(
    resources.flatMap(({ type, id, urn }) =>
      isSecurityGroup(type) && id !== undefined ? [[id, urn] as const] : [],
    ),
  );
  const groups = new Map<string, { urn: string; members: Member[] }>();
  for (const resource of resources) {
    if (!letsTrafficIn(resource.type)) continue;
    const key = groupKey(resource, urnOfId);
    if (key === undefined) continue;
    const least = Traffic.union(ingressOf(resource).rules.map((rule) => rule.least));
    if (least.isEmpty) continue;
    const group = groups.get(key) ?? { urn: resource.urn, members: [] };
    group.members.push({ resource, least });
    group.urn = key.startsWith("urn:") ? key : resource.urn;
    groups.set(key, group);
  }
  return [...groups.values()];
}

function groupKey(resource: StackResource, urnOfId: ReadonlyMap<string, string>): string | undefined {
  const property = groupProperty(resource.type);
  if (property === undefined) return resource.urn;
  const sources = resource.sourcesOf(property);
  const [source] = sources;
  // Made from several resources, it could be the id of any of them.
  if (sources.length === 1 && source !== undefined && isSecurityGroup(source.type)) return source.urn;
  const id = textOf(resource.inputs[property]);
  return typeof id === "string" ? (urnOfId.get(id) ?? `id ${id}`) : undefined;
}
