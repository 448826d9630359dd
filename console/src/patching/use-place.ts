import { useCallback } from "react";
import { useQuery } from "../data/use-query";
import { type Place, placeIn, searchOf } from "./address";

/** Changes the place without a step of the history of its own. */
export type Go = (changes: Partial<Place>) => void;

/** The place that the address names, and how to change it. */
export function usePlace(): readonly [Place, Go] {
  const [query, setQuery] = useQuery();
  const go = useCallback<Go>(
    // From the address as it is by then: an answer may come after the reader went on.
    (changes) => setQuery(searchOf({ ...placeIn(window.location.search), ...changes }), { replace: true }),
    [setQuery],
  );
  return [placeIn(query), go];
}
