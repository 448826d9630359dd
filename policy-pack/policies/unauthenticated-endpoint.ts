import { type Finding, list, quote, undecided } from "../analysis/findings";
import { ANY_NAMED } from "../analysis/iam/caller-conditions";
import { judgeCallers } from "../analysis/iam/callers";
import { readDocument } from "../analysis/iam/document";
import { covers, matches } from "../analysis/patterns";
import { UNKNOWN, type Value } from "../analysis/unknown";
import { concernsRoutes, hasUrl, type JoinedEndpoint, joinedEndpoints } from "../facts/api-routes";
import { type Endpoint, endpointsOf, isEndpoint } from "../facts/endpoints";
import { isFunctionPermission, statementDocumentOf } from "../facts/permission-grants";
import type { Resource, Stack } from "../facts/resource";
import type { Rule, Settings } from "../facts/rule";
import { texts } from "../facts/settings";

/** Advises against endpoints that ask nobody who he is. */
export const unauthenticatedEndpoint: Rule = {
  name: "unauthenticated-endpoint",
  displayName: "No endpoint that asks nobody who he is",
  description: "An endpoint must ask its callers who they are.",
  enforcementLevel: "advisory",
  severity: "medium",
  tags: ["api-gateway", "lambda", "public-access"],
  remediationSteps:
    "Require `AWS_IAM`, a JWT or Lambda authorizer or a user pool. What is for everyone: list its path in `allowPaths` or its resource in `allowNames`.",
  settings: {
    allowNames: {
      description:
        "Endpoints that anyone may call, by the logical name of their resource; `*` and `?` are wildcards.",
      type: "array",
      items: { type: "string", minLength: 1 },
      default: [],
    },
    allowPaths: {
      description:
        "Paths that anyone may call, like `/health` or `GET /health`; `*` and `?` are wildcards. What takes every path needs one that covers them all.",
      type: "array",
      items: { type: "string", minLength: 1 },
      default: [],
    },
  },
  appliesTo: (type) => isEndpoint(type) || concernsRoutes(type),
  judge: (resource, settings) => judgeEndpoints(resource, endpointsOf(resource), settings),
  judgeStack: (stack, settings) => {
    const byUrn = new Map<string, { resource: Resource; endpoints: Endpoint[] }>();
    for (const joined of joinedEndpoints(stack)) {
      const { resource } = joined;
      const entry = byUrn.get(resource.urn) ?? { resource, endpoints: [] };
      entry.endpoints.push(guarded(joined));
      byUrn.set(resource.urn, entry);
    }
    return [
      ...[...byUrn.values()].flatMap(({ resource, endpoints }) =>
        judgeEndpoints(resource, endpoints, settings).map((finding) => ({ ...finding, urn: resource.urn })),
      ),
      ...judgePermissions(stack, settings),
    ];
  },
};

/** The endpoint with what surrounds it taken into account: a private API, or a policy that keeps strangers out. */
function guarded({ endpoint, policies, isPrivate }: JoinedEndpoint): Endpoint {
  if (endpoint.asks === "identity" || isPrivate === true) return { ...endpoint, asks: "identity" };
  const verdicts = policies.map(closes);
  if (verdicts.includes("closed")) return { ...endpoint, asks: "identity" };
  if (isPrivate === UNKNOWN) return { ...endpoint, path: "endpointConfiguration.types", asks: UNKNOWN };
  return verdicts.includes("undecided") ? { ...endpoint, path: "policy", asks: UNKNOWN } : endpoint;
}

function closes(policy: Value): "closed" | "undecided" | "open" {
  const reading = readDocument(policy);
  if (reading.kind === "unknown") return "undecided";
  return reading.kind === "unreadable"
    ? "open"
    : judgeCallers(reading.document, { trust: ANY_NAMED }).verdict;
}

function isAllowed(resource: Resource, { route }: Endpoint, settings: Settings): boolean {
  if (texts(settings, "allowNames").some((pattern) => matches(pattern, resource.name))) return true;
  const path = route?.slice(route.indexOf(" ") + 1);
  return texts(settings, "allowPaths").some((pattern) =>
    route === undefined || path === undefined
      ? covers(pattern, "/*")
      : matches(pattern, path) || matches(pattern, route),
  );
}

/** What is open in one finding, since an OpenAPI document may have hundreds of methods, and what is undecided each. */
function judgeEndpoints(
  resource: Resource,
  endpoints: readonly Endpoint[],
  settings: Settings,
): readonly Finding[] {
  const refused = endpoints.filter(
    (endpoint) => endpoint.asks !== "identity" && !isAllowed(resource, endpoint, settings),
  );
  const unknown = refused.filter(({ asks }) => asks === UNKNOWN);
  const open = refused.filter(({ asks }) => asks === "nothing");
  return [
    ...(open.length === 0 ? [] : [violation(open)]),
    ...unknown.map(({ label, path }) => undecided(label, path, "let anyone call it")),
  ];
}

const FIXES: Readonly<Record<Endpoint["kind"], string>> = {
  function: "set it to `AWS_IAM`, or list the resource in `allowNames`",
  method: "require `AWS_IAM` or an authorizer, or list the path in `allowPaths`",
  graphql:
    "use `AWS_IAM`, a user pool, OpenID Connect or an authorizer, or list the resource in `allowNames`",
  events: "use `AWS_IAM`, a user pool, OpenID Connect or an authorizer, or list the resource in `allowNames`",
  service: "set it to `AWS_IAM` and attach an auth policy, or list the resource in `allowNames`",
};

const WHYS: Readonly<Record<Endpoint["kind"], string>> = {
  function: "whoever finds the address can run the function, at your cost",
  method: "whoever finds the address can call it, at your cost",
  graphql: "the key is the same for all callers, and every client carries it",
  events: "the key is the same for all callers, and every client carries it",
  service: "whatever is in a VPC of its network can call it",
};

function violation(open: readonly Endpoint[]): Finding {
  const kind = open[0]?.kind ?? "method";
  const label = list([...new Set(open.map((endpoint) => endpoint.label))]);
  const what =
    kind === "method" && open.length > 1
      ? `${label} ask nothing of their callers`
      : `${label}: ${list(open.map(({ path, says }) => `${quote(path)} ${says}`))}`;
  return {
    kind: "violation",
    what,
    why: WHYS[kind],
    fix: FIXES[kind],
    meaning: { kind: "unauthenticated", endpoints: open.map(({ path, route }) => route ?? path).sort() },
  };
}

/** A permission through a URL that asks nobody, where the URL itself is no resource of the stack. */
function judgePermissions(stack: Stack, settings: Settings): readonly Finding[] {
  return stack.resources.flatMap((resource): readonly Finding[] => {
    const { type, inputs, urn, name } = resource;
    if (!isFunctionPermission(type)) return [];
    const isThroughUrl = inputs["functionUrlAuthType"] === "NONE" || inputs["invokedViaFunctionUrl"] === true;
    if (!isThroughUrl || hasUrl(resource, stack)) return [];
    if (texts(settings, "allowNames").some((pattern) => matches(pattern, name))) return [];
    const verdict = closes(statementDocumentOf(resource) ?? UNKNOWN);
    if (verdict === "closed") return [];
    if (verdict === "undecided")
      return [
        { ...undecided("this permission", "principal", "let anyone call the function through its URL"), urn },
      ];
    return [
      {
        kind: "violation",
        what: "this permission lets anyone call the function through a URL that asks nobody who he is",
        why: WHYS.function,
        fix: "use `AWS_IAM` as `functionUrlAuthType` and name the callers in `principal`, or list the resource in `allowNames`",
        meaning: { kind: "unauthenticated", endpoints: ["function URL"] },
        urn,
      },
    ];
  });
}
