import Alert from "@cloudscape-design/components/alert";
import type { Alarm, Component } from "../../../console-api/contract";
import { countOf } from "../shared/amount-text";
import { Foreign } from "../shared/foreign";
import { Sentence } from "../shared/sentence";
import { sentenceCase } from "../shared/sentence-case";
import { When } from "../shared/when";

export interface AlarmsPanelProps {
  readonly alarms: readonly Alarm[];
  readonly components: readonly Component[];
  /** Whether parts of the answer are missing, so that no alarm does not mean that none is on. */
  readonly isPartial: boolean;
}

/** The alarms that are on. */
export function AlarmsPanel({ alarms, components, isPartial }: AlarmsPanelProps) {
  if (alarms.length === 0) {
    if (isPartial) return null;
    return (
      <Alert type="success" statusIconAriaLabel="Success">
        No alarm of this stack is on.
      </Alert>
    );
  }
  const nameOf = (id: string) => components.find((component) => component.id === id)?.name ?? id;
  return (
    <Alert
      type="error"
      statusIconAriaLabel="Error"
      header={`${countOf(alarms.length, "alarm")} ${alarms.length === 1 ? "is" : "are"} on`}
    >
      <ul className="plain-list">
        {alarms.map(({ name, description, since, component }) => (
          <li key={name}>
            <Sentence text={description === "" ? name : sentenceCase(description)} />
            <div className="beside">
              {component !== null && (
                <>
                  <Foreign text={nameOf(component)} />,{" "}
                </>
              )}
              <Foreign text={name} />, since <When time={since} absent="an unknown time" />
            </div>
          </li>
        ))}
      </ul>
    </Alert>
  );
}
