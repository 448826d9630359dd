import { expect } from "chai";
import { opaqueResource } from "../../../policy-pack/policies/opaque-resource";
import { fingerprintOf, judge, judgeStack, type Registered, UNKNOWN, withoutTag } from "../judging";
import { expectNeverSilent } from "../spellings";

const STACK = "aws:cloudformation/stack:Stack";
const EMULATOR = "aws-native:cloudformation:CustomResourceEmulator";
const WHY = "no policy judges what it makes";
const ALLOW = "or list the type in `allowTypes`";
const AGAIN = "it is judged again before the resource is created or changed";
const DECLARE = "declare what it makes as resources";

const found = async (type: string, props: Record<string, unknown> = {}, settings = {}) =>
  (await judge(opaqueResource, type, props, settings)).map(withoutTag);

const template = (Resources: unknown, more = {}) => ({
  templateBody: JSON.stringify({ Resources, ...more }),
});

const emulator = (serviceToken: unknown, more: Partial<Registered> = {}): Registered => ({
  type: EMULATOR,
  props: { serviceToken, resourceType: "Custom::It", customResourceProperties: {} },
  ...more,
});

describe("opaque-resource", () => {
  const rejected: readonly (readonly [type: string, props: Record<string, unknown>, message: string])[] = [
    [
      STACK,
      { templateUrl: "https://bucket.s3.amazonaws.com/t.yaml" },
      `\`it\`: \`templateUrl\` is read by CloudFormation alone; ${WHY}; give the template as \`templateBody\`, ${ALLOW}`,
    ],
    [
      "aws-native:cloudformation:StackSet",
      { templateBody: "not a template" },
      `\`it\`: \`templateBody\` is no template: it has no \`Resources\`; ${WHY}; declare its resources in the program, ${ALLOW}`,
    ],
    [
      STACK,
      template({ Nested: { Type: "AWS::CloudFormation::Stack", Properties: { TemplateURL: "https://x" } } }),
      `\`templateBody.Resources.Nested\`: \`Nested\`: \`templateUrl\` is read by CloudFormation alone; ${WHY}; give the template as \`templateBody\`, ${ALLOW}`,
    ],
    [
      STACK,
      template({ It: { Type: "AWS::S3::Bucket" } }, { Transform: "AWS::Serverless-2016-10-31" }),
      `\`it\`: \`templateBody.Transform\` \`AWS::Serverless-2016-10-31\` changes the template when it is deployed; ${WHY}; write out what it makes, ${ALLOW}`,
    ],
    [
      STACK,
      template({ A: { Type: "Custom::X" }, B: { Type: "Custom::X", Properties: { ServiceToken: "arn:x" } } }),
      `\`it\`: \`templateBody.Resources.A\` and \`templateBody.Resources.B\` each is made by a function from outside the template; ${WHY}; declare the function and its role in it, ${ALLOW}`,
    ],
    [
      "aws:cloudcontrol/resource:Resource",
      { typeName: "My::Own::Type", desiredState: "{}" },
      `\`it\`: \`typeName\` \`My::Own::Type\` is no type of AWS; ${WHY}; declare its resources in the program, ${ALLOW}`,
    ],
    [
      "command:local:Command",
      { create: "aws iam create-user" },
      `\`it\` runs a command with the credentials of whoever deploys; ${WHY}; ${DECLARE}, ${ALLOW}`,
    ],
    [
      "command:remote:Command",
      {},
      `\`it\` runs a command with the credentials of another machine; ${WHY}; ${DECLARE}, ${ALLOW}`,
    ],
    [
      "pulumi-nodejs:dynamic:Resource",
      {},
      `\`it\` runs code of the program with the credentials of whoever deploys; ${WHY}; ${DECLARE}, ${ALLOW}`,
    ],
    [
      "pulumi-python:dynamic/custom:Thing",
      {},
      `\`it\` runs code of the program with the credentials of whoever deploys; ${WHY}; ${DECLARE}, ${ALLOW}`,
    ],
    [
      "vpc:index:Module",
      {},
      `\`it\` runs a Terraform module, whose resources the engine does not hand over; ${WHY}; declare its resources in the program, or use a Pulumi component, ${ALLOW}`,
    ],
    [
      "aws:servicecatalog/provisionedProduct:ProvisionedProduct",
      {},
      `\`it\` deploys a product of a catalogue; ${WHY}; judge the product's template where it is published, ${ALLOW}`,
    ],
    [
      "kubernetes:iam.services.k8s.aws/v1alpha1:Role",
      {},
      `\`it\` has a controller in a cluster make a resource of AWS; ${WHY}; declare the resource in the program, ${ALLOW}`,
    ],
    [
      "kubernetes:iam.aws.upbound.io/v1beta1:Role",
      {},
      `\`it\` has Crossplane make a resource of AWS; ${WHY}; declare the resource in the program, ${ALLOW}`,
    ],
  ];
  for (const [type, props, message] of rejected) {
    it(`advises against ${type} of ${JSON.stringify(props).slice(0, 60)}`, async () => {
      expect(await found(type, props)).to.deep.equal([`[advisory] ${message}`]);
      expect(await found(type, props, { forbidOpaque: true })).to.deep.equal([message]);
      expect(await found(type, props, { allowTypes: ["aws*", "*:*:*"] })).to.deep.equal([]);
    });
  }

  const unknown: readonly (readonly [type: string, props: Record<string, unknown>, property: string])[] = [
    [STACK, { templateBody: UNKNOWN }, "templateBody"],
    ["aws:cloudcontrol/resource:Resource", { typeName: UNKNOWN, desiredState: "{}" }, "typeName"],
    [
      "aws:cloudcontrol/resource:Resource",
      { typeName: "AWS::IAM::Role", desiredState: UNKNOWN },
      "desiredState",
    ],
    ["aws-native:index:ExtensionResource", { type: "AWS::IAM::Role", properties: UNKNOWN }, "properties"],
  ];
  for (const [type, props, property] of unknown) {
    it(`cannot tell yet of ${type} without ${property}`, async () => {
      expect(await found(type, props, { forbidOpaque: true })).to.deep.equal([
        `[advisory] unverified: \`it\`: \`${property}\` is not known yet; ${WHY}; ${AGAIN}`,
      ]);
    });
  }

  const accepted: readonly (readonly [name: string, type: string, props: Record<string, unknown>])[] = [
    ["a template that can be read", STACK, template({ It: { Type: "AWS::S3::Bucket" } })],
    ["a template in YAML", STACK, { templateBody: "Resources:\n  It:\n    Type: AWS::S3::Bucket\n" }],
    [
      "language extensions",
      STACK,
      template({ It: { Type: "AWS::S3::Bucket" } }, { Transform: "AWS::LanguageExtensions" }),
    ],
    [
      "a custom resource of a function of the template",
      STACK,
      template({
        F: { Type: "AWS::Lambda::Function" },
        It: { Type: "Custom::It", Properties: { ServiceToken: { "Fn::GetAtt": ["F", "Arn"] } } },
      }),
    ],
    [
      "a type of AWS",
      "aws:cloudcontrol/resource:Resource",
      { typeName: "AWS::S3::Bucket", desiredState: "{}" },
    ],
    ["a resource of a bridged provider", "aws:index/instance:Instance", {}],
    ["an automation, which acts with a role", "aws:ssm/document:Document", { documentType: "Automation" }],
    ["a file that is copied", "command:remote:CopyToRemote", {}],
    ["a Kubernetes object", "kubernetes:apps/v1:Deployment", {}],
    ["a component", "awsx:ec2:Vpc", {}],
  ];
  for (const [name, type, props] of accepted) {
    it(`accepts ${name}`, async () => expect(await found(type, props)).to.deep.equal([]));
  }

  describe("a custom resource", () => {
    const FOREIGN = "arn:aws:lambda:eu-west-1:123456789012:function:make";
    const report = async (resources: readonly Registered[]) =>
      (await judgeStack(opaqueResource, resources)).map(({ message }) => withoutTag(message));

    it("is opaque where its function is not of the stack", async () => {
      expect(await report([emulator(FOREIGN)])).to.deep.equal([
        `[advisory] \`it\`: \`serviceToken\` names a function that the stack does not declare; ${WHY}; declare the function and its role, ${ALLOW}`,
      ]);
    });

    it("is none where its function is, known or not", async () => {
      const lambda = { type: "aws:lambda/function:Function", name: "make", props: {} };
      const made = { madeFrom: { serviceToken: ["make"] } };
      expect(await report([lambda, emulator(FOREIGN, made)])).to.deep.equal([]);
      expect(await report([lambda, emulator(UNKNOWN, made)])).to.deep.equal([]);
    });

    it("cannot be told yet where the function is not known and made from nothing", async () => {
      expect(await report([emulator(UNKNOWN)])).to.deep.equal([
        `[advisory] unverified: \`it\`: \`serviceToken\` is not known yet; ${WHY}; ${AGAIN}`,
      ]);
    });
  });

  it("names many parts that are alike in one finding", async () => {
    const Resources = Object.fromEntries(
      Array.from({ length: 9 }, (_, at) => [`R${at}`, { Type: "My::Own::Type" }]),
    );
    expect(await found(STACK, template(Resources))).to.deep.equal([
      `[advisory] \`it\`: \`templateBody.Resources.R0\`, \`templateBody.Resources.R1\`, \`templateBody.Resources.R2\` and 6 more each \`My::Own::Type\` is no type of AWS; ${WHY}; declare its resources in the program, ${ALLOW}`,
    ]);
  });

  it("keeps the fingerprint when a template is written otherwise", async () => {
    const prints = async (templateBody: unknown) =>
      (await judge(opaqueResource, STACK, { templateBody })).map(fingerprintOf);
    const body = { Resources: { It: { Type: "My::Own::Type" } } };
    const one = await prints(JSON.stringify(body));
    expect(one).to.have.length(1);
    for (const other of [body, JSON.stringify(body, null, 2), "Resources: {It: {Type: 'My::Own::Type'}}"]) {
      expect(await prints(other)).to.deep.equal(one);
    }
  });

  it("is never silent when a value of what it reports is not known", async () => {
    await expectNeverSilent(opaqueResource, STACK, { templateBody: "not a template" });
    await expectNeverSilent(opaqueResource, "aws:cloudcontrol/resource:Resource", {
      typeName: "My::Own::Type",
      desiredState: "{}",
    });
  });
});
