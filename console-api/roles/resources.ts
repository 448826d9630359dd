/** What ARNs and patterns of ARNs stand for, in words. The account and region of the stack go without saying. */

import { type Arn, parseArn } from "../../policy-pack/analysis/arn";
import { inBackticks, listed, plural, wordsOf } from "./words";

/** Where the stack is. */
export interface Home {
  readonly accountId: string;
  readonly region: string;
}

/** A resource by its name, or all of its kind: what several have in common is said once. */
interface Named {
  /** `every object of`, before the article. */
  readonly before: string;
  readonly noun: string;
  /** `*`: any. */
  readonly name: string;
  /** Where it is, if not at home. */
  readonly after: string;
}

/** Resource types whose names are no words, by service and type. */
const NOUNS: Readonly<Record<string, string>> = {
  "appsync:apis": "GraphQL API",
  "athena:workgroup": "work group",
  "autoscaling:autoScalingGroup": "Auto Scaling group",
  "cognito-identity:identitypool": "identity pool",
  "cognito-idp:userpool": "user pool",
  "ec2:instance": "EC2 instance",
  "ec2:vpc-flow-log": "flow log",
  "ssm:association": "State Manager association",
  "ssm:automation-definition": "automation",
  "ssm:maintenancewindow": "maintenance window",
};

/** Services whose resources have names without a type. */
const TYPELESS: Readonly<Record<string, string>> = { sns: "topic", sqs: "queue" };

const isAny = (name: string): boolean => /^\*+$/.test(name);

/** What there is one of has no name. */
function the(noun: string, name: string): string {
  if (name === "") return `the ${noun}`;
  return isAny(name) ? `any ${noun}` : `the ${noun} ${inBackticks(name)}`;
}

type Kind = Pick<Named, "before" | "noun" | "name">;

const kind = (noun: string, name: string, before = ""): Kind => ({ before, noun, name });

function inBucket(resource: string): Kind {
  const slash = resource.indexOf("/");
  if (slash < 0) return kind("bucket", resource);
  const [bucket, key] = [resource.slice(0, slash), resource.slice(slash + 1)];
  if (isAny(key)) return kind("bucket", bucket, "every object of ");
  const objects = key.endsWith("*")
    ? `objects under ${inBackticks(key.slice(0, -1))} in `
    : `the object ${inBackticks(key)} in `;
  return kind("bucket", bucket, objects);
}

/** IAM's paths do not tell roles apart. */
const lastOf = (path: string): string => path.slice(path.lastIndexOf("/") + 1);

/** Parts of an ARN's resource: `role` and `path/name`. */
function typeAndRest(resource: string): readonly [type: string, rest: string] {
  const at = resource.search(/[/:]/);
  return at < 0 ? ["", resource] : [resource.slice(0, at), resource.slice(at + 1)];
}

function kindOf({ service, resource, account }: Arn): Kind {
  if (service === "s3") return inBucket(resource);
  const [type, rest] = typeAndRest(resource);
  const known = `${service}:${type}`;
  const words = wordsOf(type.replaceAll("-", " ")).join(" ");
  const noun = Object.hasOwn(NOUNS, known) ? (NOUNS[known] ?? words) : words;
  switch (known) {
    case "autoscaling:autoScalingGroup":
      // The identifier that AWS makes up comes before the name.
      return kind(noun, rest.replace(/^.*autoScalingGroupName\//, ""));
    case "es:domain":
      return rest.endsWith("/*") ? kind(noun, rest.slice(0, -2), "everything inside ") : kind(noun, rest);
    case "iam:role":
    case "iam:policy":
    case "iam:instance-profile":
      return kind(noun, lastOf(rest));
    case "lambda:function":
      return rest.endsWith(":*") ? kind(noun, rest.slice(0, -2), "any version of ") : kind(noun, rest);
    case "logs:log-group":
      // The group and its streams.
      return kind(noun, rest.replace(/:(\*|log-stream:.*)?$/, ""));
    case "ssm:automation-definition":
      return kind(noun, rest.replace(/:[^:]*$/, ""));
    case "ssm:document":
      // AWS's own documents are in no account.
      return kind(account === "" ? "AWS document" : noun, rest);
    case "glue:table": {
      const [database = "", table = "*"] = rest.split("/");
      return kind("database", database, `${the("table", table)} of `);
    }
    case "glue:":
      return kind("data catalog", "");
    default:
      if (type !== "") return kind(noun, rest);
      return kind(Object.hasOwn(TYPELESS, service) ? (TYPELESS[service] ?? "") : "resource", resource);
  }
}

/** Where a resource is, if not in the stack's own region and account. */
function elsewhere({ region, account }: Arn, home: Home): string {
  const otherRegion = region === "" || region === home.region ? "" : region;
  // Managed policies are of the account `aws`.
  const otherAccount = ["", "aws", home.accountId].includes(account) ? "" : account;
  const inRegion = otherRegion === "*" ? " in any region" : ` in ${inBackticks(otherRegion)}`;
  const ofAccount = otherAccount === "*" ? " of any account" : ` of account ${inBackticks(otherAccount)}`;
  return `${otherRegion === "" ? "" : inRegion}${otherAccount === "" ? "" : ofAccount}`;
}

/** What is no ARN is quoted as it stands. */
function named(pattern: string, home: Home): Named | string {
  if (pattern === "*") return "all resources";
  try {
    const arn = parseArn(pattern);
    return { ...kindOf(arn), after: elsewhere(arn, home) };
  } catch (error) {
    if (error instanceof RangeError) return inBackticks(pattern);
    throw error;
  }
}

/** Without the documents that an automation of the same name is: IAM asks for both. */
function withoutTwins(patterns: readonly string[]): readonly string[] {
  const automations = new Set(
    patterns.flatMap((pattern) => /:automation-definition\/([^:]+)/.exec(pattern)?.[1] ?? []),
  );
  return patterns.filter((pattern) => {
    const document = /:\d+:document\/(.+)$/.exec(pattern)?.[1];
    return document === undefined || !automations.has(document);
  });
}

/** Resources in words, those of a kind side by side: ``the roles `a` and `b`, and any EC2 instance``. */
export function resourcesText(patterns: readonly string[], home: Home, conjunction = "and"): string {
  const groups = new Map<string, { readonly first: Named; readonly names: string[] }>();
  const texts = new Map<string, true>();
  for (const pattern of withoutTwins(patterns)) {
    const one = named(pattern, home);
    if (typeof one === "string") {
      texts.set(one, true);
      continue;
    }
    const { before, noun, name, after } = one;
    const key = JSON.stringify([before, noun, after, isAny(name)]);
    const names = groups.get(key)?.names ?? [];
    if (!names.includes(name)) names.push(name);
    groups.set(key, { first: one, names });
    texts.set(key, true);
  }
  return listed(
    [...texts.keys()].map((key) => {
      const group = groups.get(key);
      if (group === undefined) return key;
      const { before, noun, after } = group.first;
      const [name = "", ...more] = group.names;
      if (more.length === 0) return `${before}${the(noun, name)}${after}`;
      const [last = noun, ...rest] = noun.split(" ").reverse();
      const nouns = [...rest.reverse(), plural(last)].join(" ");
      return `${before}the ${nouns} ${listed(group.names.map(inBackticks), conjunction)}${after}`;
    }),
    conjunction,
  );
}
