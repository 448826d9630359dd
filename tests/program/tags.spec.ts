import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { expect } from "chai";
import { type RecordedResource, type Recording, record } from "../components/recorder";
import { forgetProgram, runProgram } from "./in-process";
import type { ProgramStack } from "./stack";
import { VARIANTS } from "./variants";

const OWNER = { "pulumi:project": "project", "pulumi:stack": "stack" };
const GROUP = "aws:autoscaling/group:Group";
const OBJECT = "aws:s3/bucketObjectv2:BucketObjectv2";
const PROVIDER = "pulumi:providers:aws";

/** What the SDK declares of a type. */
function declared(type: string): string {
  const [, module = "", file = ""] = /^aws:(\w+)\/(\w+):/.exec(type) ?? [];
  return readFileSync(
    join(dirname(require.resolve("@pulumi/aws/package.json")), module, `${file}.d.ts`),
    "utf8",
  );
}

const bearsTags = (type: string): boolean => /^ {4}tags\??: /m.test(declared(type));
/** The provider merges its default tags into types that tell all of their tags. */
const getsDefaultTags = (type: string): boolean => /^ {4}readonly tagsAll: /m.test(declared(type));

describe("tags", function () {
  this.timeout(120_000);
  after(forgetProgram);

  const recorded = (stack: ProgramStack): Promise<Recording<void>> => {
    forgetProgram();
    return record(() => runProgram(stack));
  };
  const tagsOf = ({ inputs }: RecordedResource) =>
    Object.fromEntries(
      (inputs["tags"] as { key: string; value: string }[]).map(({ key, value }) => [key, value]),
    );

  for (const name of ["dev", "prod", "without NAT", "China with console", "service-linked roles"] as const) {
    it(`are on everything of AWS that can bear any, by default tags or by hand (${name})`, async () => {
      const { resources, all } = await recorded(VARIANTS[name]);
      const own = { ...OWNER, ...(VARIANTS[name].settings["tags"] as object | undefined) };
      const { defaultTags } = all(PROVIDER)[0]?.inputs ?? {};
      expect(JSON.parse(defaultTags)).to.deep.equal({ tags: own });
      const types = new Set(resources.map(({ type }) => type).filter((type) => type.startsWith("aws:")));
      const byHand = [...types].filter((type) => bearsTags(type) && !getsDefaultTags(type));
      expect(byHand).to.deep.equal([GROUP]);
      for (const group of all(GROUP)) expect(tagsOf(group)).to.deep.include(own);
    });
  }

  it("are taken off objects alone, which bear fewer than a stack may have", async () => {
    const { resources } = await recorded(VARIANTS.prod);
    const declining = resources.filter(({ inputs }) => "overrideProvider" in inputs);
    expect(new Set(declining.map(({ type }) => type))).to.deep.equal(new Set([OBJECT]));
  });

  it("are on what is launched: instances, their volumes and interfaces", async () => {
    const { only } = await recorded(VARIANTS.prod);
    const specifications: readonly { resourceType: string; tags: object }[] = only(
      "aws:ec2/launchTemplate:LaunchTemplate",
    ).inputs["tagSpecifications"];
    expect(specifications.map(({ resourceType }) => resourceType)).to.deep.equal([
      "instance",
      "volume",
      "network-interface",
    ]);
    for (const { tags } of specifications)
      expect(tags).to.deep.include({ ...OWNER, environment: "prod", owner: "platform-security" });
  });

  it("are on what awsx makes of the VPC: it has no provider but its parent's, which the engine hands on", async () => {
    const { only } = await recorded(VARIANTS.dev);
    const vpc = only("awsx:ec2:Vpc");
    expect([vpc.parent, vpc.providers]).to.deep.equal(["network", {}]);
    expect(only("centralized-logging:index:Network").providers).to.deep.equal({ aws: "aws" });
  });
});
