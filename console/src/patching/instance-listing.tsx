import Box from "@cloudscape-design/components/box";
import type { ReactNode } from "react";
import type { PatchedInstance, Patching } from "../../../console-api/contract";
import { countText } from "../shared/amount-text";
import { Foreign, Id } from "../shared/foreign";
import { type Column, Listing } from "../shared/listing";
import { StateIndicator, stateWords } from "../shared/state-indicator";
import { When } from "../shared/when";
import { compareTimes, inOrder, isUntold, PATCH_STATES } from "./fleet";

const small = (content: ReactNode) => (
  <Box variant="small" display="block">
    {content}
  </Box>
);

/** What of the instances could not be read, by the parts of the answer. */
type Unread = ReadonlySet<string>;

/** What stands in place of a time: what was not read may have been. */
const absentIn = (unread: Unread, ...parts: readonly string[]): string =>
  parts.some((part) => unread.has(part)) ? "not known" : "never";

const columnsOf = (unread: Unread): readonly [Column<PatchedInstance>, ...Column<PatchedInstance>[]] => [
  {
    id: "instance",
    header: "Instance",
    cell: ({ instanceId, zone, lifecycle }) => (
      <>
        <Id text={instanceId} />
        {small(
          <>
            <Foreign text={lifecycle} />, <Foreign text={zone} />
          </>,
        )}
      </>
    ),
    compare: (a, b) => a.instanceId.localeCompare(b.instanceId, "en"),
    minWidth: 190,
  },
  {
    id: "state",
    header: "State",
    cell: ({ state, critical, security }) => (
      <>
        <StateIndicator state={state} />
        {critical + security > 0 &&
          small(`${countText(critical)} critical, ${countText(security)} for security`)}
      </>
    ),
    compare: (a, b) => PATCH_STATES.indexOf(a.state) - PATCH_STATES.indexOf(b.state),
    minWidth: 165,
  },
  {
    id: "patches",
    header: "Patches",
    cell: (instance) =>
      isUntold(instance) ? (
        "Not known"
      ) : (
        <ul className="bare-list">
          <li>{countText(instance.missing)} missing</li>
          <li>{countText(instance.failed)} failed</li>
          <li>{countText(instance.pendingReboot)} reboot pending</li>
        </ul>
      ),
    compare: (a, b) => a.missing - b.missing || a.failed - b.failed || a.pendingReboot - b.pendingReboot,
    minWidth: 165,
  },
  {
    id: "times",
    header: "Last scan and install",
    cell: ({ lastScan, lastInstall }) => (
      <ul className="bare-list">
        <li>
          Scanned <When time={lastScan} absent={absentIn(unread, "patch states")} />
        </li>
        <li>
          Installed{" "}
          <When time={lastInstall} absent={absentIn(unread, "patch states", "last installations")} />
        </li>
      </ul>
    ),
    compare: (a, b) => compareTimes(a.lastScan, b.lastScan) || compareTimes(a.lastInstall, b.lastInstall),
    minWidth: 220,
  },
  {
    id: "contact",
    header: "Last contact",
    cell: ({ lastContact }) => <When time={lastContact} absent={absentIn(unread, "last contacts")} />,
    compare: (a, b) => compareTimes(a.lastContact, b.lastContact),
  },
];

/** The fleet's instances, those that need care first. */
export function InstanceListing({
  instances,
  isTold,
  problems,
}: Pick<Patching, "instances" | "problems"> & {
  /** Whether these are all. */
  readonly isTold: boolean;
}) {
  const unread = new Set(problems.map(({ part }) => part));
  return (
    <Listing
      title="Instances"
      items={inOrder(instances)}
      idOf={({ instanceId }) => instanceId}
      columns={columnsOf(unread)}
      matches={({ instanceId, zone, lifecycle, state }, text) =>
        [instanceId, zone, lifecycle, stateWords(state)]
          .join("\n")
          .toLowerCase()
          .includes(text.trim().toLowerCase())
      }
      isPart={!isTold}
      empty={isTold ? "The fleet has no instances." : "The instances of the fleet could not be read."}
      one="instance"
    />
  );
}
