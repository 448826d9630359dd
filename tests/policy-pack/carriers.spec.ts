import { expect } from "chai";
import { administrativeAccess } from "../../policy-pack/policies/administrative-access";
import { administrativeManagedPolicy } from "../../policy-pack/policies/administrative-managed-policy";
import { openIngress } from "../../policy-pack/policies/open-ingress";
import { openRoleTrust } from "../../policy-pack/policies/open-role-trust";
import { publicResourcePolicy } from "../../policy-pack/policies/public-resource-policy";
import { fingerprintOf, judge, judgeStack, type Registered, UNKNOWN, urnOf, withoutTag } from "./judging";

const ANYONE = {
  Version: "2012-10-17",
  Statement: { Effect: "Allow", Principal: "*", Action: "sts:AssumeRole" },
};

const stack = (Resources: unknown, more: Record<string, unknown> = {}, sections = {}): Registered => ({
  type: "aws:cloudformation/stack:Stack",
  name: "network",
  props: { name: "network", templateBody: JSON.stringify({ Resources, ...sections }), ...more },
});

const role = (properties: unknown, more: Record<string, unknown> = {}) => ({
  Reader: { Type: "AWS::IAM::Role", Properties: properties, ...more },
});

describe("resources inside of resources", () => {
  it("judges a role of a template as one of its own, and names its place", async () => {
    const { type, props } = stack(role({ AssumeRolePolicyDocument: ANYONE, RoleName: "reader" }));
    expect((await judge(openRoleTrust, type, props)).map(withoutTag)).to.deep.equal([
      '`templateBody.Resources.Reader`: role `reader`: statement `assumeRolePolicyDocument.Statement` lets anyone (`AWS: *`) assume the role; every AWS account can take it on and use its permissions; name who needs it, like `"AWS": "arn:aws:iam::123456789012:role/deploy"`, or require `StringEquals` on `aws:PrincipalOrgID`',
    ]);
  });

  it("judges the same resource alike through Cloud Control, an extension resource and a bridged provider", async () => {
    const properties = { AssumeRolePolicyDocument: ANYONE };
    const carriers: readonly (readonly [string, Record<string, unknown>])[] = [
      [
        "aws:cloudcontrol/resource:Resource",
        { typeName: "AWS::IAM::Role", desiredState: JSON.stringify(properties) },
      ],
      ["aws-native:index:ExtensionResource", { type: "AWS::IAM::Role", properties }],
      ["aws:index/iamRole:IamRole", { assumeRolePolicy: JSON.stringify(ANYONE) }],
    ];
    for (const [type, props] of carriers)
      expect(await judge(openRoleTrust, type, props), type).to.have.length(1);
  });

  it("gives two equal roles of one template two fingerprints, which waivers name", async () => {
    const one = { Type: "AWS::IAM::Role", Properties: { AssumeRolePolicyDocument: ANYONE } };
    const { type, props } = stack({ One: one, Other: one });
    expect(new Set((await judge(openRoleTrust, type, props)).map(fingerprintOf)).size).to.equal(2);
  });

  it("reports what depends on a condition that is not known yet as unverified", async () => {
    const resources = role({ AssumeRolePolicyDocument: ANYONE }, { Condition: "C" });
    const sections = {
      Parameters: { P: { Type: "String" } },
      Conditions: { C: { "Fn::Equals": [{ Ref: "P" }, "yes"] } },
    };
    const found = async (P: unknown) => {
      const { type, props } = stack(resources, { parameters: { P } }, sections);
      return (await judge(openRoleTrust, type, props)).map((message) => message.slice(0, 80));
    };
    expect(await found("yes")).to.have.length(1);
    expect(await found("no")).to.deep.equal([]);
    expect(await found(UNKNOWN)).to.deep.equal([
      "[advisory] unverified: `templateBody.Resources.Reader`: role of `Reader`: statem",
    ]);
  });

  it("says what to do about a value that CloudFormation works out", async () => {
    const Statement = { Effect: "Allow", Action: { "Fn::ImportValue": "actions" }, Resource: "*" };
    const { type, props } = stack({
      Own: { Type: "AWS::IAM::ManagedPolicy", Properties: { PolicyDocument: { Statement } } },
    });
    expect((await judge(administrativeAccess, type, props)).map(withoutTag)).to.deep.equal([
      "[advisory] unverified: `templateBody.Resources.Own`: policy of `Own`: `policyDocument` is not fully known yet; some of its possible values grant all actions on all resources; what the program does not know yet is judged again, and what CloudFormation works out has to be written out",
    ]);
  });

  it("is silent on what a template usually refers to", async () => {
    const arn = (text: string) => ({ "Fn::Sub": text });
    const { type, props } = stack({
      Logs: { Type: "AWS::S3::Bucket" },
      Access: {
        Type: "AWS::S3::BucketPolicy",
        Properties: {
          Bucket: { Ref: "Logs" },
          PolicyDocument: {
            Statement: [
              {
                Effect: "Allow",
                Principal: { AWS: arn("arn:${AWS::Partition}:iam::${AWS::AccountId}:root") },
                Action: "s3:GetObject",
                Resource: arn("${Logs.Arn}/*"),
              },
              {
                Effect: "Allow",
                Principal: { Service: "logging.s3.amazonaws.com" },
                Action: "s3:PutObject",
                Resource: arn("${Logs.Arn}/*"),
                Condition: { StringEquals: { "aws:SourceAccount": { Ref: "AWS::AccountId" } } },
              },
              {
                Effect: "Allow",
                Principal: "*",
                Action: "s3:GetObject",
                Resource: arn("${Logs.Arn}/*"),
                Condition: { StringEquals: { "aws:PrincipalAccount": { Ref: "AWS::AccountId" } } },
              },
            ],
          },
        },
      },
      Own: {
        Type: "AWS::IAM::ManagedPolicy",
        Properties: {
          PolicyDocument: {
            Statement: { Effect: "Allow", Action: "s3:GetObject", Resource: arn("${Logs.Arn}/*") },
          },
        },
      },
      Reader: {
        Type: "AWS::IAM::Role",
        Properties: {
          AssumeRolePolicyDocument: {
            Statement: {
              Effect: "Allow",
              Principal: { Service: arn("lambda.${AWS::URLSuffix}") },
              Action: "sts:AssumeRole",
            },
          },
          ManagedPolicyArns: [{ Ref: "Own" }],
        },
      },
    });
    const trusting = { trustedAccounts: ["123456789012"] };
    for (const rule of [administrativeAccess, openRoleTrust, publicResourcePolicy]) {
      expect(await judge(rule, type, props, trusting), rule.name).to.deep.equal([]);
    }
    expect(
      await judgeStack(administrativeManagedPolicy, [stack(props["templateBody"], props)]),
    ).to.deep.equal([]);
  });

  it("joins the rules of a template with their group when the stack is judged, and reports on the carrier", async () => {
    const ingress = (first: number) => ({
      Type: "AWS::EC2::SecurityGroupIngress",
      Properties: {
        GroupId: { "Fn::GetAtt": "Web.GroupId" },
        IpProtocol: "tcp",
        FromPort: 22,
        ToPort: 22,
        CidrIp: `${first}.0.0.0/9`,
      },
    });
    const resource = stack({
      Web: { Type: "AWS::EC2::SecurityGroup", Properties: { GroupDescription: "web" } },
      One: ingress(9),
      Two: ingress(11),
      Three: ingress(12),
    });
    const reports = await judgeStack(openIngress, [resource]);
    expect(reports.map(({ urn, message }) => ({ urn, message: message.slice(0, 60) }))).to.deep.equal([
      {
        urn: urnOf(resource),
        message: "`templateBody.Resources.Web`: `One`, `Two` and `Three` toget",
      },
    ]);
  });

  it("joins what is made from a carrier with what the carrier is, by its id or before there is one", async () => {
    const group: Registered = {
      type: "aws:cloudcontrol/resource:Resource",
      name: "web",
      props: {
        typeName: "AWS::EC2::SecurityGroup",
        desiredState: JSON.stringify({
          GroupDescription: "web",
          SecurityGroupIngress: [{ IpProtocol: "tcp", FromPort: 22, ToPort: 22, CidrIp: "8.0.0.0/8" }],
        }),
      },
    };
    const rule = (securityGroupId: unknown): Registered => ({
      type: "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule",
      name: "ssh",
      props: { securityGroupId, ipProtocol: "tcp", fromPort: 22, toPort: 22, cidrIpv4: "9.0.0.0/8" },
    });
    for (const resources of [
      [group, { ...rule(UNKNOWN), madeFrom: { securityGroupId: ["web"] } }],
      [{ ...group, outputs: { ...group.props, id: "sg-1" } }, rule("sg-1")],
    ])
      expect(
        (await judgeStack(openIngress, resources)).map(({ urn, message }) => [urn, message.slice(0, 44)]),
      ).to.deep.equal([[urnOf(group), "`desiredState`: `web` and `ssh` together let"]]);
  });

  it("tells the prefix lists of a template apart", async () => {
    const list = (Cidr: string) => ({
      Type: "AWS::EC2::PrefixList",
      Properties: { PrefixListName: "x", AddressFamily: "IPv4", MaxEntries: 1, Entries: [{ Cidr }] },
    });
    const from = (port: number, SourcePrefixListId: unknown) => ({
      IpProtocol: "tcp",
      FromPort: port,
      ToPort: port,
      SourcePrefixListId,
    });
    const resource = stack({
      Offices: list("203.0.113.0/24"),
      All: list("0.0.0.0/0"),
      Web: {
        Type: "AWS::EC2::SecurityGroup",
        Properties: {
          GroupDescription: "web",
          SecurityGroupIngress: [
            from(22, { Ref: "Offices" }),
            from(80, { "Fn::GetAtt": ["All", "PrefixListId"] }),
          ],
        },
      },
    });
    expect(
      (await judgeStack(openIngress, [resource])).map(({ message }) => message.slice(0, 74)),
    ).to.deep.equal(["`templateBody.Resources.Web`: `Web` by `All` lets `0.0.0.0/0` in to tcp/80"]);
  });

  it("joins a policy that a template attaches with the resource that its parameter was made from", async () => {
    const resource = stack(
      role({ AssumeRolePolicyDocument: {}, ManagedPolicyArns: [{ Ref: "P" }] }),
      { parameters: { P: UNKNOWN } },
      { Parameters: { P: { Type: "String" } } },
    );
    const policy = { type: "aws:iam/policy:Policy", name: "own", props: { policy: "{}" } };
    expect(await judgeStack(administrativeManagedPolicy, [policy, resource])).to.have.length(1);
    const made = { ...resource, madeFrom: { parameters: ["own"] } };
    expect(await judgeStack(administrativeManagedPolicy, [policy, made])).to.deep.equal([]);
  });
});
