import { expect } from "chai";
import { type RecordedResource, record } from "../components/recorder";
import { forgetProgram, runProgram } from "./in-process";
import { type ProgramStack, shipped } from "./stack";

const REGION = "ap-southeast-7";
const LABEL = "a".repeat(60);

/** Every role, in a region with a long name, with the longest names and a role path of 128 characters. */
const LARGEST: ProgramStack = shipped(
  "dev",
  {
    // The recorder's stack is called `stack`: 28 characters in all.
    namePrefix: "abcdefg",
    rolePath: `/${"p".repeat(126)}/`,
    flowLogDestination: "cloudwatch",
    proxyHostName: `${LABEL}.${LABEL}.${LABEL}.example.com`,
    availabilityZones: [`${REGION}a`, `${REGION}b`],
    proxyCertificateArn: `arn:aws:acm:${REGION}:111122223333:certificate/12345678-1234-1234-1234-123456789012`,
  },
  REGION,
);

describe("the largest stack", function () {
  this.timeout(180_000);
  let resources: readonly RecordedResource[];
  before(async () => {
    ({ resources } = await record(() => runProgram(LARGEST)));
  });
  after(forgetProgram);

  const all = (type: string) => resources.filter((resource) => resource.type === type);
  const lengths = (type: string, property: string): readonly number[] =>
    all(type).map(({ inputs }) => String(inputs[property]).length);

  it("has all eleven roles, and names of 28 characters to build on", () => {
    expect(all("aws:iam/role:Role")).to.have.lengthOf(11);
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
});
