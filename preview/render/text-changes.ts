/** What a change means against its base, as a person reads it in a terminal. */

import type { Comparison } from "../compare/comparison";
import type { FlowChange } from "../compare/flows";
import type { PermissionChange } from "../compare/permissions";
import type { ChangedResource, InputChange, ResourceName } from "../compare/resources";
import type { PlanValue, PlanViolation } from "../plan";
import { count, printable } from "./layout";
import { firstOf, type Page, paragraph, resourceText, title } from "./text-page";
import { shortType } from "./tree";
import { endsOf, opensSomething, permissionText, sidesOf, sorted, totals, valueText } from "./wording";

/** How many items of a list are shown, and inputs of a resource. */
const MOST_ITEMS = 20;
const MOST_INPUTS = 4;
/** From how many added or removed resources of one type on they share a line. */
const FOLD_FROM = 4;

/** What becomes wider and narrower, and what becomes of the resources: a section each. */
export function changes(page: Page, comparison: Comparison): readonly (readonly string[])[] {
  const { flows, permissions } = comparison;
  const { red, green } = page.colors;
  return [
    opensSomething(comparison)
      ? part(page, "Wider: lets more through than before", red("▲"), flows.wider, permissions.wider)
      : [green("Nothing becomes wider by this change.")],
    part(page, "Narrower: lets less through than before", green("▼"), flows.narrower, permissions.narrower),
    resourceChanges(page, comparison),
  ];
}

function part(
  page: Page,
  heading: string,
  sign: string,
  flows: readonly FlowChange[],
  permissions: readonly PermissionChange[],
): readonly string[] {
  const texts = [...flows.map(flowText), ...permissions.map(permissionText)];
  if (texts.length === 0) return [];
  const lines = (text: string) => paragraph(page, 4, text, { mark: `  ${sign} ` });
  return [title(page, heading), ...firstOf(page, texts, MOST_ITEMS, lines)];
}

function flowText(flow: FlowChange): string {
  const [from, to] = endsOf(flow);
  return `${from} → ${to}: ${flow.ports} (${flow.direction})`;
}

function resourceChanges(page: Page, comparison: Comparison): readonly string[] {
  const { colors } = page;
  const { added, removed, changed } = comparison.resources;
  if (added.length + removed.length + changed.length === 0) return [title(page, "Resources: no change")];
  const { replaced, following, perhaps, inPlace } = sorted(changed);
  const list = (some: readonly ChangedResource[], sign: string, becomes: (one: ChangedResource) => string) =>
    firstOf(page, some, MOST_ITEMS, (one) => changedLines(page, one, sign, becomes(one)));
  const red = colors.red("±");
  const yellow = colors.yellow("~");
  return [
    title(page, `Resources: ${totals(comparison)}`),
    ...list(replaced, red, (one) => `replaced, because of ${because(one)}`),
    ...list(following, red, (one) => `replaced with it, unless its ${because(one)} stays the same`),
    ...listed(page, removed, colors.red("-"), "removed"),
    ...list(perhaps, yellow, () => "changed, may be replaced"),
    ...list(inPlace, yellow, () => "changed"),
    ...listed(page, added, colors.green("+"), "added"),
  ];
}

const because = ({ replacement }: ChangedResource): string =>
  replacement.kind === "no" ? "" : replacement.because.map((input) => `\`${input}\``).join(", ");

function changedLines(page: Page, one: ChangedResource, sign: string, becomes: string): readonly string[] {
  const { colors, options } = page;
  const most = options.verbose ? one.inputs.length : MOST_INPUTS;
  const rest = one.inputs.length - most;
  return [
    `  ${sign} ${shortType(one.type)}  ${printable(one.name)}  ${colors.dim(becomes)}`,
    ...one.inputs.slice(0, most).flatMap((change) => inputLines(page, change)),
    ...(rest > 0 ? [`      ${colors.dim(`… and ${count(rest, "more input")}`)}`] : []),
  ];
}

/** Values that are long are cut, so that both sides stand on one line. */
function inputLines(page: Page, change: InputChange): readonly string[] {
  const room = page.options.width - "      ".length - `${change.path}: `.length - " → ".length;
  const most = page.options.verbose ? Number.POSITIVE_INFINITY : Math.max(16, Math.floor(room / 2) - 1);
  const sides = sidesOf(change, (value: PlanValue) => valueText(value, most));
  return paragraph(page, 6, `${change.path}: ${sides}`, { paint: page.colors.dim });
}

/** Resources that are there on one side only; many of one type share a line. */
function listed(
  page: Page,
  resources: readonly ResourceName[],
  sign: string,
  becomes: string,
): readonly string[] {
  const { colors, options } = page;
  const byType = new Map<string, ResourceName[]>();
  for (const resource of resources)
    byType.set(resource.type, [...(byType.get(resource.type) ?? []), resource]);
  const line = (type: string, name: string): string =>
    `  ${sign} ${shortType(type)}  ${name}  ${colors.dim(becomes)}`;
  return [...byType].flatMap(([type, alike]) =>
    alike.length < FOLD_FROM || options.verbose
      ? alike.map(({ name }) => line(type, printable(name)))
      : [line(type, `× ${alike.length}`)],
  );
}

/** Violations of the base that are gone. */
export function resolved(page: Page, violations: readonly PlanViolation[]): readonly string[] {
  const { colors } = page;
  return firstOf(page, violations, MOST_ITEMS, ({ policy, urn, fingerprint }) => [
    `  ${colors.green("✓ resolved")}  ${colors.bold(printable(policy))}  ${resourceText(page, urn)}  ${colors.dim(printable(fingerprint))}`,
  ]);
}
