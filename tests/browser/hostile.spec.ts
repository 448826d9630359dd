import { expect } from "chai";
import type { SampleAccount } from "../../console/local/sample/account";
import { SAMPLE_NETWORK, type SampleNetwork } from "../../console/local/sample/network";
import { expectAccessible, expectNoSideScroll } from "./scrutiny";
import { useStage } from "./use-stage";
import { arrived, VIEWS } from "./views";
import { expectQuiet } from "./visit";

/** Markup, template and formula syntax; controls, and characters that turn the direction of writing or cannot be seen. */
const HOSTILE =
  `"><img src=x onerror="document.title='run'"><script>document.title='run'</script>` +
  "<a href=\"javascript:document.title='run'\">{{7*7}}${7*7}</a>\u202e\u2066\u200b\u0000\u0007\u001b[31m\ufeff\u2028=cmd|' /C calc'!A0";

const LONG = "a".repeat(255);

/** Every text that somebody else may have chosen. */
const network: SampleNetwork = {
  ...SAMPLE_NETWORK,
  groups: SAMPLE_NETWORK.groups.map((group, at) => ({
    ...group,
    GroupName: at % 2 === 0 ? HOSTILE : LONG,
    Description: HOSTILE,
    Tags: [{ Key: "Name", Value: HOSTILE }],
  })),
  rules: SAMPLE_NETWORK.rules.map((rule, at) => ({ ...rule, Description: at % 2 === 0 ? HOSTILE : LONG })),
};

const account = (planted: SampleAccount): SampleAccount => {
  const { deployment } = planted;
  return {
    ...planted,
    deployment: {
      ...deployment,
      stack: HOSTILE,
      matrix: deployment.matrix.map((flow) => ({ ...flow, why: HOSTILE })),
      register: deployment.register.map((control) => ({
        ...control,
        control: HOSTILE,
        owner: HOSTILE,
        open: LONG,
      })),
      roles: deployment.roles.map((role) => ({
        ...role,
        purpose: HOSTILE,
        statements: role.statements.map((statement) => ({
          ...statement,
          reason: HOSTILE,
          resources: [HOSTILE, LONG],
        })),
      })),
    },
  };
};

/** Characters that must not reach the page as they are. */
const UNSEEN = ["\u202e", "\u2066", "\u200b", "\u0000", "\u0007", "\u001b", "\ufeff", "\u2028"];

describe("names that others chose", () => {
  const stage = useStage();

  for (const size of [
    { width: 1280, height: 900 },
    { width: 390, height: 844 },
  ]) {
    it(`are text in every view, whatever is in them: ${size.width} pixels`, async () => {
      stage().set({
        network,
        account,
        interception(command) {
          if (command !== "DescribeAlarms") return undefined;
          const alarm = {
            AlarmName: HOSTILE,
            AlarmDescription: `clo-dev-us-east-1: ${HOSTILE}`,
            StateValue: "ALARM",
          };
          return { MetricAlarms: [{ ...alarm, Namespace: "AWS/ES" }], CompositeAlarms: [] };
        },
      });
      const visit = await stage().tab("operator", "/", { size });
      const paths = [
        ...VIEWS.map((view) => ({ view, path: view.path })),
        ...VIEWS.slice(1, 2).map((view) => ({ view, path: `${view.path}?tab=rules` })),
      ];
      for (const { view, path } of paths) {
        if (path !== "/") await visit.open(path);
        await arrived(visit, view);
        const text = await visit.page.locator("body").innerText();
        if (view.name !== "Patching") expect(text, path).to.include("<script>");
        expect(
          UNSEEN.filter((character) => text.includes(character)),
          path,
        ).to.deep.equal([]);
        expect(
          await visit.page.locator("#content img, #content a[href^='javascript']").count(),
          path,
        ).to.equal(0);
        expect(await visit.page.title()).to.not.equal("run");
        await expectNoSideScroll(visit);
        await expectAccessible(visit);
      }
      expectQuiet(visit);
    });
  }

  it("cannot lead the way back from the sign-in to another site", async () => {
    for (const path of [
      "//elsewhere.example.com/",
      "/\\elsewhere.example.com/",
      "/%2F%2Felsewhere.example.com/",
    ]) {
      const visit = await stage().visit();
      await visit.page.goto(`${visit.origins.site}${path}`);
      await visit.page.getByRole("button", { name: "Sign in" }).click();
      await visit.page.getByRole("button", { name: "viewer@example.com" }).click();
      await visit.page.getByRole("button", { name: "Sign out" }).waitFor();
      expect(new URL(visit.page.url()).origin).to.equal(visit.origins.site);
      expectQuiet(visit);
    }
  });
});
