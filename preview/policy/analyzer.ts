import { credentials, type ServiceError, status } from "@grpc/grpc-js";
import { AnalyzerClient } from "@pulumi/pulumi/proto/analyzer_grpc_pb";
import {
  type AnalyzeDiagnostic,
  type AnalyzeRequest,
  type AnalyzeResponse,
  type AnalyzerInfo,
  AnalyzerStackConfigureRequest,
  type AnalyzeStackRequest,
  ConfigureAnalyzerRequest,
  PolicySeverity,
  PolicyType,
  type RemediateResponse,
  PolicyConfig as WireConfig,
  EnforcementLevel as WireLevel,
  type PolicyInfo as WirePolicy,
} from "@pulumi/pulumi/proto/analyzer_pb";
import { Empty } from "google-protobuf/google/protobuf/empty_pb";
import { Struct } from "google-protobuf/google/protobuf/struct_pb";
import { MESSAGE_LIMIT_OPTIONS } from "../engine/limits";
import type { EnforcementLevel, Severity } from "../plan";
import { decodeStruct } from "../values/codec";
import type { ValueMap } from "../values/value";
import type { JsonMap, PolicyConfigs, PolicyInfo } from "./pack-config";

/** What a policy reports. */
export interface Diagnostic {
  readonly pack: string;
  readonly policy: string;
  readonly level: EnforcementLevel;
  readonly severity: Severity | "";
  /** The URN that the policy named, `""` if none. */
  readonly urn: string;
  readonly message: string;
}

/** What a policy makes of a resource's inputs, or why it could not. */
export interface RemediationResult {
  readonly pack: string;
  readonly policy: string;
  /** `undefined` where the policy could not run, as `diagnostic` says. */
  readonly inputs: ValueMap | undefined;
  readonly diagnostic: string;
}

/** What a pack tells about itself. */
export interface PackInfo {
  readonly name: string;
  readonly policies: readonly PolicyInfo[];
  readonly initialConfig: PolicyConfigs;
}

export interface StackContext {
  readonly stack: string;
  readonly project: string;
  readonly organization: string;
  /** `undefined` where there is none to hand over. */
  readonly config: { readonly [key: string]: string } | undefined;
  readonly secretKeys: readonly string[];
}

const LEVELS: { readonly [level: number]: EnforcementLevel } = {
  [WireLevel.ADVISORY]: "advisory",
  [WireLevel.MANDATORY]: "mandatory",
  [WireLevel.REMEDIATE]: "remediate",
  [WireLevel.DISABLED]: "disabled",
};

const WIRE_LEVELS = {
  advisory: WireLevel.ADVISORY,
  mandatory: WireLevel.MANDATORY,
  remediate: WireLevel.REMEDIATE,
  disabled: WireLevel.DISABLED,
} as const;

const SEVERITIES: { readonly [severity: number]: Severity } = {
  [PolicySeverity.POLICY_SEVERITY_LOW]: "low",
  [PolicySeverity.POLICY_SEVERITY_MEDIUM]: "medium",
  [PolicySeverity.POLICY_SEVERITY_HIGH]: "high",
  [PolicySeverity.POLICY_SEVERITY_CRITICAL]: "critical",
};

const KINDS: { readonly [type: number]: PolicyInfo["kind"] } = {
  [PolicyType.POLICY_TYPE_RESOURCE]: "resource",
  [PolicyType.POLICY_TYPE_STACK]: "stack",
};

type Reply<Response> = (error: ServiceError | null, response: Response) => void;

/** A client of one policy pack, over the `Analyzer` protocol. Every call rejects with the pack's own message. */
export class Analyzer {
  readonly #client: AnalyzerClient;
  #severities: ReadonlyMap<string, Severity | ""> = new Map();

  constructor(port: number) {
    this.#client = new AnalyzerClient(
      `127.0.0.1:${port}`,
      credentials.createInsecure(),
      MESSAGE_LIMIT_OPTIONS,
    );
  }

  close(): void {
    this.#client.close();
  }

  async configureStack(context: StackContext): Promise<void> {
    const request = new AnalyzerStackConfigureRequest();
    request.setStack(context.stack);
    request.setProject(context.project);
    request.setOrganization(context.organization);
    request.setDryRun(true);
    request.setConfigSecretKeysList([...context.secretKeys]);
    for (const [key, value] of Object.entries(context.config ?? {})) request.getConfigMap().set(key, value);
    await optional(call((reply) => this.#client.configureStack(request, reply)));
  }

  async info(): Promise<PackInfo> {
    const info = await call<AnalyzerInfo>((reply) => this.#client.getAnalyzerInfo(new Empty(), reply));
    const policies = info.getPoliciesList().map((policy) => readPolicy(policy, info.getSupportsconfig()));
    this.#severities = new Map(
      info.getPoliciesList().map((policy) => [policy.getName(), SEVERITIES[policy.getSeverity()] ?? ""]),
    );
    const initial = [...info.getInitialconfigMap().entries()].map(([policy, config]) => [
      policy,
      {
        level: LEVELS[config.getEnforcementlevel()],
        properties: (config.getProperties()?.toJavaScript() ?? {}) as JsonMap,
      },
    ]);
    return { name: info.getName(), policies, initialConfig: Object.fromEntries(initial) as PolicyConfigs };
  }

  async configure(configs: PolicyConfigs): Promise<void> {
    if (Object.keys(configs).length === 0) return;
    const request = new ConfigureAnalyzerRequest();
    for (const [policy, { level, properties }] of Object.entries(configs)) {
      const config = new WireConfig();
      // The engine refuses a policy without a level; only a name that the pack does not know has none.
      if (level === undefined) continue;
      config.setEnforcementlevel(WIRE_LEVELS[level]);
      config.setProperties(Struct.fromJavaScript(properties as Parameters<typeof Struct.fromJavaScript>[0]));
      request.getPolicyconfigMap().set(policy, config);
    }
    await call((reply) => this.#client.configure(request, reply));
  }

  async analyze(request: AnalyzeRequest): Promise<readonly Diagnostic[]> {
    const response = await call<AnalyzeResponse>((reply) => this.#client.analyze(request, reply));
    return response.getDiagnosticsList().map((diagnostic) => this.#diagnostic(diagnostic));
  }

  async analyzeStack(request: AnalyzeStackRequest): Promise<readonly Diagnostic[]> {
    const response = await optional(
      call<AnalyzeResponse>((reply) => this.#client.analyzeStack(request, reply)),
    );
    return response?.getDiagnosticsList().map((diagnostic) => this.#diagnostic(diagnostic)) ?? [];
  }

  async remediate(request: AnalyzeRequest): Promise<readonly RemediationResult[]> {
    const response = await optional(
      call<RemediateResponse>((reply) => this.#client.remediate(request, reply)),
    );
    return (response?.getRemediationsList() ?? []).map((remediation) => {
      const diagnostic = remediation.getDiagnostic();
      return {
        pack: remediation.getPolicypackname(),
        policy: remediation.getPolicyname(),
        inputs: diagnostic === "" ? decodeStruct(remediation.getProperties()) : undefined,
        diagnostic,
      };
    });
  }

  #diagnostic(diagnostic: AnalyzeDiagnostic): Diagnostic {
    const policy = diagnostic.getPolicyname();
    const level = LEVELS[diagnostic.getEnforcementlevel()] ?? "advisory";
    return {
      pack: diagnostic.getPolicypackname(),
      policy,
      // A violation that is left after remediation, or that nothing can remediate, is mandatory.
      level: level === "remediate" ? "mandatory" : level,
      severity: SEVERITIES[diagnostic.getSeverity()] ?? this.#severities.get(policy) ?? "",
      urn: diagnostic.getUrn(),
      message: diagnostic.getMessage(),
    };
  }
}

function readPolicy(policy: WirePolicy, supportsConfig: boolean): PolicyInfo {
  const schema = policy.getConfigschema();
  return {
    name: policy.getName(),
    level: LEVELS[policy.getEnforcementlevel()] ?? "advisory",
    severity: SEVERITIES[policy.getSeverity()] ?? "",
    kind: KINDS[policy.getPolicyType()] ?? "unknown",
    schema:
      supportsConfig && schema !== undefined
        ? {
            properties: (schema.getProperties()?.toJavaScript() ?? {}) as { readonly [key: string]: JsonMap },
            required: schema.getRequiredList(),
          }
        : undefined,
  };
}

function call<Response>(start: (reply: Reply<Response>) => void): Promise<Response> {
  return new Promise((resolve, reject) => {
    start((error, response) => (error === null ? resolve(response) : reject(error)));
  });
}

/** A method that a pack need not have. */
async function optional<Response>(response: Promise<Response>): Promise<Response | undefined> {
  try {
    return await response;
  } catch (error) {
    if ((error as Partial<ServiceError>).code === status.UNIMPLEMENTED) return undefined;
    throw error;
  }
}
