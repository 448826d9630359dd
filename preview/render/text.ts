/** The plan as a person reads it in a terminal or a build log. */

import picocolors from "picocolors";
import {
  type Plan,
  type PlanBaselineEntry,
  type PlanUnverified,
  type PlanValue,
  type PlanViolation,
  rankOf,
  rejects,
} from "../plan";
import { STACK_TYPE } from "../urn";
import { count, printable, table, unknownValues, wrap } from "./layout";
import { shortType, type TreeLine, treeLines } from "./tree";

export interface TextOptions {
  readonly color: boolean;
  /** Lists every resource, where otherwise many of one type share a line, and full URNs. */
  readonly verbose: boolean;
  /** Columns. */
  readonly width: number;
}

type Colors = ReturnType<typeof picocolors.createColors>;

interface Page {
  readonly colors: Colors;
  readonly options: TextOptions;
  readonly plan: Plan;
}

/** Renders `plan`; the result ends with a line break. */
export function renderText(plan: Plan, options: TextOptions): string {
  const page: Page = { plan, options, colors: picocolors.createColors(options.color) };
  const sections = [
    heading(page),
    resourceTree(page),
    trafficMatrix(page),
    findings(page),
    baselined(page),
    ...leftInBaseline(page),
    unverified(page),
    opaque(page),
    [verdict(page)],
  ];
  return `${sections
    .filter((section) => section.length > 0)
    .map((section) => section.join("\n"))
    .join("\n\n")}\n`;
}

const title = ({ colors }: Page, text: string) => colors.bold(text);

function heading({ plan, colors }: Page): readonly string[] {
  const name = `${printable(plan.project)} / ${printable(plan.stack)}`;
  const what = plan.source === "state" ? "state" : "offline preview";
  return [`${colors.bold(name)}  ${colors.dim(`${what}, ${count(plan.summary.resources, "resource")}`)}`];
}

function resourceTree(page: Page): readonly string[] {
  return treeLines(page.plan, { fold: !page.options.verbose }).map((line) => treeLine(page, line));
}

function treeLine({ colors, plan }: Page, { prefix, kind, type, name, urns }: TreeLine): string {
  const branch = colors.dim(prefix);
  const label = printable(name);
  const bad = plan.violations.some((finding) => urns.includes(finding.urn) && rejects(finding));
  const mark = bad ? ` ${colors.red("✗")}` : "";
  switch (kind) {
    case "stack":
      return `${colors.bold(label)}${mark}`;
    case "component":
      return `${branch}${colors.bold(label)}  ${colors.dim(type)}${mark}`;
    case "remote":
      return `${branch}${colors.bold(label)}  ${colors.dim(`${type}, children created by its provider`)}${mark}`;
    case "provider":
      return `${branch}${colors.dim(type === `provider ${label}` ? type : `${type}  ${label}`)}${mark}`;
    case "fold":
      return `${branch}${type}  ${colors.dim(label)}`;
    case "resource":
      return `${branch}${type}  ${colors.dim(label)}${mark}`;
  }
}

interface MatrixRow {
  readonly from: string;
  readonly to: string;
  readonly protocol: string;
  readonly port: string;
  readonly why: string;
}

const isObject = (value: PlanValue | undefined): value is { readonly [key: string]: PlanValue } =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** The rows of the stack output `trafficMatrix`; empty where the stack has none of that shape. */
function matrixRows(plan: Plan): readonly MatrixRow[] {
  const matrix = plan.resources.find((resource) => resource.type === STACK_TYPE)?.outputs.trafficMatrix;
  if (!Array.isArray(matrix)) return [];
  const text = (value: PlanValue | undefined) =>
    typeof value === "string" || typeof value === "number" ? printable(String(value)) : "(unknown)";
  return matrix
    .filter(isObject)
    .filter((row) => "from" in row && "to" in row && "port" in row)
    .map((row) => ({
      from: text(row.from),
      to: text(row.to),
      protocol: text(row.protocol ?? ""),
      port: text(row.port),
      why: text(row.why ?? ""),
    }));
}

function trafficMatrix(page: Page): readonly string[] {
  const rows = matrixRows(page.plan);
  if (rows.length === 0) return [];
  const cells = rows.map(({ from, to, protocol, port, why }) => [
    from,
    to,
    [protocol, port].filter(Boolean).join("/"),
    why,
  ]);
  const [header = [], ...body] = table([["from", "to", "port", "why"], ...cells], page.options.width - 2);
  return [
    title(page, "Traffic matrix"),
    ...header.map((line) => `  ${page.colors.dim(line)}`),
    ...body.flat().map((line) => `  ${line}`),
  ];
}

function findings(page: Page): readonly string[] {
  const violations = page.plan.violations.filter(({ baselined: known }) => known !== true);
  if (violations.length === 0) return [];
  const ordered = [...violations].sort((a, b) => rankOf(a) - rankOf(b));
  return [
    title(
      page,
      `${count(violations.length, "violation")}${page.plan.baseline === undefined ? "" : ", not in the baseline"}`,
    ),
    ...ordered.flatMap((violation, index) => [
      ...(index > 0 ? [""] : []),
      ...violationLines(page, violation),
    ]),
  ];
}

/** What a baseline lets pass: how many by policy, in full where everything is asked for. */
function baselined(page: Page): readonly string[] {
  const { plan, options, colors } = page;
  const known = plan.violations.filter((violation) => violation.baselined === true);
  if (known.length === 0) return [];
  const heading = title(page, `${count(known.length, "known violation")}, let pass by the baseline`);
  if (options.verbose) return [heading, ...known.flatMap((violation) => violationLines(page, violation))];
  const policies = new Map<string, number>();
  for (const { policy } of known) policies.set(policy, (policies.get(policy) ?? 0) + 1);
  const rows = [...policies]
    .sort(([a, most], [b, more]) => more - most || (a < b ? -1 : 1))
    .map(
      ([policy, times]) => `  ${String(times).padStart(String(known.length).length)}  ${printable(policy)}`,
    );
  return [`${heading}  ${colors.dim("--verbose shows them")}`, ...rows];
}

/** How many entries of a baseline are listed. */
const MOST_ENTRIES = 10;

/** The baseline's entries that nothing needs any more, and those that could not be decided. */
function leftInBaseline(page: Page): readonly (readonly string[])[] {
  const { plan, options, colors } = page;
  if (plan.baseline === undefined) return [];
  const { entries, resolved, undecided } = plan.baseline;
  const section = (list: readonly PlanBaselineEntry[], heading: string, mark: string): readonly string[] => {
    if (list.length === 0) return [];
    const shown = options.verbose ? list : list.slice(0, MOST_ENTRIES);
    const rest = list.length - shown.length;
    return [
      title(page, heading),
      ...shown.map(
        ({ policy, urn, fingerprint }) =>
          `  ${mark} ${printable(policy)}  ${resourceText(page, urn)}  ${colors.dim(printable(fingerprint))}`,
      ),
      ...(rest > 0 ? [`  ${colors.dim(`… and ${rest} more; --verbose shows them`)}`] : []),
    ];
  };
  return [
    section(
      resolved,
      `${resolved.length} of ${count(entries, "baseline entry", "baseline entries")} resolved: take ${resolved.length === 1 ? "it" : "them"} out with --write-baseline`,
      colors.green("✓"),
    ),
    section(
      undecided,
      `${count(undecided.length, "baseline entry", "baseline entries")} not decided this time, since a value is unknown`,
      colors.yellow("?"),
    ),
  ];
}

function violationLines(page: Page, violation: PlanViolation): readonly string[] {
  const { colors } = page;
  const advisory = violation.enforcementLevel === "advisory";
  const level = advisory ? colors.yellow("! advisory ") : colors.red("✗ mandatory");
  const severity = violation.severity === "" ? "" : colors.dim(`  ${violation.severity}`);
  const pack = colors.dim(printable(violation.policyPack));
  return [
    `  ${level}  ${colors.bold(printable(violation.policy))}  ${pack}${severity}`,
    ...resourceLines(page, violation.urn),
    ...messageLines(page, violation.message),
    ...(violation.materialised
      ? [
          `      ${colors.dim("rests on values that this preview filled in; names and ids may differ once they exist")}`,
        ]
      : []),
  ];
}

const resourceLines = (page: Page, urn: string): readonly string[] => [`      ${resourceText(page, urn)}`];

function resourceText({ plan, options, colors }: Page, urn: string): string {
  const resource = plan.resources.find((candidate) => candidate.urn === urn);
  if (!resource || options.verbose) return colors.cyan(printable(urn));
  if (resource.type === STACK_TYPE) return colors.cyan("the stack as a whole");
  const parent = plan.resources.find((candidate) => candidate.urn === resource.parent);
  const where = parent && parent.type !== STACK_TYPE ? colors.dim(` in ${printable(parent.name)}`) : "";
  return `${colors.cyan(`${shortType(resource.type)} ${printable(resource.name)}`)}${where}`;
}

function messageLines({ options }: Page, message: string): readonly string[] {
  return message
    .split("\n")
    .flatMap((paragraph) => wrap(printable(paragraph), options.width - 6))
    .map((line) => `      ${line}`);
}

function unverified(page: Page): readonly string[] {
  const { plan, colors } = page;
  if (plan.unverified.length === 0) return [];
  const lines = (finding: PlanUnverified) => [
    `  ${colors.yellow("?")} ${colors.bold(printable(finding.policy))}  ${colors.dim(printable(finding.policyPack))}`,
    ...resourceLines(page, finding.urn),
    ...messageLines(page, finding.message),
  ];
  return [
    title(
      page,
      `Not verified: ${count(plan.unverified.length, "decision needs", "decisions need")} ${unknownValues(plan)}`,
    ),
    ...plan.unverified.flatMap(lines),
  ];
}

function opaque(page: Page): readonly string[] {
  const { plan, colors } = page;
  if (plan.opaque.length === 0) return [];
  return [
    title(page, "Opaque: children that only the component's own provider can create, not judged here"),
    ...plan.opaque.map(({ urn, type }) => {
      const name = plan.resources.find((resource) => resource.urn === urn)?.name ?? urn;
      return `  ${shortType(type)}  ${colors.dim(printable(name))}`;
    }),
  ];
}

function verdict({ plan: { summary }, colors }: Page): string {
  const passed = summary.mandatory === 0;
  const word = passed ? colors.green(colors.bold("PASSED")) : colors.red(colors.bold("REJECTED"));
  const counts = [
    count(summary.resources, "resource"),
    `${summary.mandatory} mandatory`,
    `${summary.advisory} advisory`,
    ...(summary.baselined === undefined ? [] : [`${summary.baselined} in the baseline`]),
    `${summary.unverified} unverified`,
    `${summary.opaque} opaque`,
  ];
  const seconds = `${(summary.durationMs / 1000).toFixed(1)} s`;
  return `${word}  ${counts.join(", ")}  ${colors.dim(seconds)}`;
}
