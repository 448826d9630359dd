import { type Finding, list, quote } from "../analysis/findings";
import { UNKNOWN } from "../analysis/unknown";
import { holderOf } from "../facts/iam-documents";
import {
  type Approval,
  approvalsOf,
  concernsPatching,
  installsPatches,
  isHost,
  missingProfile,
} from "../facts/patching";
import type { StackResource } from "../facts/resource";
import type { Rule } from "../facts/rule";
import { integer } from "../facts/settings";

const DAYS = 7;

/** Asks of a stack with hosts that it patches them by Systems Manager. */
export const instancePatching: Rule = {
  name: "instance-patching",
  displayName: "Hosts are patched",
  description: "A stack with hosts must patch them.",
  enforcementLevel: "advisory",
  severity: "medium",
  tags: ["ec2", "ssm", "patching"],
  remediationSteps:
    "Give each host an instance profile for Systems Manager, and run `AWS-RunPatchBaseline` with `Install` in a maintenance window, by a baseline that approves serious patches within days.",
  settings: {
    patchingRequired: {
      description:
        "Whether stacks have to patch their hosts themselves. Leave it off where the account does so for all.",
      type: "boolean",
      default: false,
    },
    maxApprovalDays: {
      description:
        "Most days from its release until a patch of severity `Critical` or `Important` is approved.",
      type: "integer",
      minimum: 0,
      maximum: 360,
      default: DAYS,
    },
  },
  appliesTo: concernsPatching,
  // What patches a host is never the host itself.
  judge: () => [],
  judgeStack: (stack, settings) => {
    const hosts = stack.resources.filter(({ type }) => isHost(type));
    if (settings["patchingRequired"] !== true || hosts.length === 0) return [];
    const days = integer(settings, "maxApprovalDays", DAYS);
    return [
      ...hosts.flatMap(judgeProfile),
      ...judgeInstallation(hosts, installsPatches(stack)),
      ...stack.resources.flatMap((baseline) =>
        approvalsOf(baseline).flatMap((approval) => judgeApproval(baseline, approval, days)),
      ),
    ];
  },
};

function judgeProfile(host: StackResource): readonly Finding[] {
  const property = missingProfile(host);
  if (property === undefined) return [];
  return [
    {
      kind: "violation",
      what: `${holderOf(host)}: ${quote(property)} is absent`,
      why: "Systems Manager cannot reach the host, so that nothing patches it",
      fix: "name an instance profile whose role has `AmazonSSMManagedInstanceCore`",
      meaning: { kind: "no-profile" },
      urn: host.urn,
    },
  ];
}

function judgeInstallation(
  hosts: readonly StackResource[],
  installs: boolean | typeof UNKNOWN,
): readonly Finding[] {
  const [first] = hosts;
  if (installs === true || first === undefined) return [];
  const names = list(hosts.map(holderOf));
  if (installs === UNKNOWN)
    return [
      {
        kind: "unverified",
        what: `${names}: what the stack's tasks and associations run is not fully known yet`,
        why: "some possible values install no patches",
        fix: "it is judged again at the end of the update, with all values known",
        meaning: { kind: "undecided", path: "" },
        urn: first.urn,
      },
    ];
  return [
    {
      kind: "violation",
      what: `${names}: nothing in the stack installs patches`,
      why: "what is found in their packages after today stays open",
      fix: "run `AWS-RunPatchBaseline` with the operation `Install` in a maintenance window",
      meaning: { kind: "no-patches" },
      urn: first.urn,
    },
  ];
}

function judgeApproval(baseline: StackResource, { path, days }: Approval, most: number): readonly Finding[] {
  if (days === UNKNOWN)
    return [
      {
        kind: "unverified",
        what: `${holderOf(baseline)}: ${quote(path)} is not known yet`,
        why: `some possible values leave serious patches out for more than ${most} days`,
        fix: "it is judged again at the end of the update, with all values known",
        meaning: { kind: "undecided", path },
        urn: baseline.urn,
      },
    ];
  if (days !== undefined && days <= most) return [];
  return [
    {
      kind: "violation",
      what: `${holderOf(baseline)}: ${days === undefined ? `${quote(path)} approves nothing that is released later` : `${quote(path)} is \`${days}\``}`,
      why: "serious patches are not installed while everyone can read what they mend",
      fix: `write \`approveAfterDays\` of at most \`${most}\``,
      meaning: { kind: "late-approval", days: days ?? null },
      urn: baseline.urn,
    },
  ];
}
