import Box from "@cloudscape-design/components/box";
import Button from "@cloudscape-design/components/button";
import Select from "@cloudscape-design/components/select";
import { useMemo, useState } from "react";
import type { RuleEvidence, Verdict } from "../../../console-api/contract";
import { bytesText, countOf, countText } from "../shared/amount-text";
import { Foreign } from "../shared/foreign";
import { type Column, Listing } from "../shared/listing";
import { StateIndicator, stateWords } from "../shared/state-indicator";
import { When } from "../shared/when";
import { DIRECTION_WORDS } from "./drift";
import { ProposalsModal, RuleModal } from "./narrower-modals";
import { GroupName, PeerName } from "./party";
import { countsOf, firstSentence, inOrder, matches, proposalsOf, VERDICTS } from "./verdicts";

const ALL = "ALL";

const idOf = ({ groupId, ruleId, direction }: RuleEvidence): string => `${groupId}/${ruleId}/${direction}`;

function Seen({ seen, direction }: Pick<RuleEvidence, "seen" | "direction">) {
  if (seen === null) return <Box color="text-status-inactive">Nothing</Box>;
  const [peer] = seen.peers;
  return (
    <>
      <Foreign text={seen.traffic} />
      {peer !== undefined && (
        <>
          {" "}
          {direction === "INGRESS" ? "from" : "to"} <Foreign text={peer} />
          {seen.peerCount > 1 && ` and ${countText(seen.peerCount - 1)} more`}
        </>
      )}
      <Box variant="small" display="block">
        {countOf(seen.connections, "connection")}, {bytesText(seen.bytes)}, last <When time={seen.lastSeen} />
      </Box>
    </>
  );
}

const shared: readonly [Column<RuleEvidence>, ...Column<RuleEvidence>[]] = [
  {
    id: "verdict",
    header: "Verdict",
    cell: ({ verdict }) => <StateIndicator state={verdict} />,
    compare: (a, b) => VERDICTS.indexOf(a.verdict) - VERDICTS.indexOf(b.verdict),
    minWidth: 160,
  },
  {
    id: "group",
    header: "Group",
    cell: ({ groupId, groupName, component }) => (
      <GroupName group={{ id: groupId, name: groupName, component }} />
    ),
    compare: (a, b) => (a.component ?? a.groupName).localeCompare(b.component ?? b.groupName, "en"),
    minWidth: 170,
  },
  {
    id: "rule",
    header: "Rule",
    cell: ({ direction, traffic, peer }) => (
      <>
        {DIRECTION_WORDS[direction]} <Foreign text={traffic} /> {direction === "INGRESS" ? "from" : "to"}{" "}
        <PeerName peer={peer} />
      </>
    ),
    minWidth: 170,
  },
  {
    id: "seen",
    header: "Seen",
    cell: ({ seen, direction }) => <Seen seen={seen} direction={direction} />,
    minWidth: 190,
  },
];

/** The verdict on each rule, what can be narrowed first. */
export function VerdictListing({
  rules,
  isRead,
}: {
  readonly rules: readonly RuleEvidence[];
  /** Whether the rules could be read. */
  readonly isRead: boolean;
}) {
  const [verdict, setVerdict] = useState<Verdict | typeof ALL>(ALL);
  const [shown, setShown] = useState<RuleEvidence>();
  const [allShown, setAllShown] = useState(false);
  const ordered = useMemo(() => inOrder(rules), [rules]);
  const proposals = useMemo(() => proposalsOf(rules), [rules]);
  const counts = countsOf(rules);
  const options = [
    { value: ALL, label: `All verdicts (${countText(rules.length)})` },
    ...VERDICTS.map((value) => ({ value, label: `${stateWords(value)} (${countText(counts[value])})` })),
  ];
  const why: Column<RuleEvidence> = {
    id: "why",
    header: "Why",
    cell: (rule) => {
      const label = rule.narrower === null ? "Details" : "Narrower rule";
      return (
        <>
          <Foreign text={firstSentence(rule.why)} />
          <br />
          <Button
            variant="inline-link"
            ariaLabel={`${label} for ${rule.ruleId}, ${rule.component ?? rule.groupName}`}
            onClick={() => setShown(rule)}
          >
            {label}
          </Button>
        </>
      );
    },
    minWidth: 250,
  };
  return (
    <>
      <Listing
        title="Rules"
        description="What nothing used in a covered period can go; what is wider than its use can be narrowed."
        actions={
          <Button disabled={proposals.length === 0} onClick={() => setAllShown(true)}>
            All narrower rules
          </Button>
        }
        items={verdict === ALL ? ordered : ordered.filter((rule) => rule.verdict === verdict)}
        idOf={idOf}
        columns={[...shared, why]}
        matches={matches}
        filters={
          <Select
            selectedOption={options.find(({ value }) => value === verdict) ?? null}
            options={options}
            onChange={({ detail }) =>
              setVerdict(VERDICTS.find((one) => one === detail.selectedOption.value) ?? ALL)
            }
            ariaLabel="Verdict"
          />
        }
        empty={
          verdict === ALL
            ? isRead
              ? "There are no rules to judge."
              : "The rules could not be read."
            : `No rule is ${stateWords(verdict).toLowerCase()}.`
        }
        one="rule"
      />
      {shown && <RuleModal rule={shown} onClose={() => setShown(undefined)} />}
      {allShown && <ProposalsModal proposals={proposals} onClose={() => setAllShown(false)} />}
    </>
  );
}
