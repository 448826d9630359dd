/** What an instance misses, the worst first. */

import { type PatchComplianceData, paginateDescribeInstancePatches } from "@aws-sdk/client-ssm";
import type { MissingPatch, MissingPatchPage } from "../contract";
import { Problems, Refusal } from "../failures";
import { pageOf } from "../paging";
import type { Resolver, Surroundings } from "../surroundings";
import { quoted } from "../visible";
import { membersOf } from "./fleet";

/**
 * States of patches that are not as the baseline wants them, as the manual and the examples write them; the API's model
 * has them as `INSTALLED_PENDING_REBOOT`.
 */
const STATES: readonly string[] = ["Missing", "Failed", "InstalledPendingReboot", "InstalledRejected"];

const spelled = (state: string): string => state.replaceAll("_", "").toLowerCase();

/** One spelling of a state; one that is not known stays as it is. */
const stateOf = (state = ""): string => STATES.find((one) => spelled(one) === spelled(state)) ?? state;

const SEVERITIES: readonly string[] = ["Critical", "Important", "Medium", "Low"];

const DEFAULT_FIRST = 50;
const PAGE_SIZE = 100;

/** Patches of one instance that are read; an image that is years old misses fewer. */
const MOST_PATCHES = 2_000;

/** The identifier, which alone tells two versions of a package apart, comes last. */
function rankOf({ severity, title, id }: MissingPatch): string {
  const at = SEVERITIES.indexOf(severity);
  return JSON.stringify([at < 0 ? SEVERITIES.length : at, title, id]);
}

const missingPatch = (found: PatchComplianceData): MissingPatch => ({
  id: found.KBId ?? "",
  title: found.Title ?? "",
  classification: found.Classification ?? "",
  severity: found.Severity ?? "",
  state: stateOf(found.State),
});

async function missingOf(
  { aws, signal }: Surroundings,
  instanceId: string,
  problems: Problems,
): Promise<readonly MissingPatch[]> {
  const found: MissingPatch[] = [];
  const pages = paginateDescribeInstancePatches(
    { client: aws.ssm, pageSize: PAGE_SIZE },
    { InstanceId: instanceId, Filters: [{ Key: "State", Values: [...STATES] }] },
    { abortSignal: signal },
  );
  await problems.part("missing patches", undefined, async () => {
    for await (const { Patches } of pages) {
      found.push(...(Patches ?? []).map(missingPatch));
      if (found.length > MOST_PATCHES) break;
    }
  });
  // The first are not the worst: Systems Manager lists them in an order of its own.
  if (found.length > MOST_PATCHES) problems.cut("missing patches", MOST_PATCHES);
  return found.slice(0, MOST_PATCHES);
}

/**
 * A page of what an instance of the fleet misses.
 * @throws Refusal `NotFound` for an instance that is not of the fleet, and where that cannot be told
 */
export const missingPatches: Resolver<"missingPatches"> = async (
  { instanceId, first, after },
  around,
): Promise<MissingPatchPage> => {
  const problems = new Problems();
  const members = await problems.part("instances of the fleet", undefined, () => membersOf(around));
  // Not told is not allowed: Systems Manager answers for every instance of the account.
  if (members === undefined) return { patches: [], next: null, problems: problems.found };
  if (!members.some(({ id }) => id === instanceId)) {
    throw new Refusal("NotFound", `${quoted(instanceId)} is not an instance of this fleet`);
  }
  const found = await missingOf(around, instanceId, problems);
  const ranked = found.map((patch) => ({ patch, rank: rankOf(patch) }));
  ranked.sort((a, b) => (a.rank < b.rank ? -1 : a.rank > b.rank ? 1 : 0));
  const question = `missingPatches ${instanceId}`;
  const page = pageOf(question, ranked, first ?? DEFAULT_FIRST, after);
  return { patches: page.items.map(({ patch }) => patch), next: page.next, problems: problems.found };
};
