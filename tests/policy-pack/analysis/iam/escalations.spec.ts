import { expect } from "chai";
import { actionNamed } from "../../../../policy-pack/analysis/iam/actions";
import { ESCALATIONS } from "../../../../policy-pack/analysis/iam/capabilities";
import { type Document, readDocument } from "../../../../policy-pack/analysis/iam/document";
import type { Method, Step } from "../../../../policy-pack/analysis/iam/escalation-method";
import {
  escalationsOf,
  isIdentityWrite,
  METHODS,
  permissionOf,
} from "../../../../policy-pack/analysis/iam/escalations";
import { covers, overlaps } from "../../../../policy-pack/analysis/patterns";
import type { Value } from "../../../../policy-pack/analysis/unknown";

interface Grant {
  readonly action: string;
  readonly resource: string;
  readonly service?: string;
}

function documentOf(grants: readonly Grant[]): Document {
  const reading = readDocument({
    Version: "2012-10-17",
    Statement: grants.map(
      ({ action, resource, service }): Value => ({
        Effect: "Allow",
        Action: action,
        Resource: resource,
        ...(service === undefined ? {} : { Condition: { StringEquals: { "iam:PassedToService": service } } }),
      }),
    ),
  });
  if (reading.kind !== "document") throw new Error(reading.kind);
  return reading.document;
}

const found = (grants: readonly Grant[]): readonly string[] =>
  escalationsOf(permissionOf(documentOf(grants), "least", true), METHODS).map(({ method }) => method.id);

const inOnePlace = (kind: string): string =>
  kind
    .replace("{partition}", "aws")
    .replace(":*:{account}", ":eu-west-1:123456789012")
    .replace("{account}", "123456789012");

/** The least that a step needs. */
function grantFor(step: Step): Grant {
  const { action } = step;
  if (step.on === "all") return { action, resource: inOnePlace(step.kind) };
  if (step.on === "made") return { action, resource: `arn:aws:iam::123456789012:${step.type}/app-*` };
  const [kind = "*"] = step.kinds ?? actionNamed(action)?.kinds ?? [];
  return { action, resource: kind.replace("arn:*", "arn:aws") };
}

const grantsFor = ({ steps, passedTo }: Method): readonly Grant[] => [
  ...steps.map(grantFor),
  ...(passedTo === undefined
    ? []
    : [{ action: "iam:PassRole", resource: "arn:aws:iam::123456789012:role/*", service: passedTo }]),
];

describe("the methods of escalation", () => {
  it("have names of their own", () =>
    expect(new Set(METHODS.map(({ id }) => id)).size).to.equal(METHODS.length));

  it("are made of actions that AWS has, on kinds that these can be limited to", () => {
    const wrong = METHODS.flatMap(({ id, steps }) =>
      steps.flatMap((step) => {
        const known = actionNamed(step.action);
        if (known?.name !== step.action) return [`${id}: ${step.action}`];
        const kinds = step.on === "some" ? (step.kinds ?? []) : [inOnePlace(grantFor(step).resource)];
        return kinds
          .filter((kind) => !known.kinds.some((one) => covers(one, kind) || overlaps(one, kind)))
          .map((kind) => `${id}: ${step.action} on ${kind}`);
      }),
    );
    expect(wrong).to.deep.equal([]);
  });

  it("have all of the catalogue's escalations among those of one step", () => {
    const single = METHODS.filter(isIdentityWrite).flatMap(({ steps }) => steps.map(({ action }) => action));
    expect(single).to.include.members(ESCALATIONS.map(({ action }) => action));
    expect(
      METHODS.filter(isIdentityWrite).every(({ steps, passedTo }) => steps.length === 1 && !passedTo),
    ).to.equal(true);
  });

  it("say where they are documented", () => {
    for (const { id, source } of METHODS)
      expect(source, id).to.match(/^https:\/\/(pathfinding\.cloud|docs\.aws\.amazon\.com)\/[\w./-]+$/);
  });

  for (const method of METHODS) {
    it(`has ${method.id} open where all it takes is allowed, and closed where one grant is missing`, () => {
      const grants = grantsFor(method);
      expect(found(grants)).to.include(method.id);
      for (const missing of grants) {
        const rest = grants.filter((grant) => grant !== missing);
        expect(found(rest), `without ${missing.action} on ${missing.resource}`).not.to.include(method.id);
      }
    });

    const { passedTo } = method;
    if (passedTo !== undefined) {
      it(`has ${method.id} closed where roles are passed to another service`, () => {
        const grants = grantsFor(method).map((grant) =>
          grant.service === undefined ? grant : { ...grant, service: "edgelambda.amazonaws.com" },
        );
        expect(found(grants)).not.to.include(method.id);
        const chinese = grantsFor(method).map((grant) =>
          grant.service === undefined ? grant : { ...grant, service: `${passedTo}.cn` },
        );
        expect(found(chinese)).to.include(method.id);
      });
    }
  }
});
