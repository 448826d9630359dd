import { useEffect, useState } from "react";
import { type Answer, useAnswer } from "../data/use-answer";
import { useAnnounce } from "../shared/announcer";
import { outcomeText } from "./announcements";
import { askEvidence, type Evidence, type EvidenceProgress } from "./questions";

export interface EvidenceAnswering {
  /** `undefined` as value: nothing was asked. */
  readonly answer: Answer<Evidence | undefined>;
  /** Absent before the first word of the API. */
  readonly progress: EvidenceProgress | undefined;
  readonly refresh: () => void;
}

/** Awaits the answer to a question to the flow logs and tells it; gives up when the view goes or the question changes. */
export function useEvidence(question: string | undefined): EvidenceAnswering {
  const announce = useAnnounce();
  const [heard, setHeard] = useState<{ readonly question: string; readonly progress: EvidenceProgress }>();
  const [answer, refresh] = useAnswer<Evidence | undefined>(
    async (api, signal) => {
      if (question === undefined) return undefined;
      const evidence = await askEvidence(api, question, signal, (progress) =>
        setHeard({ question, progress }),
      );
      announce(outcomeText(evidence));
      return evidence;
    },
    [question],
  );
  useEffect(() => () => setHeard(undefined), []);
  return { answer, progress: heard?.question === question ? heard?.progress : undefined, refresh };
}
