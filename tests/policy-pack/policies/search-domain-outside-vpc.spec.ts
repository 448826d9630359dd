import { expect } from "chai";
import { searchDomainOutsideVpc } from "../../../policy-pack/policies/search-domain-outside-vpc";
import { fingerprintOf, judge, UNKNOWN, withoutTag } from "../judging";
import { allow, document, expectNeverSilent, type Written } from "../spellings";

const DOMAINS: readonly string[] = [
  "aws:opensearch/domain:Domain",
  "aws:elasticsearch/domain:Domain",
  "aws-native:opensearchservice:Domain",
  "aws-native:elasticsearch:Domain",
];
const CLASSIC = "aws:opensearch/domain:Domain";
const messages = async (type: string, props: Written): Promise<string[]> =>
  (await judge(searchDomainOutsideVpc, type, props)).map(withoutTag);
const inVpc = { vpcOptions: { subnetIds: ["subnet-1"], securityGroupIds: ["sg-1"] } };
const policy = (principal: unknown, more: Written = {}): Written => ({
  accessPolicies: document({ ...allow("es:*", "*", { Principal: principal }), ...more }),
});
const open = policy("*");
const closed = policy({ AWS: "arn:aws:iam::123456789012:role/reader" });
const OUTSIDE = "`it`: the domain is in no VPC, since `vpcOptions` names no subnets";
const FIX = "write `vpcOptions` with private subnets; a domain cannot be moved, so this makes a new one";
const REJECTED = `${OUTSIDE}; everyone on the internet can send it requests, and its access policy lets strangers in; ${FIX}`;
const ADVISED = `[advisory] ${OUTSIDE}; everyone on the internet can send it requests, which its access policy alone turns away; ${FIX}`;

describe("search-domain-outside-vpc", () => {
  for (const type of DOMAINS) {
    it(`rejects ${type} on the internet that lets strangers in`, async () => {
      expect(await messages(type, open)).to.deep.equal([REJECTED]);
      expect(await messages(type, { ...open, vpcOptions: {} })).to.deep.equal([REJECTED]);
      expect(await messages(type, { ...open, vpcOptions: { subnetIds: [] } })).to.deep.equal([REJECTED]);
      await expectNeverSilent(searchDomainOutsideVpc, type, open);
    });

    it(`advises against ${type} on the internet that only its policy closes`, async () => {
      expect(await messages(type, closed)).to.deep.equal([ADVISED]);
      expect(await messages(type, {})).to.deep.equal([ADVISED]);
      await expectNeverSilent(searchDomainOutsideVpc, type, closed);
    });

    it(`accepts ${type} in a VPC, whatever its policy`, async () => {
      expect(await messages(type, { ...inVpc, ...open })).to.deep.equal([]);
      expect(await messages(type, { vpcOptions: { subnetIds: [UNKNOWN] } })).to.deep.equal([]);
    });

    it(`leaves ${type} of unknown network open`, async () => {
      for (const vpcOptions of [UNKNOWN, { subnetIds: UNKNOWN }])
        expect(await messages(type, { ...open, vpcOptions })).to.deep.equal([
          "[advisory] unverified: `it`: `vpcOptions` is not fully known yet; some of its possible values put it on the internet; it is judged again before the resource is created or changed",
        ]);
    });
  }

  it("reads a list of one, as bridged providers write it", async () =>
    expect(await messages(CLASSIC, { ...open, vpcOptions: [{ subnetIds: ["subnet-1"] }] })).to.deep.equal(
      [],
    ));

  it("takes a policy by its meaning", async () => {
    const office = { Condition: { IpAddress: { "aws:SourceIp": "203.0.113.0/24" } } };
    expect(await messages(CLASSIC, policy("*", office))).to.deep.equal([ADVISED]);
    const halves = { Condition: { IpAddress: { "aws:SourceIp": ["0.0.0.0/1", "128.0.0.0/1"] } } };
    expect(await messages(CLASSIC, policy("*", halves))).to.deep.equal([REJECTED]);
    expect(await messages(CLASSIC, { accessPolicies: JSON.stringify(open["accessPolicies"]) })).to.deep.equal(
      [REJECTED],
    );
    expect(await messages(CLASSIC, { accessPolicies: "no policy" })).to.deep.equal([REJECTED]);
    expect(await messages(CLASSIC, { accessPolicies: UNKNOWN })).to.deep.equal([ADVISED]);
  });

  it("gives one fingerprint to one meaning", async () => {
    const print = async (type: string, props: Written): Promise<string[]> =>
      (await judge(searchDomainOutsideVpc, type, props)).map(fingerprintOf);
    const one = await print(CLASSIC, open);
    for (const type of DOMAINS) expect(await print(type, { ...open, vpcOptions: null })).to.deep.equal(one);
    expect(await print(CLASSIC, closed)).not.to.deep.equal(one);
  });

  const collections: readonly string[] = [
    "aws:opensearch/serverlessSecurityPolicy:ServerlessSecurityPolicy",
    "aws-native:opensearchserverless:SecurityPolicy",
  ];
  const rules = [{ ResourceType: "collection", Resource: ["collection/logs"] }];
  const network = (...entries: readonly unknown[]): Written => ({
    type: "network",
    policy: JSON.stringify(entries),
  });
  for (const type of collections) {
    it(`advises against public collections of ${type}`, async () => {
      expect(
        await messages(
          type,
          network({ Rules: rules, SourceVPCEs: ["vpce-1"] }, { Rules: rules, AllowFromPublic: true }),
        ),
      ).to.deep.equal([
        "[advisory] `it`: `policy[1].AllowFromPublic` is `true`; everyone on the internet can send the collections requests, which their data access policy alone turns away; write `false`, and `SourceVPCEs` with the endpoints that need them",
      ]);
      await expectNeverSilent(searchDomainOutsideVpc, type, network({ Rules: rules, AllowFromPublic: true }));
    });

    it(`accepts private collections, and other policies, of ${type}`, async () => {
      for (const props of [
        network({ Rules: rules, AllowFromPublic: false, SourceVPCEs: ["vpce-1"] }),
        network({ Rules: rules, SourceVPCEs: ["vpce-1"] }),
        { type: "encryption", policy: JSON.stringify({ Rules: rules, AWSOwnedKey: true }) },
        { type: "encryption", policy: UNKNOWN },
      ])
        expect(await messages(type, props)).to.deep.equal([]);
    });

    it(`leaves what is unknown of ${type} open`, async () => {
      const later = (path: string): string =>
        `[advisory] unverified: \`it\`: \`${path}\` is not fully known yet; some of its possible values let the internet reach collections; it is judged again before the resource is created or changed`;
      expect(await messages(type, { type: "network", policy: UNKNOWN })).to.deep.equal([later("policy")]);
      expect(
        await messages(type, { ...network({ Rules: rules, AllowFromPublic: true }), type: UNKNOWN }),
      ).to.deep.equal([later("policy[0].AllowFromPublic")]);
    });

    it(`rejects what cannot be read of ${type}`, async () => {
      for (const text of ["no policy", "3", ""])
        expect(await messages(type, { type: "network", policy: text })).to.deep.equal([
          '`it`: `policy` is no list of rules; a policy that cannot be read cannot be shown to be closed; write JSON like `[{ "Rules": […], "SourceVPCEs": ["vpce-…"] }]`',
        ]);
    });
  }
});
