import { isMap, UNKNOWN, type Value } from "../analysis/unknown";
import { asked, bodyEndpoints, type Endpoint, openApiOf } from "./endpoints";
import { documentsOf } from "./iam-documents";
import { isFunctionPermission } from "./permission-grants";
import { itemsOf, type Resource, type Stack, type StackResource, textOf } from "./resource";

/** An endpoint that can be judged only with the rest of its stack. */
export interface JoinedEndpoint {
  readonly resource: StackResource;
  readonly endpoint: Endpoint;
  /** Policies that say who may call it, besides what it asks itself. */
  readonly policies: readonly Value[];
  /** Whether it is reached from inside a network alone. */
  readonly isPrivate: boolean | typeof UNKNOWN;
}

const REST_APIS: ReadonlySet<string> = new Set([
  "aws:apigateway/restApi:RestApi",
  "aws-native:apigateway:RestApi",
]);
const REST_POLICY = "aws:apigateway/restApiPolicy:RestApiPolicy";
const METHODS: Readonly<Record<string, readonly [authorization: string, api: string]>> = {
  "aws:apigateway/method:Method": ["authorization", "restApi"],
  "aws-native:apigateway:Method": ["authorizationType", "restApiId"],
};
const PARTS: ReadonlySet<string> = new Set([
  "aws:apigateway/resource:Resource",
  "aws-native:apigateway:Resource",
]);
const ROUTES: ReadonlySet<string> = new Set([
  "aws:apigatewayv2/route:Route",
  "aws-native:apigatewayv2:Route",
]);
const HTTP_APIS: ReadonlySet<string> = new Set(["aws:apigatewayv2/api:Api", "aws-native:apigatewayv2:Api"]);
const SERVICES: ReadonlySet<string> = new Set([
  "aws:vpclattice/service:Service",
  "aws-native:vpclattice:Service",
]);
const NETWORKS: ReadonlySet<string> = new Set([
  "aws:vpclattice/serviceNetwork:ServiceNetwork",
  "aws-native:vpclattice:ServiceNetwork",
]);
const ASSOCIATIONS: ReadonlySet<string> = new Set([
  "aws:vpclattice/serviceNetworkServiceAssociation:ServiceNetworkServiceAssociation",
  "aws-native:vpclattice:ServiceNetworkServiceAssociation",
]);
/** The property of a function URL that names its function. */
const URLS: Readonly<Record<string, string>> = {
  "aws:lambda/functionUrl:FunctionUrl": "functionName",
  "aws-native:lambda:Url": "targetFunctionArn",
};

/** Whether resources of this type are such endpoints, or decide about them. */
export const concernsRoutes = (type: string): boolean =>
  [REST_APIS, PARTS, ROUTES, HTTP_APIS, SERVICES, NETWORKS, ASSOCIATIONS].some((types) => types.has(type)) ||
  Object.hasOwn(METHODS, type) ||
  Object.hasOwn(URLS, type) ||
  isFunctionPermission(type) ||
  type === REST_POLICY;

/** The endpoints of a stack that are made of several resources. */
export function joinedEndpoints(stack: Stack): readonly JoinedEndpoint[] {
  return stack.resources.flatMap((resource): readonly JoinedEndpoint[] => {
    const { type, inputs } = resource;
    if (REST_APIS.has(type)) {
      return bodyEndpoints(inputs["body"]).map((endpoint) => ({
        resource,
        endpoint,
        ...surroundings(resource, stack),
      }));
    }
    if (Object.hasOwn(METHODS, type)) return methodOf(resource, stack);
    if (ROUTES.has(type)) return routeOf(resource);
    return SERVICES.has(type) ? serviceOf(resource, stack) : [];
  });
}

const open = (resource: StackResource, endpoint: Endpoint): JoinedEndpoint => ({
  resource,
  endpoint,
  policies: [],
  isPrivate: false,
});

/** What an API of its own says about all of its methods. */
function surroundings(
  api: StackResource | undefined,
  { resources }: Stack,
): Pick<JoinedEndpoint, "policies" | "isPrivate"> {
  if (api === undefined) return { policies: [], isPrivate: false };
  const separate = resources.filter(
    (resource) =>
      resource.type === REST_POLICY && resource.sourcesOf("restApiId").some(({ urn }) => urn === api.urn),
  );
  const body = openApiOf(api.inputs["body"]);
  const inBody = isMap(body) ? body["x-amazon-apigateway-policy"] : undefined;
  const policies = [api, ...separate].flatMap((resource) =>
    documentsOf(resource, []).map(({ value }) => value),
  );
  const configuration = api.inputs["endpointConfiguration"];
  const types = isMap(configuration) ? configuration["types"] : configuration;
  const kinds = itemsOf(types, "").map(({ value }) => value);
  return {
    policies: inBody === undefined ? policies : [...policies, inBody],
    isPrivate: kinds.includes(UNKNOWN) ? UNKNOWN : kinds.includes("PRIVATE"),
  };
}

const isTrue = (value: Value | undefined): boolean | typeof UNKNOWN =>
  value === UNKNOWN ? UNKNOWN : value === true;

function methodOf(resource: StackResource, stack: Stack): readonly JoinedEndpoint[] {
  const { type, inputs } = resource;
  const [authorization, apiProperty] = METHODS[type] ?? ["", ""];
  const verb = textOf(inputs["httpMethod"]);
  if (typeof verb === "string" && verb.toUpperCase() === "OPTIONS") return [];
  const path = pathOf(resource, "resourceId");
  const route = typeof verb === "string" && path !== undefined ? `${verb} ${path}` : undefined;
  const key = isTrue(inputs["apiKeyRequired"]);
  const asks = asked(inputs[authorization]);
  if (key === true) return [];
  const api = resource.sourcesOf(apiProperty).find((source) => REST_APIS.has(source.type));
  const isOpen = asks === "nothing" && key !== UNKNOWN && verb !== UNKNOWN;
  const unknown = asks === UNKNOWN ? authorization : key === UNKNOWN ? "apiKeyRequired" : "httpMethod";
  return [
    {
      resource,
      endpoint: {
        kind: "method",
        label: `method \`${route ?? (typeof verb === "string" ? verb : resource.name)}\``,
        path: isOpen || asks === "identity" ? authorization : unknown,
        says: inputs[authorization] === undefined ? "is absent" : "is `NONE`",
        route,
        asks: asks === "identity" ? "identity" : isOpen ? "nothing" : UNKNOWN,
      },
      ...surroundings(api, stack),
    },
  ];
}

/** The path of a REST resource, part by part up to the API; undefined where it leaves the stack. */
function pathOf(resource: StackResource, property: string, depth = 0): string | undefined {
  const sources = resource.sourcesOf(property);
  const part = sources.find((source) => PARTS.has(source.type));
  if (part === undefined) return sources.some((source) => REST_APIS.has(source.type)) ? "/" : undefined;
  const parent = depth > 50 ? undefined : pathOf(part, "parentId", depth + 1);
  const name = textOf(part.inputs["pathPart"]);
  return parent === undefined || typeof name !== "string"
    ? undefined
    : `${parent === "/" ? "" : parent}/${name}`;
}

/**
 * A route of an HTTP or WebSocket API. Those of a WebSocket other than `$connect` are for callers who are in already,
 * and have keys without a path.
 */
function routeOf(resource: StackResource): readonly JoinedEndpoint[] {
  const { inputs } = resource;
  const key = textOf(inputs["routeKey"]);
  const asks = asked(inputs["authorizationType"]);
  const hasKey = isTrue(inputs["apiKeyRequired"]);
  if (hasKey === true || asks === "identity") return [];
  const api = resource.sourcesOf("apiId").find((source) => HTTP_APIS.has(source.type));
  const isSocket = api?.inputs["protocolType"] === "WEBSOCKET";
  const [, verb, path] = (typeof key === "string" && /^(\S+) (\/.*)$/.exec(key)) || [];
  if (verb?.toUpperCase() === "OPTIONS") return [];
  const isEntrance = path !== undefined || key === "$connect" || (key === "$default" && !isSocket);
  if (key !== UNKNOWN && !isEntrance) return [];
  const isOpen = asks === "nothing" && hasKey !== UNKNOWN && key !== UNKNOWN;
  const unknown = asks === UNKNOWN ? "authorizationType" : key === UNKNOWN ? "routeKey" : "apiKeyRequired";
  return [
    open(resource, {
      kind: "method",
      label: `route \`${typeof key === "string" ? key : resource.name}\``,
      path: isOpen ? "authorizationType" : unknown,
      says: inputs["authorizationType"] === undefined ? "is absent" : "is `NONE`",
      route: path === undefined ? undefined : `${verb} ${path}`,
      asks: isOpen ? "nothing" : UNKNOWN,
    }),
  ];
}

/** A Lattice service asks nothing itself where every network that it is in, and that the stack tells of, does. */
function serviceOf(resource: StackResource, { resources }: Stack): readonly JoinedEndpoint[] {
  const { authType } = resource.inputs;
  const networks = resources
    .filter(
      (candidate) =>
        ASSOCIATIONS.has(candidate.type) &&
        candidate.sourcesOf("serviceIdentifier").some(({ urn }) => urn === resource.urn),
    )
    .map((association) =>
      association.sourcesOf("serviceNetworkIdentifier").find((source) => NETWORKS.has(source.type)),
    );
  const answers = networks.map((network) =>
    network === undefined ? "nothing" : asked(network.inputs["authType"]),
  );
  if (answers.length > 0 && answers.every((answer) => answer === "identity")) return [];
  return [
    open(resource, {
      kind: "service",
      label: "this service",
      path: "authType",
      says: authType === undefined ? "is absent" : "is `NONE`",
      route: undefined,
      asks: asked(authType),
    }),
  ];
}

/** Whether the stack has a function URL of the function that a permission is for: it is there that it is judged. */
export function hasUrl(permission: StackResource, { resources }: Stack): boolean {
  const property = permission.inputs["function"] === undefined ? "functionName" : "function";
  const made = new Set(permission.sourcesOf(property).map(({ urn }) => urn));
  const name = textOf(permission.inputs[property]);
  return resources.some((url) => {
    const named = URLS[url.type];
    if (named === undefined) return false;
    const isSame = typeof name === "string" && functionName(url, named) === lastPart(name);
    return isSame || url.sourcesOf(named).some(({ urn }) => made.has(urn));
  });
}

const functionName = ({ inputs }: Resource, property: string): string | undefined => {
  const name = textOf(inputs[property]);
  return typeof name === "string" ? lastPart(name) : undefined;
};

/** The name of a function in its ARN, or the name itself. */
const lastPart = (name: string): string => /:function:([^:]+)/.exec(name)?.[1] ?? name;
