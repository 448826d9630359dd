import { expect } from "chai";
import { volumeEncryption } from "../../../policy-pack/policies/volume-encryption";
import { judge, judgeStack, type Registered, UNKNOWN, withoutTag } from "../judging";
import { expectNeverSilent, expectUnknownAsTried, type Written } from "../spellings";

const ebs = (volume: unknown): Written => ({ deviceName: "/dev/xvda", ebs: volume });
const SURFACES: readonly (readonly [type: string, path: string, props: (volume: Written) => Written])[] = [
  ["aws:ebs/volume:Volume", "encrypted", (volume) => volume],
  ["aws:ebs/snapshotCopy:SnapshotCopy", "encrypted", (volume) => volume],
  ["aws:ebs/snapshotImport:SnapshotImport", "encrypted", (volume) => volume],
  ["aws:ec2/amiCopy:AmiCopy", "encrypted", (volume) => volume],
  ["aws:ec2/instance:Instance", "rootBlockDevice.encrypted", (rootBlockDevice) => ({ rootBlockDevice })],
  ["aws:ec2/instance:Instance", "ebsBlockDevices[0].encrypted", (volume) => ({ ebsBlockDevices: [volume] })],
  [
    "aws:ec2/launchConfiguration:LaunchConfiguration",
    "rootBlockDevice.encrypted",
    (rootBlockDevice) => ({ rootBlockDevice }),
  ],
  [
    "aws:ec2/spotInstanceRequest:SpotInstanceRequest",
    "ebsBlockDevices[0].encrypted",
    (volume) => ({ ebsBlockDevices: [volume] }),
  ],
  [
    "aws:ec2/launchTemplate:LaunchTemplate",
    "blockDeviceMappings[1].ebs.encrypted",
    (volume) => ({ blockDeviceMappings: [{ deviceName: "/dev/sdb", noDevice: "" }, ebs(volume)] }),
  ],
  ["aws-native:ec2:Volume", "encrypted", (volume) => volume],
  [
    "aws-native:ec2:Instance",
    "blockDeviceMappings[0].ebs.encrypted",
    (volume) => ({ blockDeviceMappings: [ebs(volume)] }),
  ],
  [
    "aws-native:ec2:LaunchTemplate",
    "launchTemplateData.blockDeviceMappings[0].ebs.encrypted",
    (volume) => ({ launchTemplateData: { blockDeviceMappings: [ebs(volume)] } }),
  ],
  [
    "aws-native:autoscaling:LaunchConfiguration",
    "blockDeviceMappings[0].ebs.encrypted",
    (volume) => ({ blockDeviceMappings: [ebs(volume)] }),
  ],
];
const FILES: readonly string[] = ["aws:efs/fileSystem:FileSystem", "aws-native:efs:FileSystem"];
const DEFAULT = "aws:ebs/encryptionByDefault:EncryptionByDefault";
const messages = async (type: string, props: Written): Promise<string[]> =>
  (await judge(volumeEncryption, type, props)).map(withoutTag);
const inStack = async (...resources: Registered[]): Promise<string[]> =>
  (await judgeStack(volumeEncryption, resources)).map(({ message }) => withoutTag(message));
const FIX = "write `true`, with a `kmsKeyId` where other accounts must not copy it";
const plain = (what: string): string =>
  `\`it\`: ${what}; whoever gets a copy or a snapshot of it can read it; ${FIX}`;
const unsaid = (what: string): string =>
  `\`it\`: ${what}; it is encrypted only where the account does so by default; ${FIX}`;

describe("volume-encryption", () => {
  for (const [type, path, props] of SURFACES) {
    it(`judges \`${path}\` of ${type}`, async () => {
      for (const encrypted of [false, "false"])
        expect(await messages(type, props({ encrypted }))).to.deep.equal([plain(`\`${path}\` is \`false\``)]);
      await expectNeverSilent(volumeEncryption, type, props({ encrypted: false }));
      expect(await inStack({ type, props: props({ volumeSize: 8 }) })).to.deep.equal([
        unsaid(`\`${path}\` is absent`),
      ]);
      expect(await inStack({ type, props: props({ snapshotId: "snap-1" }) })).to.deep.equal([]);
      for (const encrypted of [true, "true"])
        expect(await inStack({ type, props: props({ encrypted }) })).to.deep.equal([]);
      expect(await messages(type, props({ encrypted: UNKNOWN }))).to.deep.equal([
        `[advisory] unverified: \`it\`: \`${path}\` is not fully known yet; some of its possible values leave it as plain text; it is judged again before the resource is created or changed`,
      ]);
    });
  }

  for (const type of FILES) {
    it(`judges ${type}, which nobody encrypts by default`, async () => {
      expect(await messages(type, {})).to.deep.equal([plain("`encrypted` is absent, which means `false`")]);
      expect(await messages(type, { encrypted: false })).to.deep.equal([plain("`encrypted` is `false`")]);
      await expectUnknownAsTried(volumeEncryption, type, { encrypted: true }, [false]);
    });
  }

  it("names all volumes of a resource at once", async () => {
    const props = {
      rootBlockDevice: { encrypted: false },
      ebsBlockDevices: [{ encrypted: false }, { encrypted: true }],
    };
    expect(await messages("aws:ec2/instance:Instance", props)).to.deep.equal([
      plain("`rootBlockDevice.encrypted` is `false` and `ebsBlockDevices[0].encrypted` is `false`"),
    ]);
  });

  it("reads a list of one, as bridged providers write it", async () =>
    expect(
      await messages("aws:ec2/launchTemplate:LaunchTemplate", {
        blockDeviceMappings: [{ ebs: [{ encrypted: "false" }] }],
      }),
    ).to.deep.equal([plain("`blockDeviceMappings[0].ebs[0].encrypted` is `false`")]));

  it("says nothing of volumes that the image brings along", async () => {
    expect(
      await inStack({ type: "aws:ec2/instance:Instance", props: { ami: "ami-0a1b2c3d" } }),
    ).to.deep.equal([]);
    expect(
      await inStack({
        type: "aws:ec2/launchTemplate:LaunchTemplate",
        props: { blockDeviceMappings: [{ virtualName: "ephemeral0" }] },
      }),
    ).to.deep.equal([]);
  });

  it("asks the account's default of the stack", async () => {
    const volume: Registered = { type: "aws:ebs/volume:Volume", props: { size: 8 } };
    const account = (props: Record<string, unknown>): Registered => ({ type: DEFAULT, name: "all", props });
    expect(await inStack(volume, account({}))).to.deep.equal([]);
    expect(await inStack(volume, account({ enabled: true }))).to.deep.equal([]);
    expect(await inStack(volume, account({ enabled: false }))).to.deep.equal([
      "`all`: `enabled` is `false`; new volumes of the account are plain text unless each says otherwise; write `true`",
      unsaid("`encrypted` is absent"),
    ]);
    expect(await inStack(volume, account({ enabled: UNKNOWN }))).to.deep.equal([
      "[advisory] unverified: `all`: `enabled` is not fully known yet; some of its possible values leave new volumes as plain text; it is judged again before the resource is created or changed",
    ]);
  });
});
