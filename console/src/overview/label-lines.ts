/** Labels as a drawing has room for them. */

/**
 * The text in at most `lines` lines of at most `width` characters, since a drawing breaks none itself: at spaces and
 * hyphens where it can be; what does not fit is an ellipsis.
 */
export function labelLines(text: string, width: number, lines: number): readonly string[] {
  const made: string[] = [];
  let rest = text.trim();
  while (rest !== "" && made.length < lines) {
    const { line, after } = firstLine(rest, width);
    const cut = made.length === lines - 1 && after !== "";
    made.push(
      cut
        ? `${[...rest]
            .slice(0, width - 1)
            .join("")
            .trimEnd()}…`
        : line,
    );
    rest = after;
  }
  return made;
}

function firstLine(text: string, width: number): { readonly line: string; readonly after: string } {
  const characters = [...text];
  if (characters.length <= width) return { line: text, after: "" };
  const head = characters.slice(0, width + 1).join("");
  const space = head.lastIndexOf(" ");
  const hyphen = characters.slice(0, width).join("").lastIndexOf("-") + 1;
  const at = Math.max(space, hyphen);
  if (at > 0) return { line: text.slice(0, at).trimEnd(), after: text.slice(at).trimStart() };
  return { line: characters.slice(0, width).join(""), after: characters.slice(width).join("") };
}

/** How many ports a label names. */
const NAMED_PORTS = 2;

/** `tcp/80, 443` for `tcp/80` and `tcp/443`; from the third on only how many there are. */
export function trafficLabel(traffic: readonly string[]): string {
  const [first = "", ...others] = traffic;
  const protocol = first.slice(0, first.indexOf("/") + 1);
  const named = others
    .slice(0, NAMED_PORTS - 1)
    .map((one) => (one.startsWith(protocol) ? one.slice(protocol.length) : one));
  const more = traffic.length - 1 - named.length;
  return [first, ...named, ...(more > 0 ? [`+${more}`] : [])].join(", ");
}

const EVERYWHERE: readonly string[] = ["0.0.0.0/0", "::/0"];

/** What an outside party is called in the diagram. */
export const partyLabel = (party: string): string =>
  EVERYWHERE.includes(party) ? `Any address (${party})` : party;
