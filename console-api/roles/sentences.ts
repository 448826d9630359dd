/** Grants and trust as sentences. */

import type { Grant } from "../contract";
import type { DeployedRole, DeployedStatement } from "../deployment";
import { actionPhrase } from "./actions";
import { conditionTexts } from "./conditions";
import { type Home, resourcesText } from "./resources";
import { isIdentityPool, principalName } from "./services";

/** What is started does not exist before: IAM asks for its resource, and it is nothing that one could choose. */
function chosen({ actions, resources }: DeployedStatement): readonly string[] {
  const isStart = actions.every((action) => action.toLowerCase() === "ssm:startautomationexecution");
  const left = resources.filter((resource) => !resource.endsWith(":automation-execution/*"));
  return isStart && left.length > 0 ? left : resources;
}

/** ``May call the function `x`, only …``: what a statement allows. */
export function grantSentence(statement: DeployedStatement, home: Home): string {
  const { text, takesResources } = actionPhrase(statement.actions);
  const resources = resourcesText(chosen(statement), home);
  const clauses = conditionTexts(statement.conditions, home);
  return `${[`May ${text}${takesResources ? "" : ", on"} ${resources}`, ...clauses].join(", ")}.`;
}

/** A statement as the schema has it. */
export function grantOf(statement: DeployedStatement, home: Home): Grant {
  return {
    sentence: grantSentence(statement, home),
    reason: statement.reason,
    actions: statement.actions,
    resources: statement.resources,
    conditions: conditionTexts(statement.conditions, home),
  };
}

/** Who may assume a role, and for whom: a service, or those whom an identity pool has signed in. */
export function trustSentence(
  { trustedBy, trustConditions }: Pick<DeployedRole, "trustedBy" | "trustConditions">,
  home: Home,
): string {
  if (isIdentityPool(trustedBy)) {
    return "Only people whom the stack's identity pool has signed in may assume it; guests may not.";
  }
  const clauses = conditionTexts(trustConditions, home);
  return `${[`Only ${principalName(trustedBy)} may assume it`, ...clauses].join(", ")}.`;
}
