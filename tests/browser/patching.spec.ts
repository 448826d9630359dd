import { expect } from "chai";
import type { Locator } from "playwright-core";
import { SAMPLE_DEPLOYMENT } from "../../console/local/sample/deployment";
import { SAMPLE_INSTANCE_IDS } from "../../console/local/sample/network";
import { failing } from "./answers";
import { expectAccessible } from "./scrutiny";
import type { Scene } from "./stage";
import { useStage } from "./use-stage";
import { arrived, settled, VIEWS, type View } from "./views";
import { expectQuiet, type UserName, type Visit } from "./visit";

const VIEW: View = VIEWS[2] ?? { name: "", path: "", asks: [] };

const [CRITICAL, REBOOTING, FAILED] = SAMPLE_INSTANCE_IDS;
const { scanDocument, installDocument = "" } = SAMPLE_DEPLOYMENT.patching;

describe("patching", () => {
  const stage = useStage();
  let started: string[] = [];
  beforeEach(() => {
    started = [];
    set({});
  });

  /** A world in which it is noted what is started. */
  const set = ({ interception, ...scene }: Scene): void =>
    stage().set({
      stepMs: 150,
      ...scene,
      interception(command, input) {
        if (command.startsWith("Start")) started.push(Object(input).DocumentName);
        return interception?.(command, input);
      },
    });

  const open = async (user: UserName, path = VIEW.path): Promise<Visit> => {
    const visit = await stage().tab(user, path);
    await arrived(visit, VIEW);
    return visit;
  };

  const textOf = async (of: Locator): Promise<string> => (await of.innerText()).replaceAll(/\s+/g, " ");

  const instance = ({ page }: Visit, id: string): Locator =>
    page.getByRole("table", { name: "Instances" }).getByRole("row").filter({ hasText: id });

  const button = ({ page }: Visit, name: string): Locator => page.getByRole("button", { name, exact: true });

  it("shows what each instance misses, and when the fleet is patched next", async () => {
    const visit = await open("viewer");
    expect(await textOf(instance(visit, CRITICAL))).to.match(
      /Missing patches.*1 critical, 4 for security.*5 missing/,
    );
    expect(await textOf(instance(visit, REBOOTING))).to.include("1 reboot pending");
    expect(await textOf(instance(visit, FAILED))).to.match(/Failed patches.*1 failed/);
    const fleet = await textOf(visit.page.locator("#content"));
    expect(fleet)
      .to.include("0 of 3 are compliant")
      .and.match(/Next maintenance window .*03:00 UTC/);
    expectQuiet(visit);
  });

  it("does not take a fleet that could not be read for an empty one", async () => {
    stage().set({ interception: failing(/^DescribeAutoScalingGroups$/, "ThrottlingException") });
    const visit = await open("operator");
    const text = await textOf(visit.page.locator("#content"));
    expect(text)
      .to.match(/State Not known Missing patches Not known/)
      .and.include("All scanned since Not known")
      .and.include("The instances of the fleet could not be read.")
      .and.not.match(/no instances/i);
    await button(visit, "Scan now").click();
    await visit.page.getByText("looks for missing patches on every instance of the fleet").waitFor();
    expectQuiet(visit);
  });

  it("says that a time is not known, rather than never, where it could not be read", async () => {
    stage().set({
      interception: failing(/^DescribeInstance(PatchStates|Information)$/, "AccessDeniedException"),
    });
    const visit = await open("viewer");
    const text = await textOf(visit.page.getByRole("table", { name: "Instances" }));
    expect(text.match(/Scanned not known/g)).to.have.length(3);
    expect(text).to.not.match(/never/i);
    expectQuiet(visit);
  });

  it("does not call patches that could not be read none", async () => {
    stage().set({ interception: failing(/^DescribeInstancePatches$/, "ThrottlingException") });
    const visit = await open("viewer");
    await visit.page.getByRole("button", { name: CRITICAL }).click();
    await visit.page.getByText("What is missing could not be read.").waitFor();
    expect(await visit.page.getByText("Nothing is missing.").count()).to.equal(0);
    expectQuiet(visit);
  });

  it("lists the patches of an instance, the severe ones first, at an address of their own", async () => {
    const visit = await open("viewer");
    await visit.page.getByRole("button", { name: CRITICAL }).click();
    const patches = visit.page.getByRole("table", { name: `Patches of ${CRITICAL}` });
    await patches.waitFor();
    const [, first = "", ...others] = await patches.getByRole("row").allInnerTexts();
    expect(first).to.include("openssl-libs").and.include("Critical");
    expect(others).to.have.length(4);
    await expectAccessible(visit);
    await visit.page.reload();
    await patches.waitFor();
    expectQuiet(visit);
  });

  it("tells viewers why they may start neither, and lets them start neither", async () => {
    const visit = await open("viewer");
    for (const name of ["Scan now", "Scan and install now"]) {
      const start = button(visit, name);
      expect(
        (await start.getAttribute("aria-disabled")) ?? (await start.getAttribute("disabled")),
      ).to.not.equal(null);
      // Whoever presses it all the same gets no dialog.
      await start.click({ force: true });
      expect(await visit.page.getByRole("dialog").count()).to.equal(0);
    }
    const text = await textOf(visit.page.locator("#content"));
    expect(text.match(/now cannot be started: [^.]*operator/g)).to.have.length(2);
    expect(started).to.deep.equal([]);
    expectQuiet(visit);
  });

  it("scans once an operator confirms, follows the run and shows what it found", async () => {
    const visit = await open("operator");
    await button(visit, "Scan now").click();
    const dialog = visit.page.getByRole("dialog", { name: "Scan now?" });
    expect(await dialog.innerText()).to.include("Nothing is installed");
    await expectAccessible(visit);
    await dialog.getByRole("button", { name: "Cancel" }).click();
    await dialog.waitFor({ state: "hidden" });
    expect(started).to.deep.equal([]);

    await button(visit, "Scan now").click();
    await dialog.getByRole("button", { name: "Scan", exact: true }).click();
    await visit.page.getByText("Every instance was scanned.").waitFor();
    expect(started).to.deep.equal([scanDocument]);
    await settled(visit);
    expect(await textOf(instance(visit, CRITICAL))).to.include("6 missing");
    await expectAccessible(visit);
    await button(visit, "Dismiss this run").click();
    await visit.page.getByText("Every instance was scanned.").waitFor({ state: "hidden" });
    expectQuiet(visit);
  });

  it("installs once an operator confirms, one instance after the other, and shows that nothing is missing", async () => {
    const visit = await open("operator");
    await button(visit, "Scan and install now").click();
    const dialog = visit.page.getByRole("dialog", { name: "Scan and install now?" });
    expect(await dialog.innerText())
      .to.match(/reboots/)
      .and.match(/one instance after the other/);
    await dialog.getByRole("button", { name: "Scan and install", exact: true }).click();
    await visit.page.getByText("is back in service.").waitFor();
    expect(started).to.deep.equal([installDocument]);
    await visit.page.getByText("All are compliant").waitFor();
    for (const id of SAMPLE_INSTANCE_IDS) expect(await textOf(instance(visit, id))).to.include("0 missing");
    expectQuiet(visit);
  });

  it("tells how far an installation has come, those that wait for their turn included", async () => {
    let laterMs = 0;
    set({ stepMs: 60_000, now: () => new Date(Date.now() + laterMs) });
    const visit = await open("operator");
    await button(visit, "Scan and install now").click();
    const dialog = visit.page.getByRole("dialog");
    await dialog.getByRole("button", { name: "Scan and install", exact: true }).click();
    // The first instance is done after two steps, the second one after three.
    laterMs = 150_000;
    await visit.page.getByText("1 of 3 done", { exact: true }).waitFor();
    expect(await textOf(visit.page.locator("#content"))).to.match(
      new RegExp(`${CRITICAL} Succeeded done ${REBOOTING} Running .* ${FAILED} Waiting waits for its turn`),
    );
    expectQuiet(visit);
  });

  it("goes on following a run after a reload, for whoever looks", async () => {
    let laterMs = 0;
    // It goes on for as long as both pages need to see it.
    set({ stepMs: 60_000, now: () => new Date(Date.now() + laterMs) });
    const visit = await open("operator");
    await button(visit, "Scan now").click();
    await visit.page.getByRole("dialog").getByRole("button", { name: "Scan", exact: true }).click();
    await visit.page.waitForURL(/[?&]run=/);
    await visit.page.reload();
    await visit.page.getByRole("heading", { level: 2, name: "Scan" }).waitFor();
    const other = await open("viewer");
    await other.page.getByRole("heading", { level: 2, name: "Scan" }).waitFor();
    laterMs = 300_000;
    for (const { page } of [visit, other]) await page.getByText("Every instance was scanned.").waitFor();
    expect(started).to.deep.equal([scanDocument]);
    expectQuiet(visit);
    expectQuiet(other);
  });

  it("starts nothing while something runs, as a second page sees it", async () => {
    // It must not end before the second page has tried, however slow this machine is.
    set({ stepMs: 600_000 });
    const first = await open("operator");
    const second = await open("operator");
    // The second page does not know yet of what the first one starts.
    await button(first, "Scan now").click();
    await first.page.getByRole("dialog").getByRole("button", { name: "Scan", exact: true }).click();
    await first.page.getByRole("heading", { level: 2, name: "Scan" }).waitFor();
    await button(second, "Scan and install now").click();
    const dialog = second.page.getByRole("dialog", { name: "Scan and install now?" });
    await dialog.getByRole("button", { name: "Scan and install", exact: true }).click();
    await dialog.getByRole("alert").waitFor();
    expect(await textOf(dialog))
      .to.include("The run could not be started")
      .and.include("The fleet is being scanned.");
    await dialog.getByRole("button", { name: "Cancel" }).click();
    await button(second, "Refresh").click();
    await second.page.getByRole("heading", { level: 2, name: "Scan" }).waitFor();
    const text = await textOf(second.page.locator("#content"));
    expect(text.match(/now cannot be started: The fleet is being scanned\./g)).to.have.length(2);
    for (const name of ["Scan now", "Scan and install now"]) {
      expect(await button(second, name).isDisabled(), name).to.equal(true);
    }
    expect(started).to.deep.equal([scanDocument]);
    expectQuiet(first);
    expectQuiet(second);
  });

  it("shows that a run failed, and why", async () => {
    set({
      interception(command) {
        if (command !== "GetAutomationExecution") return undefined;
        return {
          AutomationExecution: {
            AutomationExecutionId: "00000000-0000-4000-8000-000000000000",
            DocumentName: scanDocument,
            AutomationExecutionStatus: "Failed",
            FailureMessage:
              "Step fails when it is Execute/Cancelling action. arn:aws:iam::111122223333:role/internal",
            ExecutionStartTime: new Date(),
            ExecutionEndTime: new Date(),
            StepExecutions: [{ StepName: "scanFleet", Action: "aws:runCommand", StepStatus: "Failed" }],
          },
        };
      },
    });
    const visit = await open("operator");
    await button(visit, "Scan now").click();
    await visit.page.getByRole("dialog").getByRole("button", { name: "Scan", exact: true }).click();
    await visit.page.getByText("The run failed").first().waitFor();
    expect(await textOf(visit.page.locator("#content"))).to.not.include("role/internal");
    expectQuiet(visit);
  });

  it("says in the dialog that nothing was started where AWS refuses", async () => {
    set({ interception: failing(/^StartAutomationExecution$/, "AccessDeniedException") });
    const visit = await open("operator");
    await button(visit, "Scan now").click();
    const dialog = visit.page.getByRole("dialog");
    await dialog.getByRole("button", { name: "Scan", exact: true }).click();
    await dialog.getByRole("alert").waitFor();
    expect(await dialog.innerText()).to.not.match(/internal:|arn:aws/);
    await expectAccessible(visit);
    expectQuiet(visit);
  });
});
