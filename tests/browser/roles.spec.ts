import { expect } from "chai";
import { SAMPLE_DEPLOYMENT } from "../../console/local/sample/deployment";
import { failing } from "./answers";
import { expectAccessible } from "./scrutiny";
import { useStage } from "./use-stage";
import { arrived, VIEWS, type View } from "./views";
import { expectQuiet, type Visit } from "./visit";

const VIEW: View = VIEWS[3] ?? { name: "", path: "", asks: [] };

describe("the roles", () => {
  const stage = useStage();

  const open = async (): Promise<Visit> => {
    const visit = await stage().tab("viewer", VIEW.path);
    await arrived(visit, VIEW);
    return visit;
  };

  it("are all there, with what was attached by hand and what they never used", async () => {
    stage().set({ stepMs: 150 });
    const visit = await open();
    for (const { name } of SAMPLE_DEPLOYMENT.roles) {
      await visit.page.getByRole("heading", { level: 2, name: new RegExp(`^${name}`) }).waitFor();
    }
    const text = await visit.page.locator("#content").innerText();
    expect(text).to.include("Amazon Session Manager Message Gateway Service").and.include("Drifted");
    await visit.page.getByRole("button", { name: "Unfold all" }).click();
    await visit.page.getByText("The managed policy").waitFor();
    expect(await visit.page.locator("#content").innerText()).to.include("AmazonS3ReadOnlyAccess");
    await expectAccessible(visit);
    expectQuiet(visit);
  });

  it("say what they may do in words, and as the policy spells it where that is asked", async () => {
    const visit = await open();
    await visit.page.getByRole("button", { name: "Unfold all" }).click();
    const grant = visit.page
      .getByRole("listitem")
      .filter({ hasText: "under patching/ in the bucket" })
      .first();
    expect(await grant.innerText()).to.match(/^May write objects/);
    const spelled = grant.getByRole("button", { name: /^As the policy spells it/ });
    expect(await spelled.getAttribute("aria-expanded")).to.equal("false");
    await spelled.click();
    await grant.getByText("s3:PutObject").waitFor();
    expect(await grant.innerText()).to.include("arn:aws:s3:::clo-dev-us-east-1-logs-111122223333/patching/*");
    expectQuiet(visit);
  });

  it("are there where IAM cannot say what they used", async () => {
    stage().set({ interception: failing(/^GenerateServiceLastAccessedDetails$/, "AccessDenied", 403) });
    const visit = await open();
    await visit.page.getByRole("heading", { level: 2, name: /clo-dev-us-east-1-proxy/ }).waitFor();
    const text = await visit.page.locator("#content").innerText();
    expect(text).to.match(/could not be loaded|missing/);
    expect(text).to.not.match(/internal:|Every service was used/);
    expectQuiet(visit);
  });
});
