// Stacks as an organisation's programs register them: the same for the same size, on every machine.

const ACCOUNT = "123456789012";
const REGION = "eu-central-1";
const PROJECT = "shop";

const urn = (type, name) => `urn:pulumi:bench::${PROJECT}::${type}::${name}`;
const document = (...Statement) => JSON.stringify({ Version: "2012-10-17", Statement });
const arn = (service, resource, { region = REGION, account = ACCOUNT } = {}) =>
  `arn:aws:${service}:${region}:${account}:${resource}`;
const global = { region: "" };
const nowhere = { region: "", account: "" };

/** The resources of one service of an application, by logical name. Every fiftieth grants too much. */
function service(number) {
  const name = `service-${number}`;
  const careless = number % 50 === 49;
  const bucketArn = arn("s3", `${name}-uploads`, nowhere);
  const tags = { application: PROJECT, service: name, owner: `team-${number % 17}`, environment: "prod" };
  const role = {
    type: "aws:iam/role:Role",
    name: `${name}-role`,
    props: {
      name: `${name}-role`,
      path: `/${PROJECT}/`,
      maxSessionDuration: 3600,
      assumeRolePolicy: document({
        Effect: "Allow",
        Principal: { Service: number % 2 === 0 ? "lambda.amazonaws.com" : "ec2.amazonaws.com" },
        Action: "sts:AssumeRole",
      }),
      tags,
    },
    outputs: { arn: arn("iam", `role/${PROJECT}/${name}-role`, global), uniqueId: `AROA${number}` },
  };
  const policy = {
    type: "aws:iam/policy:Policy",
    name: `${name}-data`,
    props: {
      name: `${name}-data`,
      path: "/",
      policy: document(
        {
          Sid: "Objects",
          Effect: "Allow",
          Action: ["s3:GetObject", "s3:PutObject", "s3:DeleteObject", "s3:AbortMultipartUpload"],
          Resource: `${bucketArn}/*`,
        },
        { Sid: "List", Effect: "Allow", Action: "s3:ListBucket", Resource: bucketArn },
        {
          Sid: "Items",
          Effect: "Allow",
          Action: ["dynamodb:GetItem", "dynamodb:PutItem", "dynamodb:Query", "dynamodb:UpdateItem"],
          Resource: [arn("dynamodb", `table/${name}-items`), arn("dynamodb", `table/${name}-items/index/*`)],
        },
        {
          Sid: "Keys",
          Effect: "Allow",
          Action: ["kms:Decrypt", "kms:GenerateDataKey"],
          Resource: arn("kms", `key/00000000-0000-4000-8000-${String(number).padStart(12, "0")}`),
          Condition: { StringEquals: { "kms:ViaService": `s3.${REGION}.amazonaws.com` } },
        },
      ),
      tags,
    },
    outputs: { arn: arn("iam", `policy/${name}-data`, global) },
  };
  const logging = {
    type: "aws:iam/rolePolicy:RolePolicy",
    name: `${name}-logging`,
    props: {
      role: `${name}-role`,
      policy: careless
        ? document({ Effect: "Allow", Action: "*", Resource: "*" })
        : document({
            Effect: "Allow",
            Action: ["logs:CreateLogStream", "logs:PutLogEvents"],
            Resource: arn("logs", `log-group:/aws/${name}:*`),
          }),
    },
    madeFrom: { role: [role] },
  };
  const messaging = {
    type: "aws:iam/rolePolicy:RolePolicy",
    name: `${name}-messaging`,
    props: {
      role: `${name}-role`,
      policy: document(
        {
          Effect: "Allow",
          Action: ["sqs:SendMessage", "sqs:ReceiveMessage", "sqs:DeleteMessage", "sqs:GetQueueAttributes"],
          Resource: arn("sqs", `${name}-jobs`),
        },
        { Effect: "Allow", Action: ["ec2:Describe*", "cloudwatch:PutMetricData"], Resource: "*" },
      ),
    },
    madeFrom: { role: [role] },
  };
  const attachments = ["data", "managed"].map((what) => ({
    type: "aws:iam/rolePolicyAttachment:RolePolicyAttachment",
    name: `${name}-${what}-attachment`,
    props: {
      role: `${name}-role`,
      policyArn:
        what === "data" ? policy.outputs.arn : "arn:aws:iam::aws:policy/AmazonSSMManagedInstanceCore",
    },
    madeFrom: { role: [role], ...(what === "data" ? { policyArn: [policy] } : {}) },
  }));
  const group = {
    type: "aws:ec2/securityGroup:SecurityGroup",
    name: `${name}-group`,
    props: {
      description: `traffic of ${name}`,
      vpcId: "vpc-0123456789abcdef0",
      ingress: [
        {
          protocol: "tcp",
          fromPort: 443,
          toPort: 443,
          cidrBlocks: ["10.0.0.0/8", `203.0.113.${number % 256}/32`],
        },
        { protocol: "tcp", fromPort: 8080, toPort: 8081, securityGroups: ["sg-0123456789abcdef0"] },
      ],
      egress: [{ protocol: "-1", fromPort: 0, toPort: 0, cidrBlocks: ["0.0.0.0/0"] }],
      tags,
    },
    outputs: { arn: arn("ec2", `security-group/sg-${number}`), ownerId: ACCOUNT },
  };
  const rules = ["10.1.0.0/16", "10.2.0.0/16", careless ? "0.0.0.0/0" : "198.51.100.0/24"].map(
    (cidrIpv4, at) => ({
      type: "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule",
      name: `${name}-rule-${at}`,
      props: {
        securityGroupId: `id-of-${name}-group`,
        description: `rule ${at} of ${name}`,
        ipProtocol: "tcp",
        fromPort: 5432 + at,
        toPort: 5432 + at,
        cidrIpv4,
      },
      madeFrom: { securityGroupId: [group] },
    }),
  );
  const bucket = {
    type: "aws:s3/bucket:Bucket",
    name: `${name}-uploads`,
    props: {
      bucket: `${name}-uploads`,
      forceDestroy: false,
      versioning: { enabled: true },
      serverSideEncryptionConfiguration: {
        rule: { applyServerSideEncryptionByDefault: { sseAlgorithm: "aws:kms" }, bucketKeyEnabled: true },
      },
      tags,
    },
    outputs: { arn: bucketArn, hostedZoneId: "Z21DNDUVLTQW6Q", region: REGION },
  };
  const access = {
    type: "aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock",
    name: `${name}-access`,
    props: {
      bucket: `${name}-uploads`,
      blockPublicAcls: true,
      blockPublicPolicy: true,
      ignorePublicAcls: true,
      restrictPublicBuckets: true,
    },
    madeFrom: { bucket: [bucket] },
  };
  const bucketPolicy = {
    type: "aws:s3/bucketPolicy:BucketPolicy",
    name: `${name}-bucket-policy`,
    props: {
      bucket: `${name}-uploads`,
      policy: document(
        {
          Sid: "TlsOnly",
          Effect: "Deny",
          Principal: "*",
          Action: "s3:*",
          Resource: [bucketArn, `${bucketArn}/*`],
          Condition: { Bool: { "aws:SecureTransport": "false" } },
        },
        {
          Sid: "Delivery",
          Effect: "Allow",
          Principal: { Service: "cloudfront.amazonaws.com" },
          Action: "s3:GetObject",
          Resource: `${bucketArn}/*`,
          Condition: { StringEquals: { "aws:SourceAccount": ACCOUNT } },
        },
      ),
    },
    madeFrom: { bucket: [bucket], policy: [bucket] },
  };
  const lambda = {
    type: "aws:lambda/function:Function",
    name: `${name}-function`,
    props: {
      name: `${name}-function`,
      role: role.outputs.arn,
      runtime: "nodejs20.x",
      handler: "index.handler",
      memorySize: 512,
      timeout: 30,
      environment: { variables: { TABLE: `${name}-items`, BUCKET: `${name}-uploads`, LOG_LEVEL: "info" } },
      vpcConfig: { subnetIds: ["subnet-1", "subnet-2"], securityGroupIds: [`id-of-${name}-group`] },
      tags,
    },
    outputs: {
      arn: arn("lambda", `function:${name}-function`),
      qualifiedArn: arn("lambda", `function:${name}-function:1`),
    },
    madeFrom: { role: [role], vpcConfig: [group] },
  };
  const permission = {
    type: "aws:lambda/permission:Permission",
    name: `${name}-permission`,
    props: {
      action: "lambda:InvokeFunction",
      function: `${name}-function`,
      principal: "events.amazonaws.com",
      sourceArn: arn("events", `rule/${name}`),
    },
    madeFrom: { function: [lambda] },
  };
  const instance = {
    type: "aws:ec2/instance:Instance",
    name: `${name}-instance`,
    props: {
      ami: "ami-0123456789abcdef0",
      instanceType: "m7g.large",
      subnetId: "subnet-1",
      vpcSecurityGroupIds: [`id-of-${name}-group`],
      associatePublicIpAddress: false,
      monitoring: true,
      metadataOptions: { httpTokens: "required", httpEndpoint: "enabled" },
      rootBlockDevice: { encrypted: true, volumeSize: 30, volumeType: "gp3" },
      userData: "#!/bin/sh\n".padEnd(2_000, "echo provisioning\n"),
      tags,
    },
    outputs: { arn: arn("ec2", `instance/i-${number}`), privateIp: "10.1.2.3" },
    madeFrom: { vpcSecurityGroupIds: [group] },
  };
  const queue = {
    type: "aws:sqs/queue:Queue",
    name: `${name}-jobs`,
    props: {
      name: `${name}-jobs`,
      messageRetentionSeconds: 1_209_600,
      sqsManagedSseEnabled: true,
      policy: document({
        Effect: "Allow",
        Principal: { AWS: `arn:aws:iam::${ACCOUNT}:root` },
        Action: "sqs:SendMessage",
        Resource: arn("sqs", `${name}-jobs`),
      }),
      tags,
    },
    outputs: {
      arn: arn("sqs", `${name}-jobs`),
      url: `https://sqs.${REGION}.amazonaws.com/${ACCOUNT}/${name}-jobs`,
    },
  };
  const untouched = [
    {
      type: "aws:cloudwatch/logGroup:LogGroup",
      name: `${name}-logs`,
      props: { name: `/aws/${name}`, retentionInDays: 90, tags },
    },
    {
      type: "aws:cloudwatch/metricAlarm:MetricAlarm",
      name: `${name}-alarm`,
      props: {
        comparisonOperator: "GreaterThanThreshold",
        evaluationPeriods: 3,
        metricName: "Errors",
        namespace: "AWS/Lambda",
        period: 60,
        statistic: "Sum",
        threshold: 1,
        dimensions: { FunctionName: `${name}-function` },
        tags,
      },
    },
    {
      type: "aws:dynamodb/table:Table",
      name: `${name}-items`,
      props: {
        name: `${name}-items`,
        billingMode: "PAY_PER_REQUEST",
        hashKey: "id",
        attributes: [{ name: "id", type: "S" }],
        serverSideEncryption: { enabled: true },
        tags,
      },
    },
    {
      type: "aws:route53/record:Record",
      name: `${name}-record`,
      props: {
        zoneId: "Z0123456789",
        name: `${name}.example.com`,
        type: "A",
        ttl: 60,
        records: ["10.1.2.3"],
      },
    },
    {
      type: "random:index/randomPassword:RandomPassword",
      name: `${name}-password`,
      props: { length: 32, special: false },
    },
  ];
  return [
    role,
    policy,
    logging,
    messaging,
    ...attachments,
    group,
    ...rules,
    bucket,
    access,
    bucketPolicy,
    lambda,
    permission,
    instance,
    queue,
    ...untouched,
  ];
}

/** As the protocol takes them: `outputs` are the inputs, the id and what the provider adds. */
const registered = ({ type, name, props, outputs = {}, madeFrom = {} }) => ({
  type,
  name,
  urn: urn(type, name),
  props,
  outputs: { ...props, ...outputs, id: `id-of-${name}` },
  madeFrom: Object.fromEntries(
    Object.entries(madeFrom).map(([property, sources]) => [
      property,
      sources.map((source) => urn(source.type, source.name)),
    ]),
  ),
});

/** A stack of so many resources: whole services, the last one cut off. */
export function applicationStack(size) {
  const resources = [];
  for (let number = 0; resources.length < size; number += 1)
    resources.push(...service(number).map(registered));
  return resources.slice(0, size);
}

/** Ingress rules spread over security groups that they name by property dependency. */
export function ruleStack(groupCount, ruleCount) {
  const groups = Array.from({ length: groupCount }, (_, at) => ({
    type: "aws:ec2/securityGroup:SecurityGroup",
    name: `group-${at}`,
    props: { vpcId: "vpc-0123456789abcdef0", description: `group ${at}` },
  }));
  const rules = Array.from({ length: ruleCount }, (_, at) => ({
    type: "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule",
    name: `rule-${at}`,
    props: {
      securityGroupId: `id-of-group-${at % groupCount}`,
      ipProtocol: "tcp",
      fromPort: 1_024 + (at % 977),
      toPort: 1_024 + (at % 977) + (at % 5),
      cidrIpv4: `${1 + (at % 200)}.${at % 256}.${Math.floor(at / 256) % 256}.0/24`,
    },
    madeFrom: { securityGroupId: [groups[at % groupCount]] },
  }));
  return [...groups, ...rules].map(registered);
}
