import { expect } from "chai";
import { useStage } from "./use-stage";
import { complained } from "./visit";

describe("what watches the browser", () => {
  const stage = useStage();

  it("sees a violation of the content security policy, a request to elsewhere and an exception", async () => {
    const visit = await stage().visit();
    await visit.open("/");
    await visit.page.getByRole("button", { name: "Sign in" }).waitFor();
    expect(visit.complaints).to.deep.equal([]);
    await visit.page.evaluate(`document.body.insertAdjacentHTML("beforeend", "<p style='color: red'>")`);
    await visit.page.evaluate(`fetch("https://elsewhere.example.com/").catch(() => undefined)`);
    await visit.page.evaluate(`setTimeout(() => { throw new Error("thrown by the page"); })`);
    await visit.page.evaluate(`console.error("last")`);
    for (const seen of [
      "violation: style-src-attr inline",
      "violation: connect-src https://elsewhere.example.com/",
      "exception: thrown by the page",
      "console error: last",
    ]) {
      await complained(visit, seen);
    }
  });

  it("sees a picture, a script and a form that would leave for elsewhere refused", async () => {
    const visit = await stage().visit();
    await visit.open("/");
    await visit.page.evaluate(
      `document.body.insertAdjacentHTML("beforeend", "<img src='https://elsewhere.example.com/a.png'>")`,
    );
    await visit.page.evaluate(
      `document.body.append(Object.assign(document.createElement("script"), { src: "https://elsewhere.example.com/a.js" }))`,
    );
    await visit.page.evaluate(
      `document.body.append(Object.assign(document.createElement("script"), { text: "document.title = 'run'" }))`,
    );
    await visit.page.evaluate(
      `document.body.insertAdjacentHTML("beforeend", "<form action='https://elsewhere.example.com/'></form>")`,
    );
    await visit.page.evaluate("document.forms[0].submit()");
    for (const directive of ["img-src", "script-src-elem https", "script-src-elem inline", "form-action"]) {
      await complained(visit, `violation: ${directive}`);
    }
    expect(await visit.page.title()).to.not.equal("run");
  });
});
