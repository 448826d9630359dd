import Container from "@cloudscape-design/components/container";
import Header from "@cloudscape-design/components/header";
import Link from "@cloudscape-design/components/link";
import SpaceBetween from "@cloudscape-design/components/space-between";
import StatusIndicator from "@cloudscape-design/components/status-indicator";
import { navigate } from "wouter/use-browser-location";
import type { Overview } from "../../../console-api/contract";
import { type Answer, useAnswer } from "../data/use-answer";
import { AnswerBoundary } from "../shared/answer-boundary";
import { FailureAlert } from "../shared/failure-alert";
import { Foreign } from "../shared/foreign";
import { Page } from "../shared/page";
import { Problems } from "../shared/problems";
import { When } from "../shared/when";
import { AlarmsPanel } from "./alarms-panel";
import { ComponentListing } from "./component-listing";
import { DeploymentDiagram } from "./deployment-diagram";
import { askMatrix, askOverview, askRegister } from "./questions";
import { RegisterListing } from "./register-listing";

const MATRIX_PATH = "/security-groups";

/** Which deployment this is, and as of when. */
function Subject({ answer }: { readonly answer: Answer<Overview> }) {
  if (answer.state !== "ready") return "The components of this deployment, and who answers for what.";
  const { stack, region, asOf } = answer.value;
  return (
    <>
      Stack <Foreign text={stack} /> in <Foreign text={region} />, as of <When time={asOf} />
    </>
  );
}

/** Who may see nothing is told so once. */
const isForbidden = (answer: Answer<unknown>): boolean =>
  answer.state === "failed" && answer.failure.kind === "forbidden";

/** The deployment's components, what needs attention, and who owns which control. */
export function OverviewView() {
  const [overview, askOverviewAgain] = useAnswer(askOverview, []);
  const [matrix, askMatrixAgain] = useAnswer(askMatrix, []);
  const [register, askRegisterAgain] = useAnswer(askRegister, []);
  return (
    <Page
      title="Overview"
      description={<Subject answer={overview} />}
      answer={overview}
      refresh={() => {
        askOverviewAgain();
        askMatrixAgain();
        askRegisterAgain();
      }}
    >
      <AnswerBoundary answer={overview} refresh={askOverviewAgain} what="the state of the components">
        {({ components, alarms, problems }) => (
          <SpaceBetween size="l">
            <Problems problems={problems} />
            <AlarmsPanel alarms={alarms} components={components} isPartial={problems.length > 0} />
            <Container
              header={
                <Header
                  variant="h2"
                  description={
                    <>
                      Arrows lead from whoever may open a connection; each of them is explained in the{" "}
                      <Link
                        href={MATRIX_PATH}
                        onFollow={(event) => {
                          event.preventDefault();
                          navigate(MATRIX_PATH);
                        }}
                      >
                        traffic matrix
                      </Link>
                      .
                    </>
                  }
                >
                  Architecture
                </Header>
              }
            >
              <SpaceBetween size="m">
                {matrix.state === "failed" && (
                  <FailureAlert failure={matrix.failure} what="the traffic matrix" retry={askMatrixAgain} />
                )}
                {matrix.state === "loading" ? (
                  <StatusIndicator type="loading">Loading the traffic matrix</StatusIndicator>
                ) : (
                  <DeploymentDiagram
                    components={components}
                    flows={matrix.state === "ready" ? matrix.value : []}
                  />
                )}
              </SpaceBetween>
            </Container>
            <ComponentListing components={components} />
          </SpaceBetween>
        )}
      </AnswerBoundary>
      {isForbidden(overview) && isForbidden(register) ? null : (
        <AnswerBoundary answer={register} refresh={askRegisterAgain} what="the register">
          {(controls) => <RegisterListing controls={controls} />}
        </AnswerBoundary>
      )}
    </Page>
  );
}
