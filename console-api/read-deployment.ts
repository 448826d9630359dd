/** Reads what the program told the function, once, and refuses what it cannot work with. */

import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { Deployment, DeploymentIds } from "./deployment";
import { count, kinds, listOf, mapOf, maybe, objectOf, oneOf, type Shape, text, textOrEmpty } from "./shapes";

const PARTY = kinds({
  group: { name: text },
  "existing-group": { id: text, name: text },
  cidr: { cidr: text },
  "prefix-list": { id: textOrEmpty, name: text },
});

const FLOW = objectOf({
  id: text,
  from: PARTY,
  to: PARTY,
  protocol: oneOf("tcp"),
  port: count,
  why: text,
  rules: listOf(oneOf("ingress", "egress")),
  setting: maybe(text),
});

const CONTROL = objectOf({
  id: text,
  topic: text,
  control: text,
  owner: text,
  cadence: text,
  evidence: objectOf({ kind: text, type: maybe(text), name: maybe(text), path: maybe(text) }),
  open: maybe(text),
});

const VALUES: Shape = (value, path, mistakes) =>
  (Array.isArray(value) ? listOf(textOrEmpty) : textOrEmpty)(value, path, mistakes);

const CONDITIONS = mapOf(mapOf(VALUES));

const ROLE = objectOf({
  key: text,
  name: text,
  path: text,
  purpose: text,
  trustedBy: text,
  trustConditions: CONDITIONS,
  permissionsBoundaryArn: maybe(text),
  statements: listOf(
    objectOf({
      sid: text,
      reason: text,
      actions: listOf(text),
      resources: listOf(text),
      conditions: CONDITIONS,
    }),
  ),
});

const DEPLOYMENT = objectOf({
  project: text,
  stack: text,
  accountId: text,
  region: text,
  partition: text,
  baseName: text,
  matrix: listOf(FLOW),
  register: listOf(CONTROL),
  roles: listOf(ROLE),
  flowLogs: kinds({
    athena: { workGroup: text, database: text, table: text },
    "logs-insights": { logGroup: text },
    none: { why: text },
  }),
  flowLogRetentionDays: count,
  history: objectOf({ bucket: text, prefix: text }),
  patching: objectOf({
    operation: oneOf("Scan", "Install"),
    scanSchedule: text,
    scanDocument: text,
    installDocument: maybe(text),
    autoScalingGroup: text,
  }),
  domainName: maybe(text),
  groups: objectOf({ viewer: text, operator: text }),
});

const IDS = objectOf({
  vpcId: text,
  groups: mapOf(text),
  prefixLists: mapOf(text),
  targetGroupArn: text,
  loadBalancerArn: text,
  windowId: maybe(text),
  userPoolId: text,
  clientId: text,
  identityPoolId: maybe(text),
});

function parsed<T>(source: string, json: string, shape: Shape): T {
  let value: unknown;
  try {
    value = JSON.parse(json);
  } catch {
    throw new TypeError(`\`${source}\` is no JSON`);
  }
  const mistakes: string[] = [];
  shape(value, "", mistakes);
  if (mistakes.length > 0) throw new TypeError(`\`${source}\`: ${mistakes.join("; ")}`);
  return value as T;
}

/**
 * Reads `deployment.json`.
 * @throws TypeError naming all that is missing or of another kind
 */
export const parseDeployment = (json: string): Deployment => parsed("deployment.json", json, DEPLOYMENT);

/**
 * Reads the environment variable `DEPLOYMENT_IDS`.
 * @throws TypeError naming all that is missing or of another kind
 */
export const parseIds = (json: string): DeploymentIds => parsed("DEPLOYMENT_IDS", json, IDS);

/**
 * The deployment as it lies in `folder` and in the environment of the function.
 * @throws TypeError for what is missing or of another kind
 */
export function readDeployment(
  folder: string,
  environment: { readonly [name: string]: string | undefined },
): { readonly deployment: Deployment; readonly ids: DeploymentIds } {
  const ids = environment["DEPLOYMENT_IDS"];
  if (ids === undefined) throw new TypeError("`DEPLOYMENT_IDS` is not set");
  return {
    deployment: parseDeployment(readFileSync(join(folder, "deployment.json"), "utf8")),
    ids: parseIds(ids),
  };
}
