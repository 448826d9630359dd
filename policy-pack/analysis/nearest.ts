/** How many letters may differ for a name of this length to be a slip of the pen. */
const slips = (length: number): number => (length < 5 ? 0 : length < 10 ? 1 : 2);

/**
 * The candidate that was most likely meant, or undefined where none is near: one that differs by a letter or two that
 * were left out, added, changed or swapped, regardless of case. Names that only go on where a candidate ends are no
 * slips: they may be newer than the candidates.
 */
export function nearest(text: string, candidates: Iterable<string>): string | undefined {
  const folded = text.toLowerCase();
  let best: string | undefined;
  let least = slips(folded.length) + 1;
  for (const candidate of candidates) {
    const other = candidate.toLowerCase();
    if (Math.abs(other.length - folded.length) >= least || folded.startsWith(other)) continue;
    const found = distance(folded, other);
    if (found < least) {
      best = candidate;
      least = found;
    }
  }
  return best;
}

/** Letters left out, added, changed or swapped with their neighbour that make one text of the other. */
export function distance(text: string, other: string): number {
  let before: readonly number[] = [];
  let last: readonly number[] = Array.from({ length: other.length + 1 }, (_, at) => at);
  for (let i = 1; i <= text.length; i += 1) {
    const row = [i];
    for (let j = 1; j <= other.length; j += 1) {
      const changed = (last[j - 1] ?? 0) + (text[i - 1] === other[j - 1] ? 0 : 1);
      const swapped =
        i > 1 && j > 1 && text[i - 1] === other[j - 2] && text[i - 2] === other[j - 1]
          ? (before[j - 2] ?? 0) + 1
          : Number.POSITIVE_INFINITY;
      row.push(Math.min((last[j] ?? 0) + 1, (row[j - 1] ?? 0) + 1, changed, swapped));
    }
    before = last;
    last = row;
  }
  return last[other.length] ?? 0;
}
