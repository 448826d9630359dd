import * as pulumi from "@pulumi/pulumi";
import { SAML_ENTITY_ID, SIGN_IN_DOMAIN_PREFIX } from "../forms";
import { defaultSignInPrefix } from "../names";
import { notInPartition } from "../partition-mistakes";
import type { Target } from "../region";
import type { SettingReader } from "../setting-reader";
import type { SettingKey } from "../settings";
import type { DomainConfig, ExistingSignIn, SignInConfig, UserPoolConfig } from "../stack-config";

/** The most that OpenSearch Service takes as SAML metadata. */
const MAX_METADATA_LENGTH = 1_048_576;
/** What an offline preview puts for a secret that it cannot decrypt; no password, since it has neither capital nor digit. */
const UNDECRYPTED = "[secret]";
const SAML_KEYS = ["samlMetadata", "samlEntityId", "samlAdminRole"] as const satisfies readonly SettingKey[];
const INTERNAL_KEYS = ["internalAdminName", "internalAdminPassword"] as const satisfies readonly SettingKey[];

/** What the user pool's settings depend on. */
export interface UserPoolFacts {
  readonly baseName: string;
  readonly hasConsole: boolean;
  readonly signIn: SignInConfig | ExistingSignIn;
}

/** How people sign in to Dashboards; of `cognito` the pool's own settings are left to `readUserPool`. */
export function readSignIn(
  reader: SettingReader,
  { partition }: Target,
  domain: DomainConfig,
): SignInConfig | ExistingSignIn {
  const chosen = reader.choice("dashboardsSignIn", ["auto", "cognito", "saml", "internal"]);
  if (domain.kind === "existing") {
    if (chosen !== "auto") {
      reader.reject(
        "dashboardsSignIn",
        `\`${chosen}\` is for a new domain, and an existing one keeps the sign-in that it has; remove it`,
      );
    }
    refuseUnused(
      reader,
      [...SAML_KEYS, ...INTERNAL_KEYS],
      "an existing domain keeps the sign-in that it has; remove it",
    );
    return { kind: "existing" };
  }
  if (chosen !== "auto" && !partition.signIn.includes(chosen)) {
    reader.reject(
      "dashboardsSignIn",
      `\`${chosen}\` ${notInPartition(partition, "cognito", partition.signIn)}`,
    );
    return { kind: "cognito", domainPrefix: "", threatProtection: "off" };
  }
  // A partition without Cognito leaves the choice between the two others to what is configured.
  const automatic = partition.signIn.includes("cognito")
    ? "cognito"
    : reader.given("internalAdminName")
      ? "internal"
      : "saml";
  const kind = chosen === "auto" ? automatic : chosen;
  const why = (setting: string) =>
    `\`dashboardsSignIn\` is \`${kind}\`${chosen === "auto" ? " by itself" : ""}; set it to \`${setting}\`, or remove this`;
  if (kind !== "saml") refuseUnused(reader, SAML_KEYS, why("saml"));
  if (kind !== "internal") refuseUnused(reader, INTERNAL_KEYS, why("internal"));
  const automatically = `, to which \`auto\` comes down in partition \`${partition.partition}\``;
  const needs = `which sign-in \`${kind}\` needs${chosen === "auto" ? automatically : ""}`;
  switch (kind) {
    case "cognito":
      return { kind, domainPrefix: "", threatProtection: "off" };
    case "saml":
      return readSaml(reader, needs);
    case "internal":
      return readInternal(reader, needs);
  }
}

/** The user pool, where the stack has one. */
export function readUserPool(
  reader: SettingReader,
  { partition, accountId }: Target,
  { baseName, hasConsole, signIn }: UserPoolFacts,
): UserPoolConfig | undefined {
  const threatProtection = reader.choice("threatProtection", ["off", "audit", "enforced"]);
  if (signIn.kind !== "cognito" && !(hasConsole && partition.signIn.includes("cognito"))) {
    const reason =
      "this stack has no user pool, since neither Dashboards nor a console sign in by Cognito; remove it";
    if (reader.sound("dashboardsSignIn", "console"))
      refuseUnused(reader, ["threatProtection", "signInDomainPrefix"], reason);
    return undefined;
  }
  const given = reader.formed("signInDomainPrefix", SIGN_IN_DOMAIN_PREFIX);
  const prefix = given || defaultSignInPrefix(baseName, accountId ?? "");
  const problem = SIGN_IN_DOMAIN_PREFIX.problem(prefix);
  if (
    given === "" &&
    problem !== undefined &&
    reader.sound("signInDomainPrefix", "namePrefix", "stack name", "aws:region")
  ) {
    reader.missing(
      "signInDomainPrefix",
      SIGN_IN_DOMAIN_PREFIX.accepted,
      `and \`${prefix}\`, which would stand for it, ${problem}`,
    );
  }
  return { domainPrefix: prefix, threatProtection };
}

function readSaml(reader: SettingReader, needs: string): SignInConfig {
  const metadata = reader.text("samlMetadata");
  if (metadata === "")
    reader.missing("samlMetadata", "the identity provider's metadata, an XML document", needs);
  else if (metadata.length > MAX_METADATA_LENGTH) {
    reader.reject(
      "samlMetadata",
      `has ${metadata.length} characters; accepted: at most ${MAX_METADATA_LENGTH}`,
    );
  } else if (!/^\s*<[\s\S]*EntityDescriptor[\s>]/.test(metadata)) {
    reader.reject(
      "samlMetadata",
      `${reader.quote("samlMetadata", metadata)} is not SAML metadata; accepted: an XML document with an \`EntityDescriptor\``,
    );
  }
  if (!reader.given("samlEntityId")) reader.missing("samlEntityId", SAML_ENTITY_ID.accepted, needs);
  const entityId = reader.formed("samlEntityId", SAML_ENTITY_ID);
  if (entityId !== "" && metadata !== "" && reader.sound("samlMetadata") && !metadata.includes(entityId)) {
    reader.reject(
      "samlEntityId",
      `${reader.quote("samlEntityId", entityId)} is not in \`samlMetadata\`; accepted: its \`entityID\``,
    );
  }
  const adminRole = reader.text("samlAdminRole");
  if (adminRole === "")
    reader.missing(
      "samlAdminRole",
      "the role or group of the identity provider that administers the domain",
      needs,
    );
  return { kind: "saml", metadata, entityId, adminRole, rolesAttribute: reader.text("samlRolesAttribute") };
}

function readInternal(reader: SettingReader, needs: string): SignInConfig {
  const adminName = reader.text("internalAdminName");
  if (adminName === "")
    reader.missing("internalAdminName", "the name of the administrator, 1..64 characters", needs);
  else if (!/^[\w.@-]{1,64}$/.test(adminName)) {
    reader.reject(
      "internalAdminName",
      `${reader.quote("internalAdminName", adminName)} is not accepted; accepted: 1..64 letters, digits and \`_.@-\``,
    );
  }
  return { kind: "internal", adminName, adminPassword: readPassword(reader, needs) };
}

/**
 * The master user's password, by the rules of OpenSearch Service.
 * https://docs.aws.amazon.com/opensearch-service/latest/developerguide/fgac.html
 */
function readPassword(reader: SettingReader, needs: string): pulumi.Output<string> {
  const key = "internalAdminPassword";
  const command = `\`pulumi config set --secret ${key}\``;
  const password = reader.text(key);
  if (password === "") reader.missing(key, `a password set with ${command}`, needs);
  else if (!reader.isSecret(key)) {
    reader.reject(
      key,
      `is in plain text in the stack's file; accepted: a password set with ${command} (and not this one again)`,
    );
  } else if (password !== UNDECRYPTED && !isStrong(password)) {
    reader.reject(
      key,
      "is too weak; accepted: 8..128 characters with a lower-case and an upper-case letter, a digit and a symbol",
    );
  }
  return pulumi.secret(password);
}

function isStrong(password: string): boolean {
  const kinds = [/[a-z]/, /[A-Z]/, /\d/, /[^a-zA-Z0-9\s]/];
  return password.length >= 8 && password.length <= 128 && kinds.every((kind) => kind.test(password));
}

/** Settings that would silently have no effect are mistakes: whoever gave them counts on them. */
function refuseUnused(reader: SettingReader, keys: readonly SettingKey[], reason: string): void {
  for (const key of keys) if (reader.given(key)) reader.reject(key, `is given, but ${reason}`);
}
