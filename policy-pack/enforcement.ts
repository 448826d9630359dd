import type { ReportViolation } from "@pulumi/policy";
import { type Finding, messageOf, quote, shorten } from "./analysis/findings";
import { fingerprint } from "./analysis/fingerprint";
import { UNKNOWN } from "./analysis/unknown";
import type { Waiver } from "./analysis/waivers";
import { type Contained, contentsOf, isCarrier } from "./facts/contents/contents";
import type { Resource } from "./facts/resource";
import type { Earlier, Rule, SettingSchema, Settings } from "./facts/rule";
import type { AskedOfStack, ServedPolicy } from "./single-pass";
import { StackMemory } from "./stack-memory";
import { accountsOf, StackView } from "./stack-view";
import { type Surroundings, surroundingsOf, WaiverDesk } from "./waiver-desk";

/** What happens to a finding that a value not known yet leaves open. */
type OnUnknown = "silent" | "advisory" | "mandatory";

const ON_UNKNOWN: SettingSchema = {
  description:
    "How to report what an unknown value leaves open: not at all, as an advisory, or at the policy's own level (`mandatory`).",
  type: "string",
  enum: ["silent", "advisory", "mandatory"],
  default: "advisory",
};

/** The policy whose configuration holds the waivers of all. */
const WAIVERS = "waivers";

/**
 * Turns rules into the policies of one pack. Here, and only here, properties are read, settings get their defaults,
 * findings become messages, and what a rule throws becomes a violation: a policy that cannot answer does not let pass.
 */
export function toPolicies(
  rules: readonly Rule[],
  surroundings: Surroundings = surroundingsOf(process.env),
): readonly ServedPolicy[] {
  const memory = new StackMemory();
  const desk = new WaiverDesk(
    rules.map(({ name }) => name),
    surroundings,
  );
  // What resources make together is waived or known as it stands at the end. Halfway it is another finding, by another
  // name, so that where some of it may pass the end decides.
  const earlier =
    ({ name }: Rule) =>
    (urn: string, own: string): Earlier =>
    (keyOf, key) =>
      surroundings.isPreview || desk.letsPassSome(name, urn) ? [] : memory.earlier(urn, keyOf, key, own);
  // The same list for all rules of one request, and another one for each request.
  const views = new WeakMap<readonly AskedOfStack[], StackView>();
  const viewOf = (resources: readonly AskedOfStack[]): StackView => {
    const view = views.get(resources) ?? new StackView(resources, memory);
    views.set(resources, view);
    return view;
  };
  return rules.map((rule) => toPolicy(rule, memory, desk, earlier(rule), viewOf));
}

function toPolicy(
  rule: Rule,
  memory: StackMemory,
  desk: WaiverDesk,
  earlierThan: (urn: string, own: string) => Earlier,
  viewOf: (resources: readonly AskedOfStack[]) => StackView,
): ServedPolicy {
  const holdsWaivers = rule.name === WAIVERS;
  const settings = { onUnknown: ON_UNKNOWN, ...rule.settings };
  const withDefaults = defaulting(settings);
  const concerns = concerning(rule);
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
      if (holdsWaivers) desk.configure(withDefaults(args.getConfig()));
      desk.asks(name);
      if (!concerns(args.type)) return;
      const { urn, type, name: logicalName, props } = args;
      const seen = memory.see(rule, urn, type, logicalName, props);
      const accounts = accountsOf(args.provider);
      const resource: Resource = { ...seen, accounts };
      const configured = withDefaults(args.getConfig());
      deliver(
        { rule, settings: configured, desk, urn },
        report,
        answers(() => [
          ...(rule.appliesTo(type) ? rule.judge(resource, configured, earlierThan(urn, urn)) : []),
          ...containedIn(rule, resource).flatMap((contained) =>
            rule
              .judge(
                { ...contained.resource, accounts },
                configured,
                earlierThan(urn, contained.resource.urn),
              )
              .map((finding) => locate(contained, finding)),
          ),
        ]),
      );
    },
  };
  const { judgeStack } = rule;
  if (judgeStack === undefined) return policy;
  return {
    ...policy,
    validateStack: (args, report) => {
      const configured = withDefaults(args.getConfig());
      if (holdsWaivers) desk.configure(configured);
      const view = viewOf(args.resources);
      const { stack, locations } = view.joinedFor(rule, concerns);
      memory.leave(rule, view.stacks);
      const waivers = holdsWaivers ? { waivers: desk.report(view.urns) } : {};
      deliver(
        { rule, settings: configured, desk, urn: undefined },
        report,
        answers(() =>
          judgeStack({ ...stack, ...waivers }, configured).map((finding) => {
            const location = finding.urn === undefined ? undefined : locations.get(finding.urn);
            return location === undefined
              ? finding
              : { ...locate(location.contained, finding), urn: location.carrier };
          }),
        ),
      );
    },
  };
}

/** Whether a rule has to see resources of a type: it judges them, or what they may hold. */
function concerning(rule: Rule): (type: string) => boolean {
  const known = new Map<string, boolean>();
  return (type) => {
    let answer = known.get(type);
    if (answer === undefined) {
      answer = rule.appliesTo(type) || isCarrier(type);
      known.set(type, answer);
    }
    return answer;
  };
}

/** The resources inside of a resource that a rule judges. */
const containedIn = (rule: Rule, resource: Resource): readonly Contained[] =>
  isCarrier(resource.type)
    ? contentsOf(resource).resources.filter((contained) => rule.appliesTo(contained.resource.type))
    : [];

/** A finding about a contained resource, as one about its carrier. */
function locate({ path, exists, workedOutBy }: Contained, finding: Finding): Finding {
  if (path === "") return finding;
  const { urn: _, ...rest } = finding;
  const isOpen = exists === UNKNOWN || finding.kind === "unverified";
  return {
    ...rest,
    kind: isOpen ? "unverified" : "violation",
    what: `${quote(path)}: ${finding.what}${exists === UNKNOWN ? ", if its condition holds" : ""}`,
    fix:
      finding.kind === "unverified" && workedOutBy === "cloudformation"
        ? "what the program does not know yet is judged again, and what CloudFormation works out has to be written out"
        : finding.fix,
    meaning: { in: path, of: finding.meaning },
  };
}

function defaulting(schemas: { readonly [name: string]: SettingSchema }): (configured: object) => Settings {
  const defaults = Object.fromEntries(
    Object.entries(schemas).map(([name, schema]) => [name, schema.default] as const),
  );
  return (configured) => ({ ...defaults, ...configured });
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

/** Whose findings are delivered, and about which resource unless they say so themselves. */
interface Delivery {
  readonly rule: Rule;
  readonly settings: Settings;
  readonly desk: WaiverDesk;
  readonly urn: string | undefined;
}

function deliver(
  { rule, settings, desk, urn }: Delivery,
  report: ReportViolation,
  findings: readonly Finding[],
): void {
  const onUnknown = settings["onUnknown"] as OnUnknown;
  const reported = new Set<string>();
  const passed = new Map<string, number>();
  for (const finding of findings) {
    if (finding.kind === "unverified" && onUnknown === "silent") continue;
    const isGraded = finding.kind === "unverified" ? onUnknown === "advisory" : finding.level === "advisory";
    const print = fingerprint(finding.meaning);
    const on = finding.urn ?? urn ?? "";
    const granted = desk.grant(rule.name, print, on, isGraded, rule.enforcementLevel === "advisory");
    const written = granted === undefined ? finding : waived(finding, granted.waiver);
    const key = `${finding.urn} ${messageOf(rule.name, written)}`;
    if (reported.has(key)) continue;
    reported.add(key);
    const isUnverified = finding.kind === "unverified";
    const passes = desk.passes({ policy: rule.name, fingerprint: print, urn: on, isUnverified });
    const before = passed.get(`${on} ${print}`) ?? 0;
    const isKnown = granted?.isLowered !== true && !isGraded && before < passes;
    if (isKnown) passed.set(`${on} ${print}`, before + 1);
    const isAdvisory = isGraded || isKnown || granted?.isLowered === true;
    const message = messageOf(rule.name, isKnown ? known(finding) : written);
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

/** A finding that somebody answers for: shown as such, and never left out. */
const waived = (finding: Finding, { owner, expires, reason }: Waiver): Finding => ({
  ...finding,
  what: `waived by ${shorten(owner, 40)} until ${expires} (${shorten(reason, 60)}): ${finding.what}`,
});

/** A finding that was there when the pack was switched on. */
const known = (finding: Finding): Finding => ({ ...finding, what: `in the baseline: ${finding.what}` });
