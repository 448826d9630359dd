import { AddressSet, parseCidr } from "../analysis/addresses";
import { isList, isMap, UNKNOWN, type Value } from "../analysis/unknown";
import { chosenText, placesAt } from "./choices";
import { itemsOf, type Resource, textOf } from "./resource";

/** Where a cluster says from where the API of Kubernetes can be reached. */
const CLUSTERS: Readonly<Record<string, string>> = {
  "aws:eks/cluster:Cluster": "vpcConfig",
  "aws-native:eks:Cluster": "resourcesVpcConfig",
};

/** The property that lists who may log in to a group of nodes. */
const NODE_GROUPS: Readonly<Record<string, string>> = {
  "aws:eks/nodeGroup:NodeGroup": "sourceSecurityGroupIds",
  "aws-native:eks:Nodegroup": "sourceSecurityGroups",
};

/** Whether the resource is a Kubernetes cluster of EKS. */
export const isKubernetesCluster = (type: string): boolean => Object.hasOwn(CLUSTERS, type);

/** Whether the resource is a group of nodes that EKS manages. */
export const isNodeGroup = (type: string): boolean => Object.hasOwn(NODE_GROUPS, type);

/** From where a cluster's endpoint can be reached. */
export interface ClusterEndpoint {
  /** Whether it has a public address: EKS gives it one where nothing is written. */
  readonly isPublic: {
    readonly path: string;
    readonly value: "written" | "default" | "off" | typeof UNKNOWN;
  };
  /** Who may connect to that address; everyone where nothing is written. */
  readonly clients: {
    readonly path: string;
    readonly value: "default" | AddressSet;
    /** Properties that may let others in. */
    readonly unknown: readonly string[];
    /** What is no CIDR block. */
    readonly unreadable: readonly { readonly path: string; readonly problem: string }[];
  };
}

/** Reads the endpoint of a cluster. https://docs.aws.amazon.com/eks/latest/userguide/cluster-endpoint.html */
export function endpointOf({ type, inputs }: Resource): ClusterEndpoint {
  const holder = CLUSTERS[type] ?? "";
  const [access] = placesAt(inputs, `${holder}.endpointPublicAccess`);
  const [cidrs] = placesAt(inputs, `${holder}.publicAccessCidrs`);
  return {
    isPublic: { path: access?.path ?? holder, value: publicity(access?.value) },
    clients: clientsOf(cidrs?.path ?? holder, cidrs?.value),
  };
}

function publicity(value: Value | undefined): ClusterEndpoint["isPublic"]["value"] {
  const text = chosenText(value);
  if (text === UNKNOWN) return UNKNOWN;
  if (text === undefined) return "default";
  return text.toLowerCase() === "false" ? "off" : "written";
}

function clientsOf(path: string, value: Value | undefined): ClusterEndpoint["clients"] {
  if (value === UNKNOWN) return { path, value: AddressSet.EMPTY, unknown: [path], unreadable: [] };
  const items = itemsOf(value, path);
  if (items.length === 0) return { path, value: "default", unknown: [], unreadable: [] };
  const unknown: string[] = [];
  const unreadable: { path: string; problem: string }[] = [];
  const blocks = items.flatMap((item) => {
    const text = textOf(item.value);
    if (text === UNKNOWN) {
      unknown.push(item.path);
      return [];
    }
    try {
      return [AddressSet.of(parseCidr(text ?? ""))];
    } catch (error) {
      unreadable.push({ path: item.path, problem: error instanceof Error ? error.message : String(error) });
      return [];
    }
  });
  return { path, value: AddressSet.union(blocks), unknown, unreadable };
}

/**
 * Whether EKS opens SSH, or RDP, of the nodes to the internet: it does where a key is given and nobody is named who may
 * use it. The property that is not known where that leaves it open.
 * https://docs.aws.amazon.com/eks/latest/APIReference/API_RemoteAccessConfig.html
 */
export function nodesOpenTo({ type, inputs }: Resource): boolean | { readonly unknown: string } {
  const sources = NODE_GROUPS[type] ?? "";
  const access = inputs["remoteAccess"];
  if (access === UNKNOWN) return { unknown: "remoteAccess" };
  const one = isList(access) ? access[0] : access;
  if (one === UNKNOWN) return { unknown: "remoteAccess[0]" };
  if (!isMap(one)) return false;
  const key = textOf(one["ec2SshKey"]);
  const groups = one[sources];
  if (key === undefined || (isList(groups) && groups.length > 0)) return false;
  if (groups === UNKNOWN) return { unknown: `remoteAccess.${sources}` };
  return key === UNKNOWN ? { unknown: "remoteAccess.ec2SshKey" } : true;
}
