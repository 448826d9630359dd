import Alert from "@cloudscape-design/components/alert";
import Container from "@cloudscape-design/components/container";
import Header from "@cloudscape-design/components/header";
import KeyValuePairs from "@cloudscape-design/components/key-value-pairs";
import SpaceBetween from "@cloudscape-design/components/space-between";
import type { Coverage } from "../../../console-api/contract";
import { countOf, countText, shareText } from "../shared/amount-text";
import { timeIn, utcText } from "../shared/time-text";
import { gapsIn } from "./verdicts";

const exact = (time: string): string => {
  const at = timeIn(time);
  return at === undefined ? "Not known" : utcText(at);
};

export interface CoveragePanelProps {
  readonly coverage: Coverage;
  readonly days: number;
  /** Whether all of the history of interfaces could be read. */
  readonly isHistoryRead: boolean;
}

/** How much the records tell, and what they do not. */
export function CoveragePanel({ coverage, days, isHistoryRead }: CoveragePanelProps) {
  const { from, to, historyFrom, records, unresolved, truncated } = coverage;
  const gaps = gapsIn(coverage, days, isHistoryRead);
  return (
    <Container
      header={
        <Header variant="h2" description={`What the flow logs of the last ${countOf(days, "day")} cover.`}>
          Coverage
        </Header>
      }
    >
      <SpaceBetween size="m">
        <KeyValuePairs
          columns={3}
          minColumnWidth={200}
          items={[
            { label: "From", value: exact(from) },
            { label: "To", value: exact(to) },
            {
              label: "Groups of interfaces known since",
              value: historyFrom !== null ? exact(historyFrom) : isHistoryRead ? "Not yet" : "Not known",
            },
            { label: "Aggregated records read", value: countText(records) },
            {
              label: "Of interfaces without known groups",
              value: `${countText(unresolved)} (${shareText(unresolved, records)})`,
            },
            { label: "All records read", value: truncated ? "No, there are more" : "Yes" },
          ]}
        />
        {gaps.length > 0 && (
          <Alert type="warning" statusIconAriaLabel="Warning" header="What this does not tell">
            <ul className="plain-list">
              {gaps.map((gap) => (
                <li key={gap}>{gap}</li>
              ))}
            </ul>
          </Alert>
        )}
      </SpaceBetween>
    </Container>
  );
}
