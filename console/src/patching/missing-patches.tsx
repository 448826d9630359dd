import Button from "@cloudscape-design/components/button";
import Container from "@cloudscape-design/components/container";
import ExpandableSection from "@cloudscape-design/components/expandable-section";
import Header from "@cloudscape-design/components/header";
import SpaceBetween from "@cloudscape-design/components/space-between";
import StatusIndicator from "@cloudscape-design/components/status-indicator";
import { useEffect, useRef, useState } from "react";
import type { MissingPatch, MissingPatchPage, PatchedInstance } from "../../../console-api/contract";
import { problemsOf } from "../data/all-pages";
import type { ApiFailure } from "../data/api";
import { failureFrom, useAnswer, useApi } from "../data/use-answer";
import { countOf, countText } from "../shared/amount-text";
import { useAnnounce } from "../shared/announcer";
import { AnswerBoundary } from "../shared/answer-boundary";
import { FailureAlert } from "../shared/failure-alert";
import { Foreign } from "../shared/foreign";
import { type Column, Listing } from "../shared/listing";
import { Problems } from "../shared/problems";
import { hasPatches, inOrder } from "./fleet";
import { askMissing } from "./questions";

function Severity({ severity }: Pick<MissingPatch, "severity">) {
  switch (severity) {
    case "Critical":
      return <StatusIndicator type="error">Critical</StatusIndicator>;
    case "Important":
      return <StatusIndicator type="warning">Important</StatusIndicator>;
    case "":
      return "Not rated";
    default:
      return <Foreign text={severity} />;
  }
}

const STATE_WORDS: Readonly<Record<string, string>> = {
  Missing: "Missing",
  Failed: "Failed to install",
  InstalledPendingReboot: "Reboot pending",
  InstalledRejected: "Installed, but rejected",
};

const COLUMNS: readonly [Column<MissingPatch>, ...Column<MissingPatch>[]] = [
  {
    id: "title",
    header: "Patch",
    cell: ({ title, id }) => <Foreign text={title || id} />,
    minWidth: 240,
  },
  {
    id: "severity",
    header: "Severity",
    cell: ({ severity }) => <Severity severity={severity} />,
    minWidth: 130,
  },
  {
    id: "classification",
    header: "Classification",
    cell: ({ classification }) => (classification === "" ? "None" : <Foreign text={classification} />),
    minWidth: 140,
    cardWidth: 50,
  },
  {
    id: "state",
    header: "State",
    cell: ({ state }) => STATE_WORDS[state] ?? <Foreign text={state} />,
    cardWidth: 50,
  },
  { id: "id", header: "Id", cell: ({ id }) => <Foreign text={id} /> },
];

interface FurtherProps {
  readonly instanceId: string;
  readonly first: MissingPatchPage;
}

/** The first page, and further ones as they are asked for. */
function Patches({ instanceId, first }: FurtherProps) {
  const api = useApi();
  const announce = useAnnounce();
  const [further, setFurther] = useState<readonly MissingPatchPage[]>([]);
  const [asking, setAsking] = useState(false);
  const [failure, setFailure] = useState<ApiFailure>();
  const running = useRef<AbortController>(undefined);
  useEffect(() => () => running.current?.abort(), []);
  const pages = [first, ...further];
  const next = pages.at(-1)?.next ?? null;
  const patches = pages.flatMap((page) => page.patches);
  const problems = problemsOf(pages);
  const isWhole = problems.length === 0;

  async function more() {
    const controller = new AbortController();
    running.current = controller;
    setFailure(undefined);
    setAsking(true);
    try {
      const page = await askMissing(api, instanceId, next, controller.signal);
      setFurther((before) => [...before, page]);
      announce(`${countOf(page.patches.length, "more patch", "more patches")}.`);
    } catch (error) {
      if (controller.signal.aborted) return;
      setFailure(failureFrom(error));
    }
    setAsking(false);
  }

  return (
    <SpaceBetween size="s">
      <Problems problems={problems} />
      <Listing
        title={`Patches of ${instanceId}`}
        headingLevel="h3"
        items={patches}
        isPart={next !== null || !isWhole}
        idOf={({ id, title, state }) => `${id} ${title} ${state}`}
        columns={COLUMNS}
        empty={isWhole ? "Nothing is missing." : "What is missing could not be read."}
        one="patch"
        isNested
        pageSize={patches.length + 1}
      />
      {failure && <FailureAlert failure={failure} what="the next patches" retry={() => void more()} />}
      {next !== null && failure === undefined && (
        <Button loading={asking} loadingText="Loading" onClick={() => void more()}>
          Show more patches
        </Button>
      )}
    </SpaceBetween>
  );
}

function OfInstance({ instanceId }: { readonly instanceId: string }) {
  const [answer, refresh] = useAnswer(
    (api, signal) => askMissing(api, instanceId, null, signal),
    [instanceId],
  );
  return (
    <AnswerBoundary answer={answer} refresh={refresh} what="the missing patches">
      {(first) => <Patches instanceId={instanceId} first={first} />}
    </AnswerBoundary>
  );
}

function wordsOf({ missing, failed, pendingReboot, critical }: PatchedInstance): string {
  return [
    ...(missing > 0
      ? [`${countText(missing)} missing${critical > 0 ? `, ${countText(critical)} critical` : ""}`]
      : []),
    ...(failed > 0 ? [`${countText(failed)} failed`] : []),
    ...(pendingReboot > 0 ? [`${countText(pendingReboot)} waiting for a reboot`] : []),
  ].join(", ");
}

export interface MissingPatchesPanelProps {
  readonly instances: readonly PatchedInstance[];
  /** The instance whose list is open. */
  readonly open: string | undefined;
  readonly onOpen: (instanceId: string | undefined) => void;
}

/** What each instance misses, asked for when it is opened. */
export function MissingPatchesPanel({ instances, open, onOpen }: MissingPatchesPanelProps) {
  const listed = inOrder(instances).filter(hasPatches);
  if (listed.length === 0) return null;
  return (
    <Container header={<Header variant="h2">Missing patches</Header>}>
      <SpaceBetween size="xs">
        {listed.map((instance) => {
          const { instanceId } = instance;
          return (
            <ExpandableSection
              key={instanceId}
              headerText={<Foreign text={instanceId} />}
              headerDescription={wordsOf(instance)}
              headingTagOverride="h3"
              expanded={open === instanceId}
              onChange={({ detail }) => onOpen(detail.expanded ? instanceId : undefined)}
            >
              {open === instanceId && <OfInstance instanceId={instanceId} />}
            </ExpandableSection>
          );
        })}
      </SpaceBetween>
    </Container>
  );
}
