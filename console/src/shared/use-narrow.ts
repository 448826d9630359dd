import { useSyncExternalStore } from "react";

/** Below this, the columns of a table leave no room to read them. */
const NARROW = "(max-width: 688px)";

const media = (): MediaQueryList => window.matchMedia(NARROW);

function subscribe(onChange: () => void): () => void {
  const query = media();
  query.addEventListener("change", onChange);
  return () => query.removeEventListener("change", onChange);
}

/** Whether the window has the width of a telephone's. */
export const useNarrow = (): boolean => useSyncExternalStore(subscribe, () => media().matches);
