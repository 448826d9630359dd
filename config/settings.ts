/** How the engine types a setting (`config:` in Pulumi.yaml). */
export type SettingType = "string" | "integer" | "boolean" | "array" | "object";

/** A setting as the program knows it; one without a default must be given. */
export interface Setting {
  readonly type: SettingType;
  readonly default?: string | number | boolean | readonly string[] | { readonly [key: string]: string };
  /** The value must be encrypted in the stack's file. */
  readonly secret?: true;
}

/**
 * Every setting of a stack with its type and default, in the order in which mistakes are reported. The engine takes the
 * defaults from Pulumi.yaml; these serve programs that run without it, and a test holds the two together.
 *
 * An empty default means "not given": the engine takes a declared setting without a default for a required one.
 */
export const SETTINGS = {
  accountId: { type: "string" },
  namePrefix: { type: "string", default: "clo" },
  availabilityZones: { type: "array" },
  rolePath: { type: "string", default: "/" },
  tags: { type: "object", default: {} },
  permissionsBoundaryArn: { type: "string", default: "" },
  serviceLinkedRoles: { type: "string", default: "present" },
  deletionProtection: { type: "boolean", default: true },
  flowLogDestination: { type: "string", default: "s3" },
  flowLogRetentionDays: { type: "integer", default: 90 },
  logRetentionDays: { type: "integer", default: 365 },
  alertEmails: { type: "array", default: [] },
  customerManagedKeys: { type: "array", default: [] },

  vpcCidr: { type: "string", default: "10.60.0.0/16" },
  egress: { type: "string", default: "nat-per-zone" },
  existingVpcId: { type: "string", default: "" },
  existingVpcCidr: { type: "string", default: "" },
  existingPrivateSubnetIds: { type: "array", default: [] },
  existingPublicSubnetIds: { type: "array", default: [] },
  existingEgress: { type: "string", default: "" },
  existingEndpoints: { type: "array", default: [] },
  existingEndpointSecurityGroupId: { type: "string", default: "" },
  existingS3PrefixListId: { type: "string", default: "" },
  existingFlowLogs: { type: "boolean", default: false },

  domainEngineVersion: { type: "string", default: "OpenSearch_2.19" },
  domainInstanceType: { type: "string", default: "r7g.large.search" },
  domainInstancesPerZone: { type: "integer", default: 1 },
  domainDedicatedMasters: { type: "boolean", default: true },
  domainMasterInstanceType: { type: "string", default: "m7g.large.search" },
  domainVolumeSizeGiB: { type: "integer", default: 100 },
  existingDomainEndpoint: { type: "string", default: "" },
  existingDomainArn: { type: "string", default: "" },
  existingDomainSecurityGroupId: { type: "string", default: "" },
  existingDomainCustomEndpoint: { type: "string", default: "" },
  existingDomainCognitoHost: { type: "string", default: "" },

  dashboardsSignIn: { type: "string", default: "auto" },
  signInDomainPrefix: { type: "string", default: "" },
  threatProtection: { type: "string", default: "off" },
  samlMetadata: { type: "string", default: "" },
  samlEntityId: { type: "string", default: "" },
  samlAdminRole: { type: "string", default: "" },
  samlRolesAttribute: { type: "string", default: "roles" },
  internalAdminName: { type: "string", default: "" },
  internalAdminPassword: { type: "string", default: "", secret: true },

  console: { type: "string", default: "auto" },
  originAccess: { type: "string", default: "auto" },
  consoleBucketName: { type: "string", default: "" },
  consoleAliases: { type: "array", default: [] },
  consoleCertificateArn: { type: "string", default: "" },
  consoleCertificateId: { type: "string", default: "" },
  consolePriceClass: { type: "string", default: "PriceClass_100" },
  consoleAllowedCountries: { type: "array", default: [] },
  consoleWaf: { type: "string", default: "off" },

  exposure: { type: "string", default: "internal" },
  allowedCidrs: { type: "array", default: [] },
  allowedPrefixListIds: { type: "array", default: [] },
  originFacingPrefixListId: { type: "string", default: "" },
  proxyViewerCertificateArn: { type: "string", default: "" },
  proxyWaf: { type: "string", default: "off" },
  proxyHostName: { type: "string" },
  proxyCertificateArn: { type: "string" },
  hostedZoneId: { type: "string", default: "" },
  proxyInstanceType: { type: "string", default: "t4g.small" },
  proxyImageId: { type: "string", default: "" },
  proxyImageParameter: { type: "string", default: "" },
  proxyReleasever: { type: "string", default: "latest" },
  proxyMinSize: { type: "integer", default: 2 },
  proxyDesiredCapacity: { type: "integer", default: 3 },
  proxyMaxSize: { type: "integer", default: 4 },
  proxyMaxInstanceLifetimeDays: { type: "integer", default: 30 },

  patchOperation: { type: "string", default: "Scan" },
  patchScanSchedule: { type: "string", default: "rate(1 day)" },
  patchWindowSchedule: { type: "string", default: "cron(0 3 ? * SUN *)" },
  patchWindowTimezone: { type: "string", default: "Etc/UTC" },
  patchWindowDurationHours: { type: "integer", default: 3 },
  patchWindowCutoffHours: { type: "integer", default: 1 },
  patchApproveAfterDays: { type: "integer", default: 3 },
  patchSeverities: { type: "array", default: ["Critical", "Important"] },
  patchRejected: { type: "array", default: [] },
  patchRebootOption: { type: "string", default: "RebootIfNeeded" },
  imageRefresh: { type: "string", default: "weekly" },
} as const satisfies { readonly [key: string]: Setting };

/** The name of a setting, without the project's namespace. */
export type SettingKey = keyof typeof SETTINGS;

/** The settings of one type. */
export type KeyOfType<T extends SettingType> = {
  [K in SettingKey]: (typeof SETTINGS)[K]["type"] extends T ? K : never;
}[SettingKey];

/** All settings, in the order in which they are declared. */
export const SETTING_KEYS = Object.keys(SETTINGS) as readonly SettingKey[];

/** The setting of a name, if there is one. */
export function settingOf(key: string): Setting | undefined {
  return Object.hasOwn(SETTINGS, key) ? SETTINGS[key as SettingKey] : undefined;
}
