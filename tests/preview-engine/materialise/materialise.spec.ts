import { expect } from "chai";
import { MATERIALISED_TYPES, materialise } from "../../../preview/materialise/materialise";
import { placementOf, regionOutput, STAND_IN_ACCOUNT } from "../../../preview/materialise/placement";
import { OutputValue, Secret, UNKNOWN, type Value, type ValueMap } from "../../../preview/values/value";

const IRELAND = placementOf({ region: "eu-west-1", allowedAccountIds: '["111122223333"]' }, {}, {});
const BEIJING = placementOf({ region: "cn-north-1", allowedAccountIds: '["111122223333"]' }, {}, {});
const NOWHERE = placementOf({}, {}, {});

const made = (type: string, inputs: ValueMap, placement = IRELAND, name = "shop") =>
  materialise({ urn: `urn:pulumi:dev::p::${type}::${name}`, type, name, inputs, placement, custom: true });

describe("placementOf", () => {
  it("prefers the resource's own region to the provider's, and the provider's to the environment's", () => {
    const environment = { AWS_REGION: "eu-west-3" };
    expect(placementOf({ region: "eu-west-1" }, { region: "us-east-1" }, environment).region).to.equal(
      "us-east-1",
    );
    expect(placementOf({ region: "eu-west-1" }, {}, environment).region).to.equal("eu-west-1");
    expect(placementOf({}, {}, environment).region).to.equal("eu-west-3");
    expect(placementOf({ region: UNKNOWN }, {}, {}).region).to.equal(undefined);
  });

  it("takes the account from the allowed ones, then from the assumed role, then the example account", () => {
    const roles = '[{"roleArn":"arn:aws:iam::444455556666:role/deploy"}]';
    const account = (provider: ValueMap) => {
      const { account: id, accountStandIn } = placementOf(provider, {}, {});
      return [id, accountStandIn];
    };
    expect(account({ allowedAccountIds: '["111122223333"]', assumeRoles: roles })).to.deep.equal([
      "111122223333",
      false,
    ]);
    expect(account({ allowedAccountIds: ["111122223333"] })).to.deep.equal(["111122223333", false]);
    expect(account({ assumeRoles: roles })).to.deep.equal(["444455556666", false]);
    expect(account({ allowedAccountIds: "[" })).to.deep.equal([STAND_IN_ACCOUNT, true]);
    expect(account({})).to.deep.equal([STAND_IN_ACCOUNT, true]);
  });

  for (const [region, partition, dnsSuffix] of [
    ["eu-west-1", "aws", "amazonaws.com"],
    ["cn-north-1", "aws-cn", "amazonaws.com.cn"],
    ["us-gov-west-1", "aws-us-gov", "amazonaws.com"],
    ["us-iso-east-1", "aws-iso", "c2s.ic.gov"],
  ] as const) {
    it(`finds ${region} in ${partition}`, () => {
      expect(placementOf({ region }, {}, {})).to.include({ partition, dnsSuffix });
    });
  }
});

describe("regionOutput", () => {
  it("is an output of regional AWS resources only", () => {
    const of = (type: string) => regionOutput(type, "eu-west-1");
    expect(of("aws:s3/bucket:Bucket")).to.deep.equal({ region: "eu-west-1" });
    expect(of("aws:iam/role:Role")).to.deep.equal({});
    expect(of("random:index/randomPet:RandomPet")).to.deep.equal({});
    expect(regionOutput("aws:s3/bucket:Bucket", undefined)).to.deep.equal({});
  });
});

describe("materialise", () => {
  const expected: readonly (readonly [string, ValueMap, string, { readonly [output: string]: Value }])[] = [
    [
      "aws:s3/bucket:Bucket",
      { bucket: "shop-1" },
      "shop-1",
      {
        arn: "arn:aws:s3:::shop-1",
        bucketDomainName: "shop-1.s3.amazonaws.com",
        bucketRegionalDomainName: "shop-1.s3.eu-west-1.amazonaws.com",
      },
    ],
    [
      "aws:iam/role:Role",
      { name: "r", path: "/shop/" },
      "r",
      { arn: "arn:aws:iam::111122223333:role/shop/r" },
    ],
    [
      "aws:iam/policy:Policy",
      { name: "p", path: "/boundary/" },
      "arn:aws:iam::111122223333:policy/boundary/p",
      { arn: "arn:aws:iam::111122223333:policy/boundary/p", name: "p" },
    ],
    [
      "aws:kms/alias:Alias",
      { name: "alias/a", targetKeyId: "1-2" },
      "alias/a",
      {
        arn: "arn:aws:kms:eu-west-1:111122223333:alias/a",
        targetKeyArn: "arn:aws:kms:eu-west-1:111122223333:key/1-2",
      },
    ],
    [
      "aws:lambda/function:Function",
      { name: "f" },
      "f",
      {
        arn: "arn:aws:lambda:eu-west-1:111122223333:function:f",
        qualifiedArn: "arn:aws:lambda:eu-west-1:111122223333:function:f:$LATEST",
        invokeArn:
          "arn:aws:apigateway:eu-west-1:lambda:path/2015-03-31/functions/" +
          "arn:aws:lambda:eu-west-1:111122223333:function:f/invocations",
      },
    ],
    [
      "aws:sqs/queue:Queue",
      { name: "q" },
      "https://sqs.eu-west-1.amazonaws.com/111122223333/q",
      {
        arn: "arn:aws:sqs:eu-west-1:111122223333:q",
      },
    ],
    [
      "aws:cloudwatch/logGroup:LogGroup",
      { name: "/a/b" },
      "/a/b",
      {
        arn: "arn:aws:logs:eu-west-1:111122223333:log-group:/a/b",
      },
    ],
    [
      "aws:cloudwatch/eventRule:EventRule",
      { name: "e", eventBusName: "bus" },
      "bus/e",
      {
        arn: "arn:aws:events:eu-west-1:111122223333:rule/bus/e",
      },
    ],
    [
      "aws:ssm/parameter:Parameter",
      { name: "/a/b" },
      "/a/b",
      {
        arn: "arn:aws:ssm:eu-west-1:111122223333:parameter/a/b",
      },
    ],
    [
      "aws:ssm/parameter:Parameter",
      { name: "c" },
      "c",
      { arn: "arn:aws:ssm:eu-west-1:111122223333:parameter/c" },
    ],
    [
      "aws:scheduler/schedule:Schedule",
      { name: "s" },
      "default/s",
      {
        arn: "arn:aws:scheduler:eu-west-1:111122223333:schedule/default/s",
      },
    ],
    ["aws:cognito/userPoolDomain:UserPoolDomain", { domain: "d" }, "d", { awsAccountId: "111122223333" }],
    ["aws:kms/keyPolicy:KeyPolicy", { keyId: "k" }, "k", {}],
  ];
  for (const [type, inputs, id, outputs] of expected) {
    it(`gives \`${type}\` ${JSON.stringify(inputs)} the id and ARN of AWS's format`, () => {
      const result = made(type, inputs);
      expect(result.id).to.equal(id);
      expect(result.outputs).to.deep.include(outputs);
    });
  }

  const shapes: readonly (readonly [string, RegExp])[] = [
    ["aws:ec2/vpc:Vpc", /^vpc-[0-9a-f]{17}$/],
    ["aws:ec2/securityGroup:SecurityGroup", /^sg-[0-9a-f]{17}$/],
    ["aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule", /^sgr-[0-9a-f]{17}$/],
    ["aws:ec2/launchTemplate:LaunchTemplate", /^lt-[0-9a-f]{17}$/],
    ["aws:cloudfront/distribution:Distribution", /^E[A-Z2-7]{13}$/],
    ["aws:cloudfront/vpcOrigin:VpcOrigin", /^vo_[a-z0-9]{22}$/],
    ["aws:cognito/userPool:UserPool", /^eu-west-1_[a-z0-9]{9}$/],
    [
      "aws:cognito/identityPool:IdentityPool",
      /^eu-west-1:[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-a[0-9a-f]{3}-[0-9a-f]{12}$/,
    ],
    ["aws:ssm/patchBaseline:PatchBaseline", /^pb-[0-9a-f]{17}$/],
    ["aws:ssm/maintenanceWindow:MaintenanceWindow", /^mw-[0-9a-f]{17}$/],
    ["aws:nobody/knows:This", /^preview-[0-9a-f]{12}$/],
    ["random:index/randomPet:RandomPet", /^preview-[0-9a-f]{12}$/],
  ];
  for (const [type, shape] of shapes) {
    it(`gives \`${type}\` an id of AWS's shape, the same each time and another per resource`, () => {
      expect(made(type, {}).id).to.match(shape);
      expect(made(type, {}).id).to.equal(made(type, {}).id);
      expect(made(type, {}).id).not.to.equal(made(type, {}, IRELAND, "other").id);
    });
  }

  it("lets each load balancer part continue its parent's ARN", () => {
    const balancer = made("aws:lb/loadBalancer:LoadBalancer", { name: "lb", internal: true });
    const { arn, arnSuffix, dnsName } = balancer.outputs;
    expect(arn).to.equal(`arn:aws:elasticloadbalancing:eu-west-1:111122223333:loadbalancer/${arnSuffix}`);
    expect(arnSuffix).to.match(/^app\/lb\/[0-9a-f]{16}$/);
    expect(dnsName).to.match(/^internal-lb-\d{9}\.eu-west-1\.elb\.amazonaws\.com$/);
    const listener = made("aws:lb/listener:Listener", { loadBalancerArn: arn ?? null });
    expect(listener.id).to.match(/:listener\/app\/lb\/[0-9a-f]{16}\/[0-9a-f]{16}$/);
  });

  it("gives an interface endpoint a network interface per subnet, a gateway a prefix list", () => {
    const type = "aws:ec2/vpcEndpoint:VpcEndpoint";
    const inputs = {
      vpcEndpointType: "Interface",
      serviceName: "com.amazonaws.eu-west-1.ssm",
      subnetIds: ["a", "b"],
    };
    expect(made(type, inputs).outputs["networkInterfaceIds"]).to.have.length(2);
    expect(made(type, { ...inputs, subnetIds: UNKNOWN }).outputs).not.to.have.property("networkInterfaceIds");
    expect(made(type, {}).outputs["prefixListId"]).to.match(/^pl-/);
  });

  it("speaks of OpenSearch by domain name, in a VPC or not", () => {
    const type = "aws:opensearch/domain:Domain";
    const outside = made(type, { domainName: "logs" }).outputs;
    expect(outside["endpoint"]).to.match(/^search-logs-[a-z0-9]{26}\.eu-west-1\.es\.amazonaws\.com$/);
    expect(outside["dashboardEndpoint"]).to.equal(`${outside["endpoint"]}/_dashboards`);
    const inside = made(type, { domainName: "logs", vpcOptions: { subnetIds: [UNKNOWN] } }).outputs;
    expect(inside["endpoint"]).to.match(/^vpc-logs-/);
  });

  it("puts CloudFront's web ACLs into us-east-1", () => {
    const arn = made("aws:wafv2/webAcl:WebAcl", { name: "a", scope: "CLOUDFRONT" }).outputs["arn"];
    expect(arn).to.match(/^arn:aws:wafv2:us-east-1:111122223333:global\/webacl\/a\//);
    const logging = "aws:wafv2/webAclLoggingConfiguration:WebAclLoggingConfiguration";
    expect(made(logging, { resourceArn: "arn:acl" }).id).to.equal("arn:acl");
  });

  it("gives other platforms the names by which policies know them", () => {
    const outputsOf = (type: string, inputs: ValueMap) => made(type, inputs).outputs;
    const cluster = made("aws:eks/cluster:Cluster", { name: "shop" });
    expect(cluster).to.deep.include({ id: "shop" });
    expect(cluster.outputs).to.include({ arn: "arn:aws:eks:eu-west-1:111122223333:cluster/shop" });
    expect(JSON.stringify(cluster.outputs["identities"])).to.match(
      /^\[\{"oidcs":\[\{"issuer":"https:\/\/oidc\.eks\.eu-west-1\.amazonaws\.com\/id\/[0-9A-F]{32}"\}\]\}\]$/,
    );
    for (const [type, inputs, arn] of [
      ["aws:ecs/cluster:Cluster", { name: "c" }, "ecs:eu-west-1:111122223333:cluster/c"],
      [
        "aws:ecs/service:Service",
        { name: "s", cluster: "arn:aws:ecs:eu-west-1:111122223333:cluster/c" },
        "ecs:eu-west-1:111122223333:service/c/s",
      ],
      ["aws:ecs/service:Service", { name: "s" }, "ecs:eu-west-1:111122223333:service/default/s"],
      [
        "aws:ecs/taskDefinition:TaskDefinition",
        { family: "f" },
        "ecs:eu-west-1:111122223333:task-definition/f:1",
      ],
      ["aws:rds/instance:Instance", { identifier: "d" }, "rds:eu-west-1:111122223333:db:d"],
      ["aws:rds/cluster:Cluster", { clusterIdentifier: "d" }, "rds:eu-west-1:111122223333:cluster:d"],
      ["aws:kinesis/stream:Stream", { name: "s" }, "kinesis:eu-west-1:111122223333:stream/s"],
      ["aws:sfn/stateMachine:StateMachine", { name: "s" }, "states:eu-west-1:111122223333:stateMachine:s"],
      ["aws:codepipeline/pipeline:Pipeline", { name: "p" }, "codepipeline:eu-west-1:111122223333:p"],
      ["aws:backup/vault:Vault", { name: "v" }, "backup:eu-west-1:111122223333:backup-vault:v"],
    ] as const)
      expect(outputsOf(type, inputs)["arn"], type).to.equal(`arn:aws:${arn}`);
    expect(made("aws:sfn/stateMachine:StateMachine", { name: "s" }).id).to.equal(
      "arn:aws:states:eu-west-1:111122223333:stateMachine:s",
    );
    expect(outputsOf("aws:rds/instance:Instance", {})["resourceId"]).to.match(/^db-[A-Z2-7]{26}$/);
    expect(outputsOf("aws:rds/cluster:Cluster", { clusterIdentifier: "d" })["readerEndpoint"]).to.match(
      /^d\.cluster-ro-[a-z0-9]{12}\.eu-west-1\.rds\.amazonaws\.com$/,
    );
    const api = made("aws:apigatewayv2/api:Api", { protocolType: "WEBSOCKET" });
    expect(api.outputs).to.deep.equal({
      arn: `arn:aws:apigateway:eu-west-1::/apis/${api.id}`,
      executionArn: `arn:aws:execute-api:eu-west-1:111122223333:${api.id}`,
      apiEndpoint: `wss://${api.id}.execute-api.eu-west-1.amazonaws.com`,
    });
    expect(outputsOf("aws:ec2/defaultVpc:DefaultVpc", {})).to.include({ cidrBlock: "172.31.0.0/16" });
  });

  it("follows the partition", () => {
    expect(made("aws:s3/bucket:Bucket", { bucket: "b" }, BEIJING).outputs).to.deep.include({
      arn: "arn:aws-cn:s3:::b",
      bucketRegionalDomainName: "b.s3.cn-north-1.amazonaws.com.cn",
    });
    expect(made("aws:cloudfront/distribution:Distribution", {}, BEIJING).outputs["domainName"]).to.match(
      /\.cloudfront\.cn$/,
    );
  });

  it("leaves out what needs a region that nobody names", () => {
    const { id, outputs } = made("aws:s3/bucket:Bucket", { bucket: "b" }, NOWHERE);
    expect(id).to.equal("b");
    expect(outputs)
      .to.include({ arn: "arn:aws:s3:::b" })
      .and.not.to.have.property("bucketRegionalDomainName");
    expect(made("aws:sns/topic:Topic", { name: "t" }, NOWHERE).outputs).not.to.have.property("arn");
    expect(made("aws:sns/topic:Topic", { name: "t" }, NOWHERE).id).to.match(/^preview-/);
  });

  it("derives nothing from a secret or an unknown", () => {
    for (const hidden of [new Secret("hush-1"), UNKNOWN, new OutputValue("hush-1", true, [])]) {
      const { id, outputs } = made("aws:iam/role:Role", { name: hidden });
      expect(JSON.stringify({ id, outputs })).not.to.contain("hush");
      expect(id).to.match(/^shop-[0-9a-f]{7}$/);
    }
  });

  it("lists the subnets that awsx will create, per zone and layout entry", () => {
    const subnets = (inputs: ValueMap) => {
      const { outputs } = materialise({
        urn: "urn:pulumi:dev::p::awsx:ec2:Vpc::n",
        type: "awsx:ec2:Vpc",
        name: "n",
        inputs,
        placement: IRELAND,
        custom: false,
      });
      return ["publicSubnetIds", "privateSubnetIds", "isolatedSubnetIds"].map(
        (name) => (outputs[name] as readonly Value[]).length,
      );
    };
    expect(subnets({})).to.deep.equal([3, 3, 0]);
    expect(subnets({ availabilityZoneNames: ["a", "b"] })).to.deep.equal([2, 2, 0]);
    const zones = new OutputValue(["a"], false, ["urn:pulumi:dev::p::a:b:C::d"]);
    expect(subnets({ availabilityZoneNames: zones })).to.deep.equal([1, 1, 0]);
    expect(
      subnets({
        numberOfAvailabilityZones: 1,
        subnetSpecs: [{ type: "Isolated" }, { type: "Isolated" }, { type: "Public" }],
      }),
    ).to.deep.equal([1, 0, 2]);
  });

  it("gives components and Pulumi's own resources no id", () => {
    expect(made("pulumi:pulumi:StackReference", {}).id).to.equal("");
  });

  it("knows the formats of every type in its table, in every partition", () => {
    for (const type of MATERIALISED_TYPES) {
      for (const placement of [IRELAND, BEIJING]) {
        const { outputs } = made(type, {}, placement);
        const { arn } = outputs;
        if (typeof arn !== "string" || type === "aws:cognito/userPoolDomain:UserPoolDomain") continue;
        expect(arn, type).to.match(
          new RegExp(`^arn:${placement.partition}:[a-z0-9-]+:[a-z0-9-]*:(?:\\d{12})?:.+`),
        );
      }
    }
  });
});
