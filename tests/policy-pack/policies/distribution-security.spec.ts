import { expect } from "chai";
import { distributionSecurity } from "../../../policy-pack/policies/distribution-security";
import { fingerprintOf, judge, UNKNOWN, withoutTag } from "../judging";
import { expectNeverSilent, type Written } from "../spellings";

const CLASSIC = "aws:cloudfront/distribution:Distribution";
const NATIVE = "aws-native:cloudfront:Distribution";
const BUCKET = "my-site.s3.eu-central-1.amazonaws.com";
const behaviour = (viewerProtocolPolicy: unknown = "redirect-to-https"): Written => ({
  targetOriginId: "site",
  viewerProtocolPolicy,
});
const site: Written = { domainName: BUCKET, originAccessControlId: "E1" };
const custom = (more: Written = {}): Written => ({
  domainName: "api.example.com",
  customOriginConfig: {
    httpsPort: 443,
    originProtocolPolicy: "https-only",
    originSslProtocols: ["TLSv1.2"],
    ...more,
  },
});
const good: Written = {
  enabled: true,
  origins: [site, custom()],
  defaultCacheBehavior: behaviour(),
  viewerCertificate: {
    acmCertificateArn: "arn:aws:acm:us-east-1:123456789012:certificate/a",
    minimumProtocolVersion: "TLSv1.2_2021",
  },
};
/** A distribution in the spelling of each provider; the second has its own name for further behaviours. */
const SURFACES: readonly (readonly [type: string, at: string, props: (settings: Written) => Written])[] = [
  [CLASSIC, "", (settings) => settings],
  [
    NATIVE,
    "distributionConfig.",
    ({ orderedCacheBehaviors, ...settings }) => ({
      distributionConfig: { ...settings, cacheBehaviors: orderedCacheBehaviors },
    }),
  ],
];
const PLAIN =
  "what viewers send and get can be seen and changed on its way; write `redirect-to-https`, or `https-only`";
const OLD =
  "viewers may be brought to use versions of TLS, or ciphers, that are broken; write `TLSv1.2_2021` or a newer one";
const FETCH =
  "what CloudFront fetches can be seen and changed on its way; write `https-only`, with `TLSv1.2` as the only protocol";
const OPEN =
  "CloudFront reads it as nobody in particular, so that the bucket has to be public; make an `OriginAccessControl`, and let only this distribution read the bucket";

describe("distribution-security", () => {
  for (const [type, at, props] of SURFACES) {
    const messages = async (changes: Written, settings: Written = {}): Promise<string[]> =>
      (await judge(distributionSecurity, type, props({ ...good, ...changes }), settings)).map(withoutTag);

    describe(type, () => {
      const behaviors = type === CLASSIC ? "orderedCacheBehaviors" : "cacheBehaviors";
      const rejected: readonly (readonly [name: string, changes: Written, message: string])[] = [
        [
          "viewers without TLS",
          { defaultCacheBehavior: behaviour("allow-all") },
          `\`${at}defaultCacheBehavior.viewerProtocolPolicy\` is \`allow-all\`; ${PLAIN}`,
        ],
        [
          "viewers without TLS on one path",
          { orderedCacheBehaviors: [behaviour(), behaviour("allow-all")] },
          `\`${at}${behaviors}[1].viewerProtocolPolicy\` is \`allow-all\`; ${PLAIN}`,
        ],
        [
          "an old version of TLS",
          { viewerCertificate: { iamCertificateId: "A1", minimumProtocolVersion: "TLSv1.1_2016" } },
          `\`${at}viewerCertificate.minimumProtocolVersion\` is \`TLSv1.1_2016\`; ${OLD}`,
        ],
        [
          "the version that CloudFront chooses",
          { viewerCertificate: { acmCertificateArn: UNKNOWN } },
          `\`${at}viewerCertificate.minimumProtocolVersion\` is absent, which means \`TLSv1\`; ${OLD}`,
        ],
        [
          "a bucket that has to be public",
          { origins: [{ domainName: BUCKET }] },
          `\`${at}origins[0]\` is a bucket without \`originAccessControlId\`; ${OPEN}`,
        ],
        [
          "an identity that is empty",
          { origins: [site, { domainName: UNKNOWN, s3OriginConfig: { originAccessIdentity: "" } }] },
          `\`${at}origins[1]\` is a bucket without \`originAccessControlId\`; ${OPEN}`,
        ],
        [
          "a bucket as an origin of one's own",
          { origins: [{ ...custom(), domainName: "my-site.s3.amazonaws.com" }] },
          `\`${at}origins[0]\` is a bucket without \`originAccessControlId\`; ${OPEN}`,
        ],
        [
          "an origin without TLS",
          { origins: [custom({ originProtocolPolicy: "http-only" })] },
          `\`${at}origins[0].customOriginConfig.originProtocolPolicy\` is \`http-only\`; ${FETCH}`,
        ],
        [
          "a bucket's website, which is no bucket's own endpoint",
          {
            origins: [
              {
                ...custom({ originProtocolPolicy: "http-only" }),
                domainName: "my-site.s3-website-us-east-1.amazonaws.com",
              },
            ],
          },
          `\`${at}origins[0].customOriginConfig.originProtocolPolicy\` is \`http-only\`; ${FETCH}`,
        ],
        [
          "an origin with an old version of TLS",
          { origins: [custom({ originSslProtocols: ["TLSv1.2", "TLSv1"] })] },
          `\`${at}origins[0].customOriginConfig.originSslProtocols[1]\` is \`TLSv1\`; ${FETCH}`,
        ],
      ];
      for (const [name, changes, message] of rejected) {
        it(`advises against ${name}`, async () =>
          expect(await messages(changes)).to.deep.equal([`\`it\`: ${message}`]));
      }

      it("never passes over what is unknown", async () => {
        await expectNeverSilent(
          distributionSecurity,
          type,
          props({ defaultCacheBehavior: { viewerProtocolPolicy: "allow-all" } }),
        );
        for (const [changes, path] of [
          [{ defaultCacheBehavior: behaviour(UNKNOWN) }, "defaultCacheBehavior.viewerProtocolPolicy"],
          [
            { viewerCertificate: { iamCertificateId: "A1", minimumProtocolVersion: UNKNOWN } },
            "viewerCertificate.minimumProtocolVersion",
          ],
          [{ origins: [{ domainName: UNKNOWN, s3OriginConfig: UNKNOWN }] }, "origins[0]"],
        ] as const) {
          const [message, ...others] = await messages(changes);
          expect(others).to.deep.equal([]);
          expect(message)
            .to.match(/^\[advisory\] unverified: `it`: /)
            .and.to.contain(path.slice(0, 20));
        }
      });

      const accepted: readonly (readonly [name: string, changes: Written])[] = [
        ["what is right", {}],
        ["viewers by HTTPS only", { defaultCacheBehavior: behaviour("https-only") }],
        [
          "newer versions of TLS",
          { viewerCertificate: { acmCertificateArn: "a", minimumProtocolVersion: "TLSv1.3_2025" } },
        ],
        [
          "CloudFront's own certificate, with which AWS chooses",
          { viewerCertificate: { cloudfrontDefaultCertificate: true } },
        ],
        [
          "an origin access control that is not known yet",
          { origins: [{ domainName: UNKNOWN, originAccessControlId: UNKNOWN }] },
        ],
        [
          "an origin access identity",
          { origins: [{ domainName: BUCKET, s3OriginConfig: { originAccessIdentity: UNKNOWN } }] },
        ],
        [
          "an origin in a VPC",
          { origins: [{ domainName: UNKNOWN, vpcOriginConfig: { vpcOriginId: UNKNOWN } }] },
        ],
        [
          "the viewer's protocol towards an origin",
          { origins: [custom({ originProtocolPolicy: "match-viewer" })] },
        ],
      ];
      for (const [name, changes] of accepted) {
        it(`accepts ${name}`, async () => expect(await messages(changes)).to.deep.equal([]));
      }

      it("asks for a web ACL where the configuration says so", async () => {
        expect(await messages({}, { requireWebAcl: true })).to.deep.equal([
          `\`it\`: \`${at}webAclId\` is absent; nothing limits what viewers send, and how much of it; name a web ACL of AWS WAF with the scope \`CLOUDFRONT\``,
        ]);
        expect(await messages({ webAclId: UNKNOWN }, { requireWebAcl: true })).to.deep.equal([]);
      });
    });
  }

  it("gives one fingerprint to one meaning", async () => {
    const prints = await Promise.all(
      SURFACES.map(async ([type, , props]) =>
        (
          await judge(
            distributionSecurity,
            type,
            props({ ...good, defaultCacheBehavior: behaviour("ALLOW-ALL") }),
          )
        ).map(fingerprintOf),
      ),
    );
    expect(new Set(prints.flat()).size).to.equal(1);
  });
});
