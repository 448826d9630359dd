import type { NormalForm } from "../fingerprint";
import { matches } from "../patterns";
import { type Capability, ESCALATIONS, SERVICES } from "./capabilities";
import { type Document, hasUnknownParts, type Statement } from "./document";
import { layersMeaning, layersOf, statementsUnder } from "./layers";
import { perDocument } from "./per-document";
import { Permission } from "./permission";

/** Why a document gives administrative access. */
export interface Administration {
  /** The statements that give it: one that suffices alone, or those that do so together. */
  readonly statements: readonly Statement[];
  /** A change of identities that is allowed on all of its kind, like `iam:PutRolePolicy`. */
  readonly escalation: string;
  /** The services (of the catalogue) that are out of reach. */
  readonly missing: readonly string[];
}

/** Every partition an ARN can be in; access to all of one is access to all there is. */
const PARTITIONS = [
  "aws",
  "aws-cn",
  "aws-us-gov",
  "aws-iso",
  "aws-iso-b",
  "aws-iso-e",
  "aws-iso-f",
  "aws-eusc",
];

/** Of the catalogue's services, the share that must be wholly within reach. */
const SHARE = 3 / 4;

/**
 * Decides whether a permission is administrative: what it allows contains all actions on all resources, but for
 * exceptions that its holder could lift. That is so when
 * 1. it can rewrite identities: one of the `ESCALATIONS` on all of its kind, in one account and partition; and
 * 2. three quarters of the `SERVICES` are within reach, each by an action that destroys or discloses, on all of its kind.
 * So `Allow *` with a `Deny` of single actions, services or resources is administrative; `NotAction iam:*` is not, since
 * IAM is out of reach. Spelling plays no part: concrete actions and kinds of resources are tried, not texts.
 */
export function administrationOf(permission: Permission): Administration | undefined {
  const statements = permission.statements;
  const whole = judge(permission);
  if (whole === undefined) return undefined;
  for (const statement of statements) {
    const alone = judge(permission.within([statement]));
    if (alone !== undefined) return { ...alone, statements: [statement] };
  }
  const suffices = (some: readonly Statement[]): boolean => judge(permission.within(some)) !== undefined;
  return { ...whole, statements: neededOf(statements, suffices) };
}

/**
 * Of statements that suffice together, those that are left when each in turn is dropped where the rest suffices, so that
 * a message names only statements that must change. What some suffice for, more of them do, so that a run of statements
 * that can go is found by halving.
 */
function neededOf(
  statements: readonly Statement[],
  suffices: (some: readonly Statement[]) => boolean,
): readonly Statement[] {
  const needed: Statement[] = [];
  let rest = statements;
  while (rest.length > 0 && !suffices(needed)) {
    // Dropping `kept` statements leaves enough, dropping `gone` does not.
    let [kept, gone] = [0, rest.length];
    while (gone - kept > 1) {
      const middle = (kept + gone) >> 1;
      if (suffices([...needed, ...rest.slice(middle)])) kept = middle;
      else gone = middle;
    }
    needed.push(...rest.slice(kept, kept + 1));
    rest = rest.slice(kept + 1);
  }
  return needed;
}

function judge(permission: Permission): Omit<Administration, "statements"> | undefined {
  // Most documents touch no identities at all: say so before kinds are tried one by one.
  if (!ESCALATIONS.some(({ action }) => permission.mentions(action.toLowerCase()))) return undefined;
  const accounts = accountsIn(permission.resourcePatterns);
  for (const account of accounts) {
    const local = permission.inAccount(account);
    for (const partition of PARTITIONS) {
      const allows = ({ action, kind }: Capability): boolean =>
        local.allowsKind(
          action.toLowerCase(),
          kind.replace("{partition}", partition).replace("{account}", account),
        );
      const escalation = ESCALATIONS.find(allows);
      if (escalation === undefined) continue;
      const missing = SERVICES.filter((capability) => !allows(capability)).map(
        ({ action }) => action.split(":")[0] ?? "",
      );
      if (missing.length <= SERVICES.length * (1 - SHARE)) return { escalation: escalation.action, missing };
    }
  }
  return undefined;
}

/**
 * The meaning of administrative access: which services are out of reach, and under which conditions. Where it needs some,
 * the other statements are part of it, since nothing is said of what they give by themselves.
 */
export const administrationMeaning = (kind: string, permission: Permission): NormalForm =>
  layersMeaning(kind, administrationLayers(permission));

const administrationLayers = (permission: Permission) =>
  layersOf(permission.statements, (some) => {
    const found = judge(permission.within(some));
    return found === undefined ? undefined : { missing: [...found.missing].sort() };
  });

/**
 * Whether a permission is administrative in a way that none of its parts is: by itself, or under fewer conditions.
 * @param parts permissions that are said to be administrative elsewhere
 */
export function administrationBeyond(
  permission: Permission,
  parts: readonly Permission[],
): Administration | undefined {
  if (parts.length === 0) return administrationOf(permission);
  const known = parts.flatMap((part) =>
    administrationLayers(part).layers.map(({ conditions }) => conditions),
  );
  const { layers } = administrationLayers(permission);
  const beyond = layers.find(
    ({ conditions }) => !known.some((some) => some.every((condition) => conditions.includes(condition))),
  );
  return beyond === undefined
    ? undefined
    : administrationOf(permission.within(statementsUnder(permission.statements, beyond.conditions)));
}

/**
 * The partitions to try: `aws`, and those that an `Allow` names. Nearly every document is for `aws`, and a `Deny` that
 * closes it there has closed it, although it says nothing of China.
 */
export const partitionsIn = (patterns: readonly string[]): readonly string[] => {
  const named = new Set(patterns.map((pattern) => pattern.split(":", 2)[1] ?? "*"));
  return PARTITIONS.filter(
    (partition) =>
      partition === "aws" || [...named].some((name) => matches(name, partition) && !matches(name, "aws")),
  );
};

/** Whether an action is allowed on all resources of its kind, in some account and partition. */
export function allowsAll(permission: Permission, { action, kind }: Capability): boolean {
  const folded = action.toLowerCase();
  if (!permission.mentions(folded)) return false;
  return accountsIn(permission.resourcePatterns).some((account) => {
    const local = permission.inAccount(account);
    return partitionsIn(permission.resourcePatterns).some((partition) =>
      local.allowsKind(folded, kind.replace("{partition}", partition).replace("{account}", account)),
    );
  });
}

const ANY_ACCOUNT = "????????????";

/** Any account, and each that the statements name: all of one's own account is all that one can reach. */
export function accountsIn(patterns: readonly string[]): readonly string[] {
  const accounts = new Set([ANY_ACCOUNT]);
  for (const pattern of patterns) {
    const account = pattern.split(":")[4] ?? "";
    if (account.length === 12 && [...account].every((digit) => "0123456789".includes(digit)))
      accounts.add(account);
  }
  return [...accounts];
}

/** What is decided of a document, as far as it is known. */
export type AdministrationVerdict =
  | { readonly verdict: "administrative"; readonly because: Administration }
  | { readonly verdict: "undecided" }
  | { readonly verdict: "narrower" };

/** Whether the known parts prove it, whether some value of the unknown parts would make it so, or neither. */
export const judgeAdministration = perDocument((document): AdministrationVerdict => {
  const because = administrationOf(Permission.of(document, "least"));
  if (because !== undefined) return { verdict: "administrative", because };
  const possible =
    hasUnknownParts(document) && administrationOf(Permission.of(document, "most")) !== undefined;
  return { verdict: possible ? "undecided" : "narrower" };
});

/**
 * How far a grant reaches: `administrator` rewrites identities and reaches the services, `identities` makes its holder
 * an administrator in one step, `services` reaches three quarters of the services without rewriting identities.
 */
export type GrantClass = "administrator" | "identities" | "services";

/** The class of a document that is wholly known; undefined where it reaches less. */
export function classOf(document: Document): GrantClass | undefined {
  const permission = Permission.of(document, "least");
  if (judge(permission) !== undefined) return "administrator";
  const allowed = PARTITIONS.map(
    (partition) =>
      ({ action, kind }: Capability): boolean =>
        permission.allowsKind(
          action.toLowerCase(),
          kind.replace("{partition}", partition).replace("{account}", ANY_ACCOUNT),
        ),
  );
  if (allowed.some((allows) => ESCALATIONS.some(allows))) return "identities";
  const isBroad = allowed.some((allows) => SERVICES.filter(allows).length >= SERVICES.length * SHARE);
  return isBroad ? "services" : undefined;
}
