import Alert from "@cloudscape-design/components/alert";
import Box from "@cloudscape-design/components/box";
import Button from "@cloudscape-design/components/button";
import Header from "@cloudscape-design/components/header";
import KeyValuePairs from "@cloudscape-design/components/key-value-pairs";
import Modal from "@cloudscape-design/components/modal";
import SpaceBetween from "@cloudscape-design/components/space-between";
import type { ReactNode } from "react";
import type { RuleEvidence } from "../../../console-api/contract";
import { bytesText, countOf, countText } from "../shared/amount-text";
import { CodeBlock } from "../shared/code-block";
import { Foreign, Id } from "../shared/foreign";
import { sentenceCase } from "../shared/sentence-case";
import { StateIndicator } from "../shared/state-indicator";
import { When } from "../shared/when";
import { DIRECTION_WORDS } from "./drift";
import { GroupName, PeerName } from "./party";
import { clipboardText, type Proposal } from "./verdicts";

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
        minColumnWidth={170}
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
        minColumnWidth={170}
        items={[
          { label: "Group", value: <GroupName group={{ id: groupId, name: groupName, component }} /> },
          { label: DIRECTION_WORDS[direction], value: <Foreign text={traffic} /> },
          { label: direction === "INGRESS" ? "From" : "To", value: <PeerName peer={peer} /> },
          { label: "Rule", value: <Id text={ruleId} /> },
        ]}
      />
      <Seen seen={rule.seen} />
      {narrower !== null && (
        <SpaceBetween size="xs">
          <Header
            variant="h3"
            description={
              <>
                Goes into <Foreign text={narrower.file} />
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

function RuleWords({ rule }: { readonly rule: RuleEvidence }) {
  const { component, groupName, direction, traffic, peer } = rule;
  return (
    <>
      <Foreign text={component ?? groupName} />: {DIRECTION_WORDS[direction].toLowerCase()}{" "}
      <Foreign text={traffic} /> {direction === "INGRESS" ? "from" : "to"}{" "}
      <Foreign text={peer.name || peer.id} />
    </>
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
      {proposals.map(({ file, kind, changes }) => (
        <SpaceBetween key={`${kind} ${file}`} size="s">
          <Header variant="h3">
            <Foreign text={kind === "CODE" ? sentenceCase(file) : file} />
          </Header>
          {kind === "CONFIGURATION" && changes.length > 1 && (
            <Alert type="info" statusIconAriaLabel="Information">
              Each of these narrows one rule and leaves the others as they are. Take one, deploy it, and ask
              again for the next.
            </Alert>
          )}
          {changes.map(({ text, rules }) => (
            <SpaceBetween key={text} size="xs">
              <ul className="bare-list">
                {rules.map((rule) => (
                  <li key={`${rule.groupId} ${rule.ruleId}`}>
                    <StateIndicator state={rule.verdict} /> <RuleWords rule={rule} />
                  </li>
                ))}
              </ul>
              <CodeBlock
                text={text}
                name={`change to ${file} for ${rules.map(({ ruleId }) => ruleId).join(", ")}`}
              />
            </SpaceBetween>
          ))}
        </SpaceBetween>
      ))}
    </Dialog>
  );
}
