import { expect } from "chai";
import { pipelineBoundary, workloadBoundary } from "../../access/boundaries";
import { documentText } from "../../access/documents";
import { deployStatements } from "../../access/policies";
import { judgeAdministration } from "../../policy-pack/analysis/iam/administration";
import { type Document, readDocument } from "../../policy-pack/analysis/iam/document";
import { escalationsOf, METHODS, permissionOf } from "../../policy-pack/analysis/iam/escalations";
import { covers } from "../../policy-pack/analysis/patterns";
import { planned, shipped } from "../program/stack";
import { DEV, PROD, placeOf } from "./places";
import { maySession } from "./requests";

function parsed(text: string): Document {
  const reading = readDocument(text);
  if (reading.kind !== "document") throw new Error(`the document is ${reading.kind}`);
  return reading.document;
}

describe("the boundary of the stack's roles", () => {
  for (const [name, place] of [
    ["dev", DEV],
    ["prod", PROD],
  ] as const) {
    it(`takes nothing from any role of \`${name}\``, async function () {
      this.timeout(120_000);
      const plan = await planned(shipped(name, { permissionsBoundaryArn: place.boundaryArn("workload") }));
      const limits = parsed(documentText(workloadBoundary(place))).statements.filter(
        ({ effect }) => effect === "Allow",
      );
      const policies = plan.resources.filter(({ type }) => type === "aws:iam/rolePolicy:RolePolicy");
      expect(policies.length).to.be.greaterThan(9);
      const lost: string[] = [];
      for (const { inputs } of policies) {
        const text = inputs["policy"];
        if (typeof text !== "string") throw new Error(`the policy of ${String(inputs["role"])} is not known`);
        for (const { actions, resources, conditions } of parsed(text).statements)
          for (const action of actions.patterns)
            for (const resource of resources?.patterns ?? [])
              if (
                !limits.some(
                  (limit) =>
                    limit.actions.patterns.includes(action) &&
                    limit.resources?.patterns.some((pattern) => covers(pattern, resource)) &&
                    limit.conditions.every((condition) =>
                      conditions.some(
                        (own) =>
                          own.operator === condition.operator &&
                          own.key === condition.key &&
                          own.values.every((value) => condition.values.includes(value)),
                      ),
                    ),
                )
              )
                lost.push(`${String(inputs["role"])}: ${action} on ${resource}`);
      }
      expect(lost).to.deep.equal([]);
    });
  }

  it("leaves whoever writes the roles' policies no way to more: none of the pack's methods is open inside it", () => {
    for (const place of [DEV, PROD, placeOf({ region: "us-gov-west-1" })]) {
      const document = parsed(documentText(workloadBoundary(place)));
      expect(
        escalationsOf(permissionOf(document, "most", false), METHODS).map(({ method }) => method.id),
      ).to.deep.equal([]);
      expect(judgeAdministration(document).verdict).to.equal("narrower");
    }
  });

  it("lets no role run a document on an instance that is not a proxy, pass a role on, or leave the region", () => {
    const everything = [{ Effect: "Allow", Action: ["*"], Resource: "*" }] as const;
    const may = maySession(everything, workloadBoundary(DEV));
    const region = { "aws:RequestedRegion": "us-east-1" };
    const instance = "arn:aws:ec2:us-east-1:111122223333:instance/i-0123456789abcdef0";
    const group = (name: string) => ({ "aws:ResourceTag/aws:autoscaling:groupName": name, ...region });
    const send = (name: string) =>
      may({ action: "ssm:SendCommand", resource: instance, context: group(name) });
    expect(send("clo-dev-us-east-1-proxy")).to.equal(true);
    expect(send("web")).to.equal(false);
    const shell = "arn:aws:ssm:us-east-1::document/AWS-RunShellScript";
    expect(
      may({ action: "ssm:SendCommand", resource: shell, context: group("clo-dev-us-east-1-proxy") }),
    ).to.equal(false);
    const pass = (role: string, service: string) =>
      may({
        action: "iam:PassRole",
        resource: `arn:aws:iam::111122223333:role/${role}`,
        context: { "iam:PassedToService": service, ...region },
      });
    expect(pass("clo-dev-us-east-1-patch-automation", "ssm.amazonaws.com")).to.equal(true);
    expect(pass("clo-dev-us-east-1-patch-automation", "lambda.amazonaws.com")).to.equal(false);
    expect(pass("administrator", "ssm.amazonaws.com")).to.equal(false);
    const lambda = "arn:aws:lambda:us-east-1:111122223333:function:clo-dev-us-east-1-api";
    const invoke = (region: string) =>
      may({ action: "lambda:InvokeFunction", resource: lambda, context: { "aws:RequestedRegion": region } });
    expect([invoke("us-east-1"), invoke("eu-west-1")]).to.deep.equal([true, false]);
    for (const action of [
      "iam:CreateUser",
      "iam:PutRolePolicy",
      "sts:AssumeRole",
      "kms:Decrypt",
      "s3:PutBucketPolicy",
    ])
      expect(may({ action, resource: "*", context: region }), action).to.equal(false);
  });
});

describe("the boundary of the pipeline's roles", () => {
  it("limits something, and holds what the policies under it grant", () => {
    const document = parsed(documentText(pipelineBoundary(DEV)));
    expect(judgeAdministration(document).verdict).to.equal("narrower");
    const services = new Set(
      deployStatements(DEV).flatMap(({ Action }) => (Action ?? []).map((action) => action.split(":")[0])),
    );
    const [allowed] = pipelineBoundary(DEV);
    expect([...services].sort()).to.deep.equal((allowed?.Action ?? []).map((action) => action.split(":")[0]));
  });
});
