import { searchDomain } from "../arns";
import { DOMAIN_INSTANCE_TYPE, ENGINE_VERSION, HOST_NAME, SECURITY_GROUP_ID } from "../forms";
import type { Target } from "../region";
import type { SettingReader } from "../setting-reader";
import type { SettingKey } from "../settings";
import type { DomainConfig, NetworkConfig } from "../stack-config";

const NEW_KEYS = [
  "domainEngineVersion",
  "domainInstanceType",
  "domainInstancesPerZone",
  "domainDedicatedMasters",
  "domainMasterInstanceType",
  "domainVolumeSizeGiB",
] as const satisfies readonly SettingKey[];
const EXISTING_KEYS = [
  "existingDomainArn",
  "existingDomainSecurityGroupId",
  "existingDomainCustomEndpoint",
  "existingDomainCognitoHost",
] as const satisfies readonly SettingKey[];

/** The OpenSearch domain: a new one over `zones` zones, or an existing one by its endpoint. */
export function readDomain(
  reader: SettingReader,
  target: Target,
  zones: number,
  network: NetworkConfig,
): DomainConfig {
  if (reader.given("existingDomainEndpoint")) return readExisting(reader, target, network);
  for (const key of EXISTING_KEYS) {
    if (reader.given(key)) {
      reader.reject(key, "is given, but `existingDomainEndpoint` is not; give that too, or remove this");
    }
  }
  return {
    kind: "new",
    engineVersion: reader.formed("domainEngineVersion", ENGINE_VERSION),
    instanceType: reader.formed("domainInstanceType", DOMAIN_INSTANCE_TYPE),
    instanceCount: reader.integer("domainInstancesPerZone", 1, 100) * zones,
    dedicatedMasters: reader.flag("domainDedicatedMasters"),
    masterInstanceType: reader.formed("domainMasterInstanceType", DOMAIN_INSTANCE_TYPE),
    volumeSizeGiB: reader.integer("domainVolumeSizeGiB", 10, 24576),
  };
}

function readExisting(reader: SettingReader, target: Target, network: NetworkConfig): DomainConfig {
  for (const key of NEW_KEYS) {
    if (reader.given(key)) {
      reader.reject(key, "is for a new domain, but `existingDomainEndpoint` is given; remove one of the two");
    }
  }
  const needs = "which an existing domain needs";
  const arnForm = searchDomain(target);
  if (!reader.given("existingDomainArn")) reader.missing("existingDomainArn", arnForm.accepted, needs);
  if (!reader.given("existingDomainSecurityGroupId")) {
    reader.missing("existingDomainSecurityGroupId", SECURITY_GROUP_ID.accepted, needs);
  }
  const arn = reader.formed("existingDomainArn", arnForm);
  const endpoint = reader.formed("existingDomainEndpoint", HOST_NAME);
  checkEndpoint(reader, target, endpoint, arn.split("/")[1]);
  const customEndpoint = reader.formed("existingDomainCustomEndpoint", HOST_NAME);
  const cognitoHost = reader.formed("existingDomainCognitoHost", HOST_NAME);
  checkCustomEndpoint(reader, customEndpoint);
  if (cognitoHost !== "") checkCognitoHost(reader, target, network, customEndpoint);
  return {
    kind: "existing",
    endpoint,
    arn,
    securityGroupId: reader.formed("existingDomainSecurityGroupId", SECURITY_GROUP_ID),
    ...(customEndpoint === "" ? {} : { customEndpoint }),
    ...(cognitoHost === "" ? {} : { cognitoHost }),
  };
}

/** `vpc-<domain>-<hash>.<region>.es.<suffix>`, or the dual-stack name under `on.aws`. */
function checkEndpoint(
  reader: SettingReader,
  target: Target,
  endpoint: string,
  domain: string | undefined,
): void {
  if (endpoint === "" || target.region === undefined) return;
  const suffixes = [`.${target.region}.es.${target.partition.dnsSuffix}`, `.aos.${target.region}.on.aws`];
  const form = `accepted: the domain's endpoint in its VPC, like \`vpc-${domain ?? "logs"}-0123456789abcdefghijklmnop${suffixes[0]}\``;
  if (!endpoint.startsWith("vpc-") || !suffixes.some((suffix) => endpoint.endsWith(suffix))) {
    reader.reject(
      "existingDomainEndpoint",
      `\`${endpoint}\` is no endpoint of a domain in a VPC of \`${target.region}\`; ${form}`,
    );
  } else if (domain !== undefined && !endpoint.startsWith(`vpc-${domain}-`)) {
    reader.reject(
      "existingDomainEndpoint",
      `\`${endpoint}\` is not of domain \`${domain}\`, which \`existingDomainArn\` names; ${form}`,
    );
  }
}

/** Dashboards send the browser to the custom endpoint, which must therefore lead to the proxy. */
function checkCustomEndpoint(reader: SettingReader, customEndpoint: string): void {
  const hostName = reader.text("proxyHostName");
  if (customEndpoint === "" || hostName === "" || customEndpoint === hostName) return;
  reader.reject(
    "existingDomainCustomEndpoint",
    `\`${customEndpoint}\` is not \`proxyHostName\` \`${hostName}\`, so that sign-in would lead past the proxy; accepted: the same name in both`,
  );
}

function checkCognitoHost(
  reader: SettingReader,
  target: Target,
  network: NetworkConfig,
  customEndpoint: string,
): void {
  if (customEndpoint !== "") {
    reader.reject(
      "existingDomainCognitoHost",
      "is given together with `existingDomainCustomEndpoint`, with which browsers talk to Cognito themselves; remove it",
    );
  }
  if (!target.partition.signIn.includes("cognito")) {
    const lack = target.partition.lacks.find(({ feature }) => feature === "cognito");
    reader.reject(
      "existingDomainCognitoHost",
      `is not possible in partition \`${target.partition.partition}\`: ${lack?.what}, ${lack?.why}; remove it`,
    );
  }
  if (network.egress === "endpoints") {
    reader.reject(
      "existingDomainCognitoHost",
      "needs a network with NAT, since Cognito's sign-in pages have no VPC endpoint; give the domain a custom endpoint, or choose another egress",
    );
  }
}
