/**
 * The plan as Markdown for a pull request: what it means against the plan of its base where there is one, and what the
 * policies found.
 */

import type { Comparison } from "../compare/comparison";
import type { FlowChange } from "../compare/flows";
import type { PermissionChange } from "../compare/permissions";
import type { ChangedResource, InputChange, ResourceName } from "../compare/resources";
import { type Plan, type PlanBaselineEntry, type PlanResource, type PlanValue, rankOf } from "../plan";
import { STACK_TYPE } from "../urn";
import { count, unknownValues } from "./layout";
import { code, sentence, table } from "./markdown-text";
import { shortType } from "./tree";

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
          wide(comparison)
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

const wide = ({ flows, permissions }: Comparison): boolean =>
  flows.wider.length + permissions.wider.length > 0;

const more = <T>(items: readonly T[], shown: (item: T) => string): readonly string[] => [
  ...items.slice(0, MOST_ITEMS).map(shown),
  ...(items.length > MOST_ITEMS ? [`- … and ${items.length - MOST_ITEMS} more`] : []),
];

function flowText({ direction, group, peer, ports }: FlowChange): string {
  const [from, to] = direction === "ingress" ? [peer, group] : [group, peer];
  return `- ${sentence(from)} → ${sentence(to)}: **${sentence(`\`${ports}\``)}** (${direction} of ${sentence(group)})`;
}

const permissionText = ({ holder, position, what }: PermissionChange): string =>
  `- ${sentence(holder)} (${POSITIONS[position]}): ${sentence(what)}`;

const POSITIONS: { readonly [position in PermissionChange["position"]]: string } = {
  grant: "may",
  trust: "may be assumed by",
  resource: "resource policy",
  limit: "limit",
  attachment: "attached",
};

function changes({ flows, permissions, resources }: Comparison): readonly (readonly string[])[] {
  const part = (
    title: string,
    flowList: readonly FlowChange[],
    permissionList: readonly PermissionChange[],
  ) =>
    flowList.length + permissionList.length === 0
      ? []
      : [`### ${title}`, "", ...more(flowList, flowText), ...more(permissionList, permissionText)];
  return [
    part("Wider", flows.wider, permissions.wider),
    part("Narrower", flows.narrower, permissions.narrower),
    resourceChanges(resources.added, resources.removed, resources.changed),
  ];
}

const nameText = ({ type, name }: ResourceName): string => `${code(shortType(type))} ${code(name)}`;

function resourceChanges(
  added: readonly ResourceName[],
  removed: readonly ResourceName[],
  changed: readonly ChangedResource[],
): readonly string[] {
  const replaced = changed.filter(({ replacement }) => replacement.kind === "yes");
  const following = changed.filter(({ replacement }) => replacement.kind === "follows");
  const maybe = changed.filter(({ replacement }) => replacement.kind === "maybe");
  const inPlace = changed.filter(({ replacement }) => replacement.kind === "no");
  const total = [
    `${added.length} added`,
    `${removed.length} removed`,
    `${replaced.length + following.length} replaced`,
    `${inPlace.length + maybe.length} changed`,
  ];
  const lines = [`### Resources: ${total.join(", ")}`];
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
    more(maybe, (one) => [`- ${nameText(one)}`, ...inputLines(one)].join("\n")),
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
    ...inputs.slice(0, MOST_INPUTS).map((change) => `  - ${code(change.path)}: ${sides(change)}`),
    ...(inputs.length > MOST_INPUTS ? [`  - … and ${inputs.length - MOST_INPUTS} more inputs`] : []),
  ];
}

/** A list that only gained or lost items says which. */
function items(before: PlanValue, after: PlanValue): string | undefined {
  if (!Array.isArray(before) || !Array.isArray(after)) return undefined;
  const text = (value: PlanValue) => JSON.stringify(value);
  const was = new Set(before.map(text));
  const is = new Set(after.map(text));
  const gained = after.filter((item) => !was.has(text(item)));
  const lost = before.filter((item) => !is.has(text(item)));
  if (gained.length + lost.length === 0 || gained.length + lost.length > MOST_INPUTS) return undefined;
  return [
    ...gained.map((item) => `+ ${valueText(item)}`),
    ...lost.map((item) => `− ${valueText(item)}`),
  ].join(", ");
}

/** An asset or an archive: its hash tells a reader no more than that it differs. */
const isContent = (value: PlanValue): boolean =>
  typeof value === "object" && value !== null && Object.hasOwn(value, "$asset");

const sides = ({ before, after }: InputChange): string => {
  if (before === undefined) return `${valueText(after)} (new)`;
  if (after === undefined) return `~~${valueText(before)}~~ (gone)`;
  if (isContent(before) && isContent(after)) return "other content";
  return items(before, after) ?? `${valueText(before)} → ${valueText(after)}`;
};

function valueText(value: PlanValue | undefined): string {
  if (value === undefined) return "";
  const text = typeof value === "string" ? value : JSON.stringify(value);
  return code(text === "" ? '""' : text.length > MOST_VALUE ? `${text.slice(0, MOST_VALUE)}…` : text);
}

function whereText({ resources }: Page, urn: string): string {
  const resource = resources.get(urn);
  if (resource === undefined || resource.type === STACK_TYPE) return "the stack as a whole";
  const { position } = resource;
  const place = position === undefined ? "" : ` at ${code(`${position.file}:${position.line}`)}`;
  return `${nameText(resource)}${place}`;
}

function violations(page: Page): readonly string[] {
  const { plan, comparison } = page;
  const fresh = new Set(comparison?.violations.introduced);
  const resolved = comparison?.violations.resolved ?? [];
  const shown = plan.violations.filter(({ baselined: known }) => known !== true);
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
    `### ${count(shown.length, "violation")}${plan.baseline === undefined ? "" : " not in the baseline"}${comparison === undefined ? "" : `, ${fresh.size} new, ${resolved.length} resolved`}`,
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
  const { entries, resolved, undecided } = baseline;
  const entry = ({ policy, urn, fingerprint }: PlanBaselineEntry): string =>
    `- ${code(policy)} ${page.resources.has(urn) ? whereText(page, urn) : code(urn)} ${code(fingerprint)}`;
  const named = (n: number): string => count(n, "baseline entry", "baseline entries");
  return [
    resolved.length === 0
      ? []
      : [
          `### ${resolved.length} of ${named(entries)} resolved: take ${resolved.length === 1 ? "it" : "them"} out`,
          "",
          ...more(resolved, entry),
        ],
    undecided.length === 0
      ? []
      : folded(
          `${named(undecided.length)} not decided this time, since a value is unknown`,
          more(undecided, entry),
        ),
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
