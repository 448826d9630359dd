import { deny, document, isObject, mapStatements, spellingsOf, type Written, when } from "./spellings";

/** The same resource, its documents written otherwise. */
export interface Equivalent {
  /** What was written otherwise. */
  readonly how: string;
  readonly props: Record<string, unknown>;
  /** Whether each statement is still the same one, so that findings keep their fingerprints. */
  readonly sameStatements: boolean;
}

function parsed(value: unknown): Written | undefined {
  if (isObject(value)) return "Statement" in value ? value : undefined;
  if (typeof value !== "string") return undefined;
  try {
    const read: unknown = JSON.parse(value);
    return isObject(read) && "Statement" in read ? read : undefined;
  } catch {
    // Most texts are no JSON, and so no document.
    return undefined;
  }
}

/** The properties with each of their documents changed, wherever it stands, text or object. */
export function mapDocuments(value: unknown, change: (document: Written) => unknown): unknown {
  const found = parsed(value);
  if (found !== undefined) return change(found);
  if (Array.isArray(value)) return value.map((item) => mapDocuments(item, change));
  if (!isObject(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, mapDocuments(item, change)]));
}

/** The documents of a resource, as objects. */
export function documentsIn(props: Record<string, unknown>): readonly Written[] {
  const found: Written[] = [];
  mapDocuments(props, (one) => {
    found.push(one);
    return one;
  });
  return found;
}

const statementsOf = (one: Written): readonly Written[] => [one["Statement"] as Written | Written[]].flat();

const mapElement = (one: Written, element: string, change: (value: unknown) => unknown): Written =>
  mapStatements(one, (statement) => [
    element in statement ? { ...statement, [element]: change(statement[element]) } : statement,
  ]);

const mapKeys = (value: unknown, change: (key: string) => string): Written =>
  Object.fromEntries(Object.entries(value as Written).map(([key, item]) => [change(key), item]));

const mapItems = (value: unknown, change: (item: unknown) => unknown): Written =>
  Object.fromEntries(Object.entries(value as Written).map(([key, item]) => [key, change(item)]));

const brackets = (value: unknown): unknown => [value].flat();
const noBrackets = (value: unknown): unknown =>
  Array.isArray(value) && value.length === 1 ? value[0] : value;

/** Everything that IAM reads alike: each statement stays what it is. */
function otherWords(one: Written): readonly (readonly [how: string, value: unknown])[] {
  const principals = (change: (value: unknown) => unknown): Written =>
    mapElement(one, "Principal", (value) => (isObject(value) ? mapItems(value, change) : value));
  const conditions = (change: (block: unknown) => unknown): Written =>
    mapElement(one, "Condition", (value) => mapItems(value, change));
  const account = (value: unknown): unknown =>
    typeof value === "string" ? value.replace(/^arn:aws:iam::(\d{12}):root$/, "$1") : value;
  const text = JSON.stringify(one);
  return [
    ...spellingsOf(one).filter(([how]) => how !== "split over statements"),
    ["an object", one],
    ["escapes in JSON", text.replaceAll("*", "\\u002a").replaceAll("Allow", "\\u0041llow")],
    [
      "actions in small letters",
      ["Action", "NotAction"].reduce(
        (written, element) =>
          mapElement(written, element, (value) =>
            Array.isArray(value)
              ? value.map((item) => String(item).toLowerCase())
              : String(value).toLowerCase(),
          ),
        one,
      ),
    ],
    [
      "no brackets around one item",
      ["Action", "NotAction", "Resource", "NotResource"].reduce(
        (written, element) => mapElement(written, element, noBrackets),
        one,
      ),
    ],
    ["principals in brackets", principals(brackets)],
    [
      "accounts by number",
      principals((value) => (Array.isArray(value) ? value.map(account) : account(value))),
    ],
    [
      "anyone in short",
      mapElement(one, "Principal", (value) =>
        isObject(value) && Object.keys(value).join() === "AWS" && [value["AWS"]].flat().join() === "*"
          ? "*"
          : value,
      ),
    ],
    ["anyone at length", mapElement(one, "Principal", (value) => (value === "*" ? { AWS: ["*"] } : value))],
    [
      "operators in small letters",
      mapElement(one, "Condition", (value) => mapKeys(value, (key) => key.toLowerCase())),
    ],
    ["condition keys in capitals", conditions((block) => mapKeys(block, (key) => key.toUpperCase()))],
    ["values of conditions in brackets", conditions((block) => mapItems(block, brackets))],
    ["names of statements", mapStatements(one, (statement) => [{ ...statement, Sid: "Named" }])],
    ...(text.includes("${") ? [] : ([["no version", { Statement: one["Statement"] }]] as const)),
  ];
}

/** Guards that many documents have and that close nothing of what a caller by TLS, or with a second factor, may do. */
const guards = (one: Written): readonly (readonly [how: string, value: unknown])[] => {
  const [first = {}] = statementsOf(one);
  const isGrant = !("Principal" in first || "NotPrincipal" in first);
  // A resource's policy is about the actions of its service, and a trust has no resources.
  const [action] = [first["Action"]].flat();
  const service = typeof action === "string" ? `${action.split(":", 1)[0]}:*` : "*";
  const about = isGrant
    ? { Action: "*", Resource: "*" }
    : {
        Principal: "*",
        Action: service.startsWith("*") ? "*" : service,
        ...("Resource" in first ? { Resource: first["Resource"] } : {}),
      };
  const guard = (condition: Written): Written => ({
    ...one,
    Statement: [...statementsOf(one), { Effect: "Deny", ...about, ...condition }],
  });
  return [
    ["a Deny without TLS", guard(when("Bool", "aws:SecureTransport", "false"))],
    ["a Deny without a second factor", guard(when("BoolIfExists", "aws:MultiFactorAuthPresent", "false"))],
  ];
};

/** What grants the same by other statements. */
function otherStatements(one: Written): readonly (readonly [how: string, value: unknown])[] {
  const split = (element: string): Written =>
    mapStatements(one, (statement) => {
      const items = statement[element];
      if (!Array.isArray(items) || statement["Effect"] !== "Allow") return [statement];
      return items.map((item: unknown): Written => ({ ...statement, [element]: item }));
    });
  const [allowed, ...more] = statementsOf(one).filter(({ Effect }) => Effect === "Allow");
  const isOneGrant =
    allowed !== undefined && more.length === 0 && !("Principal" in allowed || "NotPrincipal" in allowed);
  const others = statementsOf(one).filter((statement) => statement !== allowed);
  return [
    ["actions split over statements", split("Action")],
    ["resources split over statements", split("Resource")],
    ...(isOneGrant && "Action" in allowed && ![allowed["Action"]].flat().includes("*")
      ? ([
          [
            "everything, less all other actions",
            document(
              { ...allowed, Action: "*" },
              { Effect: "Deny", NotAction: allowed["Action"], Resource: "*" },
              ...others,
            ),
          ],
        ] as const)
      : []),
    ...(isOneGrant && "Action" in allowed && "Resource" in allowed && allowed["Resource"] !== "*"
      ? ([
          [
            "all resources, less all others",
            document(
              { ...allowed, Resource: "*" },
              { Effect: "Deny", Action: allowed["Action"], NotResource: allowed["Resource"] },
              ...others,
            ),
          ],
        ] as const)
      : []),
    ...(isOneGrant
      ? [
          [
            "a Deny beside it",
            document(...statementsOf(one), deny("organizations:LeaveOrganization")),
          ] as const,
        ]
      : []),
  ];
}

/** The same resource, its documents written otherwise in every way that means the same. Without documents: none. */
export function equivalentsOf(props: Record<string, unknown>): readonly Equivalent[] {
  const [first] = documentsIn(props);
  if (first === undefined) return [];
  const each = (
    of: (one: Written) => readonly (readonly [how: string, value: unknown])[],
    sameStatements: boolean,
  ): readonly Equivalent[] =>
    of(first).map(([how]) => ({
      how,
      sameStatements,
      props: mapDocuments(props, (one) => of(one).find(([name]) => name === how)?.[1] ?? one) as Record<
        string,
        unknown
      >,
    }));
  return [...each(otherWords, true), ...each(guards, true), ...each(otherStatements, false)];
}
