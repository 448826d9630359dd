import { expect } from "chai";
import { userCredentials } from "../../../policy-pack/policies/user-credentials";
import { judge, judgeStack, type Registered, UNKNOWN, urnOf, withoutTag } from "../judging";
import { expectNeverSilent } from "../spellings";

const ALLOW = "or list the user in `allowUsers`";
const AGAIN = "it is judged again before the resource is created or changed";
const POLICY = `permissions of single users outlive what they were given for; attach it to a group or a role, ${ALLOW}`;
const KEY = `it is valid until someone deletes it, and its secret is in the stack's state; let the workload assume a role, by its instance, function or task, or by OpenID Connect, ${ALLOW}`;
const PASSWORD = `it signs in past your identity provider; let people sign in through IAM Identity Center, ${ALLOW}`;
const USER = `its credentials do not expire, and leak with whatever holds them; let people sign in through IAM Identity Center and workloads assume a role, ${ALLOW}`;

const found = async (type: string, props: Record<string, unknown>, settings = {}) =>
  (await judge(userCredentials, type, props, settings)).map(withoutTag);

const report = async (resources: readonly Registered[], settings = {}) =>
  (await judgeStack(userCredentials, resources, settings)).map(({ message }) => withoutTag(message));

describe("user-credentials", () => {
  const rejected: readonly (readonly [
    type: string,
    props: Record<string, unknown>,
    messages: readonly string[],
  ])[] = [
    ["aws:iam/user:User", { name: "deploy" }, [`\`deploy\` is an IAM user; ${USER}`]],
    ["aws:iam/user:User", {}, [`\`it\` is an IAM user; ${USER}`]],
    [
      "aws:iam/userPolicy:UserPolicy",
      { user: "deploy", policy: "{}" },
      [`\`policy\` gives user \`deploy\` a policy; ${POLICY}`],
    ],
    [
      "aws:iam/userPolicyAttachment:UserPolicyAttachment",
      { user: "deploy", policyArn: "arn:aws:iam::aws:policy/ReadOnlyAccess" },
      [`\`policyArn\` gives user \`deploy\` a policy; ${POLICY}`],
    ],
    [
      "aws:iam/userPolicyAttachmentsExclusive:UserPolicyAttachmentsExclusive",
      { userName: "deploy", policyArns: ["arn:aws:iam::aws:policy/ReadOnlyAccess"] },
      [`\`policyArns[0]\` gives user \`deploy\` a policy; ${POLICY}`],
    ],
    [
      "aws:iam/policyAttachment:PolicyAttachment",
      { policyArn: "arn:aws:iam::aws:policy/ReadOnlyAccess", users: ["deploy"], roles: ["r"] },
      [`\`users[0]\` gives user \`deploy\` a policy; ${POLICY}`],
    ],
    ["aws:iam/accessKey:AccessKey", { user: "deploy" }, [`this access key is user \`deploy\`'s; ${KEY}`]],
    [
      "aws:iam/userLoginProfile:UserLoginProfile",
      { user: "deploy" },
      [`this password is user \`deploy\`'s; ${PASSWORD}`],
    ],
    [
      "aws:iam/serviceSpecificCredential:ServiceSpecificCredential",
      { userName: "deploy", serviceName: "bedrock.amazonaws.com" },
      [
        `this credential for a single service is user \`deploy\`'s; it is valid until someone deletes it, and its secret is in the stack's state; let the workload assume a role and sign its requests, ${ALLOW}`,
      ],
    ],
    [
      "aws-native:iam:User",
      {
        userName: "deploy",
        managedPolicyArns: ["arn:aws:iam::aws:policy/ReadOnlyAccess"],
        policies: [{ policyName: "p", policyDocument: {} }],
        loginProfile: { password: "x" },
      },
      [
        `\`deploy\` is an IAM user; ${USER}`,
        `\`managedPolicyArns[0]\` gives user \`deploy\` a policy; ${POLICY}`,
        `\`policies[0]\` gives user \`deploy\` a policy; ${POLICY}`,
        `\`loginProfile\` gives user \`deploy\` a password; ${PASSWORD}`,
      ],
    ],
    [
      "aws-native:iam:UserPolicy",
      { userName: "deploy", policyName: "p" },
      [`\`policyDocument\` gives user \`deploy\` a policy; ${POLICY}`],
    ],
    [
      "aws-native:iam:ManagedPolicy",
      { users: ["deploy"], policyDocument: {} },
      [`\`users[0]\` gives user \`deploy\` a policy; ${POLICY}`],
    ],
  ];
  for (const [type, props, messages] of rejected) {
    it(`advises against ${type} ${JSON.stringify(props).slice(0, 60)}`, async () => {
      expect(await found(type, props)).to.deep.equal(messages);
      expect(await found(type, props, { allowUsers: ["dep*", "it"] })).to.deep.equal([]);
      expect(await found(type, props, { allowUsers: ["other"] })).to.deep.equal(messages);
      await expectNeverSilent(userCredentials, type, props);
    });
  }

  const accepted: readonly (readonly [type: string, props: Record<string, unknown>])[] = [
    ["aws:iam/role:Role", { name: "deploy" }],
    ["aws:iam/group:Group", { name: "people" }],
    ["aws:iam/groupPolicyAttachment:GroupPolicyAttachment", { group: "people", policyArn: "a" }],
    ["aws:iam/userGroupMembership:UserGroupMembership", { user: "deploy", groups: ["people"] }],
    ["aws:iam/policyAttachment:PolicyAttachment", { policyArn: "a", roles: ["r"] }],
    ["aws:iam/policyAttachment:PolicyAttachment", { policyArn: "a", users: [] }],
    [
      "aws:iam/userPolicyAttachmentsExclusive:UserPolicyAttachmentsExclusive",
      { userName: "deploy", policyArns: [] },
    ],
    ["aws-native:iam:ManagedPolicy", { policyDocument: {}, roles: ["r"] }],
  ];
  for (const [type, props] of accepted) {
    it(`accepts ${type} ${JSON.stringify(props)}`, async () =>
      expect(await found(type, props)).to.deep.equal([]));
  }

  it("reports a user who is not known: he is one in any case", async () => {
    expect(await found("aws:iam/accessKey:AccessKey", { user: UNKNOWN })).to.deep.equal([
      `this access key is a user's; ${KEY}`,
    ]);
  });

  it("cannot tell yet of a list that is not known", async () => {
    expect(await found("aws:iam/policyAttachment:PolicyAttachment", { users: UNKNOWN })).to.deep.equal([
      `[advisory] unverified: \`users\` is not fully known yet, and may give a user a policy; permissions of single users outlive what they were given for; ${AGAIN}`,
    ]);
  });

  describe("with users that are allowed", () => {
    const allowUsers = ["break-glass"];
    const user = (props: Record<string, unknown>, name = "user"): Registered => ({
      type: "aws:iam/user:User",
      name,
      props,
    });
    const key = (from: readonly string[]): Registered => ({
      type: "aws:iam/accessKey:AccessKey",
      name: "key",
      props: { user: UNKNOWN },
      madeFrom: { user: from },
    });
    const unverified = `[advisory] unverified: \`user\` is not fully known yet, and may give a user a access key; it is valid until someone deletes it, and its secret is in the stack's state; ${AGAIN}`;

    it("finds the user of what is not known by what it was made from", async () => {
      expect(await report([user({ name: "break-glass" }), key(["user"])], { allowUsers })).to.deep.equal([]);
      expect(await report([user({}, "break-glass"), key(["break-glass"])], { allowUsers })).to.deep.equal([]);
      const [, found] = await judgeStack(userCredentials, [user({ name: "deploy" }), key(["user"])], {
        allowUsers,
      });
      expect([found?.urn, withoutTag(found?.message ?? "")]).to.deep.equal([
        urnOf(key([])),
        `this access key is a user's; ${KEY}`,
      ]);
    });

    it("cannot tell yet where nothing says who it is", async () => {
      expect(await report([key([])], { allowUsers })).to.deep.equal([
        unverified.replace("a access", "an access"),
      ]);
      const both = [user({ name: "break-glass" }), user({ name: "deploy" }, "other"), key(["user", "other"])];
      expect((await report(both, { allowUsers })).at(-1)).to.equal(
        unverified.replace("a access", "an access"),
      );
      expect(await report([user({ name: UNKNOWN })], { allowUsers })).to.have.length(1);
      expect((await report([user({ name: UNKNOWN })], { allowUsers }))[0]).to.match(
        /^\[advisory\] unverified: `name`/,
      );
    });
  });
});
