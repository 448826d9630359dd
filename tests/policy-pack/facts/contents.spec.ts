import { existsSync } from "node:fs";
import { dirname, join } from "node:path";
import { expect } from "chai";
import { UNKNOWN as NOT_KNOWN } from "../../../policy-pack/analysis/unknown";
import { contentsOf } from "../../../policy-pack/facts/contents/contents";
import { propertyName, typeToken } from "../../../policy-pack/facts/contents/native-names";
import { toValue } from "../../../policy-pack/facts/raw";
import { UNKNOWN } from "../judging";

type Inputs = Readonly<Record<string, unknown>>;

const AWS = dirname(require.resolve("@pulumi/aws/package.json"));

const carrier = (type: string, inputs: Inputs) =>
  contentsOf({
    urn: "urn:pulumi:dev::project::carrier::logs",
    type,
    name: "logs",
    inputs: Object.fromEntries(Object.entries(inputs).map(([key, value]) => [key, toValue(value)])),
  });

const stack = (templateBody: unknown, more: Inputs = {}) =>
  carrier("aws:cloudformation/stack:Stack", { name: "logs", templateBody, ...more });

/** The properties of the only resource of a template, after `AWS::Test::It` and its own properties. */
const worked = (properties: unknown, sections: Inputs = {}, more: Inputs = {}): unknown => {
  const it = { Type: "AWS::Test::It", Properties: { It: properties } };
  const body = { ...sections, Resources: { It: it, ...(sections["Resources"] as object | undefined) } };
  return stack(JSON.stringify(body), more).resources.find(({ resource }) => resource.name === "It")?.resource
    .inputs["it"];
};

describe("contents of carriers", () => {
  describe("names", () => {
    const types: readonly (readonly [cloudFormation: string, native: string | undefined])[] = [
      ["AWS::IAM::Role", "aws-native:iam:Role"],
      ["AWS::EC2::VPCEndpoint", "aws-native:ec2:VpcEndpoint"],
      ["AWS::RDS::DBInstance", "aws-native:rds:DbInstance"],
      ["AWS::EC2::EIP", "aws-native:ec2:Eip"],
      ["AWS::EC2::VPCDHCPOptionsAssociation", "aws-native:ec2:VpcdhcpOptionsAssociation"],
      ["AWS::ApiGateway::DomainNameV2", "aws-native:apigateway:DomainNameV2"],
      ["AWS::Config::ConfigRule", "aws-native:configuration:ConfigRule"],
      ["Custom::Thing", undefined],
      ["Some::Vendor::Thing", undefined],
      ["AWS::S3::Bucket::MODULE", undefined],
    ];
    for (const [cloudFormation, native] of types) {
      it(`takes ${cloudFormation} for ${native}`, () => expect(typeToken(cloudFormation)).to.equal(native));
    }

    const properties = [
      ["PolicyDocument", "policyDocument"],
      ["TemplateURL", "templateUrl"],
      ["CidrIpv6", "cidrIpv6"],
      ["DBInstanceClass", "dbInstanceClass"],
      ["ManagedPolicyArns", "managedPolicyArns"],
      ["TargetARNs", "targetArns"],
    ] as const;
    for (const [cloudFormation, native] of properties) {
      it(`takes ${cloudFormation} for ${native}`, () =>
        expect(propertyName(cloudFormation)).to.equal(native));
    }
  });

  it("keeps the names inside of documents, and takes texts for truths elsewhere", () => {
    const { resources } = carrier("aws:cloudcontrol/resource:Resource", {
      typeName: "AWS::IAM::Role",
      desiredState: JSON.stringify({
        AssumeRolePolicyDocument: { Statement: [{ Effect: "Allow", NotPrincipal: "true" }] },
        Policies: [{ PolicyName: "p", PolicyDocument: { Statement: { Sid: "X" } } }],
        Tags: [{ Key: "on", Value: "true" }],
      }),
    });
    expect(resources.map(({ resource, path }) => ({ ...resource, path }))).to.deep.equal([
      {
        urn: "urn:pulumi:dev::project::carrier::logs#desiredState",
        type: "aws-native:iam:Role",
        name: "logs",
        path: "desiredState",
        inputs: {
          assumeRolePolicyDocument: { Statement: [{ Effect: "Allow", NotPrincipal: "true" }] },
          policies: [{ policyName: "p", policyDocument: { Statement: { Sid: "X" } } }],
          tags: [{ key: "on", value: true }],
        },
      },
    ]);
  });

  it("reads one template from JSON, YAML with short forms, YAML with long forms and an object alike", () => {
    const body = {
      Parameters: { Who: { Type: "String", Default: "reader" } },
      Resources: {
        Reader: {
          Type: "AWS::IAM::Role",
          Properties: {
            RoleName: { Ref: "Who" },
            AssumeRolePolicyDocument: {
              Version: "2012-10-17",
              Statement: [{ Effect: "Allow", Resource: { "Fn::Sub": "arn:aws:s3:::${Logs}/*" } }],
            },
            ManagedPolicyArns: [{ "Fn::GetAtt": ["Own", "PolicyArn"] }],
          },
        },
        Logs: { Type: "AWS::S3::Bucket" },
        Own: { Type: "AWS::IAM::ManagedPolicy", Properties: { Path: "/boundary/" } },
      },
    };
    const short = `
Parameters:
  Who: {Type: String, Default: reader}
Resources:
  Reader:
    Type: AWS::IAM::Role
    Properties:
      RoleName: !Ref Who
      AssumeRolePolicyDocument:
        Version: 2012-10-17
        Statement:
          - Effect: Allow
            Resource: !Sub "arn:aws:s3:::\${Logs}/*"
      ManagedPolicyArns: [!GetAtt Own.PolicyArn]
  Logs:
    Type: AWS::S3::Bucket
  Own:
    Type: AWS::IAM::ManagedPolicy
    Properties: {Path: /boundary/}
`;
    const long = short
      .replace("!Ref Who", "{Ref: Who}")
      .replace('!Sub "arn:aws:s3:::${Logs}/*"', '{"Fn::Sub": "arn:aws:s3:::${Logs}/*"}')
      .replace("!GetAtt Own.PolicyArn", "{'Fn::GetAtt': Own.PolicyArn}");
    const seen = (value: unknown) =>
      stack(value).resources.map(({ resource, path }) => ({ ...resource, path }));
    const expected = seen(JSON.stringify(body));
    expect(expected.map(({ type, path }) => [type, path])).to.deep.equal([
      ["aws-native:iam:Role", "templateBody.Resources.Reader"],
      ["aws-native:s3:Bucket", "templateBody.Resources.Logs"],
      ["aws-native:iam:ManagedPolicy", "templateBody.Resources.Own"],
    ]);
    expect(expected[0]?.inputs).to.deep.equal({
      roleName: "reader",
      assumeRolePolicyDocument: {
        Version: "2012-10-17",
        Statement: [{ Effect: "Allow", Resource: "arn:aws:s3:::logs-Logs/*" }],
      },
      managedPolicyArns: ["arn:aws:iam::000000000000:policy/boundary/logs-Own"],
    });
    for (const other of [short, long, body, JSON.stringify(body, null, 2), `\n${JSON.stringify(body)}`]) {
      expect(seen(other)).to.deep.equal(expected);
    }
  });

  describe("values", () => {
    const parameters = {
      Parameters: {
        Given: { Type: "String" },
        Fallback: { Type: "String", Default: "d" },
        Several: { Type: "CommaDelimitedList", Default: "a, b" },
        Named: { Type: "AWS::SSM::Parameter::Value<String>", Default: "/a" },
      },
      Mappings: { Map: { top: { second: "found" } } },
      Conditions: {
        Yes: { "Fn::Equals": ["a", "a"] },
        No: { "Fn::Not": [{ Condition: "Yes" }] },
        Here: { "Fn::Equals": [{ Ref: "AWS::Region" }, "us-east-1"] },
        Both: { "Fn::And": [{ Condition: "Here" }, { Condition: "No" }] },
        Round: { Condition: "Round" },
      },
      Resources: { Bucket: { Type: "AWS::S3::Bucket" }, Vpc: { Type: "AWS::EC2::VPC" } },
    };
    const cases: readonly (readonly [name: string, value: unknown, expected: unknown])[] = [
      ["a given parameter", { Ref: "Given" }, "g"],
      ["a default", { Ref: "Fallback" }, "d"],
      ["a list parameter", { Ref: "Several" }, ["a", "b"]],
      ["a parameter of Systems Manager", { Ref: "Named" }, NOT_KNOWN],
      ["a name that is nowhere", { Ref: "Nowhere" }, NOT_KNOWN],
      ["no value", [{ Ref: "AWS::NoValue" }, "x"], ["x"]],
      ["the account", { "Fn::Sub": "arn:aws:iam::${AWS::AccountId}:root" }, "arn:aws:iam::000000000000:root"],
      ["the stack's name", { "Fn::Sub": "${AWS::StackName}-x" }, "logs-x"],
      ["an escaped variable", { "Fn::Sub": "x/${!aws:username}" }, "x/${aws:username}"],
      ["own variables", { "Fn::Sub": ["${a}-${ Given }", { a: { Ref: "Fallback" } }] }, "d-g"],
      ["an attribute that is no ARN", { "Fn::GetAtt": "Vpc.CidrBlock" }, NOT_KNOWN],
      ["an id that no text tells", { Ref: "Vpc" }, NOT_KNOWN],
      ["an id within a text", { "Fn::Sub": "vpc/${Vpc}" }, "vpc/logs-Vpc"],
      ["an unknown part of a text", { "Fn::Sub": "${Named}/*" }, NOT_KNOWN],
      [
        "a join",
        { "Fn::Join": ["", ["a:", { Ref: "Bucket" }, { Ref: "AWS::NoValue" }, 1]] },
        "a:logs-Bucket1",
      ],
      ["a join of a list parameter", { "Fn::Join": ["/", { Ref: "Several" }] }, "a/b"],
      ["a map", { "Fn::FindInMap": ["Map", "top", "second"] }, "found"],
      ["a map by region", { "Fn::FindInMap": ["Map", { Ref: "AWS::Region" }, "second"] }, NOT_KNOWN],
      ["a choice from a list", { "Fn::Select": ["1", { Ref: "Several" }] }, "b"],
      ["a choice from beyond", { "Fn::Select": [7, { Ref: "Several" }] }, NOT_KNOWN],
      ["a split", { "Fn::Split": ["-", "a-b"] }, ["a", "b"]],
      ["an import", { "Fn::ImportValue": "x" }, NOT_KNOWN],
      ["a map that a macro adds to", { a: 1, "Fn::Transform": { Name: "AWS::Include" } }, NOT_KNOWN],
      ["a dynamic reference", "{{resolve:ssm:/x}}", NOT_KNOWN],
      ["a true condition", { "Fn::If": ["Yes", "a", "b"] }, "a"],
      ["a false condition", { "Fn::If": ["No", "a", "b"] }, "b"],
      ["a condition that cannot be true", { "Fn::If": ["Both", "a", "b"] }, "b"],
      ["an open condition", { "Fn::If": ["Here", "a", "b"] }, NOT_KNOWN],
      ["an open condition with one outcome", { "Fn::If": ["Here", ["a"], ["a"]] }, ["a"]],
      ["a condition that needs itself", { "Fn::If": ["Round", "a", "b"] }, NOT_KNOWN],
      ["JSON text of a value", { "Fn::ToJsonString": { a: { Ref: "Given" } } }, { a: "g" }],
    ];
    for (const [name, value, expected] of cases) {
      it(`works out ${name}`, () => {
        expect(worked(value, parameters, { parameters: { Given: "g" } })).to.deep.equal(expected);
      });
    }

    it("takes a parameter that is not known yet for unknown, whatever its default", () => {
      const sections = { Parameters: { P: { Type: "String", Default: "d" } } };
      expect(worked({ Ref: "P" }, sections, { parameters: { P: UNKNOWN } })).to.equal(NOT_KNOWN);
      expect(worked({ Ref: "P" }, sections, { parameters: UNKNOWN })).to.equal(NOT_KNOWN);
    });

    it("answers conditions that use one another many times at once", () => {
      const Conditions = Object.fromEntries(
        Array.from({ length: 200 }, (_, at) => [
          `C${at}`,
          { "Fn::And": [{ Condition: `C${at + 1}` }, { Condition: `C${at + 1}` }] },
        ]),
      );
      expect(worked({ "Fn::If": ["C0", "a", "b"] }, { Conditions })).to.equal(NOT_KNOWN);
    });
  });

  it("leaves out what is never created, and tells what is created perhaps", () => {
    const body = (compared: unknown) => ({
      Parameters: { P: { Type: "String" } },
      Conditions: { C: { "Fn::Equals": [compared, "yes"] } },
      Resources: { It: { Type: "AWS::IAM::Role", Condition: "C" } },
    });
    const exists = (compared: unknown, parameters: Inputs = {}) =>
      stack(body(compared), { parameters }).resources.map((contained) => contained.exists);
    expect(exists("no")).to.deep.equal([]);
    expect(exists({ Ref: "P" }, { P: "no" })).to.deep.equal([]);
    expect(exists({ Ref: "P" }, { P: "yes" })).to.deep.equal([true]);
    expect(exists({ Ref: "P" }, { P: UNKNOWN })).to.deep.equal([NOT_KNOWN]);
    expect(exists({ Ref: "AWS::Region" })).to.deep.equal([true]);
  });

  it("keeps what a property was made from: resources of the template, and the carrier's parameters", () => {
    const { resources } = stack({
      Parameters: { Group: { Type: "String" } },
      Resources: {
        Sg: { Type: "AWS::EC2::SecurityGroup" },
        In: {
          Type: "AWS::EC2::SecurityGroupIngress",
          Properties: { GroupId: { "Fn::GetAtt": "Sg.GroupId" } },
        },
        Other: { Type: "AWS::EC2::SecurityGroupIngress", Properties: { GroupId: { Ref: "Group" } } },
      },
    });
    const [group, own, other] = resources;
    expect(own?.sourcesOf("groupId")).to.deep.equal([group?.resource.urn]);
    expect(own?.carrierProperty("groupId")).to.equal(undefined);
    expect(other?.sourcesOf("groupId")).to.deep.equal([]);
    expect(other?.carrierProperty("groupId")).to.equal("parameters");
    expect(own?.resource.inputs["groupId"]).to.equal(group?.id);
  });

  describe("what cannot be seen through", () => {
    const nested = (Type: string, Properties: Inputs = {}) => ({ Resources: { It: { Type, Properties } } });
    const cases: readonly (readonly [name: string, type: string, inputs: Inputs, parts: unknown])[] = [
      [
        "a template by URL",
        "aws:cloudformation/stack:Stack",
        { templateUrl: "https://x" },
        ["templateUrl is read by CloudFormation alone"],
      ],
      ["no template", "aws:cloudformation/stackSet:StackSet", {}, ["templateBody is absent"]],
      [
        "a template that is not known yet",
        "aws-native:cloudformation:Stack",
        { templateBody: UNKNOWN },
        ["templateBody is not known yet, for now"],
      ],
      [
        "a text that is no template",
        "aws:cloudformation/stack:Stack",
        { templateBody: "hello" },
        ["templateBody is no template: it has no `Resources`"],
      ],
      [
        "a macro",
        "aws:cloudformation/stack:Stack",
        { templateBody: { Transform: ["AWS::LanguageExtensions", "Own"], Resources: {} } },
        ["templateBody.Transform `Own` changes the template when it is deployed"],
      ],
      [
        "a macro at the top of a template, and in properties",
        "aws:cloudformation/stack:Stack",
        {
          templateBody: {
            "Fn::Transform": { Name: "Own" },
            Resources: {
              It: { Type: "AWS::IAM::Role", Properties: { RoleName: "r", "Fn::Transform": { Name: "Own" } } },
              "Fn::Transform": { Name: "Own" },
            },
          },
        },
        [
          "templateBody.Fn::Transform changes the template when it is deployed",
          "templateBody.Resources.It.Properties is worked out when the stack is deployed",
          "templateBody.Resources.Fn::Transform is worked out when the stack is deployed",
        ],
      ],
      [
        "a loop over resources",
        "aws:cloudformation/stack:Stack",
        {
          templateBody: {
            Transform: "AWS::LanguageExtensions",
            Resources: {
              "Fn::ForEach::Roles": ["Name", ["a", "b"], { "Role${Name}": { Type: "AWS::IAM::Role" } }],
            },
          },
        },
        ["templateBody.Resources.Fn::ForEach::Roles is worked out when the stack is deployed"],
      ],
      [
        "parts of a template that are not known yet",
        "aws-native:cloudformation:Stack",
        {
          templateBody: {
            Resources: {
              A: UNKNOWN,
              B: { Type: UNKNOWN },
              C: { Type: "AWS::IAM::Role", Properties: UNKNOWN },
            },
          },
        },
        [
          "templateBody.Resources.A is not known yet, for now",
          "templateBody.Resources.B is not known yet, for now",
          "templateBody.Resources.C.Properties is not known yet, for now",
        ],
      ],
      [
        "a template that CloudFormation refuses",
        "aws:cloudformation/stack:Stack",
        {
          templateBody: {
            Resources: Object.fromEntries(
              Array.from({ length: 501 }, (_, at) => [`R${at}`, { Type: "AWS::S3::Bucket" }]),
            ),
          },
        },
        ["templateBody has more than the 500 resources that CloudFormation takes"],
      ],
      [
        "a module",
        "aws:cloudformation/stack:Stack",
        { templateBody: nested("My::S3::Bucket::MODULE") },
        ["templateBody.Resources.It `My::S3::Bucket::MODULE` is no type of AWS"],
      ],
      [
        "a function from elsewhere",
        "aws:cloudformation/stack:Stack",
        {
          templateBody: nested("Custom::It", {
            ServiceToken: "arn:aws:lambda:eu-west-1:111122223333:function:f",
          }),
        },
        ["templateBody.Resources.It is made by a function from outside the template"],
      ],
      [
        "a type that is not AWS's",
        "aws-native:index:ExtensionResource",
        { type: "My::Own::Type", properties: {} },
        ["type `My::Own::Type` is no type of AWS"],
      ],
      [
        "a state that is not known yet",
        "aws:cloudcontrol/resource:Resource",
        { typeName: "AWS::IAM::Role", desiredState: UNKNOWN },
        ["desiredState is not known yet, for now"],
      ],
      [
        "a state that is no JSON",
        "aws:cloudcontrol/resource:Resource",
        { typeName: "AWS::IAM::Role", desiredState: "{" },
        ["desiredState is no JSON object"],
      ],
    ];
    for (const [name, type, inputs, parts] of cases) {
      it(`tells ${name}`, () => {
        const { opaque } = carrier(type, inputs);
        expect(
          opaque.map(({ path, problem, isUnknown }) => `${path} ${problem}${isUnknown ? ", for now" : ""}`),
        ).to.deep.equal(parts);
      });
    }
  });

  it("opens stack sets inside of stacks, and carriers inside of carriers", () => {
    const inner = { Resources: { Deep: { Type: "AWS::IAM::Role", Properties: { RoleName: { Ref: "P" } } } } };
    const body = { Parameters: { P: { Type: "String" } }, ...inner };
    const set = {
      Type: "AWS::CloudFormation::StackSet",
      Properties: {
        TemplateBody: JSON.stringify(body),
        Parameters: [{ ParameterKey: "P", ParameterValue: "deep" }],
      },
    };
    const { resources } = carrier("aws:cloudcontrol/resource:Resource", {
      typeName: "AWS::CloudFormation::Stack",
      desiredState: JSON.stringify({ TemplateBody: { Resources: { Set: set } } }),
    });
    expect(resources.map(({ path, resource }) => [path, resource.inputs["roleName"]]).at(-1)).to.deep.equal([
      "desiredState.templateBody.Resources.Set.templateBody.Resources.Deep",
      "deep",
    ]);
  });

  it("opens stacks inside of stacks, as many as a text has room for", () => {
    const within = (inner: string): string =>
      `Resources:\n  S:\n    Type: AWS::CloudFormation::StackSet\n    Properties:\n      TemplateBody: |\n${inner.replace(/^/gm, "        ")}`;
    let text = "Resources:\n  Deep:\n    Type: AWS::IAM::Role";
    for (let depth = 0; depth < 30; depth += 1) text = within(text);
    const { resources } = stack(text);
    expect(resources).to.have.length(31);
    expect(resources.at(-1)?.resource.type).to.equal("aws-native:iam:Role");
  });

  it("leaves to a nested stack what cannot be seen through there", () => {
    const nested = { Type: "AWS::CloudFormation::Stack", Properties: { TemplateURL: "https://x" } };
    const outer = stack({ Resources: { Nested: nested } });
    expect(outer.opaque).to.deep.equal([]);
    const [inner] = outer.resources;
    expect(inner && contentsOf(inner.resource).opaque.map(({ path }) => path)).to.deep.equal(["templateUrl"]);
  });

  it("takes a resource of a bridged Terraform provider for the classic one", () => {
    const types = (type: string) => carrier(type, {}).resources.map(({ resource }) => resource.type);
    const bridged = {
      apiGatewayRestApi: "aws:apigateway/restApi:RestApi",
      appsyncGraphqlApi: "aws:appsync/graphQLApi:GraphQLApi",
      bedrockagentcoreResourcePolicy: "aws:bedrock/agentcoreResourcePolicy:AgentcoreResourcePolicy",
      cloudwatchEventBusPolicy: "aws:cloudwatch/eventBusPolicy:EventBusPolicy",
      codeartifactDomainPermissionsPolicy: "aws:codeartifact/domainPermissions:DomainPermissions",
      dbInstance: "aws:rds/instance:Instance",
      ec2ImageBlockPublicAccess: "aws:ec2/imageBlockPublicAccess:ImageBlockPublicAccess",
      iamRole: "aws:iam/role:Role",
      iamRolePolicyAttachment: "aws:iam/rolePolicyAttachment:RolePolicyAttachment",
      lb: "aws:lb/loadBalancer:LoadBalancer",
      mediaStoreContainerPolicy: "aws:mediastore/containerPolicy:ContainerPolicy",
      opensearchserverlessSecurityPolicy: "aws:opensearch/serverlessSecurityPolicy:ServerlessSecurityPolicy",
      prometheusResourcePolicy: "aws:amp/resourcePolicy:ResourcePolicy",
      s3BucketPolicy: "aws:s3/bucketPolicy:BucketPolicy",
      s3vectorsVectorBucketPolicy: "aws:s3/vectorsVectorBucketPolicy:VectorsVectorBucketPolicy",
      securityGroup: "aws:ec2/securityGroup:SecurityGroup",
      vpcSecurityGroupIngressRule: "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule",
    };
    for (const [name, classic] of Object.entries(bridged)) {
      const [module] = classic.split(":").slice(1);
      expect(existsSync(join(AWS, `${module}.js`)), classic).to.equal(true);
      const Name = `${name.slice(0, 1).toUpperCase()}${name.slice(1)}`;
      expect(types(`aws:index/${name}:${Name}`)).to.include(classic);
    }
    expect(types("awscc:index/iamRole:IamRole")).to.include("aws-native:iam:Role");
    expect(types("aws:iam/role:Role")).to.deep.equal([]);
    const templateBody = JSON.stringify({ Resources: { It: { Type: "AWS::IAM::Role" } } });
    const { resources } = carrier("aws:index/cloudformationStack:CloudformationStack", { templateBody });
    expect(resources.map(({ path }) => path)).to.include("templateBody.Resources.It");
  });

  it("gives up on a text with aliases that stand for millions of nodes", () => {
    const levels = Array.from({ length: 9 }, (_, at) => {
      const alias = at === 0 ? "x" : `*l${at - 1}`;
      return `l${at}: &l${at} [${Array.from({ length: 9 }, () => alias).join(", ")}]`;
    });
    const [part] = stack(levels.join("\n")).opaque;
    expect(part?.problem).to.equal("is no JSON and no YAML: more than 200,000 nodes");
  });
});
