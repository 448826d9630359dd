import "./security-groups.css";
import SpaceBetween from "@cloudscape-design/components/space-between";
import Tabs from "@cloudscape-design/components/tabs";
import { useState } from "react";
import type { GroupScope } from "../../../console-api/contract";
import { type Answer, useAnswer } from "../data/use-answer";
import { AnswerBoundary } from "../shared/answer-boundary";
import { FailureAlert } from "../shared/failure-alert";
import { Page } from "../shared/page";
import { Problems } from "../shared/problems";
import { useNarrow } from "../shared/use-narrow";
import { TABS } from "./address";
import { EvidenceTab } from "./evidence-tab";
import { MatrixTab } from "./matrix-tab";
import { askGroups, askMatrix, type Groups, type Progress } from "./questions";
import { RulesTab } from "./rules-tab";
import { useEvidence } from "./use-evidence";
import { usePlace } from "./use-place";

interface GroupsAnswering {
  readonly answer: Answer<Groups>;
  readonly progress: Progress | undefined;
  readonly refresh: () => void;
}

/** The groups of a scope, with how far they were read; asked for while they are wanted. */
function useGroups(scope: GroupScope, isWanted = true): GroupsAnswering {
  const [progress, setProgress] = useState<Progress>();
  const [answer, refresh] = useAnswer<Groups | undefined>(
    async (api, signal) => (isWanted ? askGroups(api, scope, signal, setProgress) : undefined),
    [scope, isWanted],
  );
  if (answer.state !== "ready") return { answer, progress, refresh };
  const { value, refreshing } = answer;
  return {
    answer: value === undefined ? { state: "loading" } : { state: "ready", value, refreshing },
    progress,
    refresh,
  };
}

/** Who may talk to whom: as declared, as it is, and as it is used. */
export function SecurityGroupsView() {
  const [place, go] = usePlace();
  // Three names in one line, so that none is out of sight.
  const narrow = useNarrow();
  const [matrix, askMatrixAgain] = useAnswer(askMatrix, []);
  const groups = useGroups("STACK");
  // There may be hundreds: only where they are shown.
  const vpc = useGroups("VPC", place.tab === "rules" && place.scope === "VPC");
  const evidence = useEvidence(place.question);
  const { tab, scope, group, question } = place;
  const keptDays =
    groups.answer.state === "ready" ? (groups.answer.value.flowLogDays ?? undefined) : undefined;
  const scoped = scope === "VPC" ? vpc : groups;
  const shown = {
    matrix: {
      answer: groups.answer,
      refresh: () => {
        askMatrixAgain();
        groups.refresh();
      },
    },
    rules: { answer: scoped.answer, refresh: scoped.refresh },
    evidence: question === undefined ? {} : { answer: evidence.answer, refresh: evidence.refresh },
  }[tab];
  return (
    <Page
      title="Security groups"
      description="The declared traffic, what the account really lets through, and what the flow logs say of its use."
      {...shown}
    >
      <Tabs
        ariaLabel="Parts of the review"
        activeTabId={tab}
        onChange={({ detail }) => {
          const next = TABS.find((one) => one === detail.activeTabId);
          if (next !== undefined) go({ tab: next, group: undefined });
        }}
        tabs={[
          {
            id: "matrix",
            label: narrow ? "Matrix" : "Traffic matrix",
            content: (
              <AnswerBoundary answer={matrix} refresh={askMatrixAgain} what="the traffic matrix">
                {(flows) => (
                  <SpaceBetween size="l">
                    {groups.answer.state === "failed" && (
                      <FailureAlert
                        failure={groups.answer.failure}
                        what="the security groups"
                        retry={groups.refresh}
                      />
                    )}
                    {groups.answer.state === "ready" && <Problems problems={groups.answer.value.problems} />}
                    <MatrixTab flows={flows} groups={groups.answer} evidence={evidence.answer} go={go} />
                  </SpaceBetween>
                )}
              </AnswerBoundary>
            ),
          },
          {
            id: "rules",
            label: narrow ? "Live" : "Declared and live",
            content: <RulesTab key={scope} scope={scope} groupId={group} {...scoped} go={go} />,
          },
          {
            id: "evidence",
            label: "Evidence",
            content: <EvidenceTab keptDays={keptDays} question={question} evidence={evidence} go={go} />,
          },
        ]}
      />
    </Page>
  );
}
