/** What the view keeps in the address, so that a link or a reload shows the same. */

import type { GroupScope } from "../../../console-api/contract";

export const TABS = ["matrix", "rules", "evidence"] as const;
export type Tab = (typeof TABS)[number];

export interface Place {
  readonly tab: Tab;
  readonly scope: GroupScope;
  /** The group whose rules are shown. */
  readonly group?: string | undefined;
  /** The question to the flow logs whose answer is shown or awaited. */
  readonly question?: string | undefined;
}

/** Ids are handed on to the API; what is longer than any id is none. */
const idIn = (text: string | null): string | undefined =>
  text !== null && text !== "" && text.length <= 200 ? text : undefined;

/** The place in a query string; whatever is not understood is as if it was absent. */
export function placeIn(search: string | URLSearchParams): Place {
  const query = new URLSearchParams(search);
  return {
    tab: TABS.find((tab) => tab === query.get("tab")) ?? "matrix",
    scope: query.get("scope") === "vpc" ? "VPC" : "STACK",
    group: idIn(query.get("group")),
    question: idIn(query.get("question")),
  };
}

/** The query string of a place, without what is the default; `placeIn(searchOf(place))` is `place` again. */
export function searchOf({ tab, scope, group, question }: Place): string {
  const query = new URLSearchParams();
  if (tab !== "matrix") query.set("tab", tab);
  if (scope !== "STACK") query.set("scope", scope.toLowerCase());
  if (group !== undefined) query.set("group", group);
  if (question !== undefined) query.set("question", question);
  return query.toString();
}
