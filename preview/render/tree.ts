/** The plan's resources as the tree that their parents make, folded where a person would skim. */

import type { Plan, PlanResource } from "../plan";
import { STACK_TYPE } from "../urn";

export interface TreeNode {
  readonly resource: PlanResource;
  readonly children: readonly TreeNode[];
}

export interface TreeLine {
  /** Branch characters before the text, e.g. `│  ├─ `. */
  readonly prefix: string;
  readonly kind: "stack" | "component" | "remote" | "provider" | "resource" | "fold";
  /** Short type, e.g. `ec2.SecurityGroup`. */
  readonly type: string;
  /** Logical name; for a fold how many resources it stands for. */
  readonly name: string;
  readonly urns: readonly string[];
}

/** From how many leaves of one type beside each other on they share a line. */
const FOLD_FROM = 4;

/** `aws:ec2/securityGroup:SecurityGroup` is `ec2.SecurityGroup`, `awsx:ec2:Vpc` is `awsx.ec2.Vpc`. */
export function shortType(type: string): string {
  const provider = /^pulumi:providers:(.+)$/.exec(type);
  if (provider) return `provider ${provider[1]}`;
  const [pkg = "", module = "", name = ""] = type.split(":");
  const area = module.split("/")[0] ?? "";
  const parts = [pkg === "aws" ? "" : pkg, area === "index" ? "" : area, name];
  return parts.filter((part) => part !== "").join(".");
}

/** The roots of the plan: resources without a parent in it (the stack, and what was registered before it). */
export function buildTree(plan: Plan): readonly TreeNode[] {
  const byParent = new Map<string, PlanResource[]>();
  const urns = new Set(plan.resources.map((resource) => resource.urn));
  for (const resource of plan.resources) {
    const parent = urns.has(resource.parent) ? resource.parent : "";
    const siblings = byParent.get(parent);
    if (siblings) siblings.push(resource);
    else byParent.set(parent, [resource]);
  }
  const grow = (resource: PlanResource): TreeNode => ({
    resource,
    children: (byParent.get(resource.urn) ?? []).map(grow),
  });
  return (byParent.get("") ?? []).map(grow);
}

const isProvider = ({ type }: PlanResource) => type.startsWith("pulumi:providers:");

function kindOf(resource: PlanResource, opaque: ReadonlySet<string>): TreeLine["kind"] {
  if (resource.type === STACK_TYPE) return "stack";
  if (isProvider(resource)) return "provider";
  if (opaque.has(resource.urn)) return "remote";
  return resource.custom ? "resource" : "component";
}

/** Neighbouring entries of one level: single nodes, or leaves of one type that share a line. */
function groups(nodes: readonly TreeNode[], fold: boolean, keep: ReadonlySet<string>): readonly TreeNode[][] {
  const result: TreeNode[][] = [];
  const byType = new Map<string, TreeNode[]>();
  for (const node of nodes) {
    const { resource, children } = node;
    const foldable = fold && resource.custom && children.length === 0 && !keep.has(resource.urn);
    const group = foldable ? byType.get(resource.type) : undefined;
    if (group) {
      group.push(node);
      continue;
    }
    const fresh = [node];
    result.push(fresh);
    if (foldable) byType.set(resource.type, fresh);
  }
  return result.flatMap((group) => (group.length >= FOLD_FROM ? [group] : group.map((node) => [node])));
}

/**
 * The lines of the tree, depth first. With `fold`, four and more leaves of one type under one parent share a line,
 * except those that a finding names which no baseline lets pass.
 */
export function treeLines(plan: Plan, options: { readonly fold: boolean }): readonly TreeLine[] {
  const opaque = new Set(plan.opaque.map(({ urn }) => urn));
  const fresh = plan.violations.filter(({ baselined }) => baselined !== true);
  const keep = new Set([...fresh, ...plan.unverified].map(({ urn }) => urn));
  const lines: TreeLine[] = [];
  const walk = (nodes: readonly TreeNode[], indent: string, top: boolean) => {
    const entries = groups(nodes, options.fold, keep);
    entries.forEach((group, index) => {
      const last = index === entries.length - 1;
      const prefix = top ? "" : `${indent}${last ? "└─ " : "├─ "}`;
      const [node] = group;
      if (!node) return;
      const { resource } = node;
      lines.push({
        prefix,
        kind: group.length > 1 ? "fold" : kindOf(resource, opaque),
        type: shortType(resource.type),
        name: group.length > 1 ? `× ${group.length}` : resource.name,
        urns: group.map((member) => member.resource.urn),
      });
      if (group.length === 1) walk(node.children, top ? "" : `${indent}${last ? "   " : "│  "}`, false);
    });
  };
  walk(buildTree(plan), "", true);
  return lines;
}
