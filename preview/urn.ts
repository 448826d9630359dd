/**
 * Pulumi's resource names: `urn:pulumi:<stack>::<project>::<parent types>$<type>::<name>`. `::` and `$` are legal in
 * the last part, so only the first three `::` separate.
 */

/** The type of the resource that stands for the stack itself. */
export const STACK_TYPE = "pulumi:pulumi:Stack";

const PREFIX = "urn:pulumi:";

export interface UrnParts {
  readonly stack: string;
  readonly project: string;
  /** The types of all ancestors below the stack and the type itself, separated by `$`. */
  readonly qualifiedType: string;
  readonly type: string;
  readonly name: string;
}

/** @throws RangeError if `urn` is not a URN */
export function parseUrn(urn: string): UrnParts {
  const [stack, project, qualifiedType, ...name] = urn.startsWith(PREFIX)
    ? urn.slice(PREFIX.length).split("::")
    : [];
  if (stack === undefined || project === undefined || qualifiedType === undefined || name.length === 0) {
    throw new RangeError(
      `\`${urn}\` is not a URN: expected \`urn:pulumi:<stack>::<project>::<type>::<name>\``,
    );
  }
  const type = qualifiedType.slice(qualifiedType.lastIndexOf("$") + 1);
  return { stack, project, qualifiedType, type, name: name.join("::") };
}

/** The URN of a resource; a parent that is the stack leaves no trace in it. */
export function makeUrn(stack: string, project: string, parent: string, type: string, name: string): string {
  const ancestors = parent === "" ? "" : parseUrn(parent).qualifiedType;
  const qualifiedType = ancestors === "" || ancestors === STACK_TYPE ? type : `${ancestors}$${type}`;
  return `${PREFIX}${stack}::${project}::${qualifiedType}::${name}`;
}

/** The package of a type or function token: `aws` of `aws:s3/bucket:Bucket`. */
export const packageOf = (token: string): string => token.slice(0, Math.max(0, token.indexOf(":")));

const PROVIDER_TYPE = "pulumi:providers:";

/** Whether a type token names a provider, `pulumi:providers:aws`. */
export const isProviderType = (type: string): boolean => type.startsWith(PROVIDER_TYPE);

/** The type token of a package's provider. */
export const providerType = (packageName: string): string => `${PROVIDER_TYPE}${packageName}`;

/** A reference to a provider is its URN, `::` and its id. */
export function splitProviderReference(reference: string): { readonly urn: string; readonly id: string } {
  const at = reference.lastIndexOf("::");
  return at < 0 ? { urn: reference, id: "" } : { urn: reference.slice(0, at), id: reference.slice(at + 2) };
}
