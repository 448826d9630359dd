import type { Recipes, Recipient } from "./recipient";

/** A resource that is known by its ARN: that is its id, too. */
const byArn =
  (service: string, prefix: string, property = "name") =>
  (r: Recipient) => {
    const name = r.named(property);
    const arn = r.arn(service, `${prefix}${name}`);
    return { id: arn, [property]: name, arn };
  };

/** A resource that is known by its name. */
const byName =
  (service: string, prefix: string, property = "name") =>
  (r: Recipient) => ({ ...byArn(service, prefix, property)(r), id: r.named(property) });

/** The last part of an ARN, or of a path, or a name. */
const lastOf = (text: string): string => text.split(/[:/]/).at(-1) ?? text;

/** An ARN of API Gateway, which has no account. */
const apiArn = (r: Recipient, path: string) =>
  r.regional((region) => `arn:${r.placement.partition}:apigateway:${region}::${path}`);

/** Containers, databases, streams, pipelines and interfaces, as policies of other stacks name them. */
export const PLATFORM_RECIPES: Recipes = {
  "aws:eks/cluster:Cluster": (r) => ({
    ...byName("eks", "cluster/")(r),
    identities: r.regional((region) => [
      {
        oidcs: [
          { issuer: `https://oidc.eks.${region}.${r.placement.dnsSuffix}/id/${r.hex(32).toUpperCase()}` },
        ],
      },
    ]),
  }),
  "aws:ecs/cluster:Cluster": byArn("ecs", "cluster/"),
  "aws:ecs/service:Service": (r) => {
    const arn = r.arn("ecs", `service/${lastOf(r.text("cluster") ?? "default")}/${r.named()}`);
    return { id: arn, name: r.named(), arn };
  },
  "aws:ecs/taskDefinition:TaskDefinition": (r) => {
    const family = r.named("family");
    const arnWithoutRevision = r.arn("ecs", `task-definition/${family}`);
    const arn = r.arn("ecs", `task-definition/${family}:1`);
    return { id: family, family, arn, arnWithoutRevision, revision: 1 };
  },
  "aws:rds/instance:Instance": (r) => {
    const identifier = r.named("identifier");
    const resourceId = `db-${r.upper(26)}`;
    return {
      id: resourceId,
      resourceId,
      identifier,
      arn: r.arn("rds", `db:${identifier}`),
      address: r.regional((region) => `${identifier}.${r.lower(12)}.${region}.rds.${r.placement.dnsSuffix}`),
    };
  },
  "aws:rds/cluster:Cluster": (r) => {
    const name = r.named("clusterIdentifier");
    const host = (kind: string) =>
      r.regional((region) => `${name}.${kind}-${r.lower(12)}.${region}.rds.${r.placement.dnsSuffix}`);
    return {
      ...byName("rds", "cluster:", "clusterIdentifier")(r),
      clusterResourceId: `cluster-${r.upper(26)}`,
      endpoint: host("cluster"),
      readerEndpoint: host("cluster-ro"),
    };
  },
  "aws:efs/fileSystem:FileSystem": (r) => {
    const id = r.ec2Id("fs");
    return {
      id,
      arn: r.arn("elasticfilesystem", `file-system/${id}`),
      dnsName: r.regional((region) => `${id}.efs.${region}.${r.placement.dnsSuffix}`),
      ownerId: r.placement.account,
    };
  },
  "aws:efs/accessPoint:AccessPoint": (r) => {
    const id = r.ec2Id("fsap");
    return { id, arn: r.arn("elasticfilesystem", `access-point/${id}`), ownerId: r.placement.account };
  },
  "aws:kinesis/stream:Stream": byArn("kinesis", "stream/"),
  "aws:kinesis/firehoseDeliveryStream:FirehoseDeliveryStream": byArn("firehose", "deliverystream/"),
  "aws:msk/cluster:Cluster": (r) => {
    const arn = r.arn("kafka", `cluster/${r.named("clusterName")}/${r.uuid()}-1`);
    return { id: arn, clusterName: r.named("clusterName"), arn };
  },
  "aws:cloudwatch/eventBus:EventBus": byName("events", "event-bus/"),
  "aws:sfn/stateMachine:StateMachine": byArn("states", "stateMachine:"),
  "aws:codebuild/project:Project": byArn("codebuild", "project/"),
  "aws:codepipeline/pipeline:Pipeline": byName("codepipeline", ""),
  "aws:athena/workgroup:Workgroup": byName("athena", "workgroup/"),
  "aws:glue/catalogDatabase:CatalogDatabase": (r) => ({
    ...byName("glue", "database/")(r),
    id: `${r.placement.account}:${r.named()}`,
  }),
  "aws:backup/vault:Vault": byName("backup", "backup-vault:"),
  "aws:cloudtrail/trail:Trail": byArn("cloudtrail", "trail/"),
  "aws:apigateway/restApi:RestApi": (r) => {
    const id = r.lower(10);
    return {
      id,
      arn: apiArn(r, `/restapis/${id}`),
      executionArn: r.arn("execute-api", id),
      rootResourceId: r.lower(10, "root"),
    };
  },
  "aws:apigatewayv2/api:Api": (r) => {
    const id = r.lower(10);
    const scheme = r.text("protocolType") === "WEBSOCKET" ? "wss" : "https";
    return {
      id,
      arn: apiArn(r, `/apis/${id}`),
      executionArn: r.arn("execute-api", id),
      apiEndpoint: r.regional((region) => `${scheme}://${id}.execute-api.${region}.${r.placement.dnsSuffix}`),
    };
  },
};
