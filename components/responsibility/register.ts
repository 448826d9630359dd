import type { Control, ResponsibilityFacts } from "./control";
import { iamRoleControls } from "./topics/iam-roles";
import { proxyPatchingControls } from "./topics/proxy-patching";
import { securityGroupControls } from "./topics/security-groups";
import { sharedResponsibilityControls } from "./topics/shared-responsibility";
import { webConsoleControls } from "./topics/web-console";

/**
 * The shared-responsibility register of a stack: every control of the five topics with its one owner, its evidence and
 * how often it is looked at. What is left to the customer says why. Plain, from the configuration alone.
 * https://aws.amazon.com/compliance/shared-responsibility-model/
 */
export function responsibilityRegister(facts: ResponsibilityFacts): readonly Control[] {
  return [
    ...sharedResponsibilityControls(facts),
    ...iamRoleControls(facts),
    ...securityGroupControls(facts),
    ...webConsoleControls(facts),
    ...proxyPatchingControls(facts),
  ];
}
