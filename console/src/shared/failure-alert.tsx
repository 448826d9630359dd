import Alert from "@cloudscape-design/components/alert";
import Button from "@cloudscape-design/components/button";
import type { ApiFailure } from "../data/api";
import { useSession } from "../data/use-answer";
import { Foreign } from "./foreign";
import { Sentence } from "./sentence";
import { sentenceCase } from "./sentence-case";

export interface FailureAlertProps {
  readonly failure: ApiFailure;
  /** What was asked for, such as `the register`. @default "this" */
  readonly what?: string;
  /** What could not be done with it. @default "loaded" */
  readonly done?: string;
  /** Asks again; left out where that cannot help. */
  readonly retry?: () => void;
}

/** Why there is no answer, and what to do about it. */
export function FailureAlert({ failure, what = "this", done = "loaded", retry }: FailureAlertProps) {
  const { userName, groups } = useSession();
  switch (failure.kind) {
    case "forbidden":
      return (
        <div role="alert">
          <Alert type="warning" header="You have no permission for this" statusIconAriaLabel="Warning">
            <Sentence text={failure.message} /> You are signed in as <Foreign text={userName} />,{" "}
            {groups.length === 0 ? (
              "a member of no group."
            ) : (
              <>
                a member of <Foreign text={groups.join(", ")} />.
              </>
            )}
          </Alert>
        </div>
      );
    case "signed-out":
    case "network":
    case "refused":
      return (
        <div role="alert">
          <Alert
            type="error"
            header={`${sentenceCase(what)} could not be ${done}`}
            statusIconAriaLabel="Error"
            action={retry && <Button onClick={retry}>Try again</Button>}
          >
            <Sentence text={failure.message} />
          </Alert>
        </div>
      );
  }
}
