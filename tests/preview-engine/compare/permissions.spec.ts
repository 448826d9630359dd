import { expect } from "chai";
import fc from "fast-check";
import { matches } from "../../../policy-pack/analysis/patterns";
import { comparePermissions } from "../../../preview/compare/permissions";
import type { PlanResource } from "../../../preview/plan";
import { resource } from "../../preview/render/plans";
import { joined, rolePolicy } from "./planned";

const texts = (base: readonly PlanResource[], head: readonly PlanResource[]) => {
  const { wider, narrower } = comparePermissions(joined(...base), joined(...head));
  const text = ({ holder, position, what }: (typeof wider)[number]) => `${holder} ${position} ${what}`;
  return { wider: wider.map(text), narrower: narrower.map(text) };
};
const NONE = { wider: [], narrower: [] };
const allow = (Action: string | string[], Resource: string | string[], more: object = {}) => ({
  Effect: "Allow",
  Action,
  Resource,
  ...more,
});
const deny = (Action: string | string[], Resource: string | string[]) => ({
  Effect: "Deny",
  Action,
  Resource,
});
const BUCKET = "arn:aws:s3:::logs/*";
const reader = (...statements: readonly object[]) => [rolePolicy("reader", statements)];

describe("the permissions that a change gives or takes", () => {
  it("are none where other statements say the same", () => {
    const one = reader(allow(["s3:GetObject", "s3:PutObject"], [BUCKET]));
    const two = reader(allow("s3:PutObject", BUCKET), allow("s3:getobject", BUCKET));
    const moved = [
      rolePolicy("reader", [allow("s3:GetObject", BUCKET)]),
      rolePolicy("reader", [allow("s3:PutObject", BUCKET)], "write"),
    ];
    expect(texts(one, two)).to.deep.equal(NONE);
    expect(texts(one, moved)).to.deep.equal(NONE);
    expect(
      texts(reader(allow("s3:*", "*")), reader(allow("s3:*", "*"), allow("s3:GetObject", BUCKET))),
    ).to.deep.equal(NONE);
  });

  it("name the action and resource that are new, as they are written", () => {
    expect(
      texts(
        reader(allow("s3:GetObject", BUCKET)),
        reader(allow(["s3:GetObject", "s3:DeleteObject"], BUCKET)),
      ),
    ).to.deep.equal({
      wider: [`role \`reader\` grant \`s3:DeleteObject\` on \`${BUCKET}\``],
      narrower: [],
    });
    expect(texts(reader(allow("s3:GetObject", "*")), reader(allow("s3:GetObject", BUCKET)))).to.deep.equal({
      wider: [],
      narrower: ["role `reader` grant `s3:GetObject` on `*`"],
    });
  });

  it("see a condition that is dropped, added, widened or narrowed", () => {
    const inVpc = (...ids: string[]) =>
      reader(allow("s3:GetObject", BUCKET, { Condition: { StringEquals: { "aws:SourceVpc": ids } } }));
    const free = reader(allow("s3:GetObject", BUCKET));
    expect(texts(inVpc("vpc-1"), free).wider).to.have.lengthOf(1);
    expect(texts(inVpc("vpc-1"), free).narrower).to.deep.equal([]);
    expect(texts(free, inVpc("vpc-1")).wider).to.deep.equal([]);
    expect(texts(inVpc("vpc-1"), inVpc("vpc-1", "vpc-2")).wider).to.deep.equal([
      `role \`reader\` grant \`s3:GetObject\` on \`${BUCKET}\` if aws:SourceVpc StringEquals \`vpc-1\` and \`vpc-2\``,
    ]);
    const fromAddress = (...cidrs: string[]) =>
      reader(allow("s3:GetObject", BUCKET, { Condition: { IpAddress: { "aws:SourceIp": cidrs } } }));
    expect(texts(fromAddress("10.0.0.0/24"), fromAddress("10.0.0.0/25", "10.0.0.128/25"))).to.deep.equal(
      NONE,
    );
    const not = (...ids: string[]) =>
      reader(allow("s3:GetObject", BUCKET, { Condition: { StringNotEquals: { "aws:SourceVpc": ids } } }));
    expect(texts(not("vpc-1", "vpc-2"), not("vpc-1")).wider).to.have.lengthOf(1);
    expect(texts(not("vpc-1"), not("vpc-1", "vpc-2")).wider).to.deep.equal([]);
  });

  it("see a denial that is gone, and let no grant count that is denied", () => {
    const guarded = reader(allow("s3:*", "*"), deny("s3:DeleteBucket", "*"));
    expect(texts(guarded, reader(allow("s3:*", "*"))).wider).to.deep.equal([
      "role `reader` grant no longer denied: `s3:DeleteBucket` on `*`",
    ]);
    const useless = reader(allow("s3:*", "*"), deny("iam:*", "*"), allow("iam:PassRole", "*"));
    expect(texts(reader(allow("s3:*", "*"), deny("iam:*", "*")), useless)).to.deep.equal(NONE);
  });

  it("see who may assume a role, and managed policies that are attached", () => {
    const role = (service: string) =>
      resource("aws:iam/role:Role", "reader", {
        inputs: {
          name: "reader",
          assumeRolePolicy: JSON.stringify({
            Statement: [{ Effect: "Allow", Action: "sts:AssumeRole", Principal: { Service: service } }],
          }),
        },
      });
    const attachment = resource("aws:iam/rolePolicyAttachment:RolePolicyAttachment", "admin", {
      inputs: { role: "reader", policyArn: "arn:aws:iam::aws:policy/AdministratorAccess" },
    });
    expect(texts([role("ec2.amazonaws.com")], [role("lambda.amazonaws.com"), attachment])).to.deep.equal({
      wider: [
        "role `reader` trust `sts:AssumeRole` for `lambda.amazonaws.com`",
        "role `reader` attachment the managed policy `arn:aws:iam::aws:policy/AdministratorAccess`",
      ],
      narrower: ["role `reader` trust `sts:AssumeRole` for `ec2.amazonaws.com`"],
    });
  });

  it("say of an unknown or unreadable document that it is not known", () => {
    const hidden = [
      resource("aws:iam/rolePolicy:RolePolicy", "x", {
        inputs: { role: "reader", policy: { $unknown: true } },
      }),
    ];
    expect(texts(reader(allow("s3:GetObject", BUCKET)), hidden).wider).to.deep.equal([
      "role `reader` grant statements that are not known",
    ]);
    expect(texts(hidden, hidden)).to.deep.equal(NONE);
  });

  describe("against a naive model", () => {
    const ACTIONS = ["s3:Get", "s3:Put", "iam:Get"];
    const RESOURCES = ["a", "b", "ab"];
    const statement = fc.record({
      Effect: fc.constantFrom("Allow", "Allow", "Deny"),
      Action: fc.uniqueArray(fc.constantFrom("*", "s3:*", "s3:Get", "*:Get", "iam:?et"), {
        minLength: 1,
        maxLength: 2,
      }),
      Resource: fc.uniqueArray(fc.constantFrom("*", "a", "a*", "b", "?"), { minLength: 1, maxLength: 2 }),
    });
    const documents = fc.array(statement, { minLength: 1, maxLength: 4 });
    type Made = {
      readonly Effect: string;
      readonly Action: readonly string[];
      readonly Resource: readonly string[];
    };
    const allows = (made: readonly Made[], action: string, target: string): boolean => {
      const hit = ({ Action, Resource }: Made) =>
        Action.some((one) => matches(one.toLowerCase(), action.toLowerCase())) &&
        Resource.some((one) => matches(one, target));
      const allowed = made.some((one) => one.Effect === "Allow" && hit(one));
      return allowed && !made.some((one) => one.Effect === "Deny" && hit(one));
    };

    it("leave nothing out: where nothing is wider, whatever is allowed was allowed", () => {
      fc.assert(
        fc.property(documents, documents, (before, after) => {
          const { wider } = texts(reader(...before), reader(...after));
          if (wider.length > 0) return;
          for (const action of ACTIONS) {
            for (const target of RESOURCES) {
              if (allows(after, action, target)) expect(allows(before, action, target)).to.equal(true);
            }
          }
        }),
        { numRuns: 2000 },
      );
    });

    it("turn round with the change, and are none without one", () => {
      fc.assert(
        fc.property(documents, documents, (before, after) => {
          const there = texts(reader(...before), reader(...after));
          const back = texts(reader(...after), reader(...before));
          expect(there).to.deep.equal({ wider: back.narrower, narrower: back.wider });
          expect(texts(reader(...before), reader(...before))).to.deep.equal(NONE);
        }),
        { numRuns: 500 },
      );
    });
  });
});
