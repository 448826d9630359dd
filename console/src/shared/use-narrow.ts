import { useCallback, useSyncExternalStore } from "react";

/** Below this there is room for one column of text. */
const NARROW = "(max-width: 688px)";

/** Below this, beside the list of views, the columns of a table leave no room to read them. */
const CROWDED = "(max-width: 1270px)";

function useMedia(query: string): boolean {
  const subscribe = useCallback(
    (onChange: () => void): (() => void) => {
      const media = window.matchMedia(query);
      media.addEventListener("change", onChange);
      return () => media.removeEventListener("change", onChange);
    },
    [query],
  );
  return useSyncExternalStore(subscribe, () => window.matchMedia(query).matches);
}

/** Whether the window has the width of a telephone's. */
export const useNarrow = (): boolean => useMedia(NARROW);

/** Whether the window has no room for tables: a tablet's, half a screen, or a page that is enlarged. */
export const useCrowded = (): boolean => useMedia(CROWDED);
