import type { Diagnostic } from "./analyzer";

/** A finding of a pack about a resource or about the stack. */
export interface Finding extends Diagnostic {
  /** The resource that the engine attributes the finding to. */
  readonly subject: string;
  /** Whether the pack found it only because the preview filled in values that AWS will choose. */
  readonly restsOnStandIns: boolean;
}

/** Begins a message about something that a policy could not decide. */
const UNVERIFIED = "unverified: ";
/** What the policy SDK says when a policy read an unknown value. */
const CANNOT_RUN = /^can't run policy .* during preview: /;
/** Ends each message of a pack with fingerprints: `[policy/fingerprint]`. */
const FINGERPRINT = /\[([^[\]\s]+)\/([^[\]/\s]+)\]\s*$/;

/** Whether a policy says that it could not decide. The message may follow the policy's description, on its own line. */
export const isUnverified = ({ message }: Diagnostic): boolean =>
  CANNOT_RUN.test(message) || message.split("\n").some((line) => line.startsWith(UNVERIFIED));

/**
 * What waivers name; `""` for packs without fingerprints. A message that happens to end alike, as in `[env/prod]`, names
 * no finding: two of them would be taken for one.
 */
export function fingerprintOf({ policy, message }: Diagnostic): string {
  const [, named, fingerprint] = FINGERPRINT.exec(message) ?? [];
  return named === policy ? (fingerprint ?? "") : "";
}

/** Whether two findings say the same: by fingerprint, or by message where the pack has none. */
export const isSame = (a: Diagnostic, b: Diagnostic): boolean => {
  if (a.policy !== b.policy || a.level !== b.level) return false;
  const fingerprint = fingerprintOf(a);
  return fingerprint === "" ? a.message === b.message : fingerprint === fingerprintOf(b);
};
