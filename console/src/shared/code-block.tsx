import "./code-block.css";
import CopyToClipboard from "@cloudscape-design/components/copy-to-clipboard";
import SpaceBetween from "@cloudscape-design/components/space-between";
import { useRef } from "react";
import { useAnnounce } from "./announcer";

export interface CodeBlockProps {
  readonly text: string;
  /** What it is, such as `Pulumi.dev.yaml`. */
  readonly name: string;
}

const COPIED = "Copied";
const NOT_COPIED = "The browser did not let it be copied. The text is selected: copy it with the keyboard.";

/** Text to commit, with a button that copies it; where the browser does not allow that, the text is selected instead. */
export function CodeBlock({ text, name }: CodeBlockProps) {
  const block = useRef<HTMLElement>(null);
  const announce = useAnnounce();
  const select = () => {
    if (block.current !== null) window.getSelection()?.selectAllChildren(block.current);
    announce(NOT_COPIED);
  };
  return (
    <SpaceBetween size="xs">
      <section ref={block} className="code-block" aria-label={name}>
        {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by keyboard. */}
        <pre tabIndex={0}>{text}</pre>
      </section>
      <CopyToClipboard
        copyButtonText="Copy"
        copyButtonAriaLabel={`Copy ${name}`}
        textToCopy={text}
        copySuccessText={COPIED}
        copyErrorText={NOT_COPIED}
        onCopySuccess={() => announce(`${COPIED} ${name}`)}
        onCopyFailure={select}
      />
    </SpaceBetween>
  );
}
