// A policy pack in a process of its own, started as the engine's Node.js host starts it, and the client's end of the
// Analyzer protocol. The same for every pack that is measured.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";

const require = createRequire(import.meta.url);
const grpc = require("@grpc/grpc-js");
const { AnalyzerClient } = require("@pulumi/pulumi/proto/analyzer_grpc_pb");
const proto = require("@pulumi/pulumi/proto/analyzer_pb");
const { Struct } = require("google-protobuf/google/protobuf/struct_pb");

const LARGEST_MESSAGE = { "grpc.max_send_message_length": -1, "grpc.max_receive_message_length": -1 };
const CLOCK_TICKS_PER_SECOND = 100;

/** The requests of a stack, made before anything is timed. */
export function requestsOf(resources) {
  const analyze = resources.map(({ type, name, urn, props }) => {
    const request = new proto.AnalyzeRequest();
    request.setType(type);
    request.setUrn(urn);
    request.setName(name);
    request.setProperties(Struct.fromJavaScript(props));
    request.setOptions(new proto.AnalyzerResourceOptions());
    return request;
  });
  const analyzeStack = new proto.AnalyzeStackRequest();
  for (const { type, name, urn, outputs, madeFrom } of resources) {
    const message = new proto.AnalyzerResource();
    message.setType(type);
    message.setUrn(urn);
    message.setName(name);
    message.setProperties(Struct.fromJavaScript(outputs));
    message.setOptions(new proto.AnalyzerResourceOptions());
    for (const [property, sources] of Object.entries(madeFrom)) {
      const dependencies = new proto.AnalyzerPropertyDependencies();
      dependencies.setUrnsList(sources);
      message.getPropertydependenciesMap().set(property, dependencies);
    }
    analyzeStack.addResources(message);
  }
  return { analyze, analyzeStack };
}

export class Analyzer {
  #child;
  #client;

  constructor(child, client) {
    this.#child = child;
    this.#client = client;
  }

  static async start(directory) {
    const runner = require.resolve("@pulumi/pulumi/cmd/run-policy-pack", { paths: [directory] });
    const child = spawn(process.execPath, [runner, "127.0.0.1:0", directory], {
      cwd: directory,
      stdio: ["ignore", "pipe", "pipe"],
    });
    let errors = "";
    child.stderr.on("data", (chunk) => {
      errors += chunk;
    });
    const port = await new Promise((resolve, reject) => {
      let output = "";
      child.stdout.on("data", (chunk) => {
        output += chunk;
        if (output.includes("\n")) resolve(output.trim());
      });
      child.once("exit", (code) => reject(new Error(`${directory} ended with code ${code}: ${errors}`)));
    });
    const client = new AnalyzerClient(
      `127.0.0.1:${port}`,
      grpc.credentials.createInsecure(),
      LARGEST_MESSAGE,
    );
    return new Analyzer(child, client);
  }

  async stop() {
    this.#client.close();
    const ended = once(this.#child, "exit");
    this.#child.kill();
    await ended;
  }

  /** How many findings there are. */
  analyze(request) {
    return this.#call("analyze", request);
  }

  /** How many findings there are. */
  analyzeStack(request) {
    return this.#call("analyzeStack", request);
  }

  #call(method, request) {
    return new Promise((resolve, reject) => {
      this.#client[method](request, (error, response) =>
        error ? reject(error) : resolve(response.getDiagnosticsList().length),
      );
    });
  }

  /** Processor time of the pack's process so far, in seconds. */
  get processorSeconds() {
    const stat = readFileSync(`/proc/${this.#child.pid}/stat`, "utf8");
    const [user, system] = stat
      .slice(stat.lastIndexOf(")") + 2)
      .split(" ")
      .slice(11, 13)
      .map(Number);
    return (user + system) / CLOCK_TICKS_PER_SECOND;
  }

  /** The most memory that the pack's process ever had resident, in MiB. */
  get peakMiB() {
    const status = readFileSync(`/proc/${this.#child.pid}/status`, "utf8");
    return Number(/^VmHWM:\s+(\d+)/m.exec(status)?.[1] ?? 0) / 1024;
  }
}
