import Box from "@cloudscape-design/components/box";
import Button from "@cloudscape-design/components/button";
import Header from "@cloudscape-design/components/header";
import KeyValuePairs from "@cloudscape-design/components/key-value-pairs";
import Modal from "@cloudscape-design/components/modal";
import SpaceBetween from "@cloudscape-design/components/space-between";
import type { ReactNode } from "react";
import type { NarrowerKind, RuleEvidence } from "../../../console-api/contract";
import { bytesText, countOf, countText } from "../shared/amount-text";
import { CodeBlock } from "../shared/code-block";
import { Foreign } from "../shared/foreign";
import { StateIndicator } from "../shared/state-indicator";
import { When } from "../shared/when";
import { DIRECTION_WORDS } from "./drift";
import { GroupName, PeerName } from "./party";
import { clipboardText, type Proposal } from "./verdicts";

const PLACE: { readonly [kind in NarrowerKind]: string } = {
  CONFIGURATION: "a setting of the stack",
  CODE: "code of the program",
};

/** That nothing happens here. */
function ThroughCode() {
  return (
    <Box>
      The console changes nothing. Commit the change, have it reviewed, and deploy it; what was seen in one
      period is no promise for the next.
    </Box>
  );
}

interface DialogProps {
  readonly title: string;
  readonly onClose: () => void;
  readonly children: ReactNode;
}

function Dialog({ title, onClose, children }: DialogProps) {
  return (
    <Modal
      visible
      size="large"
      header={title}
      closeAriaLabel="Close"
      onDismiss={onClose}
      footer={
        <Box float="right">
          <Button onClick={onClose}>Close</Button>
        </Box>
      }
    >
      <SpaceBetween size="l">{children}</SpaceBetween>
    </Modal>
  );
}

function Seen({ seen }: Pick<RuleEvidence, "seen">) {
  if (seen === null) return null;
  const more = seen.peerCount - seen.peers.length;
  return (
    <SpaceBetween size="xs">
      <Header variant="h3">Seen traffic</Header>
      <KeyValuePairs
        columns={4}
        minColumnWidth={130}
        items={[
          { label: "Traffic", value: <Foreign text={seen.traffic} /> },
          { label: "Connections", value: countText(seen.connections) },
          { label: "Volume", value: bytesText(seen.bytes) },
          { label: "Last seen", value: <When time={seen.lastSeen} /> },
        ]}
      />
      <div>
        <Box variant="awsui-key-label">{countOf(seen.peerCount, "peer")}, most traffic first</Box>
        <ul className="plain-list">
          {seen.peers.map((peer) => (
            <li key={peer}>
              <Foreign text={peer} />
            </li>
          ))}
          {more > 0 && <li>and {countText(more)} more</li>}
        </ul>
      </div>
    </SpaceBetween>
  );
}

/** All that is known of one rule, with the narrower one. */
export function RuleModal({ rule, onClose }: { readonly rule: RuleEvidence; readonly onClose: () => void }) {
  const { verdict, why, groupId, groupName, component, direction, traffic, peer, ruleId, narrower } = rule;
  return (
    <Dialog title="Evidence on a rule" onClose={onClose}>
      <div>
        <StateIndicator state={verdict} />
        <Box>
          <Foreign text={why} />
        </Box>
      </div>
      <KeyValuePairs
        columns={4}
        minColumnWidth={130}
        items={[
          { label: "Group", value: <GroupName group={{ id: groupId, name: groupName, component }} /> },
          { label: DIRECTION_WORDS[direction], value: <Foreign text={traffic} /> },
          { label: direction === "INGRESS" ? "From" : "To", value: <PeerName peer={peer} /> },
          { label: "Rule", value: <Foreign text={ruleId} /> },
        ]}
      />
      <Seen seen={rule.seen} />
      {narrower !== null && (
        <SpaceBetween size="xs">
          <Header
            variant="h3"
            description={
              <>
                <Foreign text={narrower.file} />, {PLACE[narrower.kind]}
              </>
            }
          >
            Narrower
          </Header>
          <CodeBlock text={clipboardText(narrower.text)} name={`change to ${narrower.file}`} />
          <ThroughCode />
        </SpaceBetween>
      )}
    </Dialog>
  );
}

export interface ProposalsModalProps {
  readonly proposals: readonly Proposal[];
  readonly onClose: () => void;
}

/** Every narrower rule as text, by file. */
export function ProposalsModal({ proposals, onClose }: ProposalsModalProps) {
  return (
    <Dialog title="Narrower configuration" onClose={onClose}>
      <ThroughCode />
      {proposals.map(({ file, kind, text, rules }) => (
        <SpaceBetween key={`${kind} ${file}`} size="xs">
          <Header variant="h3" description={`${countOf(rules, "rule")}, ${PLACE[kind]}`}>
            <Foreign text={file} />
          </Header>
          <CodeBlock text={text} name={`changes to ${file}`} />
        </SpaceBetween>
      ))}
    </Dialog>
  );
}
