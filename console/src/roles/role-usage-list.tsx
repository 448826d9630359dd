import StatusIndicator from "@cloudscape-design/components/status-indicator";
import type { ServiceUsage } from "../../../console-api/contract";
import { Foreign } from "../shared/foreign";
import { When } from "../shared/when";

/** The services that a role may use, and when it last did. */
export function RoleUsageList({ services }: { readonly services: readonly ServiceUsage[] }) {
  if (services.length === 0) return <span>IAM knows of no service that this role may use.</span>;
  return (
    <ul className="bare-list spaced-list">
      {services.map(({ namespace, name, lastUsed, unused }) => (
        <li key={namespace}>
          <Foreign text={name} /> <span className="muted">({namespace})</span>:{" "}
          {unused ? (
            <>
              <StatusIndicator type="warning">Unused for 90 days</StatusIndicator>
              {lastUsed !== null && (
                <>
                  , last used <When time={lastUsed} />
                </>
              )}
            </>
          ) : lastUsed === null ? (
            "not used yet; the role is younger than 90 days, or its age is not known"
          ) : (
            <>
              last used <When time={lastUsed} />
            </>
          )}
        </li>
      ))}
    </ul>
  );
}
