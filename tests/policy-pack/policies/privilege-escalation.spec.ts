import { expect } from "chai";
import { administrativeAccess } from "../../../policy-pack/policies/administrative-access";
import { broadPassRole } from "../../../policy-pack/policies/broad-pass-role";
import { privilegeEscalation } from "../../../policy-pack/policies/privilege-escalation";
import { judge, UNKNOWN, withoutTag } from "../judging";
import { allow, deny, document, type Written, when } from "../spellings";
import { carrying, inlinePolicyOf, itLooksAtGrantsOnly, JudgedDocuments } from "./judged-documents";

const ACCOUNT = "123456789012";
const ROLES = `arn:aws:iam::${ACCOUNT}:role/*`;
const BOUNDARY = `arn:aws:iam::${ACCOUNT}:policy/boundary/regional`;
const grants = new JudgedDocuments(privilegeEscalation, inlinePolicyOf("deploy"));
const first = (rest: string): string => `role \`deploy\`: statement \`policyDocument.Statement[0]\` ${rest}`;
const ITSELF =
  "its holder can give itself any permission; list the ARNs that are needed, none of them its holder's own";
const BOUNDED = `${ITSELF}, or require \`StringEquals\` on \`iam:PermissionsBoundary\``;
const PASSED =
  "list the ARNs of the roles that `iam:PassRole` is needed for, none of them stronger than its holder";
const TAGGED = "list the ARNs that are needed, or require `StringEquals` on `aws:ResourceTag/<key>`";
const toService = (service: unknown): Written => when("StringEquals", "iam:PassedToService", service);
const passTo = (service: string): Written => allow("iam:PassRole", "*", toService(service));

describe("privilege-escalation", () => {
  const rejected: [string, Written[], string][] = [
    [
      "all of IAM",
      [allow("iam:*")],
      first(
        `allows \`iam:*\` on \`*\`, and so \`iam:AttachRolePolicy\` on all roles (\`attach-role-policy\`, \`put-role-policy\` and 16 more); ${BOUNDED}`,
      ),
    ],
    [
      "writing policies of all roles of one account",
      [allow(["s3:GetObject", "iam:PutRolePolicy"], ["arn:aws:s3:::logs/*", ROLES])],
      first(
        `allows \`s3:GetObject\` and \`iam:PutRolePolicy\` on \`arn:aws:s3:::logs/*\` and \`${ROLES}\`, and so \`iam:PutRolePolicy\` on all roles (\`put-role-policy\`); ${BOUNDED}`,
      ),
    ],
    [
      "writing versions of all policies",
      [allow("iam:CreatePolicyVersion", `arn:aws:iam::${ACCOUNT}:policy/*`)],
      first(
        `allows \`iam:CreatePolicyVersion\` on \`arn:aws:iam::${ACCOUNT}:policy/*\`, and so \`iam:CreatePolicyVersion\` on all policies (\`create-policy-version\`); ${ITSELF}`,
      ),
    ],
    [
      "keys of all users but one",
      [allow("iam:Create*"), deny("iam:CreateAccessKey", `arn:aws:iam::${ACCOUNT}:user/root`)].map(
        (one, at) =>
          at === 0
            ? {
                Effect: "Allow",
                NotResource: `arn:aws:iam::${ACCOUNT}:policy/*`,
                Action: "iam:CreateAccessKey",
              }
            : one,
      ),
      first(
        `allows \`iam:CreateAccessKey\` on all resources but \`arn:aws:iam::${ACCOUNT}:policy/*\`, and so \`iam:CreateAccessKey\` on all users (\`create-access-key\`); its holder can sign in as the strongest user of the account; list the ARNs that are needed, none of them its holder's own`,
      ),
    ],
    [
      "trusts of all roles, for sessions with a second factor",
      [allow("iam:UpdateAssumeRolePolicy", "*", when("Bool", "aws:MultiFactorAuthPresent", "true"))],
      first(
        "allows `iam:UpdateAssumeRolePolicy` on `*`, and its condition on `aws:MultiFactorAuthPresent` does not limit that, and so `iam:UpdateAssumeRolePolicy` on all roles (`update-assume-role-policy`); its holder can let itself assume the strongest role of the account; list the ARNs that are needed, none of them its holder's own",
      ),
    ],
    [
      "attaching policies, of which one raises",
      [allow("iam:AttachUserPolicy", "*", when("ArnLike", "iam:PolicyARN", "arn:aws:iam::aws:policy/IAM*"))],
      first(
        `allows \`iam:AttachUserPolicy\` on \`*\`, and its condition on \`iam:PolicyARN\` does not limit that, and so \`iam:AttachUserPolicy\` on all users (\`attach-user-policy\`); ${BOUNDED}`,
      ),
    ],
    [
      "lifting boundaries",
      [allow("iam:DeleteRolePermissionsBoundary")],
      first(
        "allows `iam:DeleteRolePermissionsBoundary` on `*`, and so `iam:DeleteRolePermissionsBoundary` on all roles (`delete-role-permissions-boundary`); its holder can lift the limit on its own permissions; list the ARNs that are needed, none of them its holder's own, or require `StringEquals` on `iam:PermissionsBoundary`",
      ),
    ],
    [
      "permission sets",
      [allow("sso:*")],
      first(
        "allows `sso:*` on `*`, and so `sso:PutInlinePolicyToPermissionSet` on all permission sets (`sso-put-inline-policy-to-permission-set`, `sso-attach-managed-policy-to-permission-set` and 2 more); its holder can give its own permission set any permission; list the ARNs that are needed, none of them its holder's own",
      ),
    ],
    [
      "writing any policy",
      [allow("iam:Put*")],
      first(
        `allows \`iam:Put*\` on \`*\`, and so \`iam:PutRolePolicy\` on all roles (\`put-role-policy\`, \`put-user-policy\` and 3 more); ${BOUNDED}`,
      ),
    ],
    [
      "its own user, whoever that is",
      [allow("iam:Attach*", "arn:aws:iam::*:user/${aws:UserName}")],
      first(
        "allows `iam:Attach*` on `arn:aws:iam::*:user/${aws:UserName}`, and so `iam:AttachUserPolicy` on its own holder (`attach-user-policy`); its holder can give itself any permission; leave `iam:AttachUserPolicy` to somebody else, or require `StringEquals` on `iam:PermissionsBoundary`",
      ),
    ],
  ];
  grants.rejects(rejected, [administrativeAccess]);

  const advised: [string, Written[], string][] = [
    [
      "roles of its own making",
      [
        allow(["iam:CreateRole", "iam:TagRole"], `arn:aws:iam::${ACCOUNT}:role/app-*`),
        allow("iam:PutRolePolicy", `arn:aws:iam::*:role/app-*`),
      ],
      "role `deploy`: statements `policyDocument.Statement[0]` and `policyDocument.Statement[1]` allow `iam:CreateRole` and `iam:PutRolePolicy` (`create-role-put-policy`); its holder can make a role with any permission that trusts its holder; require `StringEquals` on `iam:PermissionsBoundary`",
    ],
    [
      "roles of its own making, by a wildcard that takes in more",
      [allow(["iam:CreateRole", "iam:PutRolePolicy"], `arn:aws:iam::${ACCOUNT}:*app*`)],
      first(
        `allows \`iam:CreateRole\` and \`iam:PutRolePolicy\` on \`arn:aws:iam::${ACCOUNT}:*app*\`, and so \`iam:CreateRole\` and \`iam:PutRolePolicy\` (\`create-role-put-policy\`); its holder can make a role with any permission that trusts its holder; require \`StringEquals\` on \`iam:PermissionsBoundary\``,
      ),
    ],
    [
      "users of its own making",
      [allow(["iam:CreateUser", "iam:AttachUserPolicy", "iam:CreateAccessKey"], "arn:aws:iam::*:user/ci/*")],
      first(
        "allows `iam:CreateUser`, `iam:AttachUserPolicy` and `iam:CreateAccessKey` on `arn:aws:iam::*:user/ci/*`, and so `iam:CreateUser`, `iam:AttachUserPolicy` and `iam:CreateAccessKey` (`create-user-attach-policy-key`); its holder can make a user with any permission, and sign in as that user; require `StringEquals` on `iam:PermissionsBoundary`",
      ),
    ],
    [
      "any role for instances",
      [passTo("ec2.amazonaws.com"), allow("ec2:RunInstances")],
      "role `deploy`: statements `policyDocument.Statement[0]` and `policyDocument.Statement[1]` allow `iam:PassRole` of any role to `ec2.amazonaws.com` and `ec2:RunInstances` (`ec2-run-instances`); its holder can act with the strongest role that trusts `ec2.amazonaws.com`; " +
        PASSED,
    ],
    [
      "any role for one function",
      [
        allow("iam:PassRole", ROLES, when("StringLike", "iam:PassedToService", "lambda*")),
        allow(["lambda:CreateFunction", "lambda:InvokeFunction"], "arn:aws:lambda:*:*:function:mine"),
      ],
      "role `deploy`: statements `policyDocument.Statement[0]` and `policyDocument.Statement[1]` allow `iam:PassRole` of any role to `lambda.amazonaws.com`, `lambda:CreateFunction` and `lambda:InvokeFunction` (`lambda-invoke`); its holder can act with the strongest role that trusts `lambda.amazonaws.com`; " +
        PASSED,
    ],
    [
      "any role for one service by a Deny for the others",
      [
        allow(["iam:PassRole", "scheduler:CreateSchedule"]),
        deny("iam:PassRole", "*", when("StringNotEquals", "iam:PassedToService", "scheduler.amazonaws.com")),
      ],
      first(
        `allows \`iam:PassRole\` and \`scheduler:CreateSchedule\` on \`*\`, and so \`iam:PassRole\` of any role to \`scheduler.amazonaws.com\` and \`scheduler:CreateSchedule\` (\`scheduler-schedule\`); its holder can act with the strongest role that trusts \`scheduler.amazonaws.com\`; ${PASSED}`,
      ),
    ],
    [
      "code of all functions of a region",
      [allow("lambda:UpdateFunctionCode", `arn:aws:lambda:eu-west-1:${ACCOUNT}:function:*`)],
      first(
        `allows \`lambda:UpdateFunctionCode\` on \`arn:aws:lambda:eu-west-1:${ACCOUNT}:function:*\`, and so \`lambda:UpdateFunctionCode\` on all functions (\`lambda-update-code\`); its holder can act with the role of any function; ${TAGGED}`,
      ),
    ],
    [
      "commands on all instances",
      [allow("ssm:SendCommand", ["arn:aws:ec2:*:*:instance/i-*", "arn:aws:ssm:*::document/AWS-Run*"])],
      first(
        `allows \`ssm:SendCommand\` on \`arn:aws:ec2:*:*:instance/i-*\` and \`arn:aws:ssm:*::document/AWS-Run*\`, and so \`ssm:SendCommand\` on all instances (\`ssm-command\`); its holder can act with the role of any instance; ${TAGGED}`,
      ),
    ],
    [
      "becoming any role",
      [allow("sts:AssumeRole")],
      first(
        "allows `sts:AssumeRole` on `*`, and so `sts:AssumeRole` on all roles (`assume-role`); its holder can become the strongest role that trusts the account; list the ARNs of the roles that are assumed",
      ),
    ],
  ];
  grants.rejects(
    advised.map(([name, statements, message]) => [
      `${name}, by an advisory`,
      statements,
      `[advisory] ${message}`,
    ]),
    [administrativeAccess, broadPassRole],
  );

  const accepted: [string, Written[]][] = [
    ["one role", [allow("iam:PutRolePolicy", `arn:aws:iam::${ACCOUNT}:role/proxy`)]],
    ["roles under a path", [allow(["iam:AttachRolePolicy", "iam:PassRole"], "arn:aws:iam::*:role/task/*")]],
    [
      "roles inside a boundary",
      [allow("iam:Put*", "*", when("StringEquals", "iam:PermissionsBoundary", BOUNDARY))],
    ],
    [
      "roles inside a boundary by a Deny",
      [
        allow(["iam:CreateRole", "iam:PutRolePolicy", "iam:DeleteRole*"]),
        deny("iam:*", "*", when("StringNotEquals", "iam:PermissionsBoundary", BOUNDARY)),
      ],
    ],
    [
      "attaching one policy",
      [
        allow(
          "iam:AttachRolePolicy",
          "*",
          when("ArnEquals", "iam:PolicyARN", `arn:aws:iam::${ACCOUNT}:policy/read`),
        ),
      ],
    ],
    ["keys of one's own", [allow("iam:*AccessKey*", "arn:aws:iam::*:user/${aws:username}")]],
    ["writes closed by a Deny", [allow("iam:*"), deny(["iam:*"], "arn:aws:iam::*:*"), deny("iam:Passrole")]],
    ["writes elsewhere", [allow("iam:PutRolePolicy", "arn:aws:s3:::logs/*")]],
    [
      "any role for a service that is not used",
      [passTo("ec2.amazonaws.com"), allow("lambda:CreateFunction")],
    ],
    [
      "any role for instances, but no image",
      [passTo("ec2.amazonaws.com"), allow("ec2:RunInstances", "arn:aws:ec2:*:*:instance/*")],
    ],
    [
      "any role for instances, but none launched",
      [
        passTo("ec2.amazonaws.com"),
        allow("ec2:RunInstances"),
        deny("ec2:Run*", "arn:aws:ec2:*:*:instance/*"),
      ],
    ],
    [
      "any role for instances with one profile",
      [
        passTo("ec2.amazonaws.com"),
        allow(
          "ec2:RunInstances",
          "*",
          when("ArnEquals", "ec2:InstanceProfile", `arn:aws:iam::${ACCOUNT}:instance-profile/a`),
        ),
      ],
    ],
    [
      "one role for functions",
      [
        allow("iam:PassRole", `arn:aws:iam::${ACCOUNT}:role/task`),
        allow(["lambda:CreateFunction", "lambda:InvokeFunction"]),
      ],
    ],
    [
      "code of one function",
      [allow("lambda:UpdateFunctionCode", `arn:aws:lambda:eu-west-1:${ACCOUNT}:function:a`)],
    ],
    [
      "code of functions with a prefix",
      [allow("lambda:UpdateFunctionCode", "arn:aws:lambda:*:*:function:ci-*")],
    ],
    [
      "one document on all instances",
      [
        allow("ssm:SendCommand", [
          "arn:aws:ec2:*:*:instance/*",
          `arn:aws:ssm:eu-west-1:${ACCOUNT}:document/patch`,
        ]),
      ],
    ],
    [
      "tagged instances",
      [allow("ssm:StartSession", "*", when("StringEquals", "ssm:resourceTag/team", "logs"))],
    ],
    ["reading IAM", [allow(["iam:Get*", "iam:List*", "iam:SimulateCustomPolicy"])]],
    [
      "roles of its own making inside a boundary",
      [
        allow(
          "iam:CreateRole",
          "arn:aws:iam::*:role/app-*",
          when("StringEquals", "iam:PermissionsBoundary", BOUNDARY),
        ),
        allow(["iam:PutRolePolicy", "iam:AttachRolePolicy"], "arn:aws:iam::*:role/app-*"),
      ],
    ],
    [
      "roles that it makes, and others whose policies it writes",
      [
        allow("iam:CreateRole", "arn:aws:iam::*:role/app-*"),
        allow("iam:PutRolePolicy", "arn:aws:iam::*:role/task-*"),
      ],
    ],
    [
      "one role that it makes, with its policies",
      [allow(["iam:CreateRole", "iam:PutRolePolicy"], "arn:aws:iam::*:role/task")],
    ],
    [
      "users of its own making who cannot sign in",
      [allow(["iam:CreateUser", "iam:PutUserPolicy"], "arn:aws:iam::*:user/ci-*")],
    ],
  ];
  grants.accepts(accepted);

  it("rejects its own role, and no other one", async () => {
    const own = document(allow("iam:PutRolePolicy", `arn:aws:iam::${ACCOUNT}:role/deploy`));
    expect((await grants.reports(own)).map(withoutTag)).to.deep.equal([
      first(
        `allows \`iam:PutRolePolicy\` on \`arn:aws:iam::${ACCOUNT}:role/deploy\`, and so \`iam:PutRolePolicy\` on its own holder (\`put-role-policy\`); its holder can give itself any permission; leave \`iam:PutRolePolicy\` to somebody else, or require \`StringEquals\` on \`iam:PermissionsBoundary\``,
      ),
    ]);
    await grants.expectOneMeaning(own);
    const { type, props } = carrying(own, inlinePolicyOf("redeploy").native);
    expect(await judge(privilegeEscalation, type, props)).to.deep.equal([]);
  });

  it("says which unknown values could raise its holder", async () => {
    const values = ["*", "Allow", "iam:PutRolePolicy", "${iam:PermissionsBoundary}", "${iam:PolicyARN}"];
    await grants.expectUnknownAsTried(accepted, [0, 2, 4, 15], values);
  });

  it("reports what is proven besides what is open", async () => {
    const statements = [allow("sts:AssumeRole"), allow("iam:PutRolePolicy", UNKNOWN)];
    const [advice, open] = await grants.messages(statements);
    expect(advice).to.match(/^\[advisory\] role `deploy`: .*`assume-role`/);
    expect(open).to.equal(
      "[advisory] unverified: role `deploy`: `policyDocument` is not fully known yet; some of its possible values let its holder raise its own permissions; it is judged again before the resource is created or changed",
    );
  });

  it("leaves administrative access and passing any role to any service to the policies for them", async () => {
    expect(await grants.messages([allow("*")])).to.deep.equal([]);
    const passing = [allow("iam:PassRole"), allow("ec2:RunInstances")];
    expect(await grants.messages(passing)).to.deep.equal([]);
    expect(await grants.reports(document(...passing), {}, broadPassRole)).to.have.lengthOf(1);
    expect(await grants.reports(UNKNOWN)).to.deep.equal([]);
  });

  itLooksAtGrantsOnly(privilegeEscalation, allow("iam:PutRolePolicy"));

  it("finds a role below a path that can rewrite itself, by the path or by its name", async () => {
    const own = (resource: string): string =>
      JSON.stringify(document(allow("iam:PutRolePolicy", `arn:aws:iam::${ACCOUNT}:role/${resource}`)));
    const inside = (resource: string): Promise<string[]> =>
      judge(privilegeEscalation, "aws:iam/role:Role", {
        name: "deploy",
        path: "/ci/",
        inlinePolicies: [{ name: "own", policy: own(resource) }],
      });
    const beside = (resource: string): Promise<string[]> =>
      judge(privilegeEscalation, "aws:iam/rolePolicy:RolePolicy", {
        role: "deploy",
        policy: own(resource),
      });
    expect(await inside("ci/deploy")).to.have.length(1);
    expect(await inside("ci/*")).to.have.length(1);
    expect(await beside("ci/deploy")).to.have.length(1);
    // Whether it is below that path is not known.
    expect(await beside("ci/*")).to.deep.equal([]);
    expect(await inside("other/*")).to.deep.equal([]);
    expect(await beside("ci/redeploy")).to.deep.equal([]);
  });

  it("finds a managed policy that can rewrite itself", async () => {
    const value = document(allow("iam:CreatePolicyVersion", `arn:aws:iam::${ACCOUNT}:policy/team`));
    const judged = async (name: string): Promise<number> =>
      (await judge(privilegeEscalation, "aws:iam/policy:Policy", { name, policy: value })).length;
    expect([await judged("team"), await judged("other")]).to.deep.equal([1, 0]);
  });

  it("lets holders through that may raise permissions", async () => {
    expect(await grants.messages([allow("iam:*")], { allowRoles: ["dep*"] })).to.deep.equal([]);
    expect(await grants.messages([allow("iam:*")], { allowRoles: ["other"] })).to.have.lengthOf(1);
  });

  it("counts the methods that are asked for", async () => {
    const statements = [allow(["iam:PutRolePolicy", "sts:AssumeRole"])];
    expect((await grants.messages(statements, { exceptMethods: ["put-*"] }))[0]).to.match(
      /^\[advisory\] .*`assume-role`/,
    );
    expect(await grants.messages(statements, { methods: ["ec2-*"] })).to.deep.equal([]);
    expect(await grants.messages(statements, { methods: ["ec2-*", "put-role-policy"] })).to.have.lengthOf(1);
  });

  it("asks for more than a boundary where boundaries do not exempt", async () => {
    const settings = { boundaryExempts: false };
    const bounded = (effect: string): Written =>
      effect === "Allow"
        ? allow("iam:PutRolePolicy", "*", when("StringEquals", "iam:PermissionsBoundary", BOUNDARY))
        : deny("iam:*", "*", when("StringNotEquals", "iam:PermissionsBoundary", BOUNDARY));
    expect(await grants.messages([bounded("Allow")], settings)).to.have.lengthOf(1);
    expect(await grants.messages([allow("iam:PutRolePolicy"), bounded("Deny")], settings)).to.have.lengthOf(
      1,
    );
  });
});
