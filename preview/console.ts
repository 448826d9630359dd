import type { LogMessage } from "./engine/engine-service";
import { withoutControl } from "./process/lines";
import { printable } from "./render/layout";
import { createProgress, type Progress } from "./render/progress";
import type { Secrets } from "./secrets";

/** What the preview, the program and the packs say while it runs: everything goes to standard error. */
export class Console {
  readonly #stream: NodeJS.WriteStream;
  readonly #secrets: Secrets;
  readonly #progress: Progress;

  constructor(stream: NodeJS.WriteStream, secrets: Secrets) {
    this.#stream = stream;
    this.#secrets = secrets;
    this.#progress = createProgress(stream);
  }

  /** Says what is going on, should it take long. */
  activity(text: string): void {
    this.#progress.update(text);
  }

  notice(text: string): void {
    this.line(`notice: ${text}`);
  }

  /** What the program or a pack logs. Debug messages of the SDK hold whole requests, secrets included: never. */
  logged({ severity, text }: LogMessage): void {
    if (severity === "debug") return;
    const prefix = severity === "info" ? "" : `${severity}: `;
    for (const line of withoutControl(text).trimEnd().split("\n")) this.line(`${prefix}${line}`);
  }

  /** Writes a line, harmless whatever is in it. */
  line(text: string): void {
    // On a terminal progress is a line that is rewritten: clear it, and let it come again below.
    const clear = this.#stream.isTTY === true ? "\r\u001b[2K" : "";
    this.#stream.write(`${clear}${printable(this.#secrets.mask(withoutControl(text)))}\n`);
  }

  /** Ends the progress. */
  done(): void {
    this.#progress.done();
  }
}
