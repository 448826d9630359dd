import { literalPrefix, literalsOf, matches } from "../patterns";
import { correctedAccess } from "./action-overrides";
import { ACTION_TABLE } from "./actions.generated";

export { ACTION_TABLE_DATE } from "./actions.generated";

/** AWS's access levels: what an action does to the resources it is about. */
export type AccessLevel = "list" | "read" | "write" | "permissions" | "tagging";

/** An action of the IAM service authorization reference. */
export interface Action {
  /** As AWS writes it: `s3:GetObject`. */
  readonly name: string;
  readonly access: AccessLevel;
  /**
   * ARN globs of the resource types that it can be limited to, with `*` for each variable part: `arn:*:sqs:*:*:*`. None
   * where only `*` is possible.
   */
  readonly kinds: readonly string[];
  /**
   * Those of the kinds of which every request names a resource: `ec2:RunInstances` needs an image and a subnet. Where
   * there are none, the kinds are alternatives: an object of a bucket or of an access point.
   */
  readonly required: readonly string[];
  /** Condition keys that it, or one of its resource types, has besides the global ones: globs, with `*` for a tag. */
  readonly conditionKeys: readonly string[];
}

const LEVELS: Readonly<Record<string, AccessLevel>> = {
  l: "list",
  r: "read",
  w: "write",
  p: "permissions",
  t: "tagging",
};

const parsed = new Map<string, ReadonlyMap<string, Action>>();

/** The actions of a service, by name in lower case. Each service is read when it is first asked for. */
function actionsOf(service: string): ReadonlyMap<string, Action> {
  const known = parsed.get(service);
  if (known !== undefined) return known;
  const actions = parse(service, isKnownService(service) ? (ACTION_TABLE[service] ?? "") : "");
  parsed.set(service, actions);
  return actions;
}

const words = (text: string, separator: string): readonly string[] =>
  text === "" ? [] : text.split(separator);

/** Reads `kinds|keys|groups`; a group is `<level><kinds>/<keys>=<names>`, with numbers for kinds and keys and `!` after required kinds. */
function parse(service: string, text: string): ReadonlyMap<string, Action> {
  const actions = new Map<string, Action>();
  const [allKinds = [], allKeys = [], groups = []] = text.split("|").map((part) => words(part, " "));
  const picked = (from: readonly string[], numbers: string, prefix: (text: string) => string): string[] =>
    words(numbers, ",").map((number) => prefix(from[Number(number)] ?? ""));
  for (const group of groups) {
    const [signature = "", names = ""] = group.split("=");
    const [kindNumbers = "", keyNumbers = ""] = signature.slice(1).split("/");
    const level = LEVELS[signature[0] ?? ""] ?? "write";
    const kind = (text: string): string => `arn:*:${text}`;
    const kinds = picked(allKinds, kindNumbers.replaceAll("!", ""), kind);
    const required = picked(
      allKinds,
      words(kindNumbers, ",")
        .flatMap((number) => (number.endsWith("!") ? number.slice(0, -1) : []))
        .join(","),
      kind,
    );
    const conditionKeys = picked(allKeys, keyNumbers, (key) => (key.startsWith(":") ? service + key : key));
    for (const simple of names.split(",")) {
      const name = `${service}:${simple}`;
      const access = correctedAccess(service, simple) ?? level;
      actions.set(name.toLowerCase(), { name, access, kinds, required, conditionKeys });
    }
  }
  return actions;
}

/** Whether IAM has a service of this prefix (any case): `s3`, `execute-api`. */
export const isKnownService = (prefix: string): boolean => Object.hasOwn(ACTION_TABLE, prefix.toLowerCase());

/** The prefixes of IAM's services that match a pattern (any case): `s3*` gives `s3`, `s3-outposts` and more. */
export function servicesMatching(pattern: string): readonly string[] {
  const folded = pattern.toLowerCase();
  return Object.keys(ACTION_TABLE).filter((service) => matches(folded, service));
}

/** The action of this name (any case); undefined where AWS has none, or had none when the table was made. */
export function actionNamed(name: string): Action | undefined {
  const folded = name.toLowerCase();
  return actionsOf(folded.slice(0, Math.max(folded.indexOf(":"), 0))).get(folded);
}

/** Whether an action changes resources or permissions, and could be limited to resources. */
export const isChanging = ({ access, kinds }: Action): boolean =>
  (access === "write" || access === "permissions") && kinds.length > 0;

/** Patterns whose actions are remembered; documents repeat the same few. */
const MEMORY = 4096;
const remembered = new Map<string, readonly Action[]>();

/** The actions that match a pattern like `s3:Get*` (any case), in the order of the table. */
export function actionsMatching(pattern: string): readonly Action[] {
  const folded = pattern.toLowerCase();
  const known = remembered.get(folded);
  if (known !== undefined) return known;
  const found = find(folded);
  if (remembered.size >= MEMORY) remembered.clear();
  remembered.set(folded, found);
  return found;
}

function find(pattern: string): readonly Action[] {
  const prefix = literalPrefix(pattern);
  if (prefix === pattern) return [actionNamed(pattern) ?? []].flat();
  const colon = prefix.indexOf(":");
  const services =
    colon < 0
      ? Object.keys(ACTION_TABLE).filter((service) => `${service}:`.startsWith(prefix) || prefix === "")
      : [prefix.slice(0, colon)];
  // Most patterns end in their only wildcard; those need no more than their prefix.
  const isPrefix = pattern === `${prefix}*`;
  // Of the thousands of names, few have what the pattern has in the middle.
  const [longest = ""] = literalsOf(pattern);
  return services.flatMap((service) =>
    [...actionsOf(service)].flatMap(([name, action]) =>
      (isPrefix ? name.startsWith(prefix) : name.includes(longest) && matches(pattern, name)) ? [action] : [],
    ),
  );
}
