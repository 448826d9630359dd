import type { UntypedServiceImplementation } from "@grpc/grpc-js";
import { Server, ServerCredentials, type ServerUnaryCall, type sendUnaryData, status } from "@grpc/grpc-js";
import { ResourceProviderService } from "@pulumi/pulumi/proto/provider_grpc_pb";
import { MESSAGE_LIMIT_OPTIONS } from "../../../preview/engine/limits";

/** Answers one kind of request. */
export type Answer<Request, Response> = (request: Request) => Response | Promise<Response>;

/** A handler of the gRPC library: what `answer` throws becomes the message that the CLI prints. */
export const handler =
  <Request, Response>(answer: Answer<Request, Response>) =>
  (call: ServerUnaryCall<Request, Response>, callback: sendUnaryData<Response>): void => {
    Promise.resolve(call.request)
      .then(answer)
      .then(
        (response) => callback(null, response),
        (error: unknown) => callback({ code: status.UNKNOWN, details: (error as Error).message }, null),
      );
  };

const PARENT_CHECK_MS = 200;

/** Serves a provider as the engine starts it: its port is all that it prints, and it ends with the engine. */
export function serveProvider(implementation: UntypedServiceImplementation): void {
  const server = new Server(MESSAGE_LIMIT_OPTIONS);
  server.addService(ResourceProviderService, implementation);
  server.bindAsync("127.0.0.1:0", ServerCredentials.createInsecure(), (error, port) => {
    if (error !== null) throw error;
    process.stdout.write(`${port}\n`);
  });
  const engine = process.ppid;
  setInterval(() => {
    if (process.ppid !== engine) process.exit(0);
  }, PARENT_CHECK_MS);
}
