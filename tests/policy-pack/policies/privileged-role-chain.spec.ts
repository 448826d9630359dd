import { expect } from "chai";
import { privilegedRoleChain } from "../../../policy-pack/policies/privileged-role-chain";
import { fingerprintOf, judgeStack, type Registered, UNKNOWN, urnOf, withoutTag } from "../judging";
import { allow, deny, document, spellingsOf, type Written, when } from "../spellings";

const ACCOUNT = "123456789012";
const arn = (name: string): string => `arn:aws:iam::${ACCOUNT}:role/${name}`;
const trust = (Principal: unknown, more: Written = {}): Written =>
  document({ Effect: "Allow", Principal, Action: "sts:AssumeRole", ...more });
const TO_ACCOUNT = trust({ AWS: `arn:aws:iam::${ACCOUNT}:root` });
const TO_LAMBDA = trust({ Service: "lambda.amazonaws.com" });
const ADMIN = document(allow("*"));

const role = (name: string, trusted: unknown, granted: unknown, more: Written = {}): Registered => ({
  name,
  type: "aws-native:iam:Role",
  props: {
    roleName: name,
    assumeRolePolicyDocument: trusted,
    ...(granted === undefined ? {} : { policies: [{ policyName: "p", policyDocument: granted }] }),
    ...more,
  },
});
/** Whoever reaches something: trusted by nobody of the stack. */
const caller = (name: string, granted: unknown): Registered => role(name, TO_LAMBDA, granted);
const admin = (trusted: unknown, granted: unknown = ADMIN): Registered => role("admin", trusted, granted);
const FUNCTIONS = allow(["lambda:CreateFunction", "lambda:InvokeFunction"]);
const pass = (name: string, more: Written = {}): Written => allow("iam:PassRole", arn(name), more);

async function messages(resources: readonly Registered[], settings: Written = {}): Promise<string[]> {
  const found = await judgeStack(privilegedRoleChain, resources, settings);
  return found.map(({ message }) => withoutTag(message));
}

const END =
  "`admin` is an administrator of the account, and so is whoever reaches it; take one of these steps away, narrow the role at the end, or name the one at the beginning in `allowRoles`";
const OPEN =
  "[advisory] unverified: role `ci`: which roles it reaches is not fully known yet; some of the possible values lead to a privileged role of the stack; it is judged again at the end of the update, with all values known";

describe("privileged-role-chain", () => {
  const rejected: [string, Registered[], string][] = [
    [
      "assuming an administrator that trusts the account",
      [admin(TO_ACCOUNT), caller("ci", document(allow("sts:AssumeRole", arn("admin"))))],
      `role \`ci\` can assume \`admin\`; ${END}`,
    ],
    [
      "a trust that names the caller, which is granted nothing",
      [admin(trust({ AWS: [arn("other"), arn("ci")] })), caller("ci", undefined)],
      `role \`ci\` can assume \`admin\`; ${END}`,
    ],
    [
      "a trust in everyone whose ARN matches",
      [
        admin(trust({ AWS: ACCOUNT }, when("ArnLike", "aws:PrincipalArn", arn("c*")))),
        caller("ci", document(allow("sts:*", "arn:aws:iam::*:role/adm*"))),
      ],
      `role \`ci\` can assume \`admin\`; ${END}`,
    ],
    [
      "a user, by a policy that is attached to it",
      [
        admin(TO_ACCOUNT),
        {
          name: "assume",
          type: "aws:iam/userPolicy:UserPolicy",
          props: { user: "ann", policy: JSON.stringify(document(allow("sts:AssumeRole", arn("admin")))) },
        },
      ],
      `user \`ann\` can assume \`admin\`; ${END}`,
    ],
    [
      "passing an administrator to a function",
      [admin(TO_LAMBDA), caller("ci", document(pass("admin"), FUNCTIONS))],
      `role \`ci\` can pass \`admin\` to \`lambda.amazonaws.com\` (\`lambda-invoke\`); ${END}`,
    ],
    [
      "passing it to the service that is named",
      [
        admin(
          trust(
            { Service: ["ec2.amazonaws.com", "lambda.amazonaws.com"] },
            when("StringEquals", "aws:SourceAccount", ACCOUNT),
          ),
        ),
        caller(
          "ci",
          document(
            pass("admin", when("StringEquals", "iam:PassedToService", "lambda.amazonaws.com")),
            FUNCTIONS,
            allow("ec2:RunInstances"),
          ),
        ),
      ],
      `role \`ci\` can pass \`admin\` to \`lambda.amazonaws.com\` (\`lambda-invoke\`); ${END}`,
    ],
    [
      "an administrator by an attached policy of AWS's",
      [
        role("admin", TO_ACCOUNT, undefined, {
          managedPolicyArns: ["arn:aws:iam::aws:policy/AdministratorAccess"],
        }),
        caller("ci", document(allow("sts:AssumeRole", arn("admin")))),
      ],
      `role \`ci\` can assume \`admin\`; ${END}`,
    ],
    [
      "a role that can raise itself",
      [
        admin(TO_ACCOUNT, document(allow("iam:AttachRolePolicy", arn("admin")))),
        caller("ci", document(allow("sts:AssumeRole", arn("admin")))),
      ],
      "role `ci` can assume `admin`; `admin` can raise its own permissions (`attach-role-policy`), and so can whoever reaches it; take one of these steps away, narrow the role at the end, or name the one at the beginning in `allowRoles`",
    ],
  ];
  for (const [name, resources, message] of rejected) {
    it(`advises against ${name}`, async () => {
      expect(await messages(resources)).to.deep.equal([message]);
      expect(await messages([...resources].reverse())).to.deep.equal([message]);
    });
  }

  it("follows several roles, up to the depth", async () => {
    const stack = [
      admin(TO_LAMBDA),
      role("build", TO_ACCOUNT, document(pass("admin"), FUNCTIONS)),
      caller("ci", document(allow("sts:AssumeRole", arn("build")))),
    ];
    const direct = `role \`build\` can pass \`admin\` to \`lambda.amazonaws.com\` (\`lambda-invoke\`); ${END}`;
    expect(await messages(stack)).to.deep.equal([
      direct,
      `role \`ci\` can assume \`build\`, which can pass \`admin\` to \`lambda.amazonaws.com\` (\`lambda-invoke\`); ${END}`,
    ]);
    expect(await messages(stack, { depth: 1 })).to.deep.equal([direct]);
  });

  it("shows the shortest way", async () => {
    const resources = [
      admin(TO_ACCOUNT),
      role("build", TO_ACCOUNT, document(allow("sts:AssumeRole", arn("admin")))),
      caller("ci", document(allow("sts:AssumeRole", [arn("build"), arn("admin")]))),
    ];
    expect((await messages(resources)).map((message) => message.split(";")[0])).to.deep.equal([
      "role `build` can assume `admin`",
      "role `ci` can assume `admin`",
    ]);
  });

  it("ends where roles lead to each other", async () => {
    const around = (name: string, next: string): Registered =>
      role(name, TO_ACCOUNT, document(allow("sts:AssumeRole", arn(next))));
    expect(
      await messages([admin(TO_LAMBDA), around("a", "b"), around("b", "a")], { depth: 10 }),
    ).to.deep.equal([]);
  });

  const accepted: [string, Registered[]][] = [
    ["an administrator alone", [admin(TO_ACCOUNT), caller("ci", document(allow("s3:GetObject")))]],
    [
      "a role that is not privileged",
      [
        admin(TO_ACCOUNT, document(allow("s3:*"))),
        caller("ci", document(allow("sts:AssumeRole", arn("admin")))),
      ],
    ],
    [
      "a trust that lets the caller's account in, without a grant",
      [admin(TO_ACCOUNT), caller("ci", document(allow("sts:AssumeRole", arn("other"))))],
    ],
    [
      "a grant without a trust",
      [admin(TO_LAMBDA), caller("ci", document(allow("sts:AssumeRole", arn("admin"))))],
    ],
    [
      "a trust in another caller",
      [admin(trust({ AWS: arn("other") })), caller("ci", document(allow("sts:AssumeRole", arn("admin"))))],
    ],
    [
      "a grant in another account than the trust's",
      [
        admin(trust({ AWS: "arn:aws:iam::210987654321:root" })),
        caller("ci", document(allow("sts:AssumeRole", arn("admin")))),
      ],
    ],
    [
      "a trust that asks for a second factor",
      [
        admin(trust({ AWS: ACCOUNT }, when("Bool", "aws:MultiFactorAuthPresent", "true"))),
        caller("ci", document(allow("sts:AssumeRole", arn("admin")))),
      ],
    ],
    [
      "a Deny of the caller",
      [admin(trust({ AWS: arn("ci") })), caller("ci", document(deny("sts:AssumeRole", arn("admin"))))],
    ],
    [
      "a Deny in the trust",
      [
        admin(
          document(
            { Effect: "Allow", Principal: { AWS: ACCOUNT }, Action: "sts:AssumeRole" },
            { Effect: "Deny", Principal: "*", Action: "sts:*" },
          ),
        ),
        caller("ci", document(allow("sts:AssumeRole", arn("admin")))),
      ],
    ],
    [
      "a role that is passed, and nothing that takes it",
      [admin(TO_LAMBDA), caller("ci", document(pass("admin"), allow("ec2:*")))],
    ],
    [
      "a role that does not trust the service",
      [admin(trust({ Service: "ec2.amazonaws.com" })), caller("ci", document(pass("admin"), FUNCTIONS))],
    ],
    [
      "a role that is passed to another service",
      [
        admin(TO_LAMBDA),
        caller(
          "ci",
          document(
            pass("admin", when("StringEquals", "iam:PassedToService", "ec2.amazonaws.com")),
            FUNCTIONS,
          ),
        ),
      ],
    ],
    [
      "a provider of tokens that is called like a service",
      [admin(trust({ Federated: "lambda.amazonaws.com" })), caller("ci", document(pass("admin"), FUNCTIONS))],
    ],
    [
      "a service that the trust denies",
      [
        admin(
          document(
            { Effect: "Allow", Principal: { Service: "lambda.amazonaws.com" }, Action: "sts:AssumeRole" },
            { Effect: "Deny", Principal: { Service: "lambda.amazonaws.com" }, Action: "sts:AssumeRole" },
          ),
        ),
        caller("ci", document(pass("admin"), FUNCTIONS)),
      ],
    ],
    [
      "a trust in callers of other names",
      [
        admin(trust({ AWS: ACCOUNT }, when("ArnLike", "aws:PrincipalArn", arn("d*")))),
        caller("ci", document(allow("sts:AssumeRole", arn("admin")))),
      ],
    ],
    [
      "a trust in callers of all names but this",
      [
        admin(trust({ AWS: ACCOUNT }, when("ArnNotLike", "aws:PrincipalArn", arn("c*")))),
        caller("ci", document(allow("sts:AssumeRole", arn("admin")))),
      ],
    ],
    [
      "an administrator inside a boundary that the stack does not have",
      [
        role("admin", TO_ACCOUNT, ADMIN, {
          permissionsBoundary: `arn:aws:iam::${ACCOUNT}:policy/boundary/limit`,
        }),
        caller("ci", document(allow("sts:AssumeRole", arn("admin")))),
      ],
    ],
    [
      "all roles, which other policies report",
      [
        admin(trust({ AWS: ACCOUNT, Service: "lambda.amazonaws.com" })),
        caller("ci", document(allow(["sts:AssumeRole", "iam:PassRole"]), FUNCTIONS)),
      ],
    ],
    [
      "an administrator inside a boundary",
      [
        {
          name: "limit",
          type: "aws:iam/policy:Policy",
          props: { name: "limit", path: "/boundary/", policy: JSON.stringify(document(allow("s3:*"))) },
        },
        role("admin", TO_ACCOUNT, ADMIN, {
          permissionsBoundary: `arn:aws:iam::${ACCOUNT}:policy/boundary/limit`,
        }),
        caller("ci", document(allow("sts:AssumeRole", arn("admin")))),
      ],
    ],
  ];
  for (const [name, resources] of accepted) {
    it(`accepts ${name}`, async () => expect(await messages(resources)).to.deep.equal([]));
  }

  it("reports on the role at the beginning, with one fingerprint for every spelling", async () => {
    const grant = document(allow("sts:AssumeRole", arn("admin")));
    const print = async (value: unknown): Promise<(string | undefined)[]> =>
      (await judgeStack(privilegedRoleChain, [admin(TO_ACCOUNT), caller("ci", value)])).flatMap(
        ({ message, urn }) => [fingerprintOf(message), urn],
      );
    const expected = await print(grant);
    expect(expected[1]).to.equal(urnOf(caller("ci", grant)));
    for (const [name, value] of spellingsOf(grant)) expect(await print(value), name).to.deep.equal(expected);
  });

  it("says where a way may open once all is known", async () => {
    const assumes = (Resource: unknown): Written => document(allow("sts:AssumeRole", Resource));
    expect(await messages([admin(TO_ACCOUNT), caller("ci", assumes(UNKNOWN))])).to.deep.equal([OPEN]);
    // What was made from another role is not the name of this one.
    const other = role("other", TO_LAMBDA, undefined);
    const made = (source: string): Registered => ({
      ...caller("ci", assumes(UNKNOWN)),
      madeFrom: { policies: [source] },
    });
    expect(await messages([admin(TO_ACCOUNT), other, made("other")])).to.deep.equal([]);
    expect(await messages([admin(TO_ACCOUNT), other, made("admin")])).to.deep.equal([OPEN]);
    expect(await messages([admin(trust({ AWS: UNKNOWN })), caller("ci", undefined)])).to.deep.equal([OPEN]);
    expect(
      await messages([admin(trust({ Service: UNKNOWN })), caller("ci", document(pass("admin"), FUNCTIONS))]),
    ).to.deep.equal([OPEN]);
    expect(
      await messages([admin(trust({ Service: UNKNOWN })), caller("ci", document(FUNCTIONS))]),
    ).to.deep.equal([]);
  });

  it("lets roles through that may reach privileged ones", async () => {
    const stack = [admin(TO_ACCOUNT), caller("ci", document(allow("sts:AssumeRole", arn("admin"))))];
    expect(await messages(stack, { allowRoles: ["c?"] })).to.deep.equal([]);
    expect(await messages(stack, { allowRoles: ["admin"] })).to.have.lengthOf(1);
  });
});
