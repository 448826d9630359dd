import Button from "@cloudscape-design/components/button";
import ContentLayout from "@cloudscape-design/components/content-layout";
import Header from "@cloudscape-design/components/header";
import SpaceBetween from "@cloudscape-design/components/space-between";
import type { ReactNode } from "react";
import type { Answer } from "../data/use-answer";

export interface PageProps {
  /** The heading of the view; the document's title says the same. */
  readonly title: string;
  readonly description: ReactNode;
  /** Makes a *Refresh* button. */
  readonly answer?: Answer<unknown>;
  readonly refresh?: () => void;
  /** Further buttons. */
  readonly actions?: ReactNode;
  readonly children: ReactNode;
}

/** The frame of a view: heading, what it is for, its buttons. */
export function Page({ title, description, answer, refresh, actions, children }: PageProps) {
  const busy = answer?.state === "loading" || (answer?.state === "ready" && answer.refreshing);
  return (
    <ContentLayout
      header={
        <Header
          variant="h1"
          description={description}
          actions={
            <SpaceBetween direction="horizontal" size="xs">
              {refresh && (
                <Button iconName="refresh" loading={busy} loadingText="Refreshing" onClick={refresh}>
                  Refresh
                </Button>
              )}
              {actions}
            </SpaceBetween>
          }
        >
          {title}
        </Header>
      }
    >
      <SpaceBetween size="l">{children}</SpaceBetween>
    </ContentLayout>
  );
}
