import { createRequire } from "node:module";
import { join } from "node:path";
import {
  type EnforcementLevel,
  PolicyPack,
  type PolicyPackArgs,
  type PolicyResource,
  type ReportViolation,
  type ResourceValidationPolicy,
} from "@pulumi/policy";
import type {
  AnalyzeRequest,
  AnalyzeResponse,
  AnalyzerProviderResource,
  AnalyzerResource,
  AnalyzeStackRequest,
  ConfigureAnalyzerRequest,
} from "@pulumi/pulumi/proto/analyzer_pb";

/** What a policy of this pack reads of a resource. */
export interface Asked {
  readonly urn: string;
  readonly type: string;
  readonly name: string;
  readonly props: PolicyResource["props"];
  readonly provider?: PolicyResource["provider"];
}

/** A resource at the end of a preview or update, with those that its properties were made from. */
export interface AskedOfStack extends Asked {
  readonly propertyDependencies: Readonly<Record<string, readonly AskedOfStack[]>>;
}

/** A policy as both servers ask it: this one, and the SDK's. It answers at once. */
export interface ServedPolicy
  extends Omit<ResourceValidationPolicy, "validateResource" | "remediateResource"> {
  readonly validateResource: (args: Asked & WithConfig, report: ReportViolation) => void;
  readonly validateStack?: (
    args: WithConfig & { readonly resources: readonly AskedOfStack[] },
    report: ReportViolation,
  ) => void;
}

interface WithConfig {
  readonly getConfig: <T extends object>() => T;
}

/** Everything about the pack but its policies' answers. */
export interface Pack extends Omit<PolicyPackArgs, "policies" | "enforcementLevel"> {
  readonly name: string;
  readonly policies: readonly ServedPolicy[];
  readonly enforcementLevel: EnforcementLevel;
}

/** Says what is wrong with a configuration, the settings that are given by policy. */
export type Mistakes = (given: ReadonlyMap<string, readonly string[]>) => readonly string[];

/**
 * Serves a pack by the SDK, but for two answers: the SDK's server takes the properties of a resource apart once for each
 * policy, and those of a whole stack once for each policy that judges stacks. Here that is done once for all of them,
 * and not at all where no policy reads them. With forty policies it makes all the difference.
 *
 * A version of the SDK that is built otherwise answers by itself: slower, and the same.
 *
 * A configuration with mistakes is refused, which ends the preview or update: what was meant is not known.
 */
export function serve({ name, policies, ...about }: Pack, mistakes: Mistakes): void {
  const sdk = sdkFunctions();
  const { Server } = createRequire(require.resolve("@pulumi/policy"))(
    "@grpc/grpc-js",
  ) as typeof import("@grpc/grpc-js");
  const { addService } = Server.prototype;
  const pass =
    sdk === undefined
      ? undefined
      : new SinglePass({ name, version: versionOfPack(), ...about, policies }, sdk);
  Server.prototype.addService = function (service, implementation) {
    const answers = pass === undefined ? {} : answeredBy(pass, implementation);
    addService.call(this, service, refusing(mistakes, { ...implementation, ...answers }));
  };
  try {
    new PolicyPack(name, { ...about, policies: [...policies] });
  } finally {
    Server.prototype.addService = addService;
  }
}

/** As the SDK finds it. */
const versionOfPack = (): string =>
  (require(join(process.cwd(), "package.json")) as { readonly version: string }).version;

type Callback<Response> = (error: Error | null, response?: Response) => void;
type Handler<Request, Response> = (
  call: { readonly request: Request },
  callback: Callback<Response>,
) => unknown;

const answer =
  <Request, Response>(judge: (request: Request) => Response): Handler<Request, Response> =>
  ({ request }, callback) => {
    let response: Response;
    try {
      response = judge(request);
    } catch (error) {
      callback(error instanceof Error ? error : new Error(String(error)));
      return;
    }
    callback(null, response);
  };

/** The service, which refuses a configuration with mistakes. */
function refusing<Service extends object>(mistakes: Mistakes, service: Service): Service {
  const { configure } = service as { readonly configure?: unknown };
  if (typeof configure !== "function") return service;
  const refuse: Handler<ConfigureAnalyzerRequest, unknown> = (call, callback) => {
    const given = [...call.request.getPolicyconfigMap().entries()].map(
      ([policy, config]) => [policy, Object.keys(config.getProperties()?.toJavaScript() ?? {})] as const,
    );
    const found = mistakes(new Map(given));
    if (found.length === 0) configure(call, callback);
    else callback(new Error(`the configuration of this policy pack is refused: ${found.join("; ")}`));
  };
  return { ...service, configure: refuse };
}

/** The handlers that replace the SDK's; none where its service is another one. */
function answeredBy(pass: SinglePass, implementation: Readonly<Record<string, unknown>>): object {
  const { analyze, analyzeStack, configure } = implementation;
  if (typeof analyze !== "function" || typeof analyzeStack !== "function" || typeof configure !== "function")
    return {};
  const configureBoth: Handler<ConfigureAnalyzerRequest, unknown> = (call, callback) =>
    configure(call, (error: Error | null, response: unknown) => {
      if (error === null || error === undefined) pass.configure(call.request);
      callback(error, response);
    });
  return {
    analyze: answer((request: AnalyzeRequest) => pass.analyze(request)),
    analyzeStack: answer((request: AnalyzeStackRequest) => pass.analyzeStack(request)),
    configure: configureBoth,
  };
}

/** A finding as the SDK takes it for an answer. */
interface Diagnostic {
  readonly policyName: string;
  readonly policyPackName: string;
  readonly policyPackVersion: string;
  readonly message: string;
  readonly urn: string | undefined;
  readonly description: string;
  readonly enforcementLevel: EnforcementLevel;
  readonly severity: ServedPolicy["severity"];
}

/** What is used of the SDK's own modules, so that messages are read and written as it does. */
interface SdkFunctions {
  readonly deserializeProperties: (properties: object, proxySecrets: boolean) => Asked["props"];
  readonly convertEnforcementLevel: (level: number) => EnforcementLevel;
  readonly makeAnalyzeResponse: (diagnostics: readonly Diagnostic[]) => AnalyzeResponse;
}

/** Undefined where the SDK has them no more. */
export function sdkFunctions(): SdkFunctions | undefined {
  try {
    const { deserializeProperties } = require("@pulumi/policy/deserialize") as Partial<SdkFunctions>;
    const { convertEnforcementLevel, makeAnalyzeResponse } =
      require("@pulumi/policy/protoutil") as Partial<SdkFunctions>;
    return deserializeProperties && convertEnforcementLevel && makeAnalyzeResponse
      ? { deserializeProperties, convertEnforcementLevel, makeAnalyzeResponse }
      : undefined;
  } catch {
    return undefined;
  }
}

interface Configuration {
  readonly level: EnforcementLevel;
  readonly settings: object;
}

/** A policy that is on, with all that it is asked with besides the resource. */
interface Turn {
  readonly policy: ServedPolicy;
  readonly getConfig: WithConfig["getConfig"];
  readonly report: ReportViolation;
}

/** Judges a request by every policy that is on, at its configured level and with its settings. */
export class SinglePass {
  readonly #pack: Pack & { readonly version: string };
  readonly #sdk: SdkFunctions;
  #turns: readonly Turn[];
  /** Of the request that is being answered: policies answer at once, so that there is one at a time. */
  #diagnostics: Diagnostic[] = [];

  constructor(pack: Pack & { readonly version: string }, sdk: SdkFunctions) {
    this.#pack = pack;
    this.#sdk = sdk;
    this.#turns = this.#turnsOf(new Map());
  }

  configure(request: ConfigureAnalyzerRequest): void {
    const configured = new Map<string, Configuration>();
    for (const [name, config] of request.getPolicyconfigMap().entries()) {
      const level = this.#sdk.convertEnforcementLevel(config.getEnforcementlevel());
      configured.set(name, { level, settings: config.getProperties()?.toJavaScript() ?? {} });
    }
    this.#turns = this.#turnsOf(configured);
  }

  analyze(request: AnalyzeRequest): AnalyzeResponse {
    const resource = new AskedResource(request, this.#sdk);
    return this.#answer(({ policy, getConfig, report }) => {
      resource.getConfig = getConfig;
      policy.validateResource(resource, report);
    });
  }

  analyzeStack(request: AnalyzeStackRequest): AnalyzeResponse {
    const byUrn = new Map<string, StackedResource>();
    const resources = request.getResourcesList().map((one) => new StackedResource(one, this.#sdk, byUrn));
    for (const resource of resources) byUrn.set(resource.urn, resource);
    return this.#answer(({ policy, getConfig, report }) =>
      policy.validateStack?.({ resources, getConfig }, report),
    );
  }

  #answer(judge: (turn: Turn) => void): AnalyzeResponse {
    this.#diagnostics = [];
    for (const turn of this.#turns) judge(turn);
    return this.#sdk.makeAnalyzeResponse(this.#diagnostics);
  }

  /** The policies that are on, as they are configured. */
  #turnsOf(configured: ReadonlyMap<string, Configuration>): readonly Turn[] {
    return this.#pack.policies.flatMap((policy): readonly Turn[] => {
      const { level, settings = {} } = configured.get(policy.name) ?? {};
      const own = level ?? policy.enforcementLevel ?? this.#pack.enforcementLevel;
      if (own === "disabled") return [];
      // There is nothing to remediate here.
      const report = this.#reporter(policy, own === "remediate" ? "mandatory" : own);
      return [{ policy, report, getConfig: <T extends object>(): T => settings as T }];
    });
  }

  /** What the SDK's own `makeReportViolationFun` makes of a report. */
  #reporter({ name, description, severity }: ServedPolicy, level: EnforcementLevel): ReportViolation {
    const common = {
      policyName: name,
      policyPackName: this.#pack.name,
      policyPackVersion: this.#pack.version,
      description,
    };
    return (finding, urn) => {
      if (typeof finding === "string") {
        const message = finding === "" ? description : `${description}\n${finding}`;
        this.#diagnostics.push({ ...common, message, urn, enforcementLevel: level, severity });
      } else {
        const graded: {
          readonly message?: string;
          readonly urn?: string;
          readonly enforcementLevel?: EnforcementLevel;
        } = finding;
        this.#diagnostics.push({
          ...common,
          message: graded.message ?? description,
          urn: graded.urn,
          enforcementLevel: graded.enforcementLevel ?? level,
          severity,
        });
      }
    };
  }
}

/** A resource of a request, whose properties are read when a policy asks for them. */
class AskedResource implements Asked, WithConfig {
  readonly urn: string;
  readonly type: string;
  readonly name: string;
  readonly #request: AnalyzeRequest | AnalyzerResource;
  readonly #sdk: SdkFunctions;
  #props: Asked["props"] | undefined;
  #provider: { readonly is: PolicyResource["provider"] } | undefined;
  /** The settings of the policy whose turn it is. */
  getConfig: WithConfig["getConfig"] = () => {
    throw new Error("no policy is asked");
  };

  constructor(request: AnalyzeRequest | AnalyzerResource, sdk: SdkFunctions) {
    this.urn = request.getUrn();
    this.type = request.getType();
    this.name = request.getName();
    this.#request = request;
    this.#sdk = sdk;
  }

  get props(): Asked["props"] {
    this.#props ??= propertiesOf(this.#request, this.#sdk);
    return this.#props;
  }

  get provider(): PolicyResource["provider"] {
    this.#provider ??= { is: providerOf(this.#request, this.#sdk) };
    return this.#provider.is;
  }
}

function providerOf(
  request: AnalyzeRequest | AnalyzerResource,
  sdk: SdkFunctions,
): PolicyResource["provider"] {
  const provider = request.getProvider();
  if (provider === undefined) return undefined;
  const props = propertiesOf(provider, sdk);
  return { urn: provider.getUrn(), type: provider.getType(), name: provider.getName(), props };
}

const propertiesOf = (
  request: AnalyzeRequest | AnalyzerResource | AnalyzerProviderResource,
  sdk: SdkFunctions,
): Asked["props"] => {
  const properties = request.getProperties();
  return properties === undefined ? {} : sdk.deserializeProperties(properties, false);
};

class StackedResource extends AskedResource implements AskedOfStack {
  readonly #request: AnalyzerResource;
  readonly #byUrn: ReadonlyMap<string, StackedResource>;
  #sources: Readonly<Record<string, readonly AskedOfStack[]>> | undefined;

  constructor(request: AnalyzerResource, sdk: SdkFunctions, byUrn: ReadonlyMap<string, StackedResource>) {
    super(request, sdk);
    this.#request = request;
    this.#byUrn = byUrn;
  }

  get propertyDependencies(): Readonly<Record<string, readonly AskedOfStack[]>> {
    this.#sources ??= Object.fromEntries(
      [...this.#request.getPropertydependenciesMap().entries()].map(([property, dependencies]) => [
        property,
        dependencies.getUrnsList().flatMap((urn) => this.#byUrn.get(urn) ?? []),
      ]),
    );
    return this.#sources;
  }
}
