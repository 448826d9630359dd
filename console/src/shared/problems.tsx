import Alert from "@cloudscape-design/components/alert";
import type { Problem } from "../../../console-api/contract";
import { Sentence } from "./sentence";

/** Says which parts of an answer are missing; nothing where all are there. */
export function Problems({ problems }: { readonly problems: readonly Problem[] }) {
  if (problems.length === 0) return null;
  return (
    <Alert
      type="warning"
      header={problems.length === 1 ? "A part is missing" : `${problems.length} parts are missing`}
      statusIconAriaLabel="Warning"
    >
      <p className="plain">What you see is incomplete. This could not be read:</p>
      <ul className="plain-list">
        {problems.map(({ part, message }) => (
          <li key={part}>
            <Sentence text={message} />
          </li>
        ))}
      </ul>
    </Alert>
  );
}
