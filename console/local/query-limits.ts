/** AppSync's two limits on a query, counted on the document before anything runs. */

import {
  type DocumentNode,
  type FragmentDefinitionNode,
  Kind,
  type OperationDefinitionNode,
  type SelectionSetNode,
} from "graphql";

export interface QueryLimits {
  /** How deep fields nest; a field of Query counts as one. */
  readonly depth: number;
  /** Fields that have a resolver; here those of Query and Mutation, each time that they are named. */
  readonly resolvers: number;
}

export interface QuerySize {
  readonly depth: number;
  readonly resolvers: number;
}

/**
 * The size of one operation, fragments followed; each is counted once, so that fragments which hold others many times over
 * cost no more than their text. The document must be valid: fragments that name themselves never end.
 */
export function sizeOf(document: DocumentNode, operation: OperationDefinitionNode): QuerySize {
  const fragments = new Map<string, FragmentDefinitionNode>();
  for (const definition of document.definitions) {
    if (definition.kind === Kind.FRAGMENT_DEFINITION) fragments.set(definition.name.value, definition);
  }
  const counted = new Map<string, QuerySize>();
  const fragment = (name: string): QuerySize => {
    const size = counted.get(name) ?? of(fragments.get(name)?.selectionSet);
    counted.set(name, size);
    return size;
  };
  /** `resolvers`: the fields of the set itself. */
  function of(selections: SelectionSetNode | undefined): QuerySize {
    let [depth, resolvers] = [0, 0];
    for (const selection of selections?.selections ?? []) {
      const size =
        selection.kind === Kind.FIELD
          ? { depth: 1 + of(selection.selectionSet).depth, resolvers: 1 }
          : selection.kind === Kind.INLINE_FRAGMENT
            ? of(selection.selectionSet)
            : fragment(selection.name.value);
      depth = Math.max(depth, size.depth);
      resolvers += size.resolvers;
    }
    return { depth, resolvers };
  }
  return of(operation.selectionSet);
}
