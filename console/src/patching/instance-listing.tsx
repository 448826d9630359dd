import Box from "@cloudscape-design/components/box";
import type { ReactNode } from "react";
import type { PatchedInstance } from "../../../console-api/contract";
import { countText } from "../shared/amount-text";
import { Foreign } from "../shared/foreign";
import { type Column, Listing } from "../shared/listing";
import { StateIndicator, stateWords } from "../shared/state-indicator";
import { When } from "../shared/when";
import { compareTimes, inOrder, isUntold, PATCH_STATES } from "./fleet";

const small = (content: ReactNode) => (
  <Box variant="small" display="block">
    {content}
  </Box>
);

const amount = (instance: PatchedInstance, count: number): string =>
  isUntold(instance) ? "Not known" : countText(count);

const COLUMNS: readonly [Column<PatchedInstance>, ...Column<PatchedInstance>[]] = [
  {
    id: "instance",
    header: "Instance",
    cell: ({ instanceId, zone }) => (
      <>
        <Foreign text={instanceId} />
        {small(<Foreign text={zone} />)}
      </>
    ),
    compare: (a, b) => a.instanceId.localeCompare(b.instanceId, "en"),
  },
  {
    id: "state",
    header: "State",
    cell: ({ state }) => <StateIndicator state={state} />,
    compare: (a, b) => PATCH_STATES.indexOf(a.state) - PATCH_STATES.indexOf(b.state),
    minWidth: 150,
  },
  {
    id: "missing",
    header: "Missing",
    cell: (instance) => (
      <>
        {amount(instance, instance.missing)}
        {instance.missing > 0 &&
          small(`${countText(instance.critical)} critical, ${countText(instance.security)} for security`)}
      </>
    ),
    compare: (a, b) => a.missing - b.missing,
    minWidth: 110,
  },
  {
    id: "failed",
    header: "Failed",
    cell: (instance) => amount(instance, instance.failed),
    compare: (a, b) => a.failed - b.failed,
  },
  {
    id: "reboot",
    header: "Waiting for a reboot",
    cell: (instance) => amount(instance, instance.pendingReboot),
    compare: (a, b) => a.pendingReboot - b.pendingReboot,
  },
  {
    id: "scan",
    header: "Last scan",
    cell: ({ lastScan }) => <When time={lastScan} />,
    compare: (a, b) => compareTimes(a.lastScan, b.lastScan),
  },
  {
    id: "install",
    header: "Last install",
    cell: ({ lastInstall }) => <When time={lastInstall} />,
    compare: (a, b) => compareTimes(a.lastInstall, b.lastInstall),
  },
  {
    id: "contact",
    header: "Last contact",
    cell: ({ lastContact }) => <When time={lastContact} />,
    compare: (a, b) => compareTimes(a.lastContact, b.lastContact),
  },
  {
    id: "lifecycle",
    header: "Lifecycle",
    cell: ({ lifecycle }) => <Foreign text={lifecycle} />,
    compare: (a, b) => a.lifecycle.localeCompare(b.lifecycle, "en"),
  },
];

/** The fleet's instances, those that need care first. */
export function InstanceListing({ instances }: { readonly instances: readonly PatchedInstance[] }) {
  return (
    <Listing
      title="Instances"
      items={inOrder(instances)}
      idOf={({ instanceId }) => instanceId}
      columns={COLUMNS}
      matches={({ instanceId, zone, lifecycle, state }, text) =>
        [instanceId, zone, lifecycle, stateWords(state)]
          .join("\n")
          .toLowerCase()
          .includes(text.trim().toLowerCase())
      }
      empty="The fleet has no instances."
      one="instance"
    />
  );
}
