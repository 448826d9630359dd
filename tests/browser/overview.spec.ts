import { expect } from "chai";
import { SAMPLE_DEPLOYMENT } from "../../console/local/sample/deployment";
import { useStage } from "./use-stage";
import { arrived, VIEWS, type View } from "./views";
import { expectQuiet, type Visit } from "./visit";

const VIEW: View = VIEWS[0] ?? { name: "", path: "", asks: [] };

describe("the overview", () => {
  const stage = useStage();

  const open = async (): Promise<Visit> => {
    const visit = await stage().tab("viewer", VIEW.path);
    await arrived(visit, VIEW);
    return visit;
  };

  it("draws the components with their state, and says the same in words", async () => {
    const visit = await open();
    const diagram = visit.page.getByRole("img", { name: "Components and the connections between them" });
    const words = await diagram.locator("desc").textContent();
    for (const said of [
      "Load balancer: OK",
      "Proxy fleet: OK",
      "OpenSearch domain: Needs attention",
      "Proxy fleet to OpenSearch domain by tcp/443",
      "10.20.40.0/24 to Load balancer by tcp/443",
    ]) {
      expect(words).to.include(said);
    }
    expect(await diagram.textContent()).to.include("Needs attention");
    expectQuiet(visit);
  });

  it("shows the alarm that is on, and since when", async () => {
    const visit = await open();
    const text = await visit.page.locator("#content").innerText();
    expect(text)
      .to.include("1 alarm is on")
      .and.match(/less than a quarter of its volume left/i);
    expect(text).to.match(/since 3 hours ago \(\d{4}-\d\d-\d\d \d\d:\d\d UTC\)/);
    expectQuiet(visit);
  });

  it("shows the register, narrowed to what is open or to an owner", async () => {
    const visit = await open();
    const register = visit.page.getByRole("table", { name: "Shared responsibility" });
    const { register: controls } = SAMPLE_DEPLOYMENT;
    const open_ = controls.filter((control) => control.open !== null);
    await visit.page.getByRole("heading", { name: `Shared responsibility (${controls.length})` }).waitFor();
    // Cloudscape's switch is a checkbox under its label.
    await visit.page.getByText("Only what is open").click();
    await visit.page.getByRole("heading", { name: `Shared responsibility (${open_.length})` }).waitFor();
    for (const row of (await register.getByRole("row").all()).slice(1))
      expect(await row.innerText()).to.include("Open");
    await visit.page
      .getByRole("searchbox", { name: "Find a control in Shared responsibility" })
      .fill("nothing like this");
    await visit.page.getByText("Nothing matches the filter.").waitFor();
    await visit.page.getByRole("button", { name: "Clear filter" }).last().click();
    expectQuiet(visit);
  });

  it("follows the link to the traffic matrix", async () => {
    const visit = await open();
    await visit.page.getByRole("link", { name: "traffic matrix" }).click();
    await visit.page.getByRole("heading", { level: 1, name: "Security groups" }).waitFor();
    expectQuiet(visit);
  });
});
