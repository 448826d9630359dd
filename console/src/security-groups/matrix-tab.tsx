import Alert from "@cloudscape-design/components/alert";
import Box from "@cloudscape-design/components/box";
import Button from "@cloudscape-design/components/button";
import SpaceBetween from "@cloudscape-design/components/space-between";
import StatusIndicator from "@cloudscape-design/components/status-indicator";
import type { Flow } from "../../../console-api/contract";
import type { Answer } from "../data/use-answer";
import { countOf } from "../shared/amount-text";
import { Foreign } from "../shared/foreign";
import { type Column, Listing } from "../shared/listing";
import { StateIndicator } from "../shared/state-indicator";
import { DIRECTION_WORDS, DRIFT_WORDS } from "./drift";
import { type FlowRow, flowRows, trafficOf } from "./flow-standing";
import type { Evidence, Groups } from "./questions";
import type { Go } from "./use-place";

export interface MatrixTabProps {
  readonly flows: readonly Flow[];
  readonly groups: Answer<Groups>;
  readonly evidence: Answer<Evidence | undefined>;
  readonly go: Go;
}

function LiveState({ row, groups }: { readonly row: FlowRow; readonly groups: Answer<Groups> }) {
  if (groups.state === "loading") return <StatusIndicator type="loading">Reading</StatusIndicator>;
  switch (row.standing.kind) {
    case "as-declared":
      return <StatusIndicator type="success">As declared</StatusIndicator>;
    case "unread":
      return <StatusIndicator type="pending">Not known</StatusIndicator>;
    case "drifted": {
      const kinds = [...new Set(row.standing.drift.map(({ kind }) => DRIFT_WORDS[kind].toLowerCase()))];
      return <StatusIndicator type="warning">Drifted: {kinds.join(", ")}</StatusIndicator>;
    }
  }
}

function SeenState({
  row,
  evidence,
}: {
  readonly row: FlowRow;
  readonly evidence: Answer<Evidence | undefined>;
}) {
  if (evidence.state === "ready" && evidence.value === undefined) return "Not asked";
  if (evidence.state === "loading") return <StatusIndicator type="loading">Asking</StatusIndicator>;
  if (row.uses.length === 0) return <StatusIndicator type="pending">Not known</StatusIndicator>;
  return row.uses.map(({ direction, verdict }, index) => (
    // biome-ignore lint/suspicious/noArrayIndexKey: a flow's verdicts have no name and never change places.
    <div key={index}>
      <StateIndicator state={verdict} /> <Box variant="small">{DIRECTION_WORDS[direction].toLowerCase()}</Box>
    </div>
  ));
}

/** The traffic matrix, with how each flow stands in the account and in the flow logs. */
export function MatrixTab({ flows, groups, evidence, go }: MatrixTabProps) {
  const live = groups.state === "ready" ? groups.value : undefined;
  const seen = evidence.state === "ready" ? evidence.value : undefined;
  const rows = flowRows(flows, live, seen?.rules);
  const strays = (live?.groups ?? []).flatMap(({ drift }) => drift).filter(({ flowId }) => flowId === null);
  const columns: readonly [Column<FlowRow>, ...Column<FlowRow>[]] = [
    {
      id: "from",
      header: "From",
      cell: ({ from }) => <Foreign text={from} />,
      compare: (a, b) => a.from.localeCompare(b.from, "en"),
      minWidth: 130,
    },
    {
      id: "to",
      header: "To",
      cell: ({ to }) => <Foreign text={to} />,
      cardWidth: 0,
      compare: (a, b) => a.to.localeCompare(b.to, "en"),
      minWidth: 130,
    },
    { id: "traffic", header: "Traffic", cell: trafficOf, compare: (a, b) => a.port - b.port },
    { id: "why", header: "Why", cell: ({ why }) => <Foreign text={why} />, minWidth: 220 },
    {
      id: "live",
      header: "Live rules",
      cell: (row) => <LiveState row={row} groups={groups} />,
      minWidth: 185,
      cardWidth: 50,
    },
    {
      id: "seen",
      header: "Flow logs",
      cell: (row) => <SeenState row={row} evidence={evidence} />,
      minWidth: 170,
      cardWidth: 50,
    },
  ];
  return (
    <SpaceBetween size="l">
      {strays.length > 0 && (
        <Alert
          type="warning"
          statusIconAriaLabel="Warning"
          header={`${countOf(strays.length, "difference")} outside of the matrix`}
          action={<Button onClick={() => go({ tab: "rules" })}>Show drift</Button>}
        >
          Live rules let through what no flow of the matrix declares.
        </Alert>
      )}
      <Listing
        title="Traffic matrix"
        description="Every connection that may be opened, as it was last deployed. Answers follow; anything else is refused."
        items={rows}
        idOf={({ id }) => id}
        columns={columns}
        cardTitle={({ from, to }) => (
          <>
            <Foreign text={from} /> to <Foreign text={to} />
          </>
        )}
        matches={({ id, from, to, why, ...row }, text) =>
          [id, from, to, why, trafficOf(row)].join("\n").toLowerCase().includes(text.trim().toLowerCase())
        }
        empty="The deployment declares no flow."
        one="flow"
      />
    </SpaceBetween>
  );
}
