/** Light or dark: as the reader's system has it, or as chosen for this tab. */

import { applyMode, Mode } from "@cloudscape-design/global-styles";
import { useEffect, useState, useSyncExternalStore } from "react";

export const APPEARANCES = ["system", "light", "dark"] as const;
export type Appearance = (typeof APPEARANCES)[number];

const KEPT_AS = "appearance";

const systemIsDark = (): MediaQueryList => window.matchMedia("(prefers-color-scheme: dark)");

function subscribe(onChange: () => void): () => void {
  const query = systemIsDark();
  query.addEventListener("change", onChange);
  return () => query.removeEventListener("change", onChange);
}

const kept = (): Appearance => {
  const value = window.sessionStorage.getItem(KEPT_AS);
  return APPEARANCES.find((appearance) => appearance === value) ?? "system";
};

/** The choice and how to change it; the page follows. */
export function useAppearance(): readonly [Appearance, (appearance: Appearance) => void] {
  const [appearance, setAppearance] = useState(kept);
  const dark = useSyncExternalStore(subscribe, () => systemIsDark().matches);
  const isDark = appearance === "dark" || (appearance === "system" && dark);
  useEffect(() => {
    applyMode(isDark ? Mode.Dark : Mode.Light);
    document.documentElement.style.colorScheme = isDark ? "dark" : "light";
  }, [isDark]);
  return [
    appearance,
    (chosen) => {
      window.sessionStorage.setItem(KEPT_AS, chosen);
      setAppearance(chosen);
    },
  ];
}
