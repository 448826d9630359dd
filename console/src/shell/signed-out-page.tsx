import Alert from "@cloudscape-design/components/alert";
import Box from "@cloudscape-design/components/box";
import Button from "@cloudscape-design/components/button";
import Container from "@cloudscape-design/components/container";
import ContentLayout from "@cloudscape-design/components/content-layout";
import Header from "@cloudscape-design/components/header";
import SpaceBetween from "@cloudscape-design/components/space-between";
import StatusIndicator from "@cloudscape-design/components/status-indicator";
import type { ReactNode } from "react";
import type { SessionControl } from "../session/use-session-state";
import { Foreign } from "../shared/foreign";

function Card({ title, children }: { readonly title: string; readonly children: ReactNode }) {
  return (
    <ContentLayout header={<Header variant="h1">{title}</Header>}>
      <Container>
        <SpaceBetween size="m">{children}</SpaceBetween>
      </Container>
    </ContentLayout>
  );
}

/** What there is to see for those who are not signed in: the way in, or why there is none. */
export function SignedOutPage({ state, signIn, restart }: SessionControl) {
  switch (state.kind) {
    case "opening":
    case "signed-in":
      return (
        <Box padding="xxl" textAlign="center">
          <StatusIndicator type="loading">Loading</StatusIndicator>
        </Box>
      );
    case "without-sign-in":
      return (
        <Card title="This deployment has no sign-in">
          <Box variant="p">
            Its partition offers no user pools, so the console cannot know who is asking and shows nothing.
            Read the review from the stack's outputs <Box variant="code">trafficMatrix</Box> and{" "}
            <Box variant="code">responsibilityRegister</Box>.
          </Box>
        </Card>
      );
    case "broken":
      return (
        <Card title="The console could not be opened">
          <div role="alert">
            <Alert
              type="error"
              statusIconAriaLabel="Error"
              action={<Button onClick={restart}>Try again</Button>}
            >
              <Foreign text={state.message} />
            </Alert>
          </div>
        </Card>
      );
    case "signed-out":
      return (
        <Card
          title={
            state.notice?.kind === "expired" ? "Your session has ended" : "Sign in to see this deployment"
          }
        >
          {state.notice?.kind === "refused" && (
            <div role="alert">
              <Alert type="error" header="The sign-in was not completed" statusIconAriaLabel="Error">
                <Foreign text={state.notice.message} />
              </Alert>
            </div>
          )}
          {state.notice?.kind === "expired" ? (
            <div role="alert">You come back to this very place after signing in.</div>
          ) : (
            <Box variant="p">
              Accounts are made by your administrators; there is no registration. You need a second factor and
              membership of the viewer or operator group.
            </Box>
          )}
          <Button variant="primary" onClick={signIn}>
            Sign in
          </Button>
        </Card>
      );
  }
}
