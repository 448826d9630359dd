import { expect } from "chai";
import { publicResourcePolicy } from "../../../policy-pack/policies/public-resource-policy";
import { judge, judgeStack, type Registered, UNKNOWN, withoutTag } from "../judging";
import { document, expectNeverSilent, type Written, when } from "../spellings";
import { JudgedDocuments, policyOfBucket } from "./judged-documents";

const BUCKET = "arn:aws:s3:::logs/*";
const get = (Principal: unknown, more: Written = {}): Written => ({
  Effect: "Allow",
  Principal,
  Action: "s3:GetObject",
  Resource: BUCKET,
  ...more,
});
const policies = new JudgedDocuments(publicResourcePolicy, policyOfBucket("logs"));

const TAIL =
  "callers that you do not know can use the resource; name the callers in `Principal`, or require `StringEquals` on `aws:PrincipalOrgID`, `aws:SourceAccount` or `aws:SourceVpce`";
const lets = (what: string): string =>
  `\`it\`: statement \`policyDocument.Statement[0]\` lets ${what}; ${TAIL}`;

/** @param reason why the condition does not limit that, where there is one */
const anyone = (reason?: string): string =>
  lets(`anyone (\`AWS: *\`) call \`s3:GetObject\`${reason === undefined ? "" : `, since ${reason}`}`);

describe("public-resource-policy", () => {
  const rejected: [string, Written[], string][] = [
    ["everyone", [get("*")], anyone()],
    [
      "any canonical user",
      [get({ CanonicalUser: "*" })],
      lets("anyone (`CanonicalUser: *`) call `s3:GetObject`"),
    ],
    ["any service", [get({ Service: "*" })], lets("anyone (`Service: *`) call `s3:GetObject`")],
    [
      "everyone but one",
      [
        {
          Effect: "Allow",
          NotPrincipal: { AWS: "123456789012" },
          NotAction: ["s3:PutObject", "s3:DeleteObject"],
          Resource: BUCKET,
        },
      ],
      lets("everyone but `AWS: 123456789012` call all actions but `s3:PutObject` and `s3:DeleteObject`"),
    ],
    [
      "a referer",
      [get("*", when("StringLike", "aws:Referer", "https://example.com/*"))],
      anyone("`StringLike` on `aws:Referer` does not tell strangers from known callers"),
    ],
    [
      "any service of AWS, whoever it acts for",
      [get("*", when("Bool", "aws:PrincipalIsAWSService", "true"))],
      anyone("`Bool` on `aws:PrincipalIsAWSService` does not tell strangers from known callers"),
    ],
    [
      "buckets of any name that begins so",
      [get("*", when("ArnLike", "aws:SourceArn", "arn:aws:s3:::logs-*"))],
      anyone("`ArnLike` on `aws:SourceArn` takes in strangers by `arn:aws:s3:::logs-*`"),
    ],
    [
      "topics of any account",
      [get("*", when("ArnLike", "aws:SourceArn", ["arn:aws:sns:*:123456789012:*", "arn:aws:sns:*:*:logs"]))],
      anyone("`ArnLike` on `aws:SourceArn` takes in strangers by `arn:aws:sns:*:*:logs`"),
    ],
    [
      "any endpoint",
      [get("*", when("StringLike", "aws:SourceVpce", "vpce-*"))],
      anyone("`StringLike` on `aws:SourceVpce` takes in strangers by `vpce-*`"),
    ],
    [
      "private addresses of any VPC",
      [get("*", when("IpAddress", "aws:VpcSourceIp", "10.0.0.0/8"))],
      anyone("`IpAddress` on `aws:VpcSourceIp` does not tell strangers from known callers"),
    ],
    [
      "a /31 of IPv6",
      [get("*", when("IpAddress", "aws:SourceIp", "2a00::/31"))],
      anyone("`IpAddress` on `aws:SourceIp` takes in more than a /8 of the internet"),
    ],
    [
      "a Deny on another bucket",
      [get("*"), { ...get("*"), Effect: "Deny", Resource: "arn:aws:s3:::other/*" }],
      anyone(),
    ],
    [
      "a Deny that callers outside every organisation escape",
      [
        get("*"),
        {
          ...get("*", when("ForAnyValue:StringNotLike", "aws:PrincipalOrgPaths", "o-abc/*")),
          Effect: "Deny",
        },
      ],
      anyone(),
    ],
  ];
  policies.rejects(rejected);

  const accepted: [string, Written[]][] = [
    ["the owner's account", [get({ AWS: "arn:aws:iam::123456789012:root" })]],
    ["a service", [get({ Service: "cloudfront.amazonaws.com" })]],
    ["an organisation", [get("*", when("StringEquals", "aws:PrincipalOrgID", "o-abc"))]],
    [
      "the owner's organisation",
      [get("*", when("StringEquals", "aws:PrincipalOrgID", "${aws:ResourceOrgID}"))],
    ],
    ["the owner of a topic", [get("*", when("StringEquals", "AWS:SourceOwner", "123456789012"))]],
    ["a bucket's notifications", [get("*", when("ArnLike", "aws:SourceArn", "arn:aws:s3:::logs"))]],
    ["topics of one account", [get("*", when("ArnLike", "aws:SourceArn", "arn:aws:sns:*:123456789012:*"))]],
    ["an endpoint", [get("*", when("StringEquals", "aws:SourceVpce", ["vpce-1", "vpce-2"]))]],
    ["a key's account", [get("*", when("StringEquals", "kms:CallerAccount", "123456789012"))]],
    ["a mount target", [get("*", when("Bool", "elasticfilesystem:AccessedViaMountTarget", "true"))]],
    ["sessions of one role", [get("*", when("StringLike", "aws:userid", "AROAEXAMPLE:*"))]],
    ["private addresses", [get("*", when("IpAddress", "aws:SourceIp", ["10.0.0.0/8", "203.0.113.0/24"]))]],
    ["nobody", [get("*", { Action: [] })]],
    [
      "a Deny of all but TLS",
      [{ ...get("*", when("Bool", "aws:SecureTransport", "false")), Effect: "Deny", Action: "s3:*" }],
    ],
    [
      "everyone, less all outside one endpoint",
      [
        get("*"),
        {
          ...get("*", when("StringNotEquals", "aws:SourceVpce", "vpce-1")),
          Effect: "Deny",
          Action: "s3:Get*",
        },
      ],
    ],
    [
      "everyone, less all outside some units",
      [
        get("*"),
        {
          ...get("*", when("ForAllValues:StringNotLike", "aws:PrincipalOrgPaths", "o-abc/r-1/*")),
          Effect: "Deny",
          NotAction: "s3:PutObject",
          Resource: "arn:aws:s3:::logs*",
        },
      ],
    ],
    [
      "everyone, less everyone but one role",
      [
        get("*"),
        {
          Effect: "Deny",
          NotPrincipal: { AWS: "arn:aws:iam::123456789012:role/a" },
          Action: "*",
          Resource: "*",
        },
      ],
    ],
  ];
  policies.accepts(accepted);

  it("says which unknown values could let strangers in", async () => {
    await policies.expectUnknownAsTried(
      accepted,
      [0, 1, 2, 5, 6, 7, 9],
      ["*", "Allow", "s3:GetObject", "${aws:PrincipalOrgID}", "false", document(get("*"))],
    );
  });

  describe("trust", () => {
    const settings = { trustedAccounts: ["123456789012"], trustedOrgIds: ["o-a1b2c3d4e5"] };

    it("rejects accounts and organisations that are not trusted, once some are named", async () => {
      expect(
        await policies.messages([get({ AWS: ["123456789012", "210987654321"] })], settings),
      ).to.deep.equal([lets("accounts that are not trusted (`AWS: 210987654321`) call `s3:GetObject`")]);
      expect(
        await policies.messages([get("*", when("StringEquals", "aws:PrincipalOrgID", "o-evil"))], settings),
      ).to.deep.equal([anyone("`StringEquals` on `aws:PrincipalOrgID` takes in strangers by `o-evil`")]);
    });

    it("accepts those that are", async () => {
      for (const statement of [
        get({ AWS: ["123456789012", "arn:aws:iam::123456789012:role/a"] }),
        get({ AWS: "210987654321" }, when("StringEquals", "aws:PrincipalOrgID", "o-a1b2c3d4e5")),
        get("*", when("StringEquals", "aws:SourceAccount", "123456789012")),
        get({ Service: "sns.amazonaws.com" }),
      ])
        expect(await policies.messages([statement], settings)).to.deep.equal([]);
    });

    it("leaves out types that may be public", async () =>
      expect(await policies.messages([get("*")], { publicTypes: ["*:BucketPolicy"] })).to.deep.equal([]));
  });

  it("answers for a document that is far larger than any that AWS takes", async () => {
    const statements = Array.from({ length: 200 }, (_, at) => ({
      ...get("*", { Action: Array.from({ length: 30 }, (__, item) => `s3:${"*a".repeat(20)}${at}${item}`) }),
      Effect: at % 2 === 0 ? "Allow" : "Deny",
    }));
    expect(await policies.messages(statements)).to.have.lengthOf(1);
  });

  it("looks at resource policies only", async () => {
    const open = document(get("*"));
    expect(
      await judge(publicResourcePolicy, "aws-native:ec2:VpcEndpoint", { policyDocument: open }),
    ).to.deep.equal([]);
    expect(
      await judge(publicResourcePolicy, "aws-native:iam:Role", { assumeRolePolicyDocument: open }),
    ).to.deep.equal([]);
    for (const [type, property] of [
      ["aws:s3tables/tableBucketPolicy:TableBucketPolicy", "resourcePolicy"],
      ["aws:organizations/resourcePolicy:ResourcePolicy", "content"],
      ["aws-native:oam:Sink", "policy"],
      ["aws:kms/key:Key", "policy"],
    ] as const)
      expect(await judge(publicResourcePolicy, type, { [property]: open })).to.have.lengthOf(1);
  });

  it("advises only where an interface may be called", async () => {
    const type = "aws:apigateway/restApi:RestApi";
    const call = { ...get("*"), Action: "execute-api:Invoke", Resource: "execute-api:/*" };
    const found = await judge(publicResourcePolicy, type, { policy: document(call) });
    expect(found.map(withoutTag)).to.deep.equal([
      `[advisory] \`it\`: statement \`policy.Statement[0]\` lets anyone (\`AWS: *\`) call \`execute-api:Invoke\`; ${TAIL}`,
    ]);
    const more = await judge(publicResourcePolicy, type, {
      policy: document({ ...call, Action: "execute-api:*" }),
    });
    expect(more[0]).to.match(/^`it`: /);
  });

  describe("event buses", () => {
    const type = "aws:cloudwatch/eventPermission:EventPermission";
    it("are open to `*` without an organisation", async () => {
      expect(
        (await judge(publicResourcePolicy, type, { principal: "*", statementId: "a" })).map(withoutTag),
      ).to.deep.equal([
        `\`it\`: this permission lets anyone (\`AWS: *\`) call \`events:PutEvents\`; ${TAIL}`,
      ]);
      const condition = { type: "StringEquals", key: "aws:PrincipalOrgID", value: "o-abc" };
      expect(await judge(publicResourcePolicy, type, { principal: "*", condition })).to.deep.equal([]);
      expect(await judge(publicResourcePolicy, type, { principal: "123456789012" })).to.deep.equal([]);
      await expectNeverSilent(publicResourcePolicy, type, { principal: "*" });
      await expectNeverSilent(publicResourcePolicy, type, {
        principal: "*",
        condition: { ...condition, key: "a" },
      });
    });

    it("of CloudFormation are read as properties, or as the statement that they may be written as", async () => {
      const bus = "aws-native:events:EventBusPolicy";
      const statement = { Effect: "Allow", Principal: "*", Action: "events:PutEvents", Resource: "*" };
      for (const props of [{ principal: "*", action: "events:PutEvents" }, { statement }]) {
        expect(
          (await judge(publicResourcePolicy, bus, { statementId: "a", ...props })).map(withoutTag),
        ).to.deep.equal([
          `\`it\`: this permission lets anyone (\`AWS: *\`) call \`events:PutEvents\`; ${TAIL}`,
        ]);
      }
      const named = { ...statement, Principal: { AWS: "123456789012" } };
      expect(await judge(publicResourcePolicy, bus, { statementId: "a", statement: named })).to.deep.equal(
        [],
      );
      await expectNeverSilent(publicResourcePolicy, bus, { statement });
    });
  });

  describe("search domains", () => {
    const type = "aws:opensearch/domain:Domain";
    const open = JSON.stringify(document({ ...get("*"), Action: "es:ESHttp*", Resource: "*" }));
    const vpcOptions = { subnetIds: [UNKNOWN] };
    const advancedSecurityOptions = { enabled: true };
    const domain = (more: Record<string, unknown>): Promise<string[]> =>
      judge(publicResourcePolicy, type, { domainName: "logs", accessPolicies: open, ...more });

    it("may be open in a VPC under fine-grained access control", async () => {
      expect(await domain({ vpcOptions, advancedSecurityOptions })).to.deep.equal([]);
      const said = `\`it\`: statement \`accessPolicies.Statement[0]\` lets anyone (\`AWS: *\`) call \`es:ESHttp*\`; ${TAIL}`;
      for (const more of [
        {},
        { advancedSecurityOptions },
        { vpcOptions: { subnetIds: [] }, advancedSecurityOptions },
      ])
        expect((await domain(more)).map(withoutTag)).to.deep.equal([said]);
      for (const more of [{ vpcOptions }, { vpcOptions, advancedSecurityOptions: { enabled: false } }])
        expect((await domain(more)).map(withoutTag)).to.deep.equal([
          `${said}, or have the domain ask every caller who he is (\`advancedSecurityOptions\`)`,
        ]);
    });

    it("are unverified where that is not known", async () => {
      for (const more of [
        { vpcOptions: UNKNOWN, advancedSecurityOptions },
        { vpcOptions, advancedSecurityOptions: { enabled: UNKNOWN } },
      ])
        expect((await domain(more)).map(withoutTag)).to.deep.equal([
          "[advisory] unverified: `it`: the access policy is open, and `vpcOptions` or `advancedSecurityOptions` is not known yet; an open policy is right only in a VPC under fine-grained access control; it is judged again before the resource is created or changed",
        ]);
    });

    it("are judged with a policy of their own resource", async () => {
      const policy: Registered = {
        name: "access",
        type: "aws:opensearch/domainPolicy:DomainPolicy",
        props: { domainName: UNKNOWN, accessPolicies: open },
        madeFrom: { domainName: ["logs"] },
      };
      const logs = (more: Record<string, unknown>): Registered => ({
        name: "logs",
        type,
        props: { domainName: "logs", ...more },
      });
      const found = async (...resources: readonly Registered[]): Promise<string[]> =>
        (await judgeStack(publicResourcePolicy, resources)).map(({ message }) => message.slice(0, 60));
      expect(await found(logs({ vpcOptions, advancedSecurityOptions }), policy)).to.deep.equal([]);
      const named = { ...policy, props: { ...policy.props, domainName: "logs" }, madeFrom: {} };
      expect(await found(logs({ vpcOptions, advancedSecurityOptions }), named)).to.deep.equal([]);
      expect(await found(logs({ vpcOptions }), policy)).to.have.lengthOf(1);
      const [inVpc] = await judgeStack(publicResourcePolicy, [logs({ vpcOptions }), policy]);
      expect(inVpc?.message).to.contain("(`advancedSecurityOptions`)");
      expect(await found({ ...policy, madeFrom: {} })).to.have.lengthOf(1);
      expect((await found(logs({ vpcOptions, advancedSecurityOptions: UNKNOWN }), policy))[0]).to.match(
        /^\[advisory\] unverified: /,
      );
    });
  });
});
