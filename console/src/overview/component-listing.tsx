import type { Component } from "../../../console-api/contract";
import { Foreign } from "../shared/foreign";
import { type Column, Listing } from "../shared/listing";
import { StateIndicator } from "../shared/state-indicator";

const COLUMNS: readonly [Column<Component>, ...Column<Component>[]] = [
  { id: "name", header: "Component", minWidth: 140, cell: ({ name }) => <Foreign text={name} /> },
  { id: "state", header: "State", minWidth: 150, cell: ({ state }) => <StateIndicator state={state} /> },
  { id: "detail", header: "What it says", minWidth: 220, cell: ({ detail }) => <Foreign text={detail} /> },
  {
    id: "facts",
    header: "Facts",
    minWidth: 240,
    cell: ({ facts }) =>
      facts.length === 0 ? (
        "–"
      ) : (
        <ul className="bare-list">
          {facts.map(({ label, value }) => (
            <li key={label}>
              <span className="muted">
                <Foreign text={label} />:
              </span>{" "}
              <Foreign text={value} />
            </li>
          ))}
        </ul>
      ),
  },
];

/** The components one by one, as the diagram has no room to tell. */
export function ComponentListing({ components }: { readonly components: readonly Component[] }) {
  return (
    <Listing
      title="Components"
      items={components}
      idOf={({ id }) => id}
      columns={COLUMNS}
      one="component"
      empty="No component is known."
    />
  );
}
