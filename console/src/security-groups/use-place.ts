import { useCallback } from "react";
import { useQuery } from "../data/use-query";
import { type Place, placeIn, searchOf } from "./address";

/** Changes the place; as a new step of the history unless it replaces this one. */
export type Go = (changes: Partial<Place>, how?: { readonly replace?: boolean }) => void;

/** The place that the address names, and how to go elsewhere. */
export function usePlace(): readonly [Place, Go] {
  const [query, setQuery] = useQuery();
  const go = useCallback<Go>(
    // From the address as it is by then: an answer may come after the reader went on.
    (changes, how) => setQuery(searchOf({ ...placeIn(window.location.search), ...changes }), how),
    [setQuery],
  );
  return [placeIn(query), go];
}
