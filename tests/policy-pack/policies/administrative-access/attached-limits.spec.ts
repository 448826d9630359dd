import { expect } from "chai";
import { administrativeAccess } from "../../../../policy-pack/policies/administrative-access";
import { fingerprintOf, judge, judgeStack, Session, UNKNOWN, urnOf, withoutTag } from "../../judging";
import { allow, document } from "../../spellings";
import { text } from "./fixtures";

const ATTACHMENT = "aws:iam/rolePolicyAttachment:RolePolicyAttachment";

describe("administrative-access by attached limits", () => {
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
    expect((await judge(administrativeAccess, ATTACHMENT, { policyArn: ARN })).map(withoutTag)).to.deep.equal(
      [message("policyArn", ARN)],
    );
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
      const elsewhere = JSON.parse(JSON.stringify(props).replaceAll("/boundary/", "/bound/")) as typeof props;
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
