import { useCallback } from "react";
import { navigate, useSearch } from "wouter/use-browser-location";

/** Puts a query string, without `?`, into the address; as a new step of the history unless it replaces this one. */
export type SetQuery = (query: string, how?: { readonly replace?: boolean }) => void;

/** The address's query string as it stands there, and how to change it. */
export function useQuery(): readonly [query: string, setQuery: SetQuery] {
  const query = useSearch();
  const setQuery = useCallback<SetQuery>((changed, { replace = false } = {}) => {
    const { pathname, search } = window.location;
    const to = changed === "" ? "" : `?${changed}`;
    if (to !== search) navigate(`${pathname}${to}`, { replace });
  }, []);
  return [query, setQuery];
}
