/** The engine's limit for one message, 400 MB, in bytes. */
const MESSAGE_LIMIT_BYTES = 400 * 1024 * 1024;

/** Channel and server options: large messages as in the engine, and no proxy for connections within this machine. */
export const MESSAGE_LIMIT_OPTIONS = {
  "grpc.max_receive_message_length": MESSAGE_LIMIT_BYTES,
  "grpc.max_send_message_length": MESSAGE_LIMIT_BYTES,
  "grpc.enable_http_proxy": 0,
} as const;
