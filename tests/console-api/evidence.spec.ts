import {
  AthenaClient,
  GetQueryExecutionCommand,
  GetQueryResultsCommand,
  StartQueryExecutionCommand,
} from "@aws-sdk/client-athena";
import {
  AuthorizeSecurityGroupEgressCommand,
  AuthorizeSecurityGroupIngressCommand,
  CreateManagedPrefixListCommand,
  CreateNetworkInterfaceCommand,
  CreateSecurityGroupCommand,
  CreateSubnetCommand,
  CreateVpcCommand,
  type IpPermission,
  RevokeSecurityGroupEgressCommand,
} from "@aws-sdk/client-ec2";
import { CreateBucketCommand } from "@aws-sdk/client-s3";
import { type AwsClientStub, mockClient } from "aws-sdk-client-mock";
import { expect } from "chai";
import type { EvidenceAnswer, RuleEvidence } from "../../console-api/contract";
import type { DeploymentIds } from "../../console-api/deployment";
import { evidenceResolvers, forgetAnswers } from "../../console-api/evidence";
import { periodOf } from "../../console-api/evidence/period";
import { recordInterfaces } from "../../console-api/history/handler";
import type { Surroundings } from "../../console-api/surroundings";
import { need } from "../real-parts";
import { askTable, type Cells, type LogLine, lineOf } from "./athena-table";
import { awsError, NOBODY } from "./aws-stub";
import { DEPLOYMENT, IDS, NOW, surroundings } from "./deployed";
import { setMoto } from "./moto";
import { refusalOf } from "./refused";
import { silenced } from "./silenced";

const ID = "0a1b2c3d-0000-4000-8000-000000000001";
const { bucket } = DEPLOYMENT.history;
const PERIOD = periodOf(1, NOW);

/** Athena, whose table is a real one of SQLite's, with these lines in it. */
function athenaOf(lines: readonly LogLine[]): {
  readonly client: AthenaClient;
  readonly stub: AwsClientStub<AthenaClient>;
} {
  const client = new AthenaClient(NOBODY);
  const stub = mockClient(client as never) as unknown as AwsClientStub<AthenaClient>;
  let cells: Cells = [];
  let text = "";
  stub.on(StartQueryExecutionCommand).callsFake(({ QueryString }: { readonly QueryString: string }) => {
    text = QueryString;
    cells = askTable(
      QueryString,
      lines.map((line) => [
        lineOf(line),
        new Date(line.at * 1000).toISOString().slice(0, 10).replaceAll("-", "/"),
      ]),
    );
    return { QueryExecutionId: ID };
  });
  stub.on(GetQueryExecutionCommand).callsFake(() => ({
    QueryExecution: {
      QueryExecutionId: ID,
      Query: text,
      WorkGroup: "clo-dev",
      Status: { State: "SUCCEEDED" },
    },
  }));
  stub
    .on(GetQueryResultsCommand)
    .callsFake(
      ({ NextToken = "0", MaxResults }: { readonly NextToken?: string; readonly MaxResults: number }) => {
        const end = Number(NextToken) + MaxResults;
        return {
          ResultSet: {
            Rows: cells.slice(Number(NextToken), end).map((row) => ({
              Data: row.map((cell) => (cell === null ? {} : { VarCharValue: cell })),
            })),
          },
          ...(end < cells.length ? { NextToken: String(end) } : {}),
        };
      },
    );
  return { client, stub };
}

describe("evidence, at moto's server", () => {
  const moto = setMoto();

  before(function () {
    need(this, "python3");
  });
  beforeEach(() => forgetAnswers());

  /** A VPC with the stack's groups, an interface of each, and a group of somebody else. */
  async function account() {
    const { ec2, s3 } = moto().aws;
    await s3.send(
      new CreateBucketCommand({
        Bucket: bucket,
        CreateBucketConfiguration: { LocationConstraint: "eu-central-1" },
      }),
    );
    const { Vpc } = await ec2.send(new CreateVpcCommand({ CidrBlock: "10.0.0.0/16" }));
    const vpcId = Vpc?.VpcId ?? "";
    const { Subnet } = await ec2.send(new CreateSubnetCommand({ VpcId: vpcId, CidrBlock: "10.0.0.0/20" }));
    const group = async (name: string): Promise<string> => {
      const { GroupId = "" } = await ec2.send(
        new CreateSecurityGroupCommand({ GroupName: name, Description: name, VpcId: vpcId }),
      );
      await ec2.send(
        new RevokeSecurityGroupEgressCommand({
          GroupId,
          IpPermissions: [{ IpProtocol: "-1", IpRanges: [{ CidrIp: "0.0.0.0/0" }] }],
        }),
      );
      return GroupId;
    };
    const networkInterface = async (groups: readonly string[], address: string): Promise<string> => {
      const { NetworkInterface } = await ec2.send(
        new CreateNetworkInterfaceCommand({
          SubnetId: Subnet?.SubnetId ?? "",
          Groups: [...groups],
          PrivateIpAddress: address,
        }),
      );
      return NetworkInterface?.NetworkInterfaceId ?? "";
    };
    const groups = {
      "load-balancer": await group("clo-load-balancer"),
      proxy: await group("clo-proxy"),
      domain: await group("clo-domain"),
    };
    const { PrefixList } = await ec2.send(
      new CreateManagedPrefixListCommand({
        PrefixListName: "s3",
        MaxEntries: 5,
        AddressFamily: "IPv4",
        Entries: [{ Cidr: "52.219.0.0/16" }],
      }),
    );
    const ids: DeploymentIds = {
      ...IDS,
      vpcId,
      groups,
      prefixLists: { "proxy-to-s3": PrefixList?.PrefixListId ?? "" },
    };
    return { ec2, s3, ids, group, networkInterface, groups };
  }

  const tcp = (port: number, peer: Partial<IpPermission>, to = port): IpPermission => ({
    IpProtocol: "tcp",
    FromPort: port,
    ToPort: to,
    ...peer,
  });
  const cidr = (block: string): Partial<IpPermission> => ({ IpRanges: [{ CidrIp: block }] });
  const member = (id: string): Partial<IpPermission> => ({ UserIdGroupPairs: [{ GroupId: id }] });

  /** Looks all day, every three quarters of an hour. */
  async function watch(ids: DeploymentIds, from = PERIOD.from, to = PERIOD.to): Promise<void> {
    const { ec2, s3 } = moto().aws;
    const place = { ...DEPLOYMENT.history, accountId: DEPLOYMENT.accountId, vpcId: ids.vpcId };
    for (let at = from; at <= to; at += 45 * 60)
      await recordInterfaces({ ec2, s3 }, place, new Date(at * 1000));
  }

  function around(ids: DeploymentIds, athena: AthenaClient): Surroundings {
    const matrix = DEPLOYMENT.matrix.map((flow) =>
      flow.setting === undefined ? flow : { ...flow, setting: "allowedCidrs" },
    );
    return surroundings({ deployment: { ...DEPLOYMENT, matrix }, ids, aws: { ...moto().aws, athena } });
  }

  async function ask(where: Surroundings, first?: number, after?: string | null): Promise<EvidenceAnswer> {
    return evidenceResolvers.evidence(
      { id: ID, ...(first === undefined ? {} : { first }), after: after ?? null },
      where,
    );
  }

  const brief = ({ component, direction, traffic, peer, verdict, flowId }: RuleEvidence): string =>
    `${component ?? "-"} ${direction} ${traffic} ${peer.name} ${flowId ?? "-"}: ${verdict}`;

  it("finds what is used, what is wider, what is unused and what changed by hand", async () => {
    const { ec2, ids, groups, group, networkInterface } = await account();
    const legacy = await group("legacy");
    const ingress = (GroupId: string, ...IpPermissions: IpPermission[]) =>
      ec2.send(new AuthorizeSecurityGroupIngressCommand({ GroupId, IpPermissions }));
    const egress = (GroupId: string, ...IpPermissions: IpPermission[]) =>
      ec2.send(new AuthorizeSecurityGroupEgressCommand({ GroupId, IpPermissions }));
    await ingress(groups["load-balancer"], tcp(443, cidr("10.0.0.0/24")));
    await egress(groups["load-balancer"], tcp(443, member(groups.proxy)));
    await ingress(groups.proxy, tcp(443, member(groups["load-balancer"])), tcp(22, cidr("10.0.0.0/8")));
    await egress(
      groups.proxy,
      tcp(443, member(groups.domain)),
      tcp(443, { PrefixListIds: [{ PrefixListId: ids.prefixLists["proxy-to-s3"] }] }),
    );
    // Somebody opened more than the one port that a flow declares.
    await ingress(groups.domain, tcp(0, member(groups.proxy), 65_535));
    await ingress(legacy, tcp(8080, cidr("172.16.0.0/12"), 8090));

    const lb = await networkInterface([groups["load-balancer"]], "10.0.1.1");
    const proxy = await networkInterface([groups.proxy], "10.0.1.2");
    const domain = await networkInterface([groups.domain], "10.0.1.3");
    const old = await networkInterface([legacy], "10.0.1.4");
    await watch(ids);

    const at = PERIOD.from + 3_600;
    const opening = { ports: [50_000, 443], flags: 2, at } as const;
    const lines: LogLine[] = [
      // A client that NAT hides on its way, behind the load balancer's own address of the hop.
      {
        ...opening,
        interfaceId: lb,
        direction: "ingress",
        from: "10.0.0.5",
        to: "10.0.1.1",
        via: ["10.0.0.250", "10.0.1.1"],
      },
      { ...opening, interfaceId: lb, direction: "egress", from: "10.0.1.1", to: "10.0.1.2" },
      { ...opening, interfaceId: proxy, direction: "ingress", from: "10.0.1.1", to: "10.0.1.2" },
      // Checks of its health go on to the end.
      {
        ...opening,
        at: PERIOD.to - 600,
        interfaceId: proxy,
        direction: "ingress",
        from: "10.0.1.1",
        to: "10.0.1.2",
      },
      { ...opening, interfaceId: proxy, direction: "egress", from: "10.0.1.2", to: "10.0.1.3" },
      { ...opening, interfaceId: domain, direction: "ingress", from: "10.0.1.2", to: "10.0.1.3" },
      // Goes on since before the period.
      { ...opening, flags: 0, interfaceId: proxy, direction: "egress", from: "10.0.1.2", to: "52.219.1.1" },
      // Was rejected, so no rule let it in.
      {
        ...opening,
        ports: [50_000, 22],
        action: "REJECT",
        interfaceId: proxy,
        direction: "ingress",
        from: "10.9.9.9",
        to: "10.0.1.2",
      },
      {
        ...opening,
        ports: [50_000, 8080],
        interfaceId: old,
        direction: "ingress",
        from: "172.20.0.1",
        to: "10.0.1.4",
      },
      {
        ...opening,
        ports: [50_001, 8080],
        interfaceId: old,
        direction: "ingress",
        from: "172.20.0.2",
        to: "10.0.1.4",
      },
    ];
    const { client } = athenaOf(lines);
    const where = around(ids, client);
    await evidenceResolvers.startEvidence({ days: 1 }, where);
    const answer = await ask(where);
    expect(answer).to.deep.include({
      state: "READY",
      failure: null,
      days: 1,
      coverage: {
        from: "2026-03-09T11:00:00.000Z",
        to: "2026-03-10T11:00:00.000Z",
        historyFrom: "2026-03-09T11:00:00.000Z",
        records: 8,
        unresolved: 0,
        truncated: false,
      },
      total: 9,
      next: null,
      problems: [],
    });
    expect(answer.rules.map(brief)).to.have.members([
      "domain INGRESS all ports of tcp proxy proxy-to-domain: WIDER",
      "load-balancer INGRESS tcp/443 10.0.0.0/24 10-0-0-0-24-to-load-balancer: WIDER",
      "load-balancer EGRESS tcp/443 proxy load-balancer-to-proxy: USED",
      "proxy INGRESS tcp/443 load-balancer load-balancer-to-proxy: USED",
      "proxy INGRESS tcp/22 10.0.0.0/8 -: UNUSED",
      "proxy EGRESS tcp/443 domain proxy-to-domain: USED",
      "proxy EGRESS tcp/443 Amazon S3 in this region proxy-to-s3: USED",
      "- INGRESS tcp/8080-8090 172.16.0.0/12 -: WIDER",
      // The VPC's default group, which no interface has.
      "- EGRESS all traffic 0.0.0.0/0 -: UNDECIDED",
    ]);
    const of = (start: string) => answer.rules.find((found) => brief(found).startsWith(start));
    expect(of("load-balancer INGRESS")?.narrower).to.deep.equal({
      kind: "CONFIGURATION",
      file: "Pulumi.dev.yaml",
      text: 'config:\n  "centralized-logging-security:allowedCidrs":\n    - "10.0.0.0/28"\n',
    });
    expect(of("load-balancer INGRESS")?.seen).to.deep.include({ connections: 1, peers: ["10.0.0.5/32"] });
    expect(of("domain INGRESS")?.narrower?.text).to.contain("fromPort: 443,\n  toPort: 443,");
    expect(of("proxy INGRESS tcp/22")?.narrower?.text).to.contain("aws ec2 revoke-security-group-ingress");
    expect(of("- INGRESS")?.narrower?.text).to.contain('cidrIpv4: "172.20.0.0/28"');
    expect(of("- INGRESS")?.groupName).to.equal("legacy");
  });

  it("gives pages of one answer, and reads its records once", async () => {
    const { ec2, ids, groups } = await account();
    const IpPermissions = [443, 80, 22, 25].map((port) => tcp(port, cidr("10.0.0.0/24")));
    await ec2.send(new AuthorizeSecurityGroupIngressCommand({ GroupId: groups.proxy, IpPermissions }));
    const { client, stub } = athenaOf([]);
    const where = around(ids, client);
    await evidenceResolvers.startEvidence({ days: 1 }, where);
    const pages: EvidenceAnswer[] = [];
    let next: string | null = null;
    do {
      const page: EvidenceAnswer = await ask(where, 2, next);
      pages.push(page);
      next = page.next;
    } while (next !== null);
    expect(pages.map(({ rules, total }) => [rules.length, total])).to.deep.equal([
      [2, 5],
      [2, 5],
      [1, 5],
    ]);
    expect(new Set(pages.flatMap(({ rules }) => rules.map(({ ruleId }) => ruleId))).size).to.equal(5);
    expect(stub.commandCalls(GetQueryResultsCommand)).to.have.length(1);
    expect(stub.commandCalls(GetQueryExecutionCommand)).to.have.length(1);
    expect(await refusalOf(() => ask(where, 2, "wrong.cursor"))).to.equal(
      "BadRequest: `after` is no cursor of this question",
    );
    // After some minutes rules and records are read anew.
    await ask({ ...where, now: () => new Date(NOW.getTime() + 6 * 60_000) });
    expect(stub.commandCalls(GetQueryResultsCommand)).to.have.length(2);
  });

  it("reads results of many pages, and says that there are more than it reads", async () => {
    const { ids, networkInterface, groups } = await account();
    const proxy = await networkInterface([groups.proxy], "10.0.1.2");
    const lines = Array.from({ length: 10_100 }, (_, index): LogLine => {
      const from = `10.${1 + (index >> 16)}.${(index >> 8) & 255}.${index & 255}`;
      const at = PERIOD.from + 60;
      return {
        interfaceId: proxy,
        direction: "ingress",
        from,
        to: "10.0.1.2",
        ports: [50_000, 443],
        flags: 2,
        at,
      };
    });
    const { client, stub } = athenaOf(lines);
    const where = around(ids, client);
    await evidenceResolvers.startEvidence({ days: 1 }, where);
    const { coverage } = await ask(where);
    expect(coverage).to.deep.include({ records: 10_000, truncated: true });
    expect(stub.commandCalls(GetQueryResultsCommand)).to.have.length(11);
  });

  it("answers an empty account: no rules, no records, no history", async () => {
    const { client } = athenaOf([]);
    await moto().aws.s3.send(
      new CreateBucketCommand({
        Bucket: bucket,
        CreateBucketConfiguration: { LocationConstraint: "eu-central-1" },
      }),
    );
    const where = around(IDS, client);
    await evidenceResolvers.startEvidence({ days: 90 }, where);
    expect(await ask(where)).to.deep.include({
      state: "READY",
      days: 90,
      rules: [],
      total: 0,
      next: null,
      problems: [],
    });
    expect((await ask(where)).coverage).to.deep.include({ historyFrom: null, records: 0, unresolved: 0 });
  });

  it("covers no more than the time from the first record to the last", async () => {
    const { ids } = await account();
    const line = {
      ports: [50_000, 443],
      flags: 2,
      direction: "ingress",
      from: "10.0.0.5",
      to: "10.0.1.1",
    } as const;
    const { client } = athenaOf([
      { ...line, at: PERIOD.from + 6 * 3_600 },
      { ...line, at: PERIOD.from + 9 * 3_600 },
    ]);
    const where = around(ids, client);
    await evidenceResolvers.startEvidence({ days: 1 }, where);
    const { coverage, days } = await ask(where);
    expect(days).to.equal(1);
    expect(coverage?.from).to.equal("2026-03-09T17:00:00.000Z");
    expect(coverage?.to).to.match(/^2026-03-09T20:0/);
  });

  it("says that it runs where the call is out of time, goes on, and answers the next call", async () => {
    const { ids } = await account();
    const { client, stub } = athenaOf([]);
    const where = around(ids, client);
    await evidenceResolvers.startEvidence({ days: 1 }, where);
    const call = new AbortController();
    const slow = ask({ ...where, signal: call.signal });
    // The query is done by then, and its records are being read.
    while (stub.commandCalls(GetQueryResultsCommand).length === 0) await new Promise(setImmediate);
    call.abort();
    expect(await slow).to.deep.include({ state: "RUNNING", failure: null, days: 1, rules: [] });
    expect(await ask(where)).to.deep.include({ state: "READY", days: 1, problems: [] });
    expect(stub.commandCalls(GetQueryResultsCommand)).to.have.length(1);
  });

  it("tells a failure once, also one that came when nobody waited, and starts anew", async () => {
    const { ids } = await account();
    const { client, stub } = athenaOf([]);
    const where = around(ids, client);
    await evidenceResolvers.startEvidence({ days: 1 }, where);
    let fail: () => void = () => undefined;
    const failing = new Promise((_resolve, reject) => {
      fail = () => reject(awsError("InternalServerException"));
    });
    stub.on(GetQueryResultsCommand).callsFake(() => failing);
    const call = new AbortController();
    const slow = ask({ ...where, signal: call.signal });
    while (stub.commandCalls(GetQueryResultsCommand).length === 0) await new Promise(setImmediate);
    call.abort();
    expect((await slow).state).to.equal("RUNNING");
    fail();
    const failed = () => ask(where).catch((error: Error) => error.name);
    expect(await failed()).to.equal("InternalServerException");
    expect(stub.commandCalls(GetQueryResultsCommand)).to.have.length(1);
    expect(await failed()).to.equal("InternalServerException");
    expect(stub.commandCalls(GetQueryResultsCommand)).to.have.length(2);
  });

  it("says what it could not read, and judges with the rest", async () => {
    const { ec2, ids, groups } = await account();
    await ec2.send(
      new AuthorizeSecurityGroupIngressCommand({
        GroupId: groups.proxy,
        IpPermissions: [tcp(443, cidr("10.0.0.0/24"))],
      }),
    );
    const { client } = athenaOf([]);
    const where = around(ids, client);
    await evidenceResolvers.startEvidence({ days: 1 }, where);
    const failing = new Proxy(where.aws.s3, {
      get: (target, name) =>
        name === "send" ? () => Promise.reject(awsError("AccessDenied")) : Reflect.get(target, name),
    });
    const { said } = await silenced("warn", () => ask({ ...where, aws: { ...where.aws, s3: failing } }));
    expect(said.problems).to.deep.equal([
      {
        part: "history of network interfaces",
        reason: "NO_PERMISSION",
        message: "history of network interfaces: the console's role may not read it",
      },
    ]);
    expect(said.rules.map(({ verdict }) => verdict)).to.deep.equal(["UNDECIDED", "UNDECIDED"]);
  });
});
