/** What the account has: its groups, their rules, the interfaces that have them, the entries of prefix lists. */

import {
  paginateDescribeManagedPrefixLists,
  paginateDescribeNetworkInterfaces,
  paginateDescribeSecurityGroupRules,
  paginateDescribeSecurityGroups,
  paginateGetManagedPrefixListEntries,
  type SecurityGroup,
} from "@aws-sdk/client-ec2";
import { AddressSet } from "../../policy-pack/analysis/addresses";
import type { Problems } from "../failures";
import type { Surroundings } from "../surroundings";
import { ofAccount } from "./owners";
import { type AccountRule, accountRule } from "./rules";

export interface AccountGroup {
  readonly id: string;
  readonly name: string;
  readonly description: string;
  /** Who has it: in a shared VPC, another account may. */
  readonly account: string | undefined;
  readonly ruleCount: number;
}

type Asking = Pick<Surroundings, "aws" | "signal">;

/** EC2 takes at most 200 values of a filter, and gives at most 1,000 items at once. */
const FILTER_VALUES = 200;
const PAGE_SIZE = 1_000;

/** Calls about prefix lists give at most 100. */
const LIST_PAGE_SIZE = 100;

const paged = ({ aws }: Asking) => ({ client: aws.ec2, pageSize: PAGE_SIZE });

/** The values of a filter in as many portions as EC2 needs. */
const portions = (values: readonly string[]): readonly string[][] =>
  Array.from({ length: Math.ceil(values.length / FILTER_VALUES) }, (_, at) =>
    values.slice(at * FILTER_VALUES, (at + 1) * FILTER_VALUES),
  );

function accountGroup(group: SecurityGroup): AccountGroup {
  const permissions = [...(group.IpPermissions ?? []), ...(group.IpPermissionsEgress ?? [])];
  const ruleCount = permissions.reduce(
    (count, { IpRanges, Ipv6Ranges, PrefixListIds, UserIdGroupPairs }) =>
      count +
      [IpRanges, Ipv6Ranges, PrefixListIds, UserIdGroupPairs].reduce(
        (sum, peers) => sum + (peers?.length ?? 0),
        0,
      ),
    0,
  );
  return {
    id: group.GroupId ?? "",
    name: group.GroupName ?? "",
    description: group.Description ?? "",
    account: group.OwnerId,
    ruleCount,
  };
}

async function groups(
  around: Asking,
  filter: string,
  values: readonly string[],
): Promise<readonly AccountGroup[]> {
  const found: AccountGroup[] = [];
  for (const portion of portions(values)) {
    const input = { Filters: [{ Name: filter, Values: portion }] };
    const options = { abortSignal: around.signal };
    for await (const page of paginateDescribeSecurityGroups(paged(around), input, options)) {
      found.push(...(page.SecurityGroups ?? []).map(accountGroup));
    }
  }
  return found;
}

/** The groups with these ids; those that do not exist are left out. */
export const groupsById = (around: Asking, ids: readonly string[]): Promise<readonly AccountGroup[]> =>
  groups(around, "group-id", ids);

/** Every group of a VPC. */
export const groupsOfVpc = (around: Asking, vpcId: string): Promise<readonly AccountGroup[]> =>
  groups(around, "vpc-id", [vpcId]);

/** The rules of the groups. One that cannot be read is a problem by itself and is left out. */
export async function rulesOfGroups(
  around: Asking,
  groupIds: readonly string[],
  problems: Problems,
): Promise<readonly AccountRule[]> {
  const found: AccountRule[] = [];
  for (const portion of portions(groupIds)) {
    const input = { Filters: [{ Name: "group-id", Values: portion }] };
    const options = { abortSignal: around.signal };
    for await (const page of paginateDescribeSecurityGroupRules(paged(around), input, options)) {
      for (const rule of page.SecurityGroupRules ?? []) {
        try {
          found.push(accountRule(rule));
        } catch (error) {
          problems.add(`rule ${rule.SecurityGroupRuleId ?? "without id"}`, error);
        }
      }
    }
  }
  return found;
}

/** How many network interfaces have each of the groups. */
export async function interfaceCounts(
  around: Asking,
  groupIds: readonly string[],
): Promise<ReadonlyMap<string, number>> {
  const counts = new Map(groupIds.map((id) => [id, 0]));
  const seen = new Set<string>();
  for (const portion of portions(groupIds)) {
    const input = { Filters: [{ Name: "group-id", Values: portion }] };
    const options = { abortSignal: around.signal };
    for await (const page of paginateDescribeNetworkInterfaces(paged(around), input, options)) {
      for (const { NetworkInterfaceId: id = "", Groups } of page.NetworkInterfaces ?? []) {
        // An interface with groups of two portions is found twice.
        if (seen.has(id)) continue;
        seen.add(id);
        for (const { GroupId: groupId = "" } of Groups ?? []) {
          const count = counts.get(groupId);
          if (count !== undefined) counts.set(groupId, count + 1);
        }
      }
    }
  }
  return counts;
}

/** Who has the lists that AWS keeps. */
const AWS = "AWS";

const listed = ({ aws }: Asking) => ({ client: aws.ec2, pageSize: LIST_PAGE_SIZE });

/** The addresses of a prefix list. */
export async function entriesOf(around: Asking, prefixListId: string): Promise<AddressSet> {
  const cidrs: string[] = [];
  const input = { PrefixListId: prefixListId };
  const options = { abortSignal: around.signal };
  for await (const page of paginateGetManagedPrefixListEntries(listed(around), input, options)) {
    for (const { Cidr } of page.Entries ?? []) if (Cidr !== undefined) cidrs.push(Cidr);
  }
  return AddressSet.of(...cidrs);
}

/** The names of prefix lists by id, and whose they are where another account shares them. */
export async function namesOfLists(
  around: Asking & Pick<Surroundings, "deployment">,
  ids: readonly string[],
): Promise<ReadonlyMap<string, string>> {
  const names = new Map<string, string>();
  for (const portion of portions(ids)) {
    const input = { Filters: [{ Name: "prefix-list-id", Values: portion }] };
    const options = { abortSignal: around.signal };
    for await (const page of paginateDescribeManagedPrefixLists(listed(around), input, options)) {
      for (const { PrefixListId: id, PrefixListName: name, OwnerId: owner } of page.PrefixLists ?? []) {
        if (id === undefined || name === undefined || name === "") continue;
        names.set(id, owner === AWS ? name : ofAccount(name, owner, around.deployment));
      }
    }
  }
  return names;
}
