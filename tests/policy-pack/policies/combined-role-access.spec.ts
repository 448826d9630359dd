import { expect } from "chai";
import { administrativeAccess } from "../../../policy-pack/policies/administrative-access";
import { combinedRoleAccess } from "../../../policy-pack/policies/combined-role-access";
import { privilegeEscalation } from "../../../policy-pack/policies/privilege-escalation";
import { fingerprintOf, judgeStack, type Registered, UNKNOWN, urnOf, withoutTag } from "../judging";
import { allow, deny, document, spellingsOf, type Written, when } from "../spellings";

const ACCOUNT = "123456789012";
const IDENTITIES = document(allow("iam:Put*"));
const POWER = document({ Effect: "Allow", NotAction: "iam:*", Resource: "*" });
const PASS = document(
  allow("iam:PassRole", "*", when("StringEquals", "iam:PassedToService", "ec2.amazonaws.com")),
);
const LAUNCH = document({ Sid: "Launch", ...allow("ec2:RunInstances") });

const role = (props: Written = {}, name = "deploy"): Registered => ({
  name,
  type: "aws:iam/role:Role",
  props: { name, ...props },
});
const inline = (name: string, policy: unknown, more: Partial<Registered> = {}): Registered => ({
  name,
  type: "aws:iam/rolePolicy:RolePolicy",
  props: { role: "deploy", policy: typeof policy === "string" ? policy : JSON.stringify(policy) },
  ...more,
});
const managed = (name: string, policy: unknown, props: Written = {}): Registered => ({
  name,
  type: "aws:iam/policy:Policy",
  props: { name, policy: JSON.stringify(policy), ...props },
});
const attached = (name: string, props: Written, madeFrom: Registered["madeFrom"] = {}): Registered => ({
  name,
  type: "aws:iam/rolePolicyAttachment:RolePolicyAttachment",
  props: { role: "deploy", ...props },
  madeFrom,
});

async function messages(resources: readonly Registered[], settings: Written = {}): Promise<string[]> {
  const found = await judgeStack(combinedRoleAccess, resources, settings);
  return found.map(({ message }) => withoutTag(message));
}

const ADMINISTRATIVE =
  "together are administrative access; each is narrower alone, but their holder has `iam:PutRolePolicy` on everything and nearly all services; list the actions and ARNs that are needed, give each job a role of its own, or name this one in `allowRoles`";
const administrative = (labels: string, holder = "role `deploy`"): string =>
  `${holder}: ${labels} ${ADMINISTRATIVE}`;
const PAIR = "`policy.Statement[0]` of `identities` and `policy.Statement[0]` of `power`";

describe("combined-role-access", () => {
  const rejected: [string, Registered[], string][] = [
    [
      "two documents of one role by name",
      [role(), inline("identities", IDENTITIES), inline("power", POWER)],
      administrative(PAIR),
    ],
    [
      "two documents of a role that the stack does not have",
      [
        inline("identities", IDENTITIES),
        inline("power", POWER, { props: { role: "DEPLOY", policy: POWER } }),
      ],
      administrative(PAIR),
    ],
    [
      "a role that is not named yet, by what its properties were made from",
      [
        { name: "deploy", type: "aws:iam/role:Role", props: {} },
        inline("identities", IDENTITIES, {
          props: { role: UNKNOWN, policy: IDENTITIES },
          madeFrom: { role: ["deploy"] },
        }),
        inline("power", POWER, { props: { role: UNKNOWN, policy: POWER }, madeFrom: { role: ["deploy"] } }),
      ],
      administrative(PAIR, "role of `deploy`"),
    ],
    [
      "a document in the role, and a managed policy by the ARN that the stack gave it",
      [
        managed("power", POWER, { path: "/team/" }),
        role({ inlinePolicies: [{ name: "own", policy: JSON.stringify(IDENTITIES) }] }),
        attached("a", { policyArn: `arn:aws:iam::${ACCOUNT}:policy/team/power` }),
      ],
      administrative(
        "`inlinePolicies[0].policy.Statement[0]` of `deploy` and `policy.Statement[0]` of `power`",
      ),
    ],
    [
      "managed policies whose ARNs are not known yet",
      [
        managed("identities", IDENTITIES),
        managed("power", POWER),
        role({ managedPolicyArns: [UNKNOWN, UNKNOWN] }),
      ].map((one) =>
        one.name === "deploy" ? { ...one, madeFrom: { managedPolicyArns: ["identities", "power"] } } : one,
      ),
      administrative(PAIR),
    ],
    [
      "an AWS managed policy of a known class",
      [
        inline("identities", IDENTITIES),
        attached("a", { policyArn: "arn:aws:iam::aws:policy/PowerUserAccess" }),
      ],
      administrative("`policy.Statement[0]` of `identities` and `PowerUserAccess`"),
    ],
    [
      "an attachment to several at once",
      [
        managed("identities", IDENTITIES),
        {
          name: "all",
          type: "aws:iam/policyAttachment:PolicyAttachment",
          props: {
            name: "all",
            roles: ["deploy", "other"],
            policyArn: `arn:aws:iam::${ACCOUNT}:policy/identities`,
          },
        },
        inline("power", POWER),
      ],
      administrative(PAIR),
    ],
    [
      "a group, by aws-native",
      [
        {
          name: "team",
          type: "aws-native:iam:Group",
          props: { groupName: "team", policies: [{ policyName: "p", policyDocument: POWER }] },
        },
        {
          name: "identities",
          type: "aws-native:iam:ManagedPolicy",
          props: { managedPolicyName: "identities", policyDocument: IDENTITIES, groups: ["team"] },
        },
      ],
      administrative(
        "`policies[0].policyDocument.Statement[0]` of `team` and `policyDocument.Statement[0]` of `identities`",
        "group `team`",
      ),
    ],
    [
      "a permission set",
      [
        { name: "set", type: "aws:ssoadmin/permissionSet:PermissionSet", props: { name: "ops" } },
        {
          name: "identities",
          type: "aws:ssoadmin/permissionSetInlinePolicy:PermissionSetInlinePolicy",
          props: { permissionSetArn: UNKNOWN, inlinePolicy: JSON.stringify(IDENTITIES) },
          madeFrom: { permissionSetArn: ["set"] },
        },
        managed("power", POWER),
        {
          name: "power-attachment",
          type: "aws:ssoadmin/customerManagedPolicyAttachment:CustomerManagedPolicyAttachment",
          props: { permissionSetArn: UNKNOWN, customerManagedPolicyReference: { name: "power" } },
          madeFrom: { permissionSetArn: ["set"] },
        },
      ],
      administrative(
        "`inlinePolicy.Statement[0]` of `identities` and `policy.Statement[0]` of `power`",
        "permission set `ops`",
      ),
    ],
    [
      "a boundary that takes nothing away",
      [
        managed("limit", document(allow("*"), deny("s3:DeleteBucket")), { path: "/boundary/" }),
        role({ permissionsBoundary: `arn:aws:iam::${ACCOUNT}:policy/boundary/limit` }),
        inline("identities", IDENTITIES),
        inline("power", POWER),
      ],
      administrative(PAIR),
    ],
  ];
  for (const [name, resources, message] of rejected) {
    it(`rejects ${name}`, async () => expect(await messages(resources)).to.deep.equal([message]));
  }

  it("reports on the role, or else on the last of what it was given", async () => {
    const on = async (resources: readonly Registered[]): Promise<(string | undefined)[]> =>
      (await judgeStack(combinedRoleAccess, resources)).map(({ urn }) => urn);
    const [identities, power] = [inline("identities", IDENTITIES), inline("power", POWER)];
    expect(await on([identities, power, role()])).to.deep.equal([urnOf(role())]);
    expect(await on([identities, power])).to.deep.equal([urnOf(power)]);
  });

  it("gives one fingerprint to every spelling and order", async () => {
    const print = async (resources: readonly Registered[]): Promise<string[]> =>
      (await judgeStack(combinedRoleAccess, resources)).map(({ message }) => fingerprintOf(message));
    const expected = await print([inline("a", IDENTITIES), inline("b", POWER)]);
    expect(expected).to.have.lengthOf(1);
    expect(await print([inline("b", POWER), inline("a", IDENTITIES)])).to.deep.equal(expected);
    for (const [name, value] of spellingsOf(IDENTITIES))
      expect(
        await print([inline("a", "", { props: { role: "deploy", policy: value } }), inline("b", POWER)]),
        name,
      ).to.deep.equal(expected);
  });

  it("advises against a detour whose steps are in two documents", async () => {
    expect(await messages([inline("pass", PASS), inline("launch", LAUNCH)])).to.deep.equal([
      "[advisory] role `deploy`: `policy.Statement[0]` of `pass` and `Launch` (policy.Statement[0]) of `launch` together allow `iam:PassRole` of any role to `ec2.amazonaws.com` and `ec2:RunInstances` (`ec2-run-instances`); its holder can act with the strongest role that trusts `ec2.amazonaws.com`; list the ARNs of the roles that `iam:PassRole` is needed for, none of them stronger than its holder",
    ]);
  });

  it("rejects writes that two documents allow from more addresses than each", async () => {
    const from = (cidr: string): Written =>
      document(allow("iam:PutRolePolicy", "*", when("IpAddress", "aws:SourceIp", cidr)));
    const [message, ...others] = await messages([
      inline("low", from("8.0.0.0/8")),
      inline("high", from("9.0.0.0/8")),
    ]);
    expect(others).to.deep.equal([]);
    expect(message).to.match(
      /^role `deploy`: `policy.Statement\[0\]` of `(low|high)` and others together allow `iam:PutRolePolicy` on all roles/,
    );
  });

  const accepted: [string, Registered[]][] = [
    ["one document", [role(), inline("identities", IDENTITIES)]],
    [
      "documents of two roles",
      [inline("identities", IDENTITIES), inline("power", POWER, { props: { role: "other", policy: POWER } })],
    ],
    [
      "a role and a user of one name",
      [
        inline("identities", IDENTITIES),
        { name: "power", type: "aws:iam/userPolicy:UserPolicy", props: { user: "deploy", policy: POWER } },
      ],
    ],
    [
      "a Deny in a third document",
      [inline("identities", IDENTITIES), inline("power", POWER), inline("deny", document(deny("iam:*")))],
    ],
    [
      "a boundary that takes identities away",
      [
        managed("limit", POWER, { path: "/boundary/" }),
        role({ permissionsBoundary: UNKNOWN }),
        inline("identities", IDENTITIES),
        inline("power", POWER),
      ].map((one) =>
        one.name === "deploy" ? { ...one, madeFrom: { permissionsBoundary: ["limit"] } } : one,
      ),
    ],
    [
      "a boundary of AWS's that does",
      [
        role({ permissionsBoundary: "arn:aws:iam::aws:policy/PowerUserAccess" }),
        inline("identities", IDENTITIES),
        inline("power", POWER),
      ],
    ],
    [
      "narrow documents",
      [inline("a", document(allow("s3:GetObject", "arn:aws:s3:::a/*"))), inline("b", LAUNCH)],
    ],
    [
      "a policy that is a boundary, attached to none",
      [managed("limit", POWER, { path: "/boundary/" }), role(), inline("identities", IDENTITIES)],
    ],
    [
      "variables in a document of a version without them",
      [
        inline(
          "identities",
          document(allow("iam:PutRolePolicy", "arn:aws:iam::${aws:ResourceAccount}:role/*")),
        ),
        inline("power", POWER),
      ].map((one) =>
        one.name === "identities"
          ? { ...one, props: { ...one.props, policy: String(one.props["policy"]).replace("2012", "2008") } }
          : one,
      ),
    ],
  ];
  for (const [name, resources] of accepted) {
    it(`accepts ${name}`, async () => expect(await messages(resources)).to.deep.equal([]));
  }

  it("leaves a document that is administrative alone to the policy for it", async () => {
    const all = inline("all", document(allow("*")));
    expect(await messages([all, inline("power", POWER)])).to.deep.equal([]);
    expect(await judgeStack(administrativeAccess, [all])).to.have.lengthOf(1);
  });

  it("does not say again what a document alone opens", async () => {
    const both = inline(
      "both",
      document(
        allow(
          ["iam:PassRole", "ec2:RunInstances"],
          "*",
          when("StringEquals", "iam:PassedToService", "ec2.amazonaws.com"),
        ),
        allow("ec2:RunInstances"),
      ),
    );
    const s3 = inline("s3", document(allow("s3:GetObject")));
    expect(await judgeStack(privilegeEscalation, [both])).to.have.lengthOf(1);
    expect(await messages([both, s3])).to.deep.equal([]);
  });

  it("is careful where the boundary is not in the stack, or not known", async () => {
    const arn = `arn:aws:iam::${ACCOUNT}:policy/boundary/elsewhere`;
    const pieces = [inline("identities", IDENTITIES), inline("power", POWER)];
    const [foreign] = await messages([role({ permissionsBoundary: arn }), ...pieces]);
    expect(foreign).to.contain(
      `[advisory] role \`deploy\`: ${PAIR} together are administrative access, unless its permissions boundary \`${arn}\` takes it away; each`,
    );
    const [unknown] = await messages([role({ permissionsBoundary: UNKNOWN }), ...pieces]);
    expect(unknown).to.contain(
      `[advisory] unverified: role \`deploy\`: ${PAIR} together are administrative access, unless its permissions boundary, which is not known yet, takes it away; each`,
    );
  });

  it("says where what is not known could add up", async () => {
    const open =
      "[advisory] unverified: role `deploy`: what its policies allow together is not fully known yet; some of the possible values make it administrative, or let it raise its own permissions; it is judged again at the end of the update, with all values known";
    const power = inline("power", POWER);
    const partly = document(allow("iam:PutRolePolicy"), deny(UNKNOWN));
    expect(await messages([inline("a", document(allow("s3:GetObject", UNKNOWN))), power])).to.deep.equal([]);
    expect(
      await messages([inline("a", "", { props: { role: "deploy", policy: partly } }), power]),
    ).to.deep.equal([open]);
    // Whose document it is depends on what is not known.
    const nobody = inline("a", "", { props: { role: UNKNOWN, policy: IDENTITIES } });
    expect((await messages([nobody, power])).filter((message) => message === open)).to.have.lengthOf(1);
    const roles = [role(), role({}, "other")];
    const either = { ...nobody, madeFrom: { role: ["deploy", "other"] } };
    expect(await messages([...roles, either, power])).to.deep.equal([open]);
    // Which policy it is, likewise.
    const policies = [managed("identities", IDENTITIES), managed("none", document(allow("s3:GetObject")))];
    const one = attached("x", { policyArn: UNKNOWN }, { policyArn: ["identities", "none"] });
    expect(await messages([...policies, role(), one, power])).to.deep.equal([open]);
    // Nothing at all is known: reported with the document.
    expect(await messages([inline("a", UNKNOWN), power])).to.deep.equal([]);
  });

  it("lets roles through that may be administrative", async () => {
    const pieces = [inline("identities", IDENTITIES), inline("power", POWER)];
    expect(await messages(pieces, { allowRoles: ["dep*"] })).to.deep.equal([]);
    expect(await messages(pieces, { allowRoles: ["other"] })).to.have.lengthOf(1);
  });
});
