import type { Http2Server } from "node:http2";
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
  widenWindows(server);
  return { address: `127.0.0.1:${port}`, close: () => server.forceShutdown() };
}

/** Enough for any program's requests that are under way at once, in bytes. */
const WINDOW_BYTES = 16 * 1024 * 1024;

/**
 * Lets requests arrive as they are sent. With HTTP/2's window of 64 KB every request that does not fit waits for a
 * round trip and is overtaken by later ones, so that resources would be registered in an order that nobody chose.
 * The gRPC library has this setting for clients only.
 */
function widenWindows(server: Server): void {
  const { http2Servers } = server as unknown as { readonly http2Servers?: ReadonlyMap<Http2Server, unknown> };
  for (const http2Server of http2Servers?.keys() ?? []) {
    http2Server.on("session", (session) => {
      session.settings({ initialWindowSize: WINDOW_BYTES });
      session.setLocalWindowSize(WINDOW_BYTES);
    });
  }
}
