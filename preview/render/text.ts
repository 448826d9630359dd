/** The plan as a person reads it in a terminal or a build log. */

import type { Comparison } from "../compare/comparison";
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
import { count, printable, table, unknownValues } from "./layout";
import { changes, resolved } from "./text-changes";
import { firstOf, type Page, pageOf, paragraph, resourceText, type TextOptions, title } from "./text-page";
import { shortType, type TreeLine, treeLines } from "./tree";
import { baselineTitles, findingsOf, findingsTitle } from "./wording";

/**
 * Renders `plan`, with what it changes where a comparison with its base is given, which then stands in the place of all
 * that there is; the result ends with a line break.
 */
export function renderText(plan: Plan, options: TextOptions, comparison?: Comparison): string {
  const page = pageOf(plan, options);
  const sections = [
    heading(page, comparison),
    ...(comparison === undefined || options.verbose ? [resourceTree(page), trafficMatrix(page)] : []),
    ...(comparison === undefined ? [] : changes(page, comparison)),
    findings(page, comparison),
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

function heading({ plan, colors, options }: Page, comparison: Comparison | undefined): readonly string[] {
  const name = `${printable(plan.project)} / ${printable(plan.stack)}`;
  const what = plan.source === "state" ? "state" : "offline preview";
  const rest = comparison === undefined || options.verbose ? "" : ", changes only (--verbose for all)";
  return [
    `${colors.bold(name)}  ${colors.dim(`${what}, ${count(plan.summary.resources, "resource")}${rest}`)}`,
  ];
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

function findings(page: Page, comparison: Comparison | undefined): readonly string[] {
  const { violations, baseline } = page.plan;
  const found = findingsOf(violations, comparison);
  const gone = comparison?.violations.resolved ?? [];
  if (found.shown.length + gone.length === 0) return [];
  const ordered = [...found.shown].sort(
    (a, b) => rankOf(a) - rankOf(b) || Number(found.fresh.has(b)) - Number(found.fresh.has(a)),
  );
  const shown = [
    ...ordered.map((violation) => violationLines(page, violation, found.fresh.has(violation))),
    ...(gone.length === 0 ? [] : [resolved(page, gone)]),
  ];
  return [
    title(page, findingsTitle(found, baseline, comparison)),
    ...shown.flatMap((lines, at) => (at > 0 ? ["", ...lines] : lines)),
  ];
}

/** What a baseline lets pass: how many by policy, in full where everything is asked for. */
function baselined(page: Page): readonly string[] {
  const { plan, options, colors } = page;
  const known = plan.violations.filter((violation) => violation.baselined === true);
  if (known.length === 0) return [];
  const heading = title(page, `${count(known.length, "known violation")}, let pass by the baseline`);
  if (options.verbose)
    return [heading, ...known.flatMap((violation) => violationLines(page, violation, false))];
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
  const { plan, colors } = page;
  if (plan.baseline === undefined) return [];
  const { resolved: gone, undecided } = plan.baseline;
  const titles = baselineTitles(plan.baseline);
  const section = (list: readonly PlanBaselineEntry[], heading: string, mark: string): readonly string[] =>
    list.length === 0
      ? []
      : [
          title(page, heading),
          ...firstOf(page, list, MOST_ENTRIES, ({ policy, urn, fingerprint }) => [
            `  ${mark} ${printable(policy)}  ${resourceText(page, urn)}  ${colors.dim(printable(fingerprint))}`,
          ]),
        ];
  return [
    section(gone, titles.resolved, colors.green("✓")),
    section(undecided, titles.undecided, colors.yellow("?")),
  ];
}

function violationLines(page: Page, violation: PlanViolation, isNew: boolean): readonly string[] {
  const { colors } = page;
  const advisory = violation.enforcementLevel === "advisory";
  const level = advisory ? colors.yellow("! advisory ") : colors.red("✗ mandatory");
  const severity = violation.severity === "" ? "" : colors.dim(`  ${violation.severity}`);
  const pack = colors.dim(printable(violation.policyPack));
  return [
    `  ${level}  ${colors.bold(printable(violation.policy))}  ${pack}${severity}${isNew ? `  ${colors.bold("new")}` : ""}`,
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

const messageLines = (page: Page, message: string): readonly string[] =>
  message.split("\n").flatMap((line) => paragraph(page, 6, line));

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
