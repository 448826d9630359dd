import type { ServerUnaryCall, sendUnaryData, UntypedServiceImplementation } from "@grpc/grpc-js";
import {
  GetRootResourceResponse,
  type LogRequest,
  LogSeverity,
  RequirePulumiVersionResponse,
  type SetRootResourceRequest,
  SetRootResourceResponse,
} from "@pulumi/pulumi/proto/engine_pb";
import { Empty } from "google-protobuf/google/protobuf/empty_pb";

export type Severity = "debug" | "info" | "warning" | "error";

/** A message that program or pack logged through Pulumi. */
export interface LogMessage {
  readonly severity: Severity;
  readonly text: string;
  readonly urn: string;
}

const SEVERITIES: { readonly [severity: number]: Severity } = {
  [LogSeverity.DEBUG]: "debug",
  [LogSeverity.INFO]: "info",
  [LogSeverity.WARNING]: "warning",
  [LogSeverity.ERROR]: "error",
};

/** The engine's half of `Engine`, which takes log messages. */
export function engineService(log: (message: LogMessage) => void): UntypedServiceImplementation {
  let root = "";
  return {
    log: ({ request }: ServerUnaryCall<LogRequest, Empty>, callback: sendUnaryData<Empty>) => {
      if (!request.getEphemeral()) {
        const severity = SEVERITIES[request.getSeverity()] ?? "info";
        log({ severity, text: request.getMessage(), urn: request.getUrn() });
      }
      callback(null, new Empty());
    },
    getRootResource: (_: unknown, callback: sendUnaryData<GetRootResourceResponse>) => {
      const response = new GetRootResourceResponse();
      response.setUrn(root);
      callback(null, response);
    },
    setRootResource: (
      { request }: ServerUnaryCall<SetRootResourceRequest, SetRootResourceResponse>,
      callback: sendUnaryData<SetRootResourceResponse>,
    ) => {
      root = request.getUrn();
      callback(null, new SetRootResourceResponse());
    },
    // Which CLI runs the program later is not the preview's to say.
    requirePulumiVersion: (_: unknown, callback: sendUnaryData<RequirePulumiVersionResponse>) =>
      callback(null, new RequirePulumiVersionResponse()),
    startDebugging: (_: unknown, callback: sendUnaryData<Empty>) => callback(null, new Empty()),
  };
}
