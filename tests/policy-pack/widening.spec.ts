import { expect } from "chai";
import type { Case } from "./case";
import { documentsIn, mapDocuments } from "./equivalents";
import { fingerprintOf, type Registered } from "./judging";
import { type Diagnostic, PackProcess } from "./pack-process";
import { REJECTED } from "./rejected/index";
import { allow, document, mapStatements, type Written, when } from "./spellings";

/** Conditions that every caller meets, so that whatever was found is found under them. */
const UNTIL = when("DateLessThan", "aws:CurrentTime", "2099-01-01T00:00:00Z");
const SINCE = when("DateGreaterThan", "aws:CurrentTime", "2020-01-01T00:00:00Z");

const under = (statement: Written, ...conditions: readonly Written[]): Written => ({
  ...statement,
  Condition: Object.fromEntries(
    [statement, ...conditions].flatMap(({ Condition }) => Object.entries((Condition ?? {}) as Written)),
  ),
});

const isAllow = ({ Effect }: Written): boolean => Effect === "Allow";
const conditional = (one: Written, ...conditions: readonly Written[]): Written =>
  mapStatements(one, (statement) => [isAllow(statement) ? under(statement, ...conditions) : statement]);

const statementsOf = (one: Written): readonly Written[] => [one["Statement"] as Written | Written[]].flat();
const allowsOf = (one: Written): readonly Written[] => statementsOf(one).filter(isAllow);
const behind = (one: Written, other: Written): Written => ({
  ...one,
  Statement: [...statementsOf(one), ...allowsOf(other)],
});
const inFront = (one: Written, other: Written): Written => ({
  ...one,
  Statement: [...allowsOf(other), ...statementsOf(one)],
});

/** A resource with its first document changed, and the others as they are. */
function withFirst(props: Registered["props"], change: (one: Written) => Written): Registered["props"] {
  let isFirst = true;
  return mapDocuments(props, (one) => {
    if (!isFirst) return one;
    isFirst = false;
    return change(one);
  }) as Registered["props"];
}

interface Widening {
  readonly how: string;
  readonly narrow: (one: Written) => Written;
  readonly wide: (one: Written) => Written;
}

const WIDENINGS: readonly Widening[] = [
  {
    how: "the condition is dropped",
    narrow: (one) => conditional(one, UNTIL),
    wide: (one) => one,
  },
  {
    how: "the same stands there once more without the condition, behind",
    narrow: (one) => conditional(one, UNTIL),
    wide: (one) => behind(conditional(one, UNTIL), one),
  },
  {
    how: "the same stands there once more without the condition, in front",
    narrow: (one) => conditional(one, UNTIL),
    wide: (one) => inFront(conditional(one, UNTIL), one),
  },
  {
    how: "one of two conditions suffices",
    narrow: (one) => conditional(one, UNTIL, SINCE),
    wide: (one) => behind(conditional(one, UNTIL), conditional(one, SINCE)),
  },
  {
    how: "another condition suffices as well, behind",
    narrow: (one) => conditional(one, UNTIL),
    wide: (one) => behind(conditional(one, UNTIL), conditional(one, SINCE)),
  },
  {
    how: "another condition suffices as well, in front",
    narrow: (one) => conditional(one, UNTIL),
    wide: (one) => inFront(conditional(one, UNTIL), conditional(one, SINCE)),
  },
];

/** What they find is not what a document says. */
const ABOUT_NO_DOCUMENT: readonly string[] = ["search-domain-outside-vpc", "ineffective-statement"];

describe("whatever becomes wider is a new finding, which no waiver and no baseline knows", () => {
  let pack: PackProcess;
  before(async () => {
    pack = await PackProcess.start({ PULUMI_NODEJS_DRY_RUN: "true" });
  });
  after(() => pack.stop());

  const printsOf = async (stack: readonly Registered[]): Promise<readonly string[]> => {
    const found: Diagnostic[] = [];
    for (const resource of stack) found.push(...(await pack.analyse(resource)));
    found.push(...(await pack.analyseStack(stack)));
    return found
      .filter(({ policy }) => policy !== "ineffective-statement")
      .map(({ policy, level, urn, message }) => `${policy}/${fingerprintOf(message)} ${level} ${urn}`);
  };
  /** What is found later, less once whatever was found earlier. */
  const fresh = (earlier: readonly string[], later: readonly string[]): readonly string[] => {
    const left = [...earlier];
    return later.filter((print) => {
      const at = left.indexOf(print);
      if (at >= 0) left.splice(at, 1);
      return at < 0;
    });
  };
  const expectNew = async (narrow: readonly Registered[], wide: readonly Registered[]): Promise<void> => {
    const earlier = await printsOf(narrow);
    const later = await printsOf(wide);
    expect(fresh(earlier, later), JSON.stringify({ earlier, later })).not.to.deep.equal([]);
  };

  describe("in a document", () => {
    const cases = REJECTED.filter(
      ({ policy, props }) => documentsIn(props).length > 0 && !ABOUT_NO_DOCUMENT.includes(policy),
    );
    const stackOf = (one: Case, change: (document: Written) => Written): readonly Registered[] => [
      ...(one.beside ?? []),
      { ...one, props: withFirst(one.props, change) },
    ];

    for (const one of cases) {
      it(`of ${one.title} (${one.policy})`, async () => {
        for (const { how, narrow, wide } of WIDENINGS) {
          const earlier = await printsOf(stackOf(one, narrow));
          // The conditions close nothing, or there would be nothing to be hidden by.
          expect(earlier.map((print) => print.split("/")[0])).to.include(one.policy);
          const later = await printsOf(stackOf(one, wide));
          expect(fresh(earlier, later), `${how}: ${JSON.stringify(later)}`).not.to.deep.equal([]);
        }
      });
    }
  });

  describe("beside a graver finding that needs a condition", () => {
    const policy = (...statements: readonly Written[]): readonly Registered[] => [
      {
        type: "aws:iam/rolePolicy:RolePolicy",
        props: { role: "worker", policy: JSON.stringify(document(...statements)) },
      },
    ];
    const graver: readonly (readonly [title: string, statement: Written, lesser: readonly Written[]])[] = [
      [
        "administrative access",
        allow("*"),
        [
          allow("iam:PutRolePolicy"),
          allow("iam:PassRole"),
          allow("s3:*"),
          allow("kms:Decrypt"),
          allow("s3:DeleteBucketPolicy"),
          allow(["sts:AssumeRole"], "arn:aws:iam::*:role/*"),
          { Effect: "Allow", NotAction: ["iam:*", "sts:*"], Resource: "*" },
        ],
      ],
      [
        "rewriting identities",
        allow("iam:PutRolePolicy"),
        [
          allow("iam:AttachUserPolicy"),
          allow(["iam:PassRole", "lambda:CreateFunction", "lambda:InvokeFunction"]),
          allow(["ssm:SendCommand"]),
        ],
      ],
      ["a whole service", allow("s3:*"), [allow("s3:GetObject"), allow("s3:PutBucketPolicy")]],
      [
        "a whole service that others come near",
        allow("secretsmanager:*"),
        [allow("secretsmanager:GetSecretValue")],
      ],
    ];
    for (const [title, statement, lesser] of graver) {
      for (const added of lesser) {
        it(`${title}, and ${JSON.stringify(added["Action"] ?? added["NotAction"])} without it`, async () => {
          const narrow = policy(under(statement, UNTIL));
          expect(await printsOf(narrow)).to.have.lengthOf.at.least(1);
          await expectNew(narrow, policy(under(statement, UNTIL), added));
          await expectNew(narrow, policy(added, under(statement, UNTIL)));
        });
      }
    }
  });

  describe("of what is denied to those whom a document lets in", () => {
    const bucket = (...statements: readonly Written[]): readonly Registered[] => [
      {
        type: "aws:s3/bucketPolicy:BucketPolicy",
        props: { bucket: "site", policy: JSON.stringify(document(...statements)) },
      },
    ];
    const all = { Effect: "Allow", Principal: "*", Action: "s3:*", Resource: "arn:aws:s3:::site/*" };
    const deny = (
      Action: unknown,
      Resource: unknown = "arn:aws:s3:::site/*",
      more: Written = {},
    ): Written => ({
      Effect: "Deny",
      Principal: "*",
      Action,
      Resource,
      ...more,
    });
    const writes = ["s3:Put*", "s3:Delete*"];

    it("a denial is gone, or denies less", async () => {
      await expectNew(bucket(all, deny(writes)), bucket(all));
      await expectNew(bucket(all, deny(writes)), bucket(all, deny("s3:Put*")));
      await expectNew(bucket(all, deny(writes)), bucket(all, deny(writes, "arn:aws:s3:::site/a/*")));
      await expectNew(bucket(all, deny(writes)), bucket(all, deny(writes, undefined, UNTIL)));
    });

    it("but what is denied in another order, split or elsewhere is not", async () => {
      const earlier = await printsOf(bucket(all, deny(writes)));
      const elsewhere = deny("s3:GetObject", "arn:aws:s3:::other/*");
      for (const same of [
        bucket(deny([...writes].reverse()), all),
        bucket(all, ...writes.map((action) => deny(action))),
        bucket(all, deny(["S3:DELETE*", "s3:put*", "s3:PutObject"])),
        bucket(all, deny(writes), elsewhere, deny("sqs:*"), deny("zz:Nothing")),
      ])
        expect(fresh(earlier, await printsOf(same))).to.deep.equal([]);
    });
  });

  describe("in several documents of one role", () => {
    const policy = (name: string, ...statements: readonly Written[]): Registered => ({
      type: "aws:iam/rolePolicy:RolePolicy",
      name,
      props: { role: "worker", policy: JSON.stringify(document(...statements)) },
    });
    const identities = allow(["iam:*", "organizations:*", "account:*"]);
    const services = {
      Effect: "Allow",
      NotAction: ["iam:*", "organizations:*", "account:*"],
      Resource: "*",
    };
    const known = policy("known", under(allow("*"), UNTIL));

    it("two that are administrative together, beside one that is under a condition", async () => {
      const [one, other] = [policy("one", identities), policy("other", services)];
      const later = await printsOf([known, one, other]);
      expect(later.map((print) => print.split("/")[0])).to.include("combined-role-access");
      await expectNew([known, one], [known, one, other]);
    });

    it("but not what one of them is alone", async () => {
      const later = await printsOf([
        policy("known", allow("*")),
        policy("one", identities),
        policy("other", services),
      ]);
      expect(later.map((print) => print.split("/")[0])).not.to.include("combined-role-access");
    });
  });

  describe("in a network", () => {
    const rule = (fromPort: number, toPort: number, ...cidrBlocks: readonly string[]): Written => ({
      protocol: "tcp",
      fromPort,
      toPort,
      cidrBlocks,
    });
    const group = (...ingress: readonly Written[]): readonly Registered[] => [
      {
        type: "aws:ec2/securityGroup:SecurityGroup",
        name: "web",
        props: { description: "web", ingress },
      },
    ];
    const OPEN = rule(22, 22, "0.0.0.0/0");
    const widenings: readonly (readonly [
      how: string,
      narrow: readonly Registered[],
      wide: readonly Registered[],
    ])[] = [
      ["a port in the same rule", group(OPEN), group(rule(22, 23, "0.0.0.0/0"))],
      ["a port in another rule", group(OPEN), group(OPEN, rule(3389, 3389, "0.0.0.0/0"))],
      ["a protocol", group(OPEN), group({ ...OPEN, protocol: "-1", fromPort: 0, toPort: 0 })],
      ["the other family of addresses", group(OPEN), group({ ...OPEN, ipv6CidrBlocks: ["::/0"] })],
      [
        "more of the internet",
        group(rule(22, 22, "0.0.0.0/1", "128.0.0.0/2")),
        group(rule(22, 22, "0.0.0.0/1", "128.0.0.0/1")),
      ],
      [
        "more of the internet, in another rule",
        group(rule(22, 22, "0.0.0.0/1", "128.0.0.0/2")),
        group(rule(22, 22, "0.0.0.0/1", "128.0.0.0/2"), rule(22, 22, "192.0.0.0/2")),
      ],
      [
        "a second resource of rules",
        group(OPEN),
        [
          ...group(OPEN),
          {
            type: "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule",
            name: "more",
            props: {
              securityGroupId: "sg-0123456789abcdef0",
              ipProtocol: "tcp",
              fromPort: 23,
              toPort: 23,
              cidrIpv4: "0.0.0.0/0",
            },
          },
        ],
      ],
      ...(
        [
          ["a port of a default group", rule(80, 81, "10.0.0.0/8")],
          ["addresses of a default group", rule(80, 80, "10.0.0.0/7")],
          [
            "a group of a default group",
            { ...rule(80, 80, "10.0.0.0/8"), securityGroups: ["sg-0123456789abcdef0"] },
          ],
        ] as const
      ).map(([how, wide]): readonly [string, readonly Registered[], readonly Registered[]] => [
        how,
        [
          {
            type: "aws:ec2/defaultSecurityGroup:DefaultSecurityGroup",
            props: { ingress: [rule(80, 80, "10.0.0.0/8")] },
          },
        ],
        [{ type: "aws:ec2/defaultSecurityGroup:DefaultSecurityGroup", props: { ingress: [wide] } }],
      ]),
    ];
    for (const [how, narrow, wide] of widenings) it(how, () => expectNew(narrow, wide));

    it("but what is written otherwise is not", async () => {
      const earlier = await printsOf(group(rule(22, 22, "0.0.0.0/0")));
      for (const same of [
        group(rule(22, 22, "0.0.0.0/1", "128.0.0.0/1")),
        group(rule(22, 22, "128.0.0.0/1"), rule(22, 22, "0.0.0.0/1")),
        group({ ...OPEN, protocol: "6" }, rule(443, 443, "203.0.113.0/24")),
      ])
        expect(fresh(earlier, await printsOf(same))).to.deep.equal([]);
    });
  });

  describe("elsewhere", () => {
    it("a document that cannot be read, and becomes another one", async () => {
      const unreadable = (policy: string): readonly Registered[] => [
        { type: "aws:iam/rolePolicy:RolePolicy", props: { role: "worker", policy } },
      ];
      await expectNew(unreadable("{"), unreadable('{"Statement"'));
      const repeated = (action: string) =>
        unreadable(`{"Statement":{"Effect":"Allow","Action":"s3:Get*","Action":"${action}","Resource":"*"}}`);
      await expectNew(repeated("s3:List*"), repeated("*"));
    });
  });
});
