import Alert from "@cloudscape-design/components/alert";
import Box from "@cloudscape-design/components/box";
import Button from "@cloudscape-design/components/button";
import Modal from "@cloudscape-design/components/modal";
import SpaceBetween from "@cloudscape-design/components/space-between";
import { useState } from "react";
import type { PatchOperation, PatchRun } from "../../../console-api/contract";
import type { ApiFailure } from "../data/api";
import { failureFrom, useApi } from "../data/use-answer";
import { countOf } from "../shared/amount-text";
import { FailureAlert } from "../shared/failure-alert";
import { startRun } from "./questions";
import { OPERATION_WORDS } from "./run-progress";

/** What an operation does, before anybody starts it. */
function Consequences({
  operation,
  instances,
}: {
  readonly operation: PatchOperation;
  readonly instances: number | undefined;
}) {
  const fleet =
    instances === undefined
      ? "every instance"
      : instances === 1
        ? "the one instance"
        : `all ${countOf(instances, "instance")}`;
  switch (operation) {
    case "SCAN":
      return (
        <ul className="plain-list">
          <li>Systems Manager looks for missing patches on {fleet} of the fleet at once.</li>
          <li>Nothing is installed, nothing restarts, and requests are served as before.</li>
        </ul>
      );
    case "INSTALL":
      return (
        <SpaceBetween size="m">
          <ul className="plain-list">
            <li>
              Systems Manager scans {fleet} of the fleet and installs what is missing, one instance after the
              other.
            </li>
            <li>
              Each one is taken out of service, its requests may finish, patches are installed, and it{" "}
              <strong>reboots</strong> where they need that. Only when it serves again does the next one
              follow.
            </li>
            <li>At the first failure it stops: the instances after it are not touched.</li>
          </ul>
          <Alert type="warning" statusIconAriaLabel="Warning">
            Meanwhile the fleet has one instance less to serve requests, and does not scale. The console
            cannot stop what has begun.
          </Alert>
        </SpaceBetween>
      );
  }
}

export interface StartModalProps {
  readonly operation: PatchOperation;
  /** How many there are; absent where that is not known. */
  readonly instances: number | undefined;
  readonly onClose: () => void;
  readonly onStarted: (run: PatchRun) => void;
}

/** Says what will happen, and starts it once that is confirmed. */
export function StartModal({ operation, instances, onClose, onStarted }: StartModalProps) {
  const api = useApi();
  const [starting, setStarting] = useState(false);
  const [failure, setFailure] = useState<ApiFailure>();
  const words = OPERATION_WORDS[operation];

  async function start() {
    setFailure(undefined);
    setStarting(true);
    try {
      onStarted(await startRun(api, operation));
    } catch (error) {
      setFailure(failureFrom(error));
      setStarting(false);
    }
  }

  return (
    <Modal
      visible
      header={`${words} now?`}
      closeAriaLabel="Close"
      // Whether it started has to be told, so there is no way out until that is known.
      onDismiss={() => !starting && onClose()}
      footer={
        <Box float="right">
          <SpaceBetween direction="horizontal" size="xs">
            <Button variant="link" disabled={starting} onClick={onClose}>
              Cancel
            </Button>
            <Button variant="primary" loading={starting} loadingText="Starting" onClick={() => void start()}>
              {words}
            </Button>
          </SpaceBetween>
        </Box>
      }
    >
      <SpaceBetween size="m">
        {failure && <FailureAlert failure={failure} what="the run" done="started" />}
        <Consequences operation={operation} instances={instances} />
      </SpaceBetween>
    </Modal>
  );
}
