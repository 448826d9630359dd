import { expect } from "chai";
import { openClusterEndpoint } from "../../../policy-pack/policies/open-cluster-endpoint";
import { fingerprintOf, judge, UNKNOWN, withoutTag } from "../judging";
import { expectNeverSilent, expectUnknownAsTried, type Written } from "../spellings";

const NODES = "aws:eks/nodeGroup:NodeGroup";
const NATIVE_NODES = "aws-native:eks:Nodegroup";
const SURFACES: readonly (readonly [type: string, holder: string])[] = [
  ["aws:eks/cluster:Cluster", "vpcConfig"],
  ["aws-native:eks:Cluster", "resourcesVpcConfig"],
];
const messages = async (type: string, props: Written): Promise<string[]> =>
  (await judge(openClusterEndpoint, type, props)).map(withoutTag);
const WHY = "anyone can reach the Kubernetes API, and try tokens or its next vulnerability";
const FIX =
  "set `endpointPublicAccess` to `false`, or name the CIDR blocks that need it in `publicAccessCidrs`";
const later = (path: string, would: string): string =>
  `[advisory] unverified: \`it\`: \`${path}\` is not fully known yet; some of its possible values ${would}; it is judged again before the resource is created or changed`;
const API = "open the API to the internet";

describe("open-cluster-endpoint", () => {
  for (const [type, holder] of SURFACES) {
    const cluster = (config: Written): Written => ({ [holder]: { subnetIds: ["subnet-1"], ...config } });
    describe(type, () => {
      const rejected: readonly (readonly [name: string, config: Written, what: string])[] = [
        ["everyone", { endpointPublicAccess: true, publicAccessCidrs: ["0.0.0.0/0"] }, "lets `0.0.0.0/0` in"],
        ["two halves", { publicAccessCidrs: ["0.0.0.0/1", "128.0.0.0/1"] }, "lets `0.0.0.0/0` in"],
        [
          "all of IPv6",
          { publicAccessCidrs: ["203.0.113.0/24", "2000::/3"] },
          "lets `203.0.113.0/24` and `2000::/3` in",
        ],
        ["a wide range", { publicAccessCidrs: ["16.0.0.0/4"] }, "lets `16.0.0.0/4` in"],
      ];
      for (const [name, config, what] of rejected) {
        it(`rejects ${name}`, async () => {
          expect(await messages(type, cluster(config))).to.deep.equal([
            `\`it\`: \`${holder}.publicAccessCidrs\` ${what}; ${WHY}; ${FIX}`,
          ]);
          await expectNeverSilent(openClusterEndpoint, type, cluster(config));
        });
      }

      it("rejects a public endpoint for which nobody is named", async () => {
        const byDefault = `\`it\`: \`${holder}.endpointPublicAccess\` is \`true\` and \`${holder}.publicAccessCidrs\` is absent, which means \`0.0.0.0/0\`; ${WHY}; ${FIX}`;
        expect(await messages(type, cluster({ endpointPublicAccess: true }))).to.deep.equal([byDefault]);
        expect(
          await messages(type, cluster({ endpointPublicAccess: "true", publicAccessCidrs: [] })),
        ).to.deep.equal([byDefault]);
      });

      it("advises against the endpoint that EKS makes by itself", async () =>
        expect(await messages(type, cluster({}))).to.deep.equal([
          `[advisory] \`it\`: \`${holder}.endpointPublicAccess\` and \`${holder}.publicAccessCidrs\` are absent, which means \`true\` and \`0.0.0.0/0\`; ${WHY}; ${FIX}`,
        ]));

      const accepted: readonly (readonly [string, Written])[] = [
        ["no public endpoint", { endpointPublicAccess: false, publicAccessCidrs: ["0.0.0.0/0"] }],
        [
          "an office",
          { endpointPublicAccess: true, publicAccessCidrs: ["203.0.113.0/24", "198.51.100.7/32"] },
        ],
        ["an office of the public default", { publicAccessCidrs: ["8.8.8.0/24"] }],
        ["one /8", { publicAccessCidrs: ["8.0.0.0/8"] }],
      ];
      for (const [name, config] of accepted) {
        it(`accepts ${name}`, async () =>
          expectUnknownAsTried(openClusterEndpoint, type, cluster(config), [true, "0.0.0.0/0"]));
      }

      it("rejects what is no block", async () =>
        expect(await messages(type, cluster({ publicAccessCidrs: ["office"] }))).to.deep.equal([
          `\`it\`: \`${holder}.publicAccessCidrs[0]\`: \`office\` has no prefix length; a CIDR block is written like \`10.0.0.0/16\`; a block that cannot be read cannot be shown to be narrow; write CIDR blocks like \`203.0.113.0/24\``,
        ]));

      it("proves what is known beside what is not", async () => {
        expect(await messages(type, cluster({ publicAccessCidrs: [UNKNOWN, "0.0.0.0/0"] }))).to.deep.equal([
          `\`it\`: \`${holder}.publicAccessCidrs\` lets \`0.0.0.0/0\` in; ${WHY}; ${FIX}`,
        ]);
        expect(await messages(type, cluster({ publicAccessCidrs: [UNKNOWN] }))).to.deep.equal([
          later(`${holder}.publicAccessCidrs[0]`, API),
        ]);
        expect(await messages(type, { [holder]: UNKNOWN })).to.deep.equal([later(holder, API)]);
      });
    });
  }

  it("gives one fingerprint to one meaning", async () => {
    const print = async (type: string, props: Written): Promise<string[]> =>
      (await judge(openClusterEndpoint, type, props)).map(fingerprintOf);
    const of = (...publicAccessCidrs: string[]): Written => ({
      endpointPublicAccess: true,
      publicAccessCidrs,
    });
    const one = await print("aws:eks/cluster:Cluster", { vpcConfig: of("0.0.0.0/0") });
    for (const config of [of("0.0.0.0/1", "128.0.0.0/1"), of("1.2.3.4/0"), of()])
      expect(await print("aws:eks/cluster:Cluster", { vpcConfig: config })).to.deep.equal(one);
    expect(await print("aws-native:eks:Cluster", { resourcesVpcConfig: of("0.0.0.0/0") })).to.deep.equal(one);
    expect(await print("aws:eks/cluster:Cluster", { vpcConfig: of("::/0") })).not.to.deep.equal(one);
  });

  const nodes: readonly (readonly [type: string, sources: string])[] = [
    [NODES, "sourceSecurityGroupIds"],
    [NATIVE_NODES, "sourceSecurityGroups"],
  ];
  for (const [type, sources] of nodes) {
    it(`rejects a key without source groups of ${type}`, async () => {
      const open = { remoteAccess: { ec2SshKey: "ops" } };
      expect(await messages(type, open)).to.deep.equal([
        `\`it\`: \`remoteAccess\` has a key and names no source groups; EKS then opens SSH of the nodes to \`0.0.0.0/0\`; name the groups in \`${sources}\`, or drop \`remoteAccess\` and use Session Manager`,
      ]);
      expect(await messages(type, { remoteAccess: { ec2SshKey: "ops", [sources]: [] } })).to.have.lengthOf(1);
      await expectNeverSilent(openClusterEndpoint, type, open);
    });

    it(`accepts source groups, known or not, and no key, of ${type}`, async () => {
      for (const remoteAccess of [
        { ec2SshKey: "ops", [sources]: [UNKNOWN] },
        { [sources]: ["sg-1"] },
        {},
        undefined,
      ])
        expect(await messages(type, { remoteAccess })).to.deep.equal([]);
      expect(await messages(type, { remoteAccess: { ec2SshKey: "ops", [sources]: UNKNOWN } })).to.deep.equal([
        later(`remoteAccess.${sources}`, "open SSH of the nodes to the internet"),
      ]);
    });
  }
});
