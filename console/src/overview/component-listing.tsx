import type { Component } from "../../../console-api/contract";
import { Foreign } from "../shared/foreign";
import { type Column, Listing } from "../shared/listing";
import { Sentence } from "../shared/sentence";
import { StateIndicator } from "../shared/state-indicator";
import { When } from "../shared/when";

/** A time of the API, as ISO 8601 writes it. */
const TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d+)?)?Z$/;

function FactValue({ value }: { readonly value: string }) {
  return TIME.test(value) ? <When time={value} /> : <Foreign text={value} />;
}

const COLUMNS: readonly [Column<Component>, ...Column<Component>[]] = [
  { id: "name", header: "Component", minWidth: 140, cell: ({ name }) => <Foreign text={name} /> },
  { id: "state", header: "State", minWidth: 170, cell: ({ state }) => <StateIndicator state={state} /> },
  { id: "detail", header: "What it says", minWidth: 220, cell: ({ detail }) => <Sentence text={detail} /> },
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
              <FactValue value={value} />
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
