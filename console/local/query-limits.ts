/** AppSync's two limits on a query, counted on the document before anything runs. */

import {
  type DocumentNode,
  type FieldNode,
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

/** The size of one operation, fragments followed. The document must be valid: fragments that name themselves never end. */
export function sizeOf(document: DocumentNode, operation: OperationDefinitionNode): QuerySize {
  const fragments = new Map<string, FragmentDefinitionNode>();
  for (const definition of document.definitions) {
    if (definition.kind === Kind.FRAGMENT_DEFINITION) fragments.set(definition.name.value, definition);
  }
  const fieldsOf = (selections: SelectionSetNode | undefined): readonly FieldNode[] =>
    (selections?.selections ?? []).flatMap((selection) => {
      if (selection.kind === Kind.FIELD) return [selection];
      const fragment =
        selection.kind === Kind.INLINE_FRAGMENT ? selection : fragments.get(selection.name.value);
      return fieldsOf(fragment?.selectionSet);
    });
  const depthOf = (selections: SelectionSetNode | undefined): number =>
    fieldsOf(selections).reduce((deepest, field) => Math.max(deepest, 1 + depthOf(field.selectionSet)), 0);
  return { depth: depthOf(operation.selectionSet), resolvers: fieldsOf(operation.selectionSet).length };
}
