import Box from "@cloudscape-design/components/box";
import Button from "@cloudscape-design/components/button";
import SpaceBetween from "@cloudscape-design/components/space-between";
import { useEffect, useState } from "react";
import type { Patching, PatchOperation, PatchRun, Permission } from "../../../console-api/contract";
import { useAnswer } from "../data/use-answer";
import { useAnnounce } from "../shared/announcer";
import { AnswerBoundary } from "../shared/answer-boundary";
import { Page } from "../shared/page";
import { Problems } from "../shared/problems";
import { Sentence } from "../shared/sentence";
import { When } from "../shared/when";
import { isFleetTold } from "./fleet";
import { FleetSummaryPanel } from "./fleet-summary";
import { InstanceListing } from "./instance-listing";
import { MissingPatchesPanel } from "./missing-patches";
import { askPatching } from "./questions";
import { RunPanel } from "./run-panel";
import { OPERATION_WORDS, runsToShow } from "./run-progress";
import { StartModal } from "./start-modal";
import { usePlace } from "./use-place";

const OPERATIONS: readonly PatchOperation[] = ["SCAN", "INSTALL"];

const permissionOf = ({ scan, install }: Patching, operation: PatchOperation): Permission =>
  operation === "SCAN" ? scan : install;

interface StartButtonProps {
  readonly operation: PatchOperation;
  /** Absent while it is not known. */
  readonly permission: Permission | undefined;
  readonly onClick: () => void;
}

function StartButton({ operation, permission, onClick }: StartButtonProps) {
  const why = permission?.whyNot;
  return (
    <Button
      disabled={permission?.allowed !== true}
      {...(why ? { disabledReason: why } : {})}
      onClick={onClick}
    >
      {OPERATION_WORDS[operation]} now
    </Button>
  );
}

/** Why this reader cannot start something, readable without pointing at a button. */
function WhyNot({ patching }: { readonly patching: Patching }) {
  const reasons = OPERATIONS.flatMap((operation) => {
    const { allowed, whyNot } = permissionOf(patching, operation);
    return allowed ? [] : [{ operation, why: whyNot ?? "It is not allowed." }];
  });
  if (reasons.length === 0) return null;
  return (
    <Box color="text-body-secondary">
      <ul className="bare-list">
        {reasons.map(({ operation, why }) => (
          <li key={operation}>
            <em>{OPERATION_WORDS[operation]} now</em> cannot be started: <Sentence text={why} />
          </li>
        ))}
      </ul>
    </Box>
  );
}

/** What the fleet misses, when it is patched, and what runs. */
export function PatchingView() {
  const [place, go] = usePlace();
  const announce = useAnnounce();
  const [answer, refresh] = useAnswer(askPatching, []);
  const [confirming, setConfirming] = useState<PatchOperation>();
  const [started, setStarted] = useState<PatchRun>();
  const [dismissed, setDismissed] = useState<readonly string[]>([]);
  const patching = answer.state === "ready" ? answer.value : undefined;
  const running = patching?.running.filter(({ id }) => !dismissed.includes(id)) ?? [];
  const [first] = running;

  // What somebody else started is followed to its end as well, which the list of what is running would not do.
  useEffect(() => {
    if (place.run === undefined && first !== undefined) go({ run: first.id });
  }, [place.run, first, go]);

  const known = (id: string): PatchRun | undefined =>
    running.find((run) => run.id === id) ?? (started?.id === id ? started : undefined);
  return (
    <Page
      title="Patching"
      description="What the instances of the proxy fleet miss, when they are patched, and what runs now."
      answer={answer}
      refresh={refresh}
      actions={OPERATIONS.map((operation) => (
        <StartButton
          key={operation}
          operation={operation}
          permission={patching && permissionOf(patching, operation)}
          onClick={() => setConfirming(operation)}
        />
      ))}
    >
      {runsToShow(place.run, running).map((id) => (
        <RunPanel
          key={id}
          id={id}
          known={known(id)}
          onOver={refresh}
          onDismiss={() => {
            setDismissed((before) => [...before, id]);
            if (place.run === id) go({ run: undefined });
          }}
        />
      ))}
      <AnswerBoundary answer={answer} refresh={refresh} what="the patch state">
        {(value) => (
          <SpaceBetween size="l">
            <Problems problems={value.problems} />
            <WhyNot patching={value} />
            <FleetSummaryPanel patching={value} />
            <InstanceListing
              instances={value.instances}
              isTold={isFleetTold(value)}
              problems={value.problems}
            />
            <MissingPatchesPanel
              key={value.asOf}
              instances={value.instances}
              open={place.instance}
              onOpen={(instance) => go({ instance })}
            />
            <Box variant="small">
              Read <When time={value.asOf} absent="at a time that is not known" />
            </Box>
          </SpaceBetween>
        )}
      </AnswerBoundary>
      {confirming && patching && (
        <StartModal
          operation={confirming}
          instances={isFleetTold(patching) ? patching.instances.length : undefined}
          onClose={() => setConfirming(undefined)}
          onStarted={(run) => {
            setConfirming(undefined);
            setStarted(run);
            announce(`${OPERATION_WORDS[run.operation]} started.`);
            go({ run: run.id });
            refresh();
          }}
        />
      )}
    </Page>
  );
}
