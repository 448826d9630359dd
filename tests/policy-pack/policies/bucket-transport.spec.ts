import { expect } from "chai";
import { bucketTransport } from "../../../policy-pack/policies/bucket-transport";
import { judgeStack, type Registered, UNKNOWN, urnOf, withoutTag } from "../judging";
import { allow, deny, document, spellingsOf, type Written, when } from "../spellings";

const ARN = "arn:aws:s3:::my-logs";
const BOTH = [ARN, `${ARN}/*`];
const EVERYONE = { Principal: "*" };
const PLAIN = when("Bool", "aws:SecureTransport", "false");
const closed = (more: Written = {}, actions: unknown = "s3:*", resources: unknown = BOTH): Written =>
  deny(actions, resources, { ...EVERYONE, ...PLAIN, ...more });
const { Action: _, ...rest } = closed();
const butIam: Written = { ...rest, NotAction: "iam:*" };
const bucket: Registered = { type: "aws:s3/bucket:Bucket", name: "logs", props: { bucket: "my-logs" } };
const policy = (one: unknown, more: Partial<Registered> = {}): Registered => ({
  type: "aws:s3/bucketPolicy:BucketPolicy",
  name: "logs-policy",
  props: { bucket: UNKNOWN, policy: one },
  madeFrom: { bucket: ["logs"] },
  ...more,
});
const found = async (...resources: Registered[]): Promise<string[]> =>
  (await judgeStack(bucketTransport, resources)).map(({ message }) => withoutTag(message));
const TAIL =
  "what is read and written can be seen and changed on its way; deny `s3:*` to `*` on the bucket and its objects where `aws:SecureTransport` is `false`";
const lacks = (left = ARN): string =>
  `\`logs\`: \`policy\` of \`logs-policy\` does not deny all requests without TLS on \`${left}\`; ${TAIL}`;
const LATER =
  "[advisory] unverified: `logs`: `policy` of `logs-policy` is not fully known yet; some of its possible values let requests without TLS through; it is judged again at the end of the update, with all values known";

describe("bucket-transport", () => {
  it("asks for a policy", async () => {
    expect(await found(bucket)).to.deep.equal([
      `\`logs\`: no policy in the stack denies requests without TLS; ${TAIL}`,
    ]);
    const [report] = await judgeStack(bucketTransport, [bucket]);
    expect(report?.urn).to.equal(urnOf(bucket));
  });

  const accepted: readonly (readonly [name: string, one: Written])[] = [
    ["the usual statement", document(closed())],
    ["AWS's own wildcard", document(closed({ Principal: { AWS: "*" } }))],
    ["two statements", document(closed({}, "s3:*", ARN), closed({}, "S3:*", `${ARN}/*`))],
    ["everything", document(closed({}, "*", "*"))],
    ["a wildcard for both", document(closed({}, "s3:*", `${ARN}*`))],
    ["everything but another service", document(butIam)],
    ["texts", document(closed(when("StringEquals", "aws:securetransport", ["False"])))],
    ["the negation", document(closed(when("StringNotEquals", "aws:SecureTransport", "true")))],
    ["an absent key, too", document(closed(when("BoolIfExists", "aws:SecureTransport", ["false"])))],
    ["all requests", document(deny("s3:*", BOTH, EVERYONE))],
    [
      "others beside it",
      document(allow("s3:GetObject", `${ARN}/*`, { Principal: { AWS: "123456789012" } }), closed()),
    ],
  ];
  for (const [name, one] of accepted) {
    it(`accepts ${name}, however it is written`, async () => {
      for (const [spelling, value] of [["as it is", JSON.stringify(one)] as const, ...spellingsOf(one)])
        expect(await found(bucket, policy(value)), spelling).to.deep.equal([]);
    });
  }

  const rejected: readonly (readonly [name: string, one: Written, left?: string])[] = [
    ["only the objects", document(closed({}, "s3:*", `${ARN}/*`))],
    ["only the bucket", document(closed({}, "s3:*", ARN)), `${ARN}/*`],
    ["only reading", document(closed({}, "s3:Get*"))],
    ["only one account", document(closed({ Principal: { AWS: "123456789012" } }))],
    ["everyone but one", document(closed({ Principal: undefined, NotPrincipal: { AWS: "123456789012" } }))],
    [
      "only outside of a network",
      document(
        closed({
          Condition: {
            Bool: { "aws:SecureTransport": "false" },
            StringNotEquals: { "aws:SourceVpc": "vpc-1" },
          },
        }),
      ),
    ],
    ["requests with TLS", document(closed(when("Bool", "aws:SecureTransport", "true")))],
    ["old versions of TLS", document(closed(when("NumericLessThan", "s3:TlsVersion", "1.2")))],
    ["another bucket", document(closed({}, "s3:*", ["arn:aws:s3:::my-site", "arn:aws:s3:::my-site/*"]))],
    [
      "what it allows",
      document(allow("s3:*", BOTH, { ...EVERYONE, ...when("Bool", "aws:SecureTransport", "true") })),
    ],
  ];
  for (const [name, one, left] of rejected) {
    it(`advises against a policy that denies ${name}`, async () => {
      expect(await found(bucket, policy(JSON.stringify(one)))).to.deep.equal([lacks(left)]);
      expect(await found(bucket, policy(one))).to.deep.equal([lacks(left)]);
    });
  }

  it("reads policies in the bucket, of the native provider, and by name", async () => {
    expect(
      await found({ ...bucket, props: { bucket: "my-logs", policy: JSON.stringify(document(closed())) } }),
    ).to.deep.equal([]);
    expect(
      await found(
        { type: "aws-native:s3:Bucket", name: "logs", props: { bucketName: "my-logs" } },
        {
          type: "aws-native:s3:BucketPolicy",
          name: "tls",
          props: { bucket: "my-logs", policyDocument: document(closed()) },
        },
      ),
    ).to.deep.equal([]);
    expect(
      await found(bucket, {
        ...policy(document(closed())),
        props: { bucket: "my-site", policy: document(closed()) },
        madeFrom: {},
      }),
    ).to.have.lengthOf(1);
  });

  it("asks for some bucket where the name is not known yet", async () => {
    const unnamed: Registered = { ...bucket, props: {} };
    expect(await found(unnamed, policy(document(closed())))).to.deep.equal([]);
    expect(await found(unnamed, policy(document(closed({}, "s3:*", `${ARN}/*`))))).to.deep.equal([
      `\`logs\`: \`policy\` of \`logs-policy\` does not deny all requests without TLS; ${TAIL}`,
    ]);
  });

  describe("where something is unknown", () => {
    it("leaves a policy open that may deny", async () => {
      for (const one of [
        UNKNOWN,
        document(closed({}, UNKNOWN)),
        document(closed({}, "s3:*", [UNKNOWN, ARN])),
        document(closed(when("Bool", "aws:SecureTransport", UNKNOWN))),
        document(closed(when("StringNotEquals", "aws:SecureTransport", ["true", UNKNOWN]))),
        document(closed({ Effect: UNKNOWN })),
        document(closed({ Principal: UNKNOWN })),
      ])
        expect(await found(bucket, policy(one)), JSON.stringify(one)).to.deep.equal([LATER]);
    });

    it("takes what is certain", async () =>
      expect(
        await found(bucket, policy(document(closed(), allow(UNKNOWN, UNKNOWN, { Principal: UNKNOWN })))),
      ).to.deep.equal([]));

    it("is silent where a policy could be any bucket's", async () =>
      expect(await found(bucket, policy(document(closed()), { madeFrom: {} }))).to.deep.equal([]));
  });

  it("takes what cannot be read for nothing", async () =>
    expect(await found(bucket, policy("no policy"))).to.have.lengthOf(1));
});
