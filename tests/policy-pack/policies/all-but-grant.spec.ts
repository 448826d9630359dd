import { expect } from "chai";
import { administrativeAccess } from "../../../policy-pack/policies/administrative-access";
import { allButGrant } from "../../../policy-pack/policies/all-but-grant";
import { UNKNOWN } from "../judging";
import { allow, deny, document, type Written, when } from "../spellings";
import { inlinePolicyOf, itLooksAtGrantsOnly, JudgedDocuments } from "./judged-documents";

const BUCKET = "arn:aws:s3:::dev-logs/*";
const grants = new JudgedDocuments(allButGrant, inlinePolicyOf("deploy"));
const allBut = (NotAction: unknown, Resource: unknown = "*", more: Written = {}): Written => ({
  Effect: "Allow",
  NotAction,
  Resource,
  ...more,
});

const WHY =
  "and so actions of services that AWS has yet to launch; what is not excepted is granted the day that it exists, and nobody reviews it";
const broad = (what: string): string =>
  `role \`deploy\`: statement \`policyDocument.Statement[0]\` allows ${what}, ${WHY}; list the actions that are needed, like \`ec2:Describe*\`, or bound them by a \`Deny\` whose \`NotAction\` lists the services`;
const narrow = (what: string, example = "s3:GetObject"): string =>
  `[advisory] role \`deploy\`: statement \`policyDocument.Statement[0]\` allows ${what}, ${WHY}; list the actions that are needed, like \`${example}\``;

const ALPHABET = [..."abcdefghijklmnopqrstuvwxyz"].map((letter) => `${letter}*`);

describe("all-but-grant", () => {
  const rejected: [string, Written[], string][] = [
    ["all actions but those of one service", [allBut("iam:*")], broad("all actions but `iam:*` on `*`")],
    [
      "all actions but those of several",
      [allBut(["iam:*", "organizations:*", "account:*"], ["*"])],
      broad("all actions but `iam:*`, `organizations:*` and `account:*` on `*`"),
    ],
    ["a Deny of one service", [allow("*"), deny("iam:*")], broad("`*` on `*`")],
    [
      "all actions but those with a name",
      [allBut(["*:Delete*", "iam:*"])],
      broad("all actions but `*:Delete*` and `iam:*` on `*`"),
    ],
    [
      "all resources of one account",
      [allBut("iam:*", "arn:aws:*:*:123456789012:*")],
      broad("all actions but `iam:*` on `arn:aws:*:*:123456789012:*`"),
    ],
    [
      "all buckets",
      [allBut("s3:Delete*", "arn:aws:s3:::*")],
      broad("all actions but `s3:Delete*` on `arn:aws:s3:::*`"),
    ],
    [
      "all resources but some",
      [{ Effect: "Allow", NotAction: "iam:*", NotResource: "arn:aws:s3:::audit" }],
      broad("all actions but `iam:*` on all resources but `arn:aws:s3:::audit`"),
    ],
    [
      "a condition that every caller meets",
      [allBut("iam:*", "*", when("StringEquals", "aws:RequestedRegion", "eu-central-1"))],
      broad("all actions but `iam:*` on `*`, and its condition on `aws:RequestedRegion` does not limit that"),
    ],
    [
      "the alphabet",
      [allow(ALPHABET.filter((item) => item !== "i*"))],
      broad("`a*`, `b*` and 23 more on `*`"),
    ],
    [
      "a Deny of single resources",
      [allBut("iam:*"), deny("*", "arn:aws:s3:::audit/*")],
      broad("all actions but `iam:*` on `*`"),
    ],
    [
      "one bucket",
      [allBut("s3:DeleteBucket", BUCKET)],
      narrow(`all actions but \`s3:DeleteBucket\` on \`${BUCKET}\``),
    ],
    [
      "all actions on one queue",
      [allow("*", "arn:aws:sqs:*:*:jobs")],
      narrow("`*` on `arn:aws:sqs:*:*:jobs`", "sqs:SendMessage"),
    ],
    [
      "all actions of all services on one resource",
      [allow("?*:*", "arn:*:ec2:*:*:vpc/vpc-1")],
      narrow("`?*:*` on `arn:*:ec2:*:*:vpc/vpc-1`"),
    ],
  ];
  grants.rejects(rejected, [administrativeAccess]);

  it("gives complement, Deny and union one fingerprint", async () => {
    const prints = await Promise.all(
      [
        [allBut("iam:*")],
        [allow("*"), deny("iam:*")],
        [allBut(["IAM:*", "iam:Get*"], ["arn:aws:*:*:*:*", "*"])],
        [allBut("iam:Get*"), deny("iam:*")],
      ].map((statements) => grants.fingerprints(statements)),
    );
    expect(new Set(prints.flat()).size).to.equal(1);
    expect(prints.every((print) => print.length === 1)).to.equal(true);
    for (const more of ["organizations:*", "*:Delete*", "ec2:TerminateInstances"]) {
      const [other] = await grants.fingerprints([allBut(["iam:*", more])]);
      expect(other, more).not.to.equal(prints[0]?.[0]);
    }
  });

  it("tells the broad from the narrow in one document, and names statements that only together do it", async () => {
    const [first, second, ...others] = await grants.messages([
      { ...allow(ALPHABET.slice(0, 13)), Sid: "First" },
      { ...allow(ALPHABET.slice(13)), Sid: "Second" },
      deny("iam:*"),
      { ...allBut("s3:Delete*", BUCKET), Sid: "Bucket" },
    ]);
    expect(first).to.equal(
      `role \`deploy\`: statements \`First\` (policyDocument.Statement[0]) and \`Second\` (policyDocument.Statement[1]) together allow all actions, or all but some, ${WHY}; list the actions that are needed, like \`ec2:Describe*\`, or bound them by a \`Deny\` whose \`NotAction\` lists the services`,
    );
    expect(second).to.match(
      /^\[advisory\] role `deploy`: statement `Bucket` \(policyDocument\.Statement\[3\]\) /,
    );
    expect(others).to.deep.equal([]);
  });

  const accepted: [string, Written[]][] = [
    ["actions of one bucket", [allow(["s3:GetObject", "s3:PutObject"], BUCKET)]],
    ["all of a service", [allow("s3:*")]],
    [
      "all of a service on all resources but some",
      [{ Effect: "Allow", Action: "s3:*", NotResource: "arn:aws:s3:::audit" }],
    ],
    [
      "a Deny of all but a few services",
      [allow("*"), { Effect: "Deny", NotAction: ["s3:*", "ec2:*"], Resource: "*" }],
    ],
    [
      "a Deny of all resources but a bucket",
      [
        allBut("iam:*"),
        { Effect: "Deny", Action: "*", NotResource: "arn:aws:s3:::dev-logs" },
        { Effect: "Deny", NotAction: "s3:*", Resource: "*" },
      ],
    ],
    ["a Deny of all resources", [allBut("iam:*", BUCKET), deny("*", "arn:aws:s3:::*")]],
    ["one verb of all services", [allow(["*:Describe*", "*:List*", "*:Get*"])]],
    ["services by prefix", [allow(["s3*", "ec2*", "a*"])]],
    ["complements in a Deny", [{ Effect: "Deny", NotAction: ["iam:*", "sts:*"], Resource: "*" }]],
    ["a tag of the resources", [allBut("iam:*", "*", when("StringEquals", "aws:ResourceTag/team", "logs"))]],
    ["a network", [allBut("iam:*", "*", when("IpAddress", "aws:SourceIp", "203.0.113.0/24"))]],
    [
      "a network by a Deny",
      [allBut("iam:*"), deny("*", "*", when("NotIpAddress", "aws:SourceIp", "203.0.113.0/24"))],
    ],
    ["all actions but all", [allBut("*")]],
    ["half of the alphabet", [allow(ALPHABET.slice(0, 13))]],
  ];
  grants.accepts(accepted);

  it("says which unknown values could make it open-ended", async () => {
    await grants.expectUnknownAsTried(
      accepted,
      [0, 6, 9, 11],
      ["*", "Allow", "zz:Nothing", "${aws:ResourceTag/team}", "0.0.0.0/0"],
    );
  });

  it("leaves administrative access, and documents of which nothing is known, to the policy for them", async () => {
    for (const statements of [[allow("*")], [allBut("s3:*")], [{ ...allow("*", UNKNOWN) }]]) {
      expect(await grants.messages(statements)).to.deep.equal([]);
      expect(await grants.reports(document(...statements), {}, administrativeAccess)).to.have.lengthOf(1);
    }
    expect(await grants.reports(UNKNOWN)).to.deep.equal([]);
  });

  itLooksAtGrantsOnly(allButGrant, allBut("iam:*"));
});
