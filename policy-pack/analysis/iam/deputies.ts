import { matches } from "../patterns";
import { ANY_NAMED, type Trust } from "./caller-conditions";
import { judgeCallers, type Opening } from "./callers";
import { parseOperator } from "./conditions";
import type { Condition, Document, Principal, Statement } from "./document";

/**
 * Services that act for all customers of AWS and say for which one: by `aws:SourceAccount` and `aws:SourceArn` or, where
 * AWS documents that instead, by an external id. With the page of `docs.aws.amazon.com` that says so of trust policies.
 */
export const TRUSTED_DEPUTIES: ReadonlyMap<string, string> = new Map([
  ["airflow", "mwaa/latest/userguide/cross-service-confused-deputy-prevention.html"],
  ["airflow-env", "mwaa/latest/userguide/cross-service-confused-deputy-prevention.html"],
  ["amplify", "amplify/latest/userguide/cross-service-confused-deputy-prevention.html"],
  ["appstream", "appstream2/latest/developerguide/confused-deputy.html"],
  ["appsync", "appsync/latest/devguide/attaching-a-data-source.html"],
  ["autoscaling", "autoscaling/ec2/userguide/cross-service-confused-deputy-prevention.html"],
  ["backup", "aws-backup/latest/devguide/cross-service-confused-deputy-prevention.html"],
  ["batch", "batch/latest/userguide/cross-service-confused-deputy-prevention.html"],
  ["bedrock", "bedrock/latest/userguide/cross-service-confused-deputy-prevention.html"],
  ["cloudtrail", "awscloudtrail/latest/userguide/cloudtrail-copy-trail-to-lake.html"],
  ["codebuild", "codebuild/latest/userguide/setting-up-service-role.html"],
  ["codedeploy", "codedeploy/latest/userguide/security_confused_deputy.html"],
  ["cognito-idp", "cognito/latest/developerguide/cognito-user-pool-sms-settings.html"],
  ["comprehend", "comprehend/latest/dg/cross-service-confused-deputy-prevention.html"],
  ["config", "config/latest/developerguide/iamrole-permissions.html"],
  ["datasync", "datasync/latest/userguide/cross-service-confused-deputy-prevention.html"],
  ["directoryservice.rds", "AmazonRDS/latest/UserGuide/oracle-kerberos-setting-up.html"],
  ["dms", "dms/latest/userguide/cross-service-confused-deputy-prevention.html"],
  ["ecs-tasks", "AmazonECS/latest/developerguide/task-iam-roles.html"],
  ["eks", "eks/latest/userguide/cross-service-confused-deputy-prevention.html"],
  ["elasticmapreduce", "emr/latest/ManagementGuide/emr-studio-service-role.html"],
  ["es", "opensearch-service/latest/developerguide/cross-service-confused-deputy-prevention.html"],
  ["events", "eventbridge/latest/userguide/cross-service-confused-deputy-prevention.html"],
  ["firehose", "firehose/latest/dev/controlling-access.html"],
  ["frauddetector", "frauddetector/latest/ug/confused-deputy-prevention.html"],
  ["hooks.cloudformation", "AWSCloudFormation/latest/UserGuide/registry-public.html"],
  ["iot", "iot/latest/developerguide/cross-service-confused-deputy-prevention.html"],
  ["logs", "AmazonCloudWatch/latest/logs/SubscriptionFilters.html"],
  ["mediaconvert", "mediaconvert/latest/ug/cross-service-confused-deputy-prevention.html"],
  ["monitoring.rds", "AmazonRDS/latest/UserGuide/USER_Monitoring.OS.Enabling.html"],
  ["personalize", "personalize/latest/dg/cross-service-confused-deputy-prevention.html"],
  ["pipes", "eventbridge/latest/userguide/eb-pipes-permissions.html"],
  ["proton", "proton/latest/userguide/cross-service-confused-deputy-prevention.html"],
  ["rds", "AmazonRDS/latest/UserGuide/cross-service-confused-deputy-prevention.html"],
  ["rekognition", "rekognition/latest/dg/cross-service-confused-deputy-prevention.html"],
  ["resources.cloudformation", "AWSCloudFormation/latest/UserGuide/registry-public.html"],
  ["sagemaker", "sagemaker/latest/dg/security-confused-deputy-prevention.html"],
  ["scheduler", "scheduler/latest/UserGuide/cross-service-confused-deputy-prevention.html"],
  ["ssm", "systems-manager/latest/userguide/cross-service-confused-deputy-prevention.html"],
  ["ssm-incidents", "incident-manager/latest/userguide/cross-service-confused-deputy-prevention.html"],
  ["states", "step-functions/latest/dg/procedure-create-iam-role.html"],
  ["transcribe", "transcribe/latest/dg/security_iam_id-based-policy-examples.html"],
  ["transfer", "transfer/latest/userguide/confused-deputy.html"],
  ["vpc-flow-logs", "vpc/latest/userguide/flow-logs-iam-role.html"],
]);

/**
 * The same for policies of resources and Lambda permissions: services that deliver to resources on behalf of whichever
 * customer asks them to, and that any customer can point at somebody else's bucket, topic, queue or function.
 */
export const SENDERS: ReadonlyMap<string, string> = new Map([
  ["alexa-appkit", "lambda/latest/dg/services-alexa.html"],
  ["apigateway", "lambda/latest/dg/services-apigateway.html"],
  ["cloudfront", "AmazonCloudFront/latest/DeveloperGuide/private-content-restricting-access-to-s3.html"],
  ["cloudtrail", "awscloudtrail/latest/userguide/create-s3-bucket-policy-for-cloudtrail.html"],
  ["cloudwatch", "AmazonCloudWatch/latest/monitoring/US_SetupSNS.html"],
  [
    "cognito-idp",
    "cognito/latest/developerguide/cognito-user-identity-pools-working-with-aws-lambda-triggers.html",
  ],
  ["config", "config/latest/developerguide/s3-bucket-policy.html"],
  ["delivery.logs", "AmazonCloudWatch/latest/logs/AWS-logs-and-resource-policy.html"],
  ["elasticloadbalancing", "elasticloadbalancing/latest/application/lambda-functions.html"],
  ["events", "eventbridge/latest/userguide/eb-use-resource-based.html"],
  ["iot", "iot/latest/developerguide/cross-service-confused-deputy-prevention.html"],
  ["lambda.alarms.cloudwatch", "AmazonCloudWatch/latest/monitoring/alarms-and-actions-Lambda.html"],
  ["logdelivery.elasticloadbalancing", "elasticloadbalancing/latest/application/enable-access-logging.html"],
  ["logging.s3", "AmazonS3/latest/userguide/enable-server-access-logging.html"],
  ["logs", "AmazonCloudWatch/latest/logs/SubscriptionFilters.html"],
  ["s3", "AmazonS3/latest/userguide/grant-destinations-permissions-to-s3.html"],
  ["secretsmanager", "secretsmanager/latest/userguide/rotating-secrets-required-permissions-function.html"],
  ["ses", "ses/latest/dg/receiving-email-permissions.html"],
  ["sns", "sns/latest/dg/subscribe-sqs-queue-to-sns-topic.html"],
]);

/** Services that other resources, or few of them, are for: evidence of a weaker kind. */
export const OTHER_SENDERS: ReadonlyMap<string, string> = new Map([
  ["appstream", "appstream2/latest/developerguide/example-elastic-fleets.html"],
  ["budgets", "cost-management/latest/userguide/cross-service-confused-deputy-prevention.html"],
  ["codebuild", "codebuild/latest/userguide/sample-ecr.html"],
  ["datasync", "datasync/latest/userguide/monitor-datasync.html"],
  ["email.cognito-idp", "cognito/latest/developerguide/user-pool-email.html"],
  ["es", "opensearch-service/latest/developerguide/createdomain-configure-slow-logs.html"],
  ["events.rds", "AmazonRDS/latest/UserGuide/USER_Events.GrantingPermissions.html"],
  ["guardduty", "guardduty/latest/ug/guardduty_exportfindings.html"],
  ["lambda", "lambda/latest/dg/images-create.html"],
  ["route53", "Route53/latest/DeveloperGuide/query-logs.html"],
  ["sagemaker", "sagemaker/latest/dg/security-confused-deputy-prevention.html"],
  ["ssm", "systems-manager/latest/userguide/cross-service-confused-deputy-prevention.html"],
  ["storage-lens.s3", "AmazonS3/latest/userguide/storage_lens_encrypt_permissions.html"],
  ["transfer", "transfer/latest/userguide/custom-identity-provider-users.html"],
]);

const SUFFIXES = [".amazonaws.com.cn", ".amazonaws.com", ".amazonaws.eu", ".amazon.com"];

const isRegion = (label: string): boolean => {
  const parts = label.split("-");
  const number = parts.at(-1) ?? "";
  return parts.length > 2 && parts[0]?.length === 2 && number.length === 1 && number >= "0" && number <= "9";
};

/**
 * The service that a principal is: `logs` for `logs.eu-central-1.amazonaws.com`, in every region and partition. Undefined
 * where it is none.
 */
export function serviceOf(principal: string): string | undefined {
  const folded = principal.toLowerCase();
  const suffix = SUFFIXES.find((end) => folded.endsWith(end));
  if (suffix === undefined) return undefined;
  const labels = folded.slice(0, -suffix.length).split(".");
  const name = labels.filter((label) => !isRegion(label)).join(".");
  return name === "" ? undefined : name;
}

/** What a service may do for anyone, by statements that do not ask for whom. */
export interface Deputy {
  readonly service: string;
  readonly openings: readonly Opening[];
}

/** For whoever a document names, the service may act. */
export const trustOf = (service: string): Trust => ({
  accounts: [],
  organisations: [],
  deputies: true,
  externalIds: true,
  issuer: {
    host: service,
    name: service,
    claims: new Map(),
    example: "",
    isPrincipal: (value) => serviceOf(value) === service,
  },
});

/**
 * The services that a document lets act for any customer of AWS: `Allow` with the service as principal, or everyone under
 * a condition on the service's name, without a condition that fixes the account, the organisation or the resource it acts
 * for, less each `Deny` of the rest.
 * @param asked the services in question
 * @param actions the only actions that count, in lower case; undefined for all
 */
export function deputiesOf(
  document: Document,
  asked: (service: string) => boolean,
  actions?: readonly string[],
): { readonly open: readonly Deputy[]; readonly undecided: readonly string[] } {
  const open: Deputy[] = [];
  const undecided: string[] = [];
  for (const service of servicesIn(document).filter((name) => name === SOME || asked(name))) {
    const question = { trust: trustOf(service), ...(actions === undefined ? {} : { actions }) };
    const judgement = judgeCallers(about(document, service), question);
    if (judgement.verdict === "open") open.push({ service, openings: judgement.openings });
    else if (judgement.verdict === "undecided") undecided.push(service);
  }
  if (undecided.length === 0) return { open, undecided };
  // Where anyone may turn out to be let in, that is said once, of strangers.
  const { verdict } = judgeCallers(document, {
    trust: ANY_NAMED,
    ...(actions === undefined ? {} : { actions }),
  });
  return { open, undecided: verdict === "closed" ? undecided : [] };
}

/**
 * Services that write below `AWSLogs/` and the account that they act for, so that a path names the customer, with the
 * page of `docs.aws.amazon.com` that tells to write the account out there.
 */
const BY_PATH: ReadonlyMap<string, string> = new Map([
  ["logdelivery.elasticloadbalancing", "elasticloadbalancing/latest/application/enable-access-logging.html"],
]);

const PATH_OF_ACCOUNT = /\/AWSLogs\/[0-9]{12}\//;

/** A statement less the paths of one account; undefined where nothing is left. */
function outsidePaths(statement: Statement): Statement | undefined {
  const { resources } = statement;
  if (resources === undefined || resources.negated) return statement;
  const patterns = resources.patterns.filter((pattern) => !PATH_OF_ACCOUNT.test(pattern));
  if (patterns.length === resources.patterns.length) return statement;
  return patterns.length > 0 || resources.hasUnknown
    ? { ...statement, resources: { ...resources, patterns } }
    : undefined;
}

/** Stands for whichever service an unknown principal may be. */
const SOME = "some service";

/** The services that an `Allow` may be for, in order. */
function servicesIn({ statements }: Document): readonly string[] {
  const services = new Set<string>();
  for (const { effect, principals, conditions } of statements) {
    if (effect === "Deny" || principals === undefined || principals.negated) continue;
    const names = conditions.filter(isName).flatMap(({ values }) => values);
    for (const name of [...names, ...principals.principals.map(({ value }) => value)]) {
      const service = serviceOf(name);
      if (service !== undefined) services.add(service);
    }
    if (principals.hasUnknown) services.add(SOME);
  }
  return [...services].sort();
}

/** The statements that concern a service, with the service as principal where everyone is one by that name. */
const about = (document: Document, service: string): Document => ({
  ...document,
  statements: document.statements.flatMap((statement): readonly Statement[] => {
    const { effect, principals, conditions } = statement;
    if (effect === "Deny" || principals === undefined || principals.negated) return [statement];
    const asked = BY_PATH.has(service) ? outsidePaths(statement) : statement;
    if (asked === undefined) return [];
    const isService = (value: string): boolean => serviceOf(value) === service;
    const name = conditions.find(isName);
    if (name === undefined) {
      const isNamed = principals.principals.some(({ value }) => isService(value));
      return isNamed || (principals.hasUnknown && service === SOME) ? [asked] : [];
    }
    if (!name.values.some(isService)) return [];
    const others = conditions.filter((condition) => condition !== name);
    if (!principals.principals.some(isEveryone)) return [{ ...asked, conditions: others }];
    const own = name.values.filter(isService).map((value): Principal => ({ type: "Service", value }));
    return [
      {
        ...asked,
        principals: { ...principals, principals: own, hasUnknown: false },
        conditions: others,
      },
    ];
  }),
});

const NAME_KEYS: ReadonlySet<string> = new Set(["aws:principalservicename", "aws:principalservicenameslist"]);

const isEveryone = ({ type, value }: Principal): boolean =>
  (type === "AWS" || type === "*") && matches(value, "*");

/** Whether a condition names services, so that nobody else meets it. */
function isName({ operator, key }: Condition): boolean {
  const { test, qualifier, ifExists } = parseOperator(operator);
  return (
    NAME_KEYS.has(key.toLowerCase()) &&
    !ifExists &&
    qualifier !== "forallvalues" &&
    (test === "stringequals" || test === "stringlike" || test === "stringequalsignorecase")
  );
}
