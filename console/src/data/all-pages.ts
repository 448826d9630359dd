/** Answers that come in pages. */

/**
 * Every page, in order; `ask` gets the previous page's `next`, first nothing.
 *
 * @param onPage told of the pages so far after each.
 * @param first the first page, where it is there already.
 * @throws {Error} where a page points back to one that was read, which would never end.
 */
export async function allPages<P extends { readonly next: string | null }>(
  ask: (after: string | null) => Promise<P>,
  onPage: (pages: readonly P[]) => void = () => undefined,
  first?: P,
): Promise<readonly P[]> {
  const seen = new Set<string>();
  let page = first ?? (await ask(null));
  const pages = [page];
  onPage([...pages]);
  while (page.next !== null) {
    if (seen.has(page.next)) throw new Error("the pages of an answer go in a circle");
    seen.add(page.next);
    page = await ask(page.next);
    pages.push(page);
    onPage([...pages]);
  }
  return pages;
}

/** The problems of all pages, one for each part. */
export function problemsOf<P extends { readonly part: string }>(
  pages: readonly { readonly problems: readonly P[] }[],
): readonly P[] {
  const byPart = new Map<string, P>();
  for (const problem of pages.flatMap(({ problems }) => problems)) {
    if (!byPart.has(problem.part)) byPart.set(problem.part, problem);
  }
  return [...byPart.values()];
}
