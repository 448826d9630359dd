/** Logical names of the roles that a stack has, by what needs them. */

import { expect } from "chai";
import type { Plan } from "../../preview/plan";
import { namesOf } from "./reading";

export const ROLE = "aws:iam/role:Role";

const ALWAYS = ["roles-proxy"];
/** The automation runs what the console starts. */
export const CONSOLE = ["roles-api", "roles-graphql-data", "roles-graphql-log", "roles-patch-automation"];
export const HISTORY = ["roles-interface-clock", "roles-interfaces"];
export const DASHBOARDS = ["roles-dashboards-admin", "roles-dashboards-cognito", "roles-dashboards-reader"];
export const INSTALL = ["roles-patch-automation", "roles-patch-window"];
export const REFRESH = ["roles-image-refresh"];

/** Asserts that a plan has the roles of these needs, those that every stack has, and no other. */
export function expectRoles(plan: Plan, ...needs: readonly (readonly string[])[]): void {
  expect(namesOf(plan, ROLE)).to.deep.equal([...new Set([ALWAYS, ...needs].flat())].sort());
}
