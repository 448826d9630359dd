import { expect } from "chai";
import { unauthenticatedEndpoint } from "../../../policy-pack/policies/unauthenticated-endpoint";
import { judge, judgeStack, type Registered, UNKNOWN, urnOf, withoutTag } from "../judging";
import { expectNeverSilent, expectUnknownAsTried } from "../spellings";

const AT_COST = "whoever finds the address can call it, at your cost";
const METHOD_FIX = "require `AWS_IAM` or an authorizer, or list the path in `allowPaths`";
const FUNCTION_WHY = "whoever finds the address can run the function, at your cost";
const KEY_WHY = "the key is the same for all callers, and every client carries it";
const KEY_FIX =
  "use `AWS_IAM`, a user pool, OpenID Connect or an authorizer, or list the resource in `allowNames`";
const SERVICE_WHY = "whatever is in a VPC of its network can call it";
const SERVICE_FIX = "set it to `AWS_IAM` and attach an auth policy, or list the resource in `allowNames`";
const AGAIN =
  "some of its possible values let anyone call it; it is judged again before the resource is created or changed";

const report = async (resources: readonly Registered[], settings = {}) =>
  (await judgeStack(unauthenticatedEndpoint, resources, settings)).map(({ message }) => withoutTag(message));

describe("unauthenticated-endpoint", () => {
  describe("endpoints that are one resource", () => {
    const rejected: readonly (readonly [type: string, props: Record<string, unknown>, message: string])[] = [
      [
        "aws:lambda/functionUrl:FunctionUrl",
        { functionName: "resize", authorizationType: "NONE" },
        `this function URL: \`authorizationType\` is \`NONE\`; ${FUNCTION_WHY}; set it to \`AWS_IAM\`, or list the resource in \`allowNames\``,
      ],
      [
        "aws-native:lambda:Url",
        { targetFunctionArn: "resize", authType: "NONE" },
        `this function URL: \`authType\` is \`NONE\`; ${FUNCTION_WHY}; set it to \`AWS_IAM\`, or list the resource in \`allowNames\``,
      ],
      [
        "aws:appsync/graphQLApi:GraphQLApi",
        { authenticationType: "API_KEY" },
        `this GraphQL API: \`authenticationType\` is \`API_KEY\`; ${KEY_WHY}; ${KEY_FIX}`,
      ],
      [
        "aws-native:appsync:GraphQlApi",
        {
          authenticationType: "AWS_IAM",
          additionalAuthenticationProviders: [
            { authenticationType: "OPENID_CONNECT" },
            { authenticationType: "API_KEY" },
          ],
        },
        `this GraphQL API: \`additionalAuthenticationProviders[1].authenticationType\` is \`API_KEY\`; ${KEY_WHY}; ${KEY_FIX}`,
      ],
      [
        "aws:appsync/api:Api",
        {
          eventConfig: {
            authProviders: [{ authType: "API_KEY" }],
            connectionAuthModes: [{ authType: "API_KEY" }],
            defaultPublishAuthModes: [{ authType: "AWS_IAM" }],
            defaultSubscribeAuthModes: [{ authType: "API_KEY" }],
          },
        },
        `this event API: \`eventConfig.defaultSubscribeAuthModes[0].authType\` is \`API_KEY\`; ${KEY_WHY}; ${KEY_FIX}`,
      ],
      [
        "aws:vpclattice/serviceNetwork:ServiceNetwork",
        {},
        `this service network: \`authType\` is absent; ${SERVICE_WHY}; ${SERVICE_FIX}`,
      ],
      [
        "aws-native:vpclattice:ServiceNetwork",
        { authType: "NONE" },
        `this service network: \`authType\` is \`NONE\`; ${SERVICE_WHY}; ${SERVICE_FIX}`,
      ],
      [
        "aws:apigatewayv2/api:Api",
        { protocolType: "HTTP", target: "arn:aws:lambda:eu-west-1:123456789012:function:f" },
        `route \`$default\`: \`target\` makes a route without an authorizer; ${AT_COST}; ${METHOD_FIX}`,
      ],
    ];
    for (const [type, props, message] of rejected) {
      it(`advises against ${type} ${JSON.stringify(props).slice(0, 70)}`, async () => {
        expect((await judge(unauthenticatedEndpoint, type, props)).map(withoutTag)).to.deep.equal([message]);
        expect(await judge(unauthenticatedEndpoint, type, props, { allowNames: ["i?"] })).to.deep.equal([]);
        expect(await judge(unauthenticatedEndpoint, type, props, { allowPaths: ["/*"] })).to.deep.equal([]);
        expect(await judge(unauthenticatedEndpoint, type, props, { allowPaths: ["/a/*"] })).to.have.length(1);
        await expectNeverSilent(unauthenticatedEndpoint, type, props);
      });
    }

    const accepted: readonly (readonly [type: string, props: Record<string, unknown>])[] = [
      ["aws:lambda/functionUrl:FunctionUrl", { authorizationType: "AWS_IAM" }],
      ["aws-native:lambda:Url", { authType: "AWS_IAM" }],
      ["aws:appsync/graphQLApi:GraphQLApi", { authenticationType: "AMAZON_COGNITO_USER_POOLS" }],
      ["aws:vpclattice/serviceNetwork:ServiceNetwork", { authType: "AWS_IAM" }],
      ["aws:apigatewayv2/api:Api", { protocolType: "HTTP" }],
    ];
    for (const [type, props] of accepted) {
      it(`accepts ${type} ${JSON.stringify(props)}`, async () =>
        expectUnknownAsTried(unauthenticatedEndpoint, type, props, ["NONE", "API_KEY"]));
    }

    it("accepts a private GraphQL API with a key", async () => {
      const type = "aws:appsync/graphQLApi:GraphQLApi";
      const found = (visibility: unknown) =>
        judge(unauthenticatedEndpoint, type, { authenticationType: "API_KEY", visibility });
      expect(await found("PRIVATE")).to.deep.equal([]);
      expect(await found("GLOBAL")).to.have.length(1);
      expect((await found(UNKNOWN)).map(withoutTag)).to.deep.equal([
        `[advisory] unverified: this GraphQL API: \`visibility\` is not fully known yet; ${AGAIN}`,
      ]);
    });
  });

  describe("methods of a REST API", () => {
    const api = (props: Record<string, unknown> = {}): Registered => ({
      type: "aws:apigateway/restApi:RestApi",
      name: "api",
      props,
    });
    const parts: readonly Registered[] = [
      {
        type: "aws:apigateway/resource:Resource",
        name: "pets",
        props: { pathPart: "pets" },
        madeFrom: { parentId: ["api"], restApi: ["api"] },
      },
      {
        type: "aws:apigateway/resource:Resource",
        name: "pet",
        props: { pathPart: "{id}" },
        madeFrom: { parentId: ["pets"], restApi: ["api"] },
      },
    ];
    const method = (props: Record<string, unknown>, at = "pet"): Registered => ({
      type: "aws:apigateway/method:Method",
      name: "method",
      props: { httpMethod: "GET", authorization: "NONE", restApi: UNKNOWN, resourceId: UNKNOWN, ...props },
      madeFrom: { restApi: ["api"], resourceId: [at] },
    });
    const stack = (props: Record<string, unknown> = {}, of: Record<string, unknown> = {}) => [
      api(of),
      ...parts,
      method(props),
    ];
    const message = `method \`GET /pets/{id}\`: \`authorization\` is \`NONE\`; ${AT_COST}; ${METHOD_FIX}`;

    it("are named by their path, and reported where they are", async () => {
      const resources = stack();
      expect(
        (await judgeStack(unauthenticatedEndpoint, resources)).map(({ message: text, urn }) => [
          urn,
          withoutTag(text),
        ]),
      ).to.deep.equal([[urnOf(method({})), message]]);
      expect(await report([api(), method({}, "api")])).to.deep.equal([message.replace("/pets/{id}", "/")]);
      expect(await report([method({})])).to.deep.equal([message.replace(" /pets/{id}", "")]);
    });

    it("are allowed by path, with or without the method", async () => {
      for (const allowPaths of [["/pets/*"], ["GET /pets/{id}"], ["/*"], ["* /pets*"]])
        expect(await report(stack(), { allowPaths }), String(allowPaths)).to.deep.equal([]);
      for (const allowPaths of [["/pets"], ["POST /pets/{id}"], []])
        expect(await report(stack(), { allowPaths }), String(allowPaths)).to.deep.equal([message]);
    });

    it("are accepted with an authorizer or a key, and for CORS", async () => {
      for (const authorization of ["AWS_IAM", "CUSTOM", "COGNITO_USER_POOLS"])
        expect(await report(stack({ authorization }))).to.deep.equal([]);
      expect(await report(stack({ apiKeyRequired: true }))).to.deep.equal([]);
      expect(await report(stack({ httpMethod: "OPTIONS" }))).to.deep.equal([]);
    });

    it("are accepted in a private API, and behind a policy that keeps strangers out", async () => {
      const policy = (condition: unknown) =>
        JSON.stringify({
          Statement: {
            Effect: "Allow",
            Principal: "*",
            Action: "execute-api:Invoke",
            Resource: "*",
            Condition: condition,
          },
        });
      const fence = { StringEquals: { "aws:SourceVpce": "vpce-0123456789abcdef0" } };
      expect(await report(stack({}, { endpointConfiguration: { types: "PRIVATE" } }))).to.deep.equal([]);
      expect(await report(stack({}, { endpointConfiguration: { types: ["REGIONAL"] } }))).to.deep.equal([
        message,
      ]);
      expect(await report(stack({}, { policy: policy(fence) }))).to.deep.equal([]);
      expect(await report(stack({}, { policy: policy({}) }))).to.deep.equal([message]);
      const separate: Registered = {
        type: "aws:apigateway/restApiPolicy:RestApiPolicy",
        name: "policy",
        props: { policy: policy(fence) },
        madeFrom: { restApiId: ["api"] },
      };
      expect(await report([...stack(), separate])).to.deep.equal([]);
    });

    it("are undecided by the property that is not known", async () => {
      const cases: readonly (readonly [string, readonly Registered[]])[] = [
        ["authorization", stack({ authorization: UNKNOWN })],
        ["apiKeyRequired", stack({ apiKeyRequired: UNKNOWN })],
        ["endpointConfiguration.types", stack({}, { endpointConfiguration: { types: UNKNOWN } })],
        ["policy", stack({}, { policy: UNKNOWN })],
      ];
      for (const [property, resources] of cases) {
        expect(await report(resources)).to.deep.equal([
          `[advisory] unverified: method \`GET /pets/{id}\`: \`${property}\` is not fully known yet; ${AGAIN}`,
        ]);
      }
      const [first] = await report(stack({ httpMethod: UNKNOWN }));
      expect(first).to.match(/^\[advisory\] unverified: method `method`: `httpMethod`/);
      expect(await report(stack({ authorization: UNKNOWN, apiKeyRequired: true }))).to.deep.equal([]);
    });

    it("are read in aws-native and in templates alike", async () => {
      const template = {
        Resources: {
          Api: { Type: "AWS::ApiGateway::RestApi" },
          Pets: {
            Type: "AWS::ApiGateway::Resource",
            Properties: {
              PathPart: "pets",
              ParentId: { "Fn::GetAtt": "Api.RootResourceId" },
              RestApiId: { Ref: "Api" },
            },
          },
          List: {
            Type: "AWS::ApiGateway::Method",
            Properties: { HttpMethod: "GET", RestApiId: { Ref: "Api" }, ResourceId: { Ref: "Pets" } },
          },
        },
      };
      const type = "aws:cloudformation/stack:Stack";
      expect(await report([{ type, props: { templateBody: JSON.stringify(template) } }])).to.deep.equal([
        `\`templateBody.Resources.List\`: method \`GET /pets\`: \`authorizationType\` is absent; ${AT_COST}; ${METHOD_FIX}`,
      ]);
    });
  });

  describe("OpenAPI documents", () => {
    const type = "aws:apigateway/restApi:RestApi";
    const body = (paths: unknown, more = {}) => [
      { type, props: { body: JSON.stringify({ paths, ...more }) } },
    ];
    const open = { responses: {} };

    it("are read method by method", async () => {
      expect(await report(body({ "/pets": { get: open, options: open, parameters: [] } }))).to.deep.equal([
        `method \`GET /pets\`: \`body.paths./pets.get.security\` is absent; ${AT_COST}; ${METHOD_FIX}`,
      ]);
      expect(
        await report(
          body({ "/a": { get: open, "x-amazon-apigateway-any-method": open }, "/b": { post: open } }),
        ),
      ).to.deep.equal([
        `method \`GET /a\`, method \`ANY /a\` and method \`POST /b\` ask nothing of their callers; ${AT_COST}; ${METHOD_FIX}`,
      ]);
    });

    it("are accepted with a requirement of their own or of the whole, or with IAM", async () => {
      const security = [{ pool: [] }];
      expect(await report(body({ "/a": { get: { security } } }))).to.deep.equal([]);
      expect(await report(body({ "/a": { get: open } }, { security }))).to.deep.equal([]);
      const iam = { "x-amazon-apigateway-auth": { type: "AWS_IAM" } };
      expect(await report(body({ "/a": { get: iam } }))).to.deep.equal([]);
    });

    it("are rejected where an alternative asks nothing", async () => {
      for (const security of [[], [{ pool: [] }, {}]])
        expect(
          await report(body({ "/a": { get: { security } } }, { security: [{ pool: [] }] })),
        ).to.deep.equal([
          `method \`GET /a\`: \`body.paths./a.get.security\` asks nothing; ${AT_COST}; ${METHOD_FIX}`,
        ]);
    });

    it("are undecided as far as they are not known", async () => {
      expect(await report([{ type, props: { body: UNKNOWN } }])).to.have.length(1);
      const native = "aws-native:apigatewayv2:Api";
      const paths = { "/a": { get: { security: UNKNOWN } }, "/b": UNKNOWN };
      expect(await report([{ type: native, props: { body: { paths } } }])).to.have.length(2);
    });

    it("allow paths one by one", async () => {
      expect(
        await report(body({ "/health": { get: open }, "/pets": { get: open } }), { allowPaths: ["/health"] }),
      ).to.deep.equal([
        `method \`GET /pets\`: \`body.paths./pets.get.security\` is absent; ${AT_COST}; ${METHOD_FIX}`,
      ]);
    });
  });

  describe("routes of HTTP and WebSocket APIs", () => {
    const route = (props: Record<string, unknown>): Registered => ({
      type: "aws:apigatewayv2/route:Route",
      name: "route",
      props: { apiId: UNKNOWN, ...props },
      madeFrom: { apiId: ["api"] },
    });
    const api = (protocolType: string): Registered => ({
      type: "aws:apigatewayv2/api:Api",
      name: "api",
      props: { protocolType },
    });
    const of = (protocol: string, props: Record<string, unknown>, settings = {}) =>
      report([api(protocol), route(props)], settings);

    it("are rejected without an authorizer", async () => {
      expect(await of("HTTP", { routeKey: "GET /pets" })).to.deep.equal([
        `route \`GET /pets\`: \`authorizationType\` is absent; ${AT_COST}; ${METHOD_FIX}`,
      ]);
      for (const [protocol, routeKey] of [
        ["HTTP", "$default"],
        ["WEBSOCKET", "$connect"],
      ] as const) {
        expect(await of(protocol, { routeKey, authorizationType: "NONE" })).to.deep.equal([
          `route \`${routeKey}\`: \`authorizationType\` is \`NONE\`; ${AT_COST}; ${METHOD_FIX}`,
        ]);
      }
    });

    it("are accepted with one, for CORS, and behind the entrance of a WebSocket", async () => {
      for (const authorizationType of ["JWT", "CUSTOM", "AWS_IAM"])
        expect(await of("HTTP", { routeKey: "GET /pets", authorizationType })).to.deep.equal([]);
      expect(await of("HTTP", { routeKey: "OPTIONS /pets" })).to.deep.equal([]);
      expect(await of("WEBSOCKET", { routeKey: "$connect", apiKeyRequired: true })).to.deep.equal([]);
      for (const routeKey of ["$default", "$disconnect", "join"])
        expect(await of("WEBSOCKET", { routeKey })).to.deep.equal([]);
      expect(await of("HTTP", { routeKey: "GET /health" }, { allowPaths: ["/health"] })).to.deep.equal([]);
      expect(await of("HTTP", { routeKey: "$default" }, { allowPaths: ["/health"] })).to.have.length(1);
    });

    it("are undecided by the property that is not known", async () => {
      for (const [props, property] of [
        [{ routeKey: "GET /a", authorizationType: UNKNOWN }, "authorizationType"],
        [{ routeKey: "GET /a", apiKeyRequired: UNKNOWN }, "apiKeyRequired"],
      ] as const) {
        expect(await of("HTTP", props)).to.deep.equal([
          `[advisory] unverified: route \`GET /a\`: \`${property}\` is not fully known yet; ${AGAIN}`,
        ]);
      }
      expect(await of("HTTP", { routeKey: UNKNOWN })).to.deep.equal([
        `[advisory] unverified: route \`route\`: \`routeKey\` is not fully known yet; ${AGAIN}`,
      ]);
    });
  });

  describe("services of VPC Lattice", () => {
    const service = (authType?: unknown): Registered => ({
      type: "aws:vpclattice/service:Service",
      name: "service",
      props: authType === undefined ? {} : { authType },
    });
    const network = (authType: unknown, name = "network"): Registered => ({
      type: "aws:vpclattice/serviceNetwork:ServiceNetwork",
      name,
      props: { authType },
    });
    const joined = (to: string): Registered => ({
      type: "aws:vpclattice/serviceNetworkServiceAssociation:ServiceNetworkServiceAssociation",
      name: `in-${to}`,
      props: { serviceIdentifier: UNKNOWN, serviceNetworkIdentifier: UNKNOWN },
      madeFrom: { serviceIdentifier: ["service"], serviceNetworkIdentifier: [to] },
    });
    const message = `this service: \`authType\` is absent; ${SERVICE_WHY}; ${SERVICE_FIX}`;

    it("must ask, unless all of their networks do", async () => {
      expect(await report([service()])).to.deep.equal([message]);
      expect(await report([service("AWS_IAM")])).to.deep.equal([]);
      expect(await report([service(), network("AWS_IAM"), joined("network")])).to.deep.equal([]);
      expect(
        await report([service(), network("AWS_IAM"), joined("network"), joined("elsewhere")]),
      ).to.deep.equal([message]);
      expect(await report([service(UNKNOWN)])).to.deep.equal([
        `[advisory] unverified: this service: \`authType\` is not fully known yet; ${AGAIN}`,
      ]);
    });
  });

  describe("permissions through a function URL", () => {
    const permission = (props: Record<string, unknown> = {}): Registered => ({
      type: "aws:lambda/permission:Permission",
      name: "permission",
      props: {
        action: "lambda:InvokeFunctionUrl",
        function: "resize",
        principal: "*",
        functionUrlAuthType: "NONE",
        ...props,
      },
    });
    const url = (functionName: unknown): Registered => ({
      type: "aws:lambda/functionUrl:FunctionUrl",
      name: "url",
      props: { functionName, authorizationType: "NONE" },
    });
    const message = `this permission lets anyone call the function through a URL that asks nobody who he is; ${FUNCTION_WHY}; use \`AWS_IAM\` as \`functionUrlAuthType\` and name the callers in \`principal\`, or list the resource in \`allowNames\``;

    it("are rejected where the URL is not of the stack", async () => {
      expect(await report([permission()])).to.deep.equal([message]);
      expect(
        await report([
          permission(),
          { ...url("other"), props: { functionName: "other", authorizationType: "AWS_IAM" } },
        ]),
      ).to.deep.equal([message]);
      expect(
        await report([
          permission({
            action: "lambda:InvokeFunction",
            functionUrlAuthType: undefined,
            invokedViaFunctionUrl: true,
          }),
        ]),
      ).to.deep.equal([message]);
      expect(await report([permission()], { allowNames: ["permission"] })).to.deep.equal([]);
    });

    it("are left to the URL where it is, by name or by what it was made from", async () => {
      expect(await report([permission(), url("resize")])).to.have.length(1);
      expect(
        await report([permission(), url("arn:aws:lambda:eu-west-1:123456789012:function:resize")]),
      ).to.have.length(1);
      const lambda = { type: "aws:lambda/function:Function", name: "f", props: {} };
      const made = await report([
        lambda,
        { ...permission({ function: UNKNOWN }), madeFrom: { function: ["f"] } },
        { ...url(UNKNOWN), madeFrom: { functionName: ["f"] } },
      ]);
      expect(made).to.have.length(1);
      expect(made[0]).to.match(/^this function URL/);
    });

    it("are accepted for callers who are named", async () => {
      expect(await report([permission({ principal: "123456789012" })])).to.deep.equal([]);
      expect(await report([permission({ principalOrgId: "o-a1b2c3d4e5" })])).to.deep.equal([]);
      expect(await report([permission({ functionUrlAuthType: "AWS_IAM" })])).to.deep.equal([]);
      expect(await report([permission({ principal: UNKNOWN })])).to.have.length(1);
    });
  });
});
