import { matches } from "../patterns";
import { isUnrestrictedInPractice } from "./action-overrides";
import { type Action, actionsMatching, isChanging } from "./actions";
import { type BroadAction, broadActionsOf } from "./broad-actions";
import { DATA_ACCESS, KEY_SCOPING_KEYS } from "./data-access";
import type { Document } from "./document";
import { escalationsOf, METHODS, permissionOf } from "./escalations";
import { IDENTITY_WRITES } from "./identity-writes";
import type { Bound } from "./permission";

/** Condition keys (patterns) that limit what a write is about, for the actions that have them. */
export const WRITE_SCOPING_KEYS: readonly string[] = [
  ...KEY_SCOPING_KEYS,
  "aws:RequestTag/*",
  "cloudwatch:namespace",
  "ec2:AuthorizedService",
  "ec2:Subnet",
  "ec2:Vpc",
  "ecs:cluster",
  "iam:AWSServiceName",
  "kms:GrantIsForAWSResource",
  "lambda:FunctionArn",
  "s3:DataAccessPointArn",
  "ses:FromAddress",
];

/** What a document's writes may be limited by, or need not. */
export interface Allowances {
  /** Patterns of actions that may be on `*`. */
  readonly overrides: readonly string[];
  /** Patterns of condition keys that limit a write. */
  readonly scopingConditionKeys: readonly string[];
}

/** Judged by themselves: identities that are rewritten, roles that are passed, data that is handed over. */
const JUDGED_APART: ReadonlySet<string> = new Set([
  ...IDENTITY_WRITES.flatMap(({ steps }) => steps.map(({ action }) => action)),
  "iam:PassRole",
  ...DATA_ACCESS,
]);

/** Other ways to more permissions that take one action: `ssm:StartSession` on all instances. */
const DETOURS = METHODS.filter(
  ({ passedTo, steps: [first, ...others] }) =>
    passedTo === undefined && others.every(({ action }) => action === first?.action),
);
const DETOUR_ACTIONS: ReadonlySet<string> = new Set(
  DETOURS.flatMap(({ steps }) => steps.map(({ action }) => action)),
);

/** The actions, of some, by which a document raises its holder's permissions, which is reported as that. */
function detoursOf(document: Document, bound: Bound, broad: readonly BroadAction[]): ReadonlySet<string> {
  if (!broad.some(({ action }) => DETOUR_ACTIONS.has(action.name))) return new Set();
  const open = escalationsOf(permissionOf(document, bound, true), DETOURS);
  return new Set(open.flatMap(({ method: { steps } }) => steps.map(({ action }) => action)));
}

const judged = new Map<Action, boolean>();

/** Whether an action changes resources or permissions, could be limited, and is not left open or judged apart. */
function isJudged(action: Action): boolean {
  let answer = judged.get(action);
  if (answer === undefined) {
    const { name } = action;
    answer = isChanging(action) && !JUDGED_APART.has(name) && !isUnrestrictedInPractice(name);
    judged.set(action, answer);
  }
  return answer;
}

let all: readonly Action[] | undefined;

function allJudged(): readonly Action[] {
  all ??= actionsMatching("*").filter(isJudged);
  return all;
}

/**
 * The actions that change resources or permissions and that a document allows on all that they could be limited to, but
 * for those that practice leaves open (`UNRESTRICTED_IN_PRACTICE`) and those that are judged by themselves.
 */
export function unscopedWritesOf(
  document: Document,
  bound: Bound,
  { overrides, scopingConditionKeys }: Allowances,
): readonly BroadAction[] {
  const excepted = overrides.map((pattern) => pattern.toLowerCase());
  const keys = scopingConditionKeys.map((pattern) => pattern.toLowerCase());
  const asked = {
    all: allJudged,
    includes: (action: Action) =>
      isJudged(action) && !excepted.some((pattern) => matches(pattern, action.name.toLowerCase())),
  };
  const isScoping = (key: string): boolean => keys.some((pattern) => matches(pattern, key));
  const broad = broadActionsOf(document, bound, asked, isScoping);
  const detours = detoursOf(document, bound, broad);
  return broad.filter(({ action }) => !detours.has(action.name));
}
