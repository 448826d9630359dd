import Box from "@cloudscape-design/components/box";
import StatusIndicator from "@cloudscape-design/components/status-indicator";
import { Foreign, Id } from "../shared/foreign";
import { type Column, Listing } from "../shared/listing";
import { DIRECTION_WORDS, DRIFT_WORDS, type Finding, isOpening } from "./drift";
import { GroupLink } from "./party";

const NOTHING = (
  <Box variant="span" color="text-status-inactive">
    nothing
  </Box>
);

const KIND: Column<Finding> = {
  id: "kind",
  header: "Difference",
  cell: ({ drift: { kind, direction } }) => (
    <>
      <StatusIndicator type={isOpening(kind) ? "error" : "warning"}>{DRIFT_WORDS[kind]}</StatusIndicator>
      <Box variant="small" display="block">
        {DIRECTION_WORDS[direction]}
      </Box>
    </>
  ),
  minWidth: 155,
};

const groupColumn = (onGroup: (id: string) => void): Column<Finding> => ({
  id: "group",
  header: "Group",
  cell: ({ group }) => <GroupLink group={group} onGroup={onGroup} />,
  minWidth: 165,
});

const DETAILS: readonly Column<Finding>[] = [
  {
    id: "sentence",
    header: "Finding",
    cell: ({ drift: { sentence } }) => <Foreign text={sentence} />,
    minWidth: 225,
  },
  {
    id: "sides",
    header: "Declared and live",
    cell: ({ drift: { declared, live, ruleId } }) => (
      <>
        <span className="muted">Declared</span> {declared === null ? NOTHING : <Foreign text={declared} />}
        <br />
        <span className="muted">Live</span> {live === null ? NOTHING : <Foreign text={live} />}
        {ruleId !== null && (
          <Box variant="small" display="block">
            <Id text={ruleId} />
          </Box>
        )}
      </>
    ),
    minWidth: 205,
  },
  {
    id: "difference",
    header: "Too much or too little",
    cell: ({ drift: { kind, difference } }) => (
      <>
        <Foreign text={difference} />
        <Box variant="small" display="block">
          {isOpening(kind) ? "let through, not declared" : "declared, not let through"}
        </Box>
      </>
    ),
    minWidth: 165,
  },
];

const matches = ({ group, drift }: Finding, text: string): boolean =>
  [group.id, group.name, group.component, DRIFT_WORDS[drift.kind], drift.sentence, drift.ruleId, drift.flowId]
    .join("\n")
    .toLowerCase()
    .includes(text.trim().toLowerCase());

export interface DriftListingProps {
  readonly title: string;
  /** The most serious first. */
  readonly findings: readonly Finding[];
  /** Shows the group of a finding; left out where only one is shown. */
  readonly onGroup?: (id: string) => void;
}

/** Differences between declared and live rules. */
export function DriftListing({ title, findings, onGroup }: DriftListingProps) {
  return (
    <Listing
      title={title}
      description="Rules that were changed past the program. The next deployment does not always undo it: take the change back, or write it into the code."
      items={findings}
      idOf={({ id }) => id}
      columns={[KIND, ...(onGroup === undefined ? [] : [groupColumn(onGroup)]), ...DETAILS]}
      matches={matches}
      empty="No difference."
      one="difference"
    />
  );
}
