import { visibleText } from "./visible-text";

/** A name or text that others chose, such as of a security group: unseen characters shown, direction kept to itself. */
export function Foreign({ text }: { readonly text: string }) {
  return <bdi>{visibleText(text)}</bdi>;
}

/** An id, in one line: its parts mean nothing. */
export function Id({ text }: { readonly text: string }) {
  return (
    <span className="unbroken">
      <Foreign text={text} />
    </span>
  );
}
