import { ConfigurationError } from "./mistakes";
import { ASSUMED_PARTITION, readRegion, type Target } from "./region";
import { readConsole } from "./sections/console";
import { readDomain } from "./sections/domain";
import { readExposure } from "./sections/exposure";
import {
  checkDomainTags,
  OWNER_TAGS,
  readAccountId,
  readCustomerManagedKeys,
  readGeneral,
} from "./sections/general";
import { checkPublicSubnets, readNetwork } from "./sections/network";
import { readPatching } from "./sections/patching";
import { readProxy } from "./sections/proxy";
import { readSignIn, readUserPool } from "./sections/sign-in";
import { SettingReader } from "./setting-reader";
import type { StackConfig } from "./stack-config";

/** What a configuration is for. */
export interface StackIdentity {
  readonly project: string;
  readonly stack: string;
  /** `aws:region`, if it is given. */
  readonly region: string | undefined;
  /** Settings whose values came encrypted; none of these is ever repeated in a message. */
  readonly secretKeys?: ReadonlySet<string>;
}

/**
 * Turns the text of a stack's settings into one typed value, or names everything that is wrong with it.
 * @param raw setting, without the project's namespace, to text; lists and objects are JSON, as the engine has them
 * @throws ConfigurationError with all mistakes, one a line
 */
export function parseConfig(
  raw: { readonly [key: string]: string | undefined },
  { project, stack, region, secretKeys = new Set() }: StackIdentity,
): StackConfig {
  const reader = new SettingReader(raw, secretKeys);
  const located = readRegion(region);
  if ("problem" in located) reader.note("aws:region", located.problem);
  const partition = "problem" in located ? ASSUMED_PARTITION : located.partition;
  const target: Target = {
    partition,
    region: "problem" in located ? undefined : region,
    accountId: readAccountId(reader),
  };

  const general = readGeneral(reader, stack, target);
  const network = readNetwork(reader, general.zones.length);
  const domain = readDomain(reader, target, general.zones.length, network);
  checkDomainTags(reader, general.tags, domain.kind === "new");
  const console = readConsole(reader, target);
  const signIn = readSignIn(reader, target, domain);
  const userPool = readUserPool(reader, target, {
    baseName: general.baseName,
    hasConsole: console !== undefined,
    signIn,
  });
  const exposure = readExposure(reader, target, network);
  checkPublicSubnets(reader, network, general.zones.length, exposure.kind === "allowlist");
  const proxy = readProxy(reader, target, exposure);
  const patching = readPatching(reader);
  const customerManagedKeys = readCustomerManagedKeys(reader, {
    console: console !== undefined,
    newDomain: domain.kind === "new",
  });

  const mistakes = reader.mistakes;
  if (mistakes.length > 0) throw new ConfigurationError(stack, mistakes);
  return {
    project,
    stack,
    accountId: target.accountId ?? "",
    region: target.region ?? "",
    partition,
    ...general,
    tags: { [OWNER_TAGS.project]: project, [OWNER_TAGS.stack]: stack, ...general.tags },
    network,
    domain,
    signIn: signIn.kind === "cognito" && userPool !== undefined ? { kind: "cognito", ...userPool } : signIn,
    ...(userPool === undefined ? {} : { userPool }),
    ...(console === undefined ? {} : { console }),
    proxy,
    patching,
    customerManagedKeys,
  };
}
