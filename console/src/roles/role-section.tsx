import Alert from "@cloudscape-design/components/alert";
import Box from "@cloudscape-design/components/box";
import ExpandableSection from "@cloudscape-design/components/expandable-section";
import KeyValuePairs from "@cloudscape-design/components/key-value-pairs";
import SpaceBetween from "@cloudscape-design/components/space-between";
import StatusIndicator from "@cloudscape-design/components/status-indicator";
import type { ReactNode } from "react";
import type { Role, ServiceUsage } from "../../../console-api/contract";
import { countOf } from "../shared/amount-text";
import { Foreign } from "../shared/foreign";
import { Sentence } from "../shared/sentence";
import { visibleText } from "../shared/visible-text";
import { When } from "../shared/when";
import { GrantItem } from "./grant-item";
import { RoleUsageList } from "./role-usage-list";

export interface RoleSectionProps {
  readonly role: Role;
  /** Absent: not heard yet, or not to be had. */
  readonly services: readonly ServiceUsage[] | undefined;
  readonly isOpen: boolean;
  readonly onToggle: (open: boolean) => void;
}

function Drift({ drift }: Pick<Role, "drift">) {
  if (drift === null) {
    return <StatusIndicator type="pending">Not known whether it is as declared</StatusIndicator>;
  }
  if (drift.length === 0) return <StatusIndicator type="success">As declared</StatusIndicator>;
  return (
    <Alert
      type="warning"
      statusIconAriaLabel="Warning"
      header={`${countOf(drift.length, "difference")} from what is declared`}
    >
      <ul className="plain-list">
        {drift.map((difference) => (
          <li key={difference}>
            <Sentence text={difference} />
          </li>
        ))}
      </ul>
    </Alert>
  );
}

function Part({ title, children }: { readonly title: string; readonly children: ReactNode }) {
  return (
    <div>
      <Box variant="h3" padding={{ bottom: "xs" }}>
        {title}
      </Box>
      {children}
    </div>
  );
}

/** What stands beside a role's name: what is worth opening it for. */
function Flags({ isDrifted, unused }: { readonly isDrifted: boolean; readonly unused: number }) {
  return (
    <SpaceBetween size="xs" direction="horizontal">
      {isDrifted && <StatusIndicator type="warning">Drifted</StatusIndicator>}
      {unused > 0 && <StatusIndicator type="warning">{countOf(unused, "unused service")}</StatusIndicator>}
    </SpaceBetween>
  );
}

/** One role: what it is for, who may assume it, what it may do and whether it does. */
export function RoleSection({ role, services, isOpen, onToggle }: RoleSectionProps) {
  const { name, purpose, trust, grants, drift, createdAt } = role;
  const isDrifted = drift !== null && drift.length > 0;
  const unused = services?.filter((service) => service.unused).length ?? 0;
  return (
    <ExpandableSection
      variant="container"
      headingTagOverride="h2"
      headerText={<Foreign text={name} />}
      headerDescription={visibleText(purpose)}
      headerActions={(isDrifted || unused > 0) && <Flags isDrifted={isDrifted} unused={unused} />}
      expanded={isOpen}
      onChange={({ detail }) => onToggle(detail.expanded)}
    >
      <SpaceBetween size="l">
        <KeyValuePairs
          columns={2}
          minColumnWidth={220}
          items={[
            { label: "May be assumed by", value: <Sentence text={trust} /> },
            { label: "Created", value: <When time={createdAt} absent="Not known" /> },
          ]}
        />
        <Drift drift={drift} />
        <Part title="What it may do">
          {grants.length === 0 ? (
            "Nothing: no policy grants it anything."
          ) : (
            <ul className="bare-list spaced-list">
              {grants.map((grant) => (
                <GrantItem key={`${grant.sentence}\n${grant.actions.join()}`} grant={grant} />
              ))}
            </ul>
          )}
        </Part>
        {services !== undefined && (
          <Part title="What it uses">
            <RoleUsageList services={services} />
          </Part>
        )}
      </SpaceBetween>
    </ExpandableSection>
  );
}
