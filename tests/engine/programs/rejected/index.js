const aws = require("@pulumi/aws");
const pulumi = require("@pulumi/pulumi");

const config = new pulumi.Config();
const orders = new aws.sqs.Queue("orders", { sqsManagedSseEnabled: true });

const refused = [];
// Known in a preview.
if (config.getBoolean("open")) {
  const ingress = [{ protocol: "tcp", fromPort: 22, toPort: 22, cidrBlocks: ["0.0.0.0/0"] }];
  refused.push(new aws.ec2.SecurityGroup("open", { description: "lets everybody in", ingress, egress: [] }));
}
// Known once the queue exists.
if (config.getBoolean("public")) {
  const policy = orders.arn.apply((arn) =>
    JSON.stringify({
      Version: "2012-10-17",
      Statement: [{ Effect: "Allow", Principal: "*", Action: "sqs:SendMessage", Resource: arn }],
    }),
  );
  refused.push(new aws.sqs.QueuePolicy("strangers", { queueUrl: orders.url, policy }));
}
new aws.sqs.Queue("after", { sqsManagedSseEnabled: true }, { dependsOn: refused });
