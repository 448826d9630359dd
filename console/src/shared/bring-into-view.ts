/** Moves the focus to what has just come, and shows it from its top; `.focus-target` leaves room for the bars above. */
export function bringIntoView(element: HTMLElement | null): void {
  element?.focus({ preventScroll: true });
  element?.scrollIntoView({ block: "start" });
}
