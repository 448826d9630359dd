import { Page } from "../shared/page";

/** The deployment's components, what is on fire, and who owns which control. */
export function OverviewView() {
  return (
    <Page title="Overview" description="The components of this deployment and who answers for what.">
      {null}
    </Page>
  );
}
