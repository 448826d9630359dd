import Box from "@cloudscape-design/components/box";
import Select from "@cloudscape-design/components/select";
import SpaceBetween from "@cloudscape-design/components/space-between";
import StatusIndicator from "@cloudscape-design/components/status-indicator";
import Toggle from "@cloudscape-design/components/toggle";
import { useState } from "react";
import type { Control } from "../../../console-api/contract";
import { countOf } from "../shared/amount-text";
import { Foreign } from "../shared/foreign";
import { type Column, Listing } from "../shared/listing";
import { Sentence } from "../shared/sentence";
import { useNarrow } from "../shared/use-narrow";
import { distinct, evidenceText, filtered, says, topicName } from "./register";

const ALL = "";

const COLUMNS: readonly [Column<Control>, ...Column<Control>[]] = [
  {
    id: "control",
    header: "Control",
    minWidth: 250,
    cell: ({ control, open }) => (
      <SpaceBetween size="xxs">
        <Sentence text={control} />
        {open !== null && (
          <span>
            <StatusIndicator type="warning">Open</StatusIndicator>{" "}
            <span className="muted">
              <Sentence text={open} />
            </span>
          </span>
        )}
      </SpaceBetween>
    ),
  },
  {
    id: "topic",
    header: "Topic",
    minWidth: 130,
    cell: ({ topic }) => <Foreign text={topicName(topic)} />,
    compare: (a, b) => topicName(a.topic).localeCompare(topicName(b.topic), "en"),
  },
  {
    id: "owner",
    header: "Owner",
    minWidth: 110,
    cell: ({ owner }) => <Foreign text={owner} />,
    compare: (a, b) => a.owner.localeCompare(b.owner, "en"),
  },
  {
    id: "evidence",
    header: "Evidence",
    minWidth: 200,
    cell: (control) => {
      const { kind, spelled } = evidenceText(control);
      return (
        <>
          <Foreign text={kind} />{" "}
          <span className="breaks-anywhere">
            <Box variant="code" display="inline">
              <Foreign text={spelled} />
            </Box>
          </span>
        </>
      );
    },
  },
  { id: "cadence", header: "How often", minWidth: 120, cell: ({ cadence }) => <Foreign text={cadence} /> },
];

interface ChoiceProps {
  readonly label: string;
  readonly all: string;
  readonly values: readonly string[];
  readonly nameOf?: (value: string) => string;
  readonly chosen: string;
  readonly onChoose: (value: string) => void;
}

function Choice({ label, all, values, nameOf = (value) => value, chosen, onChoose }: ChoiceProps) {
  const options = [{ value: ALL, label: all }, ...values.map((value) => ({ value, label: nameOf(value) }))];
  return (
    <Select
      ariaLabel={label}
      options={options}
      selectedOption={options.find(({ value }) => value === chosen) ?? null}
      onChange={({ detail }) => onChoose(detail.selectedOption.value ?? ALL)}
    />
  );
}

/** Who owns which control: to be looked through, what is open first. */
export function RegisterListing({ controls }: { readonly controls: readonly Control[] }) {
  const [owner, setOwner] = useState(ALL);
  const [topic, setTopic] = useState(ALL);
  const narrow = useNarrow();
  const [openOnly, setOpenOnly] = useState(false);
  const open = controls.filter((control) => control.open !== null).length;
  return (
    <Listing
      title="Shared responsibility"
      description={`Who answers for which control, what proves it, and how often it is looked at. ${countOf(open, "control")} ${open === 1 ? "is" : "are"} open.`}
      items={filtered(controls, {
        owner: owner === ALL ? undefined : owner,
        topic: topic === ALL ? undefined : topic,
        openOnly,
      })}
      idOf={({ id }) => id}
      columns={COLUMNS}
      matches={says}
      one="control"
      pageSize={10}
      empty={controls.length === 0 ? "The register is empty." : "No control is like that."}
      filters={
        <SpaceBetween size="xs" direction={narrow ? "vertical" : "horizontal"}>
          <Choice
            label="Owner"
            all="Every owner"
            values={distinct(controls.map((control) => control.owner))}
            chosen={owner}
            onChoose={setOwner}
          />
          <Choice
            label="Topic"
            all="Every topic"
            values={distinct(controls.map((control) => control.topic))}
            nameOf={topicName}
            chosen={topic}
            onChoose={setTopic}
          />
          <Box padding={{ top: "xxs" }}>
            <Toggle checked={openOnly} onChange={({ detail }) => setOpenOnly(detail.checked)}>
              Only what is open
            </Toggle>
          </Box>
        </SpaceBetween>
      }
    />
  );
}
