/** What the preview is doing, on standard error, for runs that take longer than a second. */

export interface Progress {
  /** Replaces the current activity, e.g. `running the program: 42 resources`. */
  update(activity: string): void;
  /** Removes what is shown; must be called before anything else is written to the stream. */
  done(): void;
}

const SILENT_MS = 1_000;
const TERMINAL_INTERVAL_MS = 100;
/** Build logs keep every line: few of them. */
const LOG_INTERVAL_MS = 5_000;

/** On a terminal one line that is rewritten; elsewhere a line every five seconds. Nothing in the first second. */
export function createProgress(stream: NodeJS.WriteStream): Progress {
  const terminal = stream.isTTY === true;
  const started = Date.now();
  let activity = "";
  let shown = "";
  const show = () => {
    if (activity === "") return;
    const line = `${activity} (${Math.round((Date.now() - started) / 1000)} s)`;
    if (terminal) stream.write(`\r\u001b[2K${line.slice(0, Math.max(10, (stream.columns || 80) - 1))}`);
    else if (activity !== shown) stream.write(`${line}\n`);
    shown = activity;
  };
  let timer: NodeJS.Timeout = setTimeout(() => {
    show();
    timer = setInterval(show, terminal ? TERMINAL_INTERVAL_MS : LOG_INTERVAL_MS).unref();
  }, SILENT_MS).unref();
  return {
    update(next) {
      activity = next;
    },
    done() {
      clearInterval(timer);
      clearTimeout(timer);
      if (terminal && shown !== "") stream.write("\r\u001b[2K");
      activity = "";
      shown = "";
    },
  };
}
