import { isList, isMap, UNKNOWN, type Value, type ValueMap } from "../analysis/unknown";
import { readStructuredText } from "./contents/structured-text";
import { itemsOf, type Resource } from "./resource";

/** Something that can be called from outside, or one way to call it. */
export interface Endpoint {
  readonly kind: "function" | "method" | "graphql" | "events" | "service";
  /** How messages name it: ``method `GET /pets` ``. */
  readonly label: string;
  /** The property that says what callers are asked, as a JSON path. */
  readonly path: string;
  /** What it says: `` is `NONE` ``. */
  readonly says: string;
  /** `GET /pets`; undefined where it takes any path. */
  readonly route: string | undefined;
  /** What callers are asked: nothing, or only a key that all of them share; who they are; or it is not known. */
  readonly asks: "nothing" | "identity" | typeof UNKNOWN;
}

type Reader = (inputs: ValueMap) => readonly Endpoint[];

const NONE = "none";

/** What callers are asked by a property that names how they prove who they are. */
export function asked(value: Value | undefined): Endpoint["asks"] {
  if (value === UNKNOWN) return UNKNOWN;
  return typeof value === "string" && value.toLowerCase() !== NONE ? "identity" : "nothing";
}

function said(value: Value | undefined): string {
  if (value === undefined || value === null) return "is absent";
  if (isList(value)) return "is a list";
  return isMap(value) ? "is an object" : `is \`${value === UNKNOWN ? "" : value}\``;
}

const functionUrl =
  (property: string): Reader =>
  (inputs) => [
    {
      kind: "function",
      label: "this function URL",
      path: property,
      says: said(inputs[property]),
      route: undefined,
      asks: asked(inputs[property]),
    },
  ];

const networkOrService =
  (label: string): Reader =>
  (inputs) => [
    {
      kind: "service",
      label,
      path: "authType",
      says: said(inputs["authType"]),
      route: undefined,
      asks: asked(inputs["authType"]),
    },
  ];

/** Every place at which an AppSync API takes a key, which all of its callers share and browsers carry. */
function keyed(
  kind: "graphql" | "events",
  label: string,
  places: readonly (readonly [string, Value | undefined])[],
) {
  return places.flatMap(([path, value]): readonly Endpoint[] => {
    const isOpen = value === UNKNOWN || (typeof value === "string" && value.toUpperCase() === "API_KEY");
    return isOpen
      ? [
          {
            kind,
            label,
            path,
            says: said(value),
            route: undefined,
            asks: value === UNKNOWN ? UNKNOWN : "nothing",
          },
        ]
      : [];
  });
}

const typesIn = (
  list: Value | undefined,
  path: string,
  field: string,
): (readonly [string, Value | undefined])[] =>
  itemsOf(list, path).map(({ path: at, value }) =>
    isMap(value) ? [`${at}.${field}`, value[field]] : [at, value === UNKNOWN ? UNKNOWN : undefined],
  );

const graphQl: Reader = (inputs) => {
  const { visibility, authenticationType, additionalAuthenticationProviders: more } = inputs;
  // A private API is reached through an endpoint in a VPC.
  if (typeof visibility === "string" && visibility.toUpperCase() === "PRIVATE") return [];
  const found = keyed("graphql", "this GraphQL API", [
    ["authenticationType", authenticationType],
    ...typesIn(more, "additionalAuthenticationProviders", "authenticationType"),
  ]);
  return visibility === UNKNOWN
    ? found.map((endpoint) => ({ ...endpoint, path: "visibility", asks: UNKNOWN }))
    : found;
};

const events: Reader = ({ eventConfig }) => {
  if (eventConfig === UNKNOWN) return keyed("events", "this event API", [["eventConfig", UNKNOWN]]);
  const config = isMap(eventConfig) ? eventConfig : {};
  // Whoever may connect can do no more than publish or subscribe.
  return keyed(
    "events",
    "this event API",
    ["defaultPublishAuthModes", "defaultSubscribeAuthModes"].flatMap((property) =>
      typesIn(config[property], `eventConfig.${property}`, "authType"),
    ),
  );
};

/** An HTTP API that is made in one step, from its target alone, has one route and no authorizer. */
const quickApi: Reader = (inputs) => {
  const { target, routeKey } = inputs;
  const made: readonly Endpoint[] =
    target === undefined || target === null || target === ""
      ? []
      : [
          {
            kind: "method",
            label: `route \`${typeof routeKey === "string" ? routeKey : "$default"}\``,
            path: "target",
            says: "makes a route without an authorizer",
            route: typeof routeKey === "string" && routeKey !== "$default" ? routeKey : undefined,
            asks: target === UNKNOWN ? UNKNOWN : "nothing",
          },
        ];
  return [...made, ...bodyEndpoints(inputs["body"])];
};

const READERS: Readonly<Record<string, Reader>> = {
  "aws:lambda/functionUrl:FunctionUrl": functionUrl("authorizationType"),
  "aws-native:lambda:Url": functionUrl("authType"),
  "aws:appsync/graphQLApi:GraphQLApi": graphQl,
  "aws-native:appsync:GraphQlApi": graphQl,
  "aws:appsync/api:Api": events,
  "aws-native:appsync:Api": events,
  "aws:vpclattice/serviceNetwork:ServiceNetwork": networkOrService("this service network"),
  "aws-native:vpclattice:ServiceNetwork": networkOrService("this service network"),
  "aws:apigatewayv2/api:Api": quickApi,
  "aws-native:apigatewayv2:Api": quickApi,
};

/** Whether resources of this type are endpoints that can be judged alone. */
export const isEndpoint = (type: string): boolean => Object.hasOwn(READERS, type);

/** The endpoints that a resource makes by itself. */
export function endpointsOf({ type, inputs }: Resource): readonly Endpoint[] {
  return (isEndpoint(type) ? READERS[type]?.(inputs) : undefined) ?? [];
}

const METHODS: ReadonlySet<string> = new Set([
  "get",
  "put",
  "post",
  "delete",
  "patch",
  "head",
  "trace",
  "x-amazon-apigateway-any-method",
]);

/**
 * The methods that an OpenAPI document declares. Requests for CORS (`OPTIONS`) carry no credentials by their standard.
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-swagger-extensions-authtype.html
 */
export function bodyEndpoints(written: Value | undefined): readonly Endpoint[] {
  if (written === undefined || written === null || written === "") return [];
  const body = openApiOf(written);
  if (body === UNKNOWN) return [undecidedMethods("body")];
  if (!isMap(body)) return [];
  const { paths, security } = body;
  if (paths === UNKNOWN) return [undecidedMethods("body.paths")];
  return Object.entries(isMap(paths) ? paths : {}).flatMap(([path, operations]): readonly Endpoint[] => {
    if (operations === UNKNOWN) return [undecidedMethods(`body.paths.${path}`)];
    return Object.entries(isMap(operations) ? operations : {}).flatMap(([method, operation]) => {
      if (!METHODS.has(method.toLowerCase())) return [];
      const verb = method.startsWith("x-") ? "ANY" : method.toUpperCase();
      const own = isMap(operation) ? operation["security"] : undefined;
      return [
        {
          kind: "method",
          label: `method \`${verb} ${path}\``,
          path: `body.paths.${path}.${method}.security`,
          says: own === undefined && security === undefined ? "is absent" : "asks nothing",
          route: `${verb} ${path}`,
          asks: operation === UNKNOWN ? UNKNOWN : (iamOf(operation) ?? requirement(own ?? security)),
        },
      ];
    });
  });
}

const undecidedMethods = (path: string): Endpoint => ({
  kind: "method",
  label: "this API",
  path,
  says: "",
  route: undefined,
  asks: UNKNOWN,
});

/** An OpenAPI document, which is given as text or as an object. */
export function openApiOf(written: Value | undefined): Value | undefined {
  if (typeof written !== "string") return written;
  const read = readStructuredText(written);
  return read.kind === "value" ? read.value : undefined;
}

/** What the extension for IAM says of a method; undefined where it leaves that to `security`. */
function iamOf(operation: Value): "identity" | typeof UNKNOWN | undefined {
  const auth = isMap(operation) ? operation["x-amazon-apigateway-auth"] : undefined;
  if (auth === undefined) return undefined;
  const answer = asked(isMap(auth) ? auth["type"] : auth);
  return answer === "nothing" ? undefined : answer;
}

/** What a list of alternatives asks: an empty one, or an empty alternative, asks nothing. */
function requirement(security: Value | undefined): Endpoint["asks"] {
  if (security === UNKNOWN) return UNKNOWN;
  if (!isList(security) || security.length === 0) return "nothing";
  if (security.some((choice) => isMap(choice) && Object.keys(choice).length === 0)) return "nothing";
  return security.some((choice) => choice === UNKNOWN) ? UNKNOWN : "identity";
}
