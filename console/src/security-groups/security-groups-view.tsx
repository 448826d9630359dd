import "./security-groups.css";
import Tabs from "@cloudscape-design/components/tabs";
import { useState } from "react";
import type { GroupScope } from "../../../console-api/contract";
import { type Answer, useAnswer } from "../data/use-answer";
import { AnswerBoundary } from "../shared/answer-boundary";
import { FailureAlert } from "../shared/failure-alert";
import { Page } from "../shared/page";
import { Problems } from "../shared/problems";
import { TABS } from "./address";
import { EvidenceTab } from "./evidence-tab";
import { MatrixTab } from "./matrix-tab";
import { askGroups, askMatrix, type Groups, type Progress } from "./questions";
import { RulesTab } from "./rules-tab";
import { useEvidence } from "./use-evidence";
import { type Go, usePlace } from "./use-place";

interface GroupsAnswering {
  readonly answer: Answer<Groups>;
  readonly progress: Progress | undefined;
  readonly refresh: () => void;
}

/** The groups of a scope, with how far they were read. */
function useGroups(scope: GroupScope): GroupsAnswering {
  const [progress, setProgress] = useState<Progress>();
  const [answer, refresh] = useAnswer((api, signal) => askGroups(api, scope, signal, setProgress), [scope]);
  return { answer, progress, refresh };
}

/** Groups of the whole VPC are asked for only where they are shown: there may be hundreds. */
function VpcRules({ groupId, go }: { readonly groupId: string | undefined; readonly go: Go }) {
  return <RulesTab scope="VPC" groupId={groupId} {...useGroups("VPC")} go={go} />;
}

/** Who may talk to whom: as declared, as it is, and as it is used. */
export function SecurityGroupsView() {
  const [place, go] = usePlace();
  const [matrix, askMatrixAgain] = useAnswer(askMatrix, []);
  const groups = useGroups("STACK");
  const evidence = useEvidence(place.question);
  const { tab, scope, group, question } = place;
  return (
    <Page
      title="Security groups"
      description="The declared traffic, what the account really lets through, and what the flow logs say of its use."
      answer={groups.answer}
      refresh={() => {
        askMatrixAgain();
        groups.refresh();
      }}
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
            label: "Traffic matrix",
            content: (
              <AnswerBoundary answer={matrix} refresh={askMatrixAgain} what="the traffic matrix">
                {(flows) => (
                  <>
                    {groups.answer.state === "failed" && (
                      <FailureAlert
                        failure={groups.answer.failure}
                        what="the security groups"
                        retry={groups.refresh}
                      />
                    )}
                    {groups.answer.state === "ready" && <Problems problems={groups.answer.value.problems} />}
                    <MatrixTab flows={flows} groups={groups.answer} evidence={evidence.answer} go={go} />
                  </>
                )}
              </AnswerBoundary>
            ),
          },
          {
            id: "rules",
            label: "Declared and live",
            content:
              scope === "VPC" ? (
                <VpcRules groupId={group} go={go} />
              ) : (
                <RulesTab scope="STACK" groupId={group} {...groups} go={go} />
              ),
          },
          {
            id: "evidence",
            label: "Evidence",
            content: <EvidenceTab question={question} evidence={evidence} go={go} />,
          },
        ]}
      />
    </Page>
  );
}
