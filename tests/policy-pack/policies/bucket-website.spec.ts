import { expect } from "chai";
import { bucketWebsite } from "../../../policy-pack/policies/bucket-website";
import { fingerprintOf, judge, UNKNOWN, withoutTag } from "../judging";
import { expectNeverSilent, type Written } from "../spellings";

const messages = async (type: string, props: Written): Promise<string[]> =>
  (await judge(bucketWebsite, type, props)).map(withoutTag);
const SURFACES: readonly (readonly [type: string, path: string, props: (website: Written) => Written])[] = [
  ["aws:s3/bucketWebsiteConfiguration:BucketWebsiteConfiguration", "indexDocument", (website) => website],
  ["aws:s3/bucketWebsiteConfigurationV2:BucketWebsiteConfigurationV2", "indexDocument", (website) => website],
  ["aws:s3/bucket:Bucket", "website.indexDocument", (website) => ({ website })],
  ["aws:s3/bucketV2:BucketV2", "websites[0].indexDocument", (website) => ({ websites: [website] })],
  [
    "aws-native:s3:Bucket",
    "websiteConfiguration.indexDocument",
    (websiteConfiguration) => ({ websiteConfiguration }),
  ],
];

describe("bucket-website", () => {
  for (const [type, path, props] of SURFACES) {
    it(`advises against a website of ${type}`, async () => {
      for (const indexDocument of ["index.html", { suffix: "index.html" }])
        expect(await messages(type, props({ indexDocument }))).to.deep.equal([
          `\`it\`: \`${path}\` makes a website of the bucket; S3 serves websites without TLS, and only from objects that everyone can read; serve them by CloudFront with origin access control, which keeps the bucket private`,
        ]);
      await expectNeverSilent(bucketWebsite, type, props({ indexDocument: { suffix: "index.html" } }));
      expect(await messages(type, props({ indexDocument: UNKNOWN }))).to.deep.equal([
        `[advisory] unverified: \`it\`: \`${path}\` is not fully known yet; some of its possible values make a website of the bucket; it is judged again before the resource is created or changed`,
      ]);
    });

    it(`accepts a redirection, and none, of ${type}`, async () => {
      expect(
        await messages(type, props({ redirectAllRequestsTo: { hostName: "example.com" } })),
      ).to.deep.equal([]);
      expect(await messages(type, { bucket: "my-site" })).to.deep.equal([]);
    });
  }

  it("gives one fingerprint to one meaning", async () => {
    const prints = await Promise.all(
      SURFACES.map(async ([type, , props]) =>
        (await judge(bucketWebsite, type, props({ indexDocument: "index.html" }))).map(fingerprintOf),
      ),
    );
    expect(new Set(prints.flat()).size).to.equal(1);
  });
});
