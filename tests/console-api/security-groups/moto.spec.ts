import {
  AuthorizeSecurityGroupEgressCommand,
  AuthorizeSecurityGroupIngressCommand,
  CreateManagedPrefixListCommand,
  CreateNetworkInterfaceCommand,
  CreateSecurityGroupCommand,
  CreateSubnetCommand,
  CreateVpcCommand,
  DeleteSecurityGroupCommand,
  DescribeSecurityGroupsCommand,
  type IpPermission,
  RevokeSecurityGroupEgressCommand,
  RevokeSecurityGroupIngressCommand,
} from "@aws-sdk/client-ec2";
import { expect } from "chai";
import type { SecurityGroupPage } from "../../../console-api/contract";
import type { DeploymentIds } from "../../../console-api/deployment";
import { answer } from "../../../console-api/handler";
import type { Surroundings } from "../../../console-api/surroundings";
import { IDS, identity, NOW, surroundings } from "../deployed";
import { setMoto } from "../moto";
import { silenced } from "../silenced";

const https = (peer: IpPermission): IpPermission => ({
  IpProtocol: "tcp",
  FromPort: 443,
  ToPort: 443,
  ...peer,
});

/** Whatever of an answer a test does not look at, such as ids that moto chose. */
const brief = ({ groups }: SecurityGroupPage) =>
  groups.map(({ component, name, interfaces, rules, drift }) => ({
    group: component ?? name,
    interfaces,
    rules: rules.map(
      ({ direction, traffic, peer, flowId }) => `${direction} ${traffic} ${peer.name} ${flowId}`,
    ),
    drift: drift.map(({ kind, difference }) => `${kind} ${difference}`),
  }));

describe("securityGroups at moto's server", () => {
  const moto = setMoto();
  let around: Surroundings;
  let ids: DeploymentIds;
  let subnetId: string;

  const ec2 = () => moto().aws.ec2;

  const admit = (GroupId: string | undefined, ...IpPermissions: IpPermission[]) =>
    ec2().send(new AuthorizeSecurityGroupIngressCommand({ GroupId, IpPermissions }));
  const letOut = (GroupId: string | undefined, ...IpPermissions: IpPermission[]) =>
    ec2().send(new AuthorizeSecurityGroupEgressCommand({ GroupId, IpPermissions }));

  async function group(name: string, description = "a group"): Promise<string> {
    const input = { GroupName: name, Description: description, VpcId: ids.vpcId };
    const { GroupId = "" } = await ec2().send(new CreateSecurityGroupCommand(input));
    const IpPermissions = [{ IpProtocol: "-1", IpRanges: [{ CidrIp: "0.0.0.0/0" }] }];
    await ec2().send(new RevokeSecurityGroupEgressCommand({ GroupId, IpPermissions }));
    return GroupId;
  }

  const ask = async (asked: Readonly<Record<string, unknown>> = {}): Promise<SecurityGroupPage> => {
    const request = { field: "securityGroups", arguments: asked, identity: identity(["viewer"]) };
    return (await answer(request, around)) as SecurityGroupPage;
  };

  /** A stack as it was just deployed: exactly the rules of the matrix. */
  beforeEach(async () => {
    const { Vpc } = await ec2().send(new CreateVpcCommand({ CidrBlock: "10.0.0.0/16" }));
    ids = { ...IDS, vpcId: Vpc?.VpcId ?? "" };
    const subnet = { VpcId: ids.vpcId, CidrBlock: "10.0.0.0/24" };
    subnetId = (await ec2().send(new CreateSubnetCommand(subnet))).Subnet?.SubnetId ?? "";
    const [balancer, proxy, domain] = [await group("clo-a"), await group("clo-b"), await group("clo-c")];
    const list = { PrefixListName: "s3", MaxEntries: 5, AddressFamily: "IPv4" };
    const { PrefixList } = await ec2().send(
      new CreateManagedPrefixListCommand({ ...list, Entries: [{ Cidr: "52.219.0.0/16" }] }),
    );
    const s3 = PrefixList?.PrefixListId ?? "";
    ids = {
      ...ids,
      groups: { "load-balancer": balancer, proxy, domain },
      prefixLists: { "proxy-to-s3": s3 },
    };
    await admit(balancer, https({ IpRanges: [{ CidrIp: "10.0.0.0/24" }] }));
    await letOut(balancer, https({ UserIdGroupPairs: [{ GroupId: proxy }] }));
    await admit(proxy, https({ UserIdGroupPairs: [{ GroupId: balancer }] }));
    await letOut(proxy, https({ UserIdGroupPairs: [{ GroupId: domain }] }));
    await letOut(proxy, https({ PrefixListIds: [{ PrefixListId: s3 }] }));
    await admit(domain, https({ UserIdGroupPairs: [{ GroupId: proxy }] }));
    around = surroundings({ aws: moto().aws, ids });
  });

  it("shows the stack as it was deployed, without drift", async () => {
    const page = await ask();
    const { total, next, problems, flowLogDays, asOf } = page;
    expect({ total, next, problems, flowLogDays, asOf }).to.deep.equal({
      total: 3,
      next: null,
      problems: [],
      flowLogDays: 14,
      asOf: NOW.toISOString(),
    });
    expect(brief(page)).to.deep.equal([
      {
        group: "load-balancer",
        interfaces: 0,
        rules: [
          "INGRESS tcp/443 10.0.0.0/24 10-0-0-0-24-to-load-balancer",
          "EGRESS tcp/443 proxy load-balancer-to-proxy",
        ],
        drift: [],
      },
      {
        group: "proxy",
        interfaces: 0,
        rules: [
          "INGRESS tcp/443 load-balancer load-balancer-to-proxy",
          "EGRESS tcp/443 Amazon S3 in this region proxy-to-s3",
          "EGRESS tcp/443 domain proxy-to-domain",
        ],
        drift: [],
      },
      { group: "domain", interfaces: 0, rules: ["INGRESS tcp/443 proxy proxy-to-domain"], drift: [] },
    ]);
  });

  it("counts the interfaces that have each group", async () => {
    const { proxy = "", domain = "" } = ids.groups;
    for (const Groups of [[proxy], [proxy, domain]]) {
      await ec2().send(new CreateNetworkInterfaceCommand({ SubnetId: subnetId, Groups }));
    }
    expect((await ask()).groups.map(({ interfaces }) => interfaces)).to.deep.equal([0, 2, 1]);
  });

  it("finds what was added, removed, widened and narrowed by hand", async () => {
    const { "load-balancer": balancer, proxy, domain } = ids.groups;
    const given = https({ IpRanges: [{ CidrIp: "10.0.0.0/24" }] });
    await ec2().send(new RevokeSecurityGroupIngressCommand({ GroupId: balancer, IpPermissions: [given] }));
    await admit(balancer, https({ IpRanges: [{ CidrIp: "10.0.0.0/16" }] }));
    await admit(proxy, {
      ...https({ IpRanges: [{ CidrIp: "0.0.0.0/0" }], Ipv6Ranges: [{ CidrIpv6: "::/0" }] }),
      FromPort: 22,
      ToPort: 22,
    });
    const gone = https({ UserIdGroupPairs: [{ GroupId: proxy }] });
    await ec2().send(new RevokeSecurityGroupIngressCommand({ GroupId: domain, IpPermissions: [gone] }));
    expect(brief(await ask()).map(({ drift }) => drift)).to.deep.equal([
      ["WIDENED tcp/443 from 10.0.1.0/24, 10.0.2.0/23, 10.0.4.0/22, 10.0.8.0/21 and 4 more"],
      ["ADDED tcp/22 from 0.0.0.0/0", "ADDED tcp/22 from ::/0"],
      ["REMOVED tcp/443 from proxy"],
    ]);
  });

  it("finds no drift where the same packets are written as other rules", async () => {
    const { "load-balancer": balancer } = ids.groups;
    const given = https({ IpRanges: [{ CidrIp: "10.0.0.0/24" }] });
    await ec2().send(new RevokeSecurityGroupIngressCommand({ GroupId: balancer, IpPermissions: [given] }));
    const halves = [{ CidrIp: "10.0.0.0/25", Description: "by hand" }, { CidrIp: "10.0.0.128/25" }];
    await admit(balancer, https({ IpRanges: halves }));
    const [page] = (await ask()).groups;
    expect(page?.drift).to.deep.equal([]);
    expect(page?.rules.map(({ flowId }) => flowId).slice(0, 2)).to.deep.equal([
      "10-0-0-0-24-to-load-balancer",
      "10-0-0-0-24-to-load-balancer",
    ]);
    expect(page?.rules.map(({ description }) => description)).to.include("by hand");
  });

  it("compares another prefix list by its entries", async () => {
    const { proxy } = ids.groups;
    const list = { PrefixListName: "wide", MaxEntries: 5, AddressFamily: "IPv4" };
    const { PrefixList } = await ec2().send(
      new CreateManagedPrefixListCommand({ ...list, Entries: [{ Cidr: "52.0.0.0/8" }] }),
    );
    await letOut(proxy, https({ PrefixListIds: [{ PrefixListId: PrefixList?.PrefixListId ?? "" }] }));
    const [, page] = (await ask()).groups;
    expect(
      page?.drift.map(({ kind, live, declared, difference }) => [kind, live, declared, difference]),
    ).to.deep.equal([
      [
        "WIDENED",
        "tcp/443 to wide",
        "tcp/443 to Amazon S3 in this region",
        "tcp/443 to 52.0.0.0/9, 52.128.0.0/10, 52.192.0.0/12, 52.208.0.0/13 and 4 more",
      ],
    ]);
  });

  it("shows every group of the VPC, the stack's first, each without drift that is not the stack's", async () => {
    const other = await group("another team's <b>group</b>");
    await admit(other, { IpProtocol: "-1", IpRanges: [{ CidrIp: "0.0.0.0/0" }] });
    await admit(other, https({ UserIdGroupPairs: [{ GroupId: ids.groups["proxy"] }] }));
    const page = await ask({ scope: "VPC" });
    expect(page.total).to.equal(5);
    const [last] = brief(page).slice(-2);
    expect(brief(page).map(({ group }) => group)).to.deep.equal([
      "load-balancer",
      "proxy",
      "domain",
      "another team's <b>group</b>",
      "default",
    ]);
    expect(last?.rules).to.deep.equal(["INGRESS all traffic 0.0.0.0/0 null", "INGRESS tcp/443 proxy null"]);
    expect(page.groups.slice(3).flatMap(({ drift }) => drift)).to.deep.equal([]);
  });

  it("names the groups of others that a rule of the stack lets in", async () => {
    const other = await group("bastion\u202e");
    await admit(ids.groups["proxy"], https({ UserIdGroupPairs: [{ GroupId: other }] }));
    const { groups, problems } = await ask();
    expect(problems).to.deep.equal([]);
    expect(groups[1]?.drift.map(({ difference }) => difference)).to.deep.equal([
      "tcp/443 from bastion\\u{202e}",
    ]);
    expect(groups[1]?.rules.flatMap(({ peer }) => (peer.id === other ? [peer.name] : []))).to.deep.equal([
      "bastion\\u{202e}",
    ]);
  });

  it("says which of the stack's groups is gone, and shows the others", async () => {
    const { domain = "" } = ids.groups;
    const out = https({ UserIdGroupPairs: [{ GroupId: domain }] });
    await ec2().send(
      new RevokeSecurityGroupEgressCommand({ GroupId: ids.groups["proxy"], IpPermissions: [out] }),
    );
    await ec2().send(new DeleteSecurityGroupCommand({ GroupId: domain }));
    const { said } = await silenced("warn", () => ask());
    expect(said.groups.map(({ component }) => component)).to.deep.equal(["load-balancer", "proxy"]);
    expect(said.problems).to.deep.equal([
      {
        part: `security group of domain (${domain})`,
        reason: "NOT_FOUND",
        message: `security group of domain (${domain}): it does not exist`,
      },
    ]);
    expect(said.groups[1]?.drift.map(({ kind, flowId }) => [kind, flowId])).to.deep.equal([
      ["REMOVED", "proxy-to-domain"],
    ]);
  });

  it("pages through the VPC, each group once and in order, whatever the size of a page", async () => {
    for (let at = 0; at < 7; at += 1) await group(`other-${at}`);
    const { SecurityGroups: all } = await ec2().send(
      new DescribeSecurityGroupsCommand({ Filters: [{ Name: "vpc-id", Values: [ids.vpcId] }] }),
    );
    for (const first of [1, 3, 4, 11, 100]) {
      const seen: string[] = [];
      for (let after: string | null = null; ; ) {
        const page: SecurityGroupPage = await ask({ scope: "VPC", first, after });
        expect(page.total).to.equal(11);
        expect(page.groups.length).to.be.at.most(first);
        seen.push(...page.groups.map(({ id }) => id));
        after = page.next;
        if (after === null) break;
      }
      expect(seen).to.have.length(11);
      expect(new Set(seen)).to.deep.equal(new Set(all?.map(({ GroupId }) => GroupId)));
    }
  });

  it("goes on where it was though a group before and the one named were deleted meanwhile", async () => {
    const others = [await group("x-1"), await group("x-2"), await group("x-3")];
    const { next } = await ask({ scope: "VPC", first: 6 });
    for (const GroupId of others.slice(0, 2)) await ec2().send(new DeleteSecurityGroupCommand({ GroupId }));
    const page = await ask({ scope: "VPC", after: next });
    expect(page.groups.map(({ name }) => name)).to.deep.equal(["x-3"]);
  });

  it("is empty in an account without the stack", async () => {
    await moto().reset();
    const { said } = await silenced("warn", () => ask());
    expect([said.groups, said.total, said.next]).to.deep.equal([[], 0, null]);
    expect(said.problems.map(({ reason }) => reason)).to.deep.equal(["NOT_FOUND", "NOT_FOUND", "NOT_FOUND"]);
    expect(await ask({ scope: "VPC" })).to.deep.include({ groups: [], total: 0, next: null, problems: [] });
  });
});
