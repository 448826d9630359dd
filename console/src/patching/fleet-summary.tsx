import Container from "@cloudscape-design/components/container";
import Header from "@cloudscape-design/components/header";
import KeyValuePairs from "@cloudscape-design/components/key-value-pairs";
import StatusIndicator from "@cloudscape-design/components/status-indicator";
import type { ReactNode } from "react";
import type { Patching } from "../../../console-api/contract";
import { countOf, countText } from "../shared/amount-text";
import { Sentence } from "../shared/sentence";
import { sentenceCase } from "../shared/sentence-case";
import { When } from "../shared/when";
import { type FleetSummary, isFleetTold, summaryOf } from "./fleet";

function stateOf(
  { instances, compliant, untold, missing, failed }: FleetSummary,
  isTold: boolean,
): ReactNode {
  if (!isTold) return <StatusIndicator type="pending">Not known</StatusIndicator>;
  if (instances === 0) return <StatusIndicator type="pending">No instances</StatusIndicator>;
  if (compliant === instances) return <StatusIndicator type="success">All are compliant</StatusIndicator>;
  const words = `${countText(compliant)} of ${countText(instances)} are compliant`;
  if (failed > 0) return <StatusIndicator type="error">{words}</StatusIndicator>;
  return <StatusIndicator type={missing > 0 || untold > 0 ? "warning" : "info"}>{words}</StatusIndicator>;
}

/** Only what was scanned can be missing. */
function counted(amount: number, { instances, untold }: FleetSummary): ReactNode {
  if (instances === untold) return "Not known";
  return untold === 0
    ? countText(amount)
    : `${countText(amount)}, without ${countOf(untold, "instance")} not scanned`;
}

/** The fleet in numbers, and when it is scanned and patched next. */
export function FleetSummaryPanel({ patching }: { readonly patching: Patching }) {
  const { instances, nextScan, nextWindow, operation, problems } = patching;
  const summary = summaryOf(instances);
  const isTold = isFleetTold(patching);
  const window =
    operation === "SCAN"
      ? "None: this stack only scans"
      : problems.some(({ part }) => part.includes("window"))
        ? "Not known"
        : "None is planned";
  return (
    <Container
      header={
        <Header
          variant="h2"
          description={
            operation === "SCAN"
              ? "This stack scans; installing is left to you."
              : "This stack scans, and installs in its maintenance window."
          }
        >
          Fleet
        </Header>
      }
    >
      <KeyValuePairs
        columns={3}
        minColumnWidth={170}
        items={[
          { label: "State", value: stateOf(summary, isTold) },
          { label: "Missing patches", value: counted(summary.missing, summary) },
          { label: "Critical", value: counted(summary.critical, summary) },
          { label: "For security", value: counted(summary.security, summary) },
          { label: "Failed to install", value: counted(summary.failed, summary) },
          { label: "Reboot pending", value: counted(summary.pendingReboot, summary) },
          {
            label: "All scanned since",
            value: (
              <When
                time={summary.oldestScan}
                absent={
                  !isTold ? "Not known" : instances.length === 0 ? "No instances" : "Not all are scanned"
                }
              />
            ),
          },
          { label: "Next maintenance window", value: <When time={nextWindow} absent={window} /> },
          {
            label: "Scans",
            value: <Sentence text={sentenceCase(nextScan)} />,
          },
        ]}
      />
    </Container>
  );
}
