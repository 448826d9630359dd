import Box from "@cloudscape-design/components/box";
import StatusIndicator from "@cloudscape-design/components/status-indicator";
import { type ReactNode, useEffect } from "react";
import type { Answer } from "../data/use-answer";
import { useAnnounce } from "./announcer";
import { FailureAlert } from "./failure-alert";

export interface AnswerBoundaryProps<T> {
  readonly answer: Answer<T>;
  readonly refresh: () => void;
  /** What is asked for, such as `the security groups`. @default "the answer" */
  readonly what?: string;
  readonly children: (value: T) => ReactNode;
}

/** Shows an answer once it is there; until then that it is on its way, or why it is not. */
export function AnswerBoundary<T>({
  answer,
  refresh,
  what = "the answer",
  children,
}: AnswerBoundaryProps<T>) {
  const announce = useAnnounce();
  const { state } = answer;
  useEffect(() => {
    if (state === "loading") announce(`Loading ${what}`);
    if (state === "ready") announce(`Loaded ${what}`);
  }, [announce, state, what]);
  switch (answer.state) {
    case "loading":
      return (
        <Box textAlign="center" padding={{ vertical: "xxl" }}>
          <StatusIndicator type="loading">Loading {what}</StatusIndicator>
        </Box>
      );
    case "failed":
      return <FailureAlert failure={answer.failure} what={what} retry={refresh} />;
    case "ready":
      return <div aria-busy={answer.refreshing}>{children(answer.value)}</div>;
  }
}
