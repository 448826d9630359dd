import { expect } from "chai";
import * as fc from "fast-check";
import { administrativeAccess } from "../../../../policy-pack/policies/administrative-access";
import { judge, UNKNOWN, withoutTag } from "../../judging";
import { allow } from "../../spellings";
import { onRole, text } from "./fixtures";

describe("administrative-access of documents that cannot be read", () => {
  const TAIL =
    "; a document that cannot be read cannot be shown to be narrow; write it in IAM's grammar, like `aws.iam.getPolicyDocument` does";
  const unreadable: [unknown, string][] = [
    ["{", "`policy` is not JSON"],
    [
      '{"Statement":{"Effect":"Allow","Action":"*","Action":"s3:GetObject","Resource":"*"}}',
      "`policy.Statement` has the key `Action` twice; each reader keeps another one of them",
    ],
    ["[]", "`policy` is a list; a document is an object with `Statement`"],
    ["null", "`policy` is null; a document is an object with `Statement`"],
    [7, "`policy` is a number; a document is an object with `Statement`"],
    [{}, "`policy` has no `Statement`"],
    [{ Statement: [7] }, "`policy.Statement[0]` is a number; a statement is an object"],
    [
      { Statement: [{ ...allow("*"), Effect: "allow" }] },
      "`policy.Statement[0].Effect` is `allow`; it must be `Allow` or `Deny`",
    ],
    [{ Statement: [{ Effect: "Allow" }] }, "`policy.Statement[0]` has neither `Action` nor `NotAction`"],
    [
      { Statement: [{ ...allow("*"), NotAction: "s3:*" }] },
      "`policy.Statement[0]` has both `Action` and `NotAction`",
    ],
    [{ Statement: [allow(["s3:*", 1])] }, "`policy.Statement[0].Action[1]` is a number; it must be a string"],
    [
      { Statement: [allow("*", "*", { Condition: "none" })] },
      "`policy.Statement[0].Condition` is a string; it must be an object of operators",
    ],
    [
      { Statement: [allow("*", "*", { Principal: 1 })] },
      '`policy.Statement[0].Principal` is a number; it must be `*` or an object like `{"AWS": …}`',
    ],
  ];
  for (const [policy, what] of unreadable) {
    it(`reports ${JSON.stringify(policy)}`, async () =>
      expect((await onRole(policy)).map(withoutTag)).to.deep.equal([what + TAIL]));
  }

  it("reports an element in the wrong case, which IAM might still read", async () => {
    const [message] = await onRole(text({ effect: "Allow", action: "*", resource: "*" }));
    expect(message).to.contain("`policy.Statement[0]` has an element `effect`; IAM knows Sid, Effect,");
  });

  it("reports them in every position", async () => {
    expect(
      await judge(administrativeAccess, "aws:s3/bucketPolicy:BucketPolicy", { policy: "{" }),
    ).to.have.length(1);
    expect(await judge(administrativeAccess, "aws:iam/role:Role", { assumeRolePolicy: "{" })).to.have.length(
      1,
    );
    expect(
      await judge(administrativeAccess, "aws:ec2/vpcEndpoint:VpcEndpoint", { policy: "{" }),
    ).to.have.length(1);
  });

  it("answers anything with messages of one line and at most 500 characters", async () => {
    const key = fc.constantFrom(
      "Statement",
      "Effect",
      "Action",
      "NotAction",
      "Resource",
      "Principal",
      "Condition",
      "Sid",
      "constructor",
      "__proto__",
    );
    const leaf = fc.constantFrom<unknown>(
      "*",
      "Allow",
      "Deny",
      "s3:*",
      "iam:*\n",
      "\u{1F512}",
      1,
      true,
      null,
      UNKNOWN,
      "x".repeat(900),
    );
    const { value } = fc.letrec((tie) => ({
      value: fc.oneof(
        { depthSize: "medium" },
        leaf,
        fc.array(tie("value"), { maxLength: 3 }),
        fc.dictionary(key, tie("value"), { maxKeys: 4 }),
      ),
    }));
    await fc.assert(
      fc.asyncProperty(value, fc.boolean(), async (tree, asText) => {
        for (const message of await onRole(asText ? JSON.stringify(tree) : tree)) {
          expect(message.length).to.be.at.most(500 + "[advisory] ".length);
          expect(message).to.match(/^[^\n]+ \[administrative-access\/[0-9a-f]{12}\]$/);
          expect(message).not.to.contain("failed here");
        }
      }),
      { numRuns: 3_000 },
    );
  });
});
