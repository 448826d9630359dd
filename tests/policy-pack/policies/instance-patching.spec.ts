import { expect } from "chai";
import { instancePatching } from "../../../policy-pack/policies/instance-patching";
import { judgeStack, type Registered, UNKNOWN, urnOf, withoutTag } from "../judging";
import type { Written } from "../spellings";

const ON = { patchingRequired: true };
const found = async (resources: readonly Registered[], settings: Written = ON): Promise<string[]> =>
  (await judgeStack(instancePatching, resources, settings)).map(({ message }) => withoutTag(message));
const host: Registered = {
  type: "aws:ec2/launchTemplate:LaunchTemplate",
  name: "web",
  props: { iamInstanceProfile: { name: "web" } },
};
const task = (props: Record<string, unknown> = {}, more: Partial<Registered> = {}): Registered => ({
  type: "aws:ssm/maintenanceWindowTask:MaintenanceWindowTask",
  name: "patch",
  props: {
    taskType: "RUN_COMMAND",
    taskArn: "AWS-RunPatchBaseline",
    taskInvocationParameters: {
      runCommandParameters: { parameters: [{ name: "Operation", values: ["Install"] }] },
    },
    ...props,
  },
  ...more,
});
const baseline = (...approvalRules: readonly unknown[]): Registered => ({
  type: "aws:ssm/patchBaseline:PatchBaseline",
  name: "baseline",
  props: { approvalRules },
});
const serious = (approval: Written, severity: unknown = ["Critical", "Important"]): Written => ({
  ...approval,
  patchFilters: [
    { key: "CLASSIFICATION", values: ["Security"] },
    { key: "SEVERITY", values: severity },
  ],
});
const NOTHING =
  "`web`: nothing in the stack installs patches; what is found in their packages after today stays open; run `AWS-RunPatchBaseline` with the operation `Install` in a maintenance window";
const LATE =
  "serious patches are not installed while everyone can read what they mend; write `approveAfterDays` of at most `7`";

describe("instance-patching", () => {
  it("asks nothing unless the configuration does", async () => {
    expect(await found([host], {})).to.deep.equal([]);
    expect(await found([host], { patchingRequired: false })).to.deep.equal([]);
  });

  it("asks nothing of stacks without hosts", async () =>
    expect(await found([baseline(serious({ approveAfterDays: 90 }))])).to.deep.equal([]));

  describe("an instance profile", () => {
    const absent = (path: string): string =>
      `\`web\`: \`${path}\` is absent; Systems Manager cannot reach the host, so that nothing patches it; name an instance profile whose role has \`AmazonSSMManagedInstanceCore\``;
    for (const [type, path] of [
      ["aws:ec2/instance:Instance", "iamInstanceProfile"],
      ["aws:ec2/launchConfiguration:LaunchConfiguration", "iamInstanceProfile"],
      ["aws:ec2/launchTemplate:LaunchTemplate", "iamInstanceProfile"],
      ["aws:ec2/spotInstanceRequest:SpotInstanceRequest", "iamInstanceProfile"],
      ["aws-native:autoscaling:LaunchConfiguration", "iamInstanceProfile"],
      ["aws-native:ec2:Instance", "iamInstanceProfile"],
      ["aws-native:ec2:LaunchTemplate", "launchTemplateData.iamInstanceProfile"],
    ] as const) {
      it(`is asked of ${type}`, async () =>
        expect(await found([{ type, name: "web", props: {} }, task()])).to.deep.equal([absent(path)]));
    }

    it("may be unknown, or the launch template's", async () => {
      const instance = (props: Record<string, unknown>): Registered => ({
        type: "aws:ec2/instance:Instance",
        name: "web",
        props,
      });
      expect(await found([instance({ iamInstanceProfile: UNKNOWN }), task()])).to.deep.equal([]);
      expect(await found([instance({ launchTemplate: { id: UNKNOWN } }), task()])).to.deep.equal([]);
    });
  });

  describe("installation", () => {
    it("is asked of the stack, on its first host", async () => {
      expect(await found([host])).to.deep.equal([NOTHING]);
      const [report] = await judgeStack(instancePatching, [host], ON);
      expect(report?.urn).to.equal(urnOf(host));
    });

    const accepted: readonly (readonly [name: string, resources: readonly Registered[]])[] = [
      ["a window's task", [task()]],
      [
        "a window's task by ARN",
        [task({ taskArn: "arn:aws:ssm:eu-central-1::document/AWS-RunPatchBaselineWithHooks" })],
      ],
      [
        "an association",
        [
          {
            type: "aws:ssm/association:Association",
            name: "patch",
            props: { name: "AWS-RunPatchBaseline", parameters: { Operation: "Install" } },
          },
        ],
      ],
      [
        "an association of the native provider",
        [
          {
            type: "aws-native:ssm:Association",
            name: "patch",
            props: { name: "AWS-RunPatchBaseline", parameters: { Operation: ["Install"] } },
          },
        ],
      ],
      [
        "a task of the native provider",
        [
          {
            type: "aws-native:ssm:MaintenanceWindowTask",
            name: "patch",
            props: {
              taskArn: "AWS-RunPatchBaseline",
              taskInvocationParameters: {
                maintenanceWindowRunCommandParameters: { parameters: { Operation: ["Install"] } },
              },
            },
          },
        ],
      ],
      [
        "a document of the stack",
        [
          {
            type: "aws:ssm/document:Document",
            name: "runbook",
            props: { content: '{"DocumentName":"AWS-RunPatchBaseline","Operation":["Install"]}' },
          },
          task({ taskArn: UNKNOWN, taskInvocationParameters: {} }, { madeFrom: { taskArn: ["runbook"] } }),
        ],
      ],
      [
        "a document of the stack, by its name",
        [
          {
            type: "aws:ssm/document:Document",
            name: "runbook",
            props: { name: "patch-one", content: "AWS-RunPatchBaseline Install" },
          },
          task({ taskArn: "patch-one", taskInvocationParameters: {} }),
        ],
      ],
      [
        "a patch policy of Quick Setup",
        [
          {
            type: "aws:ssm/quicksetupConfigurationManager:QuicksetupConfigurationManager",
            name: "patch",
            props: { configurationDefinition: { type: "AWSQuickSetupType-PatchPolicy" } },
          },
        ],
      ],
    ];
    for (const [name, resources] of accepted) {
      it(`is done by ${name}`, async () => expect(await found([host, ...resources])).to.deep.equal([]));
    }

    const rejected: readonly (readonly [name: string, resources: readonly Registered[]])[] = [
      [
        "a scan",
        [
          task({
            taskInvocationParameters: {
              runCommandParameters: { parameters: [{ name: "Operation", values: ["Scan"] }] },
            },
          }),
        ],
      ],
      ["another document", [task({ taskArn: "AWS-RunShellScript" })]],
      [
        "a document of the stack that does something else",
        [
          { type: "aws:ssm/document:Document", name: "runbook", props: { content: "yum update" } },
          task({ taskArn: UNKNOWN }, { madeFrom: { taskArn: ["runbook"] } }),
        ],
      ],
      [
        "another quick setup",
        [
          {
            type: "aws:ssm/quicksetupConfigurationManager:QuicksetupConfigurationManager",
            name: "setup",
            props: { configurationDefinition: { type: "AWSQuickSetupType-SSMHostMgmt" } },
          },
        ],
      ],
    ];
    for (const [name, resources] of rejected) {
      it(`is not done by ${name}`, async () =>
        expect(await found([host, ...resources])).to.deep.equal([NOTHING]));
    }

    it("is left open where it is unknown", async () => {
      for (const one of [task({ taskArn: UNKNOWN }), task({ taskInvocationParameters: UNKNOWN })])
        expect(await found([host, one])).to.deep.equal([
          "[advisory] unverified: `web`: what the stack's tasks and associations run is not fully known yet; some possible values install no patches; it is judged again at the end of the update, with all values known",
        ]);
    });
  });

  describe("a baseline", () => {
    const patched = [host, task()];
    it("must not let serious patches wait", async () => {
      expect(
        await found([
          ...patched,
          baseline(serious({ approveAfterDays: 7 }), serious({ approveAfterDays: 8 })),
        ]),
      ).to.deep.equal([`\`baseline\`: \`approvalRules[1].approveAfterDays\` is \`8\`; ${LATE}`]);
      expect(await found([...patched, baseline(serious({ approveUntilDate: "2026-01-01" }))])).to.deep.equal([
        `\`baseline\`: \`approvalRules[0].approveUntilDate\` approves nothing that is released later; ${LATE}`,
      ]);
      expect(
        await found([...patched, baseline({ approveAfterDays: 30, patchFilters: [] })]),
      ).to.have.lengthOf(1);
      expect(await found([...patched, baseline(serious({ approveAfterDays: 30 }, ["*"]))])).to.have.lengthOf(
        1,
      );
    });

    it("reads the native provider's, and Windows's severities", async () =>
      expect(
        await found([
          ...patched,
          {
            type: "aws-native:ssm:PatchBaseline",
            name: "baseline",
            props: {
              approvalRules: {
                patchRules: [
                  {
                    approveAfterDays: 14,
                    patchFilterGroup: { patchFilters: [{ key: "MSRC_SEVERITY", values: ["Critical"] }] },
                  },
                ],
              },
            },
          },
        ]),
      ).to.deep.equal([`\`baseline\`: \`approvalRules.patchRules[0].approveAfterDays\` is \`14\`; ${LATE}`]));

    it("may let others wait", async () =>
      expect(
        await found([...patched, baseline(serious({ approveAfterDays: 30 }, ["Medium", "Low"]))]),
      ).to.deep.equal([]));

    it("takes another number of days", async () =>
      expect(
        await found([...patched, baseline(serious({ approveAfterDays: 14 }))], {
          ...ON,
          maxApprovalDays: 14,
        }),
      ).to.deep.equal([]));

    it("is left open where it is unknown", async () =>
      expect(await found([...patched, baseline(serious({ approveAfterDays: UNKNOWN }))])).to.deep.equal([
        "[advisory] unverified: `baseline`: `approvalRules[0].approveAfterDays` is not known yet; some possible values leave serious patches out for more than 7 days; it is judged again at the end of the update, with all values known",
      ]));
  });
});
