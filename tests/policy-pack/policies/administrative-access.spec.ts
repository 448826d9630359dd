import { expect } from "chai";
import * as fc from "fast-check";
import { administrativeAccess } from "../../../policy-pack/policies/administrative-access";
import { fingerprintOf, judge, judgeStack, Session, UNKNOWN, urnOf, withoutTag } from "../judging";

const ROLE_POLICY = "aws:iam/rolePolicy:RolePolicy";
const ATTACHMENT = "aws:iam/rolePolicyAttachment:RolePolicyAttachment";

interface Written {
  readonly [element: string]: unknown;
}
const allow = (Action: unknown, Resource: unknown = "*", more: Written = {}): Written => ({
  Effect: "Allow",
  Action,
  Resource,
  ...more,
});
const deny = (Action: unknown, Resource: unknown = "*", more: Written = {}): Written => ({
  Effect: "Deny",
  Action,
  Resource,
  ...more,
});
const document = (...Statement: unknown[]): Written => ({ Version: "2012-10-17", Statement });
const text = (...statements: unknown[]): string => JSON.stringify(document(...statements));
const onRole = (policy: unknown, settings: Written = {}): Promise<string[]> =>
  judge(administrativeAccess, ROLE_POLICY, { role: "reader", policy }, settings);

const WHY = "that is administrative access (`iam:AttachRolePolicy` on everything alone gives it)";
const FIX =
  "list the actions and ARNs that are needed, like `s3:GetObject` on `arn:aws:s3:::bucket/*`, or name it in `allowRoles`";
const LETTERS = [..."abcdefghijklmnopqrstuvwxyz"].map((letter) => `${letter}*`);

const SERVICES =
  "acm apigateway autoscaling backup cloudformation cloudfront cloudtrail cloudwatch cognito-idp dynamodb ec2 ecr ecs eks elasticfilesystem elasticloadbalancing es events firehose iam kinesis kms lambda logs rds redshift route53 s3 secretsmanager sns sqs ssm states wafv2".split(
    " ",
  );

describe("administrative-access", () => {
  const rejected: [string, unknown, string][] = [
    ["a JSON text", text(allow("*")), "statement `policy.Statement[0]` allows `*` on `*`"],
    ["an object", document(allow("*")), "statement `policy.Statement[0]` allows `*` on `*`"],
    [
      "one statement without brackets",
      { Statement: allow("*") },
      "statement `policy.Statement` allows `*` on `*`",
    ],
    [
      "a named statement",
      text(allow("*", "*", { Sid: "All" })),
      "statement `All` (policy.Statement[0]) allows `*` on `*`",
    ],
    ["lists", text(allow(["*"], ["*"])), "statement `policy.Statement[0]` allows `*` on `*`"],
    ["`*:*`", text(allow("*:*")), "statement `policy.Statement[0]` allows `*:*` on `*`"],
    ["`**`", text(allow("**", "**")), "statement `policy.Statement[0]` allows `**` on `**`"],
    ["`?*`", text(allow("?*:?*")), "statement `policy.Statement[0]` allows `?*:?*` on `*`"],
    ["`arn:*`", text(allow("*", "arn:*")), "statement `policy.Statement[0]` allows `*` on `arn:*`"],
    [
      "all ARNs of a partition",
      text(allow("*", "arn:aws:*:*:*:*")),
      "statement `policy.Statement[0]` allows `*` on `arn:aws:*:*:*:*`",
    ],
    [
      "all ARNs of one account",
      text(allow("*", "arn:aws-us-gov:*:*:123456789012:*")),
      "statement `policy.Statement[0]` allows `*` on `arn:aws-us-gov:*:*:123456789012:*`",
    ],
    [
      "all names of two letters and more",
      text(allow("*", "arn:aws:*:*:*:*??")),
      "statement `policy.Statement[0]` allows `*` on `arn:aws:*:*:*:*??`",
    ],
    [
      "a later statement",
      text(allow("s3:GetObject", "arn:aws:s3:::b/*"), allow("*")),
      "statement `policy.Statement[1]` allows `*` on `*`",
    ],
    [
      "all letters",
      text(allow(LETTERS)),
      "statement `policy.Statement[0]` allows `a*`, `b*` and 24 more on `*`",
    ],
    [
      "all letters in two statements",
      text(allow(LETTERS.slice(0, 14)), allow("s3:GetObject"), allow(LETTERS.slice(14))),
      "statements `policy.Statement[0]` and `policy.Statement[2]` together allow all actions on all resources",
    ],
    [
      "`NotAction` of little",
      text({ Effect: "Allow", NotAction: "aws-portal:*", Resource: "*" }),
      "statement `policy.Statement[0]` allows all actions but `aws-portal:*` on `*`",
    ],
    [
      "`NotAction` of nothing",
      text({ Effect: "Allow", NotAction: [], Resource: "*" }),
      "statement `policy.Statement[0]` allows all actions on `*`",
    ],
    [
      "`NotResource` of little",
      text({ Effect: "Allow", Action: "*", NotResource: "arn:aws:s3:::secret" }),
      "statement `policy.Statement[0]` allows `*` on all resources but `arn:aws:s3:::secret`",
    ],
    [
      "a deny of one action",
      text(allow("*"), deny("s3:DeleteBucket")),
      "statement `policy.Statement[0]` allows `*` on `*`",
    ],
    [
      "a deny of one service",
      text(allow("*"), deny("organizations:*")),
      "statement `policy.Statement[0]` allows `*` on `*`",
    ],
    [
      "a deny on one role",
      text(allow("*"), deny("iam:*", "arn:aws:iam::*:role/break-glass")),
      "statement `policy.Statement[0]` allows `*` on `*`",
    ],
    [
      "a deny without a second factor",
      text(
        allow("*"),
        deny("*", "*", { Condition: { BoolIfExists: { "aws:MultiFactorAuthPresent": "false" } } }),
      ),
      "statement `policy.Statement[0]` allows `*` on `*`",
    ],
    [
      "a condition that everyone meets",
      text(allow("*", "*", { Condition: { Bool: { "aws:SecureTransport": true } } })),
      "statement `policy.Statement[0]` allows `*` on `*`, and its condition on `aws:SecureTransport` does not limit that",
    ],
    [
      "all ARNs of the caller's own account",
      text(allow("*", "arn:aws:*:*:${aws:PrincipalAccount}:*")),
      "statement `policy.Statement[0]` allows `*` on `arn:aws:*:*:${aws:PrincipalAccount}:*`",
    ],
    [
      "a condition on the account, which is all that there is",
      text(
        allow("*", "*", {
          Condition: { StringEquals: { "aws:ResourceAccount": "${aws:PrincipalAccount}" } },
        }),
      ),
      "statement `policy.Statement[0]` allows `*` on `*`, and its condition on `aws:ResourceAccount` does not limit that",
    ],
    [
      "one pattern a service",
      text(
        allow(
          "*",
          SERVICES.map((service) => `arn:aws:${service}:*`),
        ),
      ),
      "statement `policy.Statement[0]` allows `*` on `arn:aws:acm:*`, `arn:aws:apigateway:*` and 32 more",
    ],
    [
      "a condition on who the holder is",
      text(allow("*", "*", { Condition: { StringEquals: { "aws:PrincipalOrgID": "o-1" } } })),
      "statement `policy.Statement[0]` allows `*` on `*`, and its condition on `aws:PrincipalOrgID` does not limit that",
    ],
    [
      "a condition of which one value is wide",
      text(allow("*", "*", { Condition: { IpAddress: { "aws:SourceIp": ["192.0.2.0/24", "0.0.0.0/1"] } } })),
      "statement `policy.Statement[0]` allows `*` on `*`, and its condition on `aws:SourceIp` does not limit that",
    ],
    [
      "a condition that an absent key meets",
      text(allow("*", "*", { Condition: { StringEqualsIfExists: { "aws:SourceVpc": "vpc-1" } } })),
      "statement `policy.Statement[0]` allows `*` on `*`, and its condition on `aws:SourceVpc` does not limit that",
    ],
  ];
  for (const [name, policy, what] of rejected) {
    it(`rejects ${name}`, async () => {
      const messages = (await onRole(policy)).map(withoutTag);
      expect(messages).to.deep.equal([`role \`reader\`: ${what}; ${WHY}; ${FIX}`]);
    });
  }

  it("rejects `*` beside an ARN, and leaves the ARN", async () => {
    const policy = text(allow("*", ["*", "arn:aws:s3:::dev-logs"], { Sid: "Logs" }));
    expect((await onRole(policy)).map(withoutTag)).to.deep.equal([
      "role `reader`: statement `Logs` (policy.Statement[0]) allows `*` on `*` and `arn:aws:s3:::dev-logs`; " +
        `${WHY}; remove the wildcard from \`Resource\`, which leaves \`arn:aws:s3:::dev-logs\`, and list the actions, or name it in \`allowRoles\``,
    ]);
  });

  it("says what to do however many ARNs stand beside the `*`", async () => {
    const arns = Array.from({ length: 9 }, (_, at) => `arn:aws:s3:::${at}${"x".repeat(80)}`);
    const policy = text(allow(["*", "s3:*", "ec2:*"], [...arns, "*"], { Sid: "S".repeat(90) }));
    const [message] = await judge(administrativeAccess, ROLE_POLICY, { role: "r".repeat(64), policy });
    expect(withoutTag(message ?? "")).to.match(
      /; remove the wildcard from `Resource`, which leaves `arn:aws:s3:::0x+…` and 8 more, and list the actions, or name it in `allowRoles`$/,
    );
  });

  it("tells a managed policy that is only a boundary where to live", async () => {
    const policy = { name: "p", path: "/", policy: text(allow("*", ["*", "arn:aws:s3:::b"])) };
    const [message] = await judge(administrativeAccess, "aws:iam/policy:Policy", policy);
    expect(withoutTag(message ?? "")).to.match(
      /, and list the actions, or name it in `allowRoles`, or, where it is only a permissions boundary, create it under a path of `boundaryPaths`$/,
    );
  });

  const accepted: [string, ...Written[]][] = [
    ["nothing"],
    ["least privilege", allow(["s3:GetObject", "s3:ListBucket"], ["arn:aws:s3:::b", "arn:aws:s3:::b/*"])],
    ["everything on one bucket", allow("*", ["arn:aws:s3:::b", "arn:aws:s3:::b/*"])],
    ["one service", allow("s3:*")],
    ["a few services", allow(["s3:*", "ec2:*", "iam:*"])],
    ["reading everything", allow(["*:Get*", "*:List*", "*:Describe*"])],
    [
      "everything but IAM",
      { Effect: "Allow", NotAction: ["iam:*", "organizations:*", "account:*"], Resource: "*" },
    ],
    ["everything, IAM denied", allow("*"), deny("iam:*")],
    ["everything, IAM denied in other case", allow("*"), deny("IAM:*")],
    [
      "everything, all but one service denied",
      allow("*"),
      { Effect: "Deny", NotAction: "s3:*", Resource: "*" },
    ],
    [
      "everything, all but one bucket denied",
      allow("*"),
      { Effect: "Deny", Action: "*", NotResource: "arn:aws:s3:::b*" },
    ],
    [
      "everything from one network",
      allow("*", "*", { Condition: { IpAddress: { "aws:SourceIp": "192.0.2.0/24" } } }),
    ],
    [
      "everything through one endpoint",
      allow("*", "*", { Condition: { StringEquals: { "aws:SourceVpce": "vpce-1" } } }),
    ],
    [
      "everything on tagged resources",
      allow("*", "*", { Condition: { StringEquals: { "aws:ResourceTag/team": "logs" } } }),
    ],
    [
      "everything, denied outside a network",
      allow("*"),
      deny("*", "*", { Condition: { NotIpAddress: { "aws:SourceIp": ["192.0.2.0/24", "198.51.100.7"] } } }),
    ],
    [
      "delegated IAM administration under a boundary",
      allow("*"),
      deny("iam:*", "*", {
        Condition: { StringNotEquals: { "iam:PermissionsBoundary": "arn:aws:iam::123456789012:policy/b" } },
      }),
    ],
    ["a deny of everything", deny("*")],
    ["a deny of everything after the allow", allow("*"), deny("*")],
    ["one region's resources", allow("*", "arn:aws:*:eu-west-1:*:*")],
    [
      "a few services' resources",
      allow(
        "*",
        SERVICES.slice(0, 25).map((service) => `arn:aws:${service}:*`),
      ),
    ],
    ["`*` as part of a name", allow("s3:GetObject", "arn:aws:s3:::*-public/*")],
  ];
  for (const [name, ...statements] of accepted) {
    it(`accepts ${name}`, async () => {
      expect(await onRole(text(...statements))).to.deep.equal([]);
      expect(await onRole(document(...statements))).to.deep.equal([]);
    });
  }

  it("takes a policy variable as text where the version has none", async () => {
    const own = allow("*", "arn:aws:*:*:${aws:PrincipalAccount}:*");
    expect(await onRole({ Version: "2008-10-17", Statement: own })).to.deep.equal([]);
    expect(await onRole({ Statement: own })).to.deep.equal([]);
    expect(await onRole({ Version: "2012-10-17", Statement: own })).to.have.length(1);
  });

  it("answers on a document of 400 roles in 400 accounts", async () => {
    const roles = Array.from({ length: 400 }, (_, at) => `arn:aws:iam::${100_000_000_000 + at}:role/*`);
    expect(await onRole(text(allow("*", roles)))).to.deep.equal([]);
    expect(await onRole(text(allow("sts:AssumeRole", roles)))).to.deep.equal([]);
  });

  describe("in other positions", () => {
    const all = text(allow("*"));
    const silent: [string, string, Record<string, unknown>][] = [
      ["a permissions boundary", "aws:iam/policy:Policy", { path: "/boundary/", policy: all }],
      ["a boundary in a folder", "aws:iam/policy:Policy", { path: "/boundary/teams/", policy: all }],
      [
        "a native boundary",
        "aws-native:iam:ManagedPolicy",
        { path: "/boundary/", policyDocument: document(allow("*")) },
      ],
      [
        "an endpoint policy",
        "aws:ec2/vpcEndpoint:VpcEndpoint",
        { policy: text(allow("*", "*", { Principal: "*" })) },
      ],
      [
        "a key policy",
        "aws:kms/key:Key",
        { policy: text(allow("kms:*", "*", { Principal: { AWS: "arn:aws:iam::123456789012:root" } })) },
      ],
      [
        "a trust policy",
        "aws:iam/role:Role",
        {
          assumeRolePolicy: text({
            Effect: "Allow",
            Action: "sts:*",
            Principal: { Service: "ec2.amazonaws.com" },
          }),
        },
      ],
      ["a role without documents", "aws:iam/role:Role", { name: "reader" }],
      ["an empty policy", "aws:sns/topic:Topic", { policy: "" }],
      ["another type", "aws:s3/bucketObject:BucketObject", { policy: all }],
    ];
    for (const [name, type, props] of silent) {
      it(`says nothing of ${name}`, async () =>
        expect(await judge(administrativeAccess, type, props)).to.deep.equal([]));
    }

    const places: [string, Record<string, unknown>, string][] = [
      [
        "aws:iam/role:Role",
        {
          name: "r",
          inlinePolicies: [
            { name: "a", policy: text() },
            { name: "b", policy: all },
          ],
        },
        "role `r`: statement `inlinePolicies[1].policy.Statement[0]`",
      ],
      [
        "aws:iam/policy:Policy",
        { name: "p", path: "/", policy: all },
        "policy `p`: statement `policy.Statement[0]`",
      ],
      [
        "aws:iam/userPolicy:UserPolicy",
        { user: "u", policy: all },
        "user `u`: statement `policy.Statement[0]`",
      ],
      [
        "aws:iam/groupPolicy:GroupPolicy",
        { group: UNKNOWN, policy: all },
        "group of `it`: statement `policy.Statement[0]`",
      ],
      [
        "aws-native:iam:Role",
        { policies: [{ policyDocument: document(allow("*")) }] },
        "role of `it`: statement `policies[0].policyDocument.Statement[0]`",
      ],
      [
        "aws-native:iam:ManagedPolicy",
        { policyDocument: document(allow("*")) },
        "policy of `it`: statement `policyDocument.Statement[0]`",
      ],
      [
        "aws-native:iam:UserPolicy",
        { userName: "u", policyDocument: document(allow("*")) },
        "user `u`: statement `policyDocument.Statement[0]`",
      ],
    ];
    for (const [type, props, beginning] of places) {
      it(`finds the grant in ${type}`, async () => {
        const [message, ...others] = await judge(administrativeAccess, type, props);
        expect(others).to.deep.equal([]);
        expect(message?.slice(0, beginning.length)).to.equal(beginning);
      });
    }
  });

  describe("with documents that cannot be read", () => {
    const TAIL =
      "; a document that cannot be read cannot be shown to be narrow; write it in IAM's grammar, like `aws.iam.getPolicyDocument` does";
    const unreadable: [unknown, string][] = [
      ["{", "`policy` is not JSON"],
      ["[]", "`policy` is a list; a document is an object with `Statement`"],
      ["null", "`policy` is null; a document is an object with `Statement`"],
      [7, "`policy` is a number; a document is an object with `Statement`"],
      [{}, "`policy` has no `Statement`"],
      [{ Statement: [7] }, "`policy.Statement[0]` is a number; a statement is an object"],
      [
        { Statement: [{ ...allow("*"), Effect: "allow" }] },
        "`policy.Statement[0].Effect` is `allow`; it must be `Allow` or `Deny`",
      ],
      [{ Statement: [{ Effect: "Allow" }] }, "`policy.Statement[0]` has neither `Action` nor `NotAction`"],
      [
        { Statement: [{ ...allow("*"), NotAction: "s3:*" }] },
        "`policy.Statement[0]` has both `Action` and `NotAction`",
      ],
      [
        { Statement: [allow(["s3:*", 1])] },
        "`policy.Statement[0].Action[1]` is a number; it must be a string",
      ],
      [
        { Statement: [allow("*", "*", { Condition: "none" })] },
        "`policy.Statement[0].Condition` is a string; it must be an object of operators",
      ],
      [
        { Statement: [allow("*", "*", { Principal: 1 })] },
        '`policy.Statement[0].Principal` is a number; it must be `*` or an object like `{"AWS": …}`',
      ],
    ];
    for (const [policy, what] of unreadable) {
      it(`reports ${JSON.stringify(policy)}`, async () =>
        expect((await onRole(policy)).map(withoutTag)).to.deep.equal([what + TAIL]));
    }

    it("reports an element in the wrong case, which IAM might still read", async () => {
      const [message] = await onRole(text({ effect: "Allow", action: "*", resource: "*" }));
      expect(message).to.contain("`policy.Statement[0]` has an element `effect`; IAM knows Sid, Effect,");
    });

    it("reports them in every position", async () => {
      expect(
        await judge(administrativeAccess, "aws:s3/bucketPolicy:BucketPolicy", { policy: "{" }),
      ).to.have.length(1);
      expect(
        await judge(administrativeAccess, "aws:iam/role:Role", { assumeRolePolicy: "{" }),
      ).to.have.length(1);
      expect(
        await judge(administrativeAccess, "aws:ec2/vpcEndpoint:VpcEndpoint", { policy: "{" }),
      ).to.have.length(1);
    });
  });

  describe("with unknown values", () => {
    const OPEN =
      "[advisory] unverified: role `reader`: `policy` is not fully known yet; some of its possible values grant all actions on all " +
      "resources; it is judged again before the resource is created or changed";
    const undecided: [string, unknown][] = [
      ["the document", UNKNOWN],
      ["the statements", { Statement: UNKNOWN }],
      ["a statement", { Statement: [allow("s3:GetObject", "arn:aws:s3:::b/*"), UNKNOWN] }],
      ["a statement that might deny", { Statement: [allow("*"), UNKNOWN] }],
      ["the effect", { Statement: [{ ...allow("*"), Effect: UNKNOWN }] }],
      ["the action", { Statement: [allow(UNKNOWN)] }],
      ["the resource", { Statement: [allow("*", UNKNOWN)] }],
      ["one of the resources", { Statement: [allow("*", ["arn:aws:s3:::b", UNKNOWN])] }],
      ["an exception", { Statement: [{ Effect: "Allow", NotAction: [UNKNOWN], Resource: "*" }] }],
      ["the conditions", { Statement: [allow("*", "*", { Condition: UNKNOWN })] }],
      [
        "a condition's value",
        { Statement: [allow("*", "*", { Condition: { StringEquals: { "aws:SourceVpc": UNKNOWN } } })] },
      ],
      ["what is denied", { Statement: [allow("*"), deny(UNKNOWN)] }],
      ["when it is denied", { Statement: [allow("*"), deny("*", "*", { Condition: UNKNOWN })] }],
    ];
    for (const [name, policy] of undecided) {
      it(`cannot decide when ${name} is unknown`, async () => {
        expect((await onRole(policy)).map(withoutTag)).to.deep.equal([OPEN]);
        expect(await onRole(policy, { onUnknown: "silent" })).to.deep.equal([]);
        expect((await onRole(policy, { onUnknown: "mandatory" })).map(withoutTag)).to.deep.equal([
          OPEN.replace("[advisory] ", ""),
        ]);
      });
    }

    const proven: [string, unknown][] = [
      ["beside `*`", { Statement: [allow("*", [UNKNOWN, "*"])] }],
      ["in another statement", { Statement: [allow("*"), allow(UNKNOWN, UNKNOWN)] }],
      ["in a deny of one service", { Statement: [allow("*"), deny("s3:*", UNKNOWN)] }],
      ["in a Sid", { Statement: [allow("*", "*", { Sid: UNKNOWN })] }],
      [
        "in a value beside a wide one",
        {
          Statement: [
            allow("*", "*", { Condition: { IpAddress: { "aws:SourceIp": ["0.0.0.0/0", UNKNOWN] } } }),
          ],
        },
      ],
    ];
    for (const [name, policy] of proven) {
      it(`is certain when the unknown is ${name}`, async () => {
        const messages = await onRole(policy);
        expect(messages).to.have.length(1);
        expect(messages[0]).to.match(/^role `reader`: statement /);
      });
    }

    const harmless: [string, unknown][] = [
      ["a resource of one action", { Statement: [allow("s3:GetObject", UNKNOWN)] }],
      ["what is denied beside a narrow grant", { Statement: [allow("s3:GetObject"), deny(UNKNOWN)] }],
      ["the version", { Version: UNKNOWN, Statement: [allow("s3:GetObject")] }],
      ["a Sid", { Statement: [allow("s3:GetObject", "*", { Sid: UNKNOWN })] }],
    ];
    for (const [name, policy] of harmless) {
      it(`says nothing when ${name} is unknown`, async () => expect(await onRole(policy)).to.deep.equal([]));
    }
  });

  describe("settings", () => {
    it("accept administrators by name", async () => {
      expect(await onRole(text(allow("*")), { allowRoles: ["read*"] })).to.deep.equal([]);
      expect(await onRole(text(allow("*")), { allowRoles: ["write*"] })).to.have.length(1);
    });

    it("do not accept an administrator whose name is unknown", async () => {
      const messages = await judge(
        administrativeAccess,
        ROLE_POLICY,
        { role: UNKNOWN, policy: text(allow("*")) },
        { allowRoles: ["*"] },
      );
      expect(messages).to.have.length(1);
    });

    it("move the limits", async () => {
      const limit = { name: "p", path: "/limits/", policy: text(allow("*")) };
      expect(await judge(administrativeAccess, "aws:iam/policy:Policy", limit)).to.have.length(1);
      expect(
        await judge(administrativeAccess, "aws:iam/policy:Policy", limit, { boundaryPaths: ["/limits/"] }),
      ).to.deep.equal([]);
    });
  });

  describe("attached limits", () => {
    const message = (path: string, policy: string): string =>
      `\`${path}\` attaches \`${policy}\` as a grant; a policy under \`/boundary/\` is a limit, written to be wide; ` +
      "set it as `permissionsBoundary`, and attach a policy that lists what is needed";
    const ARN = "arn:aws:iam::123456789012:policy/boundary/team";
    const limit = {
      type: "aws:iam/policy:Policy",
      name: "limit",
      props: { path: "/boundary/", policy: text(allow("*")) },
    };
    const grant = {
      type: "aws:iam/policy:Policy",
      name: "grant",
      props: { path: "/", policy: text(allow("s3:GetObject")) },
    };

    it("are rejected by their ARN", async () => {
      expect(
        (await judge(administrativeAccess, ATTACHMENT, { policyArn: ARN })).map(withoutTag),
      ).to.deep.equal([message("policyArn", ARN)]);
      const role = { managedPolicyArns: ["arn:aws:iam::aws:policy/ReadOnlyAccess", ARN] };
      expect((await judge(administrativeAccess, "aws-native:iam:Role", role)).map(withoutTag)).to.deep.equal([
        message("managedPolicyArns[1]", ARN),
      ]);
    });

    it("are rejected by name and path", async () => {
      const reference = { name: "team", path: "/boundary/sre/" };
      const one = { customerManagedPolicyReference: reference };
      const all = { customerManagedPolicyReferences: [{ name: "reader" }, reference] };
      const surfaces: [string, Record<string, unknown>, string][] = [
        [
          "aws:ssoadmin/customerManagedPolicyAttachment:CustomerManagedPolicyAttachment",
          one,
          "customerManagedPolicyReference",
        ],
        [
          "aws:ssoadmin/customerManagedPolicyAttachmentsExclusive:CustomerManagedPolicyAttachmentsExclusive",
          all,
          "customerManagedPolicyReferences[1]",
        ],
        ["aws-native:sso:PermissionSet", all, "customerManagedPolicyReferences[1]"],
      ];
      for (const [type, props, path] of surfaces) {
        expect((await judge(administrativeAccess, type, props)).map(withoutTag)).to.deep.equal([
          message(path, "team"),
        ]);
        const elsewhere = JSON.parse(
          JSON.stringify(props).replaceAll("/boundary/", "/bound/"),
        ) as typeof props;
        expect(await judge(administrativeAccess, type, elsewhere)).to.deep.equal([]);
      }
    });

    it("are rejected where they attach themselves", async () => {
      const native = (props: Record<string, unknown>): Promise<string[]> =>
        judge(administrativeAccess, "aws-native:iam:ManagedPolicy", {
          managedPolicyName: "team",
          path: "/boundary/",
          policyDocument: document(allow("*")),
          ...props,
        });
      for (const property of ["roles", "users", "groups"])
        expect((await native({ [property]: [UNKNOWN] })).map(withoutTag)).to.deep.equal([
          message(`${property}[0]`, "team"),
        ]);
      expect(await native({ roles: [], users: null })).to.deep.equal([]);
      const narrow = { path: "/", policyDocument: document(allow("s3:GetObject")), roles: ["reader"] };
      expect(await native(narrow)).to.deep.equal([]);
      expect(
        await judge(administrativeAccess, "aws:iam/policy:Policy", { ...limit.props, roles: ["reader"] }),
      ).to.deep.equal([]);
    });

    it("are unverified where the path, or whether anyone gets them, is not known", async () => {
      const open = (path: string): string =>
        `[advisory] unverified: \`${path}\` is not known yet; a policy under \`/boundary/\` must not be attached as a grant; ` +
        "it is judged again before the resource is created or changed";
      const cases: [string, Record<string, unknown>, string][] = [
        ["aws-native:iam:ManagedPolicy", { path: UNKNOWN, roles: ["reader"] }, "path"],
        ["aws-native:iam:ManagedPolicy", { path: "/boundary/", roles: UNKNOWN }, "roles"],
        [
          "aws:ssoadmin/customerManagedPolicyAttachment:CustomerManagedPolicyAttachment",
          { customerManagedPolicyReference: { name: "team", path: UNKNOWN } },
          "customerManagedPolicyReference.path",
        ],
        [
          "aws-native:sso:PermissionSet",
          { customerManagedPolicyReferences: UNKNOWN },
          "customerManagedPolicyReferences",
        ],
      ];
      for (const [type, props, path] of cases) {
        const found = await judge(administrativeAccess, type, props);
        expect(found.map(withoutTag)).to.deep.equal([open(path)]);
        expect(await judge(administrativeAccess, type, props, { boundaryPaths: [] })).to.deep.equal([]);
      }
    });

    it("are rejected through the stack while the ARN is unknown, with the same fingerprint", async () => {
      const attachment = {
        type: ATTACHMENT,
        name: "attached",
        props: { policyArn: UNKNOWN },
        madeFrom: { policyArn: ["limit"] },
      };
      const [found, ...others] = await judgeStack(administrativeAccess, [limit, attachment]);
      expect(others).to.deep.equal([]);
      expect([withoutTag(found?.message ?? ""), found?.urn]).to.deep.equal([
        message("policyArn", "limit"),
        urnOf(attachment),
      ]);
      const [known] = await judge(administrativeAccess, ATTACHMENT, { policyArn: ARN });
      expect(fingerprintOf(found?.message ?? "")).to.equal(fingerprintOf(known ?? ""));
    });

    it("are no matter when they are boundaries, or the policy is a grant", async () => {
      expect(
        await judge(administrativeAccess, "aws:iam/role:Role", { permissionsBoundary: ARN }),
      ).to.deep.equal([]);
      expect(
        await judge(administrativeAccess, ATTACHMENT, {
          policyArn: "arn:aws:iam::123456789012:policy/boundaryless",
        }),
      ).to.deep.equal([]);
      const attachment = {
        type: ATTACHMENT,
        name: "attached",
        props: { policyArn: UNKNOWN },
        madeFrom: { policyArn: ["grant"] },
      };
      expect(await judgeStack(administrativeAccess, [grant, limit, attachment])).to.deep.equal([]);
    });

    it("are unverified where nothing leads to the policy", async () => {
      const attachment = { type: ATTACHMENT, name: "attached", props: { policyArn: UNKNOWN } };
      expect(
        (await judgeStack(administrativeAccess, [attachment])).map((found) => withoutTag(found.message)),
      ).to.deep.equal([
        "[advisory] unverified: `policyArn` is not known yet; a policy under `/boundary/` must not be attached as a grant; " +
          "it is judged again before the resource is created or changed",
      ]);
    });

    it("do not leak from one stack into another in the same process", async () => {
      const session = new Session(administrativeAccess);
      const attachment = {
        type: ATTACHMENT,
        name: "attached",
        props: { policyArn: UNKNOWN },
        madeFrom: { policyArn: ["limit"] },
      };
      for (const resource of [limit, attachment]) await session.analyse(resource, "one");
      await session.analyse(grant, "two");
      expect(await session.analyseStack([grant], "two")).to.deep.equal([]);
      expect(await session.analyseStack([limit, attachment], "one")).to.have.length(1);
    });
  });

  describe("fingerprints", () => {
    const fingerprint = async (policy: unknown): Promise<string> =>
      fingerprintOf((await onRole(policy))[0] ?? "");

    it("are the same for one meaning", async () => {
      const spellings = [
        text(allow("*")),
        document(allow("*")),
        { Statement: { Resource: ["*"], Action: ["*:*"], Effect: "Allow" } },
        text(allow(["s3:GetObject", "**"], ["arn:aws:s3:::b", "*"])),
        text(allow("*", "*", { Sid: "Other" })),
        text({ Effect: "Allow", NotAction: "aws-portal:*", Resource: "*" }),
        text(allow(LETTERS.slice(0, 14)), allow(LETTERS.slice(14))),
        text(allow("*"), deny("organizations:LeaveOrganization")),
      ];
      expect(new Set(await Promise.all(spellings.map(fingerprint))).size).to.equal(1);
    });

    it("change with a condition and with what is denied", async () => {
      const different = [
        text(allow("*")),
        text(allow("*", "*", { Condition: { Bool: { "aws:SecureTransport": "true" } } })),
        text(allow("*"), deny("s3:*")),
      ];
      expect(new Set(await Promise.all(different.map(fingerprint))).size).to.equal(3);
    });
  });

  it("answers anything with messages of one line and at most 500 characters", async () => {
    const key = fc.constantFrom(
      "Statement",
      "Effect",
      "Action",
      "NotAction",
      "Resource",
      "Principal",
      "Condition",
      "Sid",
      "constructor",
      "__proto__",
    );
    const leaf = fc.constantFrom<unknown>(
      "*",
      "Allow",
      "Deny",
      "s3:*",
      "iam:*\n",
      "\u{1F512}",
      1,
      true,
      null,
      UNKNOWN,
      "x".repeat(900),
    );
    const { value } = fc.letrec((tie) => ({
      value: fc.oneof(
        { depthSize: "medium" },
        leaf,
        fc.array(tie("value"), { maxLength: 3 }),
        fc.dictionary(key, tie("value"), { maxKeys: 4 }),
      ),
    }));
    await fc.assert(
      fc.asyncProperty(value, fc.boolean(), async (tree, asText) => {
        for (const message of await onRole(asText ? JSON.stringify(tree) : tree)) {
          expect(message.length).to.be.at.most(500 + "[advisory] ".length);
          expect(message).to.match(/^[^\n]+ \[administrative-access\/[0-9a-f]{12}\]$/);
          expect(message).not.to.contain("failed here");
        }
      }),
      { numRuns: 3_000 },
    );
  });
});
