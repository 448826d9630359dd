import { type Finding, list, quote, undecided } from "../analysis/findings";
import { holderOf } from "../facts/iam-documents";
import type { Rule } from "../facts/rule";
import { isDescribed, missingDescriptions } from "../facts/rule-descriptions";

/** Asks of each security group and rule what it is for. Off by default. */
export const ruleDescription: Rule = {
  name: "rule-description",
  displayName: "Security group rules say what they are for",
  description: "A security group and its rules must have a description.",
  enforcementLevel: "disabled",
  severity: "low",
  tags: ["network", "documentation"],
  remediationSteps: "Write into `description` who needs the rule, and why.",
  settings: {},
  appliesTo: isDescribed,
  judge: (resource) => {
    const holder = holderOf(resource);
    const found = missingDescriptions(resource);
    const missing = found.filter(({ isUnknown }) => !isUnknown).map(({ path }) => path);
    const finding: Finding = {
      kind: "violation",
      what: `${holder}: ${list(missing.map(quote))} ${missing.length === 1 ? "says" : "say"} nothing`,
      why: "nobody dares to remove a rule of which nobody knows whom it is for",
      fix: "write who needs it, and why",
      meaning: { kind: "no-description", paths: missing },
    };
    return [
      ...found.flatMap(({ path, isUnknown }) => (isUnknown ? [undecided(holder, path, "say nothing")] : [])),
      ...(missing.length === 0 ? [] : [finding]),
    ];
  },
};
