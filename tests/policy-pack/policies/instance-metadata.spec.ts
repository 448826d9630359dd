import { expect } from "chai";
import { instanceMetadata } from "../../../policy-pack/policies/instance-metadata";
import { fingerprintOf, judge, judgeStack, type Registered, UNKNOWN, withoutTag } from "../judging";
import { expectNeverSilent, expectUnknownAsTried, type Written } from "../spellings";

const SURFACES: readonly (readonly [type: string, path: string, props: (options: unknown) => Written])[] = [
  ["aws:ec2/instance:Instance", "metadataOptions", (metadataOptions) => ({ metadataOptions })],
  [
    "aws:ec2/launchConfiguration:LaunchConfiguration",
    "metadataOptions",
    (metadataOptions) => ({ metadataOptions }),
  ],
  ["aws:ec2/launchTemplate:LaunchTemplate", "metadataOptions", (metadataOptions) => ({ metadataOptions })],
  [
    "aws:ec2/spotInstanceRequest:SpotInstanceRequest",
    "metadataOptions",
    (metadataOptions) => ({ metadataOptions }),
  ],
  [
    "aws:imagebuilder/infrastructureConfiguration:InfrastructureConfiguration",
    "instanceMetadataOptions",
    (instanceMetadataOptions) => ({ instanceMetadataOptions }),
  ],
  [
    "aws-native:autoscaling:LaunchConfiguration",
    "metadataOptions",
    (metadataOptions) => ({ metadataOptions }),
  ],
  ["aws-native:ec2:Instance", "metadataOptions", (metadataOptions) => ({ metadataOptions })],
  [
    "aws-native:ec2:LaunchTemplate",
    "launchTemplateData.metadataOptions",
    (metadataOptions) => ({ launchTemplateData: { metadataOptions } }),
  ],
  [
    "aws-native:imagebuilder:InfrastructureConfiguration",
    "instanceMetadataOptions",
    (instanceMetadataOptions) => ({ instanceMetadataOptions }),
  ],
];
const DEFAULTS = "aws:ec2/instanceMetadataDefaults:InstanceMetadataDefaults";
const TEMPLATE = "aws:ec2/launchTemplate:LaunchTemplate";
const messages = async (type: string, props: Written, settings: Written = {}): Promise<string[]> =>
  (await judge(instanceMetadata, type, props, settings)).map(withoutTag);
const optional = (path: string): string =>
  `\`it\`: \`${path}\` is \`optional\`; whoever makes a program on the instance fetch a URL gets the credentials of its role; write \`required\``;
const far = (path: string, hops: number, fix: string): string =>
  `[advisory] \`it\`: \`${path}\` is \`${hops}\`; what the instance forwards packets for can use its role; ${fix}`;

describe("instance-metadata", () => {
  for (const [type, path, props] of SURFACES) {
    describe(type, () => {
      it("rejects answers without a token", async () => {
        expect(await messages(type, props({ httpTokens: "optional" }))).to.deep.equal([
          optional(`${path}.httpTokens`),
        ]);
        await expectNeverSilent(
          instanceMetadata,
          type,
          props({ httpTokens: "optional", httpEndpoint: "enabled" }),
        );
      });

      it("advises against answers that go far", async () =>
        expect(
          await messages(type, props({ httpTokens: "required", httpPutResponseHopLimit: 3 })),
        ).to.deep.equal([
          far(`${path}.httpPutResponseHopLimit`, 3, "write `1`, or `2` where containers need the role"),
        ]));

      it("accepts tokens that are required", async () =>
        expectUnknownAsTried(
          instanceMetadata,
          type,
          props({ httpTokens: "required", httpPutResponseHopLimit: 2, httpEndpoint: "enabled" }),
          ["optional", 64],
        ));

      it("accepts a service that is switched off", async () => {
        if (path === "instanceMetadataOptions") return;
        expect(
          await messages(
            type,
            props({ httpEndpoint: "disabled", httpTokens: "optional", httpPutResponseHopLimit: 64 }),
          ),
        ).to.deep.equal([]);
        expect(await messages(type, props({ httpEndpoint: UNKNOWN, httpTokens: "optional" }))).to.deep.equal([
          `[advisory] unverified: \`it\`: \`${path}.httpEndpoint\` is not fully known yet; some of its possible values hand out the role's credentials; it is judged again before the resource is created or changed`,
        ]);
      });

      it("advises to say so where nothing is said", async () => {
        const unsaid = (await judgeStack(instanceMetadata, [{ type, props: props({}) }])).map(({ message }) =>
          withoutTag(message),
        );
        expect(unsaid).to.deep.equal([
          `[advisory] \`it\`: \`${path}.httpTokens\` is absent; the image decides whether the metadata service asks for a token, and many do not; write \`required\``,
        ]);
      });
    });
  }

  it("takes another limit of hops", async () => {
    const two = { metadataOptions: { httpTokens: "required", httpPutResponseHopLimit: 2 } };
    expect(await messages(TEMPLATE, two, { maxHopLimit: 1 })).to.deep.equal([
      far("metadataOptions.httpPutResponseHopLimit", 2, "write `1`"),
    ]);
    const many = { metadataOptions: { httpTokens: "required", httpPutResponseHopLimit: "64" } };
    expect(await messages(TEMPLATE, many, { maxHopLimit: 64 })).to.deep.equal([]);
  });

  it("judges the account's default", async () => {
    expect(await messages(DEFAULTS, { httpTokens: "optional" })).to.deep.equal([optional("httpTokens")]);
    for (const httpTokens of ["required", "no-preference", undefined])
      expect(await messages(DEFAULTS, { httpTokens, httpPutResponseHopLimit: -1 })).to.deep.equal([]);
  });

  describe("where nothing is said", () => {
    const web: Registered = { type: TEMPLATE, name: "web", props: { imageId: "ami-0a1b2c3d" } };
    const found = async (...resources: Registered[]): Promise<number> =>
      (await judgeStack(instanceMetadata, resources)).length;
    const account = (httpTokens: unknown): Registered => ({
      type: DEFAULTS,
      name: "all",
      props: { httpTokens },
    });

    it("the account's default of the stack decides", async () => {
      expect(await found(web, account("required"))).to.equal(0);
      expect(await found(web, account(UNKNOWN))).to.equal(1);
      expect(await found(web, account("no-preference"))).to.equal(1);
    });

    it("the instance's launch template decides", async () => {
      const instance = (launchTemplate: unknown): Registered => ({
        type: "aws:ec2/instance:Instance",
        name: "web",
        props: { launchTemplate },
      });
      expect(await found(instance({ id: UNKNOWN }))).to.equal(0);
      expect(await found(instance(undefined))).to.equal(1);
    });
  });

  it("gives one fingerprint to one meaning", async () => {
    const prints = await Promise.all(
      SURFACES.map(async ([type, , props]) =>
        (await judge(instanceMetadata, type, props({ httpTokens: "optional" }))).map(fingerprintOf),
      ),
    );
    expect(new Set(prints.flat()).size).to.equal(1);
  });
});
