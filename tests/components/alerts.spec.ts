import { expect } from "chai";
import { Alerts, type AlertsArgs } from "../../components/alerts";
import { context, record } from "./recorder";

const build = (changes: Partial<AlertsArgs> = {}) =>
  record(() => new Alerts("alerts", { context: context(), emails: ["soc@example.com"], ...changes }));

const ARN = "arn:aws:sns:eu-central-1:111122223333:clo-dev-eu-central-1-alerts";

describe("Alerts", () => {
  it("creates the topic by its chosen name with its policy and one subscription an address", async () => {
    const { resources, only, result } = await build({ emails: ["soc@example.com", "ops@example.com"] });
    expect(resources.map(({ type, name }) => [type, name])).to.have.deep.members([
      ["centralized-logging:index:Alerts", "alerts"],
      ["aws:sns/topic:Topic", "alerts-topic"],
      ["aws:sns/topicPolicy:TopicPolicy", "alerts-policy"],
      ["aws:sns/topicSubscription:TopicSubscription", "alerts-soc@example.com"],
      ["aws:sns/topicSubscription:TopicSubscription", "alerts-ops@example.com"],
    ]);
    expect(only("aws:sns/topic:Topic").inputs).to.deep.equal({
      name: "clo-dev-eu-central-1-alerts",
      displayName: "Centralized logging",
      signatureVersion: 2,
    });
    expect(only("aws:sns/topic:Topic").deleteBeforeReplace).to.equal(true);
    expect(
      only("aws:sns/topicSubscription:TopicSubscription", "alerts-ops@example.com").inputs,
    ).to.deep.equal({
      topic: ARN,
      protocol: "email",
      endpoint: "ops@example.com",
    });
    expect(result.topicArn).to.equal(ARN);
  });

  it("is elsewhere as a whole where another region is given", async () => {
    const { resources, only, result } = await build({ region: "us-east-1" });
    const arn = "arn:aws:sns:us-east-1:111122223333:clo-dev-eu-central-1-global-alerts";
    expect(result.topicArn).to.equal(arn);
    for (const { custom, name, inputs } of resources)
      if (custom) expect(inputs.region, name).to.equal("us-east-1");
    const { Statement } = JSON.parse(only("aws:sns/topicPolicy:TopicPolicy").inputs.policy);
    expect(Statement[0].Resource).to.equal(arn);
    expect(Statement[2].Condition.ArnLike).to.deep.equal({
      "aws:SourceArn": "arn:aws:cloudwatch:us-east-1:111122223333:alarm:*",
    });
  });

  it("encrypts with a customer-managed key where one is given", async () => {
    const { only } = await build({ keyId: "key-topic" });
    expect(only("aws:sns/topic:Topic").inputs.kmsMasterKeyId).to.equal("key-topic");
  });

  it("lets rules and alarms of this account and region publish, with TLS only", async () => {
    const { only } = await build();
    expect(JSON.parse(only("aws:sns/topicPolicy:TopicPolicy").inputs.policy)).to.deep.equal({
      Version: "2012-10-17",
      Statement: [
        {
          Sid: "DenyWithoutTls",
          Effect: "Deny",
          Principal: "*",
          Action: "sns:Publish",
          Resource: ARN,
          Condition: { Bool: { "aws:SecureTransport": "false" } },
        },
        {
          Sid: "EventBridgeRules",
          Effect: "Allow",
          Principal: { Service: "events.amazonaws.com" },
          Action: "sns:Publish",
          Resource: ARN,
          Condition: { ArnLike: { "aws:SourceArn": "arn:aws:events:eu-central-1:111122223333:rule/*" } },
        },
        {
          Sid: "CloudWatchAlarms",
          Effect: "Allow",
          Principal: { Service: "cloudwatch.amazonaws.com" },
          Action: "sns:Publish",
          Resource: ARN,
          Condition: {
            StringEquals: { "aws:SourceAccount": "111122223333" },
            ArnLike: { "aws:SourceArn": "arn:aws:cloudwatch:eu-central-1:111122223333:alarm:*" },
          },
        },
      ],
    });
  });

  it("names its own partition in ARN and policy", async () => {
    for (const partition of ["aws-us-gov", "aws-cn"] as const) {
      const { only, result } = await build({ context: context(partition) });
      expect(result.topicArn).to.match(new RegExp(`^arn:${partition}:sns:`));
      const arns = only("aws:sns/topicPolicy:TopicPolicy").inputs.policy.match(/arn:[a-z-]+:/g);
      expect(new Set(arns)).to.deep.equal(new Set([`arn:${partition}:`]));
    }
  });
});
