import { expect } from "chai";
import * as fc from "fast-check";
import { classOf } from "../../../../policy-pack/analysis/iam/administration";
import {
  Combination,
  documentOfClass,
  originOf,
  together,
} from "../../../../policy-pack/analysis/iam/combined";
import { type Document, readDocument } from "../../../../policy-pack/analysis/iam/document";
import { Permission } from "../../../../policy-pack/analysis/iam/permission";
import type { Value } from "../../../../policy-pack/analysis/unknown";

const ACTIONS = ["s3:a", "s3:b", "iam:a"];
const RESOURCES = ["arn:x", "arn:y", "z"];

function documentOf(statements: readonly Value[], version = "2012-10-17"): Document {
  const reading = readDocument({ Version: version, Statement: statements });
  if (reading.kind !== "document") throw new Error(reading.kind);
  return reading.document;
}

const statement: fc.Arbitrary<Value> = fc.record({
  Effect: fc.constantFrom("Allow", "Allow", "Deny"),
  Action: fc.subarray(["*", "S3:*", "s3:?", "*:a", "iam:A"], { minLength: 1 }),
  Resource: fc.subarray(["*", "arn:*", "arn:x", "?"], { minLength: 1 }),
});
const document = fc.array(statement, { maxLength: 3 }).map((statements) => documentOf(statements));

const questions = ACTIONS.flatMap((action) => RESOURCES.map((resource) => [action, resource] as const));

/** The effects that apply: what one document alone says is a special case. */
const allowedBy = (documents: readonly Document[], action: string, resource: string): boolean => {
  const alone = documents
    .flatMap(({ statements }) => statements)
    .map((one) => ({ effect: one.effect, as: { ...one, effect: "Allow" as const } }))
    .filter(({ as }) =>
      Permission.of({ version: "2012-10-17", statements: [as], unknownStatements: [] }, "least").allows(
        action,
        resource,
      ),
    )
    .map(({ effect }) => effect);
  return alone.includes("Allow") && !alone.includes("Deny");
};

describe("together", () => {
  it("allows what some document allows and none denies", () => {
    fc.assert(
      fc.property(fc.array(document, { maxLength: 3 }), (documents) => {
        const whole = Permission.of(together(documents), "least");
        for (const [action, resource] of questions)
          expect(whole.allows(action, resource), `${action} on ${resource}`).to.equal(
            allowedBy(documents, action, resource),
          );
      }),
      { numRuns: 1_000 },
    );
  });

  it("knows where each statement comes from", () => {
    const whole = together([
      documentOf([]),
      documentOf([{ Effect: "Allow", Action: "s3:a", Resource: "*" }]),
    ]);
    expect(whole.statements.map(originOf)).to.deep.equal([[1, "Statement[0]"]]);
  });

  it("has variables only where a document's own version has them", () => {
    const one: Value = { Effect: "Allow", Action: "s3:a", Resource: "arn:aws:s3::${aws:ResourceAccount}:x" };
    const allows = (version: string): boolean =>
      Permission.of(together([documentOf([one], version)]), "least").allows(
        "s3:a",
        "arn:aws:s3::123456789012:x",
      );
    expect([allows("2012-10-17"), allows("2008-10-17")]).to.deep.equal([true, false]);
  });
});

describe("a permission within a limit", () => {
  it("allows what both allow", () => {
    fc.assert(
      fc.property(document, document, (granted, limit) => {
        const [own, other] = [Permission.of(granted, "least"), Permission.of(limit, "least")];
        const both = own.limitedBy(other);
        for (const [action, resource] of questions) {
          const expected = own.allows(action, resource) && other.allows(action, resource);
          expect(both.allows(action, resource)).to.equal(expected);
          expect(both.within(both.statements).inAccount("123456789012").allows(action, resource)).to.equal(
            expected,
          );
          for (const kind of ["arn:*", "z"])
            expect(both.allowsKind(action, kind)).to.equal(
              own.allowsKind(action, kind) && other.allowsKind(action, kind),
            );
        }
      }),
      { numRuns: 500 },
    );
  });

  it("is what a combination reaches", () => {
    const all = documentOf([{ Effect: "Allow", Action: "*", Resource: "*" }]);
    const power = documentOf([{ Effect: "Allow", NotAction: "iam:*", Resource: "*" }]);
    expect(new Combination([all]).reach("least").administration?.escalation).to.equal("iam:AttachRolePolicy");
    expect(new Combination([all], power).reach("least").administration).to.equal(undefined);
    const { escalations } = new Combination([all], power).reach("least");
    expect(escalations.filter(({ method }) => method.id.endsWith("-policy"))).to.deep.equal([]);
    expect(escalations.map(({ method }) => method.id)).to.include("assume-role");
  });
});

describe("documentOfClass", () => {
  it("has the class that it stands for", () => {
    for (const reach of ["administrator", "identities", "services"] as const)
      expect(classOf(documentOfClass(reach))).to.equal(reach);
  });
});
