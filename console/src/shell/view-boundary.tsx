import Alert from "@cloudscape-design/components/alert";
import Button from "@cloudscape-design/components/button";
import { Component, type ReactNode } from "react";
import { Page } from "../shared/page";

interface ViewBoundaryProps {
  /** Of the view. */
  readonly title: string;
  readonly children: ReactNode;
}

/**
 * Keeps a view that breaks from taking the page along. A part that cannot be loaded counts too: after a deployment the
 * parts of the page before it are gone.
 */
export class ViewBoundary extends Component<ViewBoundaryProps, { readonly broken: boolean }> {
  override state = { broken: false };

  static getDerivedStateFromError(): { readonly broken: boolean } {
    return { broken: true };
  }

  override render(): ReactNode {
    if (!this.state.broken) return this.props.children;
    return (
      <Page title={this.props.title} description="The view is there, but something of it went wrong.">
        <div role="alert">
          <Alert
            type="error"
            header="This view could not be shown"
            statusIconAriaLabel="Error"
            action={<Button onClick={() => window.location.reload()}>Load the page again</Button>}
          >
            The console may have been deployed anew since you opened it. Your session is kept.
          </Alert>
        </div>
      </Page>
    );
  }
}
