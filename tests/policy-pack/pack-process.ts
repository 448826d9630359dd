import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { dirname, join } from "node:path";
import * as grpc from "@grpc/grpc-js";
import { AnalyzerClient } from "@pulumi/pulumi/proto/analyzer_grpc_pb";
import {
  AnalyzeRequest,
  type AnalyzeResponse,
  type AnalyzerInfo,
  AnalyzerPropertyDependencies,
  AnalyzerResource,
  AnalyzerResourceOptions,
  AnalyzeStackRequest,
  ConfigureAnalyzerRequest,
  PolicyConfig,
} from "@pulumi/pulumi/proto/analyzer_pb";
import { Empty } from "google-protobuf/google/protobuf/empty_pb";
import { type JavaScriptValue, Struct } from "google-protobuf/google/protobuf/struct_pb";
import { type Registered, urnOf } from "./judging";

const PACK = join(dirname(dirname(__dirname)), "policy-pack");

/** What the engine is told of one finding. */
export interface Diagnostic {
  readonly policy: string;
  readonly message: string;
  readonly urn: string;
  readonly level: "advisory" | "mandatory" | "disabled" | "remediate";
  readonly severity: "" | "low" | "medium" | "high" | "critical";
}

const LEVELS = ["advisory", "mandatory", "disabled", "remediate"] as const;
const SEVERITIES = ["", "low", "medium", "high", "critical"] as const;

/** The compiled pack in a process of its own, started as the engine's Node.js host starts it. */
export class PackProcess {
  readonly #process: ChildProcess;
  readonly #client: AnalyzerClient;

  private constructor(process: ChildProcess, client: AnalyzerClient) {
    this.#process = process;
    this.#client = client;
  }

  /**
   * @param environment what the engine tells the process of the stack, beside what the tests' own process has
   * @param folder of the pack
   * @throws Error with what the process wrote, when it ends before it serves
   */
  static async start(environment: NodeJS.ProcessEnv = {}, folder = PACK): Promise<PackProcess> {
    const runner = require.resolve("@pulumi/pulumi/cmd/run-policy-pack", { paths: [folder] });
    const child = spawn(process.execPath, [runner, "127.0.0.1:0", folder], {
      cwd: folder,
      env: { ...process.env, ...environment },
      stdio: ["ignore", "pipe", "pipe"],
    });
    let errors = "";
    child.stderr.on("data", (chunk) => {
      errors += String(chunk);
    });
    const port = await new Promise<string>((resolve, reject) => {
      let output = "";
      child.stdout.on("data", (chunk) => {
        output += String(chunk);
        if (output.includes("\n")) resolve(output.trim());
      });
      child.once("exit", (code) => reject(new Error(`the pack ended with code ${code}: ${errors}`)));
    });
    return new PackProcess(child, new AnalyzerClient(`127.0.0.1:${port}`, grpc.credentials.createInsecure()));
  }

  async stop(): Promise<void> {
    this.#client.close();
    const ended = once(this.#process, "exit");
    this.#process.kill();
    await ended;
  }

  info(): Promise<AnalyzerInfo> {
    return new Promise((resolve, reject) => {
      this.#client.getAnalyzerInfo(new Empty(), (error, info) => (error ? reject(error) : resolve(info)));
    });
  }

  configure(
    policy: string,
    level: (typeof LEVELS)[number],
    settings: { [name: string]: JavaScriptValue } = {},
  ): Promise<void> {
    const request = new ConfigureAnalyzerRequest();
    const config = new PolicyConfig();
    config.setEnforcementlevel(LEVELS.indexOf(level) as 0 | 1 | 2 | 3);
    config.setProperties(Struct.fromJavaScript(settings));
    request.getPolicyconfigMap().set(policy, config);
    return new Promise((resolve, reject) => {
      this.#client.configure(request, (error) => (error ? reject(error) : resolve()));
    });
  }

  analyse(resource: Registered): Promise<readonly Diagnostic[]> {
    const request = new AnalyzeRequest();
    request.setType(resource.type);
    request.setUrn(urnOf(resource));
    request.setName(resource.name ?? "it");
    request.setProperties(structOf(resource.props));
    request.setOptions(new AnalyzerResourceOptions());
    return new Promise((resolve, reject) => {
      this.#client.analyze(request, (error, response) =>
        error ? reject(error) : resolve(diagnostics(response)),
      );
    });
  }

  analyseStack(resources: readonly Registered[]): Promise<readonly Diagnostic[]> {
    const request = new AnalyzeStackRequest();
    const urns = new Map(
      resources.flatMap((resource) => {
        const { type, name = "it" } = resource;
        // Where resources of several types share a name, the type tells them apart.
        return [name, `${type}::${name}`].map((key) => [key, urnOf(resource)] as const);
      }),
    );
    for (const resource of resources) {
      const message = new AnalyzerResource();
      message.setType(resource.type);
      message.setUrn(urnOf(resource));
      message.setName(resource.name ?? "it");
      message.setProperties(structOf(resource.outputs ?? resource.props));
      message.setOptions(new AnalyzerResourceOptions());
      for (const [property, sources] of Object.entries(resource.madeFrom ?? {})) {
        const dependencies = new AnalyzerPropertyDependencies();
        dependencies.setUrnsList(sources.flatMap((source) => urns.get(source) ?? []));
        message.getPropertydependenciesMap().set(property, dependencies);
      }
      request.addResources(message);
    }
    return new Promise((resolve, reject) => {
      this.#client.analyzeStack(request, (error, response) =>
        error ? reject(error) : resolve(diagnostics(response)),
      );
    });
  }
}

const structOf = (props: Record<string, unknown>): Struct =>
  Struct.fromJavaScript(JSON.parse(JSON.stringify(props)) as { [key: string]: JavaScriptValue });

const diagnostics = (response: AnalyzeResponse): readonly Diagnostic[] =>
  response.getDiagnosticsList().map((one) => ({
    policy: one.getPolicyname(),
    message: one.getMessage(),
    urn: one.getUrn(),
    level: LEVELS[one.getEnforcementlevel()] ?? "advisory",
    severity: SEVERITIES[one.getSeverity()] ?? "",
  }));
