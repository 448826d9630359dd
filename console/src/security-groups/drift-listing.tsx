import Box from "@cloudscape-design/components/box";
import Button from "@cloudscape-design/components/button";
import StatusIndicator from "@cloudscape-design/components/status-indicator";
import { Foreign } from "../shared/foreign";
import { type Column, Listing } from "../shared/listing";
import { DIRECTION_WORDS, DRIFT_WORDS, type Finding, isOpening } from "./drift";
import { GroupName, groupLabel } from "./party";

const absent = (text: string) => <Box color="text-status-inactive">{text}</Box>;

const COLUMNS: readonly [Column<Finding>, ...Column<Finding>[]] = [
  {
    id: "kind",
    header: "Difference",
    cell: ({ drift: { kind } }) => (
      <StatusIndicator type={isOpening(kind) ? "error" : "warning"}>{DRIFT_WORDS[kind]}</StatusIndicator>
    ),
    minWidth: 140,
  },
  {
    id: "sentence",
    header: "Finding",
    cell: ({ drift: { sentence } }) => <Foreign text={sentence} />,
    minWidth: 260,
  },
  {
    id: "group",
    header: "Group",
    cell: ({ group, drift: { direction } }) => (
      <>
        <GroupName group={group} />
        <Box variant="small">{DIRECTION_WORDS[direction]}</Box>
      </>
    ),
  },
  {
    id: "declared",
    header: "Declared",
    cell: ({ drift: { declared } }) => (declared === null ? absent("Nothing") : <Foreign text={declared} />),
    minWidth: 140,
  },
  {
    id: "live",
    header: "Live",
    cell: ({ drift: { live, ruleId } }) => (
      <>
        {live === null ? absent("Nothing") : <Foreign text={live} />}
        {ruleId !== null && (
          <Box variant="small" display="block">
            <Foreign text={ruleId} />
          </Box>
        )}
      </>
    ),
    minWidth: 140,
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
    minWidth: 160,
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
  /** Shows the group of a finding. */
  readonly onGroup?: (id: string) => void;
}

/** Differences between declared and live rules. */
export function DriftListing({ title, findings, onGroup }: DriftListingProps) {
  const toGroup: readonly Column<Finding>[] =
    onGroup === undefined
      ? []
      : [
          {
            id: "rules",
            header: "Rules",
            cell: ({ group }) => (
              <Button
                variant="inline-link"
                ariaLabel={`Show the rules of ${groupLabel(group)}`}
                onClick={() => onGroup(group.id)}
              >
                Show rules
              </Button>
            ),
          },
        ];
  const [first, ...others] = COLUMNS;
  return (
    <Listing
      title={title}
      description="Rules that were changed past the program. The next deployment does not always undo it: take the change back, or write it into the code."
      items={findings}
      idOf={({ id }) => id}
      columns={[first, ...others, ...toGroup]}
      matches={matches}
      empty="No difference."
      one="difference"
    />
  );
}
