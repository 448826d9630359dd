import Box from "@cloudscape-design/components/box";
import Link from "@cloudscape-design/components/link";
import StatusIndicator from "@cloudscape-design/components/status-indicator";
import { Suspense } from "react";
import { navigate } from "wouter/use-browser-location";
import { Page } from "../shared/page";
import { ViewBoundary } from "./view-boundary";
import type { View } from "./views";

/** The view of the address, or that there is none. */
export function CurrentView({ view }: { readonly view: View | undefined }) {
  if (view === undefined) {
    return (
      <Page title="There is no such page" description="The address leads to none of the console's views.">
        <Link
          href="/"
          onFollow={(event) => {
            event.preventDefault();
            navigate("/");
          }}
        >
          Go to the overview
        </Link>
      </Page>
    );
  }
  return (
    <ViewBoundary key={view.path} title={view.title}>
      <Suspense
        fallback={
          <Box padding="xxl" textAlign="center">
            <StatusIndicator type="loading">Loading the view</StatusIndicator>
          </Box>
        }
      >
        <view.Content />
      </Suspense>
    </ViewBoundary>
  );
}
