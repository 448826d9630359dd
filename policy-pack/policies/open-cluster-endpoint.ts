import { isWorldOpen } from "../analysis/exposure";
import { type Finding, list, quote, undecided } from "../analysis/findings";
import { UNKNOWN } from "../analysis/unknown";
import {
  type ClusterEndpoint,
  endpointOf,
  isKubernetesCluster,
  isNodeGroup,
  nodesOpenTo,
} from "../facts/cluster-endpoints";
import { holderOf } from "../facts/iam-documents";
import type { Resource } from "../facts/resource";
import type { Rule } from "../facts/rule";

/** Rejects Kubernetes clusters whose API, or whose nodes' SSH, everyone can reach. */
export const openClusterEndpoint: Rule = {
  name: "open-cluster-endpoint",
  displayName: "No cluster endpoint for everyone",
  description: "The API of a Kubernetes cluster must not be open to the internet.",
  enforcementLevel: "mandatory",
  severity: "high",
  tags: ["network", "kubernetes", "public-access"],
  remediationSteps:
    "Set `endpointPublicAccess` to `false` and `endpointPrivateAccess` to `true`, or name the CIDR blocks that need the API in `publicAccessCidrs`. Name `sourceSecurityGroupIds` where nodes take SSH.",
  settings: {},
  appliesTo: (type) => isKubernetesCluster(type) || isNodeGroup(type),
  judge: (resource) => (isKubernetesCluster(resource.type) ? judgeCluster(resource) : judgeNodes(resource)),
};

function judgeCluster(resource: Resource): readonly Finding[] {
  const { isPublic, clients } = endpointOf(resource);
  if (isPublic.value === "off") return [];
  const holder = holderOf(resource);
  const isOpen = clients.value === "default" || isWorldOpen(clients.value);
  const unreadable = clients.unreadable.map(({ path, problem }) => unreadableBlock(holder, path, problem));
  if (isPublic.value === UNKNOWN)
    return isOpen || clients.unknown.length + unreadable.length > 0
      ? [undecided(holder, isPublic.path, "open the API to the internet")]
      : [];
  if (isOpen) return [...unreadable, openApi(holder, { isPublic, clients })];
  return [
    ...unreadable,
    ...clients.unknown.map((path) => undecided(holder, path, "open the API to the internet")),
  ];
}

function openApi(holder: string, { isPublic, clients }: ClusterEndpoint): Finding {
  const { value } = clients;
  const isDefault = isPublic.value === "default" && value === "default";
  return {
    kind: "violation",
    what: `${holder}: ${value === "default" ? openByDefault(isPublic, clients.path) : `${quote(clients.path)} lets ${list(value.toCidrs().map(quote), 2)} in`}`,
    why: "anyone can reach the Kubernetes API, and try tokens or its next vulnerability",
    fix: "set `endpointPublicAccess` to `false`, or name the CIDR blocks that need it in `publicAccessCidrs`",
    meaning: {
      kind: "open-cluster-endpoint",
      sources: value === "default" ? ["0.0.0.0/0"] : value.toCidrs(),
    },
    ...(isDefault ? { level: "advisory" as const } : {}),
  };
}

const openByDefault = (isPublic: ClusterEndpoint["isPublic"], cidrs: string): string =>
  isPublic.value === "default"
    ? `${quote(isPublic.path)} and ${quote(cidrs)} are absent, which means \`true\` and \`0.0.0.0/0\``
    : `${quote(isPublic.path)} is \`true\` and ${quote(cidrs)} is absent, which means \`0.0.0.0/0\``;

const unreadableBlock = (holder: string, path: string, problem: string): Finding => ({
  kind: "violation",
  what: `${holder}: ${quote(path)}: ${problem}`,
  why: "a block that cannot be read cannot be shown to be narrow",
  fix: "write CIDR blocks like `203.0.113.0/24`",
  meaning: { kind: "unreadable", path, problem },
});

function judgeNodes(resource: Resource): readonly Finding[] {
  const open = nodesOpenTo(resource);
  if (open === false) return [];
  const holder = holderOf(resource);
  if (open !== true) return [undecided(holder, open.unknown, "open SSH of the nodes to the internet")];
  return [
    {
      kind: "violation",
      what: `${holder}: \`remoteAccess\` has a key and names no source groups`,
      why: "EKS then opens SSH of the nodes to `0.0.0.0/0`",
      fix: resource.type.startsWith("aws-native:")
        ? "name the groups in `sourceSecurityGroups`, or drop `remoteAccess` and use Session Manager"
        : "name the groups in `sourceSecurityGroupIds`, or drop `remoteAccess` and use Session Manager",
      meaning: { kind: "open-node-ssh" },
    },
  ];
}
