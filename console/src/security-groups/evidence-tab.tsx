import Alert from "@cloudscape-design/components/alert";
import Box from "@cloudscape-design/components/box";
import Button from "@cloudscape-design/components/button";
import Container from "@cloudscape-design/components/container";
import ProgressBar from "@cloudscape-design/components/progress-bar";
import SpaceBetween from "@cloudscape-design/components/space-between";
import StatusIndicator from "@cloudscape-design/components/status-indicator";
import { countOf, countText } from "../shared/amount-text";
import { FailureAlert } from "../shared/failure-alert";
import { Foreign } from "../shared/foreign";
import { Problems } from "../shared/problems";
import { CoveragePanel } from "./coverage-panel";
import { PeriodForm } from "./period-form";
import type { Evidence, EvidenceProgress } from "./questions";
import type { EvidenceAnswering } from "./use-evidence";
import type { Go } from "./use-place";
import { VerdictListing } from "./verdict-listing";

interface WaitingProps {
  readonly progress: EvidenceProgress | undefined;
  readonly onCancel: () => void;
}

function Waiting({ progress, onCancel }: WaitingProps) {
  return (
    <Container>
      <SpaceBetween size="m">
        {progress?.step === "reading" ? (
          <ProgressBar
            label="Reading the answer"
            value={progress.total === 0 ? 100 : Math.min(100, (100 * progress.read) / progress.total)}
            additionalInfo={`${countText(progress.read)} of ${countOf(progress.total, "rule")}`}
          />
        ) : (
          <StatusIndicator type="loading">Asking the flow logs</StatusIndicator>
        )}
        <Box>
          {progress?.step === "asking" &&
            `Of the last ${countOf(progress.days, "day")}; looked ${progress.tries === 1 ? "once" : countOf(progress.tries, "time")} for the answer. `}
          This can take minutes. The address of this page holds the question: you can reload it, or come back
          to it later.
        </Box>
        <Button onClick={onCancel}>Stop waiting</Button>
      </SpaceBetween>
    </Container>
  );
}

function Found({ evidence }: { readonly evidence: Evidence }) {
  if (evidence.state === "FAILED") {
    return (
      <div role="alert">
        <Alert type="error" statusIconAriaLabel="Error" header="The flow logs gave no answer">
          <Foreign text={evidence.failure ?? "No reason was given."} />
        </Alert>
      </div>
    );
  }
  const isRead = (what: string): boolean => evidence.problems.every(({ part }) => part !== what);
  return (
    <SpaceBetween size="l">
      <Problems problems={evidence.problems} />
      {evidence.coverage !== null && (
        <CoveragePanel
          coverage={evidence.coverage}
          days={evidence.days}
          isHistoryRead={isRead("history of network interfaces")}
        />
      )}
      <VerdictListing rules={evidence.rules} isRead={isRead("security groups and their rules")} />
    </SpaceBetween>
  );
}

export interface EvidenceTabProps {
  /** Days that flow logs are kept; absent: not known. */
  readonly keptDays: number | undefined;
  readonly question: string | undefined;
  readonly evidence: EvidenceAnswering;
  readonly go: Go;
}

/** What the flow logs tell of each rule. */
export function EvidenceTab({
  keptDays,
  question,
  evidence: { answer, progress, refresh },
  go,
}: EvidenceTabProps) {
  const waiting = question !== undefined && answer.state === "loading";
  return (
    <SpaceBetween size="l">
      <PeriodForm
        keptDays={keptDays}
        waiting={waiting}
        onStarted={(id) => go({ question: id }, { replace: true })}
      />
      {waiting && (
        <Waiting progress={progress} onCancel={() => go({ question: undefined }, { replace: true })} />
      )}
      {question !== undefined && answer.state === "failed" && (
        <FailureAlert failure={answer.failure} what="the evidence" retry={refresh} />
      )}
      {question !== undefined && answer.state === "ready" && answer.value && (
        <Found evidence={answer.value} />
      )}
    </SpaceBetween>
  );
}
