import * as server from "@pulumi/policy/server";
import {
  AnalyzeRequest,
  type AnalyzeResponse,
  AnalyzerPropertyDependencies,
  AnalyzerProviderResource,
  AnalyzerResource,
  AnalyzerResourceOptions,
  AnalyzeStackRequest,
  ConfigureAnalyzerRequest,
  PolicyConfig,
} from "@pulumi/pulumi/proto/analyzer_pb";
import { expect } from "chai";
import { Struct } from "google-protobuf/google/protobuf/struct_pb";
import { toPolicies } from "../../policy-pack/enforcement";
import { rules } from "../../policy-pack/policies";
import { type ServedPolicy, SinglePass, sdkFunctions } from "../../policy-pack/single-pass";
import { type Registered, UNKNOWN, urnOf } from "./judging";

const NAME = "centralized-logging-guard";
const everything = JSON.stringify({ Statement: { Effect: "Allow", Action: "*", Resource: "*" } });
const rule = (name: string, cidrIpv4: string): Registered => ({
  type: "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule",
  name,
  props: { securityGroupId: UNKNOWN, ipProtocol: "tcp", fromPort: 22, toPort: 22, cidrIpv4 },
  madeFrom: { securityGroupId: ["web"] },
});
const secret = { "4dabf18193072939515e22adb298388d": "1b47061264138c4ac30d75fd1eb44270", value: everything };
const text = { "4dabf18193072939515e22adb298388d": "c44067f5952c0a294b673a41bacd8c17", text: "export {}" };

const resources: readonly Registered[] = [
  { type: "aws:ec2/securityGroup:SecurityGroup", name: "web", props: {} },
  rule("a", "8.0.0.0/8"),
  rule("b", "9.0.0.0/8"),
  { type: "aws:iam/rolePolicy:RolePolicy", name: "all", props: { role: "reader", policy: everything } },
  { type: "aws:iam/rolePolicy:RolePolicy", name: "secret", props: { role: "reader", policy: secret } },
  { type: "aws:iam/rolePolicy:RolePolicy", name: "unknown", props: { role: UNKNOWN, policy: UNKNOWN } },
  { type: "aws:lambda/function:Function", name: "code", props: { code: text, role: "r" } },
  { type: "random:index/randomId:RandomId", name: "id", props: { byteLength: UNKNOWN } },
];

function fill(request: AnalyzeRequest | AnalyzerResource, resource: Registered, props: object): void {
  request.setType(resource.type);
  request.setUrn(urnOf(resource));
  request.setName(resource.name ?? "it");
  request.setProperties(Struct.fromJavaScript(JSON.parse(JSON.stringify(props))));
  request.setOptions(new AnalyzerResourceOptions());
  const provider = new AnalyzerProviderResource();
  provider.setType("pulumi:providers:aws");
  provider.setUrn("urn:pulumi:dev::project::pulumi:providers:aws::default");
  provider.setName("default");
  provider.setProperties(Struct.fromJavaScript({ allowedAccountIds: '["123456789012"]' }));
  request.setProvider(provider);
}

function analyzeRequest(resource: Registered): AnalyzeRequest {
  const request = new AnalyzeRequest();
  fill(request, resource, resource.props);
  return request;
}

function analyzeStackRequest(): AnalyzeStackRequest {
  const request = new AnalyzeStackRequest();
  for (const resource of resources) {
    const message = new AnalyzerResource();
    fill(message, resource, resource.outputs ?? {});
    for (const [property, sources] of Object.entries(resource.madeFrom ?? {})) {
      const dependencies = new AnalyzerPropertyDependencies();
      const found = sources.map((name) => resources.find((one) => one.name === name));
      dependencies.setUrnsList(found.flatMap((one) => (one === undefined ? [] : urnOf(one))));
      message.getPropertydependenciesMap().set(property, dependencies);
    }
    request.addResources(message);
  }
  return request;
}

/** How the SDK makes its answers; its types do not show it. */
type Make = (name: string, version: string, level: string, policies: readonly ServedPolicy[]) => unknown;
type Rpc<Request> = (
  call: { request: Request },
  callback: (error: Error | null, response: AnalyzeResponse) => void,
) => void;
const answerOf = <Request>(rpc: unknown, request: Request): Promise<AnalyzeResponse> =>
  new Promise((resolve, reject) => {
    (rpc as Rpc<Request>)({ request }, (error, response) => (error ? reject(error) : resolve(response)));
  });

function passOf(policies: readonly ServedPolicy[]): SinglePass {
  const sdk = sdkFunctions();
  if (sdk === undefined) throw new Error("the SDK has other modules");
  return new SinglePass({ name: NAME, version: "1.2.3", enforcementLevel: "mandatory", policies }, sdk);
}

const configuration = (policies: Record<string, readonly [level: 0 | 1 | 2 | 3, settings: object]>) => {
  const request = new ConfigureAnalyzerRequest();
  for (const [name, [level, settings]] of Object.entries(policies)) {
    const config = new PolicyConfig();
    config.setEnforcementlevel(level);
    config.setProperties(Struct.fromJavaScript(JSON.parse(JSON.stringify(settings))));
    request.getPolicyconfigMap().set(name, config);
  }
  return request;
};

describe("the answers of one pass over a request", () => {
  it("are the SDK's own, for resources and for their stack", async () => {
    const pass = passOf(toPolicies(rules));
    const policies = [...toPolicies(rules)];
    const { makeAnalyzeRpcFun, makeAnalyzeStackRpcFun } = server as unknown as Record<string, Make>;
    const analyze = makeAnalyzeRpcFun?.(NAME, "1.2.3", "mandatory", policies);
    const analyzeStack = makeAnalyzeStackRpcFun?.(NAME, "1.2.3", "mandatory", policies);
    let findings = 0;
    for (const resource of resources) {
      const request = analyzeRequest(resource);
      const answer = pass.analyze(request).toObject();
      findings += answer.diagnosticsList.length;
      expect(answer, resource.name).to.deep.equal((await answerOf(analyze, request)).toObject());
    }
    expect(findings).to.be.greaterThan(2);
    const stack = pass.analyzeStack(analyzeStackRequest()).toObject();
    expect(stack.diagnosticsList.map(({ policyname }) => policyname)).to.include("open-ingress");
    expect(stack).to.deep.equal((await answerOf(analyzeStack, analyzeStackRequest())).toObject());
  });

  const asked: string[] = [];
  const policy = (name: string, level?: ServedPolicy["enforcementLevel"]): ServedPolicy => ({
    name,
    description: `${name}.`,
    ...(level === undefined ? {} : { enforcementLevel: level }),
    validateResource: ({ getConfig }, report) => {
      asked.push(name);
      report(JSON.stringify(getConfig()));
    },
    validateStack: (_, report) => report(""),
  });
  const request = analyzeRequest({ type: "a:b:C", props: {} });
  const levels = (response: AnalyzeResponse) =>
    response
      .getDiagnosticsList()
      .map((one) => [one.getPolicyname(), one.getEnforcementlevel(), one.getMessage()]);

  it("have the level and the settings of each policy, its own or the pack's where none are configured", () => {
    const pass = passOf([policy("own", "advisory"), policy("pack"), policy("off", "disabled")]);
    expect(levels(pass.analyze(request))).to.deep.equal([
      ["own", 0, "own.\n{}"],
      ["pack", 1, "pack.\n{}"],
    ]);
    pass.configure(configuration({ own: [1, { a: 1 }], pack: [2, {}], off: [3, { b: [2] }] }));
    expect(levels(pass.analyze(request))).to.deep.equal([
      ["own", 1, 'own.\n{"a":1}'],
      ["off", 1, 'off.\n{"b":[2]}'],
    ]);
    expect(levels(pass.analyzeStack(new AnalyzeStackRequest()))).to.deep.equal([
      ["own", 1, "own."],
      ["off", 1, "off."],
    ]);
    pass.configure(configuration({}));
    expect(levels(pass.analyze(request)).map(([name]) => name)).to.deep.equal(["own", "pack"]);
  });

  it("do not ask policies that are off", () => {
    asked.length = 0;
    const pass = passOf([policy("on"), policy("off", "disabled")]);
    pass.analyze(request);
    expect(asked).to.deep.equal(["on"]);
  });
});
