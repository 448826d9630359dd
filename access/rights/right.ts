/**
 * What the provider does in AWS for a type of resource, as actions of IAM. Read in the sources of the provider that
 * Pulumi's bridges: hashicorp/terraform-provider-aws, `internal/service`, at commit 5f2286d6d836 of 2 June 2026; the reads
 * and writes of tags are its `tags_gen.go`. Where AWS asks for another action as well (`dependent actions` of the Service
 * Authorization Reference, or the service's guide), that stands under `also`.
 */
export interface TypeRights {
  /** Path in `internal/service`. */
  readonly source: string;
  readonly create: readonly string[];
  readonly read: readonly string[];
  readonly update: readonly string[];
  readonly delete: readonly string[];
  /** Needed while it is created or updated, for another resource than its own. */
  readonly also: readonly string[];
}

interface Written {
  readonly create: string;
  readonly read: string;
  readonly update?: string;
  readonly delete?: string;
  readonly also?: string;
}

/** Actions separated by spaces; those without a service are of the given one. */
export function rights(service: string, source: string, written: Written): TypeRights {
  const actions = (text = ""): readonly string[] =>
    text
      .split(/\s+/)
      .filter((action) => action !== "")
      .map((action) => (action.includes(":") ? action : `${service}:${action}`));
  return {
    source,
    create: actions(written.create),
    read: actions(written.read),
    update: actions(written.update),
    delete: actions(written.delete),
    also: actions(written.also),
  };
}

export type RightsTable = { readonly [type: string]: TypeRights };
