/** Insertions, deletions, substitutions and swaps of neighbours that make `a` into `b` (optimal string alignment). */
export function editDistance(a: string, b: string): number {
  let beforeLast: readonly number[] = [];
  let last: readonly number[] = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      const substitution = at(last, j - 1) + (a[i - 1] === b[j - 1] ? 0 : 1);
      const swap = a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1] ? at(beforeLast, j - 2) + 1 : Infinity;
      row.push(Math.min(at(last, j) + 1, at(row, j - 1) + 1, substitution, swap));
    }
    beforeLast = last;
    last = row;
  }
  return at(last, b.length);
}

/**
 * The known key that a mistyped one was most likely meant to be, letter case aside; `undefined` when none is nearer than
 * a third of its length. Of equally near keys the first.
 */
export function closestKey(mistyped: string, known: readonly string[]): string | undefined {
  const folded = mistyped.toLowerCase();
  let closest: { readonly key: string; readonly distance: number } | undefined;
  for (const key of known) {
    const distance = editDistance(folded, key.toLowerCase());
    if (distance * 3 <= key.length && distance < (closest?.distance ?? Infinity)) closest = { key, distance };
  }
  return closest?.key;
}

/** A cell of the table; outside of it no path leads on. */
function at(row: readonly number[], index: number): number {
  return row[index] ?? Infinity;
}
