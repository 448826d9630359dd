import { useCollection } from "@cloudscape-design/collection-hooks";
import Box from "@cloudscape-design/components/box";
import Button from "@cloudscape-design/components/button";
import Cards from "@cloudscape-design/components/cards";
import Header from "@cloudscape-design/components/header";
import Pagination from "@cloudscape-design/components/pagination";
import SpaceBetween from "@cloudscape-design/components/space-between";
import Table from "@cloudscape-design/components/table";
import TextFilter from "@cloudscape-design/components/text-filter";
import type { ReactNode } from "react";
import { countOf, countText } from "./amount-text";
import { useCrowded, useNarrow } from "./use-narrow";

/** What is told of each item. */
export interface Column<T> {
  readonly id: string;
  readonly header: string;
  readonly cell: (item: T) => ReactNode;
  /** Makes the column sortable. */
  readonly compare?: (a: T, b: T) => number;
  /** Pixels. */
  readonly minWidth?: number;
  /** Percent of a card's width, for what is short; 0: the card's title says it. @default 100 */
  readonly cardWidth?: 0 | 33 | 50;
}

export interface ListingProps<T> {
  readonly title: string;
  readonly headingLevel?: "h2" | "h3";
  readonly description?: ReactNode;
  readonly actions?: ReactNode;
  readonly items: readonly T[];
  /** Whether there are more than these, to be asked for. */
  readonly isPart?: boolean;
  readonly idOf: (item: T) => string;
  /** The first one names the item: the row's header, or the card's. */
  readonly columns: readonly [Column<T>, ...Column<T>[]];
  /** What a card is called. @default the first column */
  readonly cardTitle?: (item: T) => ReactNode;
  /** Makes a text filter. */
  readonly matches?: (item: T, text: string) => boolean;
  /** Further filters, before the text filter. */
  readonly filters?: ReactNode;
  /** What is said where there are no items at all. */
  readonly empty: ReactNode;
  /** What one item is called, such as `rule`. */
  readonly one: string;
  /** @default 25 */
  readonly pageSize?: number;
  /** Whether it stands inside of a container, and needs no frame of its own. */
  readonly isNested?: boolean;
}

const withArticle = (noun: string): string => `${/^[aeiou]/.test(noun) ? "an" : "a"} ${noun}`;

/** Items in a table, or where that has no room as cards; sorted, filtered and in pages on this side. */
export function Listing<T>(props: ListingProps<T>) {
  const { title, headingLevel = "h2", items, idOf, columns, matches, one, pageSize = 25 } = props;
  const narrow = useNarrow();
  const crowded = useCrowded();
  const { actions, collectionProps, filterProps, paginationProps, filteredItemsCount, ...shown } =
    useCollection(items, {
      filtering: {
        filteringFunction: (item, text) => matches === undefined || text.trim() === "" || matches(item, text),
        empty: <Box textAlign="center">{props.empty}</Box>,
        noMatch: (
          <Box textAlign="center">
            <SpaceBetween size="xs">
              <span>Nothing matches the filter.</span>
              <Button onClick={() => actions.setFiltering("")}>Clear filter</Button>
            </SpaceBetween>
          </Box>
        ),
      },
      pagination: { pageSize },
      sorting: {},
    });
  const header = (
    <Header
      variant={headingLevel}
      counter={`(${countText(items.length)}${props.isPart ? "+" : ""})`}
      description={props.description}
      actions={props.actions}
    >
      {title}
    </Header>
  );
  const pagination =
    paginationProps.pagesCount > 1 ? (
      <Pagination
        {...paginationProps}
        ariaLabels={{
          nextPageLabel: `Next page of ${title}`,
          previousPageLabel: `Previous page of ${title}`,
          paginationLabel: `Pages of ${title}`,
          pageLabel: (page) => `Page ${page} of ${title}`,
        }}
      />
    ) : undefined;
  const text = matches && items.length > 0 && (
    <TextFilter
      {...filterProps}
      filteringPlaceholder={`Find ${withArticle(one)}`}
      filteringAriaLabel={`Find ${withArticle(one)} in ${title}`}
      filteringClearAriaLabel="Clear filter"
      countText={countOf(filteredItemsCount ?? items.length, "match", "matches")}
    />
  );
  const filter =
    props.filters || text ? (
      <SpaceBetween size="xs" direction={narrow ? "vertical" : "horizontal"}>
        {props.filters}
        {text}
      </SpaceBetween>
    ) : undefined;
  const [name, ...others] = columns;
  if (crowded) {
    return (
      <Cards
        {...collectionProps}
        items={shown.items}
        trackBy={idOf}
        header={header}
        filter={filter}
        pagination={pagination}
        cardsPerRow={[{ cards: 1 }, { minWidth: 440, cards: 2 }]}
        cardDefinition={{
          header: props.cardTitle ?? name.cell,
          sections: others
            .filter(({ cardWidth }) => cardWidth !== 0)
            .map(({ id, header: label, cell, cardWidth }) => ({
              id,
              header: label,
              content: cell,
              ...(cardWidth !== undefined && { width: cardWidth }),
            })),
        }}
        ariaLabels={{ itemSelectionLabel: () => "", selectionGroupLabel: "", cardsLabel: title }}
      />
    );
  }
  return (
    <Table
      {...collectionProps}
      items={shown.items}
      trackBy={idOf}
      header={header}
      filter={filter}
      pagination={pagination}
      wrapLines
      {...(props.isNested === true && { variant: "embedded" })}
      columnDefinitions={columns.map(({ id, header: label, cell, compare, minWidth }) => ({
        id,
        header: label,
        cell,
        isRowHeader: id === name.id,
        ...(compare && { sortingComparator: compare }),
        ...(minWidth !== undefined && { minWidth }),
      }))}
      ariaLabels={{ tableLabel: title }}
    />
  );
}
