import { spansOf } from "./code-spans";
import { Foreign } from "./foreign";

/** A sentence of the API, with the names in it set apart. */
export function Sentence({ text }: { readonly text: string }) {
  return (
    <span>
      {spansOf(text).map(({ text: part, isCode }, index) =>
        isCode ? (
          // biome-ignore lint/suspicious/noArrayIndexKey: parts have no other name, and change together.
          <code key={index}>
            <Foreign text={part} />
          </code>
        ) : (
          // biome-ignore lint/suspicious/noArrayIndexKey: parts have no other name, and change together.
          <Foreign key={index} text={part} />
        ),
      )}
    </span>
  );
}
