import { expect } from "chai";
import { accessDocument, type RoleKey, type RoleSpec } from "../../../components/iam-roles";
import type { Partition } from "../../../partitions";
import { context as contextOf, resolved } from "../recorder";
import { PARTITION_NAMES, POOLS, specs } from "./fixtures";

type Expected = readonly {
  readonly Sid: string;
  readonly Action: readonly string[];
  readonly Resource: readonly string[];
  readonly Condition?: unknown;
}[];

/** Roles of the console's functions, which have a spec of their own. */
type ConsoleFunctionRole = "api" | "interfaceHistory" | "interfaceClock";
const inOwnSpec = (key: RoleKey): key is ConsoleFunctionRole =>
  key === "api" || key === "interfaceHistory" || key === "interfaceClock";

/** Everything each other role may do, written out; `aws`, `…` stand for partition, region and account of the stack. */
function expected(partition: Partition): {
  readonly [key in Exclude<RoleKey, ConsoleFunctionRole>]: Expected;
} {
  const region = { aws: "eu-central-1", "aws-us-gov": "us-gov-west-1", "aws-cn": "cn-north-1" }[partition];
  const base = `clo-dev-${region}`;
  const here = (service: string) => `arn:${partition}:${service}:${region}:111122223333`;
  const role = (name: string) => `arn:${partition}:iam::111122223333:role/logging/${base}-${name}`;
  const group = `${here("autoscaling")}:autoScalingGroup:*:autoScalingGroupName/${base}-proxy`;
  const patchDocument = `arn:${partition}:ssm:${region}::document/AWS-RunPatchBaseline`;
  const instances = `${here("ec2")}:instance/*`;
  const identity =
    partition === "aws-us-gov" ? "cognito-identity-us-gov.amazonaws.com" : "cognito-identity.amazonaws.com";
  return {
    graphqlLog: [
      {
        Sid: "WriteApiLogs",
        Action: ["logs:CreateLogGroup", "logs:CreateLogStream", "logs:PutLogEvents"],
        Resource: [`${here("logs")}:log-group:/aws/appsync/apis/*`],
      },
    ],
    graphqlData: [
      {
        Sid: "CallApiFunction",
        Action: ["lambda:InvokeFunction"],
        Resource: [`${here("lambda")}:function:${base}-api`, `${here("lambda")}:function:${base}-api:*`],
      },
    ],
    dashboardsAdmin: [
      {
        Sid: "AdministerDomain",
        Action: [
          "es:ESHttpDelete",
          "es:ESHttpGet",
          "es:ESHttpHead",
          "es:ESHttpPatch",
          "es:ESHttpPost",
          "es:ESHttpPut",
        ],
        Resource: [`${here("es")}:domain/${base}/*`],
      },
    ],
    dashboardsReader: [
      {
        Sid: "ReadDomain",
        Action: ["es:ESHttpGet", "es:ESHttpHead", "es:ESHttpPost"],
        Resource: [`${here("es")}:domain/${base}/*`],
      },
    ],
    dashboardsCognito: [
      {
        Sid: "KeepDashboardsClient",
        Action: [
          "cognito-idp:AdminInitiateAuth",
          "cognito-idp:AdminUserGlobalSignOut",
          "cognito-idp:CreateUserPoolClient",
          "cognito-idp:DeleteUserPoolClient",
          "cognito-idp:DescribeUserPool",
          "cognito-idp:DescribeUserPoolClient",
          "cognito-idp:ListUserPoolClients",
          "cognito-idp:UpdateUserPoolClient",
        ],
        Resource: [`${here("cognito-idp")}:userpool/${POOLS.userPoolId}`],
      },
      {
        Sid: "AddClientToIdentityPool",
        Action: [
          "cognito-identity:DescribeIdentityPool",
          "cognito-identity:GetIdentityPoolRoles",
          "cognito-identity:UpdateIdentityPool",
        ],
        Resource: [`${here("cognito-identity")}:identitypool/${POOLS.identityPoolId}`],
      },
      {
        Sid: "PassDashboardsRoles",
        Action: ["iam:PassRole"],
        Resource: [role("dashboards-admin"), role("dashboards-reader")],
        Condition: { StringEquals: { "iam:PassedToService": identity } },
      },
    ],
    proxy: [
      {
        Sid: "ReportAsInstance",
        Action: [
          "ssm:PutComplianceItems",
          "ssm:UpdateAssociationStatus",
          "ssm:UpdateInstanceAssociationStatus",
          "ssm:UpdateInstanceInformation",
        ],
        Resource: [`${here("ssm")}:association/*`, patchDocument, instances],
        Condition: { ArnLike: { "ec2:SourceInstanceARN": instances } },
      },
      {
        Sid: "ReadOwnAssociations",
        Action: ["ssm:DescribeAssociation", "ssm:ListInstanceAssociations"],
        Resource: [`${here("ssm")}:association/*`, patchDocument, instances],
      },
      {
        Sid: "ReadCommandDocuments",
        Action: ["ssm:DescribeDocument", "ssm:GetDocument"],
        Resource: [patchDocument],
      },
      {
        Sid: "ReportPatchState",
        Action: ["ssm:GetDeployablePatchSnapshotForInstance", "ssm:ListAssociations", "ssm:PutInventory"],
        Resource: ["*"],
      },
      {
        Sid: "OpenSessionChannels",
        Action: [
          "ssmmessages:CreateControlChannel",
          "ssmmessages:CreateDataChannel",
          "ssmmessages:OpenControlChannel",
          "ssmmessages:OpenDataChannel",
        ],
        Resource: ["*"],
      },
      {
        Sid: "ReceiveCommands",
        Action: [
          "ec2messages:AcknowledgeMessage",
          "ec2messages:DeleteMessage",
          "ec2messages:FailMessage",
          "ec2messages:GetEndpoint",
          "ec2messages:GetMessages",
          "ec2messages:SendReply",
        ],
        Resource: ["*"],
      },
      {
        Sid: "ReadPatchSources",
        Action: ["s3:GetObject"],
        Resource: [
          `arn:${partition}:s3:::aws-ssm-of-region/*`,
          `arn:${partition}:s3:::al2023-repos-of-region/*`,
        ],
      },
      {
        Sid: "WriteProxyLog",
        Action: ["logs:CreateLogStream", "logs:PutLogEvents"],
        Resource: [`${here("logs")}:log-group:/centralized-logging/${base}/proxy:*`],
      },
      {
        Sid: "WritePatchOutput",
        Action: ["s3:PutObject"],
        Resource: [`arn:${partition}:s3:::${base}-logs-111122223333/patching/*`],
      },
      { Sid: "ReportReady", Action: ["autoscaling:CompleteLifecycleAction"], Resource: [group] },
    ],
    patchWindow: [
      {
        Sid: "RunPatching",
        Action: ["ssm:GetAutomationExecution", "ssm:StartAutomationExecution"],
        Resource: [
          `${here("ssm")}:automation-definition/${base}-patch:*`,
          `${here("ssm")}:automation-execution/*`,
          `${here("ssm")}:document/${base}-patch`,
        ],
      },
      {
        Sid: "PassAutomationRole",
        Action: ["iam:PassRole"],
        Resource: [role("patch-automation")],
        Condition: { StringEquals: { "iam:PassedToService": "ssm.amazonaws.com" } },
      },
    ],
    patchAutomation: [
      {
        Sid: "StandByInstance",
        Action: [
          "autoscaling:EnterStandby",
          "autoscaling:ExitStandby",
          "autoscaling:ResumeProcesses",
          "autoscaling:SetDesiredCapacity",
          "autoscaling:SuspendProcesses",
          "autoscaling:TerminateInstanceInAutoScalingGroup",
        ],
        Resource: [group],
      },
      {
        Sid: "RunPatching",
        Action: ["ssm:GetAutomationExecution", "ssm:StartAutomationExecution"],
        Resource: [
          `${here("ssm")}:automation-definition/${base}-patch:*`,
          `${here("ssm")}:automation-execution/*`,
          `${here("ssm")}:document/${base}-patch`,
        ],
      },
      {
        Sid: "PassItself",
        Action: ["iam:PassRole"],
        Resource: [role("patch-automation")],
        Condition: { StringEquals: { "iam:PassedToService": "ssm.amazonaws.com" } },
      },
      { Sid: "RunPatchDocument", Action: ["ssm:SendCommand"], Resource: [patchDocument] },
      {
        Sid: "PatchFleetInstances",
        Action: ["ssm:SendCommand"],
        Resource: [instances],
        Condition: { StringEquals: { "aws:ResourceTag/aws:autoscaling:groupName": `${base}-proxy` } },
      },
      {
        Sid: "FollowProgress",
        Action: [
          "autoscaling:DescribeAutoScalingGroups",
          "autoscaling:DescribeAutoScalingInstances",
          "elasticloadbalancing:DescribeTargetHealth",
          "ssm:DescribeInstanceInformation",
          "ssm:ListCommandInvocations",
          "ssm:ListCommands",
        ],
        Resource: ["*"],
      },
    ],
    imageRefresh: [{ Sid: "RefreshFleet", Action: ["autoscaling:StartInstanceRefresh"], Resource: [group] }],
    flowLogs: [
      {
        Sid: "WriteFlowLogs",
        Action: ["logs:CreateLogStream", "logs:DescribeLogStreams", "logs:PutLogEvents"],
        Resource: [`${here("logs")}:log-group:/centralized-logging/${base}/flow-logs:*`],
      },
      { Sid: "FindLogGroup", Action: ["logs:DescribeLogGroups"], Resource: ["*"] },
    ],
  };
}

const document = (role: RoleSpec) => resolved(accessDocument(role) as object) as Promise<unknown>;

/** Actions that the service authorization reference gives no resource type, so that only `*` grants them. */
const WITHOUT_RESOURCE: ReadonlySet<string> = new Set([
  "autoscaling:DescribeAutoScalingGroups",
  "autoscaling:DescribeAutoScalingInstances",
  "ec2:DescribeManagedPrefixLists",
  "ec2:DescribeNetworkInterfaces",
  "ec2:DescribeSecurityGroupRules",
  "ec2:DescribeSecurityGroups",
  "ec2messages:AcknowledgeMessage",
  "ec2messages:DeleteMessage",
  "ec2messages:FailMessage",
  "ec2messages:GetEndpoint",
  "ec2messages:GetMessages",
  "ec2messages:SendReply",
  "elasticloadbalancing:DescribeLoadBalancers",
  "elasticloadbalancing:DescribeTargetHealth",
  "iam:GetServiceLastAccessedDetails",
  "logs:DescribeLogGroups",
  "logs:DescribeQueries",
  // Lately it is said to have one; by what the service asks for it takes an id alone.
  "logs:GetQueryResults",
  "ssm:DescribeAutomationExecutions",
  "ssm:DescribeInstanceInformation",
  "ssm:DescribeMaintenanceWindowSchedule",
  "ssm:GetDeployablePatchSnapshotForInstance",
  "ssm:ListAssociations",
  "ssm:ListCommandInvocations",
  "ssm:ListCommands",
  "ssm:PutInventory",
  "ssmmessages:CreateControlChannel",
  "ssmmessages:CreateDataChannel",
  "ssmmessages:OpenControlChannel",
  "ssmmessages:OpenDataChannel",
]);

describe("what the roles may do", () => {
  for (const partition of PARTITION_NAMES) {
    for (const role of specs(partition)) {
      const { key } = role;
      if (inOwnSpec(key)) continue;
      it(`gives ${key} exactly its statements in ${partition}`, async () => {
        const statements = expected(partition)[key].map(({ Sid, ...rest }) => ({
          Sid,
          Effect: "Allow",
          ...rest,
        }));
        expect(await document(role)).to.deep.equal({ Version: "2012-10-17", Statement: statements });
      });
    }
  }

  it("lets proxies take commands from `ec2messages` only where the region has it; all else is the same", () => {
    const sids = (ec2Messages: boolean) =>
      specs("aws", { ec2Messages }).flatMap(({ key, statements }) =>
        statements.map(({ sid }) => `${key} ${sid}`),
      );
    expect(sids(false)).to.deep.equal(sids(true).filter((sid) => sid !== "proxy ReceiveCommands"));
    expect(JSON.stringify(specs("aws", { ec2Messages: false }))).to.not.contain("ec2messages:");
  });

  const all = PARTITION_NAMES.flatMap((partition) => specs(partition));
  const statements = all.flatMap((role) =>
    role.statements.map((statement) => ({ role: role.key, ...statement })),
  );

  it("names every action in full", () => {
    const actions = statements.flatMap((statement) => statement.actions);
    expect(actions.filter((action) => !/^[a-z0-9-]+:[A-Z][A-Za-z]+$/.test(action))).to.deep.equal([]);
  });

  it("uses the resource `*` only for actions that have no resource, and never mixes the two", () => {
    const wrong = statements.filter(({ actions, resources }) => {
      const needed = actions.filter((action) => WITHOUT_RESOURCE.has(action));
      return resources.includes("*")
        ? needed.length < actions.length || resources.length > 1
        : needed.length > 0;
    });
    expect(wrong).to.deep.equal([]);
  });

  it("gives each statement a reason, and a name that is unique in its role", () => {
    expect(statements.filter(({ reason }) => reason.length < 20)).to.deep.equal([]);
    for (const role of all) {
      const sids = role.statements.map(({ sid }) => sid);
      expect(new Set(sids).size, role.key).to.equal(sids.length);
      expect(sids.filter((sid) => !/^[A-Za-z0-9]+$/.test(sid))).to.deep.equal([]);
    }
  });

  it("describes each role in characters that IAM accepts", () => {
    expect(all.filter(({ why }) => why.length > 1000 || !/^[\x20-\x7e]+$/.test(why))).to.deep.equal([]);
  });

  it("keeps role names within IAM's 64 characters for the longest stem", () => {
    const stem = "x".repeat(28);
    const long = specs("aws", { context: { ...contextOf("aws"), baseName: stem } });
    expect(Math.max(...long.map(({ name }) => name.length))).to.equal(28 + "-dashboards-cognito".length);
  });

  it("reads no parameters, no secrets, and decrypts nothing", () => {
    const actions = statements.flatMap((statement) => statement.actions);
    expect(actions.filter((action) => /GetParameter|GetSecretValue|kms:|sts:/.test(action))).to.deep.equal(
      [],
    );
  });
});

describe("escalation", () => {
  const all = PARTITION_NAMES.flatMap((partition) => specs(partition));
  const statements = all.flatMap((role) => role.statements.map((statement) => ({ role, ...statement })));

  it("is not possible through IAM: no role has an action of it but PassRole and reads", () => {
    const iam = statements.flatMap(({ actions }) => actions.filter((action) => action.startsWith("iam:")));
    expect([...new Set(iam)].sort()).to.deep.equal([
      "iam:GenerateServiceLastAccessedDetails",
      "iam:GetRole",
      "iam:GetRolePolicy",
      "iam:GetServiceLastAccessedDetails",
      "iam:ListAttachedRolePolicies",
      "iam:ListRolePolicies",
      "iam:PassRole",
    ]);
  });

  it("is not possible by passing roles: each is named, for one service that it trusts, and passes on itself at most", () => {
    const passing = statements.filter(({ actions }) => actions.includes("iam:PassRole"));
    const edges = passing.flatMap(({ role, resources, conditions }) =>
      resources.map((resource) => {
        const passed = all.find(({ name }) => typeof resource === "string" && resource.endsWith(`/${name}`));
        expect(passed, String(resource)).to.not.equal(undefined);
        const trust = passed?.trust;
        const service = conditions?.["StringEquals"]?.["iam:PassedToService"];
        return [
          role.key,
          passed?.key,
          trust?.kind === "service-for-account" ? trust.service : trust?.kind,
          service,
        ];
      }),
    );
    const unique = [...new Set(edges.map((edge) => edge.join(" ")))];
    expect(unique).to.deep.equal([
      "api patchAutomation ssm ssm.amazonaws.com",
      "patchWindow patchAutomation ssm ssm.amazonaws.com",
      "patchAutomation patchAutomation ssm ssm.amazonaws.com",
      "dashboardsCognito dashboardsAdmin identity-pool cognito-identity.amazonaws.com",
      "dashboardsCognito dashboardsReader identity-pool cognito-identity.amazonaws.com",
      "dashboardsCognito dashboardsAdmin identity-pool cognito-identity-us-gov.amazonaws.com",
      "dashboardsCognito dashboardsReader identity-pool cognito-identity-us-gov.amazonaws.com",
    ]);
    const passed = new Set(edges.map(([, to]) => to));
    const onward = edges.filter(([from, to]) => passed.has(from) && from !== to);
    expect(onward).to.deep.equal([]);
  });

  it("is not possible through code: no role changes functions, documents, templates or instances' data", () => {
    const code =
      /^(lambda:(Create|Update|Add|Publish)|ssm:(Create|Update)Document|ssm:(StartSession|CreateAssociation)|ec2:(?!Describe|Get)|cloudformation:|ecs:|glue:(?!Get)|codebuild:|autoscaling:(Create|Update)|sts:)/;
    expect(statements.filter(({ actions }) => actions.some((action) => code.test(action)))).to.deep.equal([]);
  });

  it("is not possible through commands: they run one document, on tagged instances of one group", () => {
    const commands = statements.filter(({ actions }) => actions.includes("ssm:SendCommand"));
    for (const { role, resources, conditions } of commands) {
      expect(role.key).to.equal("patchAutomation");
      const document = resources.every((resource) =>
        String(resource).endsWith("::document/AWS-RunPatchBaseline"),
      );
      const tagged = conditions?.["StringEquals"]?.["aws:ResourceTag/aws:autoscaling:groupName"];
      expect(document || tagged === role.name.replace(/patch-automation$/, "proxy")).to.equal(true);
    }
    expect(commands.length).to.equal(2 * PARTITION_NAMES.length);
  });
});
