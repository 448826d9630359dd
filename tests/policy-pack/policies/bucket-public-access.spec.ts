import { expect } from "chai";
import { bucketPublicAccess } from "../../../policy-pack/policies/bucket-public-access";
import { fingerprintOf, judge, judgeStack, type Registered, UNKNOWN, withoutTag } from "../judging";
import { expectNeverSilent, expectUnknownAsTried, type Written } from "../spellings";

const CLASSIC = "aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock";
const ACCOUNT = "aws:s3/accountPublicAccessBlock:AccountPublicAccessBlock";
const NATIVE = "aws-native:s3:Bucket";
const ALL: Written = {
  blockPublicAcls: true,
  blockPublicPolicy: true,
  ignorePublicAcls: true,
  restrictPublicBuckets: true,
};
const native = (publicAccessBlockConfiguration: unknown): Written => ({ publicAccessBlockConfiguration });
const messages = async (type: string, props: Written): Promise<string[]> =>
  (await judge(bucketPublicAccess, type, props)).map(withoutTag);
const OFF =
  "one policy or access control list is enough to make it public; set all four settings of Block Public Access to `true`";

describe("bucket-public-access", () => {
  describe("Block Public Access", () => {
    for (const type of [CLASSIC, ACCOUNT]) {
      it(`rejects ${type} with a setting that is off`, async () => {
        const props = { ...ALL, bucket: "my-logs", blockPublicPolicy: false };
        expect(await messages(type, props)).to.deep.equal([
          `\`it\`: \`blockPublicPolicy\` is \`false\`; ${OFF}`,
        ]);
        await expectNeverSilent(bucketPublicAccess, type, props);
      });

      it(`rejects ${type} without some settings, which the provider sends as false`, async () =>
        expect(await messages(type, { blockPublicAcls: true, blockPublicPolicy: true })).to.deep.equal([
          `\`it\`: \`ignorePublicAcls\` and \`restrictPublicBuckets\` are absent, which means \`false\`; ${OFF}`,
        ]));

      it(`accepts ${type} with all four`, async () =>
        expectUnknownAsTried(bucketPublicAccess, type, ALL, [false, "false"]));
    }

    it("rejects a native bucket that switches some off", async () => {
      expect(await messages(NATIVE, native({ ...ALL, ignorePublicAcls: "false" }))).to.deep.equal([
        `\`it\`: \`publicAccessBlockConfiguration.ignorePublicAcls\` is \`false\`; ${OFF}`,
      ]);
      expect(await messages(NATIVE, native({}))).to.deep.equal([
        `\`it\`: \`blockPublicAcls\`, \`blockPublicPolicy\`, \`ignorePublicAcls\` and \`restrictPublicBuckets\` are absent, which means \`false\`; ${OFF}`,
      ]);
      await expectNeverSilent(bucketPublicAccess, NATIVE, native({ ...ALL, ignorePublicAcls: false }));
      await expectUnknownAsTried(bucketPublicAccess, NATIVE, native(ALL), [false]);
    });

    const points: readonly (readonly [string, (block: unknown) => Written])[] = [
      ["aws:s3/accessPoint:AccessPoint", native],
      [
        "aws:s3control/multiRegionAccessPoint:MultiRegionAccessPoint",
        (publicAccessBlock) => ({ details: { publicAccessBlock } }),
      ],
      ["aws-native:s3:AccessPoint", native],
      ["aws-native:s3:MultiRegionAccessPoint", native],
    ];
    for (const [type, props] of points) {
      it(`judges ${type}, which is made with all four`, async () => {
        expect(await messages(type, props({ blockPublicAcls: false }))).to.have.lengthOf(1);
        expect(await messages(type, {})).to.deep.equal([]);
        await expectUnknownAsTried(bucketPublicAccess, type, props(ALL), [false]);
      });
    }

    it("reports what is unknown as a whole once", async () =>
      expect(await messages(NATIVE, native(UNKNOWN))).to.deep.equal([
        "[advisory] unverified: `it`: `publicAccessBlockConfiguration` is not fully known yet; some of its possible values let policies and lists make it public; it is judged again before the resource is created or changed",
      ]));

    it("gives one fingerprint to one meaning", async () => {
      const print = async (type: string, props: Written): Promise<string[]> =>
        (await judge(bucketPublicAccess, type, props)).map(fingerprintOf);
      const one = await print(CLASSIC, { ...ALL, blockPublicAcls: false });
      expect(await print(NATIVE, native({ ...ALL, blockPublicAcls: "false" }))).to.deep.equal(one);
      expect(await print(CLASSIC, { ...ALL, blockPublicAcls: null })).to.deep.equal(one);
      expect(await print(CLASSIC, { ...ALL, blockPublicPolicy: false })).not.to.deep.equal(one);
    });
  });

  describe("access control lists", () => {
    const everyone = "http://acs.amazonaws.com/groups/global/AllUsers";
    const customers = "http://acs.amazonaws.com/groups/global/AuthenticatedUsers";
    const FIX = "use `private` and grant by a bucket policy that names the callers";
    const rejected: readonly (readonly [type: string, props: Written, what: string, who: string])[] = [
      ["aws:s3/bucketAcl:BucketAcl", { acl: "public-read" }, "`acl` is `public-read`", "everyone is let in"],
      [
        "aws:s3/bucketAclV2:BucketAclV2",
        { acl: "public-read-write" },
        "`acl` is `public-read-write`",
        "everyone is let in",
      ],
      [
        "aws:s3/bucketObject:BucketObject",
        { acl: "public-read" },
        "`acl` is `public-read`",
        "everyone is let in",
      ],
      [
        "aws:s3/bucketObjectv2:BucketObjectv2",
        { acl: "public-read" },
        "`acl` is `public-read`",
        "everyone is let in",
      ],
      [
        "aws:s3/objectCopy:ObjectCopy",
        { acl: "public-read" },
        "`acl` is `public-read`",
        "everyone is let in",
      ],
      [
        "aws:s3/bucket:Bucket",
        { acl: "authenticated-read" },
        "`acl` is `authenticated-read`",
        "everyone who has some AWS account is let in",
      ],
      [
        "aws:s3/bucketV2:BucketV2",
        {
          grants: [
            { id: "abc", type: "CanonicalUser" },
            { type: "Group", uri: everyone },
          ],
        },
        `\`grants[1].uri\` is \`${everyone}\``,
        "everyone is let in",
      ],
      [
        "aws:s3/bucketAcl:BucketAcl",
        {
          accessControlPolicy: {
            grants: [{ permission: "READ", grantee: { type: "Group", uri: customers } }],
          },
        },
        `\`accessControlPolicy.grants[0].grantee.uri\` is \`${customers}\``,
        "everyone who has some AWS account is let in",
      ],
      [NATIVE, { accessControl: "PublicRead" }, "`accessControl` is `PublicRead`", "everyone is let in"],
      [
        "aws-native:lightsail:Bucket",
        { accessRules: { getObject: "public" } },
        "`accessRules.getObject` is `public`",
        "everyone is let in",
      ],
    ];
    for (const [type, props, what, who] of rejected) {
      it(`rejects ${JSON.stringify(props)} of ${type}`, async () =>
        expect(await messages(type, props)).to.deep.equal([`\`it\`: ${what}; ${who}; ${FIX}`]));
    }

    it("never passes over an unknown list", async () => {
      await expectNeverSilent(bucketPublicAccess, "aws:s3/bucketAcl:BucketAcl", { acl: "public-read" });
      await expectUnknownAsTried(bucketPublicAccess, "aws:s3/bucketAcl:BucketAcl", { acl: "private" }, [
        "public-read",
      ]);
    });

    const accepted: readonly (readonly [string, Written])[] = [
      ["aws:s3/bucketAcl:BucketAcl", { acl: "log-delivery-write" }],
      ["aws:s3/bucketAcl:BucketAcl", { acl: "aws-exec-read" }],
      ["aws:s3/bucketAcl:BucketAcl", { acl: "bucket-owner-full-control" }],
      [
        "aws:s3/bucket:Bucket",
        { grants: [{ type: "Group", uri: "http://acs.amazonaws.com/groups/s3/LogDelivery" }] },
      ],
      [NATIVE, { accessControl: "LogDeliveryWrite", publicAccessBlockConfiguration: ALL }],
      ["aws-native:lightsail:Bucket", { accessRules: { getObject: "private" } }],
    ];
    for (const [type, props] of accepted) {
      it(`accepts ${JSON.stringify(props)} of ${type}`, async () =>
        expect(await messages(type, props)).to.deep.equal([]));
    }
  });

  describe("a bucket of the stack", () => {
    const bucket: Registered = { type: "aws:s3/bucket:Bucket", name: "logs", props: { bucket: "my-logs" } };
    const block = (props: Written, more: Partial<Registered> = {}): Registered => ({
      type: CLASSIC,
      name: "block",
      props: { ...ALL, ...props },
      ...more,
    });
    const found = async (...resources: Registered[]): Promise<string[]> =>
      (await judgeStack(bucketPublicAccess, resources)).map(({ message }) => withoutTag(message));
    const absent = (name: string, fix: string): string =>
      `[advisory] \`${name}\`: nothing blocks public access; AWS does so for new buckets unless somebody switches it off, which nobody would notice; ${fix}`;
    const CLASSIC_FIX = "add a `BucketPublicAccessBlock` with all four settings";

    it("is noted where nothing blocks public access", async () => {
      expect(await found(bucket)).to.deep.equal([absent("logs", CLASSIC_FIX)]);
      expect(await found({ ...bucket, type: NATIVE, props: {} })).to.deep.equal([
        absent("logs", "write `publicAccessBlockConfiguration` with all four settings"),
      ]);
    });

    it("is blocked by name, and by what the name was made from", async () => {
      expect(await found(bucket, block({ bucket: "my-logs" }))).to.deep.equal([]);
      expect(
        await found(bucket, block({ bucket: UNKNOWN }, { madeFrom: { bucket: ["logs"] } })),
      ).to.deep.equal([]);
    });

    it("is not blocked by the block of another", async () => {
      const other: Registered = { ...bucket, name: "site", props: { bucket: "my-site" } };
      expect(
        await found(bucket, other, block({ bucket: UNKNOWN }, { madeFrom: { bucket: ["site"] } })),
      ).to.deep.equal([absent("logs", CLASSIC_FIX)]);
    });

    it("may be blocked by a block of unknown bucket, or by its account's", async () => {
      expect(await found(bucket, block({ bucket: UNKNOWN }))).to.deep.equal([]);
      expect(await found(bucket, { type: ACCOUNT, name: "account", props: ALL })).to.deep.equal([]);
    });

    it("is native, and blocks public access itself", async () =>
      expect(await found({ ...bucket, type: NATIVE, props: native(ALL) })).to.deep.equal([]));
  });
});
