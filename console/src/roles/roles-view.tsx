import { Page } from "../shared/page";

/** The stack's roles. */
export function RolesView() {
  return (
    <Page title="Roles" description="What each role may do, and why.">
      {null}
    </Page>
  );
}
