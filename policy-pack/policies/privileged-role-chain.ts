import { type Finding, quote } from "../analysis/findings";
import { statementsMeaning } from "../analysis/iam/layers";
import { matches } from "../analysis/patterns";
import { type Chain, chainsOf, type Link } from "../facts/role-chains";
import { concernsGrants, type Grantee, granteeLabel, granteesOf } from "../facts/role-grants";
import type { Rule, Settings } from "../facts/rule";
import { BOUNDARY_PATHS, integer, texts } from "../facts/settings";

/** Advises against ways from a role to a privileged one of the same stack. */
export const privilegedRoleChain: Rule = {
  name: "privileged-role-chain",
  displayName: "No way to a privileged role",
  description: "A role, user or group must not reach a privileged role of its stack.",
  enforcementLevel: "advisory",
  severity: "high",
  tags: ["iam", "least-privilege", "privilege-escalation"],
  remediationSteps:
    "Take the privileged role out of the trust, or out of the resources of `sts:AssumeRole` or `iam:PassRole`, or narrow the privileged role.",
  settings: {
    allowRoles: {
      description:
        "Roles, users and groups that may reach privileged roles, by name; `*` and `?` are wildcards.",
      type: "array",
      items: { type: "string", minLength: 1 },
      default: [],
    },
    boundaryPaths: BOUNDARY_PATHS,
    depth: {
      description: "The most steps from one role to the next that are followed.",
      type: "integer",
      minimum: 1,
      maximum: 10,
      default: 3,
    },
  },
  appliesTo: concernsGrants,
  // One resource reaches nobody.
  judge: () => [],
  judgeStack: (stack, settings) => {
    const grantees = granteesOf(stack, texts(settings, "boundaryPaths"));
    const { proven, possible } = chainsOf(grantees, integer(settings, "depth", 3));
    return [
      ...proven.filter((chain) => !isExempt(chain, settings)).map(violation),
      ...possible.filter((chain) => !isExempt(chain, settings)).map(unverified),
    ];
  },
};

const isExempt = ({ links: [first] }: Chain, settings: Settings): boolean =>
  texts(settings, "allowRoles").some(
    (pattern) => first.from.name !== undefined && matches(pattern, first.from.name),
  );

/** By its logical name: the physical one is often not known before the update. */
const roleName = ({ name, resource }: Grantee): string => quote(resource?.name ?? name ?? "");

function linkText({ how, to }: Link): string {
  const target = roleName(to);
  switch (how.kind) {
    case "assume":
      return `can assume ${target}`;
    case "pass":
      return `can pass ${target} to ${quote(how.service)} (${quote(how.method)})`;
  }
}

const pathText = ({ links }: Chain): string => links.map(linkText).join(", which ");

function whyText({ links, privilege }: Chain): string {
  const target = roleName((links.at(-1) ?? links[0]).to);
  return privilege.kind === "administrator"
    ? `${target} is an administrator of the account, and so is whoever reaches it`
    : `${target} can raise its own permissions (${quote(privilege.escalation.method.id)}), and so can whoever reaches it`;
}

function violation(chain: Chain): Finding {
  const { links } = chain;
  const [{ from }] = links;
  return {
    kind: "violation",
    what: `${granteeLabel(from)} ${pathText(chain)}`,
    why: whyText(chain),
    fix: "take one of these steps away, narrow the role at the end, or name the one at the beginning in `allowRoles`",
    meaning: {
      kind: "role-chain",
      privilege: chain.privilege.kind,
      links: links.map(({ how, to, statements }) => [
        how.kind === "pass" ? `pass ${how.service}` : "assume",
        to.resource?.name ?? to.name ?? "",
        statementsMeaning(statements),
      ]),
    },
    urn: from.urn,
  };
}

function unverified({ links: [first] }: Chain): Finding {
  return {
    kind: "unverified",
    what: `${granteeLabel(first.from)}: which roles it reaches is not fully known yet`,
    why: "some of the possible values lead to a privileged role of the stack",
    fix: "it is judged again at the end of the update, with all values known",
    meaning: { kind: "undecided", path: "roles within reach" },
    urn: first.from.urn,
  };
}
