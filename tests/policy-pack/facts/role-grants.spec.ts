import { expect } from "chai";
import { UNKNOWN, type ValueMap } from "../../../policy-pack/analysis/unknown";
import { holdingOf } from "../../../policy-pack/facts/combinations";
import type { StackResource } from "../../../policy-pack/facts/resource";
import { granteeLabel, granteesOf } from "../../../policy-pack/facts/role-grants";

interface Written {
  readonly type: string;
  readonly inputs: ValueMap;
  readonly id?: string;
  readonly madeFrom?: Readonly<Record<string, readonly string[]>>;
}

/** A stack of resources by name, each of which may be made from those before it. */
function stackOf(written: Readonly<Record<string, Written>>): readonly StackResource[] {
  const made = new Map<string, StackResource>();
  for (const [name, { type, inputs, id, madeFrom = {} }] of Object.entries(written)) {
    made.set(name, {
      urn: `urn:${name}`,
      type,
      name,
      inputs,
      id,
      sourcesOf: (property) => (madeFrom[property] ?? []).flatMap((source) => made.get(source) ?? []),
    });
  }
  return [...made.values()];
}

/** Who has what, for sure and possibly: ``role `a`: x y? ``. */
const joined = (written: Readonly<Record<string, Written>>): readonly string[] =>
  granteesOf({ resources: stackOf(written) }, ["/boundary/"]).map((grantee) => {
    const names = (grants: typeof grantee.grants, mark: string): readonly string[] =>
      grants.map((grant) => `${grant.kind === "managed" ? grant.name : grant.carrier.name}${mark}`);
    return `${granteeLabel(grantee)}: ${[...names(grantee.grants, ""), ...names(grantee.possible, "?")].join(" ")}`;
  });

const STATEMENTS = { Statement: { Effect: "Allow", Action: "s3:GetObject", Resource: "*" } };
const role = (inputs: ValueMap, id?: string): Written => ({
  type: "aws:iam/role:Role",
  inputs,
  ...(id === undefined ? {} : { id }),
});
const inline = (roleName: ValueMap[string], madeFrom: Written["madeFrom"] = {}): Written => ({
  type: "aws:iam/rolePolicy:RolePolicy",
  inputs: { role: roleName, policy: STATEMENTS },
  madeFrom,
});
const policy = (inputs: ValueMap, id?: string): Written => ({
  type: "aws:iam/policy:Policy",
  inputs: { policy: STATEMENTS, ...inputs },
  ...(id === undefined ? {} : { id }),
});

describe("granteesOf", () => {
  it("joins by the name that AWS gave, once it is known", () =>
    expect(joined({ a: role({}, "a-1234567"), x: inline("a-1234567"), y: inline("a") })).to.deep.equal([
      "role `a-1234567`: x",
      "role `a`: y",
    ]));

  it("takes a made-up name for that of the one role it was made from, unless that has a name of its own", () => {
    expect(joined({ a: role({}), x: inline("a-7654321", { role: ["a"] }) })).to.deep.equal([
      "role of `a`: x",
    ]);
    expect(joined({ a: role({ name: "a" }), x: inline("a-2", { role: ["a"] }) })).to.deep.equal([
      "role `a`: ",
      "role `a-2`: x",
    ]);
    expect(joined({ a: role({}, "a-1"), x: inline("a-2", { role: ["a"] }) })).to.deep.equal([
      "role `a-1`: ",
      "role `a-2`: x",
    ]);
  });

  it("is certain of none where a name may be that of several, or of any", () => {
    const roles = { a: role({}), b: role({}), u: { type: "aws:iam/user:User", inputs: {} } };
    expect(joined({ ...roles, x: inline(UNKNOWN, { role: ["a", "b"] }) })).to.deep.equal([
      "role of `a`: x?",
      "role of `b`: x?",
      "user of `u`: ",
    ]);
    expect(joined({ ...roles, x: inline(UNKNOWN) })).to.deep.equal([
      "role of `a`: x?",
      "role of `b`: x?",
      "user of `u`: ",
      "role of `the stack`: x?",
    ]);
  });

  it("is certain of lists that have as many unknown names as roles they were made from", () => {
    const native = (roles: ValueMap[string]): Written => ({
      type: "aws-native:iam:Policy",
      inputs: { policyName: "x", policyDocument: STATEMENTS, roles },
      madeFrom: { roles: ["a", "b"] },
    });
    const roles = { a: role({}), b: role({}) };
    expect(joined({ ...roles, x: native([UNKNOWN, UNKNOWN]) })).to.deep.equal([
      "role of `a`: x",
      "role of `b`: x",
    ]);
    expect(joined({ ...roles, x: native([UNKNOWN]) })).to.deep.equal(["role of `a`: x?", "role of `b`: x?"]);
    expect(joined({ ...roles, x: native(UNKNOWN) })).to.deep.equal(["role of `a`: x?", "role of `b`: x?"]);
  });

  it("finds policies by ARN, by path and name, and among AWS's", () => {
    const attach = (policyArn: string): Written => ({
      type: "aws:iam/rolePolicyAttachment:RolePolicyAttachment",
      inputs: { role: "r", policyArn },
    });
    expect(
      joined({
        a: policy({}, "arn:aws:iam::123456789012:policy/a-1234567"),
        b: policy({ name: "b", path: "/team/" }),
        limit: policy({ name: "limit", path: "/boundary/" }),
        x: attach("arn:aws:iam::123456789012:policy/a-1234567"),
        y: attach("arn:aws-cn:iam::123456789012:policy/team/b"),
        z: attach("arn:aws:iam::aws:policy/job-function/ViewOnlyAccess"),
        none: attach("arn:aws:iam::123456789012:policy/b"),
        wrong: attach("b"),
        limited: attach("arn:aws:iam::123456789012:policy/boundary/limit"),
      }),
    ).to.deep.equal(["role `r`: a b job-function/ViewOnlyAccess"]);
  });

  it("reads a permission set's id of either provider", () => {
    const arn = "arn:aws:sso:::permissionSet/ssoins-1/ps-1";
    const set = (type: string, id: string): Written => ({ type, inputs: { name: "ops" }, id });
    const given: Written = {
      type: "aws:ssoadmin/permissionSetInlinePolicy:PermissionSetInlinePolicy",
      inputs: { permissionSetArn: arn, inlinePolicy: STATEMENTS },
    };
    const instance = "arn:aws:sso:::instance/ssoins-1";
    for (const one of [
      set("aws:ssoadmin/permissionSet:PermissionSet", `${arn},${instance}`),
      set("aws-native:sso:PermissionSet", `${instance}|${arn}`),
    ])
      expect(joined({ one, given })).to.deep.equal(["permission set `ops`: given"]);
  });

  it("counts a policy once that is attached twice", () => {
    const attach = { type: "aws:iam/rolePolicyAttachment:RolePolicyAttachment" };
    const resources = stackOf({
      a: policy({ name: "a" }),
      r: role({ name: "r", managedPolicyArns: ["arn:aws:iam::123456789012:policy/a"] }),
      x: { ...attach, inputs: { role: "r", policyArn: "arn:aws:iam::123456789012:policy/a" } },
    });
    const [grantee] = granteesOf({ resources }, []);
    expect(grantee && holdingOf(grantee, false).pieces).to.have.lengthOf(1);
  });
});
