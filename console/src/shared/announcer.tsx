import { createContext, type ReactNode, useCallback, useContext, useEffect, useRef, useState } from "react";

const announcerContext = createContext<(text: string) => void>(() => undefined);

/** Tells screen readers what changed without moving the focus. */
export const useAnnounce = (): ((text: string) => void) => useContext(announcerContext);

/** How long a text stays: long enough to be read out, short enough that the same text counts as new. */
const STAY_MS = 3_000;

/** Holds the page's one live region. */
export function Announcer({ children }: { readonly children: ReactNode }) {
  const [text, setText] = useState("");
  const timer = useRef<number>(undefined);
  const announce = useCallback((said: string) => {
    window.clearTimeout(timer.current);
    setText(said);
    timer.current = window.setTimeout(() => setText(""), STAY_MS);
  }, []);
  useEffect(() => () => window.clearTimeout(timer.current), []);
  return (
    <announcerContext.Provider value={announce}>
      {children}
      <div className="only-heard" role="status">
        {text}
      </div>
    </announcerContext.Provider>
  );
}
