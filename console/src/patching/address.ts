/** What the view keeps in the address, so that a reload goes on where it was. */

export interface Place {
  /** The run that is followed. */
  readonly run?: string | undefined;
  /** The instance whose missing patches are open. */
  readonly instance?: string | undefined;
}

/** Ids are handed on to the API; what is longer than any id is none. */
const idIn = (text: string | null): string | undefined =>
  text !== null && text !== "" && text.length <= 200 ? text : undefined;

/** The place in a query string. */
export function placeIn(search: string | URLSearchParams): Place {
  const query = new URLSearchParams(search);
  return { run: idIn(query.get("run")), instance: idIn(query.get("instance")) };
}

/** The query string of a place; `placeIn(searchOf(place))` is `place` again. */
export function searchOf({ run, instance }: Place): string {
  const query = new URLSearchParams();
  if (run !== undefined) query.set("run", run);
  if (instance !== undefined) query.set("instance", instance);
  return query.toString();
}
