/**
 * A pattern cut at its stars. The first segment stands at the beginning of a text and the last at its end; between
 * them, each is found as early as possible after the one before.
 */
export interface Segments {
  readonly segments: readonly Segment[];
}

interface Segment {
  readonly length: number;
  /** Bit i set: place i of the segment takes this letter. */
  readonly places: ReadonlyMap<string, bigint>;
  /** Bit i set: place i is a `?`, which takes any letter. */
  readonly anyLetter: bigint;
}

/** How far a text has come: bit i of `seen` says that the first i + 1 places of `segment` end here. */
interface Progress {
  readonly segment: number;
  readonly seen: bigint;
  /** Only for the first segment: nothing was read yet, so that it may still begin. */
  readonly fresh: boolean;
  /** The text so far, as a list from its end. */
  readonly text: Trail | undefined;
}

interface Trail {
  readonly letter: string;
  readonly before: Trail | undefined;
}

const spell = (trail: Trail | undefined): string => {
  const word: string[] = [];
  for (let at = trail; at !== undefined; at = at.before) word.push(at.letter);
  return word.reverse().join("");
};

/** Cuts a pattern at its stars. */
export function parseSegments(pattern: string): Segments {
  const segments = pattern.split("*").map((text): Segment => {
    const letters = [...text];
    const places = new Map<string, bigint>();
    let anyLetter = 0n;
    for (const [at, letter] of letters.entries()) {
      if (letter === "?") anyLetter |= 1n << BigInt(at);
      else places.set(letter, (places.get(letter) ?? 0n) | (1n << BigInt(at)));
    }
    return { length: letters.length, places, anyLetter };
  });
  return { segments };
}

/**
 * Runs all texts of another pattern through a pattern at once, keeping only the ones that have come least far.
 *
 * INVARIANT: `a` may be dropped beside `b` when whatever completes `b` completes `a` too: that is so when `a` is in a
 * later segment, or in the same one having seen at least what `b` has. (The first segment is anchored, so it has no
 * order among its own places.)
 */
export class Simulation {
  readonly #segments: readonly Segment[];
  readonly #letter: string;

  /** `letter` stands for any wildcard of the other pattern; it must not occur in this one. */
  constructor({ segments }: Segments, letter: string) {
    this.#segments = segments;
    this.#letter = letter;
  }

  /** The first text found that the other pattern (its letters) has and this one has not. */
  escape(other: readonly string[]): string | undefined {
    let front = this.#keepLeast(this.#settled({ segment: 0, seen: 0n, fresh: true, text: undefined }));
    for (const [at, letter] of other.entries()) {
      front =
        letter === "*" ? this.#repeat(front) : this.#advance(front, letter === "?" ? this.#letter : letter);
      const lost = front.find((progress) => this.#isLost(progress));
      if (lost !== undefined) return spell(lost.text) + this.#shortest(other.slice(at + 1));
      if (front.length === 0) return undefined;
    }
    const refused = front.find((progress) => !this.#accepts(progress));
    return refused && spell(refused.text);
  }

  /** The shortest text of the rest of the other pattern. */
  #shortest(rest: readonly string[]): string {
    return rest
      .filter((letter) => letter !== "*")
      .map((letter) => (letter === "?" ? this.#letter : letter))
      .join("");
  }

  #advance(front: readonly Progress[], letter: string): readonly Progress[] {
    return this.#keepLeast(front.flatMap((progress) => this.#step(progress, letter)));
  }

  /** Any number of letters, none included. */
  #repeat(front: readonly Progress[]): readonly Progress[] {
    let all = front;
    for (let last = front; last.length > 0; ) {
      const next = this.#advance(last, this.#letter);
      const merged = this.#keepLeast([...all, ...next]);
      last = merged.filter((progress) => !all.includes(progress));
      all = merged;
      if (last.some((progress) => this.#isLost(progress))) return last;
    }
    return all;
  }

  #step({ segment: at, seen, fresh, text }: Progress, letter: string): readonly Progress[] {
    const segment = this.#segments[at];
    if (segment === undefined) return [];
    const places = segment.anyLetter | (segment.places.get(letter) ?? 0n);
    const begins = at > 0 || fresh ? 1n : 0n;
    const next = ((seen << 1n) | begins) & places;
    return this.#settled({ segment: at, seen: next, fresh: false, text: { letter, before: text } });
  }

  /** Moves on to the next segment once this one is complete; nothing is left to follow when the rest takes all. */
  #settled(progress: Progress): readonly Progress[] {
    let { segment: at, seen, fresh } = progress;
    const last = this.#segments.length - 1;
    for (;;) {
      const segment = this.#segments[at];
      if (segment === undefined) return [];
      const isComplete = segment.length === 0 ? at > 0 || fresh : (seen >> BigInt(segment.length - 1)) & 1n;
      if (at === last)
        return at > 0 && segment.length === 0 ? [] : [{ segment: at, seen, fresh, text: progress.text }];
      if (!isComplete) return [{ segment: at, seen, fresh, text: progress.text }];
      at += 1;
      seen = 0n;
      fresh = false;
    }
  }

  /** Nothing that follows can make the text match: it left the anchored first segment. */
  #isLost({ segment, seen, fresh }: Progress): boolean {
    return segment === 0 && seen === 0n && !fresh;
  }

  #accepts({ segment: at, seen, fresh }: Progress): boolean {
    const segment = this.#segments[at];
    if (segment === undefined || at !== this.#segments.length - 1) return false;
    return segment.length === 0 ? fresh : ((seen >> BigInt(segment.length - 1)) & 1n) === 1n;
  }

  #keepLeast(front: readonly Progress[]): readonly Progress[] {
    if (front.length < 2) return front;
    const kept: Progress[] = [];
    for (const progress of front) {
      if (kept.some((other) => isCompletedBy(progress, other))) continue;
      for (let at = kept.length - 1; at >= 0; at -= 1) {
        const other = kept[at];
        if (other !== undefined && isCompletedBy(other, progress)) kept.splice(at, 1);
      }
      kept.push(progress);
    }
    return kept;
  }
}

/** Whether everything that completes `b` completes `a`. */
function isCompletedBy(a: Progress, b: Progress): boolean {
  if (a.segment !== b.segment) return a.segment > b.segment;
  if (a.segment === 0) return a.seen === b.seen && a.fresh === b.fresh;
  return (a.seen & b.seen) === b.seen;
}
