/** What was logged while something ran, kept out of the test's own output. */
export async function silenced<T>(
  level: "error" | "warn" | "info",
  run: () => Promise<T>,
): Promise<{ readonly said: T; readonly logged: readonly string[] }> {
  const logged: string[] = [];
  const kept = console[level];
  console[level] = (line: unknown) => {
    logged.push(String(line));
  };
  try {
    return { said: await run(), logged };
  } finally {
    console[level] = kept;
  }
}
