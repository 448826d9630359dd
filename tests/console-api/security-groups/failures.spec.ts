import {
  DescribeManagedPrefixListsCommand,
  DescribeNetworkInterfacesCommand,
  DescribeSecurityGroupRulesCommand,
  DescribeSecurityGroupsCommand,
  EC2Client,
  GetManagedPrefixListEntriesCommand,
  type SecurityGroup,
  type SecurityGroupRule,
} from "@aws-sdk/client-ec2";
import { mockClient } from "aws-sdk-client-mock";
import { expect } from "chai";
import type { SecurityGroupPage } from "../../../console-api/contract";
import { answer } from "../../../console-api/handler";
import { cursorOf } from "../../../console-api/paging";
import { DEPLOYMENT, IDS, identity, REGION, surroundings } from "../deployed";
import { refusalOf } from "../refused";
import { silenced } from "../silenced";

const BALANCER = IDS.groups["load-balancer"] ?? "";
const PROXY = IDS.groups["proxy"] ?? "";
const DOMAIN = IDS.groups["domain"] ?? "";
const S3 = IDS.prefixLists["proxy-to-s3"] ?? "";

let serial = 0;
const https = (GroupId: string, IsEgress: boolean, peer: SecurityGroupRule): SecurityGroupRule => {
  serial += 1;
  return {
    SecurityGroupRuleId: `sgr-${serial}`,
    GroupId,
    IsEgress,
    IpProtocol: "tcp",
    FromPort: 443,
    ToPort: 443,
    ...peer,
  };
};

const peerGroup = (id: string): SecurityGroupRule => ({ ReferencedGroupInfo: { GroupId: id } });

/** The rules of the matrix. */
const DECLARED: readonly SecurityGroupRule[] = [
  https(BALANCER, false, { CidrIpv4: "10.0.0.0/24" }),
  https(BALANCER, true, peerGroup(PROXY)),
  https(PROXY, false, peerGroup(BALANCER)),
  https(PROXY, true, peerGroup(DOMAIN)),
  https(PROXY, true, { PrefixListId: S3 }),
  https(DOMAIN, false, peerGroup(PROXY)),
];

/** A group with as many rules as it says, whatever they are. */
const group = (GroupId: string, rules = 2, GroupName = `name of ${GroupId}`): SecurityGroup => ({
  GroupId,
  GroupName,
  Description: "",
  IpPermissions: [{ IpRanges: Array.from({ length: rules }, () => ({})) }],
});

const OURS = [group(BALANCER), group(PROXY), group(DOMAIN)];

const awsError = (name: string, more: object = {}): Error =>
  Object.assign(new Error("User: arn:aws:sts::111122223333:assumed-role/api is not authorized"), {
    name,
    ...more,
  });

describe("securityGroups where AWS answers in part", () => {
  const ec2 = new EC2Client({
    region: REGION,
    credentials: { accessKeyId: "none", secretAccessKey: "none" },
  });
  const replaced = () => mockClient(ec2);
  let stub: ReturnType<typeof replaced>;
  beforeEach(() => {
    stub = replaced();
    stub.on(DescribeSecurityGroupsCommand).resolves({ SecurityGroups: OURS });
    stub.on(DescribeSecurityGroupRulesCommand).resolves({ SecurityGroupRules: [...DECLARED] });
    stub.on(DescribeNetworkInterfacesCommand).resolves({ NetworkInterfaces: [] });
    stub.on(DescribeManagedPrefixListsCommand).resolves({ PrefixLists: [] });
    stub.on(GetManagedPrefixListEntriesCommand).rejects(awsError("UnauthorizedOperation"));
  });
  afterEach(() => stub.restore());

  const end = new AbortController();
  const around = (changes: Parameters<typeof surroundings>[0] = {}) =>
    surroundings({ aws: { ...surroundings(), ec2 } as never, signal: end.signal, ...changes });

  async function ask(
    asked: Readonly<Record<string, unknown>> = {},
    within = around(),
  ): Promise<SecurityGroupPage> {
    const request = { field: "securityGroups", arguments: asked, identity: identity(["viewer"]) };
    const { said } = await silenced("warn", () => answer(request, within));
    return said as SecurityGroupPage;
  }

  const drifts = ({ groups }: SecurityGroupPage) =>
    groups.flatMap(({ drift }) => drift.map(({ kind, difference }) => `${kind} ${difference}`));

  it("asks no more than it needs, and hands the end of its time to every call", async () => {
    expect(drifts(await ask())).to.deep.equal([]);
    const calls = stub.calls().map(({ args }) => args as unknown as [command: object, options?: object]);
    expect(calls.map(([command]) => command.constructor.name)).to.deep.equal([
      "DescribeSecurityGroupsCommand",
      "DescribeSecurityGroupRulesCommand",
      "DescribeNetworkInterfacesCommand",
    ]);
    expect(calls.map(([, options]) => options)).to.deep.equal(calls.map(() => ({ abortSignal: end.signal })));
  });

  it("is empty where the groups cannot be had, and says why", async () => {
    const failures = [
      [awsError("UnauthorizedOperation"), "NO_PERMISSION", "the console's role may not read it"],
      [
        awsError("RequestLimitExceeded"),
        "THROTTLED",
        "AWS is answering too many requests, try again in a minute",
      ],
      [awsError("TimeoutError"), "TIMED_OUT", "AWS did not answer in time"],
      [awsError("AbortError"), "TIMED_OUT", "AWS did not answer in time"],
      [awsError("InternalError"), "UNAVAILABLE", "AWS could not answer"],
    ] as const;
    for (const [error, reason, words] of failures) {
      stub.on(DescribeSecurityGroupsCommand).rejects(error);
      expect(await ask()).to.deep.include({
        groups: [],
        total: 0,
        next: null,
        problems: [{ part: "security groups", reason, message: `security groups: ${words}` }],
      });
    }
  });

  it("shows groups without rules where those cannot be had, and takes nothing for removed", async () => {
    stub.on(DescribeSecurityGroupRulesCommand).rejects(awsError("Client.UnauthorizedOperation"));
    const page = await ask();
    expect(page.groups.map(({ rules, drift, interfaces }) => [rules, drift, interfaces])).to.deep.equal([
      [[], [], 0],
      [[], [], 0],
      [[], [], 0],
    ]);
    expect(page.problems.map(({ part, reason }) => [part, reason])).to.deep.equal([
      ["rules and drift", "NO_PERMISSION"],
    ]);
  });

  it("shows groups without a count where interfaces cannot be had", async () => {
    stub.on(DescribeNetworkInterfacesCommand).rejects(awsError("TimeoutError"));
    const page = await ask();
    expect(page.groups.map(({ interfaces }) => interfaces)).to.deep.equal([null, null, null]);
    expect(page.problems.map(({ part, reason }) => [part, reason])).to.deep.equal([
      ["network interfaces", "TIMED_OUT"],
    ]);
    expect(page.groups.flatMap(({ rules }) => rules)).to.have.length(6);
  });

  it("calls peers by their ids where names cannot be had", async () => {
    const others = [
      https(PROXY, false, peerGroup("sg-other")),
      https(PROXY, false, { PrefixListId: "pl-other" }),
    ];
    stub.on(DescribeSecurityGroupRulesCommand).resolves({ SecurityGroupRules: [...DECLARED, ...others] });
    stub
      .on(DescribeSecurityGroupsCommand, { Filters: [{ Name: "group-id", Values: ["sg-other"] }] })
      .rejects(awsError("RequestLimitExceeded"));
    stub.on(DescribeManagedPrefixListsCommand).rejects(awsError("UnauthorizedOperation"));
    const page = await ask();
    expect(drifts(page)).to.deep.equal(["ADDED tcp/443 from pl-other", "ADDED tcp/443 from sg-other"]);
    expect(page.problems.map(({ part, reason }) => [part, reason])).to.have.deep.members([
      ["names of other security groups", "THROTTLED"],
      ["names of prefix lists", "NO_PERMISSION"],
    ]);
  });

  it("compares prefix lists by their ids where their entries cannot be had, and says it once", async () => {
    const others = ["pl-1", "pl-2"].map((PrefixListId) => https(PROXY, true, { PrefixListId }));
    stub.on(DescribeSecurityGroupRulesCommand).resolves({ SecurityGroupRules: [...DECLARED, ...others] });
    stub.on(DescribeManagedPrefixListsCommand).resolves({
      PrefixLists: [{ PrefixListId: "pl-1", PrefixListName: "offices" }, { PrefixListId: "pl-2" }],
    });
    const page = await ask();
    expect(drifts(page)).to.deep.equal(["ADDED tcp/443 to offices", "ADDED tcp/443 to pl-2"]);
    expect(page.problems.map(({ part, reason }) => [part, reason])).to.deep.equal([
      ["entries of prefix lists", "NO_PERMISSION"],
    ]);
  });

  it("follows every call to its last page", async () => {
    const twice = <Output extends object>(first: Output, second: Output) => {
      const pages = [{ ...first, NextToken: "more" }, second];
      return ({ NextToken }: { readonly NextToken?: string }) =>
        pages[NextToken === undefined ? 0 : 1] ?? second;
    };
    const [one, ...others] = OURS;
    stub
      .on(DescribeSecurityGroupsCommand)
      .callsFake(twice({ SecurityGroups: one === undefined ? [] : [one] }, { SecurityGroups: others }));
    stub
      .on(DescribeSecurityGroupRulesCommand)
      .callsFake(
        twice({ SecurityGroupRules: DECLARED.slice(0, 3) }, { SecurityGroupRules: DECLARED.slice(3) }),
      );
    const attached = (id: string) => ({ NetworkInterfaceId: id, Groups: [{ GroupId: PROXY }] });
    stub
      .on(DescribeNetworkInterfacesCommand)
      .callsFake(
        twice({ NetworkInterfaces: [attached("eni-1")] }, { NetworkInterfaces: [attached("eni-2")] }),
      );
    const page = await ask();
    expect(page.groups.map(({ interfaces, rules }) => [interfaces, rules.length])).to.deep.equal([
      [0, 2],
      [2, 3],
      [0, 1],
    ]);
    expect(drifts(page)).to.deep.equal([]);
  });

  it("leaves out a rule that it cannot read, and says which", async () => {
    const strange = https(PROXY, false, { CidrIpv4: "10.0.0.0/99" });
    stub.on(DescribeSecurityGroupRulesCommand).resolves({ SecurityGroupRules: [...DECLARED, strange] });
    const page = await ask();
    expect(page.groups[1]?.rules).to.have.length(3);
    expect(page.problems).to.deep.equal([
      {
        part: `rule ${strange.SecurityGroupRuleId}`,
        reason: "UNAVAILABLE",
        message: `rule ${strange.SecurityGroupRuleId}: AWS could not answer`,
      },
    ]);
  });

  it("keeps to the one rule that the stack has of a domain that existed before", async () => {
    const { domainName, ...deployment } = DEPLOYMENT;
    expect(domainName).to.not.equal(undefined);
    const within = around({ deployment });
    const theirs = [
      https(DOMAIN, false, { CidrIpv4: "10.0.0.0/8" }),
      https(DOMAIN, true, { CidrIpv4: "0.0.0.0/0", IpProtocol: "-1", FromPort: -1, ToPort: -1 }),
    ];
    stub.on(DescribeSecurityGroupRulesCommand).resolves({ SecurityGroupRules: [...DECLARED, ...theirs] });
    expect(drifts(await ask({}, within))).to.deep.equal([]);
    expect(drifts(await ask())).to.have.length(2);
    stub.on(DescribeSecurityGroupRulesCommand).resolves({
      SecurityGroupRules: [...DECLARED.slice(0, 5), ...theirs],
    });
    expect(drifts(await ask({}, within))).to.deep.equal(["REMOVED tcp/443 from proxy"]);
  });

  it("makes what names and descriptions hide visible, and leaves markup what it is", async () => {
    const name = '<img src=x onerror="alert(1)">\u0000\u001b[2J\u202e\n&amp;';
    const peer = https(PROXY, false, { ...peerGroup("sg-9"), Description: name });
    stub.on(DescribeSecurityGroupsCommand).resolves({
      SecurityGroups: [
        group(BALANCER, 2, name),
        { ...group(PROXY, 2, name), Description: name },
        group(DOMAIN),
      ],
    });
    stub
      .on(DescribeSecurityGroupsCommand, { Filters: [{ Name: "group-id", Values: ["sg-9"] }] })
      .resolves({ SecurityGroups: [group("sg-9", 0, name)] });
    stub.on(DescribeSecurityGroupRulesCommand).resolves({ SecurityGroupRules: [...DECLARED, peer] });
    const shown = '<img src=x onerror="alert(1)">\\u{0}\\u{1b}[2J\\u{202e}\\u{a}&amp;';
    const page = await ask();
    expect(page.groups[1]).to.include({ name: shown, description: shown });
    const rule = page.groups[1]?.rules.find(({ peer }) => peer.id === "sg-9");
    expect([rule?.description, rule?.peer.name]).to.deep.equal([shown, shown]);
    expect(drifts(page)).to.deep.equal([`ADDED tcp/443 from ${shown}`]);
    expect(JSON.stringify(page)).to.not.match(/\\u00|\\n|[\p{Cc}\p{Cf}]/u);
  });

  describe("and of very many rules", () => {
    const many = (GroupId: string, count: number, description = "") =>
      Array.from({ length: count }, (_, at) =>
        https(GroupId, false, { FromPort: at, ToPort: at, CidrIpv4: "0.0.0.0/0", Description: description }),
      );

    it("ends a page where its groups have a thousand", async () => {
      const others = Array.from({ length: 7 }, (_, at) => group(`sg-other-${at}`, 400));
      stub
        .on(DescribeSecurityGroupsCommand)
        .resolves({ SecurityGroups: [...others, group("sg-last", 5000)] });
      const sizes: number[] = [];
      for (let after: string | null = null; ; ) {
        const page: SecurityGroupPage = await ask({ scope: "VPC", first: 100, after });
        sizes.push(page.groups.length);
        after = page.next;
        if (after === null) break;
      }
      // By name, `sg-last` is the first: it has a page to itself.
      expect(sizes).to.deep.equal([1, 2, 2, 2, 1]);
    });

    it("tells the first thousand of one group, its drift cut as well, below a megabyte", async () => {
      const rules = many(PROXY, 2500, "d".repeat(255));
      stub.on(DescribeSecurityGroupsCommand).resolves({ SecurityGroups: [group(PROXY, 2500)] });
      stub.on(DescribeSecurityGroupRulesCommand).resolves({ SecurityGroupRules: [...DECLARED, ...rules] });
      const page = await ask();
      expect(page.groups.map(({ rules, drift }) => [rules.length, drift.length])).to.deep.equal([
        [1000, 200],
      ]);
      expect(page.problems.slice(-2).map(({ message }) => message)).to.deep.equal([
        `rules of ${PROXY}: only the first 1000 of 2503 are shown`,
        `drift of ${PROXY}: only the first 200 of 2500 are shown`,
      ]);
      expect(Buffer.byteLength(JSON.stringify(page))).to.be.lessThan(1_000_000);
    });

    it("ends a page before it has a megabyte, however long its texts are when they are visible", async () => {
      const groups = ["sg-1", "sg-2", "sg-3"];
      stub.on(DescribeSecurityGroupsCommand).resolves({ SecurityGroups: groups.map((id) => group(id, 300)) });
      const rules = groups.flatMap((id) => many(id, 300, "\u001b".repeat(255)));
      stub.on(DescribeSecurityGroupRulesCommand).resolves({ SecurityGroupRules: rules });
      const pages: SecurityGroupPage[] = [];
      for (let after: string | null = null; ; ) {
        const page: SecurityGroupPage = await ask({ scope: "VPC", after });
        pages.push(page);
        after = page.next;
        if (after === null) break;
      }
      expect(pages.map(({ groups }) => groups.length)).to.deep.equal([1, 1, 1]);
      for (const page of pages) expect(Buffer.byteLength(JSON.stringify(page))).to.be.lessThan(1_000_000);
    });
  });

  it("refuses cursors that are not its own", async () => {
    const cursors = [
      "x",
      cursorOf("securityGroups VPC", [0, "a", "sg-1"]),
      cursorOf("securityGroups STACK", 7),
      cursorOf("securityGroups STACK", ["0", "a", "sg-1"]),
      cursorOf("securityGroups STACK", { length: 3 }),
    ];
    for (const after of cursors) {
      expect(await refusalOf(() => ask({ after }))).to.equal(
        "BadRequest: `after` is no cursor of this question",
      );
    }
    expect(stub.calls()).to.deep.equal([]);
  });
});
