import type { Recipes, Recipient } from "./recipient";

/** A resource whose id and ARN follow from its name. */
const byName = (service: string, prefix: string, separator: string) => (r: Recipient) => {
  const name = r.named();
  return { id: name, name, arn: r.arn(service, `${prefix}${separator}${name}`) };
};

/** Lambda, AppSync, OpenSearch, messaging and stores. */
export const APPLICATION_RECIPES: Recipes = {
  "aws:lambda/function:Function": (r) => {
    const name = r.named();
    const arn = r.arn("lambda", `function:${name}`);
    const version = r.input("publish") === true ? "1" : "$LATEST";
    const invoke = (target: string) =>
      r.regional(
        (region) =>
          `arn:${r.placement.partition}:apigateway:${region}:lambda:path/2015-03-31/functions/${target}/invocations`,
      );
    if (typeof arn !== "string") return { id: name, name, version };
    return {
      id: name,
      name,
      version,
      arn,
      qualifiedArn: `${arn}:${version}`,
      invokeArn: invoke(arn),
      qualifiedInvokeArn: invoke(`${arn}:${version}`),
    };
  },
  "aws:lambda/permission:Permission": (r) => ({
    id: r.text("statementId") ?? `${r.subject.name}-${r.hex(7)}`,
  }),
  "aws:appsync/graphQLApi:GraphQLApi": (r) => {
    const id = r.lower(26);
    const host = r.lower(26, "host");
    return {
      id,
      arn: r.arn("appsync", `apis/${id}`),
      uris: r.regional((region) => ({
        GRAPHQL: `https://${host}.appsync-api.${region}.${r.placement.dnsSuffix}/graphql`,
        REALTIME: `wss://${host}.appsync-realtime-api.${region}.${r.placement.dnsSuffix}/graphql`,
      })),
    };
  },
  "aws:appsync/dataSource:DataSource": (r) => {
    const name = r.named();
    const api = r.text("apiId") ?? r.lower(26);
    return { id: `${api}-${name}`, name, arn: r.arn("appsync", `apis/${api}/datasources/${name}`) };
  },
  "aws:appsync/resolver:Resolver": (r) => {
    const api = r.text("apiId") ?? r.lower(26);
    const [type, field] = [r.text("type") ?? "Query", r.text("field") ?? r.subject.name];
    return {
      id: `${api}-${type}-${field}`,
      arn: r.arn("appsync", `apis/${api}/types/${type}/resolvers/${field}`),
    };
  },
  "aws:opensearch/domain:Domain": (r) => {
    const name = r.named("domainName");
    const inVpc = r.input("vpcOptions") !== null && r.input("vpcOptions") !== undefined;
    const endpoint = r.regional(
      (region) => `${inVpc ? "vpc" : "search"}-${name}-${r.lower(26)}.${region}.es.${r.placement.dnsSuffix}`,
    );
    const arn = r.arn("es", `domain/${name}`);
    return {
      id: arn,
      arn,
      domainName: name,
      domainId: `${r.placement.account}/${name}`,
      endpoint,
      dashboardEndpoint: typeof endpoint === "string" ? `${endpoint}/_dashboards` : endpoint,
    };
  },
  "aws:opensearch/domainPolicy:DomainPolicy": (r) => ({
    id: `esd-policy-${r.text("domainName") ?? r.hex(8)}`,
  }),
  "aws:sns/topic:Topic": (r) => {
    const name = r.named();
    const arn = r.arn("sns", name);
    return { id: arn, name, arn, owner: r.placement.account };
  },
  "aws:sns/topicPolicy:TopicPolicy": (r) => ({ id: r.text("arn") ?? r.hex(17), owner: r.placement.account }),
  "aws:sns/topicSubscription:TopicSubscription": (r) => {
    const topic = r.text("topic");
    const arn = topic === undefined ? r.arn("sns", `${r.subject.name}:${r.uuid()}`) : `${topic}:${r.uuid()}`;
    return { id: arn, arn, ownerId: r.placement.account };
  },
  "aws:sqs/queue:Queue": (r) => {
    const name = r.named();
    const url = r.regional(
      (region) => `https://sqs.${region}.${r.placement.dnsSuffix}/${r.placement.account}/${name}`,
    );
    return { id: url, name, url, arn: r.arn("sqs", name) };
  },
  "aws:dynamodb/table:Table": byName("dynamodb", "table", "/"),
  "aws:ecr/repository:Repository": (r) => ({
    ...byName("ecr", "repository", "/")(r),
    registryId: r.placement.account,
    repositoryUrl: r.regional(
      (region) => `${r.placement.account}.dkr.ecr.${region}.${r.placement.dnsSuffix}/${r.named()}`,
    ),
  }),
  "aws:secretsmanager/secret:Secret": (r) => {
    const name = r.named();
    const arn = r.arn("secretsmanager", `secret:${name}-${r.lower(6)}`);
    return { id: arn, name, arn };
  },
  "aws:acm/certificate:Certificate": (r) => {
    const arn = r.arn("acm", `certificate/${r.uuid()}`);
    return { id: arn, arn };
  },
};
