import { Server, ServerCredentials, type UntypedServiceImplementation } from "@grpc/grpc-js";
import { EngineService } from "@pulumi/pulumi/proto/engine_grpc_pb";
import { ResourceMonitorService } from "@pulumi/pulumi/proto/resource_grpc_pb";
import { MESSAGE_LIMIT_OPTIONS } from "./limits";

/** A listening engine. */
export interface RunningServer {
  /** `127.0.0.1:<port>` */
  readonly address: string;
  /** Drops every connection at once. */
  readonly close: () => void;
}

/** Serves `Engine` alone, as policy packs need it, or together with `ResourceMonitor`, for a program. */
export async function serve(
  engine: UntypedServiceImplementation,
  monitor?: UntypedServiceImplementation,
): Promise<RunningServer> {
  const server = new Server(MESSAGE_LIMIT_OPTIONS);
  server.addService(EngineService, engine);
  if (monitor !== undefined) server.addService(ResourceMonitorService, monitor);
  const port = await new Promise<number>((resolve, reject) => {
    server.bindAsync("127.0.0.1:0", ServerCredentials.createInsecure(), (error, bound) =>
      error === null ? resolve(bound) : reject(error),
    );
  });
  return { address: `127.0.0.1:${port}`, close: () => server.forceShutdown() };
}
