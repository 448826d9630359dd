import type { DomainConfig } from "../../config/stack-config";
import type { DashboardsAccess } from "./nginx";

/**
 * How browsers come to Dashboards through the proxy: a new domain has the proxy's public name as its custom endpoint, an
 * existing one whatever it was given when it was made.
 */
export function dashboardsAccess(domain: DomainConfig, proxyHostName: string): DashboardsAccess {
  if (domain.kind === "new") return { kind: "custom-endpoint", hostName: proxyHostName };
  if (domain.customEndpoint !== undefined)
    return { kind: "custom-endpoint", hostName: domain.customEndpoint };
  if (domain.cognitoHost !== undefined) return { kind: "proxied-cognito", cognitoHost: domain.cognitoHost };
  return { kind: "domain-endpoint" };
}
