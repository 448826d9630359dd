/** What lies between two stars of a pattern: found as early as possible after what comes before. */
export interface Segment {
  readonly length: number;
  /** How many `?` it begins with. */
  readonly leading: number;
  /** Bit i set: place i of the segment takes this letter. */
  readonly places: ReadonlyMap<string, bigint>;
  /** Bit i set: place i is a `?`, which takes any letter. */
  readonly anyLetter: bigint;
}

/** Writes every run of wildcards that holds a `*` as one `*` and then its `?`s: the same language. */
function collapse(pattern: string): string {
  if (!pattern.includes("*")) return pattern;
  let result = "";
  let run = "";
  const flush = (): void => {
    const singles = run.replaceAll("*", "");
    result += (run.length > singles.length ? "*" : "") + singles;
    run = "";
  };
  for (const letter of pattern) {
    if (letter === "*" || letter === "?") run += letter;
    else {
      flush();
      result += letter;
    }
  }
  flush();
  return result;
}

/** The segments of a pattern, for a `Simulation` of it. */
export const segmentsOf = (pattern: string): readonly Segment[] =>
  collapse(pattern).split("*").map(parseSegment);

function parseSegment(text: string): Segment {
  const letters = [...text];
  const places = new Map<string, bigint>();
  let anyLetter = 0n;
  for (const [at, letter] of letters.entries()) {
    if (letter === "?") anyLetter |= 1n << BigInt(at);
    else places.set(letter, (places.get(letter) ?? 0n) | (1n << BigInt(at)));
  }
  const literal = letters.findIndex((letter) => letter !== "?");
  return { length: letters.length, leading: literal < 0 ? letters.length : literal, places, anyLetter };
}

/**
 * Runs every text of another pattern through a pattern at once.
 *
 * INVARIANT: one text stands for all. Of two texts, whatever completes the one that is less far completes the other:
 * a text is further in a later segment, or in the same one having seen at least as many of its beginnings. Since the
 * pattern is collapsed, every segment but the last ends with a literal, so that a run of letters which occur nowhere
 * in the pattern never completes a segment: it can only be lost in the first one (which is anchored), keep the text
 * where it is, or throw it back to the `?`s that its segment begins with. A star of the other pattern is therefore
 * either no letter at all or a run as long as the segment.
 */
export class Simulation {
  readonly #segments: readonly Segment[];
  readonly #letter: string;
  #at = 0;
  /** Bit i: the first i + 1 places of the segment end here. */
  #seen = 0n;
  /** How many letters were read in the first segment. */
  #read = 0;
  #text = "";

  /** `letter` stands for any wildcard of the other pattern; it must not occur in the segments. */
  constructor(segments: readonly Segment[], letter: string) {
    this.#segments = segments;
    this.#letter = letter;
    this.#moveOn();
  }

  /** A text that the other pattern (its letters) has and this one has not; undefined iff there is none. */
  counterexample(other: readonly string[]): string | undefined {
    for (const [at, letter] of other.entries()) {
      if (this.#takesAll) return undefined;
      if (letter === "*") this.#throwBack();
      else this.#step(letter === "?" ? this.#letter : letter);
      if (this.#isLost) return this.#text + this.#shortest(other.slice(at + 1));
    }
    return this.#takesAll || this.#isComplete ? undefined : this.#text;
  }

  get #segment(): Segment {
    return this.#segments[this.#at] ?? { length: 0, leading: 0, places: new Map(), anyLetter: 0n };
  }

  get #isLast(): boolean {
    return this.#at === this.#segments.length - 1;
  }

  get #takesAll(): boolean {
    return this.#isLast && this.#at > 0 && this.#segment.length === 0;
  }

  get #isLost(): boolean {
    return this.#at === 0 && this.#read > 0 && this.#seen === 0n;
  }

  get #isComplete(): boolean {
    const { length } = this.#segment;
    if (length === 0) return this.#at > 0 || this.#read === 0;
    return ((this.#seen >> BigInt(length - 1)) & 1n) === 1n;
  }

  #step(letter: string): void {
    const { places, anyLetter } = this.#segment;
    const begins = this.#at > 0 || this.#read === 0 ? 1n : 0n;
    this.#seen = ((this.#seen << 1n) | begins) & (anyLetter | (places.get(letter) ?? 0n));
    this.#text += letter;
    if (this.#at === 0) this.#read += 1;
    this.#moveOn();
  }

  #throwBack(): void {
    if (this.#at === 0) {
      while (!this.#isLost) this.#step(this.#letter);
      return;
    }
    const { length, leading } = this.#segment;
    if (this.#seen >> BigInt(leading) === 0n) return;
    this.#seen = (1n << BigInt(leading)) - 1n;
    this.#text += this.#letter.repeat(length);
  }

  #moveOn(): void {
    while (!this.#isLast && this.#isComplete) {
      this.#at += 1;
      this.#seen = 0n;
    }
  }

  #shortest(rest: readonly string[]): string {
    return rest
      .filter((letter) => letter !== "*")
      .map((letter) => (letter === "?" ? this.#letter : letter))
      .join("");
  }
}
