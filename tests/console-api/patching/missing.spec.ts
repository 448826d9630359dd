import { DescribeAutoScalingGroupsCommand } from "@aws-sdk/client-auto-scaling";
import { DescribeInstancePatchesCommand, type PatchComplianceData } from "@aws-sdk/client-ssm";
import { expect } from "chai";
import type { MissingPatchPage } from "../../../console-api/contract";
import { awsError } from "../aws-stub";
import { refusalOf } from "../refused";
import { A, B, C, setFleet } from "./stubs";

const patch = (Title: string, Severity: string, State: string = "MISSING"): PatchComplianceData => ({
  Title,
  KBId: `${Title}:1`,
  Classification: "Security",
  Severity,
  // The manual writes states in another way than the model.
  State: State as "MISSING",
  InstalledTime: new Date(0),
});

describe("missingPatches", () => {
  const fleet = setFleet();
  const ask = async (asked: object = {}): Promise<MissingPatchPage> =>
    (await fleet().ask("missingPatches", { instanceId: A, ...asked }, { group: "viewer" }))
      .said as MissingPatchPage;
  const titles = ({ patches }: MissingPatchPage) => patches.map(({ title }) => title);

  it("says that there are more than are read", async () => {
    const { ssm } = fleet();
    const read = async (count: number) => {
      ssm
        .on(DescribeInstancePatchesCommand)
        .callsFake(({ NextToken = "0" }: { readonly NextToken?: string }) => {
          const end = Math.min(count, Number(NextToken) + 100);
          const Patches = Array.from({ length: end - Number(NextToken) }, (_, at) =>
            patch(`p${Number(NextToken) + at}`, "Low"),
          );
          return { Patches, ...(end < count ? { NextToken: String(end) } : {}) };
        });
      return (await ask()).problems;
    };
    expect(await read(2_000)).to.deep.equal([]);
    expect(await read(2_001)).to.deep.equal([
      {
        part: "missing patches",
        reason: "UNAVAILABLE",
        message: "missing patches: only the first 2000 are shown",
      },
    ]);
  });

  it("are those that are not in place, the worst first", async () => {
    const { ssm } = fleet();
    ssm.on(DescribeInstancePatchesCommand).resolves({
      Patches: [
        patch("tzdata", "Low"),
        patch("zlib", "Critical"),
        patch("curl", "Unheard"),
        patch("kernel", "Important", "InstalledPendingReboot"),
        patch("gzip", "Medium", "INSTALLED_REJECTED"),
        patch("openssl", "Critical", "FAILED"),
      ],
    });
    const page = await ask();
    expect(page.patches.map(({ title, state }) => [title, state])).to.deep.equal([
      ["openssl", "Failed"],
      ["zlib", "Missing"],
      ["kernel", "InstalledPendingReboot"],
      ["gzip", "InstalledRejected"],
      ["tzdata", "Missing"],
      ["curl", "Missing"],
    ]);
    expect([page.patches[0], page.next, page.problems]).to.deep.equal([
      {
        id: "openssl:1",
        title: "openssl",
        classification: "Security",
        severity: "Critical",
        state: "Failed",
      },
      null,
      [],
    ]);
    expect(ssm.commandCalls(DescribeInstancePatchesCommand).map(({ args }) => args[0].input)).to.deep.equal([
      {
        InstanceId: A,
        Filters: [
          { Key: "State", Values: ["Missing", "Failed", "InstalledPendingReboot", "InstalledRejected"] },
        ],
        MaxResults: 100,
        NextToken: undefined,
      },
    ]);
  });

  it("come in pages, over all pages of AWS", async () => {
    const all = Array.from({ length: 120 }, (_, at) => patch(`p${String(at).padStart(3, "0")}`, "Low"));
    fleet()
      .ssm.on(DescribeInstancePatchesCommand)
      .callsFake(({ NextToken }: { readonly NextToken?: string }) =>
        NextToken === undefined
          ? { Patches: all.slice(60), NextToken: "more" }
          : { Patches: all.slice(0, 60) },
      );
    const first = await ask();
    expect(titles(first)).to.deep.equal(all.slice(0, 50).map(({ Title }) => Title));
    const second = await ask({ first: 100, after: first.next });
    expect([titles(second), second.next]).to.deep.equal([all.slice(50).map(({ Title }) => Title), null]);
    // A cursor of one instance is none of another.
    expect(await refusalOf(() => ask({ instanceId: B, after: first.next }))).to.equal(
      "BadRequest: `after` is no cursor of this question",
    );
  });

  it("are refused for an instance that is not of this fleet, which Systems Manager would answer", async () => {
    expect(await refusalOf(() => ask({ instanceId: C }))).to.equal(
      `NotFound: \`${C}\` is not an instance of this fleet`,
    );
    expect(await refusalOf(() => ask({ instanceId: "mi-1' OR 1=1" }))).to.match(/^BadRequest: /);
    expect(fleet().ssm.calls()).to.deep.equal([]);
  });

  it("are not told where it cannot be told whose the instance is", async () => {
    fleet().autoScaling.on(DescribeAutoScalingGroupsCommand).rejects(awsError("ThrottlingException"));
    const { patches, problems } = await ask();
    expect([patches, problems.map(({ part, reason }) => [part, reason])]).to.deep.equal([
      [],
      [["instances of the fleet", "THROTTLED"]],
    ]);
    expect(fleet().ssm.calls()).to.deep.equal([]);
  });

  it("are told as far as they were read", async () => {
    fleet()
      .ssm.on(DescribeInstancePatchesCommand)
      .callsFake(async ({ NextToken }: { readonly NextToken?: string }) => {
        if (NextToken !== undefined) throw awsError("TimeoutError");
        return { Patches: [patch("curl", "Low")], NextToken: "more" };
      });
    const page = await ask();
    expect(titles(page)).to.deep.equal(["curl"]);
    expect(page.problems).to.deep.equal([
      {
        part: "missing patches",
        reason: "TIMED_OUT",
        message: "missing patches: AWS did not answer in time",
      },
    ]);
  });

  it("have names that were made to harm rendered inert", async () => {
    fleet()
      .ssm.on(DescribeInstancePatchesCommand)
      .resolves({ Patches: [patch("<script>alert(1)</script>\u0007\r\n", "Critical\u2028")] });
    const { patches } = await ask();
    expect(patches[0]).to.deep.include({
      title: "<script>alert(1)</script>\\u{7}\\u{d}\\u{a}",
      severity: "Critical\\u{2028}",
    });
  });
});
