import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";
import { type Duties, deployedRoles, type RoleSpec } from "../../../components/iam-roles";
import { accessDocument } from "../../../components/iam-roles/documents";
import { matches } from "../../../policy-pack/analysis/patterns";
import { context, resolved } from "../recorder";
import { DUTIES, options, ROLES, spec } from "./fixtures";

const BASE = "clo-dev-eu-central-1";
const here = (service: string, resource: string) =>
  `arn:aws:${service}:eu-central-1:111122223333:${resource}`;
const BUCKET = `arn:aws:s3:::${BASE}-logs-111122223333`;
const role = (name: string) => `arn:aws:iam::111122223333:role/logging/${BASE}-${name}`;

interface Rule {
  readonly Sid: string;
  readonly Action: readonly string[];
  readonly Resource: readonly string[];
  readonly Condition?: unknown;
}

async function rules(one: RoleSpec): Promise<readonly Rule[]> {
  const { Statement } = (await resolved(accessDocument(one) as object)) as { Statement: readonly Rule[] };
  return Statement;
}

const api = (duties: Partial<Duties> = {}): RoleSpec =>
  spec("api", "aws", { duties: { ...DUTIES, ...duties } });

const BY_ATHENA = { "ForAnyValue:StringEquals": { "aws:CalledVia": "athena.amazonaws.com" } };
const HISTORY_ONLY = { StringLike: { "s3:prefix": "interfaces/*" } };

const LIST_HISTORY: Rule = {
  Sid: "ListHistory",
  Action: ["s3:ListBucket"],
  Resource: [BUCKET],
  Condition: HISTORY_ONLY,
};

const ALWAYS: readonly Rule[] = [
  {
    Sid: "WriteOwnLog",
    Action: ["logs:CreateLogStream", "logs:PutLogEvents"],
    Resource: [here("logs", `log-group:/aws/lambda/${BASE}-api:*`)],
  },
  {
    Sid: "SeeFleet",
    Action: [
      "autoscaling:DescribeAutoScalingGroups",
      "elasticloadbalancing:DescribeLoadBalancers",
      "elasticloadbalancing:DescribeTargetHealth",
    ],
    Resource: ["*"],
  },
  { Sid: "SeeAlarms", Action: ["cloudwatch:DescribeAlarms"], Resource: [here("cloudwatch", "alarm:*")] },
  { Sid: "SeeDomain", Action: ["es:DescribeDomain"], Resource: [here("es", `domain/${BASE}`)] },
  {
    Sid: "SeeGroups",
    Action: [
      "ec2:DescribeManagedPrefixLists",
      "ec2:DescribeNetworkInterfaces",
      "ec2:DescribeSecurityGroupRules",
      "ec2:DescribeSecurityGroups",
    ],
    Resource: ["*"],
  },
  {
    Sid: "ReadPrefixLists",
    Action: ["ec2:GetManagedPrefixListEntries"],
    Resource: ["arn:aws:ec2:eu-central-1:*:prefix-list/*"],
  },
];

const ATHENA: readonly Rule[] = [
  {
    Sid: "AskFlowLogs",
    Action: ["athena:GetQueryExecution", "athena:GetQueryResults", "athena:StartQueryExecution"],
    Resource: [here("athena", `workgroup/${BASE}-flow-logs`)],
  },
  {
    Sid: "FindFlowLogTable",
    Action: ["glue:GetDatabase", "glue:GetTable"],
    Resource: [
      here("glue", "catalog"),
      here("glue", "database/default"),
      here("glue", "database/clo_dev_eu_central_1"),
      here("glue", "table/clo_dev_eu_central_1/flow_logs"),
    ],
    Condition: BY_ATHENA,
  },
  {
    Sid: "ReadFlowLogs",
    Action: ["s3:GetObject"],
    Resource: [`${BUCKET}/athena/*`, `${BUCKET}/flow-logs/AWSLogs/111122223333/vpcflowlogs/eu-central-1/*`],
    Condition: BY_ATHENA,
  },
  {
    Sid: "WriteAnswers",
    Action: ["s3:AbortMultipartUpload", "s3:ListMultipartUploadParts", "s3:PutObject"],
    Resource: [`${BUCKET}/athena/*`],
    Condition: BY_ATHENA,
  },
  {
    Sid: "FindFlowLogs",
    Action: ["s3:GetBucketLocation", "s3:ListBucket", "s3:ListBucketMultipartUploads"],
    Resource: [BUCKET],
    Condition: BY_ATHENA,
  },
];

const INSIGHTS: readonly Rule[] = [
  {
    Sid: "AskFlowLogs",
    Action: ["logs:StartQuery"],
    Resource: [
      here("logs", `log-group:/centralized-logging/${BASE}/flow-logs`),
      here("logs", `log-group:/centralized-logging/${BASE}/flow-logs:*`),
    ],
  },
  { Sid: "ReadAnswers", Action: ["logs:DescribeQueries", "logs:GetQueryResults"], Resource: ["*"] },
];

const HISTORY: readonly Rule[] = [
  { Sid: "ReadHistory", Action: ["s3:GetObject"], Resource: [`${BUCKET}/interfaces/*`] },
  LIST_HISTORY,
];

const patching = (install: boolean): readonly Rule[] => {
  const documents = install ? ["scan-now", "install-now"] : ["scan-now"];
  return [
    {
      Sid: "SeePatchState",
      Action: ["ssm:DescribeInstancePatchStates", "ssm:DescribeInstancePatches"],
      Resource: [here("ec2", "instance/*")],
    },
    {
      Sid: "SeeManagedInstances",
      Action: [
        "ssm:DescribeAutomationExecutions",
        "ssm:DescribeInstanceInformation",
        ...(install ? ["ssm:DescribeMaintenanceWindowSchedule"] : []),
      ],
      Resource: ["*"],
    },
    ...(install
      ? [
          {
            Sid: "SeePatchWindow",
            Action: ["ssm:GetMaintenanceWindow"],
            Resource: [here("ssm", "maintenancewindow/*")],
          },
        ]
      : []),
    {
      Sid: "FollowPatching",
      Action: ["ssm:DescribeAutomationStepExecutions", "ssm:GetAutomationExecution"],
      Resource: [here("ssm", "automation-execution/*")],
    },
    {
      Sid: "StartPatching",
      Action: ["ssm:StartAutomationExecution"],
      Resource: [
        ...documents.map((name) => here("ssm", `automation-definition/${BASE}-${name}:*`)),
        ...documents.map((name) => here("ssm", `document/${BASE}-${name}`)),
        here("ssm", "automation-execution/*"),
      ],
    },
    {
      Sid: "PassAutomationRole",
      Action: ["iam:PassRole"],
      Resource: [role("patch-automation")],
      Condition: { StringEquals: { "iam:PassedToService": "ssm.amazonaws.com" } },
    },
  ];
};

const ROLE_REVIEW: readonly Rule[] = [
  {
    Sid: "ReviewRoles",
    Action: [
      "iam:GenerateServiceLastAccessedDetails",
      "iam:GetRole",
      "iam:GetRolePolicy",
      "iam:ListAttachedRolePolicies",
      "iam:ListRolePolicies",
    ],
    Resource: ROLES.aws.map((key) => role(spec(key).name.slice(BASE.length + 1))),
  },
  { Sid: "ReadRoleUsage", Action: ["iam:GetServiceLastAccessedDetails"], Resource: ["*"] },
];

const allowed = (list: readonly Rule[]) =>
  list.map(({ Sid, ...rest }) => ({ Sid, Effect: "Allow", ...rest }));

describe("what the console's functions may do", () => {
  it("is for the API, with flow logs in S3 and installations, exactly this", async () => {
    expect(await rules(api())).to.deep.equal(
      allowed([...ALWAYS, ...ATHENA, ...HISTORY, ...patching(true), ...ROLE_REVIEW]),
    );
  });

  it("is for the API, with flow logs in CloudWatch Logs and scans only, exactly this", async () => {
    expect(await rules(api({ flowLogs: "logs-insights", patchOperation: "Scan" }))).to.deep.equal(
      allowed([...ALWAYS, ...INSIGHTS, ...HISTORY, ...patching(false), ...ROLE_REVIEW]),
    );
  });

  it("reads no flow log and no history where there is none to ask, and no domain that is somebody else's", async () => {
    expect(await rules(api({ flowLogs: "none", ownDomain: false }))).to.deep.equal(
      allowed([...ALWAYS.filter(({ Sid }) => Sid !== "SeeDomain"), ...patching(true), ...ROLE_REVIEW]),
    );
  });

  it("is for the history to see interfaces and keep its own objects", async () => {
    expect(await rules(spec("interfaceHistory"))).to.deep.equal(
      allowed([
        {
          Sid: "WriteOwnLog",
          Action: ["logs:CreateLogStream", "logs:PutLogEvents"],
          Resource: [here("logs", `log-group:/aws/lambda/${BASE}-interfaces:*`)],
        },
        { Sid: "SeeInterfaces", Action: ["ec2:DescribeNetworkInterfaces"], Resource: ["*"] },
        {
          Sid: "KeepHistory",
          Action: ["s3:GetObject", "s3:PutObject"],
          Resource: [`${BUCKET}/interfaces/*`],
        },
        LIST_HISTORY,
      ]),
    );
  });

  it("is for its clock to start it, and nothing else", async () => {
    expect(await rules(spec("interfaceClock"))).to.deep.equal(
      allowed([
        {
          Sid: "CallHistoryFunction",
          Action: ["lambda:InvokeFunction"],
          Resource: [here("lambda", `function:${BASE}-interfaces`)],
        },
      ]),
    );
  });

  it("writes nothing but answers of Athena, and starts nothing but questions and this stack's documents", () => {
    const changing = api().statements.flatMap(({ actions, conditions }) =>
      actions
        .filter((action) => !/:(Get|List|Describe|Generate)/.test(action))
        .map((action) => (conditions === undefined ? action : `${action} conditioned`)),
    );
    expect(changing.sort()).to.deep.equal([
      "athena:StartQueryExecution",
      "iam:PassRole conditioned",
      "logs:CreateLogStream",
      "logs:PutLogEvents",
      "s3:AbortMultipartUpload conditioned",
      "s3:PutObject conditioned",
      "ssm:StartAutomationExecution",
    ]);
  });
});

describe("what the automation may do where the stack only scans", () => {
  it("is to run the patch document on the fleet, and to follow it", async () => {
    const scanning = spec("patchAutomation", "aws", { duties: { ...DUTIES, patchOperation: "Scan" } });
    const statements = await rules(scanning);
    expect(statements.map(({ Sid }) => Sid)).to.deep.equal([
      "RunPatchDocument",
      "PatchFleetInstances",
      "FollowProgress",
    ]);
    expect(statements[2]?.Action).to.deep.equal([
      "ssm:DescribeInstanceInformation",
      "ssm:ListCommandInvocations",
      "ssm:ListCommands",
    ]);
  });

  it("is to start no execution where there is no console", () => {
    const { statements } = spec("patchAutomation", "aws", { duties: { ...DUTIES, console: false } });
    expect(statements.flatMap(({ actions }) => actions)).not.to.include.members([
      "ssm:StartAutomationExecution",
      "iam:PassRole",
    ]);
  });
});

/** Services by the client's package, as IAM calls them. */
const NAMESPACES: { readonly [client: string]: string } = {
  athena: "athena",
  "auto-scaling": "autoscaling",
  cloudwatch: "cloudwatch",
  "cloudwatch-logs": "logs",
  ec2: "ec2",
  "elastic-load-balancing-v2": "elasticloadbalancing",
  iam: "iam",
  opensearch: "es",
  s3: "s3",
  ssm: "ssm",
};

/** Calls whose action has another name. */
const ACTIONS: { readonly [call: string]: string } = {
  "s3:HeadObject": "s3:GetObject",
  "s3:ListObjectsV2": "s3:ListBucket",
};

function sources(folder: string): readonly string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return ["dist", "node_modules"].includes(entry.name) ? [] : sources(path);
    return entry.name.endsWith(".ts") ? [path] : [];
  });
}

/** Actions that a folder's code calls, by the commands and paginators that it imports. */
function called(files: readonly string[]): ReadonlySet<string> {
  const actions = new Set<string>();
  for (const file of files) {
    const imports = /import \{([^}]*)\} from "@aws-sdk\/client-([\w-]+)"/g;
    for (const [, names = "", client = ""] of readFileSync(file, "utf8").matchAll(imports)) {
      for (const [, command, paginator] of names.matchAll(/\b(?:([A-Z]\w+)Command\b|paginate([A-Z]\w+))/g)) {
        const call = `${NAMESPACES[client]}:${command ?? paginator}`;
        actions.add(ACTIONS[call] ?? call);
      }
    }
  }
  return actions;
}

describe("the calls of the console's functions", () => {
  const home = join(__dirname, "../../../console-api");
  const history = sources(join(home, "history")).filter((file) => file.endsWith("handler.ts"));
  const answering = sources(home).filter((file) => !history.includes(file));
  const granted = (...roles: readonly RoleSpec[]) =>
    new Set(roles.flatMap(({ statements }) => statements.flatMap(({ actions }) => actions)));
  const both = granted(api(), api({ flowLogs: "logs-insights" }));

  it("are granted, every one", () => {
    expect(called(answering)).to.include("ec2:DescribeSecurityGroupRules");
    expect([...called(answering)].filter((action) => !both.has(action))).to.deep.equal([]);
    const own = granted(spec("interfaceHistory"));
    expect([...called(history)].filter((action) => !own.has(action))).to.deep.equal([]);
  });

  it("are the reason of every grant but the log's, Athena's own and what a role is handed on by", () => {
    const indirect =
      /^(glue:|logs:(CreateLogStream|PutLogEvents)|s3:|iam:PassRole|ssm:GetMaintenanceWindow$)/;
    const calls = called(answering);
    expect([...both].filter((action) => !calls.has(action) && !indirect.test(action))).to.deep.equal([]);
  });
});

describe("the roles as the console reviews them", () => {
  it("are plain, with exact ARNs but for what AWS chooses, and the boundary of each", () => {
    const reviewed = deployedRoles(
      ROLES.aws.map((key) => spec(key)),
      options("aws"),
      (key) => (key === "flowLogs" ? undefined : `boundary of ${key}`),
    );
    expect(JSON.parse(JSON.stringify(reviewed))).to.deep.equal(reviewed);
    const by = new Map(reviewed.map((one) => [one.key, one]));
    expect(by.get("imageRefresh")).to.deep.equal({
      key: "imageRefresh",
      name: `${BASE}-image-refresh`,
      path: "/logging/",
      purpose: "Lets the weekly schedule replace proxy instances by ones from the current image.",
      trustedBy: "scheduler.amazonaws.com",
      trustConditions: {
        StringEquals: { "aws:SourceAccount": "111122223333" },
        ArnLike: {
          "aws:SourceArn": ["arn:aws:scheduler:eu-central-1:111122223333:schedule-group/default"],
        },
      },
      permissionsBoundaryArn: "boundary of imageRefresh",
      statements: [
        {
          sid: "RefreshFleet",
          reason: "without a desired configuration no launch template and no role is passed",
          actions: ["autoscaling:StartInstanceRefresh"],
          resources: [here("autoscaling", `autoScalingGroup:*:autoScalingGroupName/${BASE}-proxy`)],
          conditions: {},
        },
      ],
    });
    expect(by.get("flowLogs")).not.to.have.property("permissionsBoundaryArn");
    expect(by.get("dashboardsAdmin")).to.deep.include({
      trustedBy: "cognito-identity.amazonaws.com",
      trustConditions: {
        // The pool's id is told beside the other ids.
        StringEquals: { "cognito-identity.amazonaws.com:aud": "" },
        "ForAnyValue:StringLike": { "cognito-identity.amazonaws.com:amr": "authenticated" },
      },
    });
    const resourcesOf = (key: string, sid: string) =>
      by.get(key)?.statements.find((statement) => statement.sid === sid)?.resources;
    expect(resourcesOf("api", "ReviewRoles")).to.deep.equal(ROLE_REVIEW[0]?.Resource);
    expect(
      resourcesOf("dashboardsCognito", "KeepDashboardsClient")?.every((one) => matches(one, one)),
    ).to.equal(true);
  });

  it("name no pool in the roles that AWS's choice decides on", () => {
    const reviewed = deployedRoles([spec("dashboardsCognito")], options("aws"), () => undefined);
    const unresolved = reviewed[0]?.statements.map(({ resources }) => resources[0]);
    expect(unresolved?.[0]).to.equal(here("cognito-idp", "userpool/*"));
    expect(context().region).to.equal("eu-central-1");
  });
});
