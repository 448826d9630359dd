import { list, quote } from "./findings";

/** A finding that was there when the pack was switched on: an entry of a baseline, as the offline preview writes it. */
export interface KnownFinding {
  readonly policyPack: string;
  readonly policy: string;
  /** The resource that the finding is reported on. */
  readonly urn: string;
  readonly fingerprint: string;
  /** What it was reported at; an advisory lets nothing pass that blocks. */
  readonly enforcementLevel: "advisory" | "mandatory";
}

/** What a baseline holds: the entries that can be read, and what is wrong with the others. */
export interface KnownFindings {
  readonly known: readonly KnownFinding[];
  readonly mistakes: readonly string[];
}

const LEVELS: readonly unknown[] = ["advisory", "mandatory"];

const isText = (value: unknown): boolean => typeof value === "string" && value !== "";

/** A pack without fingerprints has empty ones, so that any text will do. */
const FIELDS: Readonly<
  Record<keyof KnownFinding | "message", readonly [accepted: string, isValid: (value: unknown) => boolean]>
> = {
  policyPack: ["the name of a policy pack", isText],
  policy: ["the name of a policy", isText],
  urn: ["a URN", (value) => typeof value === "string" && value.startsWith("urn:pulumi:")],
  fingerprint: ["the digits at the end of the message", (value) => typeof value === "string"],
  enforcementLevel: ["`advisory` or `mandatory`", (value) => LEVELS.includes(value)],
  message: ["a text", (value) => value === undefined || typeof value === "string"],
};

const NAMES = Object.keys(FIELDS) as readonly (keyof typeof FIELDS)[];

/** Baselines are written by a program: the first mistakes tell what happened to the file. */
const MOST_MISTAKES = 3;

/**
 * Reads the entries of a baseline from a configuration, where anything may stand.
 *
 * @param where how messages name the list: `baseline`
 */
export function readKnownFindings(value: unknown, where: string): KnownFindings {
  if (value === undefined || value === null) return { known: [], mistakes: [] };
  if (!Array.isArray(value))
    return {
      known: [],
      mistakes: [
        `${quote(where)} is no list; accepted: the \`violations\` of a baseline that the preview wrote`,
      ],
    };
  const known: KnownFinding[] = [];
  const mistakes: string[] = [];
  for (const [at, item] of value.entries()) {
    const wrong = mistakesOf(item, `${where}[${at}]`);
    if (wrong.length === 0) known.push(item as KnownFinding);
    mistakes.push(...wrong);
  }
  const rest = mistakes.length - MOST_MISTAKES;
  return {
    known,
    mistakes: [
      ...mistakes.slice(0, MOST_MISTAKES),
      ...(rest > 0 ? [`${quote(where)} has ${rest} more mistakes`] : []),
    ],
  };
}

function mistakesOf(item: unknown, path: string): readonly string[] {
  if (typeof item !== "object" || item === null || Array.isArray(item))
    return [`${quote(path)} is no object; accepted: one with ${list(NAMES, NAMES.length)}`];
  const fields = new Map<string, unknown>(Object.entries(item));
  return [
    ...[...fields.keys()]
      .filter((name) => !Object.hasOwn(FIELDS, name))
      .map((name) => `${quote(`${path}.${name}`)} is no field; accepted: ${NAMES.join(", ")}`),
    ...NAMES.flatMap((name) => {
      const [accepted, isValid] = FIELDS[name];
      return isValid(fields.get(name)) ? [] : [`${quote(`${path}.${name}`)} is not ${accepted}`];
    }),
  ];
}
