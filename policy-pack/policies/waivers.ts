import { type Finding, list, quote } from "../analysis/findings";
import { MAXIMUM_DAYS, NOTICE_DAYS } from "../analysis/waivers";
import type { Rule } from "../facts/rule";
import { integer } from "../facts/settings";
import type { StackWaivers, WaiverUse } from "../facts/waivers";

/** Holds the waivers of all policies, and says which of them do not hold. */
export const waivers: Rule = {
  name: "waivers",
  displayName: "Waivers in order",
  description: "A waiver must be complete, needed, and end within a set time.",
  enforcementLevel: "mandatory",
  severity: "medium",
  tags: ["waivers"],
  remediationSteps:
    "Mend what a waiver waives, or renew it with a reason; delete waivers that nothing needs.",
  settings: {
    waivers: {
      description:
        "Findings that are accepted for a time: each with `policy`, `fingerprint`, `resource`, `reason`, `owner` and `expires`.",
      type: "array",
      default: [],
    },
    baseline: {
      description:
        "Findings that were there when the pack was switched on, as the offline preview's `--write-baseline` lists them in `violations`: they are advisories, and what is new blocks.",
      type: "array",
      default: [],
    },
    maximumDays: {
      description: "How many days ahead a waiver may end at most.",
      type: "integer",
      minimum: 1,
      maximum: 3650,
      default: MAXIMUM_DAYS,
    },
    noticeDays: {
      description: "How many days before its end a waiver is reported as one that ends soon; 0 for never.",
      type: "integer",
      minimum: 0,
      maximum: 3650,
      default: NOTICE_DAYS,
    },
    allowStackWaivers: {
      description:
        "Whether stacks may have waivers of their own in `centralized-logging-guard:waivers`: `none`, `advisory-only` (for what blocks nothing) or `all`.",
      type: "string",
      enum: ["none", "advisory-only", "all"],
      default: "none",
    },
  },
  appliesTo: () => false,
  judge: () => [],
  judgeStack: ({ waivers: found }, settings) => {
    if (found === undefined) return [];
    const { mistakes, uses, baseline, ofStack } = found;
    const noticeDays = integer(settings, "noticeDays", NOTICE_DAYS);
    return [
      ...mistakes.map(malformed),
      ...uses.flatMap((use) => judgeUse(use, noticeDays)),
      ...judgeBaseline(baseline),
      ...(ofStack === "unread" ? [UNREAD] : []),
      ...(ofStack === "refused" ? [REFUSED] : []),
    ];
  },
};

const malformed = (what: string): Finding => ({
  kind: "violation",
  what,
  why: "what cannot be read waives nothing",
  fix: "write it out, or delete it",
  meaning: { kind: "malformed-waiver", what },
});

function judgeUse(use: WaiverUse, noticeDays: number): readonly Finding[] {
  const { waiver, path, standing, isUsed, daysLeft } = use;
  const { policy, fingerprint, owner, expires } = waiver;
  const name = `${quote(path)} (${policy}/${fingerprint}, ${owner})`;
  const meaning = { kind: `${standing}-waiver`, policy, fingerprint, resource: waiver.resource };
  switch (standing) {
    case "expired":
      return [
        {
          kind: "violation",
          level: "advisory",
          what: `${name} expired after ${expires}`,
          why: "its finding is reported again",
          fix: "mend the finding, or renew the waiver with a reason that still holds",
          meaning,
        },
      ];
    case "over-long":
      return [
        {
          kind: "violation",
          what: `${name} ends on ${expires}, further ahead than \`maximumDays\` allows`,
          why: "it waives nothing as it stands",
          fix: "let it end sooner",
          meaning,
        },
      ];
    case "holds":
      if (!isUsed) {
        return [
          {
            kind: "violation",
            level: "advisory",
            what: `${name} waives nothing`,
            why: "its finding is gone, or has become another one",
            fix: "delete it",
            meaning: { ...meaning, kind: "unused-waiver" },
          },
        ];
      }
      if (noticeDays === 0 || daysLeft > noticeDays) return [];
      return [
        {
          kind: "violation",
          level: "advisory",
          what: `${name} ends on ${expires}, ${inDays(daysLeft)}`,
          why: "after that its finding is reported again",
          fix: "mend the finding, or renew the waiver with a reason that still holds",
          meaning: { ...meaning, kind: "ending-waiver" },
        },
      ];
  }
}

function judgeBaseline({ entries, resolved }: StackWaivers["baseline"]): readonly Finding[] {
  if (resolved.length === 0) return [];
  const named = resolved.map(
    ({ policy, fingerprint, urn }) => `${policy}/${fingerprint} of ${quote(urn.split("::").at(-1) ?? urn)}`,
  );
  return [
    {
      kind: "violation",
      level: "advisory",
      what: `\`baseline\` has ${entries} ${entries === 1 ? "entry" : "entries"} for this stack, ${resolved.length} of which nothing needs any more: ${list(named, 2)}`,
      why: "what is mended would pass if it came back",
      fix: `take ${resolved.length === 1 ? "it" : "them"} out`,
      meaning: {
        kind: "resolved-baseline",
        entries: resolved.map(({ policy, fingerprint, urn }) => [policy, fingerprint, urn]),
      },
    },
  ];
}

const inDays = (days: number): string => (days === 0 ? "today" : days === 1 ? "tomorrow" : `in ${days} days`);

const UNREAD: Finding = {
  kind: "violation",
  level: "advisory",
  what: "the waivers of the stack's own configuration are not known here",
  why: "the engine hands its configuration over in previews and updates, and not when it judges a state",
  fix: "expect findings that the stack waives for itself",
  meaning: { kind: "unread-waivers" },
};

const REFUSED: Finding = {
  kind: "violation",
  level: "advisory",
  what: "the stack's configuration has `centralized-logging-guard:waivers`, which waive nothing",
  why: "`allowStackWaivers` is `none`",
  fix: "ask for a waiver in the organisation's configuration of this pack",
  meaning: { kind: "refused-waivers" },
};
