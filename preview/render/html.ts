/**
 * The plan as one HTML file that needs nothing else: for someone who never saw Pulumi and decides whether this may be
 * deployed. No script, no request; texts of programs are text.
 */

import type { Comparison } from "../compare/comparison";
import { type FlowChange, flowsOf } from "../compare/flows";
import type { Replacement } from "../compare/force-new";
import type { PermissionChange } from "../compare/permissions";
import { stackResources } from "../compare/plan-stack";
import type { ChangedResource, ResourceName } from "../compare/resources";
import {
  type Plan,
  type PlanBaselineEntry,
  type PlanResource,
  type PlanUnverified,
  rankOf,
  rejects,
} from "../plan";
import { STACK_TYPE } from "../urn";
import { count, unknownValues } from "./layout";
import { markup } from "./markup";
import { partsPicture } from "./parts";
import { arrowsOf, reachabilityPicture } from "./reachability";
import { buildTree, shortType, type TreeNode } from "./tree";
import { endsOf, permissionText, sorted } from "./wording";

const STYLE = `
:root { color-scheme: light dark; --ink: #16191f; --dim: #5f6b7a; --paper: #fff; --panel: #f6f7f9; --line: #d5dbdb;
  --good: #1b660f; --bad: #b0060d; --warn: #8d5605; --blue: #0b5ed7; }
@media (prefers-color-scheme: dark) { :root { --ink: #e9ebed; --dim: #a3adb8; --paper: #0f1b2a; --panel: #17263a;
  --line: #3a4a5e; --good: #67d35c; --bad: #ff7a75; --warn: #f5b759; --blue: #7eb3ff; } }
* { box-sizing: border-box; }
body { margin: 0 auto; max-width: 76rem; padding: 1.5rem; font: 16px/1.5 system-ui, sans-serif; color: var(--ink);
  background: var(--paper); overflow-wrap: anywhere; }
h1 { font-size: 1.6rem; margin: 0 0 .25rem; } h2 { font-size: 1.2rem; margin: 2.2rem 0 .5rem; } h3 { font-size: 1rem; margin: 1rem 0 .25rem; }
p { margin: .4rem 0; } code { font: .9em ui-monospace, monospace; background: var(--panel); border-radius: 3px; padding: 0 .2em; }
.verdict { display: inline-block; font-weight: 700; border: 2px solid; border-radius: 6px; padding: .1rem .7rem; }
.passed, .good { color: var(--good); } .rejected, .bad { color: var(--bad); } .warn { color: var(--warn); } .dim { color: var(--dim); }
.counts { display: flex; flex-wrap: wrap; gap: .75rem; padding: 0; margin: 1rem 0; list-style: none; }
.counts li { background: var(--panel); border: 1px solid var(--line); border-radius: 6px; padding: .4rem .9rem; }
.counts b { display: block; font-size: 1.3rem; }
.scroll { overflow-x: auto; border: 1px solid var(--line); border-radius: 6px; background: var(--panel); }
table { border-collapse: collapse; width: 100%; min-width: 34rem; overflow-wrap: break-word; } th, td { text-align: left; vertical-align: top; padding: .4rem .7rem; border-bottom: 1px solid var(--line); }
th { color: var(--dim); font-weight: 600; } tr:last-child td { border-bottom: 0; }
.finding { border-left: 4px solid var(--bad); background: var(--panel); padding: .5rem .9rem; margin: .6rem 0; border-radius: 0 6px 6px 0; }
.finding.advisory { border-color: var(--warn); } .finding.open { border-color: var(--dim); }
ul { padding-left: 1.3rem; margin: .3rem 0; } details { margin: .2rem 0; } summary { cursor: pointer; }
svg { display: block; } svg text { font: 13px system-ui, sans-serif; text-anchor: middle; fill: var(--ink); }
.place rect { fill: var(--paper); stroke: var(--dim); } svg .detail { font-size: 11px; fill: var(--dim); }
.touched rect { stroke: var(--blue); stroke-width: 2; } .place.bad rect { stroke: var(--bad); stroke-width: 2.5; } .arrow path { fill: none; stroke: var(--dim); stroke-width: 1.5; }
.arrow text { font-size: 12px; fill: var(--dim); paint-order: stroke; stroke: var(--panel); stroke-width: 4px; }
.arrow.wider path { stroke: var(--bad); stroke-width: 2.5; } .arrow.wider text { fill: var(--bad); font-weight: 600; }
.arrow.narrower path { stroke: var(--good); stroke-dasharray: 6 4; } .arrow.narrower text { fill: var(--good); }
marker path { fill: var(--dim); } marker.wider path { fill: var(--bad); } marker.narrower path { fill: var(--good); }
@media print { details { display: block; } body { max-width: none; } }
`;

interface Page {
  readonly plan: Plan;
  readonly comparison: Comparison | undefined;
  readonly resources: ReadonlyMap<string, PlanResource>;
}

const code = (text: string): string => `<code>${markup(text)}</code>`;

/** A sentence whose quotations in backticks become code. */
const sentence = (text: string): string =>
  text
    .split("`")
    .map((part, at, parts) => (at % 2 === 1 && at < parts.length - 1 ? code(part) : markup(part)))
    .join("");

const items = <T>(list: readonly T[], shown: (item: T) => string): string =>
  `<ul>${list.map((item) => `<li>${shown(item)}</li>`).join("\n")}</ul>`;

/** Renders `plan`, with what it changes where a comparison is given, as a whole document. */
export function renderHtml(plan: Plan, comparison?: Comparison): string {
  const page: Page = {
    plan,
    comparison,
    resources: new Map(plan.resources.map((resource) => [resource.urn, resource])),
  };
  const title = `${plan.project} / ${plan.stack}`;
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>${markup(title)}: preview</title>
<style>${STYLE}</style>
</head>
<body>
${[
  heading(page, title),
  changes(page),
  findings(page),
  leftInBaseline(page),
  traffic(page),
  architecture(page),
  unverified(page),
  opaque(page),
]
  .filter((part) => part !== "")
  .join("\n")}
</body>
</html>
`;
}

/** What the page is about, for someone who does not know. */
const ABOUT = {
  program: `What this program would create in AWS, and what its security policies say to that. Nothing exists yet: this was
computed without an AWS account.`,
  state: `What exists in AWS, as far as Pulumi made it and remembers it, and what its security policies say to that.`,
};

function heading({ plan: { summary, source = "program" } }: Page, title: string): string {
  const passed = summary.mandatory === 0;
  const counts: readonly (readonly [number, one: string, many: string])[] = [
    source === "state"
      ? [summary.resources, "resource exists", "resources exist"]
      : [summary.resources, "resource would exist", "resources would exist"],
    [summary.mandatory, "finding that must be mended", "findings that must be mended"],
    [summary.advisory, "piece of advice", "pieces of advice"],
    ...(summary.baselined === undefined
      ? []
      : ([
          [
            summary.baselined,
            "known finding, let pass by the baseline",
            "known findings, let pass by the baseline",
          ],
        ] as const)),
    [summary.unverified, "decision that needs values of AWS", "decisions that need values of AWS"],
    [summary.opaque, "component not looked into", "components not looked into"],
  ];
  return `<header>
<h1>${markup(title)}</h1>
<p><span class="verdict ${passed ? "passed" : "rejected"}">${passed ? "PASSED" : "REJECTED"}</span></p>
<p>${ABOUT[source]}</p>
<ul class="counts">${counts.map(([number, one, many]) => `<li><b>${number}</b>${number === 1 ? one : many}</li>`).join("")}</ul>
</header>`;
}

const permission = (change: PermissionChange): string => sentence(permissionText(change));

function flow(change: FlowChange): string {
  const [from, to] = endsOf(change);
  return `${sentence(from)} → ${sentence(to)}: <b>${markup(change.ports)}</b> <span class="dim">(${change.direction} of ${sentence(change.group)})</span>`;
}

const name = ({ type, name: logical }: ResourceName): string => `${code(shortType(type))} ${markup(logical)}`;

function becomes(replacement: Replacement): string {
  switch (replacement.kind) {
    case "yes":
      return `, because of ${replacement.because.map(code).join(", ")}`;
    case "follows":
      return `, for its ${replacement.because.map(code).join(", ")}`;
    case "maybe":
      return ", may be replaced";
    case "no":
      return "";
  }
}

function changes({ comparison }: Page): string {
  if (comparison === undefined) return "";
  const { flows, permissions, resources } = comparison;
  const part = (title: string, kind: string, some: readonly string[]): string =>
    some.length === 0 ? "" : `<h3 class="${kind}">${title}</h3>${items(some, (item) => item)}`;
  const { replaced, following, perhaps, inPlace } = sorted(resources.changed);
  const changed = ({ inputs, replacement, ...one }: ChangedResource): string => {
    const named = replacement.kind === "yes" || replacement.kind === "follows" ? replacement.because : [];
    const others = inputs.map(({ path }) => path).filter((path) => !named.includes(path));
    const paths = others.length === 0 ? "" : `: ${others.map(code).join(", ")}`;
    return `${name(one)}${becomes(replacement)}${paths}`;
  };
  const parts = [
    part("Wider: lets more through than before", "bad", [
      ...flows.wider.map(flow),
      ...permissions.wider.map(permission),
    ]),
    part("Narrower: lets less through than before", "good", [
      ...flows.narrower.map(flow),
      ...permissions.narrower.map(permission),
    ]),
    part("Replaced: deleted and made anew", "warn", replaced.map(changed)),
    part("Replaced with it, unless what they take from it stays the same", "warn", following.map(changed)),
    part("Removed", "warn", resources.removed.map(name)),
    part("Changed", "", [...perhaps, ...inPlace].map(changed)),
    part("Added", "", resources.added.map(name)),
  ].filter((text) => text !== "");
  return `<section><h2>What this change does</h2>${parts.length === 0 ? "<p>Nothing: the plan is that of its base.</p>" : parts.join("\n")}</section>`;
}

function where({ resources }: Page, urn: string): string {
  const resource = resources.get(urn);
  if (resource === undefined || resource.type === STACK_TYPE) return "the stack as a whole";
  const { position } = resource;
  return `${name(resource)}${position === undefined ? "" : ` <span class="dim">${markup(`${position.file}:${position.line}`)}</span>`}`;
}

function findings(page: Page): string {
  const { plan, comparison } = page;
  if (plan.violations.length === 0) return `<section><h2>Findings</h2><p class="good">None.</p></section>`;
  const fresh = new Set(comparison?.violations.introduced);
  const shown = [...plan.violations]
    .sort((a, b) => rankOf(a) - rankOf(b))
    .map((violation) => {
      const level = violation.enforcementLevel === "advisory" ? "advice" : "must hold";
      const known = violation.baselined === true;
      const marks = [
        level,
        violation.severity,
        fresh.has(violation) ? "new" : "",
        known ? "in the baseline" : "",
      ].filter((text) => text !== "");
      return `<div class="finding ${known ? "open" : violation.enforcementLevel}"><b>${markup(violation.policy)}</b> <span class="dim">${marks.join(" · ")}</span>
<p>${where(page, violation.urn)}</p>${violation.message
        .split("\n")
        .map((line) => `<p>${sentence(line)}</p>`)
        .join("")}</div>`;
    });
  return `<section><h2>${count(plan.violations.length, "finding")}</h2>${shown.join("\n")}</section>`;
}

/** The baseline's entries that nothing needs any more, and those that could not be decided. */
function leftInBaseline(page: Page): string {
  const { baseline } = page.plan;
  if (baseline === undefined) return "";
  const { entries, resolved, undecided } = baseline;
  const entry = ({ policy, urn, fingerprint }: PlanBaselineEntry): string =>
    `${code(policy)} ${page.resources.has(urn) ? where(page, urn) : code(urn)} ${code(fingerprint)}`;
  const section = (heading: string, about: string, list: readonly PlanBaselineEntry[]): string =>
    list.length === 0 ? "" : `<section><h2>${heading}</h2><p>${about}</p>${items(list, entry)}</section>`;
  const named = (n: number): string => count(n, "baseline entry", "baseline entries");
  return [
    section(
      `${resolved.length} of ${named(entries)} resolved`,
      "What they let pass is gone, so that they can be taken out of the baseline.",
      resolved,
    ),
    section(
      `${named(undecided.length)} not decided`,
      "Whether what they let pass is still there depends on a value that is unknown.",
      undecided,
    ),
  ].join("");
}

function traffic({ plan, comparison }: Page): string {
  const flows = flowsOf(stackResources(plan));
  const { wider = [], narrower = [] } = comparison?.flows ?? {};
  const arrows = arrowsOf(flows, wider, narrower);
  if (arrows.length === 0) return "";
  const picture = reachabilityPicture(arrows);
  const legend =
    comparison === undefined
      ? ""
      : `<p class="dim">Red and bold: new or wider. Green and dashed: gone or narrower.</p>`;
  const rows = arrows.map(
    ({ from, to, ports, state }) =>
      `<tr><td>${sentence(from)}</td><td>${sentence(to)}</td><td>${markup(ports)}</td>${comparison === undefined ? "" : `<td class="${state === "wider" ? "bad" : state === "narrower" ? "good" : "dim"}">${state === "kept" ? "as before" : state}</td>`}</tr>`,
  );
  return `<section><h2>Who may open a connection to whom</h2>
<p>By the security groups: what is not drawn is refused. Answers follow the connection that they belong to.</p>${legend}
${picture === undefined ? "" : `<div class="scroll" tabindex="0">${picture}</div>`}
<div class="scroll"><table><thead><tr><th scope="col">from</th><th scope="col">to</th><th scope="col">ports</th>${comparison === undefined ? "" : `<th scope="col">change</th>`}</tr></thead><tbody>
${rows.join("\n")}
</tbody></table></div></section>`;
}

function architecture({ plan, comparison }: Page): string {
  const { added = [], changed = [] } = comparison?.resources ?? {};
  const picture = partsPicture(plan, [...added, ...changed]);
  const legend =
    comparison === undefined ? "" : " Blue: this change adds or changes something in it. Red: a finding.";
  const drawn =
    picture === undefined
      ? ""
      : `<p class="dim">From top to bottom, what is built on what.${legend}</p><div class="scroll" tabindex="0">${picture}</div>`;
  const bad = new Set(plan.violations.filter(rejects).map(({ urn }) => urn));
  const node = ({ resource, children }: TreeNode): string => {
    const label = `${resource.type === STACK_TYPE ? "" : `${code(shortType(resource.type))} `}${markup(resource.name)}${bad.has(resource.urn) ? ` <b class="bad">✗ finding</b>` : ""}`;
    if (children.length === 0) return `<li>${label}</li>`;
    const open = resource.type === STACK_TYPE ? " open" : "";
    return `<li><details${open}><summary>${label} <span class="dim">${count(children.length, "part")}</span></summary><ul>${children.map(node).join("")}</ul></details></li>`;
  };
  return `<section><h2>What it consists of</h2>${drawn}<ul>${buildTree(plan).map(node).join("\n")}</ul></section>`;
}

function unverified(page: Page): string {
  const open = page.plan.unverified;
  if (open.length === 0) return "";
  const shown = (one: PlanUnverified): string =>
    `<div class="finding open"><b>${markup(one.policy)}</b><p>${where(page, one.urn)}</p><p>${sentence(one.message)}</p></div>`;
  return `<section><h2>Not verified</h2><p>What depends on ${unknownValues(page.plan)}.</p>${open.map(shown).join("\n")}</section>`;
}

function opaque({ plan, resources }: Page): string {
  if (plan.opaque.length === 0) return "";
  const shown = ({ urn, type }: { readonly urn: string; readonly type: string }): string =>
    name(resources.get(urn) ?? { urn, type, name: urn });
  return `<section><h2>Not looked into</h2><p>What these components create, only their own provider knows.</p>${items(plan.opaque, shown)}</section>`;
}
