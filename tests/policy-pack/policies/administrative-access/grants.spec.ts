import { expect } from "chai";
import { administrativeAccess } from "../../../../policy-pack/policies/administrative-access";
import { fingerprintOf, judge, UNKNOWN, withoutTag } from "../../judging";
import { allow, deny, document, type Written } from "../../spellings";
import { onRole, ROLE_POLICY, text } from "./fixtures";

const WHY = "that is administrative access (`iam:AttachRolePolicy` on everything alone gives it)";
const FIX =
  "list the actions and ARNs that are needed, like `s3:GetObject` on `arn:aws:s3:::bucket/*`, or name it in `allowRoles`";
const LETTERS = [..."abcdefghijklmnopqrstuvwxyz"].map((letter) => `${letter}*`);

const SERVICES =
  "acm apigateway autoscaling backup cloudformation cloudfront cloudtrail cloudwatch cognito-idp dynamodb ec2 ecr ecs eks elasticfilesystem elasticloadbalancing es events firehose iam kinesis kms lambda logs rds redshift route53 s3 secretsmanager sns sqs ssm states wafv2".split(
    " ",
  );

describe("administrative-access of grants", () => {
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
});
