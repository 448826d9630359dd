import { expect } from "chai";
import { partitionOfRegion } from "../../partitions";
import { type RecordedResource, record } from "../components/recorder";
import type { Overrides } from "../config/stack";
import { forgetProgram, runProgram } from "./in-process";
import { type ProgramStack, shipped } from "./stack";

const LABEL = "a".repeat(60);

/** Every role, with the longest names and a role path of 128 characters. */
const largest = (region: string, overrides: Overrides = {}): ProgramStack =>
  shipped(
    "dev",
    {
      // The recorder's stack is called `stack`, and with a region of 14 characters that makes 28 in all.
      namePrefix: "a".repeat(28 - "-stack-".length - region.length),
      rolePath: `/${"p".repeat(126)}/`,
      flowLogDestination: "cloudwatch",
      proxyHostName: `${LABEL}.${LABEL}.${LABEL}.example.com`,
      availabilityZones: [`${region}a`, `${region}b`],
      proxyCertificateArn: `arn:${partitionOfRegion(region).partition}:acm:${region}:111122223333:certificate/12345678-1234-1234-1234-123456789012`,
      ...overrides,
    },
    region,
  );

describe("the largest stack", function () {
  this.timeout(180_000);
  let resources: readonly RecordedResource[];
  before(async () => {
    ({ resources } = await record(() => runProgram(largest("ap-southeast-4"))));
  });
  after(forgetProgram);

  const all = (type: string) => resources.filter((resource) => resource.type === type);
  const lengths = (type: string, property: string): readonly number[] =>
    all(type).map(({ inputs }) => String(inputs[property]).length);

  it("has all thirteen roles, and names of 28 characters to build on", () => {
    expect(all("aws:iam/role:Role")).to.have.lengthOf(13);
    expect(all("aws:opensearch/domain:Domain")[0]?.inputs["domainName"]).to.have.lengthOf(28);
  });

  it("stays below IAM's quotas: 6,144 characters of boundary, 10,240 of inline policy, 2,048 of trust", () => {
    expect(Math.max(...lengths("aws:iam/policy:Policy", "policy"))).to.be.at.most(6144);
    expect(Math.max(...lengths("aws:iam/rolePolicy:RolePolicy", "policy"))).to.be.at.most(10_240);
    expect(Math.max(...lengths("aws:iam/role:Role", "assumeRolePolicy"))).to.be.at.most(2048);
  });

  it("stays below S3's and EC2's: 20 KB of bucket policy, 16 KB of user data before encoding", () => {
    expect(Math.max(...lengths("aws:s3/bucketPolicy:BucketPolicy", "policy"))).to.be.at.most(20_480);
    const [template] = all("aws:ec2/launchTemplate:LaunchTemplate");
    expect(Buffer.from(String(template?.inputs["userData"]), "base64"))
      .to.have.property("length")
      .that.is.at.most(16_384);
  });

  it("stays below the lengths of names: 64 for roles and functions, 63 for buckets", () => {
    expect(Math.max(...lengths("aws:iam/role:Role", "name"))).to.be.at.most(64);
    expect(Math.max(...lengths("aws:lambda/function:Function", "name"))).to.be.at.most(64);
    expect(Math.max(...lengths("aws:s3/bucket:Bucket", "bucket"))).to.be.at.most(63);
  });

  it("leaves room in both boundaries for one more grant, whatever the region calls its buckets and services", async () => {
    // With `ec2messages` and a bucket's listed suffix, with neither, and in the partition with the longest name. Flow logs
    // in S3 make the console's the longest.
    const stacks = [
      largest("ap-southeast-4"),
      largest("ap-southeast-4", { flowLogDestination: "s3" }),
      largest("ap-southeast-7"),
      largest("us-gov-west-1", { console: "off" }),
    ];
    for (const stack of stacks) {
      forgetProgram();
      const recorded = (await record(() => runProgram(stack))).resources;
      const boundaries = recorded.filter(({ type }) => type === "aws:iam/policy:Policy");
      const console = stack.region.startsWith("us-gov-") ? [] : ["roles-console-boundary"];
      expect(boundaries.map(({ name }) => name).sort()).to.deep.equal(["roles-boundary", ...console]);
      for (const { name, inputs } of boundaries) {
        const policy = String(inputs["policy"]);
        expect(policy.length, `${stack.region} ${name}`).to.be.within(1, 6144 - 150);
        const takes = name === "roles-boundary" && stack.region !== "ap-southeast-7";
        expect(policy.includes("ec2messages:"), `${stack.region} ${name}`).to.equal(takes);
      }
    }
  });
});
