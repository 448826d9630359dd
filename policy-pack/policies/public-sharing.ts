import { type Finding, quote, undecided } from "../analysis/findings";
import { UNKNOWN } from "../analysis/unknown";
import { accountsOfStack } from "../facts/own-accounts";
import type { Resource, Stack } from "../facts/resource";
import type { Rule, Settings } from "../facts/rule";
import { texts } from "../facts/settings";
import {
  concernsRam,
  connectionShares,
  guardedBy,
  isConnection,
  isShareable,
  type RamPrincipal,
  ramPrincipals,
  type Share,
  sharesOf,
} from "../facts/shares";

/** Rejects what is shared with every AWS account, or with accounts outside the organisation, without a document. */
export const publicSharing: Rule = {
  name: "public-sharing",
  displayName: "Nothing shared with everyone",
  description: "Images, snapshots, documents and the like must not be shared with every account.",
  enforcementLevel: "mandatory",
  severity: "high",
  tags: ["data-protection", "public-access"],
  remediationSteps:
    "Name the accounts, the organisation or its units. For RAM, turn `allowExternalPrincipals` off, or list the accounts in `trustedAccounts`.",
  settings: {
    trustedAccounts: {
      description:
        "Accounts outside the organisation that RAM may share with, twelve digits each. Once this is set, others are rejected; until then it is an advisory.",
      type: "array",
      items: { type: "string", pattern: "^[0-9]{12}$" },
      default: [],
    },
  },
  appliesTo: (type) => isShareable(type) || concernsRam(type) || guardedBy(type) !== undefined,
  judge: (resource) => [
    ...(isConnection(resource.type) ? [] : sharesOf(resource).flatMap(judgeShare)),
    ...judgeGuard(resource),
  ],
  judgeStack: (stack, settings) => [
    ...stack.resources.flatMap((resource) =>
      isConnection(resource.type)
        ? connectionShares(resource)
            .flatMap(judgeShare)
            .map((finding) => ({ ...finding, urn: resource.urn }))
        : [],
    ),
    ...judgeRam(stack, settings),
  ],
};

function judgeShare({ path, thing, everyone, isAccepted }: Share): readonly Finding[] {
  if (isAccepted === true) return [];
  if (everyone === UNKNOWN) return [undecided(thing, path, "share it with every account")];
  const uses = thing === "this endpoint service" ? "connect to" : "use";
  if (isAccepted === UNKNOWN)
    return [undecided(thing, "acceptanceRequired", "let every account connect unasked")];
  return [
    {
      kind: "violation",
      what: `\`${path}\` is ${quote(everyone)}: every AWS account can ${uses} ${thing}`,
      why: "whatever is in it is published",
      fix:
        thing === "this endpoint service"
          ? "name the principals, or set `acceptanceRequired`"
          : "name the accounts or the organisation that need it",
      meaning: { kind: "shared", thing, path: path.replace(/\[\d+\]/g, "[]") },
    },
  ];
}

function judgeGuard({ type, inputs }: Resource): readonly Finding[] {
  const guarded = guardedBy(type);
  if (guarded === undefined) return [];
  const { state } = inputs;
  if (state === UNKNOWN) return [undecided(`this guard of ${guarded}`, "state", "lift it")];
  if (state !== "unblocked") return [];
  return [
    {
      kind: "violation",
      what: `\`state\` is \`unblocked\`: ${guarded} of this account and region can be shared with everyone`,
      why: "one wrong permission publishes them",
      fix: `block it, with \`${guarded === "images" ? "block-new-sharing" : "block-all-sharing"}\``,
      meaning: { kind: "guard", guarded },
      level: "advisory",
    },
  ];
}

function judgeRam(stack: Stack, settings: Settings): readonly Finding[] {
  const listed = texts(settings, "trustedAccounts");
  const trusted = [...listed, ...accountsOfStack(stack)];
  return ramPrincipals(stack).flatMap((principal): readonly Finding[] => {
    const { resource, account, isExternal } = principal;
    if (isExternal === false || (account !== UNKNOWN && trusted.includes(account))) return [];
    return [{ ...judgePrincipal(principal, listed.length > 0), urn: resource.urn }];
  });
}

function judgePrincipal({ path, account, isExternal }: RamPrincipal, isStrict: boolean): Finding {
  if (account === UNKNOWN)
    return undecided("this resource share", path, "name an account outside the organisation");
  if (isExternal === UNKNOWN)
    return undecided(
      "this resource share",
      "allowExternalPrincipals",
      "let the account be outside the organisation",
    );
  return {
    kind: "violation",
    what: `${quote(path)} shares with account ${quote(account)}, which need not be in the organisation`,
    why: "`allowExternalPrincipals` lets a share leave the organisation",
    fix: "turn `allowExternalPrincipals` off, or list the account in `trustedAccounts`",
    meaning: { kind: "external-share", account },
    ...(isStrict ? {} : { level: "advisory" as const }),
  };
}
