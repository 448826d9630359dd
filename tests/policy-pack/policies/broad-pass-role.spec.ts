import { expect } from "chai";
import { administrativeAccess } from "../../../policy-pack/policies/administrative-access";
import { broadPassRole } from "../../../policy-pack/policies/broad-pass-role";
import { UNKNOWN } from "../judging";
import { allow, deny, type Written, when } from "../spellings";
import { inlinePolicyOf, itLooksAtGrantsOnly, JudgedDocuments } from "./judged-documents";

const ALL = "arn:aws:iam::*:role/*";
const grants = new JudgedDocuments(broadPassRole, inlinePolicyOf("deploy"));
const passes = (what: string): string =>
  `role \`deploy\`: statement \`policyDocument.Statement[0]\` allows ${what}, and so \`iam:PassRole\` of any role to any service; its holder can start something that runs with the strongest role of the account; list the ARNs of the roles, and require \`StringEquals\` on \`iam:PassedToService\`, like \`ecs-tasks.amazonaws.com\``;

describe("broad-pass-role", () => {
  const rejected: [string, Written[], string][] = [
    ["everything", [allow("iam:PassRole")], passes("`iam:PassRole` on `*`")],
    ["all roles", [allow("iam:PassRole", ALL)], passes(`\`iam:PassRole\` on \`${ALL}\``)],
    [
      "all roles of one account",
      [allow("iam:PassRole", "arn:aws-cn:iam::123456789012:role/*")],
      passes("`iam:PassRole` on `arn:aws-cn:iam::123456789012:role/*`"),
    ],
    [
      "a wildcard",
      [allow(["ec2:RunInstances", "i*:p?ssr*"])],
      passes("`ec2:RunInstances` and `i*:p?ssr*` on `*`"),
    ],
    [
      "all of a service but some",
      [{ Effect: "Allow", NotAction: ["s3:*", "iam:Put*", "iam:Attach*"], Resource: ALL }],
      passes("all actions but `s3:*`, `iam:Put*` and `iam:Attach*` on `arn:aws:iam::*:role/*`"),
    ],
    [
      "all roles but one",
      [{ Effect: "Allow", Action: "iam:PassRole", NotResource: "arn:aws:iam::123456789012:role/admin" }],
      passes("`iam:PassRole` on all resources but `arn:aws:iam::123456789012:role/admin`"),
    ],
    [
      "a Deny on one role",
      [allow("iam:PassRole"), deny("iam:PassRole", "arn:aws:iam::123456789012:role/admin")],
      passes("`iam:PassRole` on `*`"),
    ],
    [
      "a service if there is one",
      [allow("iam:PassRole", "*", when("StringEqualsIfExists", "iam:PassedToService", "ec2.amazonaws.com"))],
      passes("`iam:PassRole` on `*`, and its condition on `iam:PassedToService` does not limit that"),
    ],
    [
      "all services but one",
      [allow("iam:PassRole", "*", when("StringNotEquals", "iam:PassedToService", "ec2.amazonaws.com"))],
      passes("`iam:PassRole` on `*`, and its condition on `iam:PassedToService` does not limit that"),
    ],
    [
      "services of any name",
      [
        allow(
          "iam:PassRole",
          "*",
          when("StringLike", "iam:PassedToService", ["ec2.amazonaws.com", "*.amazonaws.com"]),
        ),
      ],
      passes("`iam:PassRole` on `*`, and its condition on `iam:PassedToService` does not limit that"),
    ],
    [
      "a second factor",
      [allow("iam:PassRole", "*", when("Bool", "aws:MultiFactorAuthPresent", "true"))],
      passes("`iam:PassRole` on `*`, and its condition on `aws:MultiFactorAuthPresent` does not limit that"),
    ],
  ];
  grants.rejects(rejected, [administrativeAccess]);

  const accepted: [string, Written[]][] = [
    ["one role", [allow("iam:PassRole", "arn:aws:iam::123456789012:role/proxy")]],
    ["roles under a path", [allow("iam:PassRole", "arn:aws:iam::*:role/task/*")]],
    [
      "one service",
      [allow("iam:PassRole", "*", when("StringEquals", "iam:PassedToService", "ec2.amazonaws.com"))],
    ],
    [
      "a service in two partitions",
      [allow("iam:PassRole", ALL, when("StringLike", "iam:PassedToService", "ec2.amazonaws.com*"))],
    ],
    [
      "one service by a Deny",
      [
        allow("iam:PassRole"),
        deny("iam:*", "*", when("StringNotEquals", "iam:PassedToService", "ec2.amazonaws.com")),
      ],
    ],
    ["tagged roles", [allow("iam:PassRole", "*", when("StringEquals", "aws:ResourceTag/team", "logs"))]],
    ["a Deny of all roles", [allow("iam:Pass*"), deny("iam:PassRole", "arn:aws:iam::*:role/*")]],
    ["other actions", [allow(["iam:GetRole", "iam:List*", "iam:CreateServiceLinkedRole"])]],
    ["users", [allow("iam:*", "arn:aws:iam::123456789012:user/*")]],
  ];
  grants.accepts(accepted);

  it("says which unknown values could let any role be passed", async () => {
    await grants.expectUnknownAsTried(
      accepted,
      [0, 2, 5],
      ["*", "Allow", "${iam:PassedToService}", "${aws:ResourceTag/team}"],
    );
  });

  it("leaves administrative access, and documents of which nothing is known, to the policy for them", async () => {
    expect(await grants.messages([allow("*")])).to.deep.equal([]);
    expect(await grants.reports(UNKNOWN)).to.deep.equal([]);
    expect(await grants.reports(UNKNOWN, {}, administrativeAccess)).to.have.lengthOf(1);
  });

  itLooksAtGrantsOnly(broadPassRole, allow("iam:PassRole"));

  it("lets roles through that may be passed", async () => {
    const globs = { allowRoleGlobs: ["arn:aws:iam::123456789012:role/*"] };
    expect(
      await grants.messages([allow("iam:PassRole", "arn:aws:iam::123456789012:role/*")], globs),
    ).to.deep.equal([]);
    expect(await grants.messages([allow("iam:PassRole", ALL)], globs)).to.have.lengthOf(1);
  });

  it("asks for a named service where that is required", async () => {
    const settings = { requirePassedToService: true };
    const one = "arn:aws:iam::123456789012:role/proxy";
    expect(await grants.messages([allow("iam:PassRole", one)], settings)).to.deep.equal([
      `role \`deploy\`: statement \`policyDocument.Statement[0]\` allows \`iam:PassRole\` on \`${one}\`, and so \`iam:PassRole\` of a role to any service; \`requirePassedToService\` is on; list the ARNs of the roles, and require \`StringEquals\` on \`iam:PassedToService\`, like \`ecs-tasks.amazonaws.com\``,
    ]);
    const named = allow(
      "iam:PassRole",
      one,
      when("StringEquals", "iam:PassedToService", "ec2.amazonaws.com"),
    );
    expect(await grants.messages([named], settings)).to.deep.equal([]);
    expect(
      (
        await grants.messages(
          [allow("iam:PassRole", one, when("StringEquals", "iam:PassedToService", UNKNOWN))],
          settings,
        )
      )[0],
    ).to.match(/^\[advisory\] unverified: /);
  });
});
