import type { SecurityGroup, SecurityGroupRule } from "@aws-sdk/client-ec2";
import { expect } from "chai";
import { sampleAccount } from "../../console/local/sample/account";
import type { Interception } from "../../console/local/sample/answering";
import { SAMPLE_DEPLOYMENT, SAMPLE_IDS } from "../../console/local/sample/deployment";
import { COLUMNS } from "../../console/local/sample/flow-logs";
import { SAMPLE_INTERFACES, SAMPLE_NETWORK, type SampleNetwork } from "../../console/local/sample/network";
import type { EvidenceAnswer, Question, SecurityGroupPage } from "../../console-api/contract";
import { forgetAnswers } from "../../console-api/evidence";
import { answer } from "../../console-api/handler";
import { NOW } from "./deployed";
import { refusalOf } from "./refused";
import { silenced } from "./silenced";

/** Another account, whose people know how things are called here. */
const OTHER = "999988887777";
const OWN = SAMPLE_DEPLOYMENT.accountId;

const UUID = "0a1b2c3d-0000-4000-8000-000000000001";
const PROXY = SAMPLE_IDS.groups["proxy"] ?? "";
const PARTNER = "sg-0fffffffffffffff1";
const LIKE_OURS = "sg-0fffffffffffffff2";

const operator = {
  sub: "user-1",
  issuer: `https://cognito-idp.${SAMPLE_DEPLOYMENT.region}.amazonaws.com/${SAMPLE_IDS.userPoolId}`,
  groups: ["operator"],
  claims: {
    iss: `https://cognito-idp.${SAMPLE_DEPLOYMENT.region}.amazonaws.com/${SAMPLE_IDS.userPoolId}`,
    client_id: SAMPLE_IDS.clientId,
    token_use: "access",
    exp: NOW.getTime() / 1000 + 600,
    "cognito:groups": ["operator"],
  },
};

const ruleOf = (group: string, id: string, peer: Partial<SecurityGroupRule>): SecurityGroupRule => ({
  SecurityGroupRuleId: id,
  GroupId: group,
  GroupOwnerId: group === LIKE_OURS ? OTHER : OWN,
  IsEgress: false,
  IpProtocol: "tcp",
  FromPort: 9200,
  ToPort: 9200,
  ...peer,
});

/** In a shared VPC: a group that is called as one of ours, and a rule that admits a group of the other account. */
const shared: SampleNetwork = {
  ...SAMPLE_NETWORK,
  groups: [
    ...SAMPLE_NETWORK.groups,
    {
      GroupId: LIKE_OURS,
      GroupName: "proxy",
      Description: "",
      OwnerId: OTHER,
      VpcId: SAMPLE_IDS.vpcId,
    } satisfies SecurityGroup,
  ],
  rules: [
    ...SAMPLE_NETWORK.rules,
    ruleOf(PROXY, "sgr-0fffffffffffffff1", {
      ReferencedGroupInfo: { GroupId: PARTNER, UserId: OTHER, PeeringStatus: "active" },
    }),
    ruleOf(LIKE_OURS, "sgr-0fffffffffffffff2", { CidrIpv4: "10.20.30.0/24" }),
  ],
};

describe("what is of another account", () => {
  let calls: { readonly command: string; readonly input: unknown }[] = [];
  let interception: Interception = () => undefined;
  let network: SampleNetwork = SAMPLE_NETWORK;
  let account: ReturnType<typeof sampleAccount>;
  beforeEach(() => {
    calls = [];
    interception = () => undefined;
    network = SAMPLE_NETWORK;
    forgetAnswers();
  });

  const begin = () => {
    account = sampleAccount({
      now: () => NOW,
      stepMs: () => 0,
      network,
      interception(command, input) {
        calls.push({ command, input });
        return interception(command, input);
      },
    });
  };
  async function ask(field: string, asked: object = {}): Promise<unknown> {
    const around = { ...account, now: () => NOW, signal: new AbortController().signal };
    const run = () => answer({ field, arguments: asked, identity: operator }, around);
    return (await silenced("warn", () => silenced("info", run))).said.said;
  }
  const commands = () => calls.map(({ command }) => command);

  describe("is refused as an argument, and AWS is asked nothing about it:", () => {
    const cases: readonly (readonly [
      what: string,
      field: string,
      asked: object,
      refusal: string,
      calls?: readonly string[],
    ])[] = [
      [
        "an instance by its ARN",
        "missingPatches",
        { instanceId: `arn:aws:ec2:us-east-1:${OTHER}:instance/i-0123456789abcdef0` },
        "BadRequest",
      ],
      [
        "an instance by its id",
        "missingPatches",
        { instanceId: "i-0123456789abcdef0" },
        "NotFound",
        ["DescribeAutoScalingGroups"],
      ],
      [
        "a role by its ARN",
        "roleUsage",
        { id: `arn:aws:iam::${OTHER}:role/clo/clo-dev-us-east-1-api` },
        "BadRequest",
      ],
      ["a role by a key", "roleUsage", { id: `${OTHER}=${UUID}` }, "NotFound"],
      ["a role beside our own", "roleUsage", { id: `api=${UUID},${OTHER}:admin=${UUID}` }, "NotFound"],
      [
        "a query by its ARN",
        "evidence",
        { id: `arn:aws:athena:us-east-1:${OTHER}:workgroup/primary` },
        "BadRequest",
      ],
      [
        "a run by its ARN",
        "patchRun",
        { id: `arn:aws:ssm:us-east-1:${OTHER}:automation-execution/${UUID}` },
        "BadRequest",
      ],
      ["a run by an id with the account", "patchRun", { id: `${OTHER}:${UUID}` }, "NotFound"],
      [
        "a document for a scan",
        "scanNow",
        { documentName: `arn:aws:ssm:us-east-1:${OTHER}:document/x` },
        "BadRequest",
      ],
      [
        "targets for an installation",
        "installNow",
        { targetLocations: [{ accounts: [OTHER] }] },
        "BadRequest",
      ],
      ["an account for the groups", "securityGroups", { ownerId: OTHER }, "BadRequest"],
    ];
    for (const [what, field, asked, refusal, expected = []] of cases) {
      it(what, async () => {
        begin();
        expect(await refusalOf(() => ask(field, asked))).to.match(new RegExp(`^${refusal}: `));
        expect(commands()).to.deep.equal(expected);
      });
    }
  });

  it("is no run of ours, though its document is called as ours", async () => {
    const { scanDocument } = SAMPLE_DEPLOYMENT.patching;
    for (const name of [
      `arn:aws:ssm:us-east-1:${OTHER}:document/${scanDocument}`,
      `${OTHER}/${scanDocument}`,
    ]) {
      interception = (command) =>
        command === "GetAutomationExecution"
          ? {
              AutomationExecution: {
                AutomationExecutionId: UUID,
                DocumentName: name,
                AutomationExecutionStatus: "InProgress",
              },
            }
          : undefined;
      begin();
      expect(await refusalOf(() => ask("patchRun", { id: UUID }))).to.match(/^NotFound: /);
    }
  });

  it("is no usage of our role, though the role has the same name", async () => {
    const arn = (id: string) => `arn:aws:iam::${id}:role/clo/clo-dev-us-east-1-api`;
    const used =
      (by: string): Interception =>
      (command) =>
        command === "GetServiceLastAccessedDetails"
          ? {
              JobStatus: "COMPLETED",
              ServicesLastAccessed: [
                {
                  ServiceName: "Amazon EC2",
                  ServiceNamespace: "ec2",
                  LastAuthenticated: NOW,
                  LastAuthenticatedEntity: by,
                },
              ],
            }
          : undefined;
    interception = used(arn(OWN));
    begin();
    expect(await ask("roleUsage", { id: `api=${UUID}` })).to.have.property("state", "READY");
    interception = used(arn(OTHER));
    begin();
    expect(await refusalOf(() => ask("roleUsage", { id: `api=${UUID}` }))).to.match(/^NotFound: /);
  });

  it("is shown with its account as a group and as a peer, and is none of ours whatever its name", async () => {
    network = shared;
    begin();
    const { groups } = (await ask("securityGroups", { scope: "VPC" })) as SecurityGroupPage;
    const like = groups.find(({ id }) => id === LIKE_OURS);
    expect(like).to.deep.include({ name: `proxy of account ${OTHER}`, component: null, drift: [] });
    const own = groups.find(({ id }) => id === PROXY);
    expect(own?.name).to.not.include("of account");
    expect(own?.rules.find(({ peer }) => peer.id === PARTNER)?.peer).to.deep.equal({
      kind: "SECURITY_GROUP",
      id: PARTNER,
      name: `${PARTNER} of account ${OTHER}`,
    });
    expect(own?.drift.map(({ sentence }) => sentence)).to.include(
      `tcp/9200 from ${PARTNER} of account ${OTHER} is let in, and no flow declares any of it`,
    );
  });

  it("is shown with its account as a prefix list, but for those of AWS", async () => {
    const LISTS = {
      [OTHER]: "pl-0fffffffffffffff1",
      AWS: "pl-0fffffffffffffff2",
      [OWN]: "pl-0fffffffffffffff3",
    };
    network = {
      ...SAMPLE_NETWORK,
      rules: [
        ...SAMPLE_NETWORK.rules,
        ...Object.values(LISTS).map((PrefixListId) =>
          ruleOf(PROXY, PrefixListId.replace("pl", "sgr"), { PrefixListId }),
        ),
      ],
    };
    interception = (command) =>
      command === "DescribeManagedPrefixLists"
        ? {
            PrefixLists: Object.entries(LISTS).map(([OwnerId, PrefixListId]) => ({
              PrefixListId,
              PrefixListName: "offices",
              OwnerId,
            })),
          }
        : undefined;
    begin();
    const { groups } = (await ask("securityGroups")) as SecurityGroupPage;
    const names = new Map(groups.flatMap(({ rules }) => rules).map(({ peer }) => [peer.id, peer.name]));
    expect(Object.values(LISTS).map((id) => names.get(id))).to.have.members([
      `offices of account ${OTHER}`,
      "offices",
      "offices",
    ]);
    expect(names.get(LISTS[OTHER] ?? "")).to.equal(`offices of account ${OTHER}`);
  });

  async function evidence(): Promise<EvidenceAnswer> {
    begin();
    const { id } = (await ask("startEvidence", { days: 7 })) as Question;
    return (await ask("evidence", { id, first: 500 })) as EvidenceAnswer;
  }

  it("gets a verdict as a rule, and no text that would have us change it", async () => {
    network = shared;
    const { rules } = await evidence();
    const foreign = rules.filter(({ groupId }) => groupId === LIKE_OURS);
    expect(foreign).to.have.length(1);
    expect(foreign[0]).to.deep.include({
      groupName: `proxy of account ${OTHER}`,
      component: null,
      narrower: null,
    });
    const admitted = rules.find(({ peer }) => peer.id === PARTNER);
    expect(admitted?.peer.name).to.equal(`${PARTNER} of account ${OTHER}`);
    // What admits the other account is a rule of ours, and ours to take away.
    expect(admitted?.narrower).to.have.property("kind", "CODE");
  });

  it("is no use of our rules as a record of the flow logs, and makes the coverage say so", async () => {
    const seconds = NOW.getTime() / 1000;
    const recorded = (interfaceId: string, server: string): readonly (string | number)[] => [
      ...[interfaceId, "ingress", "10.20.40.11", server, 6, 443, "OK", 5],
      ...[0, 10, 50_000, 50_010, 100, 9_000, seconds - 5 * 86_400, seconds - 86_400],
    ];
    const telling = (...rows: readonly (readonly (string | number)[])[]): Interception => {
      const Rows = [COLUMNS, ...rows].map((cells) => ({
        Data: cells.map((cell) => ({ VarCharValue: String(cell) })),
      }));
      return (command) => (command === "GetQueryResults" ? { ResultSet: { Rows } } : undefined);
    };
    const [balancer] = SAMPLE_INTERFACES;
    const ours = recorded(balancer?.id ?? "", balancer?.addresses[0] ?? "");
    interception = telling(ours);
    const before = await evidence();
    // The very traffic that a rule of ours lets through, at an interface that was never seen in this VPC.
    interception = telling(ours, recorded("eni-0fffffffffffffff1", "10.77.0.5"));
    forgetAnswers();
    const after = await evidence();
    expect([before.coverage?.records, before.coverage?.unresolved]).to.deep.equal([1, 0]);
    expect([after.coverage?.records, after.coverage?.unresolved]).to.deep.equal([2, 1]);
    const seen = ({ rules }: EvidenceAnswer) => rules.map((rule) => [rule.ruleId, rule.seen]);
    expect(seen(before).filter(([, uses]) => uses !== null)).to.have.length(2);
    expect(seen(after)).to.deep.equal(seen(before));
  });

  it("is not read as a bucket: each call names the account that must have it", async () => {
    await evidence();
    await ask("overview");
    const objects = calls.filter(({ command }) => command.endsWith("Object"));
    expect(new Set(objects.map(({ command }) => command))).to.deep.equal(
      new Set(["GetObject", "HeadObject"]),
    );
    for (const { input } of objects) expect(input).to.have.property("ExpectedBucketOwner", OWN);
  });
});
