import Alert from "@cloudscape-design/components/alert";
import Box from "@cloudscape-design/components/box";
import Container from "@cloudscape-design/components/container";
import Header from "@cloudscape-design/components/header";
import SpaceBetween from "@cloudscape-design/components/space-between";
import StatusIndicator from "@cloudscape-design/components/status-indicator";
import type { Role, RoleUsageAnswer } from "../../../console-api/contract";
import type { Answer } from "../data/use-answer";
import { countOf } from "../shared/amount-text";
import { FailureAlert } from "../shared/failure-alert";
import { Foreign } from "../shared/foreign";
import { Problems } from "../shared/problems";
import { unusedServices } from "./unused";

export interface UsagePanelProps {
  readonly roles: readonly Role[];
  readonly usage: Answer<RoleUsageAnswer>;
  readonly refresh: () => void;
}

function Found({ roles, answer }: { readonly roles: readonly Role[]; readonly answer: RoleUsageAnswer }) {
  const found = unusedServices(roles, answer.roles);
  const count = found.reduce((sum, { services }) => sum + services.length, 0);
  if (count === 0) {
    return answer.problems.length > 0 || answer.roles.length === 0 ? null : (
      <StatusIndicator type="success">
        Every service was used, or its role is younger than that.
      </StatusIndicator>
    );
  }
  return (
    <Alert
      type="warning"
      statusIconAriaLabel="Warning"
      header={`${countOf(count, "service")} in ${countOf(found.length, "role")}`}
    >
      What nobody needs is better not granted; take it out of the code.
      <ul className="plain-list">
        {found.map(({ role, services }) => (
          <li key={role.key}>
            <Foreign text={role.name} />: <Foreign text={services.map(({ name }) => name).join(", ")} />
          </li>
        ))}
      </ul>
    </Alert>
  );
}

/** The services that roles may use and do not. */
export function UsagePanel({ roles, usage, refresh }: UsagePanelProps) {
  return (
    <Container
      header={
        <Header
          variant="h2"
          description="IAM notes when a role last tried to use a service; it may be hours behind."
        >
          Unused for 90 days
        </Header>
      }
    >
      {usage.state === "loading" && (
        <Box>
          <StatusIndicator type="loading">Asking IAM which services were used</StatusIndicator>
        </Box>
      )}
      {usage.state === "failed" && (
        <FailureAlert failure={usage.failure} what="the use of services" retry={refresh} />
      )}
      {usage.state === "ready" && (
        <SpaceBetween size="m">
          <Problems problems={usage.value.problems} />
          <Found roles={roles} answer={usage.value} />
        </SpaceBetween>
      )}
    </Container>
  );
}
