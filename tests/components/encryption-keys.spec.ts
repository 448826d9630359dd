import { expect } from "chai";
import { EncryptionKeys } from "../../components/encryption-keys";
import type { StackContext } from "../../components/stack-context";
import type { EncryptedStore } from "../../config/stack-config";
import { context, record, resolved } from "./recorder";

const KEY = "aws:kms/key:Key";

const build = (stores: readonly EncryptedStore[], stack: StackContext = context()) =>
  record(() => new EncryptionKeys("keys", { context: stack, stores }), { context: stack });

type Statements = readonly Record<string, unknown>[];

/** A key's statements behind the one that every key begins with. */
const grants = async (store: EncryptedStore, stack: StackContext = context()): Promise<Statements> => {
  const { only } = await build([store], stack);
  const [administration, ...rest] = JSON.parse(only(KEY).inputs.policy).Statement;
  expect(administration.Sid).to.equal("AccountAdministersTheKey");
  return rest;
};

const USE = [
  "kms:Decrypt",
  "kms:DescribeKey",
  "kms:Encrypt",
  "kms:GenerateDataKey",
  "kms:GenerateDataKeyWithoutPlaintext",
  "kms:ReEncryptFrom",
  "kms:ReEncryptTo",
];

describe("EncryptionKeys", () => {
  it("creates nothing where no store has a key of its own", async () => {
    const { resources, result } = await build([]);
    expect(resources).to.have.length(1);
    expect(result.keys).to.deep.equal({});
  });

  it("creates one rotating key with an alias for each store, and no other", async () => {
    const { resources, only, result } = await build(["logs", "topic"]);
    expect(resources.map(({ type, name }) => [type, name])).to.have.deep.members([
      ["centralized-logging:index:EncryptionKeys", "keys"],
      [KEY, "keys-logs"],
      ["aws:kms/alias:Alias", "keys-logs-alias"],
      [KEY, "keys-topic"],
      ["aws:kms/alias:Alias", "keys-topic-alias"],
    ]);
    const { policy, ...inputs } = only(KEY, "keys-logs").inputs;
    expect(inputs).to.deep.equal({
      description: "Log groups in CloudWatch Logs (clo-dev-eu-central-1)",
      enableKeyRotation: true,
      rotationPeriodInDays: 365,
      deletionWindowInDays: 30,
    });
    expect(policy).to.be.a("string");
    const alias = only("aws:kms/alias:Alias", "keys-logs-alias");
    expect(alias.inputs).to.deep.equal({
      name: "alias/clo-dev-eu-central-1-logs",
      targetKeyId: "keys-logs-id",
    });
    expect(alias.deleteBeforeReplace).to.equal(true);
    expect(Object.keys(result.keys)).to.deep.equal(["logs", "topic"]);
    expect(await resolved(result.keys.logs?.arn ?? "")).to.equal(
      "arn:aws:kms:eu-central-1:111122223333:key/keys-logs-id",
    );
  });

  it("is protected where the stack's stores are", async () => {
    const { only } = await build(["logs"], context("aws", { deletionProtection: true }));
    expect(only(KEY).protect).to.equal(true);
  });

  it("lets the account administer a key, not use it", async () => {
    const { only } = await build(["topic"]);
    const [administration] = JSON.parse(only(KEY).inputs.policy).Statement;
    expect(administration).to.deep.equal({
      Sid: "AccountAdministersTheKey",
      Effect: "Allow",
      Principal: { AWS: "arn:aws:iam::111122223333:root" },
      Action: [
        "kms:CancelKeyDeletion",
        "kms:CreateAlias",
        "kms:DeleteAlias",
        "kms:DescribeKey",
        "kms:DisableKey",
        "kms:DisableKeyRotation",
        "kms:EnableKey",
        "kms:EnableKeyRotation",
        "kms:GetKeyPolicy",
        "kms:GetKeyRotationStatus",
        "kms:ListGrants",
        "kms:ListKeyPolicies",
        "kms:ListKeyRotations",
        "kms:ListResourceTags",
        "kms:PutKeyPolicy",
        "kms:RetireGrant",
        "kms:RevokeGrant",
        "kms:RotateKeyOnDemand",
        "kms:ScheduleKeyDeletion",
        "kms:TagResource",
        "kms:UntagResource",
        "kms:UpdateAlias",
        "kms:UpdateKeyDescription",
      ],
      Resource: "*",
    });
  });

  it("leaves the console's key to the policy that names the distribution", async () => {
    const { only } = await build(["console"]);
    expect(only(KEY).inputs).to.not.have.property("policy");
  });

  it("lets EC2 Auto Scaling use the volumes' key and grant it to AWS only", async () => {
    const autoScaling = {
      AWS: "arn:aws:iam::111122223333:role/aws-service-role/autoscaling.amazonaws.com/AWSServiceRoleForAutoScaling",
    };
    expect(await grants("volumes")).to.deep.equal([
      { Sid: "UseByAutoScaling", Effect: "Allow", Principal: autoScaling, Action: USE, Resource: "*" },
      {
        Sid: "GrantByAutoScaling",
        Effect: "Allow",
        Principal: autoScaling,
        Action: "kms:CreateGrant",
        Resource: "*",
        Condition: { Bool: { "kms:GrantIsForAWSResource": "true" } },
      },
    ]);
  });

  it("lets CloudWatch Logs of the region use the logs' key for this stack's groups only", async () => {
    expect(await grants("logs")).to.deep.equal([
      {
        Sid: "UseForLogGroupsOfThisStack",
        Effect: "Allow",
        Principal: { Service: "logs.eu-central-1.amazonaws.com" },
        Action: USE,
        Resource: "*",
        Condition: {
          ArnLike: {
            "kms:EncryptionContext:aws:logs:arn": [
              "arn:aws:logs:eu-central-1:111122223333:log-group:/centralized-logging/clo-dev-eu-central-1/*",
              "arn:aws:logs:eu-central-1:111122223333:log-group:/aws/OpenSearchService/domains/clo-dev-eu-central-1/*",
              "arn:aws:logs:eu-central-1:111122223333:log-group:/aws/appsync/apis/*",
              "arn:aws:logs:eu-central-1:111122223333:log-group:/aws/events/clo-dev-eu-central-1-*",
              "arn:aws:logs:eu-central-1:111122223333:log-group:/aws/lambda/clo-dev-eu-central-1-*",
            ],
          },
        },
      },
    ]);
  });

  it("lets them use it for the logs of web ACLs too where CloudFront has these, and nowhere else", async () => {
    const groups = async (stack: StackContext): Promise<readonly string[]> => {
      const [{ Condition }] = (await grants("logs", stack)) as never as readonly [
        { readonly Condition: { readonly ArnLike: Record<string, readonly string[]> } },
      ];
      const arns = Condition.ArnLike["kms:EncryptionContext:aws:logs:arn"] ?? [];
      return arns.filter((arn) => arn.includes("aws-waf-logs-"));
    };
    expect(
      await groups(context("aws", { region: "us-east-1", baseName: "clo-dev-us-east-1" })),
    ).to.deep.equal(["arn:aws:logs:us-east-1:111122223333:log-group:aws-waf-logs-clo-dev-us-east-1-*"]);
    expect(await groups(context("aws-us-gov", { region: "us-gov-west-1" }))).to.deep.equal([]);
    expect(await groups(context("aws-cn", { region: "cn-northwest-1" }))).to.deep.equal([]);
  });

  it("lets the domain's key be used and granted through OpenSearch Service only", async () => {
    const account = { AWS: "arn:aws:iam::111122223333:root" };
    const through = { StringEquals: { "kms:ViaService": "es.eu-central-1.amazonaws.com" } };
    expect(await grants("domain")).to.deep.equal([
      {
        Sid: "UseThroughOpenSearch",
        Effect: "Allow",
        Principal: account,
        Action: USE,
        Resource: "*",
        Condition: through,
      },
      {
        Sid: "GrantThroughOpenSearch",
        Effect: "Allow",
        Principal: account,
        Action: "kms:CreateGrant",
        Resource: "*",
        Condition: { ...through, Bool: { "kms:GrantIsForAWSResource": "true" } },
      },
    ]);
  });

  it("lets rules and alarms publish to the topic with its key, pinned to the topic", async () => {
    const forTopic = {
      "kms:EncryptionContext:aws:sns:topicArn":
        "arn:aws:sns:eu-central-1:111122223333:clo-dev-eu-central-1-alerts",
    };
    expect(await grants("topic")).to.deep.equal([
      {
        Sid: "PublishByEventBridge",
        Effect: "Allow",
        Principal: { Service: "events.amazonaws.com" },
        Action: ["kms:Decrypt", "kms:GenerateDataKey"],
        Resource: "*",
        Condition: { StringEquals: forTopic },
      },
      {
        Sid: "PublishByCloudWatch",
        Effect: "Allow",
        Principal: { Service: "cloudwatch.amazonaws.com" },
        Action: ["kms:Decrypt", "kms:GenerateDataKey"],
        Resource: "*",
        Condition: { StringEquals: { ...forTopic, "aws:SourceAccount": "111122223333" } },
      },
    ]);
  });

  it("names principals and services as the partition does", async () => {
    const china = JSON.stringify([
      await grants("logs", context("aws-cn")),
      await grants("domain", context("aws-cn")),
      await grants("volumes", context("aws-cn")),
      await grants("topic", context("aws-cn")),
    ]);
    expect(china).to.contain('"logs.cn-north-1.amazonaws.com.cn"');
    expect(china).to.contain('"es.cn-north-1.amazonaws.com.cn"');
    expect(china).to.contain('"events.amazonaws.com"');
    expect(china).to.not.contain("arn:aws:");
    const govCloud = JSON.stringify([
      await grants("logs", context("aws-us-gov")),
      await grants("volumes", context("aws-us-gov")),
    ]);
    expect(govCloud).to.contain('"logs.us-gov-west-1.amazonaws.com"');
    expect(govCloud).to.contain("arn:aws-us-gov:iam::111122223333:role/aws-service-role/");
    expect(govCloud).to.not.contain("arn:aws:");
  });

  it("creates the service-linked role that the volumes' policy names, where asked, and waits for it", async () => {
    const stores = ["volumes", "logs"] as const;
    const { only } = await record(
      () => new EncryptionKeys("keys", { context: context(), stores, serviceLinkedRoles: "create" }),
    );
    const role = only("aws:iam/serviceLinkedRole:ServiceLinkedRole");
    expect(role.inputs).to.deep.equal({ awsServiceName: "autoscaling.amazonaws.com" });
    expect(role.retainOnDelete).to.equal(true);
    expect(only(KEY, "keys-volumes").dependencies).to.deep.equal(["keys-autoscaling-role"]);
    expect(only(KEY, "keys-logs").dependencies).to.deep.equal([]);
    expect((await build(stores)).all("aws:iam/serviceLinkedRole:ServiceLinkedRole")).to.deep.equal([]);
    const withoutVolumes = await record(
      () =>
        new EncryptionKeys("keys", { context: context(), stores: ["logs"], serviceLinkedRoles: "create" }),
    );
    expect(withoutVolumes.all("aws:iam/serviceLinkedRole:ServiceLinkedRole")).to.deep.equal([]);
  });

  it("has its policies known before anything exists", async () => {
    const { all } = await record(
      () =>
        new EncryptionKeys("keys", { context: context(), stores: ["domain", "volumes", "logs", "topic"] }),
      { outputs: "unknown" },
    );
    for (const { inputs } of all(KEY)) expect(() => JSON.parse(inputs.policy)).to.not.throw();
  });
});
