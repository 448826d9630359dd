import type {
  PolicyResource,
  ReportViolation,
  ResourceValidationPolicy,
  StackValidationPolicy,
} from "@pulumi/policy";
import { type Finding, messageOf } from "./analysis/findings";
import { rawProperties, rawProperty } from "./facts/raw";
import type { Resource, StackResource } from "./facts/resource";
import type { Rule, SettingSchema, Settings } from "./facts/rule";

/** What happens to a finding that a value not known yet leaves open. */
type OnUnknown = "silent" | "advisory" | "mandatory";

const ON_UNKNOWN: SettingSchema = {
  description:
    "How to report what an unknown value leaves open: not at all, as an advisory, or at the policy's own level (`mandatory`).",
  type: "string",
  enum: ["silent", "advisory", "mandatory"],
  default: "advisory",
};

/** A policy as the SDK serves it: judged for each resource, and once more for the stack where the rule asks for it. */
export type ServedPolicy = ResourceValidationPolicy & Partial<Pick<StackValidationPolicy, "validateStack">>;

/**
 * Turns a rule into a policy. Here, and only here, properties are read, settings get their defaults, findings become
 * messages, and what a rule throws becomes a violation: a policy that cannot answer does not let pass.
 */
export function toPolicy(rule: Rule): ServedPolicy {
  const memory = new Memory();
  const settings = { ...rule.settings, onUnknown: ON_UNKNOWN };
  const { name, displayName, description, enforcementLevel, severity, remediationSteps } = rule;
  const policy: ServedPolicy = {
    name,
    displayName,
    description,
    enforcementLevel,
    severity,
    tags: [...rule.tags],
    remediationSteps,
    configSchema: { properties: settings },
    validateResource: (args, report) => {
      if (!rule.appliesTo(args.type)) return;
      const { urn, type, name: logicalName } = args;
      const resource: Resource = { urn, type, name: logicalName, inputs: rawProperties(args.props) };
      if (rule.judgeStack !== undefined) memory.remember(resource);
      const configured = withDefaults(settings, args.getConfig());
      deliver(
        rule,
        configured,
        report,
        answers(() => rule.judge(resource, configured)),
      );
    },
  };
  const { judgeStack } = rule;
  if (judgeStack === undefined) return policy;
  return {
    ...policy,
    validateStack: (args, report) => {
      const configured = withDefaults(settings, args.getConfig());
      const resources = args.resources.filter(({ type }) => rule.appliesTo(type));
      const stack = { resources: joined(resources, memory) };
      memory.forget(args.resources.map(({ urn }) => urn));
      deliver(
        rule,
        configured,
        report,
        answers(() => judgeStack(stack, configured)),
      );
    },
  };
}

function withDefaults(schemas: { readonly [name: string]: SettingSchema }, configured: object): Settings {
  const defaults = Object.entries(schemas).map(([name, schema]) => [name, schema.default] as const);
  return { ...Object.fromEntries(defaults), ...configured };
}

/** The findings of a rule, or the finding that it failed. */
function answers(judge: () => readonly Finding[]): readonly Finding[] {
  try {
    return judge();
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    return [
      {
        kind: "violation",
        what: `the policy failed here: \`${reason}\``,
        why: "what cannot be judged must not pass",
        fix: "report this defect of the policy pack with the resource's properties",
        meaning: { kind: "failure", reason },
      },
    ];
  }
}

/**
 * The engine accepts a level for a single finding, which the SDK's types do not show (its `makeReportViolationFun`
 * does). Its message is reported as it stands, without the description, so that it begins with `unverified: `.
 */
type ReportGraded = (finding: { message: string; urn?: string; enforcementLevel?: "advisory" }) => void;

function deliver(
  rule: Rule,
  settings: Settings,
  report: ReportViolation,
  findings: readonly Finding[],
): void {
  const onUnknown = settings["onUnknown"] as OnUnknown;
  const reported = new Set<string>();
  for (const finding of findings) {
    const message = messageOf(rule.name, finding);
    const key = `${finding.urn} ${message}`;
    if (reported.has(key)) continue;
    reported.add(key);
    if (finding.kind === "unverified" && onUnknown === "silent") continue;
    const isAdvisory =
      finding.kind === "unverified" ? onUnknown === "advisory" : finding.level === "advisory";
    if (finding.kind === "violation" && !isAdvisory) report(message, finding.urn);
    else {
      (report as unknown as ReportGraded)({
        message,
        ...(finding.urn === undefined ? {} : { urn: finding.urn }),
        ...(isAdvisory ? { enforcementLevel: "advisory" as const } : {}),
      });
    }
  }
}

/** The parts of a URN that name its stack and project. Names and types may hold `::` themselves. */
const stackOf = (urn: string): string => urn.split("::", 2).join("::");

/**
 * The inputs of the resources that were analysed, until their stack is judged: outputs, which is what the engine hands
 * over then, lack what is unknown in a preview. One process may judge many stacks, one after another or the same one
 * again, so that a stack is only ever joined with the resources that its own request names.
 */
class Memory {
  readonly #resources = new Map<string, Resource>();

  remember(resource: Resource): void {
    this.#resources.set(resource.urn, resource);
  }

  recall(urn: string): Resource | undefined {
    return this.#resources.get(urn);
  }

  /** Drops everything about the stacks that the given resources belong to. */
  forget(urns: readonly string[]): void {
    const stacks = new Set(urns.map(stackOf));
    for (const urn of this.#resources.keys()) if (stacks.has(stackOf(urn))) this.#resources.delete(urn);
  }
}

function joined(resources: readonly PolicyResource[], memory: Memory): readonly StackResource[] {
  const byUrn = new Map<string, StackResource>();
  for (const { urn, type, name, props, propertyDependencies } of resources) {
    const inputs = memory.recall(urn)?.inputs ?? rawProperties(props);
    const id = rawProperty(props, "id");
    byUrn.set(urn, {
      urn,
      type,
      name,
      inputs,
      id: typeof id === "string" && id !== "" ? id : undefined,
      sourcesOf: (property) =>
        (propertyDependencies[property] ?? []).flatMap((source) => byUrn.get(source.urn) ?? stranger(source)),
    });
  }
  return [...byUrn.values()];
}

/** A resource that the rule knows nothing about; it still counts as a source. */
const stranger = ({ urn, type, name }: PolicyResource): StackResource => ({
  urn,
  type,
  name,
  inputs: {},
  id: undefined,
  sourcesOf: () => [],
});
