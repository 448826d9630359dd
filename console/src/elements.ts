/** DOM elements from plain values; text is only ever set as text. */

type Child = Node | string;

interface Attributes {
  readonly [name: string]: string;
}

/** One element; attribute names as in HTML. */
export function element<Tag extends keyof HTMLElementTagNameMap>(
  tag: Tag,
  attributes: Attributes = {},
  ...children: readonly Child[]
): HTMLElementTagNameMap[Tag] {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
  made.append(...children);
  return made;
}

/** A button with its action; `quiet` for the one that is not the page's purpose. */
export function button(label: string, action: () => void, quiet = false): HTMLButtonElement {
  const made = element("button", { type: "button", class: quiet ? "button button-quiet" : "button" }, label);
  made.addEventListener("click", action);
  return made;
}

export interface Column<Row> {
  readonly title: string;
  readonly class?: string;
  readonly cell: (row: Row) => Child | readonly Child[];
}

/**
 * A section with a table; the first column heads its row. The table scrolls sideways in a region of its own, which the
 * keyboard can reach.
 */
export function tableSection<Row>(
  id: string,
  title: string,
  note: string,
  columns: readonly Column<Row>[],
  rows: readonly Row[],
): HTMLElement {
  const head = columns.map(({ title: text }) => element("th", { scope: "col" }, text));
  const body = rows.map((row) =>
    element(
      "tr",
      {},
      ...columns.map(({ cell, class: name }, index) => {
        const content = cell(row);
        const children = Array.isArray(content) ? content : [content];
        const attributes: Attributes = name === undefined ? {} : { class: name };
        return index === 0
          ? element("th", { scope: "row", ...attributes }, ...children)
          : element("td", attributes, ...children);
      }),
    ),
  );
  const empty = element("tr", {}, element("td", { colspan: String(columns.length) }, "Nothing to show"));
  return element(
    "section",
    { "aria-labelledby": id },
    element("h2", { id }, title),
    element("p", { class: "note" }, note),
    element(
      "div",
      { class: "scroll", role: "region", "aria-labelledby": id, tabindex: "0" },
      element(
        "table",
        { "aria-labelledby": id },
        element("thead", {}, element("tr", {}, ...head)),
        element("tbody", {}, ...(body.length > 0 ? body : [empty])),
      ),
    ),
  );
}
