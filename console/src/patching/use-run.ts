import { useRef, useState } from "react";
import type { PatchRun } from "../../../console-api/contract";
import type { ApiFailure } from "../data/api";
import { useAnswer } from "../data/use-answer";
import { useAnnounce } from "../shared/announcer";
import { followRun } from "./questions";
import { changeText, isOver } from "./run-progress";

export interface Following {
  /** As it was last heard of. */
  readonly run: PatchRun | undefined;
  /** Why it cannot be followed any further. */
  readonly failure: ApiFailure | undefined;
  readonly retry: () => void;
}

/**
 * Follows a run to its end and tells what changes.
 *
 * @param known what is known of it already.
 * @param onOver called once when it ends while it is followed.
 */
export function useRun(id: string, known: PatchRun | undefined, onOver: () => void): Following {
  const announce = useAnnounce();
  const [run, setRun] = useState(known);
  const heard = useRef(known);
  const [answer, retry] = useAnswer(
    (api, signal) =>
      followRun(api, id, signal, (now) => {
        const before = heard.current;
        heard.current = now;
        setRun(now);
        const change = changeText(before, now);
        if (change !== "") announce(change);
        if (isOver(now) && before !== undefined && !isOver(before)) onOver();
      }),
    [id],
  );
  return { run, failure: answer.state === "failed" ? answer.failure : undefined, retry };
}
