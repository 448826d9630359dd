import Alert from "@cloudscape-design/components/alert";
import Box from "@cloudscape-design/components/box";
import ProgressBar from "@cloudscape-design/components/progress-bar";
import SegmentedControl from "@cloudscape-design/components/segmented-control";
import SpaceBetween from "@cloudscape-design/components/space-between";
import StatusIndicator from "@cloudscape-design/components/status-indicator";
import { useEffect, useRef } from "react";
import type { Direction, GroupScope, SecurityGroup } from "../../../console-api/contract";
import type { Answer } from "../data/use-answer";
import { countOf, countText } from "../shared/amount-text";
import { AnswerBoundary } from "../shared/answer-boundary";
import { bringIntoView } from "../shared/bring-into-view";
import { Foreign } from "../shared/foreign";
import { type Column, Listing } from "../shared/listing";
import { Problems } from "../shared/problems";
import { When } from "../shared/when";
import { findingsOf, partyName, rulesOf } from "./drift";
import { DriftListing } from "./drift-listing";
import { GroupDetails } from "./group-details";
import { GroupLink } from "./party";
import type { Groups, Progress } from "./questions";
import type { Go } from "./use-place";

/** Which groups are shown. */
export function ScopeSwitch({ scope, go }: { readonly scope: GroupScope; readonly go: Go }) {
  return (
    <SegmentedControl
      label="Which security groups"
      selectedId={scope}
      onChange={({ detail }) =>
        go({ scope: detail.selectedId === "VPC" ? "VPC" : "STACK", group: undefined }, { replace: true })
      }
      options={[
        { id: "STACK", text: "This stack" },
        { id: "VPC", text: "Whole VPC" },
      ]}
    />
  );
}

/** How far the groups were read; nothing before the first page. */
function Reading({ progress }: { readonly progress: Progress | undefined }) {
  if (progress === undefined) return null;
  const { read, total } = progress;
  return (
    <ProgressBar
      value={total === 0 ? 0 : Math.min(100, (100 * read) / total)}
      label="Reading security groups"
      additionalInfo={`${countText(Math.min(read, total))} of ${countOf(total, "group")}`}
    />
  );
}

function NoDrift({ groups, problems, unread }: Groups) {
  const own = groups.filter(({ component }) => component !== null);
  const ours = own.length;
  if (ours === 0) {
    return (
      <Alert type="info" statusIconAriaLabel="Information" header="Nothing to compare">
        None of the groups that were read belongs to this stack.
      </Alert>
    );
  }
  if (own.every(({ id }) => unread.has(id))) {
    return (
      <Alert type="warning" statusIconAriaLabel="Warning" header="Drift is not known">
        The rules of this stack's groups could not be read.
      </Alert>
    );
  }
  return problems.length === 0 ? (
    <Alert type="success" statusIconAriaLabel="Success" header="No drift">
      The live rules of {countOf(ours, "group")} of this stack let through exactly what the program declares.
    </Alert>
  ) : (
    <Alert type="info" statusIconAriaLabel="Information" header="No drift in what could be read">
      The rules that were read let through exactly what the program declares. A part is missing, so there may
      be more.
    </Alert>
  );
}

const UNREAD = <StatusIndicator type="pending">Not known</StatusIndicator>;

function driftWords(group: SecurityGroup, isUnread: boolean) {
  if (isUnread && group.component !== null) return UNREAD;
  if (group.drift.length > 0) {
    return <StatusIndicator type="warning">{countOf(group.drift.length, "difference")}</StatusIndicator>;
  }
  return group.component === null ? (
    <Box color="text-status-inactive">Not of this stack</Box>
  ) : (
    <StatusIndicator type="success">None</StatusIndicator>
  );
}

const ofText = (group: SecurityGroup): string =>
  [group.id, group.name, group.component, group.description].join("\n").toLowerCase();

interface GroupListProps {
  readonly groups: readonly SecurityGroup[];
  /** Ids of those whose rules are not known. */
  readonly unread: ReadonlySet<string>;
  readonly onGroup: (id: string) => void;
}

function GroupList({ groups, unread, onGroup }: GroupListProps) {
  const ruleCount = (group: SecurityGroup, direction: Direction): string =>
    unread.has(group.id) ? "Not known" : countText(rulesOf(group, direction).length);
  const columns: readonly [Column<SecurityGroup>, ...Column<SecurityGroup>[]] = [
    {
      id: "group",
      header: "Group",
      cell: (group) => <GroupLink group={group} onGroup={onGroup} />,
      compare: (a, b) => partyName(a).localeCompare(partyName(b), "en"),
      minWidth: 180,
    },
    { id: "name", header: "Name", cell: ({ name }) => <Foreign text={name} />, minWidth: 160 },
    {
      id: "ingress",
      header: "Ingress rules",
      cell: (group) => ruleCount(group, "INGRESS"),
      compare: (a, b) => rulesOf(a, "INGRESS").length - rulesOf(b, "INGRESS").length,
      cardWidth: 33,
    },
    {
      id: "egress",
      header: "Egress rules",
      cell: (group) => ruleCount(group, "EGRESS"),
      compare: (a, b) => rulesOf(a, "EGRESS").length - rulesOf(b, "EGRESS").length,
      cardWidth: 33,
    },
    {
      id: "interfaces",
      header: "Interfaces",
      cell: ({ interfaces }) => (interfaces === null ? "Not known" : countText(interfaces)),
      compare: (a, b) => (a.interfaces ?? -1) - (b.interfaces ?? -1),
      cardWidth: 33,
    },
    {
      id: "drift",
      header: "Drift",
      cell: (group) => driftWords(group, unread.has(group.id)),
      compare: (a, b) => a.drift.length - b.drift.length,
      minWidth: 160,
    },
  ];
  return (
    <Listing
      title="Security groups"
      description="Choose a group to see its rules."
      items={groups}
      idOf={({ id }) => id}
      columns={columns}
      matches={(group, text) => ofText(group).includes(text.trim().toLowerCase())}
      empty="There is no security group here."
      one="group"
    />
  );
}

export interface RulesTabProps {
  readonly scope: GroupScope;
  readonly groupId: string | undefined;
  readonly answer: Answer<Groups>;
  readonly progress: Progress | undefined;
  readonly refresh: () => void;
  readonly go: Go;
}

/** Live rules against the declared ones, and every group with its rules. */
export function RulesTab({ scope, groupId, answer, progress, refresh, go }: RulesTabProps) {
  const list = useRef<HTMLDivElement>(null);
  const came = useRef(groupId);
  // Back from a group, the button that had the focus is gone.
  useEffect(() => {
    if (came.current !== undefined && groupId === undefined) bringIntoView(list.current);
    came.current = groupId;
  }, [groupId]);
  const onGroup = (id: string) => go({ group: id });
  return (
    <SpaceBetween size="l">
      <ScopeSwitch scope={scope} go={go} />
      {answer.state === "loading" && <Reading progress={progress} />}
      <AnswerBoundary answer={answer} refresh={refresh} what="the security groups">
        {(value) => {
          const findings = findingsOf(value.groups);
          const chosen = value.groups.find(({ id }) => id === groupId);
          return (
            <SpaceBetween size="l">
              <Problems problems={value.problems} />
              {chosen !== undefined ? (
                <GroupDetails
                  key={chosen.id}
                  group={chosen}
                  isUnread={value.unread.has(chosen.id)}
                  onBack={() => go({ group: undefined })}
                />
              ) : (
                <div ref={list} tabIndex={-1} className="focus-target">
                  <SpaceBetween size="l">
                    {groupId !== undefined && (
                      <Alert type="warning" statusIconAriaLabel="Warning" header="The group is not here">
                        <Foreign text={groupId} /> is none of the groups that were read
                        {scope === "STACK" ? " of this stack; it may be one of the VPC." : "."}
                      </Alert>
                    )}
                    {findings.length === 0 ? (
                      <NoDrift {...value} />
                    ) : (
                      <DriftListing title="Drift" findings={findings} onGroup={onGroup} />
                    )}
                    <GroupList groups={value.groups} unread={value.unread} onGroup={onGroup} />
                    <Box variant="small">
                      Read <When time={value.asOf} absent="at a time that is not known" />
                    </Box>
                  </SpaceBetween>
                </div>
              )}
            </SpaceBetween>
          );
        }}
      </AnswerBoundary>
    </SpaceBetween>
  );
}
