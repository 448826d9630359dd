import type { ConsoleConfig, DomainConfig } from "../../config/stack-config";

/** A domain as the configuration's defaults make it, but for its size. */
export const NEW_DOMAIN: Extract<DomainConfig, { kind: "new" }> = {
  kind: "new",
  engineVersion: "OpenSearch_2.19",
  instanceType: "r7g.large.search",
  instanceCount: 2,
  dedicatedMasters: false,
  masterInstanceType: "m7g.large.search",
  volumeSizeGiB: 100,
};

/** A console as the configuration's defaults make it. */
export const CONSOLE: ConsoleConfig = {
  originAccess: "control",
  aliases: [],
  certificate: { kind: "default" },
  priceClass: "PriceClass_100",
  allowedCountries: [],
  waf: { kind: "off" },
};
