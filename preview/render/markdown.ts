/**
 * The plan as Markdown for a pull request: what it means against the plan of its base where there is one, and what the
 * policies found.
 */

import type { Comparison } from "../compare/comparison";
import type { FlowChange } from "../compare/flows";
import type { PermissionChange } from "../compare/permissions";
import type { ChangedResource, ResourceName } from "../compare/resources";
import { type Plan, type PlanBaselineEntry, type PlanResource, type PlanValue, rankOf } from "../plan";
import { STACK_TYPE } from "../urn";
import { count, unknownValues } from "./layout";
import { code, sentence, table } from "./markdown-text";
import { shortType } from "./tree";
import {
  baselineTitles,
  endsOf,
  findingsOf,
  findingsTitle,
  opensSomething,
  permissionText,
  sidesOf,
  sorted,
  totals,
  valueText,
} from "./wording";

/** GitHub takes no comment of more than 65,536 characters: of long lists the first items are shown, and how many more. */
const MOST_ITEMS = 40;
const MOST_INPUTS = 8;
const MOST_VALUE = 120;

interface Page {
  readonly plan: Plan;
  readonly resources: ReadonlyMap<string, PlanResource>;
  readonly comparison: Comparison | undefined;
}

/** Renders `plan`, with what it changes where a comparison with its base is given; the result ends with a line break. */
export function renderMarkdown(plan: Plan, comparison?: Comparison): string {
  const page: Page = {
    plan,
    comparison,
    resources: new Map(plan.resources.map((resource) => [resource.urn, resource])),
  };
  const sections = [
    heading(page),
    ...(comparison === undefined ? [] : changes(comparison)),
    violations(page),
    baselined(page),
    ...leftInBaseline(page),
    unverified(page),
    opaque(page),
  ];
  return `${sections
    .filter((section) => section.length > 0)
    .map((section) => section.join("\n"))
    .join("\n\n")}\n`;
}

function heading({ plan: { project, stack, source, summary }, comparison }: Page): readonly string[] {
  const verdict = summary.mandatory === 0 ? "✅ passed" : "❌ rejected";
  const counts = [
    count(summary.resources, "resource"),
    `${summary.mandatory} mandatory`,
    `${summary.advisory} advisory`,
    ...(summary.baselined === undefined ? [] : [`${summary.baselined} in the baseline`]),
    `${summary.unverified} unverified`,
    `${summary.opaque} opaque`,
  ];
  const against =
    comparison === undefined
      ? []
      : [
          "",
          opensSomething(comparison)
            ? "⚠️ **This change opens something: see _Wider_.**"
            : "Nothing becomes wider by this change.",
        ];
  return [
    `## ${source === "state" ? "State" : "Preview"} of ${code(`${project} / ${stack}`)}: ${verdict}`,
    "",
    counts.join(", "),
    ...against,
  ];
}

const more = <T>(items: readonly T[], shown: (item: T) => string): readonly string[] => [
  ...items.slice(0, MOST_ITEMS).map(shown),
  ...(items.length > MOST_ITEMS ? [`- … and ${items.length - MOST_ITEMS} more`] : []),
];

function flowText(flow: FlowChange): string {
  const [from, to] = endsOf(flow);
  return `- ${sentence(from)} → ${sentence(to)}: **${sentence(`\`${flow.ports}\``)}** (${flow.direction} of ${sentence(flow.group)})`;
}

function changes(comparison: Comparison): readonly (readonly string[])[] {
  const { flows, permissions } = comparison;
  const part = (
    title: string,
    flowList: readonly FlowChange[],
    permissionList: readonly PermissionChange[],
  ) =>
    flowList.length + permissionList.length === 0
      ? []
      : [
          `### ${title}`,
          "",
          ...more(flowList, flowText),
          ...more(permissionList, (one) => `- ${sentence(permissionText(one))}`),
        ];
  return [
    part("Wider", flows.wider, permissions.wider),
    part("Narrower", flows.narrower, permissions.narrower),
    resourceChanges(comparison),
  ];
}

const nameText = ({ type, name }: ResourceName): string => `${code(shortType(type))} ${code(name)}`;

function resourceChanges(comparison: Comparison): readonly string[] {
  const { added, removed, changed } = comparison.resources;
  const { replaced, following, perhaps, inPlace } = sorted(changed);
  const lines = [`### Resources: ${totals(comparison)}`];
  const block = (title: string, items: readonly string[]): void => {
    if (items.length > 0) lines.push("", `**${title}**`, "", ...items);
  };
  block(
    "Replaced",
    more(replaced, (one) =>
      [`- ${nameText(one)}, because of ${because(one)}`, ...inputLines(one)].join("\n"),
    ),
  );
  block(
    "Replaced with it, unless what they take from it stays the same",
    more(following, (one) => [`- ${nameText(one)}, for its ${because(one)}`, ...inputLines(one)].join("\n")),
  );
  block(
    "Removed",
    more(removed, (one) => `- ${nameText(one)}`),
  );
  block(
    "Changed, may be replaced",
    more(perhaps, (one) => [`- ${nameText(one)}`, ...inputLines(one)].join("\n")),
  );
  block(
    "Changed",
    more(inPlace, (one) => [`- ${nameText(one)}`, ...inputLines(one)].join("\n")),
  );
  block(
    "Added",
    more(added, (one) => `- ${nameText(one)}`),
  );
  return added.length + removed.length + changed.length === 0 ? ["### Resources: no change"] : lines;
}

const because = ({ replacement }: ChangedResource): string =>
  replacement.kind === "no" ? "" : replacement.because.map(code).join(", ");

function inputLines({ inputs }: ChangedResource): readonly string[] {
  return [
    ...inputs
      .slice(0, MOST_INPUTS)
      .map((change) => `  - ${code(change.path)}: ${sidesOf(change, shownValue, struck)}`),
    ...(inputs.length > MOST_INPUTS ? [`  - … and ${inputs.length - MOST_INPUTS} more inputs`] : []),
  ];
}

const shownValue = (value: PlanValue): string => code(valueText(value, MOST_VALUE));
const struck = (text: string): string => `~~${text}~~`;

function whereText({ resources }: Page, urn: string): string {
  const resource = resources.get(urn);
  if (resource === undefined || resource.type === STACK_TYPE) return "the stack as a whole";
  const { position } = resource;
  const place = position === undefined ? "" : ` at ${code(`${position.file}:${position.line}`)}`;
  return `${nameText(resource)}${place}`;
}

function violations(page: Page): readonly string[] {
  const { plan, comparison } = page;
  const resolved = comparison?.violations.resolved ?? [];
  const found = findingsOf(plan.violations, comparison);
  const { shown, fresh } = found;
  if (shown.length + resolved.length === 0) return [];
  const ordered = [...shown].sort(
    (a, b) => rankOf(a) - rankOf(b) || Number(fresh.has(b)) - Number(fresh.has(a)),
  );
  const rows = ordered
    .slice(0, MOST_ITEMS)
    .map((violation) => [
      `${violation.enforcementLevel === "advisory" ? "⚠️" : "❌"} ${violation.enforcementLevel}${fresh.has(violation) ? " **new**" : ""}`,
      `${code(violation.policy)}<br>${violation.severity}`,
      `${whereText(page, violation.urn)}<br>${violation.message.split("\n").map(sentence).join("<br>")}`,
    ]);
  const rest = ordered.length - rows.length;
  return [
    `### ${findingsTitle(found, plan.baseline, comparison)}`,
    ...(rows.length === 0 ? [] : ["", ...table(["", "policy", "finding"], rows)]),
    ...(rest > 0 ? ["", `… and ${rest} more`] : []),
    ...(resolved.length === 0
      ? []
      : [
          "",
          "**Resolved**",
          "",
          ...more(resolved, ({ policy, fingerprint }) => `- ${code(policy)} ${code(fingerprint)}`),
        ]),
  ];
}

function folded(summary: string, lines: readonly string[]): readonly string[] {
  return ["<details>", `<summary>${summary}</summary>`, "", ...lines, "", "</details>"];
}

function baselined(page: Page): readonly string[] {
  const known = page.plan.violations.filter((violation) => violation.baselined === true);
  if (known.length === 0) return [];
  const lines = more(
    known,
    ({ policy, urn, fingerprint }) => `- ${code(policy)} ${whereText(page, urn)} ${code(fingerprint)}`,
  );
  return folded(`${count(known.length, "known violation")}, let pass by the baseline`, lines);
}

/** The baseline's entries that nothing needs any more, and those that could not be decided. */
function leftInBaseline(page: Page): readonly (readonly string[])[] {
  const { baseline } = page.plan;
  if (baseline === undefined) return [];
  const { resolved, undecided } = baseline;
  const titles = baselineTitles(baseline);
  const entry = ({ policy, urn, fingerprint }: PlanBaselineEntry): string =>
    `- ${code(policy)} ${page.resources.has(urn) ? whereText(page, urn) : code(urn)} ${code(fingerprint)}`;
  return [
    resolved.length === 0 ? [] : [`### ${titles.resolved}`, "", ...more(resolved, entry)],
    undecided.length === 0 ? [] : folded(titles.undecided, more(undecided, entry)),
  ];
}

function unverified(page: Page): readonly string[] {
  const { unverified: open } = page.plan;
  if (open.length === 0) return [];
  const lines = more(
    open,
    ({ policy, urn, message }) =>
      `- ${code(policy)} ${whereText(page, urn)}: ${sentence(message.replaceAll("\n", " "))}`,
  );
  return folded(
    `${count(open.length, "decision")} not verified: ${open.length === 1 ? "it needs" : "they need"} ${unknownValues(page.plan)}`,
    lines,
  );
}

function opaque(page: Page): readonly string[] {
  const { opaque: hidden } = page.plan;
  if (hidden.length === 0) return [];
  const lines = more(
    hidden,
    ({ urn, type }) =>
      `- ${page.resources.has(urn) ? nameText(page.resources.get(urn) ?? { urn, type, name: urn }) : code(urn)}`,
  );
  return folded(
    `${count(hidden.length, "opaque component")}: their children are made by their own provider and are not judged here`,
    lines,
  );
}
