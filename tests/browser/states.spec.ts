import { expect } from "chai";
import { answeringWith, breaking, empty, failing, undeclared } from "./answers";
import { expectAccessible } from "./scrutiny";
import { useStage } from "./use-stage";
import { arrived, headingOf, settled, VIEWS, type View } from "./views";
import { expectQuiet, type Visit } from "./visit";

/** What must not reach a reader: how AWS said it, and about whom. */
const INTERNALS = /internal:|arn:aws:iam|AccessDenied|ThrottlingException|Lambda:/;

const textOf = ({ page }: Visit): Promise<string> => page.locator("#content").innerText();

/** What of a view can fail while the rest is there, and what is then said to be missing. */
const PARTS: Readonly<Record<string, RegExp>> = {
  Overview: /^DescribeDomain$/,
  "Security groups": /^DescribeNetworkInterfaces$/,
  Patching: /^DescribeInstanceInformation$/,
  Roles: /^ListAttachedRolePolicies$/,
};

/** What of a view says that there is nothing. */
const NOTHING: Readonly<Record<string, RegExp>> = {
  Overview: /The register is empty/,
  "Security groups": /declares no flow/,
  Patching: /no instance/i,
  Roles: /This stack has no roles/,
};

/** What of the sample a view shows, and shows nobody else. */
const SHOWN: Readonly<Record<string, RegExp>> = {
  Overview: /3 proxies serve/,
  "Security groups": /10\.20\.30\.0\/24/,
  Patching: /i-0d4f9a1b7c2e83650/,
  Roles: /clo-dev-us-east-1-proxy/,
};

describe("a view", () => {
  const stage = useStage();

  const open = async (view: View, user: "viewer" | "newcomer" = "viewer"): Promise<Visit> => {
    const visit = await stage().tab(user, view.path);
    await arrived(visit, view);
    return visit;
  };

  for (const view of VIEWS) {
    describe(view.name, () => {
      it("shows what there is", async () => {
        const visit = await open(view);
        expect(await textOf(visit)).to.match(SHOWN[view.name] ?? /$^/);
        expectQuiet(visit);
      });

      it("says that there is nothing, where there is nothing", async () => {
        stage().set({ interception: empty, account: undeclared });
        const visit = await open(view);
        expect(await textOf(visit)).to.match(NOTHING[view.name] ?? /$^/);
        await expectAccessible(visit);
        expectQuiet(visit);
      });

      it("says once that a user without a group has no permission, and shows nothing", async () => {
        const visit = await open(view, "newcomer");
        const text = await textOf(visit);
        expect(text).to.include("You have no permission for this").and.include("newcomer@example.com");
        expect(text.match(/You have no permission/g)).to.have.length(1);
        expect(text).to.not.match(SHOWN[view.name] ?? /^/);
        await expectAccessible(visit);
        expectQuiet(visit);
      });

      it("says what could not be loaded where the connection breaks, and tries again", async () => {
        stage().set({ api: breaking() });
        const visit = await open(view);
        expect(await textOf(visit)).to.include("could not be loaded");
        await expectAccessible(visit);
        stage().set({});
        const again = visit.page.getByRole("button", { name: "Try again" });
        while ((await again.count()) > 0) {
          await again.first().click();
          await settled(visit);
        }
        expect(await textOf(visit)).to.match(SHOWN[view.name] ?? /$^/);
        expectQuiet(visit, [/ERR_EMPTY_RESPONSE|ERR_FAILED|net::/]);
      });

      it("tells of a broken API in words of its own", async () => {
        const message = "Lambda:Unhandled internal: at handler.ts";
        stage().set({
          api: answeringWith(200, { data: null, errors: [{ errorType: "Lambda:Unhandled", message }] }),
        });
        const visit = await open(view);
        const text = await textOf(visit);
        expect(text).to.include("could not be loaded");
        expect(text).to.not.match(INTERNALS);
        expectQuiet(visit);
      });

      it("shows the rest where a part is missing, and says which", async () => {
        stage().set({ interception: failing(PARTS[view.name] ?? /$^/, "AccessDeniedException") });
        const visit = await open(view);
        const text = await textOf(visit);
        expect(text).to.match(SHOWN[view.name] ?? /$^/);
        expect(text)
          .to.match(/(A part is|parts are) missing/)
          .and.include("the console's role may not read it");
        expect(text).to.not.match(INTERNALS);
        await expectAccessible(visit);
        expectQuiet(visit);
      });

      it("is there where AWS answers nothing at all", async () => {
        stage().set({ interception: failing(/./, "ThrottlingException") });
        const visit = await open(view);
        await headingOf(visit.page, view).waitFor();
        const text = await textOf(visit);
        expect(text).to.not.match(INTERNALS);
        expectQuiet(visit);
      });
    });
  }
});
