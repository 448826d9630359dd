import Alert from "@cloudscape-design/components/alert";
import Box from "@cloudscape-design/components/box";
import Button from "@cloudscape-design/components/button";
import Container from "@cloudscape-design/components/container";
import Header from "@cloudscape-design/components/header";
import KeyValuePairs from "@cloudscape-design/components/key-value-pairs";
import ProgressBar from "@cloudscape-design/components/progress-bar";
import SpaceBetween from "@cloudscape-design/components/space-between";
import StatusIndicator from "@cloudscape-design/components/status-indicator";
import type { PatchRun } from "../../../console-api/contract";
import { FailureAlert } from "../shared/failure-alert";
import { Foreign } from "../shared/foreign";
import { Sentence } from "../shared/sentence";
import { StateIndicator } from "../shared/state-indicator";
import { When } from "../shared/when";
import { hasOpenSteps, isOver, OPERATION_WORDS, stepsDone } from "./run-progress";
import { useRun } from "./use-run";

function Steps({ run }: { readonly run: PatchRun }) {
  if (run.steps.length === 0) {
    return isOver(run) ? null : (
      <StatusIndicator type="loading">Systems Manager is about to begin</StatusIndicator>
    );
  }
  const { done, of } = stepsDone(run);
  return (
    <SpaceBetween size="s">
      {!isOver(run) && (
        <ProgressBar label="Progress" value={(100 * done) / of} additionalInfo={`${done} of ${of} done`} />
      )}
      <ul className="bare-list spaced-list">
        {run.steps.map(({ name, state, detail }) => (
          <li key={name}>
            <strong>
              <Foreign text={name} />
            </strong>{" "}
            <StateIndicator state={state} />
            {detail !== null && (
              <Box color="text-body-secondary">
                <Foreign text={detail} />
              </Box>
            )}
          </li>
        ))}
      </ul>
    </SpaceBetween>
  );
}

function Outcome({ run }: { readonly run: PatchRun }) {
  switch (run.state) {
    case "WAITING":
    case "RUNNING":
      return null;
    case "SUCCEEDED":
      if (hasOpenSteps(run)) {
        return (
          <Alert type="warning" statusIconAriaLabel="Warning">
            It has ended, but not every instance has reported.
          </Alert>
        );
      }
      return (
        <Alert type="success" statusIconAriaLabel="Success">
          {run.operation === "SCAN"
            ? "Every instance was scanned. Reports may take a moment to come in."
            : "Every instance was scanned and patched, and is back in service."}
        </Alert>
      );
    case "FAILED":
    case "CANCELLED":
      return (
        <Alert
          type={run.state === "FAILED" ? "error" : "warning"}
          statusIconAriaLabel={run.state === "FAILED" ? "Error" : "Warning"}
          header={run.state === "FAILED" ? "The run failed" : "The run was cancelled"}
        >
          {run.failure === null ? "No reason was given." : <Sentence text={run.failure} />}
        </Alert>
      );
  }
}

export interface RunPanelProps {
  readonly id: string;
  /** What is known of it already. */
  readonly known: PatchRun | undefined;
  /** Called when it ends while it is shown. */
  readonly onOver: () => void;
  readonly onDismiss: () => void;
}

/** A run: how far it has come, and its outcome. */
export function RunPanel({ id, known, onOver, onDismiss }: RunPanelProps) {
  const { run, failure, retry } = useRun(id, known, onOver);
  const canGo = failure !== undefined || (run !== undefined && isOver(run));
  return (
    <Container
      header={
        <Header
          variant="h2"
          actions={
            canGo && (
              <Button onClick={onDismiss} ariaLabel="Dismiss this run">
                Dismiss
              </Button>
            )
          }
        >
          {run === undefined ? "Run" : OPERATION_WORDS[run.operation]}
        </Header>
      }
    >
      <SpaceBetween size="m">
        {failure && <FailureAlert failure={failure} what="the run" retry={retry} />}
        {run === undefined && failure === undefined && (
          <StatusIndicator type="loading">Asking how far it has come</StatusIndicator>
        )}
        {run && (
          <SpaceBetween size="m">
            <Outcome run={run} />
            <KeyValuePairs
              columns={3}
              minColumnWidth={170}
              items={[
                { label: "State", value: <StateIndicator state={run.state} /> },
                { label: "Started", value: <When time={run.startedAt} absent="Not yet" /> },
                {
                  label: "Ended",
                  value: <When time={run.endedAt} absent={isOver(run) ? "Not known" : "Not yet"} />,
                },
              ]}
            />
            <Steps run={run} />
          </SpaceBetween>
        )}
      </SpaceBetween>
    </Container>
  );
}
