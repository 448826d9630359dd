/** IAM is one service for all regions, and answers few requests of an account at once. */
const AT_ONCE = 4;

/** Asks about each item, a few at a time; the answers are in the order of the items. */
export async function inPortions<T, U>(
  items: readonly T[],
  ask: (item: T) => Promise<U>,
): Promise<readonly U[]> {
  const answers: U[] = [];
  for (let at = 0; at < items.length; at += AT_ONCE) {
    answers.push(...(await Promise.all(items.slice(at, at + AT_ONCE).map(ask))));
  }
  return answers;
}
