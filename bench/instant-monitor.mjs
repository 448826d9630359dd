// A resource monitor that answers at once and judges nothing: the least that the official runner needs to finish a dry
// run. What a program takes against it is the floor for every preview.
import { createRequire } from "node:module";

const require = createRequire(import.meta.url);
const grpc = require("@grpc/grpc-js");
const { Empty } = require("google-protobuf/google/protobuf/empty_pb.js");
const { Struct } = require("google-protobuf/google/protobuf/struct_pb.js");
const resource = require("@pulumi/pulumi/proto/resource_pb.js");
const { ResourceMonitorService } = require("@pulumi/pulumi/proto/resource_grpc_pb.js");
const engine = require("@pulumi/pulumi/proto/engine_pb.js");
const { EngineService } = require("@pulumi/pulumi/proto/engine_grpc_pb.js");

const PROJECT = "centralized-logging";
const STACK = "dev";

/** Starts the monitor and the engine on one port of the loopback interface. */
export async function startInstantMonitor() {
  const server = new grpc.Server();
  let resources = 0;
  let root = "";
  const answer = (build) => (call, done) => done(null, build(call.request));
  const unimplemented = (service, implemented) =>
    Object.fromEntries(
      Object.keys(service).map((name) => [
        name,
        implemented[name] ?? ((_call, done) => done({ code: grpc.status.UNIMPLEMENTED, message: name })),
      ]),
    );
  server.addService(
    ResourceMonitorService,
    unimplemented(ResourceMonitorService, {
      supportsFeature: answer((request) => {
        const response = new resource.SupportsFeatureResponse();
        response.setHassupport(
          [
            "secrets",
            "resourceReferences",
            "outputValues",
            "deletedWith",
            "transforms",
            "invokeTransforms",
          ].includes(request.getId()),
        );
        return response;
      }),
      registerResource: answer((request) => {
        resources += 1;
        const response = new resource.RegisterResourceResponse();
        response.setUrn(`urn:pulumi:${STACK}::${PROJECT}::${request.getType()}::${request.getName()}`);
        if (request.getCustom()) response.setId(request.getName());
        response.setObject(request.getObject() ?? new Struct());
        return response;
      }),
      registerResourceOutputs: answer(() => new Empty()),
      registerStackTransform: answer(() => new Empty()),
      registerStackInvokeTransform: answer(() => new Empty()),
      signalAndWaitForShutdown: answer(() => new Empty()),
    }),
  );
  server.addService(
    EngineService,
    unimplemented(EngineService, {
      log: answer((request) => {
        if (request.getSeverity() >= engine.LogSeverity.WARNING)
          process.stderr.write(`${request.getMessage()}\n`);
        return new Empty();
      }),
      getRootResource: answer(() => {
        const response = new engine.GetRootResourceResponse();
        response.setUrn(root);
        return response;
      }),
      setRootResource: answer((request) => {
        root = request.getUrn();
        return new engine.SetRootResourceResponse();
      }),
    }),
  );
  const port = await new Promise((resolve, reject) =>
    server.bindAsync("127.0.0.1:0", grpc.ServerCredentials.createInsecure(), (error, bound) =>
      error ? reject(error) : resolve(bound),
    ),
  );
  return { address: `127.0.0.1:${port}`, resources: () => resources, stop: () => server.forceShutdown() };
}
