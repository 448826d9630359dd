/** The sample's roles as IAM has them: one got a managed policy by hand, and some services were never used. */

import { randomUUID } from "node:crypto";
import type {
  GenerateServiceLastAccessedDetailsCommandInput,
  GetRoleCommandInput,
  GetRolePolicyCommandInput,
  GetServiceLastAccessedDetailsCommandInput,
  ListAttachedRolePoliciesCommandInput,
  ListRolePoliciesCommandInput,
} from "@aws-sdk/client-iam";
import type { DeployedRole } from "../../../console-api/deployment";
import { type Answers, SampleFailure } from "./answering";
import { SAMPLE_DEPLOYMENT, SAMPLE_IDS } from "./deployment";

const DAY_MS = 86_400_000;

const { accountId, partition } = SAMPLE_DEPLOYMENT;

const arnOf = ({ path, name }: DeployedRole): string =>
  `arn:${partition}:iam::${accountId}:role${path}${name}`;

const SERVICE_NAMES: Readonly<Record<string, string>> = {
  appsync: "AWS AppSync",
  athena: "Amazon Athena",
  autoscaling: "Amazon EC2 Auto Scaling",
  cloudwatch: "Amazon CloudWatch",
  "cognito-identity": "Amazon Cognito Identity",
  "cognito-idp": "Amazon Cognito User Pools",
  ec2: "Amazon EC2",
  ec2messages: "Amazon Message Delivery Service",
  elasticloadbalancing: "Elastic Load Balancing",
  es: "Amazon OpenSearch Service",
  glue: "AWS Glue",
  iam: "AWS Identity and Access Management",
  lambda: "AWS Lambda",
  logs: "Amazon CloudWatch Logs",
  s3: "Amazon S3",
  ssm: "AWS Systems Manager",
  ssmmessages: "Amazon Session Manager Message Gateway Service",
};

/** Role's key and service that nobody used: sessions and the older message channel. */
const UNUSED = new Set(["proxy ec2messages", "proxy ssmmessages", "dashboardsCognito cognito-identity"]);

const servicesOf = ({ statements }: DeployedRole): readonly string[] => {
  const named = statements.flatMap(({ actions }) => actions.map((action) => action.split(":")[0] ?? ""));
  return [...new Set(named)].sort();
};

/** Who may assume a role, as its trust policy says it. */
function trustOf({ trustedBy, trustConditions }: DeployedRole) {
  const chosen = JSON.stringify(trustConditions).replace('""', JSON.stringify(SAMPLE_IDS.identityPoolId));
  const federated = trustedBy.startsWith("cognito-identity.");
  return {
    Version: "2012-10-17",
    Statement: [
      {
        Effect: "Allow",
        Principal: federated ? { Federated: trustedBy } : { Service: trustedBy },
        Action: federated ? "sts:AssumeRoleWithWebIdentity" : "sts:AssumeRole",
        ...(chosen === "{}" ? {} : { Condition: JSON.parse(chosen) }),
      },
    ],
  };
}

const HAND_MADE = {
  PolicyName: "AmazonS3ReadOnlyAccess",
  PolicyArn: `arn:${partition}:iam::aws:policy/AmazonS3ReadOnlyAccess`,
};

export function iamAnswers(now: () => Date, roles: readonly DeployedRole[], stepMs: () => number): Answers {
  const jobs = new Map<string, { readonly role: DeployedRole; readonly startedMs: number }>();
  const named = (name: string | undefined): DeployedRole => {
    const role = roles.find((one) => one.name === name);
    if (role !== undefined) return role;
    throw new SampleFailure("NoSuchEntityException", `The role with name ${name} cannot be found.`, 404);
  };
  const ago = (days: number) => new Date(now().getTime() - days * DAY_MS);

  return {
    GetRole: ({ RoleName }: GetRoleCommandInput) => {
      const role = named(RoleName);
      return {
        Role: {
          Path: role.path,
          RoleName,
          RoleId: `AROA${role.key
            .toUpperCase()
            .replaceAll(/[^A-Z]/g, "")
            .padEnd(17, "X")
            .slice(0, 17)}`,
          Arn: arnOf(role),
          CreateDate: ago(212),
          Description: role.purpose,
          AssumeRolePolicyDocument: encodeURIComponent(JSON.stringify(trustOf(role))),
          ...(role.permissionsBoundaryArn === undefined
            ? {}
            : {
                PermissionsBoundary: {
                  PermissionsBoundaryType: "Policy",
                  PermissionsBoundaryArn: role.permissionsBoundaryArn,
                },
              }),
          RoleLastUsed: { LastUsedDate: ago(0.1), Region: SAMPLE_DEPLOYMENT.region },
        },
      };
    },
    ListRolePolicies: ({ RoleName }: ListRolePoliciesCommandInput) => ({
      PolicyNames: named(RoleName).statements.length === 0 ? [] : ["access"],
      IsTruncated: false,
    }),
    GetRolePolicy: ({ RoleName, PolicyName }: GetRolePolicyCommandInput) => {
      const document = {
        Version: "2012-10-17",
        Statement: named(RoleName).statements.map(({ sid, actions, resources, conditions }) => ({
          Sid: sid,
          Effect: "Allow",
          Action: actions,
          Resource: resources,
          ...(Object.keys(conditions).length === 0 ? {} : { Condition: conditions }),
        })),
      };
      return { RoleName, PolicyName, PolicyDocument: encodeURIComponent(JSON.stringify(document)) };
    },
    ListAttachedRolePolicies: ({ RoleName }: ListAttachedRolePoliciesCommandInput) => ({
      AttachedPolicies: named(RoleName).key === "proxy" ? [HAND_MADE] : [],
      IsTruncated: false,
    }),
    GenerateServiceLastAccessedDetails: ({ Arn }: GenerateServiceLastAccessedDetailsCommandInput) => {
      const role = roles.find((one) => arnOf(one) === Arn);
      if (role === undefined) throw new SampleFailure("NoSuchEntityException", `${Arn} does not exist`, 404);
      const JobId = randomUUID();
      jobs.set(JobId, { role, startedMs: now().getTime() });
      return { JobId };
    },
    GetServiceLastAccessedDetails: ({ JobId = "" }: GetServiceLastAccessedDetailsCommandInput) => {
      const job = jobs.get(JobId);
      if (job === undefined)
        throw new SampleFailure("NoSuchEntityException", `Job ${JobId} does not exist`, 404);
      const created = new Date(job.startedMs);
      if (now().getTime() - job.startedMs < stepMs()) {
        return { JobStatus: "IN_PROGRESS", JobCreationDate: created, ServicesLastAccessed: [] };
      }
      return {
        JobStatus: "COMPLETED",
        JobType: "SERVICE_LEVEL",
        JobCreationDate: created,
        JobCompletionDate: created,
        IsTruncated: false,
        ServicesLastAccessed: servicesOf(job.role).map((ServiceNamespace, index) => ({
          ServiceName: SERVICE_NAMES[ServiceNamespace] ?? ServiceNamespace,
          ServiceNamespace,
          TotalAuthenticatedEntities: UNUSED.has(`${job.role.key} ${ServiceNamespace}`) ? 0 : 1,
          ...(UNUSED.has(`${job.role.key} ${ServiceNamespace}`)
            ? {}
            : { LastAuthenticated: ago(0.2 + index), LastAuthenticatedEntity: arnOf(job.role) }),
        })),
      };
    },
  };
}
