import type { Case } from "../case";
import { allow } from "../spellings";

/** What is rejected without a document of its own, by the policy that says so. */
export const OTHERS: Readonly<Record<string, readonly Case[]>> = {
  "public-resource-policy": [
    {
      title: "a bus for everyone who calls himself so",
      type: "aws:cloudwatch/eventPermission:EventPermission",
      props: {
        principal: "*",
        statementId: "all",
        condition: { type: "StringLike", key: "aws:PrincipalTag/team", value: "logs" },
      },
    },
  ],
  "administrative-managed-policy": [
    {
      title: "an administrator by AWS's policy",
      type: "aws:iam/rolePolicyAttachment:RolePolicyAttachment",
      props: { role: "deploy", policyArn: "arn:aws:iam::aws:policy/AdministratorAccess" },
    },
    {
      title: "one of several policies",
      type: "aws-native:iam:Role",
      props: {
        managedPolicyArns: [
          "arn:aws:iam::aws:policy/ReadOnlyAccess",
          "arn:aws:iam::aws:policy/IAMFullAccess",
        ],
      },
    },
  ],
  "public-function-permission": [
    {
      title: "a function for everyone",
      type: "aws:lambda/permission:Permission",
      props: { action: "lambda:InvokeFunction", function: "resize", principal: "*" },
    },
  ],
  "confused-deputy": [
    {
      title: "a function for anyone's bucket",
      type: "aws:lambda/permission:Permission",
      props: { action: "lambda:InvokeFunction", function: "resize", principal: "s3.amazonaws.com" },
    },
  ],
  "unauthenticated-endpoint": [
    {
      title: "a method for everyone",
      type: "aws:apigateway/method:Method",
      props: { restApi: "a1b2c3", resourceId: "r1", httpMethod: "GET", authorization: "NONE" },
    },
    {
      title: "an interface of AppSync with a key for all",
      type: "aws:appsync/graphQLApi:GraphQLApi",
      props: { name: "review", authenticationType: "API_KEY" },
    },
    {
      title: "a function's URL for everyone",
      type: "aws:lambda/functionUrl:FunctionUrl",
      props: { functionName: "resize", authorizationType: "NONE" },
    },
  ],
  "public-sharing": [
    {
      title: "a snapshot for everyone",
      type: "aws:ec2/snapshotCreateVolumePermission:SnapshotCreateVolumePermission",
      props: { snapshotId: "snap-0a1b2c3d", accountId: "all" },
    },
    {
      title: "an image for everyone",
      type: "aws:ec2/amiLaunchPermission:AmiLaunchPermission",
      props: { imageId: "ami-0a1b2c3d", group: "all" },
    },
  ],
  "user-credentials": [
    { title: "a key for good", type: "aws:iam/accessKey:AccessKey", props: { user: "deploy" } },
  ],
  "administrative-access": [
    {
      title: "an administrator in a template",
      type: "aws:cloudformation/stack:Stack",
      props: {
        name: "legacy",
        templateBody: JSON.stringify({
          Resources: {
            All: {
              Type: "AWS::IAM::ManagedPolicy",
              Properties: { PolicyDocument: { Version: "2012-10-17", Statement: [allow("*")] } },
            },
          },
        }),
      },
    },
    {
      title: "a limit as a grant",
      type: "aws:iam/rolePolicyAttachment:RolePolicyAttachment",
      props: { role: "deploy", policyArn: "arn:aws:iam::123456789012:policy/boundary/team" },
    },
  ],
  "opaque-resource": [
    {
      title: "a template that is somewhere else",
      type: "aws:cloudformation/stack:Stack",
      props: { name: "legacy", templateUrl: "https://bucket.s3.amazonaws.com/template.yaml" },
    },
  ],
  "open-ingress": [
    {
      title: "SSH for everyone",
      type: "aws:ec2/securityGroup:SecurityGroup",
      props: { ingress: [{ protocol: "tcp", fromPort: 22, toPort: 22, cidrBlocks: ["0.0.0.0/0"] }] },
    },
    {
      title: "everything for everyone",
      type: "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule",
      props: { securityGroupId: "sg-1", ipProtocol: "-1", cidrIpv4: "0.0.0.0/0" },
    },
  ],
};
