/** Groups of the user pool whose members may look at the console, and may act in it. */
export const CONSOLE_GROUPS = { viewer: "viewer", operator: "operator" } as const;
