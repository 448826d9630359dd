const aws = require("@pulumi/aws");
const pulumi = require("@pulumi/pulumi");

class Shop extends pulumi.ComponentResource {
  constructor(name) {
    super("shop:index:Shop", name);
    const topic = new aws.sns.Topic(`${name}-topic`, { tags: { shop: name } }, { parent: this });
    const queues = Array.from(
      { length: 4 },
      (_, at) => new aws.sqs.Queue(`${name}-queue-${at}`, { tags: { topic: topic.name } }, { parent: this }),
    );
    for (const [at, queue] of queues.entries()) {
      const subscription = { topic: topic.arn, protocol: "sqs", endpoint: queue.arn };
      new aws.sns.TopicSubscription(`${name}-subscription-${at}`, subscription, {
        parent: this,
        dependsOn: queues.slice(0, at),
      });
    }
    this.registerOutputs({ topic: topic.name });
  }
}

for (let at = 0; at < 30; at += 1) new Shop(`shop-${at}`);
