import { useEffect, useState } from "react";
import { relativeText, timeIn, utcText } from "./time-text";

const MINUTE_MS = 60_000;

/** Now, anew every minute. */
function useNow(): Date {
  const [now, setNow] = useState(() => new Date());
  useEffect(() => {
    const timer = window.setInterval(() => setNow(new Date()), MINUTE_MS);
    return () => window.clearInterval(timer);
  }, []);
  return now;
}

export interface WhenProps {
  /** ISO 8601. */
  readonly time: string | null | undefined;
  /** What to say where there is no time. @default "never" */
  readonly absent?: string;
}

/** A point of time as people say it, with the exact one in UTC. */
export function When({ time, absent = "never" }: WhenProps) {
  const now = useNow();
  if (time === null || time === undefined) return <span>{absent}</span>;
  const at = timeIn(time);
  if (at === undefined) return <span>{absent}</span>;
  return (
    <time dateTime={at.toISOString()}>
      {relativeText(at, now)} <span className="when-exact">({utcText(at)})</span>
    </time>
  );
}
