import { ACCOUNT, at, type Case, from, REGION } from "../case";
import { allow, type Written } from "../spellings";

const invoke = (title: string, principal: string, more: Written): Case => ({
  title,
  type: "aws:lambda/permission:Permission",
  props: { action: "lambda:InvokeFunction", function: "resize", principal, ...more },
});
const opened = (title: string, ...ingress: readonly Written[]): Case => ({
  title,
  type: "aws:ec2/securityGroup:SecurityGroup",
  props: { description: "web", ingress },
});

/** What the usual programs contain besides documents. */
export const PROGRAMS: readonly Case[] = [
  invoke("an interface invokes a function", "apigateway.amazonaws.com", {
    sourceArn: `arn:aws:execute-api:${REGION}:${ACCOUNT}:a1b2c3/*/*`,
  }),
  invoke("a bucket invokes a function", "s3.amazonaws.com", {
    sourceArn: "arn:aws:s3:::images",
    sourceAccount: ACCOUNT,
  }),
  invoke("a topic invokes a function", "sns.amazonaws.com", { sourceArn: at("sns", "images") }),
  invoke("a rule invokes a function", "events.amazonaws.com", { sourceArn: at("events", "rule/nightly") }),
  invoke("a log group invokes a function", "logs.amazonaws.com", {
    sourceArn: at("logs", "log-group:/proxy:*"),
    sourceAccount: ACCOUNT,
  }),
  invoke("a user pool invokes a function", "cognito-idp.amazonaws.com", {
    sourceArn: at("cognito-idp", "userpool/eu-central-1_a1b2"),
  }),
  invoke("secrets invoke a function", "secretsmanager.amazonaws.com", { sourceAccount: ACCOUNT }),
  invoke("a load balancer invokes a function", "elasticloadbalancing.amazonaws.com", {
    sourceArn: at("elasticloadbalancing", "targetgroup/resize/0123456789abcdef"),
  }),
  invoke("one's organisation invokes a function", "*", { principalOrgId: "o-a1b2c3d4e5" }),
  invoke("another account invokes a function, which is named", "210987654321", {}),
  {
    title: "a function's URL for callers who sign",
    type: "aws:lambda/permission:Permission",
    props: {
      action: "lambda:InvokeFunctionUrl",
      function: "resize",
      principal: "210987654321",
      functionUrlAuthType: "AWS_IAM",
    },
  },
  {
    title: "an interface of the native provider invokes a function",
    type: "aws-native:lambda:Permission",
    props: {
      action: "lambda:InvokeFunction",
      functionName: "resize",
      principal: "apigateway.amazonaws.com",
      sourceArn: `arn:aws:execute-api:${REGION}:${ACCOUNT}:a1b2c3/*/*`,
    },
  },
  {
    title: "one account puts events",
    type: "aws:cloudwatch/eventPermission:EventPermission",
    props: { principal: "210987654321", statementId: "partner" },
  },
  {
    title: "one's organisation puts events",
    type: "aws:cloudwatch/eventPermission:EventPermission",
    props: {
      principal: "*",
      statementId: "organisation",
      condition: { type: "StringEquals", key: "aws:PrincipalOrgID", value: "o-a1b2c3d4e5" },
    },
  },
  opened("a group that trusts itself", { protocol: "-1", fromPort: 0, toPort: 0, self: true }),
  opened("a group behind a load balancer", {
    protocol: "tcp",
    fromPort: 8080,
    toPort: 8080,
    securityGroups: ["sg-1"],
  }),
  opened("a group for the VPC", { protocol: "tcp", fromPort: 443, toPort: 443, cidrBlocks: ["10.0.0.0/16"] }),
  {
    title: "a rule for an office",
    type: "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule",
    props: {
      securityGroupId: "sg-1",
      ipProtocol: "tcp",
      fromPort: 443,
      toPort: 443,
      cidrIpv4: "203.0.113.0/24",
    },
  },
  {
    title: "a function's URL that asks for a signature",
    type: "aws:lambda/functionUrl:FunctionUrl",
    props: { functionName: "resize", authorizationType: "AWS_IAM" },
  },
  {
    title: "a route with an authoriser",
    type: "aws:apigatewayv2/route:Route",
    props: { apiId: "a1b2c3", routeKey: "GET /orders", authorizationType: "JWT", authorizerId: "auth1" },
  },
  {
    title: "a method for callers who sign",
    type: "aws:apigateway/method:Method",
    props: { restApi: "a1b2c3", resourceId: "r1", httpMethod: "GET", authorization: "AWS_IAM" },
  },
  {
    title: "an interface of AppSync for signed-in users",
    type: "aws:appsync/graphQLApi:GraphQLApi",
    props: {
      name: "review",
      authenticationType: "AMAZON_COGNITO_USER_POOLS",
      userPoolConfig: { userPoolId: "eu-central-1_a1b2", defaultAction: "DENY" },
    },
  },
  {
    title: "an image for one account",
    type: "aws:ec2/amiLaunchPermission:AmiLaunchPermission",
    props: { imageId: "ami-0a1b2c3d", accountId: "210987654321" },
  },
  {
    title: "a snapshot for one account",
    type: "aws:ec2/snapshotCreateVolumePermission:SnapshotCreateVolumePermission",
    props: { snapshotId: "snap-0a1b2c3d", accountId: "210987654321" },
  },
  {
    title: "a share within the organisation",
    type: "aws:ram/resourceShare:ResourceShare",
    props: { name: "subnets", allowExternalPrincipals: false },
  },
  {
    title: "a stack of CloudFormation with a narrow role",
    type: "aws:cloudformation/stack:Stack",
    props: {
      name: "legacy",
      templateBody: JSON.stringify({
        Resources: {
          Worker: {
            Type: "AWS::IAM::Role",
            Properties: {
              AssumeRolePolicyDocument: {
                Version: "2012-10-17",
                Statement: [
                  {
                    Effect: "Allow",
                    Principal: { Service: "lambda.amazonaws.com" },
                    Action: "sts:AssumeRole",
                  },
                ],
              },
              Policies: [
                {
                  PolicyName: "images",
                  PolicyDocument: {
                    Version: "2012-10-17",
                    Statement: [allow("s3:GetObject", "arn:aws:s3:::images/*")],
                  },
                },
              ],
            },
          },
        },
      }),
    },
  },
  {
    title: "a topic policy by Cloud Control",
    type: "aws:cloudcontrol/resource:Resource",
    props: {
      typeName: "AWS::SNS::TopicPolicy",
      desiredState: JSON.stringify({
        Topics: [at("sns", "alerts")],
        PolicyDocument: {
          Version: "2012-10-17",
          Statement: [
            {
              Effect: "Allow",
              Principal: { Service: "cloudwatch.amazonaws.com" },
              Action: "sns:Publish",
              Resource: at("sns", "alerts"),
              Condition: from(at("cloudwatch", "alarm:*")),
            },
          ],
        },
      }),
    },
  },
  {
    title: "a user of a file server without a policy",
    type: "aws:transfer/user:User",
    props: { userName: "in" },
  },
  { title: "a topic without a policy of its own", type: "aws:sns/topic:Topic", props: { name: "alerts" } },
  {
    title: "a bucket's versions",
    type: "aws:s3/bucketVersioning:BucketVersioning",
    props: { bucket: "my-logs", versioningConfiguration: { status: "Enabled" } },
  },
];
