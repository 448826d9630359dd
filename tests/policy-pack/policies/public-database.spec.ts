import { expect } from "chai";
import { publicDatabase } from "../../../policy-pack/policies/public-database";
import { fingerprintOf, judge, UNKNOWN, withoutTag } from "../judging";
import { expectNeverSilent, expectUnknownAsTried, type Written } from "../spellings";

const messages = async (type: string, props: Written): Promise<string[]> =>
  (await judge(publicDatabase, type, props)).map(withoutTag);
const WHY = "it has a public address, where anyone can try to sign in as soon as a security group lets him";
const FIX = "write `false`, and reach it from inside its VPC";
const MSK = "brokerNodeGroupInfo.connectivityInfo.publicAccess.type";
const brokers = (type: unknown): Written => ({
  brokerNodeGroupInfo: { connectivityInfo: { publicAccess: { type } } },
});

describe("public-database", () => {
  const flagged: readonly string[] = [
    "aws:dms/instanceProfile:InstanceProfile",
    "aws:dms/replicationInstance:ReplicationInstance",
    "aws:docdb/clusterInstance:ClusterInstance",
    "aws:lightsail/database:Database",
    "aws:m2/environment:Environment",
    "aws:mq/broker:Broker",
    "aws:neptune/clusterInstance:ClusterInstance",
    "aws:rds/clusterInstance:ClusterInstance",
    "aws:rds/instance:Instance",
    "aws:rds/shardGroup:ShardGroup",
    "aws:redshift/cluster:Cluster",
    "aws:redshiftserverless/workgroup:Workgroup",
    "aws:timestreaminfluxdb/dbCluster:DbCluster",
    "aws:timestreaminfluxdb/dbInstance:DbInstance",
    "aws-native:amazonmq:Broker",
    "aws-native:dms:InstanceProfile",
    "aws-native:dms:ReplicationInstance",
    "aws-native:lightsail:Database",
    "aws-native:m2:Environment",
    "aws-native:neptune:DbInstance",
    "aws-native:rds:DbCluster",
    "aws-native:rds:DbInstance",
    "aws-native:rds:DbShardGroup",
    "aws-native:redshift:Cluster",
    "aws-native:redshiftserverless:Workgroup",
    "aws-native:timestream:InfluxDbCluster",
    "aws-native:timestream:InfluxDbInstance",
  ];
  for (const type of flagged) {
    it(`rejects a public ${type}, and accepts a private one`, async () => {
      expect(await messages(type, { publiclyAccessible: true })).to.deep.equal([
        `\`it\`: \`publiclyAccessible\` is \`true\`; ${WHY}; ${FIX}`,
      ]);
      await expectNeverSilent(publicDatabase, type, { publiclyAccessible: true });
      await expectUnknownAsTried(publicDatabase, type, { publiclyAccessible: false }, [true, "true"]);
    });
  }

  for (const type of ["aws:neptunegraph/graph:Graph", "aws-native:neptunegraph:Graph"]) {
    it(`rejects a public ${type}`, async () => {
      expect(await messages(type, { publicConnectivity: true })).to.deep.equal([
        `\`it\`: \`publicConnectivity\` is \`true\`; ${WHY}; ${FIX}`,
      ]);
      expect(await messages(type, {})).to.deep.equal([]);
    });
  }

  for (const type of ["aws:msk/cluster:Cluster", "aws-native:msk:Cluster"]) {
    it(`rejects public brokers of ${type}`, async () => {
      expect(await messages(type, brokers("SERVICE_PROVIDED_EIPS"))).to.deep.equal([
        `\`it\`: \`${MSK}\` is \`SERVICE_PROVIDED_EIPS\`; ${WHY}; write \`DISABLED\``,
      ]);
      await expectNeverSilent(publicDatabase, type, brokers("SERVICE_PROVIDED_EIPS"));
      await expectUnknownAsTried(publicDatabase, type, brokers("DISABLED"), ["SERVICE_PROVIDED_EIPS"]);
      expect(await messages(type, { brokerNodeGroupInfo: UNKNOWN })).to.deep.equal([
        "[advisory] unverified: `it`: `brokerNodeGroupInfo` is not fully known yet; some of its possible values give it a public address; it is judged again before the resource is created or changed",
      ]);
      expect(await messages(type, { brokerNodeGroupInfo: { clientSubnets: ["subnet-1"] } })).to.deep.equal(
        [],
      );
    });
  }

  it("reads lists of one, as bridged providers write them", async () =>
    expect(
      await messages("aws:msk/cluster:Cluster", {
        brokerNodeGroupInfo: [{ connectivityInfo: [{ publicAccess: [{ type: "SERVICE_PROVIDED_EIPS" }] }] }],
      }),
    ).to.deep.equal([
      `\`it\`: \`brokerNodeGroupInfo[0].connectivityInfo[0].publicAccess[0].type\` is \`SERVICE_PROVIDED_EIPS\`; ${WHY}; write \`DISABLED\``,
    ]));

  describe("where nothing is written", () => {
    const byDefault = "`it`: `publiclyAccessible` is absent, which means `true`";
    const varies =
      "[advisory] `it`: `publiclyAccessible` is absent; it gets a public address where the subnets' VPC has an internet gateway; write `false`";
    const defaults: readonly (readonly [type: string, props: Written, expected: readonly string[]])[] = [
      ["aws:rds/instance:Instance", {}, []],
      ["aws:redshift/cluster:Cluster", {}, []],
      ["aws:mq/broker:Broker", {}, []],
      ["aws:dms/replicationInstance:ReplicationInstance", {}, []],
      ["aws:dms/instanceProfile:InstanceProfile", {}, [`${byDefault}; ${WHY}; ${FIX}`]],
      ["aws-native:dms:ReplicationInstance", {}, [`${byDefault}; ${WHY}; ${FIX}`]],
      ["aws-native:rds:DbInstance", { dbSubnetGroupName: "private" }, [varies]],
      ["aws:rds/shardGroup:ShardGroup", {}, [varies]],
      ["aws-native:rds:DbCluster", { engine: "aurora-postgresql" }, []],
      [
        "aws-native:rds:DbCluster",
        { dbClusterInstanceClass: "db.m6gd.large", dbSubnetGroupName: "private" },
        [],
      ],
      [
        "aws-native:rds:DbCluster",
        { dbClusterInstanceClass: "db.m6gd.large" },
        [`${byDefault}; ${WHY}; ${FIX}`],
      ],
      [
        "aws-native:rds:DbCluster",
        { dbClusterInstanceClass: "db.m6gd.large", dbSubnetGroupName: "default" },
        [`${byDefault}; ${WHY}; ${FIX}`],
      ],
    ];
    for (const [type, props, expected] of defaults) {
      it(`${type} ${JSON.stringify(props)} is judged by what AWS does then`, async () =>
        expect(await messages(type, props)).to.deep.equal(expected));
    }

    it("what decides instead may be unknown", async () => {
      await expectUnknownAsTried(
        publicDatabase,
        "aws-native:rds:DbCluster",
        { dbClusterInstanceClass: "db.m6gd.large", dbSubnetGroupName: "private" },
        ["default"],
      );
    });
  });

  it("gives one fingerprint to one meaning", async () => {
    const print = async (type: string, props: Written): Promise<string[]> =>
      (await judge(publicDatabase, type, props)).map(fingerprintOf);
    const [one] = await print("aws:rds/instance:Instance", { publiclyAccessible: true });
    for (const value of ["true", "True"])
      expect(await print("aws:rds/instance:Instance", { publiclyAccessible: value })).to.deep.equal([one]);
    expect(await print("aws-native:rds:DbInstance", { publiclyAccessible: true })).to.deep.equal([one]);
    expect(await print("aws-native:rds:DbInstance", {})).not.to.deep.equal([one]);
  });

  it("says nothing of what is no database", async () => {
    for (const type of ["aws:lambda/function:Function", "constructor", "aws:rds/cluster:Cluster"])
      expect(publicDatabase.appliesTo(type)).to.equal(false);
  });
});
