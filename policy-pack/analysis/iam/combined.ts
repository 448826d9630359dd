import { type Administration, administrationOf, type GrantClass } from "./administration";
import type { Condition, Document, PatternList, Statement } from "./document";
import {
  type Escalation,
  escalationsOf,
  METHODS,
  type Owner,
  type PermissionFor,
  permissionOf,
} from "./escalations";
import { passesAllRoles } from "./pass-role";
import { type Bound, Permission } from "./permission";

/**
 * Several documents as one, which means what they mean together: each `Allow` counts, and each `Deny` for all of them.
 * The path of a statement begins with the document's number: `1:Statement[0]`.
 */
export function together(documents: readonly Document[]): Document {
  return {
    version: "2012-10-17",
    statements: documents.flatMap(({ version, statements }, at) =>
      statements.map((statement) => ({
        ...(version === "2012-10-17" ? statement : withoutVariables(statement)),
        path: `${at}:${statement.path}`,
      })),
    ),
    unknownStatements: documents.flatMap(({ unknownStatements }, at) =>
      unknownStatements.map((path) => `${at}:${path}`),
    ),
  };
}

/** Where a statement of `together` comes from: the document's number, and the path in it. */
export function originOf({ path }: Pick<Statement, "path">): readonly [document: number, path: string] {
  const end = path.indexOf(":");
  return [Number(path.slice(0, end)), path.slice(end + 1)];
}

/** A private-use character that makes a variable plain text: older versions have none. */
const NO_VARIABLE = "$\u{E002}{";

function withoutVariables(statement: Statement): Statement {
  const plain = (texts: readonly string[]): readonly string[] =>
    texts.map((text) => text.replaceAll("${", NO_VARIABLE));
  const list = (patterns: PatternList): PatternList => ({ ...patterns, patterns: plain(patterns.patterns) });
  const { resources } = statement;
  return {
    ...statement,
    resources: resources === undefined ? undefined : list(resources),
    conditions: statement.conditions.map(
      (condition): Condition => ({ ...condition, values: plain(condition.values) }),
    ),
  };
}

/** What a combination makes possible. */
export interface Reach {
  readonly administration: Administration | undefined;
  /** Less those that pass any role to any service, which is a violation of the document that does. */
  readonly escalations: readonly Escalation[];
}

/** Several documents of one holder, within a permissions boundary where that is known. */
export class Combination {
  readonly document: Document;
  readonly #boundary: Document | undefined;
  readonly #owner: Owner | undefined;

  constructor(documents: readonly Document[], boundary?: Document, owner?: Owner) {
    this.document = together(documents);
    this.#boundary = boundary;
    this.#owner = owner;
  }

  /** The same, with one document more. */
  with(document: Document): Combination {
    return new Combination([this.document, document], this.#boundary, this.#owner);
  }

  /** What they allow together, as it stands where a role is handed to a service. */
  permissionFor(bound: Bound): PermissionFor {
    const own = permissionOf(this.document, bound, true);
    if (this.#boundary === undefined) return own;
    const limit = permissionOf(this.#boundary, bound, true);
    return (service) => own(service).limitedBy(limit(service));
  }

  /** What they allow together, less what the boundary takes away. */
  permission(bound: Bound): Permission {
    const whole = Permission.of(this.document, bound);
    return this.#boundary === undefined ? whole : whole.limitedBy(Permission.of(this.#boundary, bound));
  }

  reach(bound: Bound): Reach {
    const escalations = escalationsOf(this.permissionFor(bound), METHODS, this.#owner);
    const isPassed = escalations.some(({ method }) => method.passedTo !== undefined);
    const isBroad = isPassed && passesAllRoles(this.document, bound).length > 0;
    return {
      administration: administrationOf(this.permission(bound)),
      escalations: isBroad ? escalations.filter(({ method }) => method.passedTo === undefined) : escalations,
    };
  }
}

/**
 * A document that stands for AWS's policies of a class, which are known by no more than that: what makes them dangerous,
 * and nothing else.
 */
export function documentOfClass(reach: GrantClass): Document {
  const identities = ["iam:*", "organizations:*", "account:*"];
  const actions: PatternList = {
    negated: reach === "services",
    patterns: reach === "administrator" ? ["*"] : reach === "services" ? identities : ["iam:*"],
    hasUnknown: false,
  };
  return {
    version: "2012-10-17",
    statements: [
      {
        path: "",
        sid: undefined,
        effect: "Allow",
        actions,
        resources: { negated: false, patterns: ["*"], hasUnknown: false },
        principals: undefined,
        conditions: [],
        hasUnknownConditions: false,
      },
    ],
    unknownStatements: [],
  };
}
