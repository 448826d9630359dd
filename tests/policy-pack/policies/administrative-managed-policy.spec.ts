import { expect } from "chai";
import { MANAGED_POLICIES, MANAGED_POLICIES_DATE } from "../../../policy-pack/analysis/iam/managed-policies";
import { administrativeManagedPolicy } from "../../../policy-pack/policies/administrative-managed-policy";
import { fingerprintOf, judge, judgeStack, type Registered, UNKNOWN, withoutTag } from "../judging";
import type { Written } from "../spellings";

const ATTACHMENT = "aws:iam/rolePolicyAttachment:RolePolicyAttachment";
const ADMINISTRATOR = "arn:aws:iam::aws:policy/AdministratorAccess";
const FIX =
  "attach a policy that lists the actions and ARNs that are needed, or name the holder in `allowPrincipals`";
const AGAIN = "it is judged again before the resource is created or changed";

const messages = async (type: string, props: Written, settings: Written = {}): Promise<string[]> =>
  (await judge(administrativeManagedPolicy, type, props, settings)).map(withoutTag);
const attached = (policyArn: unknown, settings: Written = {}, role: unknown = "proxy"): Promise<string[]> =>
  messages(ATTACHMENT, { role, policyArn }, settings);

describe("administrative-managed-policy", () => {
  const rejected: [string, string][] = [
    [ADMINISTRATOR, "`AdministratorAccess` to `proxy`; its holder is an administrator of the account"],
    [
      "arn:aws-cn:iam::aws:policy/AdministratorAccess",
      "`AdministratorAccess` to `proxy`; its holder is an administrator of the account",
    ],
    [
      "arn:aws:iam::aws:policy/IAMFullAccess",
      "`IAMFullAccess` to `proxy`; its holder can make himself an administrator of the account in one step",
    ],
    [
      "arn:aws:iam::aws:policy/AdministratorAccess-Amplify",
      "`AdministratorAccess-Amplify` to `proxy`; its holder can make himself an administrator of the account in one step",
    ],
    [
      "arn:aws:iam::aws:policy/PowerUserAccess",
      "`PowerUserAccess` to `proxy`; its holder reaches nearly all that the account has",
    ],
  ];
  for (const [arn, what] of rejected) {
    it(`rejects ${arn}`, async () =>
      expect(await attached(arn)).to.deep.equal([`\`policyArn\` attaches ${what}; ${FIX}`]));
  }

  for (const arn of [
    "arn:aws:iam::aws:policy/ReadOnlyAccess",
    "arn:aws:iam::aws:policy/AmazonSSMManagedInstanceCore",
    "arn:aws:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole",
    "arn:aws:iam::aws:policy/AWSQuickSetupManagedInstanceProfileExecutionPolicy",
    "arn:aws:iam::123456789012:policy/AdministratorAccess",
    "arn:aws:iam::aws:policy/constructor",
    "AdministratorAccess",
  ]) {
    it(`accepts ${arn}`, async () => expect(await attached(arn)).to.deep.equal([]));
  }

  it("knows the policies by what they allow", () => {
    const names = (of: string): string[] =>
      [...MANAGED_POLICIES].flatMap(([name, found]) => (found === of ? [name] : []));
    expect(names("administrator")).to.deep.equal(["AWSMcpServiceActionsFullAccess", "AdministratorAccess"]);
    expect(names("services")).to.deep.equal(["AIDevOpsAgentActionsPolicy", "PowerUserAccess"]);
    expect(names("identities")).to.include.members(["IAMFullAccess", "AdministratorAccess-Amplify"]);
    expect(MANAGED_POLICIES_DATE).to.match(/^20\d\d-\d\d-\d\d$/);
  });

  it("sees every way to attach a policy", async () => {
    const surfaces: [string, Written, string][] = [
      [
        "aws:iam/role:Role",
        { name: "a", managedPolicyArns: ["arn:aws:iam::aws:policy/ReadOnlyAccess", ADMINISTRATOR] },
        "managedPolicyArns[1]",
      ],
      [
        "aws:iam/rolePolicyAttachmentsExclusive:RolePolicyAttachmentsExclusive",
        { roleName: "a", policyArns: [ADMINISTRATOR] },
        "policyArns[0]",
      ],
      [
        "aws:iam/userPolicyAttachment:UserPolicyAttachment",
        { user: "a", policyArn: ADMINISTRATOR },
        "policyArn",
      ],
      [
        "aws:iam/userPolicyAttachmentsExclusive:UserPolicyAttachmentsExclusive",
        { userName: "a", policyArns: [ADMINISTRATOR] },
        "policyArns[0]",
      ],
      [
        "aws:iam/groupPolicyAttachment:GroupPolicyAttachment",
        { group: "a", policyArn: ADMINISTRATOR },
        "policyArn",
      ],
      [
        "aws:iam/groupPolicyAttachmentsExclusive:GroupPolicyAttachmentsExclusive",
        { groupName: "a", policyArns: [ADMINISTRATOR] },
        "policyArns[0]",
      ],
      ["aws:iam/policyAttachment:PolicyAttachment", { roles: ["a"], policyArn: ADMINISTRATOR }, "policyArn"],
      [
        "aws:quicksight/iamPolicyAssignment:IamPolicyAssignment",
        { assignmentName: "a", policyArn: ADMINISTRATOR },
        "policyArn",
      ],
      [
        "aws:ssoadmin/managedPolicyAttachment:ManagedPolicyAttachment",
        { permissionSetArn: "a", managedPolicyArn: ADMINISTRATOR },
        "managedPolicyArn",
      ],
      [
        "aws:ssoadmin/managedPolicyAttachmentsExclusive:ManagedPolicyAttachmentsExclusive",
        { permissionSetArn: "a", managedPolicyArns: [ADMINISTRATOR] },
        "managedPolicyArns[0]",
      ],
      ["aws-native:iam:Role", { roleName: "a", managedPolicyArns: [ADMINISTRATOR] }, "managedPolicyArns[0]"],
      ["aws-native:iam:User", { userName: "a", managedPolicyArns: [ADMINISTRATOR] }, "managedPolicyArns[0]"],
      [
        "aws-native:iam:Group",
        { groupName: "a", managedPolicyArns: [ADMINISTRATOR] },
        "managedPolicyArns[0]",
      ],
      ["aws-native:sso:PermissionSet", { name: "a", managedPolicies: [ADMINISTRATOR] }, "managedPolicies[0]"],
    ];
    for (const [type, props, path] of surfaces) {
      expect(await messages(type, props), type).to.deep.equal([
        `\`${path}\` attaches \`AdministratorAccess\` to \`a\`; its holder is an administrator of the account; ${FIX}`,
      ]);
      expect(await messages(type, props, { allowPrincipals: ["a"] }), type).to.deep.equal([]);
    }
    expect(
      await messages("aws:iam/role:Role", { name: "a", permissionsBoundary: ADMINISTRATOR }),
    ).to.deep.equal([]);
  });

  describe("EKS", () => {
    const type = "aws:eks/accessPolicyAssociation:AccessPolicyAssociation";
    const association = (accessScope: unknown, name = "AmazonEKSClusterAdminPolicy"): Promise<string[]> =>
      messages(type, {
        policyArn: `arn:aws:eks::aws:cluster-access-policy/${name}`,
        principalArn: "arn:aws:iam::123456789012:role/deploy",
        accessScope,
      });
    it("rejects it among the policies of an access entry", async () => {
      const policyArn = "arn:aws:eks::aws:cluster-access-policy/AmazonEKSClusterAdminPolicy";
      const found = (accessScope: unknown) =>
        judge(administrativeManagedPolicy, "aws-native:eks:AccessEntry", {
          principalArn: "arn:aws:iam::123456789012:role/deploy",
          accessPolicies: [
            { policyArn, accessScope: { type: "namespace" } },
            { policyArn, accessScope },
          ],
        });
      expect((await found({ type: "cluster" })).map(withoutTag)).to.deep.equal([
        `\`accessPolicies[1].policyArn\` attaches \`AmazonEKSClusterAdminPolicy\` to \`arn:aws:iam::123456789012:role/deploy\`; its holder is an administrator of the whole cluster; ${FIX}`,
      ]);
      expect(await found({ type: "namespace" })).to.deep.equal([]);
      expect(await found(UNKNOWN)).to.have.length(1);
    });

    it("rejects the administrator of a whole cluster", async () => {
      expect(await association({ type: "cluster" })).to.deep.equal([
        `\`policyArn\` attaches \`AmazonEKSClusterAdminPolicy\` to \`arn:aws:iam::123456789012:role/deploy\`; its holder is an administrator of the whole cluster; ${FIX}`,
      ]);
      expect(await association({ type: "namespace", namespaces: ["a"] })).to.deep.equal([]);
      expect(await association({ type: "cluster" }, "AmazonEKSViewPolicy")).to.deep.equal([]);
      for (const scope of [UNKNOWN, { type: UNKNOWN }])
        expect(await association(scope)).to.deep.equal([
          `[advisory] unverified: \`policyArn\` attaches \`AmazonEKSClusterAdminPolicy\` to \`arn:aws:iam::123456789012:role/deploy\`, and its scope is not known yet; its holder is an administrator of the whole cluster; ${AGAIN}`,
        ]);
    });
  });

  it("lets through what is allowed by policy or by holder", async () => {
    expect(await attached(ADMINISTRATOR, { allowPolicies: ["Administrator*"] })).to.deep.equal([]);
    expect(await attached(ADMINISTRATOR, { allowPolicies: [ADMINISTRATOR] })).to.deep.equal([]);
    expect(await attached(ADMINISTRATOR, { allowPrincipals: ["pro?y"] })).to.deep.equal([]);
    expect(await attached(ADMINISTRATOR, { allowPrincipals: ["other"] })).to.have.lengthOf(1);
    const several = { roles: ["proxy"], users: ["ann"], policyArn: ADMINISTRATOR };
    expect(
      await messages("aws:iam/policyAttachment:PolicyAttachment", several, { allowPrincipals: ["proxy"] }),
    ).to.deep.equal([
      `\`policyArn\` attaches \`AdministratorAccess\` to \`ann\`; its holder is an administrator of the account; ${FIX}`,
    ]);
  });

  it("rejects whoever the holder is, and is unverified only where some holder may be", async () => {
    expect(await attached(ADMINISTRATOR, {}, UNKNOWN)).to.deep.equal([
      `\`policyArn\` attaches \`AdministratorAccess\`; its holder is an administrator of the account; ${FIX}`,
    ]);
    expect(await attached(ADMINISTRATOR, { allowPrincipals: ["break-glass"] }, UNKNOWN)).to.deep.equal([
      `[advisory] unverified: \`policyArn\` attaches \`AdministratorAccess\`, and its holder is not known yet; its holder is an administrator of the account; ${AGAIN}`,
    ]);
  });

  it("takes an unknown ARN for no AWS managed policy only where policies of the stack made it", async () => {
    const found = async (madeFrom: Registered["madeFrom"], settings: Written = {}): Promise<string[]> =>
      (
        await judgeStack(
          administrativeManagedPolicy,
          [
            { name: "own", type: "aws:iam/policy:Policy", props: {} },
            { name: "table", type: "aws:iam/role:Role", props: { name: "table" } },
            {
              name: "it",
              type: ATTACHMENT,
              props: { role: "proxy", policyArn: UNKNOWN },
              ...(madeFrom ? { madeFrom } : {}),
            },
          ],
          settings,
        )
      ).map(({ message }) => withoutTag(message));
    const open = [
      `[advisory] unverified: \`policyArn\` is not known yet; some AWS managed policies amount to administration; ${AGAIN}`,
    ];
    expect(await found({ policyArn: ["own"] })).to.deep.equal([]);
    expect(await found({ policyArn: ["own", "table"] })).to.deep.equal(open);
    expect(await found(undefined)).to.deep.equal(open);
    expect(await found(undefined, { allowPrincipals: ["proxy"] })).to.deep.equal([]);
  });

  it("gives one fingerprint to one policy", async () => {
    const print = async (type: string, props: Written): Promise<string[]> =>
      (await judge(administrativeManagedPolicy, type, props)).map(fingerprintOf);
    const one = await print(ATTACHMENT, { role: "a", policyArn: ADMINISTRATOR });
    expect(await print("aws-native:iam:Role", { managedPolicyArns: [ADMINISTRATOR] })).to.deep.equal(one);
    expect(await print(ATTACHMENT, { policyArn: "arn:aws:iam::aws:policy/IAMFullAccess" })).not.to.deep.equal(
      one,
    );
  });
});
