import { expect } from "chai";
import type { Locator } from "playwright-core";
import { SAMPLE_IDS } from "../../console/local/sample/deployment";
import { SAMPLE_NETWORK } from "../../console/local/sample/network";
import { failing } from "./answers";
import { expectAccessible } from "./scrutiny";
import { useStage } from "./use-stage";
import { arrived, settled, VIEWS, type View } from "./views";
import { expectQuiet, type Visit } from "./visit";

const VIEW: View = VIEWS[1] ?? { name: "", path: "", asks: [] };

describe("the security groups", () => {
  const stage = useStage();

  const open = async (path = VIEW.path): Promise<Visit> => {
    const visit = await stage().tab("viewer", path);
    await arrived(visit, VIEW);
    return visit;
  };

  const table = ({ page }: Visit, name: string): Locator => page.getByRole("table", { name, exact: true });

  /** The row of a table whose text includes all of these. */
  const row = (of: Locator, ...texts: readonly string[]): Locator =>
    texts.reduce((rows, hasText) => rows.filter({ hasText }), of.getByRole("row"));

  const textOf = async (of: Locator): Promise<string> => (await of.innerText()).replaceAll(/\s+/g, " ");

  const ask = async (visit: Visit, days: string): Promise<void> => {
    await visit.page.getByRole("tab", { name: "Evidence" }).click();
    await visit.page.getByRole("radio", { name: `${days} days` }).check();
    await visit.page.getByRole("button", { name: "Ask the flow logs" }).click();
    await visit.page.getByRole("heading", { name: "Coverage" }).waitFor();
    await settled(visit);
  };

  it("show the matrix, and which flows are live otherwise than declared", async () => {
    const visit = await open();
    const flows = table(visit, "Traffic matrix");
    expect(await textOf(row(flows, "10.20.30.0/24"))).to.include("Drifted: widened");
    expect(await textOf(row(flows, "10.20.40.0/24"))).to.include("As declared");
    expect(await textOf(row(flows, "tcp/80"))).to.include("Drifted: removed");
    expect(await textOf(row(flows, "proxy", "domain"))).to.include("As declared");
    await visit.page.getByText("1 difference outside of the matrix").waitFor();
    expectQuiet(visit);
  });

  it("have three tabs that a telephone shows at once, whichever is open", async () => {
    const visit = await stage().tab("viewer", `${VIEW.path}?tab=evidence`, {
      size: { width: 390, height: 844 },
    });
    await arrived(visit, VIEW);
    const tabs = await visit.page.getByRole("tab").all();
    expect(tabs).to.have.length(3);
    for (const tab of tabs) {
      const box = await tab.boundingBox();
      expect(box?.x).to.be.at.least(0);
      expect((box?.x ?? 0) + (box?.width ?? 0)).to.be.at.most(390);
    }
    await visit.page.getByRole("tab", { name: "Matrix" }).click();
    const card = visit.page.getByRole("listitem").filter({ hasText: "proxy to domain" });
    expect(await textOf(card))
      .to.include("nginx to OpenSearch Dashboards")
      .and.include("As declared");
    expectQuiet(visit);
  });

  it("show what was widened, added and removed by hand, and nothing else", async () => {
    const visit = await open(`${VIEW.path}?tab=rules`);
    await visit.page.getByRole("tab", { name: "Declared and live" }).click();
    const drift = table(visit, "Drift");
    expect(await drift.getByRole("row").count()).to.equal(1 + 3);
    const widened = await textOf(row(drift, "Widened"));
    expect(widened)
      .to.include("10.20.0.0/16")
      .and.include("10.20.30.0/24")
      .and.include("let through, not declared");
    expect(await textOf(row(drift, "Added by hand"))).to.include("tcp/22 from 10.20.30.0/24");
    const removed = await textOf(row(drift, "Removed"));
    expect(removed).to.include("tcp/80").and.include("declared, not let through");
    expectQuiet(visit);
  });

  it("claim no agreement where the rules could not be read", async () => {
    stage().set({ interception: failing(/^DescribeSecurityGroupRules$/, "AccessDeniedException") });
    const visit = await open(`${VIEW.path}?tab=rules`);
    await visit.page.getByText("Drift is not known").waitFor();
    expect(await visit.page.getByText(/No drift/).count()).to.equal(0);
    const proxy = row(table(visit, "Security groups"), "proxy");
    expect((await textOf(proxy)).match(/Not known/g)).to.have.length(3);
    await proxy.getByRole("button").click();
    await visit.page.getByRole("region", { name: "Group proxy" }).waitFor();
    const text = await visit.page.locator("#content").innerText();
    expect(text.match(/The rules could not be read\./g)).to.have.length(2);
    expect(text).to.not.include("Nothing may");
    await expectAccessible(visit);
    expectQuiet(visit);
  });

  it("tell a history of interfaces that could not be read from one that was not begun", async () => {
    stage().set({ interception: failing(/^GetObject$/, "AccessDenied") });
    const visit = await open();
    await ask(visit, "7");
    const text = await visit.page.locator("#content").innerText();
    expect(text)
      .to.match(/Groups of interfaces known since\s+Not known/)
      .and.include("which interface had which groups could not be read")
      .and.not.include("yet");
    expectQuiet(visit);
  });

  it("have no drift where the account is as declared", async () => {
    const declared = SAMPLE_NETWORK.rules
      .filter(({ FromPort, GroupId }) => FromPort !== 22 || GroupId !== SAMPLE_IDS.groups["proxy"])
      .map((rule) => (rule.CidrIpv4 === "10.20.0.0/16" ? { ...rule, CidrIpv4: "10.20.30.0/24" } : rule));
    const way = declared.find(({ PrefixListId }) => PrefixListId !== undefined);
    const rules = [
      ...declared,
      { ...way, SecurityGroupRuleId: "sgr-00000000000000001", FromPort: 80, ToPort: 80 },
    ];
    stage().set({ network: { ...SAMPLE_NETWORK, rules } });
    const visit = await open();
    await visit.page.getByRole("tab", { name: "Declared and live" }).click();
    await visit.page.getByText("No drift", { exact: true }).waitFor();
    expectQuiet(visit);
  });

  it("show a group with its rules, and the way back keeps the keyboard's place", async () => {
    const visit = await open();
    await visit.page.getByRole("tab", { name: "Declared and live" }).click();
    await visit.page
      .getByRole("button", { name: /^Show the rules of proxy/ })
      .last()
      .click();
    await visit.page.getByRole("region", { name: "Group proxy" }).waitFor();
    const ingress = table(visit, "Ingress rules");
    expect(await textOf(row(ingress, "tcp/22"))).to.include("temporary, remove after debugging");
    expect(await visit.page.evaluate("document.activeElement.getAttribute('aria-label')")).to.equal(
      "Group proxy",
    );
    await expectAccessible(visit);
    await visit.page.goBack();
    await table(visit, "Drift").waitFor();
    expectQuiet(visit);
  });

  it("show every group of the VPC when asked, those of nobody here without drift", async () => {
    const visit = await open();
    await visit.page.getByRole("tab", { name: "Declared and live" }).click();
    await visit.page.getByRole("button", { name: "Whole VPC" }).click();
    await settled(visit);
    const groups = table(visit, "Security groups");
    expect(await textOf(row(groups, "jump-host"))).to.include("Not of this stack");
    expect(await groups.getByRole("row").count()).to.equal(1 + SAMPLE_NETWORK.groups.length);
    expectQuiet(visit);
  });

  it("are read anew as far as they are shown", async () => {
    const scopes: unknown[] = [];
    const visit = await open();
    visit.page.on("request", (request) => {
      const { scope } = request.postDataJSON()?.variables ?? {};
      if (scope !== undefined) scopes.push(scope);
    });
    const again = visit.page.getByRole("button", { name: "Refresh" });
    const refresh = async (): Promise<readonly unknown[]> => {
      scopes.length = 0;
      const answered = visit.page.waitForResponse((response) => response.url().endsWith("/graphql"));
      await again.click();
      await answered;
      await settled(visit);
      return [...scopes];
    };
    expect(await refresh()).to.deep.equal(["STACK"]);
    await visit.page.getByRole("tab", { name: "Declared and live" }).click();
    expect(await refresh()).to.deep.equal(["STACK"]);
    await visit.page.getByRole("button", { name: "Whole VPC" }).click();
    await settled(visit);
    expect(await refresh()).to.deep.equal(["VPC"]);
    await visit.page.getByRole("tab", { name: "Evidence" }).click();
    expect(await again.count()).to.equal(0);
    expectQuiet(visit);
  });

  it("tell from the flow logs what is unused and what is wider than its use", async () => {
    const visit = await open();
    await ask(visit, "7");
    const rules = table(visit, "Rules");
    expect(await textOf(row(rules, "tcp/443", "10.20.50.0/24"))).to.match(/^Unused/);
    expect(await textOf(row(rules, "tcp/22", "proxy"))).to.match(/^Unused/);
    const wider = await textOf(row(rules, "tcp/443", "10.20.40.0/24"));
    expect(wider)
      .to.match(/^Wider than used/)
      .and.include("3 peers")
      .and.include("10.20.40.0/28");
    expect(await textOf(row(rules, "Ingress tcp/443 from proxy"))).to.match(/^Used/);
    expect(await textOf(row(rules, "all traffic"))).to.match(/^Undecided/);
    // What leads out through NAT gets no list of others' addresses.
    const internet = row(rules, "Egress tcp/443 to 0.0.0.0/0", "proxy");
    expect(await textOf(internet))
      .to.match(/^Wider than used/)
      .and.include("its public peers change, so no narrower addresses are offered");
    await internet.getByRole("button", { name: /^Details/ }).click();
    const dialog = visit.page.getByRole("dialog", { name: "Evidence on a rule" });
    expect(await textOf(dialog))
      .to.include("VPC endpoints or their prefix lists")
      .and.not.include("Goes into");
    await dialog.getByRole("button", { name: "Close" }).last().click();
    await expectAccessible(visit);
    await visit.page.getByRole("tab", { name: "Traffic matrix" }).click();
    const flow = row(table(visit, "Traffic matrix"), "10.20.50.0/24");
    expect(await textOf(flow)).to.include("Unused");
    expectQuiet(visit);
  });

  it("hand out a narrower configuration as text to commit, and copy it", async () => {
    const visit = await open();
    await visit.context.grantPermissions(["clipboard-read", "clipboard-write"]);
    await ask(visit, "7");
    await row(table(visit, "Rules"), "tcp/443", "10.20.40.0/24").getByRole("button").click();
    const dialog = visit.page.getByRole("dialog", { name: "Evidence on a rule" });
    await dialog.waitFor();
    expect(await dialog.innerText())
      .to.include("Pulumi.dev.yaml")
      .and.include("The console changes nothing");
    await expectAccessible(visit);
    await dialog.getByRole("button", { name: "Copy change to Pulumi.dev.yaml" }).click();
    await visit.page.getByRole("status").filter({ hasText: "Copied" }).first().waitFor();
    const copied = await visit.page.evaluate<string>("navigator.clipboard.readText()");
    expect(copied).to.include(`  "centralized-logging:allowedCidrs":`).and.include(`    - "10.20.40.0/28"`);
    expect(copied).to.not.include("10.20.40.0/24");
    await dialog.getByRole("button", { name: "Close" }).last().click();
    await dialog.waitFor({ state: "hidden" });
    expectQuiet(visit);
  });

  it("keep a question in the address: a reload finds its answer, which is awaited", async () => {
    stage().set({ stepMs: 150 });
    const visit = await open();
    await ask(visit, "7");
    const address = visit.page.url();
    await visit.page.reload();
    await visit.page.getByRole("heading", { name: "Coverage" }).waitFor();
    expect(visit.page.url()).to.equal(address);
    expectQuiet(visit);
  });

  it("say what the records do not cover", async () => {
    const visit = await open();
    await visit.page.getByRole("tab", { name: "Evidence" }).click();
    await visit.page.getByText("Flow logs are kept for 14 days.").waitFor();
    expect(await visit.page.getByRole("radio", { name: "14 days" }).isChecked()).to.equal(true);
    expect(await visit.page.getByRole("radio", { name: "30 days" }).count()).to.equal(0);
    await visit.page.getByRole("radio", { name: "Another number of days" }).check();
    await visit.page.getByRole("textbox", { name: "Days" }).fill("90");
    await visit.page.getByRole("button", { name: "Ask the flow logs" }).click();
    const gaps = visit.page.getByText("What this does not tell");
    await gaps.waitFor();
    const text = await visit.page.locator("#content").innerText();
    expect(text)
      .to.include("known since")
      .and.include("belong to an interface whose groups were not known then");
    expect(await textOf(row(table(visit, "Rules"), "tcp/22", "proxy"))).to.match(/^Undecided/);
    expectQuiet(visit);
  });

  it("take a period of 1 to 90 days, and say so at the field", async () => {
    const visit = await open();
    await visit.page.getByRole("tab", { name: "Evidence" }).click();
    await visit.page.getByRole("radio", { name: "Another number of days" }).check();
    for (const wrong of ["", "0", "91", "1.5", "-1", "a"]) {
      await visit.page.getByRole("textbox", { name: "Days" }).fill(wrong);
      await visit.page.getByRole("button", { name: "Ask the flow logs" }).click();
      expect(
        await visit.page.getByRole("textbox", { name: "Days" }).getAttribute("aria-invalid"),
        wrong,
      ).to.equal("true");
    }
    await expectAccessible(visit);
    expectQuiet(visit);
  });

  it("say why there is no evidence where the flow logs cannot be asked", async () => {
    stage().set({ interception: failing(/^StartQueryExecution$/, "AccessDeniedException") });
    const visit = await open();
    await visit.page.getByRole("tab", { name: "Evidence" }).click();
    await visit.page.getByRole("button", { name: "Ask the flow logs" }).click();
    await visit.page
      .getByRole("alert")
      .filter({ hasText: "The console's role may not ask the flow logs." })
      .waitFor();
    expect(await visit.page.locator("#content").innerText()).to.not.match(/internal:|arn:aws/);
    expectQuiet(visit);
  });

  it("know nothing of a question that is not the console's", async () => {
    const visit = await open(`${VIEW.path}?tab=evidence&question=00000000-0000-4000-8000-000000000000`);
    await visit.page
      .getByRole("alert")
      .filter({ hasText: "No question of this console has this id." })
      .waitFor();
    expectQuiet(visit);
  });
});
