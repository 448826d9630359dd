/**
 * Something that ends the preview with exit code 2: the arguments, the configuration, the program or a policy pack
 * failed. The message is one line for a person; `details` is shown with `--verbose` only.
 */
export class PreviewFailure extends Error {
  override readonly name = "PreviewFailure";
  readonly details: string;

  constructor(message: string, details = "") {
    super(message);
    this.details = details;
  }
}

/** The message of anything that was thrown. */
export const messageOf = (thrown: unknown): string =>
  thrown instanceof Error ? thrown.message : String(thrown);
