import Button from "@cloudscape-design/components/button";
import Container from "@cloudscape-design/components/container";
import FormField from "@cloudscape-design/components/form-field";
import Header from "@cloudscape-design/components/header";
import Input, { type InputProps } from "@cloudscape-design/components/input";
import RadioGroup from "@cloudscape-design/components/radio-group";
import SpaceBetween from "@cloudscape-design/components/space-between";
import { type FormEvent, useRef, useState } from "react";
import type { ApiFailure } from "../data/api";
import { failureFrom, useApi } from "../data/use-answer";
import { countOf } from "../shared/amount-text";
import { useAnnounce } from "../shared/announcer";
import { FailureAlert } from "../shared/failure-alert";
import { daysIn, periodsFor } from "./period";
import { startEvidence } from "./questions";

const OWN = "own";

export interface PeriodFormProps {
  /** Days that flow logs are kept; absent: not known. */
  readonly keptDays: number | undefined;
  /** Whether an answer is awaited. */
  readonly waiting: boolean;
  /** Gets the id of the question that was started. */
  readonly onStarted: (question: string) => void;
}

/** Chooses a period and asks the flow logs for it. */
export function PeriodForm({ keptDays, waiting, onStarted }: PeriodFormProps) {
  const api = useApi();
  const announce = useAnnounce();
  const [chosen, setChosen] = useState<string>();
  const [own, setOwn] = useState("");
  const [mistake, setMistake] = useState<string>();
  const [starting, setStarting] = useState(false);
  const [failure, setFailure] = useState<ApiFailure>();
  const field = useRef<InputProps.Ref>(null);
  const periods = periodsFor(keptDays);
  const choice = chosen ?? String(periods.chosen);

  async function start(event: FormEvent) {
    event.preventDefault();
    if (starting || waiting) return;
    const read = daysIn(choice === OWN ? own : choice);
    if ("mistake" in read) {
      setMistake(read.mistake);
      field.current?.focus();
      return;
    }
    setMistake(undefined);
    setFailure(undefined);
    setStarting(true);
    try {
      onStarted(await startEvidence(api, read.days));
      announce("The flow logs are being asked.");
    } catch (error) {
      setFailure(failureFrom(error));
    } finally {
      setStarting(false);
    }
  }

  return (
    <form onSubmit={(event) => void start(event)} noValidate>
      <Container
        header={
          <Header
            variant="h2"
            description="The flow logs tell which rules were used, by whom, and how much of what they let through."
          >
            Ask the flow logs
          </Header>
        }
      >
        <SpaceBetween size="m">
          <FormField
            label="Period up to now"
            {...(keptDays === undefined
              ? {}
              : { description: `Flow logs are kept for ${countOf(keptDays, "day")}.` })}
          >
            <RadioGroup
              value={choice}
              onChange={({ detail }) => setChosen(detail.value)}
              items={[
                ...periods.choices.map((days) => ({ value: String(days), label: countOf(days, "day") })),
                { value: OWN, label: "Another number of days" },
              ]}
              direction="horizontal"
            />
          </FormField>
          {choice === OWN && (
            <FormField label="Days" constraintText="1 to 90." errorText={mistake}>
              <Input
                ref={field}
                value={own}
                onChange={({ detail }) => {
                  setOwn(detail.value);
                  setMistake(undefined);
                }}
                inputMode="numeric"
                autoComplete={false}
              />
            </FormField>
          )}
          {failure && <FailureAlert failure={failure} what="the question" done="asked" />}
          <Button variant="primary" formAction="submit" loading={starting} disabled={waiting}>
            Ask the flow logs
          </Button>
        </SpaceBetween>
      </Container>
    </form>
  );
}
