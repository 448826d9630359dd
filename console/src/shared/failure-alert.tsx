import Alert from "@cloudscape-design/components/alert";
import Button from "@cloudscape-design/components/button";
import type { ApiFailure } from "../data/api";
import { useSession } from "../data/use-answer";
import { Foreign } from "./foreign";

export interface FailureAlertProps {
  readonly failure: ApiFailure;
  /** Asks again; left out where that cannot help. */
  readonly retry?: () => void;
}

/** Why there is no answer, and what to do about it. */
export function FailureAlert({ failure, retry }: FailureAlertProps) {
  const { userName, groups } = useSession();
  switch (failure.kind) {
    case "forbidden":
      return (
        <div role="alert">
          <Alert type="warning" header="You have no permission for this" statusIconAriaLabel="Warning">
            <Foreign text={failure.message} /> You are signed in as <Foreign text={userName} />,{" "}
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
            header="This could not be loaded"
            statusIconAriaLabel="Error"
            action={retry && <Button onClick={retry}>Try again</Button>}
          >
            <Foreign text={failure.message} />
          </Alert>
        </div>
      );
  }
}
