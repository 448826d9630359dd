import { isList, isMap, UNKNOWN, type Value } from "../analysis/unknown";
import { placesAt } from "./choices";
import { type Resource, type Stack, type StackResource, textOf } from "./resource";

/** Hosts, and what they are made from, by the property that names their instance profile. */
const HOSTS: Readonly<Record<string, string>> = {
  "aws:ec2/instance:Instance": "iamInstanceProfile",
  "aws:ec2/launchConfiguration:LaunchConfiguration": "iamInstanceProfile",
  "aws:ec2/launchTemplate:LaunchTemplate": "iamInstanceProfile",
  "aws:ec2/spotInstanceRequest:SpotInstanceRequest": "iamInstanceProfile",
  "aws-native:autoscaling:LaunchConfiguration": "iamInstanceProfile",
  "aws-native:ec2:Instance": "iamInstanceProfile",
  "aws-native:ec2:LaunchTemplate": "launchTemplateData.iamInstanceProfile",
};

/** Associations and tasks of Systems Manager, by the properties that name what they run and with which parameters. */
const RUNS: Readonly<Record<string, readonly [document: string, parameters: string]>> = {
  "aws:ssm/association:Association": ["name", "parameters"],
  "aws:ssm/maintenanceWindowTask:MaintenanceWindowTask": ["taskArn", "taskInvocationParameters"],
  "aws-native:ssm:Association": ["name", "parameters"],
  "aws-native:ssm:MaintenanceWindowTask": ["taskArn", "taskInvocationParameters"],
};

const DOCUMENTS: ReadonlySet<string> = new Set(["aws:ssm/document:Document", "aws-native:ssm:Document"]);

const QUICK_SETUP = "aws:ssm/quicksetupConfigurationManager:QuicksetupConfigurationManager";

/** Where a type lists the rules of a baseline, and each rule its filters. */
const BASELINES: Readonly<Record<string, readonly [rules: string, filters: string]>> = {
  "aws:ssm/patchBaseline:PatchBaseline": ["approvalRules[]", "patchFilters[]"],
  "aws-native:ssm:PatchBaseline": ["approvalRules.patchRules[]", "patchFilterGroup.patchFilters[]"],
};

/** Whether the resource is a host or has to do with patching hosts. */
export const concernsPatching = (type: string): boolean =>
  isHost(type) ||
  Object.hasOwn(RUNS, type) ||
  Object.hasOwn(BASELINES, type) ||
  DOCUMENTS.has(type) ||
  type === QUICK_SETUP;

/** Whether the resource is a host, or what hosts are made from. */
export const isHost = (type: string): boolean => Object.hasOwn(HOSTS, type);

const isGiven = (value: Value | undefined): boolean => value !== undefined && value !== null && value !== "";

/** The property by which a host that Systems Manager cannot sign in to should name a profile; undefined where it can. */
export function missingProfile({ type, inputs }: Resource): string | undefined {
  const property = HOSTS[type] ?? "";
  // A launch template may name it.
  if (isGiven(inputs["launchTemplate"])) return undefined;
  return placesAt(inputs, property).some(({ value }) => isGiven(value)) ? undefined : property;
}

/** Whether a text stands somewhere within a value; `UNKNOWN` where only an unknown part could hold it. */
function mentions(value: Value | undefined, text: string): boolean | typeof UNKNOWN {
  if (value === UNKNOWN) return UNKNOWN;
  if (typeof value === "string") return value.includes(text);
  const parts = isList(value) ? value : isMap(value) ? Object.values(value) : [];
  const answers = parts.map((part) => mentions(part, text));
  return answers.includes(true) ? true : answers.includes(UNKNOWN) ? UNKNOWN : false;
}

const both = (a: boolean | typeof UNKNOWN, b: boolean | typeof UNKNOWN): boolean | typeof UNKNOWN =>
  a === false || b === false ? false : a === UNKNOWN || b === UNKNOWN ? UNKNOWN : true;

const any = (answers: readonly (boolean | typeof UNKNOWN)[]): boolean | typeof UNKNOWN =>
  answers.includes(true) ? true : answers.includes(UNKNOWN) ? UNKNOWN : false;

const BASELINE_DOCUMENT = "AWS-RunPatchBaseline";

/**
 * Whether something in the stack installs patches: an association or a window's task that runs `AWS-RunPatchBaseline`
 * with the operation `Install`, by itself or by a document of the stack, or a patch policy of Quick Setup.
 */
export function installsPatches({ resources }: Stack): boolean | typeof UNKNOWN {
  const documents = resources.filter(({ type }) => DOCUMENTS.has(type));
  return any(
    resources.map((resource) => {
      if (resource.type === QUICK_SETUP)
        return mentions(resource.inputs["configurationDefinition"], "PatchPolicy");
      return Object.hasOwn(RUNS, resource.type) ? runInstalls(resource, documents) : false;
    }),
  );
}

function runInstalls(run: StackResource, documents: readonly StackResource[]): boolean | typeof UNKNOWN {
  const [property, parameters] = RUNS[run.type] ?? ["", ""];
  const named = run.inputs[property];
  const sources = run.sourcesOf(property);
  const own = documents.filter(
    (document) =>
      sources.some(({ urn }) => urn === document.urn) ||
      (typeof named === "string" && textOf(document.inputs["name"]) === named),
  );
  const contents: readonly (Value | undefined)[] = own.map(({ inputs }) => inputs["content"]);
  // What an own document runs is in its content, whatever its name is.
  const runs =
    own.length === 0
      ? mentions(named, BASELINE_DOCUMENT)
      : any(contents.map((one) => mentions(one, BASELINE_DOCUMENT)));
  return both(
    runs,
    any([mentions(run.inputs[parameters], "Install"), ...contents.map((one) => mentions(one, "Install"))]),
  );
}

/** A rule of a baseline by which serious patches are approved. */
export interface Approval {
  /** A JSON path: `approvalRules[0].approveAfterDays`. */
  readonly path: string;
  /** Days from a patch's release; undefined where a date is given instead, which approves nothing later. */
  readonly days: number | undefined | typeof UNKNOWN;
}

/** Severities of patches that must not wait. */
const SERIOUS: readonly string[] = ["critical", "important", "*"];

/** The rules of a baseline for patches of the severities `Critical` and `Important`. */
export function approvalsOf({ type, inputs }: Resource): readonly Approval[] {
  const [rules, filters] = BASELINES[type] ?? ["", ""];
  if (rules === "") return [];
  return placesAt(inputs, rules).flatMap(({ path, value }): readonly Approval[] => {
    if (value === UNKNOWN) return [{ path, days: UNKNOWN }];
    if (!isMap(value) || !isSerious(placesAt(value, filters).map((place) => place.value))) return [];
    const days = value["approveAfterDays"];
    if (days === UNKNOWN) return [{ path: `${path}.approveAfterDays`, days: UNKNOWN }];
    const count = isGiven(days) ? Number(days) : undefined;
    return [
      { path: `${path}.${count === undefined ? "approveUntilDate" : "approveAfterDays"}`, days: count },
    ];
  });
}

/** Whether filters let serious patches through: none is on their severity, or one names such. */
function isSerious(filters: readonly (Value | undefined)[]): boolean {
  const severities = filters.filter((filter) => {
    const key = isMap(filter) ? textOf(filter["key"]) : undefined;
    return typeof key === "string" && key.toUpperCase().replace("_", "").endsWith("SEVERITY");
  });
  return severities.every((filter) => {
    const values = isMap(filter) ? filter["values"] : undefined;
    if (!isList(values)) return true;
    return values.some(
      (value) => value === UNKNOWN || SERIOUS.includes(String(textOf(value) ?? "").toLowerCase()),
    );
  });
}
