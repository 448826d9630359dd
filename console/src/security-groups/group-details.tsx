import Button from "@cloudscape-design/components/button";
import Container from "@cloudscape-design/components/container";
import Header from "@cloudscape-design/components/header";
import KeyValuePairs from "@cloudscape-design/components/key-value-pairs";
import SpaceBetween from "@cloudscape-design/components/space-between";
import { useEffect, useRef } from "react";
import type { Direction, LiveRule, SecurityGroup } from "../../../console-api/contract";
import { countText } from "../shared/amount-text";
import { bringIntoView } from "../shared/bring-into-view";
import { Foreign, Id } from "../shared/foreign";
import { type Column, Listing } from "../shared/listing";
import { DIRECTION_WORDS, findingsOf, partyName, rulesOf } from "./drift";
import { DriftListing } from "./drift-listing";
import { PeerName } from "./party";

const COLUMNS: readonly [Column<LiveRule>, ...Column<LiveRule>[]] = [
  {
    id: "peer",
    header: "Peer",
    cell: ({ peer }) => <PeerName peer={peer} />,
    compare: (a, b) => a.peer.name.localeCompare(b.peer.name, "en"),
  },
  {
    id: "traffic",
    header: "Traffic",
    cell: ({ traffic }) => traffic,
    compare: (a, b) => a.traffic.localeCompare(b.traffic, "en", { numeric: true }),
  },
  {
    id: "flow",
    header: "Flow of the matrix",
    cell: ({ flowId }) => (flowId === null ? "None" : <Foreign text={flowId} />),
  },
  {
    id: "description",
    header: "Description",
    cell: ({ description }) => (description ? <Foreign text={description} /> : "None"),
    minWidth: 200,
  },
  { id: "id", header: "Rule", cell: ({ id }) => <Id text={id} />, minWidth: 205 },
];

const matches = ({ id, peer, traffic, flowId, description }: LiveRule, text: string): boolean =>
  [id, peer.id, peer.name, traffic, flowId, description]
    .join("\n")
    .toLowerCase()
    .includes(text.trim().toLowerCase());

interface RulesProps extends Pick<GroupDetailsProps, "group" | "isUnread"> {
  readonly direction: Direction;
}

function Rules({ group, isUnread, direction }: RulesProps) {
  const none = direction === "INGRESS" ? "Nothing may come in." : "Nothing may go out.";
  return (
    <Listing
      title={`${DIRECTION_WORDS[direction]} rules`}
      headingLevel="h3"
      items={rulesOf(group, direction)}
      idOf={({ id }) => id}
      columns={COLUMNS}
      matches={matches}
      isPart={isUnread}
      empty={isUnread ? "The rules could not be read." : none}
      one="rule"
    />
  );
}

export interface GroupDetailsProps {
  readonly group: SecurityGroup;
  /** Whether its rules could not be read. */
  readonly isUnread: boolean;
  readonly onBack: () => void;
}

/** A group with all of its rules. */
export function GroupDetails({ group, isUnread, onBack }: GroupDetailsProps) {
  const { id, name, component, description, interfaces } = group;
  const top = useRef<HTMLElement>(null);
  // The list with the link that had the focus is gone.
  useEffect(() => bringIntoView(top.current), []);
  const findings = findingsOf([group]);
  return (
    <section ref={top} tabIndex={-1} className="focus-target" aria-label={`Group ${partyName(group)}`}>
      <SpaceBetween size="l">
        <Container
          header={
            <Header
              variant="h2"
              actions={
                <Button iconName="arrow-left" onClick={onBack}>
                  All groups
                </Button>
              }
            >
              <Foreign text={partyName(group)} />
            </Header>
          }
        >
          <KeyValuePairs
            columns={4}
            minColumnWidth={170}
            items={[
              { label: "Component", value: component ?? "Not of this stack" },
              { label: "Name", value: name === "" ? "None" : <Foreign text={name} /> },
              { label: "Id", value: <Id text={id} /> },
              {
                label: "Network interfaces",
                value: interfaces === null ? "Not known" : countText(interfaces),
              },
              { label: "Description", value: description === "" ? "None" : <Foreign text={description} /> },
            ]}
          />
        </Container>
        {findings.length > 0 && <DriftListing findings={findings} title="Drift of this group" />}
        <Rules group={group} isUnread={isUnread} direction="INGRESS" />
        <Rules group={group} isUnread={isUnread} direction="EGRESS" />
      </SpaceBetween>
    </section>
  );
}
