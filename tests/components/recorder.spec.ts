import * as aws from "@pulumi/aws";
import * as awsx from "@pulumi/awsx";
import * as pulumi from "@pulumi/pulumi";
import { expect } from "chai";
import { context, record, resolved, transformed, UNKNOWN } from "./recorder";

class Pair extends pulumi.ComponentResource {
  readonly arn: pulumi.Output<string>;

  constructor(name: string) {
    super("test:index:Pair", name, {});
    const options = { parent: this, protect: true, deleteBeforeReplace: true };
    const topic = new aws.sns.Topic(`${name}-topic`, { name: "chosen" }, options);
    new aws.sns.TopicPolicy(
      `${name}-policy`,
      { arn: topic.arn, policy: pulumi.secret("{}") },
      { parent: this, dependsOn: topic },
    );
    this.arn = topic.arn;
    this.registerOutputs({ arn: topic.arn });
  }
}

async function failure(build: () => unknown): Promise<string> {
  return record(build).then(
    () => "no failure",
    (error: unknown) => String(error),
  );
}

describe("recorder", () => {
  it("records children with parent, resolved inputs, secrets, dependencies and options", async () => {
    const { result, resources, only } = await record(() => new Pair("pair"));
    expect(resources.map(({ type, name, parent, custom }) => [type, name, parent, custom])).to.deep.equal([
      ["test:index:Pair", "pair", "", false],
      ["aws:sns/topic:Topic", "pair-topic", "pair", true],
      ["aws:sns/topicPolicy:TopicPolicy", "pair-policy", "pair", true],
    ]);
    const arn = "arn:aws:sns:eu-central-1:111122223333:chosen";
    const policy = only("aws:sns/topicPolicy:TopicPolicy");
    expect(policy.inputs).to.deep.equal({ arn, policy: "{}" });
    expect(policy.secrets).to.deep.equal(["policy"]);
    expect(policy.dependencies).to.deep.equal(["pair-topic"]);
    expect(only("aws:sns/topic:Topic").protect).to.equal(true);
    expect(only("aws:sns/topic:Topic").deleteBeforeReplace).to.equal(true);
    expect(only("test:index:Pair").outputs).to.deep.equal({ arn });
    expect(await resolved(result.arn)).to.equal(arn);
  });

  it("leaves what AWS chooses unknown on request", async () => {
    const { only } = await record(() => new Pair("pair"), { outputs: "unknown" });
    expect(only("aws:sns/topicPolicy:TopicPolicy").inputs).to.deep.equal({ arn: UNKNOWN, policy: "{}" });
  });

  it("records a remote component as one resource, with its outputs and transforms", async () => {
    const noPublicAddress: pulumi.ResourceTransform = ({ type, props, opts }) =>
      type === "aws:ec2/subnet:Subnet"
        ? { props: { ...props, mapPublicIpOnLaunch: false }, opts }
        : undefined;
    const { result, only } = await record(
      () =>
        new awsx.ec2.Vpc(
          "vpc",
          { availabilityZoneNames: ["eu-central-1a"] },
          { transforms: [noPublicAddress] },
        ),
    );
    const vpc = only("awsx:ec2:Vpc");
    expect(vpc.remote).to.equal(true);
    expect(await resolved(result.privateSubnetIds)).to.deep.equal(["subnet-private-a", "subnet-private-b"]);
    const subnet = {
      type: "aws:ec2/subnet:Subnet",
      name: "vpc-public-1",
      props: { mapPublicIpOnLaunch: true },
    };
    expect(await transformed(vpc, subnet)).to.deep.equal({ mapPublicIpOnLaunch: false });
    const route = { type: "aws:ec2/route:Route", name: "vpc-public-1", props: {} };
    expect(await transformed(vpc, route)).to.deep.equal({});
  });

  it("gives stand-in ARNs the partition of the stack", async () => {
    const china = context("aws-cn");
    const { result } = await record(() => new aws.s3.Bucket("b", { bucket: "chosen" }), { context: china });
    expect(await resolved(result.arn)).to.equal("arn:aws-cn:s3:::chosen");
  });

  it("refuses lookups, reads and duplicates, and passes on what the build throws", async () => {
    expect(await failure(() => aws.getCallerIdentityOutput())).to.contain(
      "lookup `aws:index/getCallerIdentity:getCallerIdentity` is not recorded",
    );
    expect(await failure(() => aws.s3.Bucket.get("b", "some-bucket"))).to.contain(
      "read of `aws:s3/bucket:Bucket::b` is not recorded",
    );
    expect(await failure(() => [new aws.s3.Bucket("b"), new aws.s3.Bucket("b")])).to.contain(
      "duplicate resource `urn:pulumi:stack::project::aws:s3/bucket:Bucket::b`",
    );
    expect(
      await failure(() => {
        throw new RangeError("count `0` is not in 1..9");
      }),
    ).to.equal("RangeError: count `0` is not in 1..9");
  });

  it("names what it saw when `only` does not find exactly one", async () => {
    const { only } = await record(() => [new aws.s3.Bucket("a"), new aws.s3.Bucket("b")]);
    expect(() => only("aws:s3/bucket:Bucket")).to.throw(
      "2 resources `aws:s3/bucket:Bucket` `any name`, seen `a`, `b`",
    );
    expect(only("aws:s3/bucket:Bucket", "b").name).to.equal("b");
  });
});
