import { type Method, onAll, onSome, type Step, sourceOf } from "./escalation-method";

/** A row: the method's id, its steps, and where it is documented. */
type Row = readonly [id: string, steps: readonly Step[], page: string];

const INSTANCES = ["ec2:instance/i-????*", "all instances"] as const;
const STACKS = ["cloudformation:stack/????*/????*", "all stacks"] as const;
const PROJECTS = ["codebuild:project/????*", "all build projects"] as const;
const NOTEBOOKS = ["sagemaker:notebook-instance/????*", "all notebook instances"] as const;
const TEMPLATES = ["ec2:launch-template/lt-????*", "all launch templates"] as const;
const INTERPRETERS = ["bedrock-agentcore:code-interpreter-custom/????*", "all code interpreters"] as const;
const INTERPRETER = "arn:*:bedrock-agentcore:*:*:code-interpreter-custom/*";
const STACK_SET = "arn:*:cloudformation:*:*:stackset/*:*";

/** Documents by which Systems Manager runs what the caller sends. */
const SHELL = "arn:*:ssm:*::document/AWS-RunShellScript";

/** By the service that is handed a role, and then does what the caller says. */
const PASSING: Readonly<Record<string, readonly Row[]>> = {
  "ec2.amazonaws.com": [
    [
      "ec2-run-instances",
      [
        onSome("ec2:RunInstances", "arn:*:ec2:*:*:instance/*"),
        onSome("ec2:RunInstances", "arn:*:ec2:*::image/*"),
      ],
      "ec2-001",
    ],
    [
      "ec2-request-spot-instances",
      [onSome("ec2:RequestSpotInstances", "arn:*:ec2:*:*:spot-instances-request/*")],
      "ec2-003",
    ],
    [
      "ec2-associate-instance-profile",
      [onSome("ec2:AssociateIamInstanceProfile")],
      "AWSEC2/latest/APIReference/API_AssociateIamInstanceProfile",
    ],
    [
      "ec2-replace-instance-profile",
      [onSome("ec2:ReplaceIamInstanceProfileAssociation")],
      "AWSEC2/latest/APIReference/API_ReplaceIamInstanceProfileAssociation",
    ],
    [
      "autoscaling-launch-configuration",
      [onSome("autoscaling:CreateLaunchConfiguration"), onSome("autoscaling:CreateAutoScalingGroup")],
      "autoscaling/ec2/APIReference/API_CreateLaunchConfiguration",
    ],
    ["emr-run-job-flow", [onSome("elasticmapreduce:RunJobFlow")], "emr/latest/APIReference/API_RunJobFlow"],
  ],
  "lambda.amazonaws.com": [
    ["lambda-invoke", [onSome("lambda:CreateFunction"), onSome("lambda:InvokeFunction")], "lambda-001"],
    [
      "lambda-event-source",
      [onSome("lambda:CreateFunction"), onSome("lambda:CreateEventSourceMapping")],
      "lambda-002",
    ],
    ["lambda-permission", [onSome("lambda:CreateFunction"), onSome("lambda:AddPermission")], "lambda-006"],
    [
      "synthetics-canary",
      [onSome("synthetics:CreateCanary"), onSome("synthetics:StartCanary")],
      "AmazonSynthetics/latest/APIReference/API_CreateCanary",
    ],
  ],
  "ecs-tasks.amazonaws.com": [
    // The task's role and command can be overridden, so that no task definition of one's own is needed.
    ["ecs-run-task", [onSome("ecs:RunTask")], "ecs-004"],
    ["ecs-start-task", [onSome("ecs:StartTask")], "ecs-005"],
    ["ecs-service", [onSome("ecs:RegisterTaskDefinition"), onSome("ecs:CreateService")], "ecs-003"],
    [
      "batch-job",
      [
        onSome("batch:RegisterJobDefinition", "arn:*:batch:*:*:job-definition/*"),
        onSome("batch:SubmitJob", "arn:*:batch:*:*:job-queue/*"),
      ],
      "batch/latest/APIReference/API_RegisterJobDefinition",
    ],
  ],
  "codebuild.amazonaws.com": [
    ["codebuild-build", [onSome("codebuild:CreateProject"), onSome("codebuild:StartBuild")], "codebuild-001"],
    [
      "codebuild-batch",
      [onSome("codebuild:CreateProject"), onSome("codebuild:StartBuildBatch")],
      "codebuild-004",
    ],
  ],
  "glue.amazonaws.com": [
    ["glue-endpoint", [onSome("glue:CreateDevEndpoint")], "glue-001"],
    ["glue-job", [onSome("glue:CreateJob"), onSome("glue:StartJobRun")], "glue-003"],
    ["glue-trigger", [onSome("glue:CreateJob"), onSome("glue:CreateTrigger")], "glue-004"],
    ["glue-job-update", [onSome("glue:UpdateJob"), onSome("glue:StartJobRun")], "glue-005"],
    ["glue-trigger-update", [onSome("glue:UpdateJob"), onSome("glue:CreateTrigger")], "glue-006"],
    [
      "glue-session",
      [onSome("glue:CreateSession"), onSome("glue:RunStatement")],
      "glue/latest/webapi/API_CreateSession",
    ],
  ],
  "sagemaker.amazonaws.com": [
    ["sagemaker-notebook", [onSome("sagemaker:CreateNotebookInstance")], "sagemaker-001"],
    [
      "sagemaker-training",
      [onSome("sagemaker:CreateTrainingJob", "arn:*:sagemaker:*:*:training-job/*")],
      "sagemaker-002",
    ],
    ["sagemaker-processing", [onSome("sagemaker:CreateProcessingJob")], "sagemaker-003"],
  ],
  "cloudformation.amazonaws.com": [
    ["cloudformation-create-stack", [onSome("cloudformation:CreateStack")], "cloudformation-001"],
    [
      "cloudformation-create-stack-set",
      [onSome("cloudformation:CreateStackSet"), onSome("cloudformation:CreateStackInstances", STACK_SET)],
      "cloudformation-003",
    ],
    [
      "cloudformation-update-stack-set",
      [onSome("cloudformation:UpdateStackSet", STACK_SET)],
      "cloudformation-004",
    ],
    [
      "cloudformation-create-change-set",
      [onSome("cloudformation:CreateChangeSet"), onSome("cloudformation:ExecuteChangeSet")],
      "cloudformation-005",
    ],
  ],
  "datapipeline.amazonaws.com": [
    [
      "datapipeline-definition",
      [
        onSome("datapipeline:CreatePipeline"),
        onSome("datapipeline:PutPipelineDefinition"),
        onSome("datapipeline:ActivatePipeline"),
      ],
      "datapipeline-001",
    ],
  ],
  "tasks.apprunner.amazonaws.com": [
    [
      "apprunner-create-service",
      [onSome("apprunner:CreateService", "arn:*:apprunner:*:*:service/*/*")],
      "apprunner-001",
    ],
  ],
  "bedrock-agentcore.amazonaws.com": [
    [
      "agentcore-create-interpreter",
      [
        onSome("bedrock-agentcore:CreateCodeInterpreter"),
        onSome("bedrock-agentcore:StartCodeInterpreterSession", INTERPRETER),
        onSome("bedrock-agentcore:InvokeCodeInterpreter", INTERPRETER),
      ],
      "bedrock-001",
    ],
  ],
  "states.amazonaws.com": [
    [
      "states-create-machine",
      [onSome("states:CreateStateMachine"), onSome("states:StartExecution")],
      "step-functions/latest/apireference/API_CreateStateMachine",
    ],
  ],
  "scheduler.amazonaws.com": [
    [
      "scheduler-schedule",
      [onSome("scheduler:CreateSchedule")],
      "scheduler/latest/APIReference/API_CreateSchedule",
    ],
  ],
  "ssm.amazonaws.com": [
    [
      "ssm-automation",
      [onSome("ssm:StartAutomationExecution")],
      "systems-manager/latest/APIReference/API_StartAutomationExecution",
    ],
  ],
  "emr-serverless.amazonaws.com": [
    [
      "emr-serverless-job",
      [onSome("emr-serverless:CreateApplication"), onSome("emr-serverless:StartJobRun")],
      "emr-serverless/latest/APIReference/API_StartJobRun",
    ],
  ],
  "airflow-env.amazonaws.com": [
    ["airflow-environment", [onSome("airflow:CreateEnvironment")], "mwaa/latest/API/API_CreateEnvironment"],
  ],
  "kinesisanalytics.amazonaws.com": [
    [
      "kinesisanalytics-application",
      [onSome("kinesisanalytics:CreateApplication"), onSome("kinesisanalytics:StartApplication")],
      "managed-flink/latest/apiv2/API_CreateApplication",
    ],
  ],
  "codepipeline.amazonaws.com": [
    [
      "codepipeline-pipeline",
      [onSome("codepipeline:CreatePipeline")],
      "codepipeline/latest/APIReference/API_CreatePipeline",
    ],
  ],
  "cognito-identity.amazonaws.com": [
    [
      "cognito-identity-pool",
      [onSome("cognito-identity:SetIdentityPoolRoles")],
      "cognitoidentity/latest/APIReference/API_SetIdentityPoolRoles",
    ],
  ],
  "credentials.iot.amazonaws.com": [
    ["iot-role-alias", [onSome("iot:CreateRoleAlias")], "iot/latest/apireference/API_CreateRoleAlias"],
  ],
  "rolesanywhere.amazonaws.com": [
    [
      "rolesanywhere-profile",
      [onSome("rolesanywhere:CreateTrustAnchor"), onSome("rolesanywhere:CreateProfile")],
      "rolesanywhere/latest/APIReference/API_CreateProfile",
    ],
  ],
};

/** By what it is that has a role, and is told what to do. */
const USING: Readonly<Record<string, readonly Row[]>> = {
  function: [
    [
      "lambda-update-code",
      [onAll("lambda:UpdateFunctionCode", "lambda:function:????*", "all functions")],
      "lambda-003",
    ],
    [
      "lambda-update-layers",
      [onAll("lambda:UpdateFunctionConfiguration", "lambda:function:????*", "all functions")],
      "lambda/latest/api/API_UpdateFunctionConfiguration",
    ],
  ],
  instance: [
    ["ssm-session", [onAll("ssm:StartSession", ...INSTANCES)], "ssm-001"],
    ["ssm-command", [onAll("ssm:SendCommand", ...INSTANCES), onSome("ssm:SendCommand", SHELL)], "ssm-002"],
    [
      "ssm-association",
      [onAll("ssm:CreateAssociation", ...INSTANCES), onSome("ssm:CreateAssociation", SHELL)],
      "systems-manager/latest/APIReference/API_CreateAssociation",
    ],
    [
      "ec2-instance-connect",
      [onAll("ec2-instance-connect:SendSSHPublicKey", ...INSTANCES)],
      "ec2instanceconnect-003",
    ],
    [
      "ec2-serial-console",
      [onAll("ec2-instance-connect:SendSerialConsoleSSHPublicKey", ...INSTANCES)],
      "ec2-instance-connect/latest/APIReference/API_SendSerialConsoleSSHPublicKey",
    ],
    [
      "ec2-user-data",
      [
        onAll("ec2:ModifyInstanceAttribute", ...INSTANCES),
        onAll("ec2:StopInstances", ...INSTANCES),
        onAll("ec2:StartInstances", ...INSTANCES),
      ],
      "ec2-002",
    ],
    [
      "ec2-launch-template",
      [
        onAll("ec2:CreateLaunchTemplateVersion", ...TEMPLATES),
        onAll("ec2:ModifyLaunchTemplate", ...TEMPLATES),
      ],
      "ec2-004",
    ],
  ],
  "container task": [
    [
      "ecs-execute-command",
      [onAll("ecs:ExecuteCommand", "ecs:task/????*/????*", "all tasks")],
      "AmazonECS/latest/APIReference/API_ExecuteCommand",
    ],
  ],
  "build project": [
    ["codebuild-start-build", [onAll("codebuild:StartBuild", ...PROJECTS)], "codebuild-002"],
    ["codebuild-start-batch", [onAll("codebuild:StartBuildBatch", ...PROJECTS)], "codebuild-003"],
  ],
  stack: [
    ["cloudformation-update-stack", [onAll("cloudformation:UpdateStack", ...STACKS)], "cloudformation-002"],
    [
      "cloudformation-change-set",
      [
        onAll("cloudformation:CreateChangeSet", ...STACKS),
        onAll("cloudformation:ExecuteChangeSet", ...STACKS),
      ],
      "cloudformation-005",
    ],
  ],
  "development endpoint": [
    [
      "glue-update-endpoint",
      [onAll("glue:UpdateDevEndpoint", "glue:devEndpoint/????*", "all development endpoints")],
      "glue-002",
    ],
  ],
  "notebook instance": [
    [
      "sagemaker-notebook-url",
      [onAll("sagemaker:CreatePresignedNotebookInstanceUrl", ...NOTEBOOKS)],
      "sagemaker-004",
    ],
    [
      "sagemaker-notebook-lifecycle",
      [
        onSome("sagemaker:CreateNotebookInstanceLifecycleConfig"),
        onAll("sagemaker:StopNotebookInstance", ...NOTEBOOKS),
        onAll("sagemaker:UpdateNotebookInstance", ...NOTEBOOKS),
        onAll("sagemaker:StartNotebookInstance", ...NOTEBOOKS),
      ],
      "sagemaker-005",
    ],
  ],
  "user profile": [
    [
      "sagemaker-domain-url",
      [
        onAll(
          "sagemaker:CreatePresignedDomainUrl",
          "sagemaker:user-profile/????*/????*",
          "all user profiles",
        ),
      ],
      "sagemaker/latest/APIReference/API_CreatePresignedDomainUrl",
    ],
  ],
  "App Runner service": [
    [
      "apprunner-update-service",
      [onAll("apprunner:UpdateService", "apprunner:service/????*/????*", "all services")],
      "apprunner-002",
    ],
  ],
  "code interpreter": [
    [
      "agentcore-interpreter",
      [
        onAll("bedrock-agentcore:StartCodeInterpreterSession", ...INTERPRETERS),
        onAll("bedrock-agentcore:InvokeCodeInterpreter", ...INTERPRETERS),
      ],
      "bedrock-002",
    ],
  ],
  "state machine": [
    [
      "states-update-machine",
      [
        onAll("states:UpdateStateMachine", "states:stateMachine:????*", "all state machines"),
        onAll("states:StartExecution", "states:stateMachine:????*", "all state machines"),
      ],
      "step-functions/latest/apireference/API_UpdateStateMachine",
    ],
  ],
};

/** Ways that go through a service: a role is handed to it, or what already has a role is told what to do. */
export const SERVICE_METHODS: readonly Method[] = [
  {
    id: "assume-role",
    steps: [
      {
        on: "all",
        action: "sts:AssumeRole",
        kind: "arn:{partition}:iam::{account}:role/????*",
        reach: "all roles",
        alsoOwn: false,
      },
    ],
    gives: "its holder can become the strongest role that trusts the account",
    source: sourceOf("sts-001"),
  },
  ...Object.entries(PASSING).flatMap(([passedTo, rows]) =>
    rows.map(
      ([id, steps, page]): Method => ({
        id,
        steps,
        passedTo,
        gives: `its holder can act with the strongest role that trusts \`${passedTo}\``,
        source: sourceOf(page),
      }),
    ),
  ),
  ...Object.entries(USING).flatMap(([what, rows]) =>
    rows.map(
      ([id, steps, page]): Method => ({
        id,
        steps,
        gives: `its holder can act with the role of any ${what}`,
        source: sourceOf(page),
      }),
    ),
  ),
];
