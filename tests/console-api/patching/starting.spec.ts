import {
  DescribeAutomationExecutionsCommand,
  GetAutomationExecutionCommand,
  StartAutomationExecutionCommand,
} from "@aws-sdk/client-ssm";
import { expect } from "chai";
import { tokenOf } from "../../../console-api/patching/starting";
import { awsError, SECRET } from "../aws-stub";
import { NOW } from "../deployed";
import { refusalOf } from "../refused";
import { execution, INSTALL, MEMBER, runId, SCAN, SCANNING, setFleet } from "./stubs";

describe("scanNow and installNow", () => {
  const fleet = setFleet();
  const ask = async (field: string, as: Parameters<ReturnType<typeof fleet>["ask"]>[2] = {}) =>
    (await fleet().ask(field, {}, as)).said;
  const started = () =>
    fleet()
      .ssm.commandCalls(StartAutomationExecutionCommand)
      .map(({ args }) => args[0].input);

  beforeEach(() => {
    fleet()
      .ssm.on(StartAutomationExecutionCommand)
      .resolves({ AutomationExecutionId: runId(1) });
  });

  it("start the stack's document by its name, with a token and without anything else", async () => {
    for (const [field, document, operation] of [
      ["scanNow", SCAN, "SCAN"],
      ["installNow", INSTALL, "INSTALL"],
    ] as const) {
      expect(await ask(field)).to.deep.equal({
        id: runId(1),
        operation,
        state: "WAITING",
        startedAt: NOW.toISOString(),
        endedAt: null,
        steps: [],
        failure: null,
      });
      expect(started().at(-1)).to.deep.equal({ DocumentName: document, ClientToken: tokenOf(document, NOW) });
    }
  });

  it("are one where they come together, and two where they do not", () => {
    const at = (seconds: number) => new Date(NOW.getTime() + seconds * 1000);
    expect(tokenOf(SCAN, at(29))).to.equal(tokenOf(SCAN, NOW));
    expect(tokenOf(SCAN, at(30))).not.to.equal(tokenOf(SCAN, NOW));
    expect(tokenOf(INSTALL, NOW)).not.to.equal(tokenOf(SCAN, NOW));
    expect(tokenOf(SCAN, NOW)).to.match(/^[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-8[0-9a-f]{3}-[0-9a-f]{12}$/);
  });

  it("wait for each other, and for what the window has started", async () => {
    const running = [
      [SCAN, "Busy: The fleet is being scanned."],
      [INSTALL, "Busy: Patches are being installed."],
      [MEMBER, "Busy: Patches are being installed."],
    ] as const;
    for (const [document, refusal] of running) {
      for (const status of ["Pending", "InProgress", "Waiting", "Cancelling"] as const) {
        fleet()
          .ssm.on(DescribeAutomationExecutionsCommand)
          .resolves({
            AutomationExecutionMetadataList: [
              execution(runId(2), document, { AutomationExecutionStatus: status }),
            ],
          });
        expect(await refusalOf(() => ask("scanNow"))).to.equal(refusal);
        expect(await refusalOf(() => ask("installNow"))).to.equal(refusal);
      }
    }
    expect(started()).to.deep.equal([]);
  });

  it("see a run on any page of the executions", async () => {
    fleet()
      .ssm.on(DescribeAutomationExecutionsCommand)
      .callsFake(({ NextToken }: { readonly NextToken?: string }) =>
        NextToken === undefined
          ? {
              AutomationExecutionMetadataList: [execution(runId(2), `${SCAN}-of-others`)],
              NextToken: "more",
            }
          : { AutomationExecutionMetadataList: [execution(runId(3), SCAN)] },
      );
    expect(await refusalOf(() => ask("scanNow"))).to.equal("Busy: The fleet is being scanned.");
  });

  it("ask AWS for this stack's documents in every state that goes on", async () => {
    await ask("scanNow");
    const [call] = fleet().ssm.commandCalls(DescribeAutomationExecutionsCommand);
    expect(call?.args[0].input.Filters).to.deep.equal([
      { Key: "DocumentNamePrefix", Values: [SCAN, INSTALL, MEMBER] },
      {
        Key: "ExecutionStatus",
        Values: [
          "Approved",
          "Cancelling",
          "ChangeCalendarOverrideApproved",
          "InProgress",
          "Pending",
          "PendingApproval",
          "PendingChangeCalendarOverride",
          "RunbookInProgress",
          "Scheduled",
          "Waiting",
        ],
      },
    ]);
  });

  it("are refused to a viewer, and an installation where the stack only scans", async () => {
    for (const field of ["scanNow", "installNow"]) {
      expect(await refusalOf(() => ask(field, { group: "viewer" }))).to.match(/^Unauthorized: /);
    }
    expect(await refusalOf(() => ask("installNow", { deployment: SCANNING }))).to.equal(
      "BadRequest: This stack only looks for missing patches: `patchOperation` is `Scan` in its configuration.",
    );
    expect(fleet().ssm.calls()).to.deep.equal([]);
  });

  it("start nothing where it cannot be told what runs", async () => {
    fleet().ssm.on(DescribeAutomationExecutionsCommand).rejects(awsError("AccessDeniedException"));
    expect(await refusalOf(() => ask("installNow"))).to.equal(
      "Unavailable: what is running: the console's role may not read it",
    );
    expect(started()).to.deep.equal([]);
  });

  it("tell failures of AWS in words that hold none of its own", async () => {
    const failures = [
      ["AccessDeniedException", "Unavailable: the scan: the console's role may not read it"],
      ["AutomationDefinitionNotFoundException", "Unavailable: the scan: it does not exist"],
      ["ThrottlingException", "Busy: the scan: AWS is answering too many requests, try again in a minute"],
      ["TimeoutError", "Unavailable: the scan: AWS did not answer in time"],
      ["InternalServerError", "Unavailable: the scan: AWS could not answer"],
      [
        "AutomationExecutionLimitExceededException",
        "Busy: The account runs as many automations as it may; try again later.",
      ],
    ] as const;
    for (const [name, refusal] of failures) {
      fleet().ssm.on(StartAutomationExecutionCommand).rejects(awsError(name));
      expect(await refusalOf(() => ask("scanNow")))
        .to.equal(refusal)
        .and.not.contain(SECRET);
    }
  });

  it("hand over to patchRun, which knows nothing of executions that are not of this stack", async () => {
    const { ssm } = fleet();
    const missing = "NotFound: there is no such run of this stack's documents";
    const run = (id: string) => refusalOf(() => fleet().ask("patchRun", { id }));
    expect(await run("x")).to.equal(missing);
    expect(await run(runId(4))).to.equal(missing);
    for (const document of [`${SCAN}-of-others`, "AWS-RunPatchBaseline", "constructor"]) {
      ssm.on(GetAutomationExecutionCommand).resolves({ AutomationExecution: execution(runId(4), document) });
      expect(await run(runId(4))).to.equal(missing);
    }
    ssm.on(GetAutomationExecutionCommand).resolves({});
    expect(await run(runId(4))).to.equal(missing);
    ssm.on(GetAutomationExecutionCommand).rejects(awsError("AccessDeniedException"));
    expect(await run(runId(4))).to.equal("Unavailable: the run: the console's role may not read it");
    ssm.on(GetAutomationExecutionCommand).rejects(awsError("ThrottlingException"));
    expect(await run(runId(4))).to.equal(
      "Busy: the run: AWS is answering too many requests, try again in a minute",
    );
  });
});
