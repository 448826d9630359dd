import { UNKNOWN, type ValueMap } from "../analysis/unknown";
import { type Absence, type Choice, type Undecided, VARIES } from "./choices";
import { textOf } from "./resource";

const flag = (absent: Choice["absent"], path = "publiclyAccessible"): Choice => ({
  path,
  values: { wrong: ["true"] },
  absent,
});

/**
 * A Multi-AZ cluster without a subnet group, or in the default one, is public; Aurora's clusters leave it to their
 * instances. https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/API_CreateDBCluster.html
 */
function byGroup(inputs: ValueMap): Absence | Undecided {
  const size = inputs["dbClusterInstanceClass"];
  const group = textOf(inputs["dbSubnetGroupName"]);
  if (size === undefined || size === null || (typeof group === "string" && group !== "default"))
    return "false";
  if (group === UNKNOWN) return { by: "dbSubnetGroupName" };
  return size === UNKNOWN ? { by: "dbClusterInstanceClass" } : "true";
}

/** MSK gives its brokers public addresses on request. */
const BROKERS: Choice = {
  path: "brokerNodeGroupInfo.connectivityInfo.publicAccess.type",
  values: { right: ["disabled"] },
  absent: "DISABLED",
};

/**
 * Databases, brokers and what replicates them, and the property that gives them a public address. The classic provider
 * sends `false` where a property of RDS is absent; CloudFormation leaves it to the service.
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-template-resource-type-ref.html
 */
const DATABASES: Readonly<Record<string, Choice>> = {
  "aws:dms/instanceProfile:InstanceProfile": flag("true"),
  "aws:dms/replicationInstance:ReplicationInstance": flag("false"),
  "aws:docdb/clusterInstance:ClusterInstance": flag("false"),
  "aws:lightsail/database:Database": flag("false"),
  "aws:m2/environment:Environment": flag("false"),
  "aws:mq/broker:Broker": flag("false"),
  "aws:msk/cluster:Cluster": BROKERS,
  "aws:neptune/clusterInstance:ClusterInstance": flag("false"),
  "aws:neptunegraph/graph:Graph": flag("false", "publicConnectivity"),
  "aws:rds/clusterInstance:ClusterInstance": flag("false"),
  "aws:rds/instance:Instance": flag("false"),
  "aws:rds/shardGroup:ShardGroup": flag(VARIES),
  "aws:redshift/cluster:Cluster": flag("false"),
  "aws:redshiftserverless/workgroup:Workgroup": flag("false"),
  "aws:timestreaminfluxdb/dbCluster:DbCluster": flag("false"),
  "aws:timestreaminfluxdb/dbInstance:DbInstance": flag("false"),
  "aws-native:amazonmq:Broker": flag("false"),
  "aws-native:dms:InstanceProfile": flag("true"),
  "aws-native:dms:ReplicationInstance": flag("true"),
  "aws-native:lightsail:Database": flag("false"),
  "aws-native:m2:Environment": flag("false"),
  "aws-native:msk:Cluster": BROKERS,
  "aws-native:neptune:DbInstance": flag("false"),
  "aws-native:neptunegraph:Graph": flag("false", "publicConnectivity"),
  "aws-native:rds:DbCluster": flag(byGroup),
  "aws-native:rds:DbInstance": flag(VARIES),
  "aws-native:rds:DbShardGroup": flag(VARIES),
  "aws-native:redshift:Cluster": flag("false"),
  "aws-native:redshiftserverless:Workgroup": flag("false"),
  "aws-native:timestream:InfluxDbCluster": flag("false"),
  "aws-native:timestream:InfluxDbInstance": flag("false"),
};

/** The choice that makes a database of this type public; undefined where the type is none, or never is. */
export const publicDatabaseChoice = (type: string): Choice | undefined =>
  Object.hasOwn(DATABASES, type) ? DATABASES[type] : undefined;
