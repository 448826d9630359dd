import { type Finding, quote, undecided } from "../analysis/findings";
import { type Choice, describeChoice, wrongChoices } from "../facts/choices";
import {
  isDistribution,
  openOrigins,
  originChoices,
  versionChoice,
  viewerChoices,
  webAclOf,
} from "../facts/distributions";
import { holderOf } from "../facts/iam-documents";
import type { Resource } from "../facts/resource";
import type { Rule } from "../facts/rule";

/** Advises against distributions that weaken what is behind them. */
export const distributionSecurity: Rule = {
  name: "distribution-security",
  displayName: "Distributions by TLS from private origins",
  description:
    "A distribution must use current TLS on both sides, and read buckets by origin access control.",
  enforcementLevel: "advisory",
  severity: "medium",
  tags: ["cloudfront", "encryption"],
  remediationSteps:
    "Redirect viewers to HTTPS, require `TLSv1.2_2021` of certificates of your own, give each bucket an origin access control, and fetch from other origins by HTTPS only.",
  settings: {
    requireWebAcl: {
      description: "Whether to advise against distributions without a web ACL.",
      type: "boolean",
      default: false,
    },
  },
  appliesTo: isDistribution,
  judge: (resource, settings) => [
    ...viewerChoices(resource.type).flatMap((choice) => judgeChoice(resource, choice, VIEWERS)),
    ...[versionChoice(resource) ?? []].flat().flatMap((choice) => judgeChoice(resource, choice, VERSIONS)),
    ...judgeOrigins(resource),
    ...originChoices(resource.type).flatMap((choice) => judgeChoice(resource, choice, ORIGINS)),
    ...(settings["requireWebAcl"] === true ? judgeWebAcl(resource) : []),
  ],
};

/** What a choice means when it is wrong. */
interface Weakness {
  readonly kind: string;
  readonly would: string;
  readonly why: string;
  readonly fix: string;
}

const VIEWERS: Weakness = {
  kind: "plain-viewers",
  would: "answer viewers without TLS",
  why: "what viewers send and get can be seen and changed on its way",
  fix: "write `redirect-to-https`, or `https-only`",
};

const VERSIONS: Weakness = {
  kind: "old-tls",
  would: "accept versions of TLS that are broken",
  why: "viewers may be brought to use versions of TLS, or ciphers, that are broken",
  fix: "write `TLSv1.2_2021` or a newer one",
};

const ORIGINS: Weakness = {
  kind: "plain-origin",
  would: "fetch without current TLS",
  why: "what CloudFront fetches can be seen and changed on its way",
  fix: "write `https-only`, with `TLSv1.2` as the only protocol",
};

const judgeChoice = (resource: Resource, choice: Choice, weakness: Weakness): readonly Finding[] =>
  wrongChoices(resource.inputs, choice).map(
    (chosen): Finding =>
      chosen.kind === "unknown"
        ? undecided(holderOf(resource), chosen.path, weakness.would)
        : {
            kind: "violation",
            what: `${holderOf(resource)}: ${describeChoice(chosen)}`,
            why: weakness.why,
            fix: weakness.fix,
            meaning: { kind: weakness.kind, value: "value" in chosen ? chosen.value.toLowerCase() : "" },
          },
  );

const judgeOrigins = (resource: Resource): readonly Finding[] =>
  openOrigins(resource).map(
    ({ path, isCertain }): Finding =>
      isCertain
        ? {
            kind: "violation",
            what: `${holderOf(resource)}: ${quote(path)} is a bucket without \`originAccessControlId\``,
            why: "CloudFront reads it as nobody in particular, so that the bucket has to be public",
            fix: "make an `OriginAccessControl`, and let only this distribution read the bucket",
            meaning: { kind: "open-origin" },
          }
        : undecided(holderOf(resource), path, "read a bucket that has to be public"),
  );

function judgeWebAcl(resource: Resource): readonly Finding[] {
  const { path, isGiven } = webAclOf(resource);
  if (isGiven) return [];
  return [
    {
      kind: "violation",
      what: `${holderOf(resource)}: ${quote(path)} is absent`,
      why: "nothing limits what viewers send, and how much of it",
      fix: "name a web ACL of AWS WAF with the scope `CLOUDFRONT`",
      meaning: { kind: "no-web-acl" },
    },
  ];
}
