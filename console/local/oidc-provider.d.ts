/** As much of oidc-provider, which has no types of its own, as the local sign-in uses. */

declare module "oidc-provider" {
  import type { IncomingMessage, ServerResponse } from "node:http";

  export interface Interaction {
    readonly uid: string;
    readonly params: { readonly [name: string]: unknown };
  }

  /** What a provider hands to its settings' functions, of one request. */
  export interface Context {
    type: string;
    status: number;
    body: unknown;
    readonly oidc: {
      readonly session?: { readonly accountId?: string };
      readonly client: { readonly clientId: string };
    };
  }

  export interface Grant {
    addOIDCScope(scope: string): void;
    addResourceScope(resource: string, scope: string): void;
    save(): Promise<string>;
  }

  export interface Token {
    readonly accountId?: string;
  }

  export default class Provider {
    constructor(issuer: string, settings: { readonly [name: string]: unknown });
    readonly Grant: new (of: {
      readonly accountId: string;
      readonly clientId: string;
    }) => Grant;
    readonly Session: {
      get(ctx: {
        readonly req: IncomingMessage;
        readonly res: ServerResponse;
        readonly secure: boolean;
      }): Promise<{ readonly accountId?: string; destroy(): Promise<void> }>;
    };
    callback(): (request: IncomingMessage, response: ServerResponse) => void;
    interactionDetails(request: IncomingMessage, response: ServerResponse): Promise<Interaction>;
    interactionFinished(
      request: IncomingMessage,
      response: ServerResponse,
      result: { readonly [name: string]: unknown },
      options?: { readonly mergeWithLastSubmission: boolean },
    ): Promise<void>;
  }
}
