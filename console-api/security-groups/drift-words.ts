/** Findings of drift as the console shows them. */

import { AddressSet } from "../../policy-pack/analysis/addresses";
import { shorten } from "../../policy-pack/analysis/findings";
import type { Direction, Drift } from "../contract";
import type { Finding } from "./drift";
import { type Names, peerFor } from "./names";
import type { Rule } from "./rules";
import { packetText, portsText, toward, trafficText, witnessOf } from "./words";

/** Longest text of a finding, so that a page of many stays readable and small. */
const MOST_CHARACTERS = 300;

/** A rule in words: `tcp/443 from 10.0.0.0/16`. */
export const ruleText = ({ ports, direction, peer }: Rule, names: Names): string =>
  `${portsText(ports)} ${toward(direction)} ${peerFor(peer, names).name}`;

/** The name of the peer of packets that are not told by addresses: those of all of a group or of a prefix list. */
function nameOf({ live, declared, difference }: Finding, names: Names): string | undefined {
  const peer = live?.peer ?? declared?.peer;
  if (peer === undefined || peer.kind === "ADDRESSES") return undefined;
  const ofAll = difference.openings().every(({ sources }) => sources.equals(AddressSet.ALL));
  return ofAll ? peerFor(peer, names).name : undefined;
}

const passes = (direction: Direction): string => (direction === "INGRESS" ? "let in" : "let out");

function sentence(finding: Finding, live: string, declared: string, example: string): string {
  const passed = passes(finding.direction);
  switch (finding.kind) {
    case "ADDED":
      return `${live} is ${passed}, and no flow declares any of it`;
    case "WIDENED":
      return `${live} is ${passed}, more than the declared ${declared}: ${example}, for example`;
    case "REMOVED":
      return `${declared} is declared, but none of it is ${passed}`;
    case "NARROWED":
      return `less is ${passed} than the declared ${declared}: not ${example}, for example`;
  }
}

/** A finding in words. */
export function driftFor(finding: Finding, names: Names): Drift {
  const { kind, direction, live, declared, difference } = finding;
  const liveText = live === undefined ? null : ruleText(live, names);
  const declaredText = declared === undefined ? null : ruleText(declared, names);
  const peer = nameOf(finding, names);
  const witness = witnessOf(difference);
  const example = witness === undefined ? "" : packetText(witness, direction, peer);
  return {
    kind,
    direction,
    ruleId: live?.id ?? null,
    flowId: declared?.flowId ?? null,
    declared: declaredText,
    live: liveText,
    difference: shorten(trafficText(difference, direction, peer), MOST_CHARACTERS),
    sentence: shorten(sentence(finding, liveText ?? "", declaredText ?? "", example), MOST_CHARACTERS),
  };
}
