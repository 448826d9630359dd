import { expect } from "chai";
import { permissionsBoundary } from "../../../policy-pack/policies/permissions-boundary";
import { judge, judgeStack, type Registered, UNKNOWN, urnOf, withoutTag } from "../judging";
import { allow, deny, document, expectOneMeaning, type Written, when } from "../spellings";

const ACCOUNT = "123456789012";
const boundary = (name: string, path = "/boundary/"): string =>
  `arn:aws:iam::${ACCOUNT}:policy${path}${name}`;
const ROLE = "aws:iam/role:Role";
const POLICY = "aws:iam/policy:Policy";
const ANY = "the ARN of a policy that says what it may ever need";

const messages = async (type: string, props: Written, settings: Written = {}): Promise<string[]> =>
  (await judge(permissionsBoundary, type, props, settings)).map(withoutTag);
const absent = (holder: string, fix = ANY): string =>
  `${holder}: \`permissionsBoundary\` is absent; whatever is attached to it later, it may do; set it to ${fix}`;
const limitsNothing = (allows: string, holder = "policy `limit`"): string =>
  `${holder}: ${allows}; a boundary that allows everything limits nothing; list the actions that its holders may ever need, or deny the change of identities (\`iam:*\`) and what else they must never do`;

describe("permissions-boundary", () => {
  it("is off unless it is asked for", () =>
    expect(permissionsBoundary.enforcementLevel).to.equal("disabled"));

  for (const [type, name, holder] of [
    [ROLE, "name", "role"],
    ["aws:iam/user:User", "name", "user"],
    ["aws-native:iam:Role", "roleName", "role"],
    ["aws-native:iam:User", "userName", "user"],
  ] as const) {
    it(`asks for a boundary of ${type}`, async () => {
      expect(await messages(type, { [name]: "a" })).to.deep.equal([absent(`${holder} \`a\``)]);
      expect(await messages(type, { permissionsBoundary: "" })).to.deep.equal([
        absent(`${holder} of \`it\``),
      ]);
      expect(await messages(type, { permissionsBoundary: null })).to.have.lengthOf(1);
      expect(await messages(type, { permissionsBoundary: boundary("a") })).to.deep.equal([]);
    });
  }

  it("asks for none of groups, and of what AWS itself makes", async () => {
    expect(await messages("aws:iam/group:Group", { name: "a" })).to.deep.equal([]);
    expect(await messages(ROLE, { path: "/aws-service-role/ecs.amazonaws.com/" })).to.deep.equal([]);
    expect(await messages(ROLE, { path: "/service-role/" })).to.have.lengthOf(1);
  });

  it("accepts the boundaries that are listed", async () => {
    const settings = { boundaryArns: ["arn:aws:iam::*:policy/boundary/team-?", boundary("all")] };
    const fix =
      "one of `arn:aws:iam::*:policy/boundary/team-?` and `arn:aws:iam::123456789012:policy/boundary/all`";
    expect(await messages(ROLE, { permissionsBoundary: boundary("team-a") }, settings)).to.deep.equal([]);
    expect(await messages(ROLE, { permissionsBoundary: boundary("all") }, settings)).to.deep.equal([]);
    expect(
      await messages(ROLE, { name: "a", permissionsBoundary: boundary("team-ab") }, settings),
    ).to.deep.equal([
      `role \`a\`: \`permissionsBoundary\` is \`${boundary("team-ab")}\`; \`boundaryArns\` does not list it; set it to ${fix}`,
    ]);
    expect(await messages(ROLE, { name: "a" }, { boundaryArns: [boundary("all")] })).to.deep.equal([
      absent("role `a`", `\`${boundary("all")}\``),
    ]);
  });

  it("rejects a policy of AWS's that limits nothing", async () => {
    const arn = "arn:aws-cn:iam::aws:policy/AdministratorAccess";
    expect(await messages(ROLE, { name: "a", permissionsBoundary: arn })).to.deep.equal([
      `role \`a\`: \`permissionsBoundary\` is \`${arn}\`; a boundary that allows everything limits nothing; set it to ${ANY}`,
    ]);
    expect(
      await messages(ROLE, { permissionsBoundary: "arn:aws:iam::aws:policy/PowerUserAccess" }),
    ).to.deep.equal([]);
  });

  it("lets roles through that need none", async () => {
    expect(await messages(ROLE, { name: "emergency" }, { allowRoles: ["emer*"] })).to.deep.equal([]);
    expect(await messages(ROLE, { name: "other" }, { allowRoles: ["emer*"] })).to.have.lengthOf(1);
  });

  const wide: [string, Written[], string][] = [
    ["everything", [allow("*")], "statement `policy.Statement[0]` allows `*` on `*`"],
    [
      "everything but single actions",
      [allow("*"), deny("s3:DeleteBucket")],
      "statement `policy.Statement[0]` allows `*` on `*`",
    ],
    [
      "everything in one region",
      [allow("*", "*", when("StringEquals", "aws:RequestedRegion", "eu-west-1"))],
      "statement `policy.Statement[0]` allows `*` on `*`, and its condition on `aws:RequestedRegion` does not limit that",
    ],
    [
      "everything in two statements",
      [allow("iam:*"), { Effect: "Allow", NotAction: "iam:*", Resource: "*" }],
      "statements `policy.Statement[0]` and `policy.Statement[1]` together allow all actions on all resources",
    ],
  ];
  for (const [name, statements, allows] of wide) {
    it(`rejects a boundary of ${name}`, async () => {
      const props = (policy: unknown): Record<string, unknown> => ({
        name: "limit",
        path: "/boundary/",
        policy,
      });
      expect(await messages(POLICY, props(document(...statements)))).to.deep.equal([limitsNothing(allows)]);
      await expectOneMeaning(permissionsBoundary, POLICY, props, document(...statements));
    });
  }

  it("accepts boundaries that limit, and leaves grants to the policies for them", async () => {
    const at = async (path: string, ...statements: Written[]): Promise<string[]> =>
      messages(POLICY, { name: "limit", path, policy: document(...statements) });
    expect(await at("/boundary/", { Effect: "Allow", NotAction: "iam:*", Resource: "*" })).to.deep.equal([]);
    expect(await at("/boundary/", allow("*"), deny("iam:*"))).to.deep.equal([]);
    expect(await at("/boundary/", allow(["s3:*", "ec2:*"]))).to.deep.equal([]);
    expect(await at("/", allow("*"))).to.deep.equal([]);
    const policy = document(allow("*"));
    expect(
      await messages(
        "aws-native:iam:ManagedPolicy",
        { managedPolicyName: "limit", path: "/limits/team/", policyDocument: policy },
        { boundaryPaths: ["/limits/"] },
      ),
    ).to.deep.equal([limitsNothing("statement `policyDocument.Statement[0]` allows `*` on `*`")]);
    // A limit of another kind has other reasons.
    expect(await messages("aws:ec2/vpcEndpoint:VpcEndpoint", { policy })).to.deep.equal([]);
  });

  it("says which unknown values could limit nothing", async () => {
    const open =
      "[advisory] unverified: policy `limit`: `policy` is not fully known yet; some of its possible values limit nothing; it is judged again before the resource is created or changed";
    const at = async (policy: unknown): Promise<string[]> =>
      messages(POLICY, { name: "limit", path: "/boundary/", policy });
    expect(await at(UNKNOWN)).to.deep.equal([open]);
    expect(await at(document(allow(UNKNOWN)))).to.deep.equal([open]);
    expect(await at(document(allow("*"), deny(UNKNOWN)))).to.deep.equal([open]);
    expect(await at(document(allow("s3:*", UNKNOWN)))).to.deep.equal([]);
  });

  describe("where the ARN is not known yet", () => {
    const role = (...sources: string[]): Registered => ({
      name: "role",
      type: ROLE,
      props: { name: "a", permissionsBoundary: UNKNOWN },
      madeFrom: { permissionsBoundary: sources },
    });
    const policy = (name: string, props: Written = {}): Registered => ({
      name,
      type: POLICY,
      props: { name, path: "/boundary/", policy: document(allow("s3:*")), ...props },
    });
    const other: Registered = { name: "other", type: "aws:ssm/parameter:Parameter", props: {} };
    const found = async (resources: readonly Registered[], settings: Written = {}): Promise<string[]> =>
      (await judgeStack(permissionsBoundary, resources, settings)).map(({ message }) => withoutTag(message));
    const globs = { boundaryArns: ["arn:aws:iam::*:policy/boundary/team-*"] };
    const open = (why: string): string =>
      `[advisory] unverified: role \`a\`: \`permissionsBoundary\` is not known yet; ${why}; it is judged again before the resource is created or changed`;

    it("takes a policy of the stack for it", async () => {
      expect(await found([policy("limit"), role("limit")])).to.deep.equal([]);
      expect(await found([policy("team-a"), role("team-a")], globs)).to.deep.equal([]);
    });

    it("rejects one that is not listed", async () => {
      const resources = [policy("limit"), role("limit")];
      expect(await found(resources, globs)).to.deep.equal([
        "role `a`: `permissionsBoundary` is `limit`; `boundaryArns` does not list it; set it to `arn:aws:iam::*:policy/boundary/team-*`",
      ]);
      const [finding] = await judgeStack(permissionsBoundary, resources, globs);
      expect(finding?.urn).to.equal(urnOf(role()));
    });

    it("leaves all else open", async () => {
      const none = open("it may turn out to be none");
      const unlisted = open("it may turn out to be none that `boundaryArns` lists");
      expect(await found([role()])).to.deep.equal([none]);
      expect(await found([other, role("other")])).to.deep.equal([none]);
      expect(await found([policy("limit"), other, role("limit", "other")])).to.deep.equal([none]);
      expect(await found([role()], globs)).to.deep.equal([unlisted]);
      const either = [policy("limit"), policy("team-a"), role("limit", "team-a")];
      expect(await found(either)).to.deep.equal([]);
      expect(await found(either, globs)).to.deep.equal([unlisted]);
      expect(await found([policy("x", { name: UNKNOWN }), role("x")], globs)).to.deep.equal([unlisted]);
      expect(
        await found([policy("team-a"), role("team-a")], { boundaryArns: [boundary("team-a")] }),
      ).to.deep.equal([unlisted]);
      expect(await found([role()], { allowRoles: ["a"] })).to.deep.equal([]);
    });
  });
});
