import Box from "@cloudscape-design/components/box";
import ExpandableSection from "@cloudscape-design/components/expandable-section";
import KeyValuePairs from "@cloudscape-design/components/key-value-pairs";
import type { Grant } from "../../../console-api/contract";
import { Foreign } from "../shared/foreign";
import { Sentence } from "../shared/sentence";

function Spelled({ texts, none }: { readonly texts: readonly string[]; readonly none: string }) {
  if (texts.length === 0) return none;
  return (
    <ul className="bare-list">
      {texts.map((text) => (
        <li key={text}>
          <Box variant="code">
            <Foreign text={text} />
          </Box>
        </li>
      ))}
    </ul>
  );
}

/** A grant in plain words with its reason; how the policy spells it is for those who ask. */
export function GrantItem({ grant }: { readonly grant: Grant }) {
  const { sentence, reason, actions, resources, conditions } = grant;
  return (
    <li>
      <strong>
        <Sentence text={sentence} />
      </strong>
      <div className="muted">
        <Sentence text={reason} />
      </div>
      <ExpandableSection
        variant="footer"
        headerText="As the policy spells it"
        headerAriaLabel={`As the policy spells it: ${sentence}`}
      >
        <KeyValuePairs
          columns={3}
          minColumnWidth={220}
          items={[
            { label: "Actions", value: <Spelled texts={actions} none="None" /> },
            { label: "Resources", value: <Spelled texts={resources} none="None" /> },
            { label: "Only where", value: <Spelled texts={conditions} none="No conditions" /> },
          ]}
        />
      </ExpandableSection>
    </li>
  );
}
