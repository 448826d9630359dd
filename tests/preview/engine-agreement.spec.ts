import { expect } from "chai";
import { edges, entry, type Recorded, type Recording, record, tail, UNKNOWN_ON_THE_WIRE } from "./recorded";
import { pack } from "./run";

/*
 * What a policy pack is given. The expectations were recorded with the real CLI (3.260) on the same projects and the
 * same pack; values that only a provider fills in are left out.
 */

const tails = (records: readonly Recorded[]) => records.map(({ urn }) => tail(urn)).sort();
/** Options that were set; the others are false or empty. */
const set = ({ opts }: Recorded) =>
  Object.fromEntries(
    Object.entries(opts).filter(
      ([key, value]) =>
        key !== "parent" &&
        value !== false &&
        JSON.stringify(value) !== "[]" &&
        JSON.stringify(value) !== '{"$undefined":true}' &&
        (key !== "customTimeouts" || Object.values(value as object).some((seconds) => seconds !== 0)),
    ),
  );

describe("what policy packs are given, as by the real engine", () => {
  describe("of components, providers and values", () => {
    let recording: Recording;
    before(async () => {
      recording = await record("tree");
    });

    const everything = [
      "aws:ec2/securityGroup:SecurityGroup::group",
      "aws:iam/role:Role::reader",
      "aws:s3/bucket:Bucket::ledger",
      "pulumi:providers:aws::default_7_48_0",
      "pulumi:providers:aws::west",
      "pulumi:pulumi:Stack::tree-dev",
      "shop:index:Store$aws:s3/bucketPolicy:BucketPolicy::store-policy",
      "shop:index:Store$shop:index:Shelf$aws:s3/bucket:Bucket::store-shelf-bucket",
      "shop:index:Store$shop:index:Shelf::store-shelf",
      "shop:index:Store::store",
    ];

    it("includes the stack, default and explicit providers and components", () => {
      expect(tails(recording.each)).to.deep.equal(everything);
      expect(tails(recording.all)).to.deep.equal(everything);
    });

    it("gives providers their configuration as text, and the default one no parent", () => {
      const expected = { allowedAccountIds: '["123456789012"]', region: "eu-west-1", version: "7.48.0" };
      const byDefault = entry(recording.each, "default_7_48_0");
      expect(byDefault.props).to.deep.equal(expected);
      expect(byDefault.opts).not.to.have.property("parent");
      expect(entry(recording.all, "default_7_48_0").props).to.deep.equal(expected);
      const west = entry(recording.each, "west");
      expect(west.props).to.deep.equal({
        region: "us-west-2",
        skipCredentialsValidation: "false",
        skipRegionValidation: "true",
        version: "7.48.0",
      });
      expect(set(west)).to.deep.equal({ additionalSecretOutputs: ["accessKey", "secretKey", "token"] });
    });

    it("names the provider of each resource with its properties", () => {
      expect(entry(recording.each, "ledger").provider).to.deep.include({ name: "west" });
      expect(entry(recording.each, "ledger").provider?.props).to.deep.include({ region: "us-west-2" });
      expect(entry(recording.each, "reader").provider?.name).to.equal("default_7_48_0");
      expect(entry(recording.all, "reader").provider?.name).to.equal("default_7_48_0");
      expect(entry(recording.each, "store")).not.to.have.property("provider");
      expect(entry(recording.each, "tree-dev")).not.to.have.property("provider");
    });

    it("gives the stack no inputs, and its outputs at the end", () => {
      expect(entry(recording.each, "tree-dev").props).to.deep.equal({});
      expect(entry(recording.all, "tree-dev").props).to.deep.include({
        nothing: null,
        owner: "team-a",
        roleArn: UNKNOWN_ON_THE_WIRE,
        word: "psst-77aa",
      });
    });

    it("gives components their arguments, and at the end what they registered", () => {
      expect(entry(recording.each, "store").props).to.deep.equal({ owner: "team-a" });
      expect(entry(recording.all, "store").props).to.deep.equal({});
      const { bucket } = entry(recording.each, "store-shelf-bucket").props;
      expect(entry(recording.all, "store-shelf").props).to.deep.equal({ bucketName: bucket });
    });

    it("gives secrets in plain text and unknown values as unknown", () => {
      expect(entry(recording.each, "group").props["description"]).to.equal("hush-3d1f");
      expect(entry(recording.all, "group").props["description"]).to.equal("hush-3d1f");
      expect(entry(recording.each, "ledger").props["tags"]).to.deep.equal({
        group: UNKNOWN_ON_THE_WIRE,
        plain: "yes",
        word: "psst-77aa",
      });
      expect(entry(recording.each, "store-policy").props).to.deep.equal({
        bucket: UNKNOWN_ON_THE_WIRE,
        policy: UNKNOWN_ON_THE_WIRE,
      });
    });

    it("gives a generated name before the resource exists", () => {
      expect(entry(recording.each, "group").props["name"]).to.match(/^group-[0-9a-f]{7}$/);
      expect(entry(recording.each, "store-shelf-bucket").props["bucket"]).to.match(
        /^store-shelf-bucket-[0-9a-f]{7}$/,
      );
    });

    it("gives parents and dependencies at the end", () => {
      expect(tail(entry(recording.all, "store-policy").parent ?? "")).to.equal("shop:index:Store::store");
      expect(entry(recording.all, "default_7_48_0")).not.to.have.property("parent");
      const bucket = "shop:index:Store$shop:index:Shelf$aws:s3/bucket:Bucket::store-shelf-bucket";
      expect(edges(recording.all, "store-policy")).to.deep.equal({
        dependencies: [bucket],
        propertyDependencies: { bucket: [bucket], policy: [bucket] },
      });
      expect(edges(recording.all, "ledger")).to.deep.equal({
        dependencies: ["aws:ec2/securityGroup:SecurityGroup::group"],
        propertyDependencies: { tags: ["aws:ec2/securityGroup:SecurityGroup::group"] },
      });
      expect(edges(recording.all, "reader")).to.deep.equal({
        dependencies: [bucket, "shop:index:Store$aws:s3/bucketPolicy:BucketPolicy::store-policy"].sort(),
        propertyDependencies: {},
      });
    });
  });

  describe("of values on their way", () => {
    let recording: Recording;
    before(async () => {
      recording = await record("values");
    });

    it("passes objects of provider configuration as JSON text", () => {
      expect(entry(recording.each, "default_7_48_0").props).to.deep.equal({
        defaultTags: '{"tags":{"team":"shop"}}',
        region: "eu-west-1",
        version: "7.48.0",
      });
    });

    it("keeps nulls of components and empty values, drops other nulls and undefined ones, and opens secrets", () => {
      expect(entry(recording.each, "shelf").props).to.deep.equal({ nothing: null, width: 3 });
      expect(entry(recording.each, "holes").props).to.deep.include({ description: "", egress: [], tags: {} });
      expect(entry(recording.each, "holes").props).not.to.have.property("vpcId");
      expect(entry(recording.each, "rules").props).to.deep.include({
        ingress: [
          { cidrBlocks: ["10.0.0.0/8", "10.7.7.7/32"], fromPort: 22, protocol: "tcp", toPort: 22 },
          { fromPort: 443, protocol: "tcp", securityGroups: [UNKNOWN_ON_THE_WIRE], toPort: 443 },
        ],
        tags: { group: UNKNOWN_ON_THE_WIRE },
      });
      expect(entry(recording.all, "values-dev").props).to.deep.include({
        deep: { list: [UNKNOWN_ON_THE_WIRE, 1, null, null], map: { secret: { a: 1 } } },
        truth: true,
      });
    });

    it("gives a policy written as an object as the JSON text that the provider makes of it", () => {
      expect(entry(recording.each, "role").props["assumeRolePolicy"]).to.satisfy(
        (text: unknown) => typeof text === "string" && JSON.parse(text).Version === "2012-10-17",
      );
    });

    it("makes a policy document with an unknown inside unknown as a whole", () => {
      expect(entry(recording.each, "inline").props["policy"]).to.equal(UNKNOWN_ON_THE_WIRE);
    });

    it("hands a component's providers to its children", () => {
      const provider = (name: string) => entry(recording.each, name).provider?.name;
      expect(["shelf-bucket", "guest-bucket", "unplaced", "group"].map(provider)).to.deep.equal([
        "west",
        "west",
        "late",
        "default_7_48_0",
      ]);
    });

    it("knows no output of a provider whose configuration is unknown, echoed inputs neither", () => {
      expect(entry(recording.each, "unplaced").props).to.deep.include({ bucket: "unplaced" });
      const { props } = entry(recording.all, "unplaced");
      expect(Object.values(props).filter((value) => value !== UNKNOWN_ON_THE_WIRE)).to.deep.equal([]);
      expect(edges(recording.all, "late").propertyDependencies).to.deep.equal({
        region: ["aws:ec2/securityGroup:SecurityGroup::group"],
      });
    });

    it("passes a component as its URN, and depends on what it holds", () => {
      const bucket = "shop:index:Shelf$aws:s3/bucket:Bucket::shelf-bucket";
      expect(entry(recording.each, "guest").props["host"]).to.equal(
        "urn:pulumi:dev::values::shop:index:Shelf::shelf",
      );
      expect(edges(recording.all, "guest")).to.deep.equal({
        dependencies: [bucket],
        propertyDependencies: { host: [bucket] },
      });
    });
  });

  describe("of resource options", () => {
    let recording: Recording;
    before(async () => {
      recording = await record("options");
    });

    it("passes protection on to all descendants, those of resources too, unless they decline", () => {
      const isProtected = (name: string) => entry(recording.each, name).opts["protect"];
      expect(["shelf", "shelf-bucket", "shelf-policy"].map(isProtected)).to.deep.equal([true, true, true]);
      expect(["shelf-open", "waits", "waits-bucket", "every"].map(isProtected)).to.deep.equal([
        false,
        false,
        false,
        false,
      ]);
    });

    it("gives the options that a resource was given", () => {
      expect(set(entry(recording.each, "every"))).to.deep.equal({
        additionalSecretOutputs: ["arn"],
        customTimeouts: { createSeconds: 300, deleteSeconds: 0, updateSeconds: 0 },
        deleteBeforeReplace: true,
        ignoreChanges: ["tags"],
      });
    });

    it("takes a dependency on a component as one on the resources that it holds, but not below those", () => {
      const expected = {
        dependencies: ["shop:index:Shelf$aws:s3/bucket:Bucket::shelf-bucket"],
        propertyDependencies: {},
      };
      expect(edges(recording.all, "after")).to.deep.equal(expected);
      expect(edges(recording.all, "waits")).to.deep.equal(expected);
    });

    it("does not pass a component's dependencies on to its children", () => {
      expect(edges(recording.all, "waits-bucket").dependencies).to.deep.equal([]);
    });
  });

  describe("of transforms", () => {
    let recording: Recording;
    before(async () => {
      recording = await record("transforms");
    });

    it("applies the resource's own, then its parent's, then the stack's", () => {
      expect(entry(recording.each, "shelf-bucket").props["tags"]).to.deep.equal({
        own: "0",
        parent: "1",
        stack: "2",
      });
    });

    it("applies transformations of the SDK before them", () => {
      const { props, opts } = entry(recording.each, "old");
      expect(props).to.deep.include({ bucket: "old", forceDestroy: true, tags: { stack: "0" } });
      expect(opts["protect"]).to.equal(true);
    });

    it("applies them to the inputs of remote components", () => {
      expect(entry(recording.each, "network").props).to.deep.equal({
        availabilityZoneNames: ["eu-west-1a"],
        cidrBlock: "10.9.0.0/16",
      });
    });

    it("loses property dependencies where a resource's own transform returns something, and only there", () => {
      const group = "aws:ec2/securityGroup:SecurityGroup::group";
      expect(entry(recording.each, "returns").opts["protect"]).to.equal(true);
      expect(edges(recording.all, "returns")).to.deep.equal({
        dependencies: [group],
        propertyDependencies: {},
      });
      expect(edges(recording.all, "injects")).to.deep.equal({ dependencies: [], propertyDependencies: {} });
      expect(edges(recording.all, "declines")).to.deep.equal({
        dependencies: [group],
        propertyDependencies: { tags: [group] },
      });
    });
  });

  describe("of remote components", () => {
    let recording: Recording;
    before(async () => {
      recording = await record("remote");
    });

    it("shows them with their arguments and no provider", () => {
      const network = entry(recording.each, "network");
      expect(network).to.deep.include({
        type: "awsx:ec2:Vpc",
        props: { availabilityZoneNames: ["eu-west-1a", "eu-west-1b"], natGateways: { strategy: "None" } },
      });
      expect(network).not.to.have.property("provider");
    });

    it("lets others depend on the component itself", () => {
      const network = "awsx:ec2:Vpc::network";
      expect(edges(recording.all, "group")).to.deep.equal({
        dependencies: [network],
        propertyDependencies: { vpcId: [network] },
      });
      expect(edges(recording.all, "after").dependencies).to.deep.equal([network]);
      expect(entry(recording.each, "group").props["vpcId"]).to.equal(UNKNOWN_ON_THE_WIRE);
    });
  });

  describe("of dynamic resources", () => {
    let recording: Recording;
    before(async () => {
      recording = await record("dynamic-provider");
    });

    it("gives their provider all configuration, and hides its code", () => {
      expect(entry(recording.each, "default").props).to.deep.equal({ "dynamic-provider:width": "12" });
      expect(entry(recording.each, "clock")).to.deep.include({
        type: "pulumi-nodejs:dynamic:Resource",
        props: { hours: 12, note: "tick-19cc" },
      });
      expect(entry(recording.each, "clock").provider?.name).to.equal("default");
    });

    it("leaves unknown what their provider would compute", () => {
      expect(entry(recording.all, "dynamic-provider-dev").props).to.deep.equal({
        hours: 12,
        made: UNKNOWN_ON_THE_WIRE,
      });
      expect(edges(recording.all, "bucket").dependencies).to.deep.equal([
        "pulumi-nodejs:dynamic:Resource::clock",
      ]);
    });
  });

  describe("of what exists already", () => {
    it("judges no resource that is only read", async () => {
      const { each, all } = await record("reads");
      const judged = [
        "aws:s3/bucketObject:BucketObject::object",
        "pulumi:providers:aws::default_7_48_0",
        "pulumi:pulumi:Stack::reads-dev",
      ];
      expect(tails(each)).to.deep.equal(judged);
      expect(tails(all)).to.deep.equal(judged);
      expect(entry(each, "object").props).to.deep.include({
        bucket: "bucket-that-exists",
        content: UNKNOWN_ON_THE_WIRE,
        key: "a",
      });
      expect(edges(all, "object").dependencies).to.deep.equal([]);
      expect(entry(all, "reads-dev").props).to.deep.equal({
        arn: UNKNOWN_ON_THE_WIRE,
        id: "bucket-that-exists",
      });
    });

    it("judges no stack reference; its outputs are unknown", async () => {
      const { each, all } = await record("stack-reference", []);
      expect(tails(each).filter((urn) => urn.includes("StackReference"))).to.deep.equal([]);
      expect(tails(all).filter((urn) => urn.includes("StackReference"))).to.deep.equal([]);
      expect(entry(each, "group").props["vpcId"]).to.equal(UNKNOWN_ON_THE_WIRE);
      expect(entry(all, "stack-reference-dev").props).to.deep.equal({ vpcId: UNKNOWN_ON_THE_WIRE });
    });
  });

  it("of files: an asset, its content sealed", async () => {
    const { each } = await record("assets");
    for (const name of ["text", "file", "secret"])
      expect(entry(each, name).props["source"], name).to.include({ __pulumiAsset: true });
    expect(entry(each, "function").props["code"]).to.include({ __pulumiArchive: true });
  });

  it("of a resource that an earlier pack remediated", async () => {
    const { each, all } = await record("buckets", ["--policy-pack", pack("remediates")]);
    const tags = { owner: "found", season: "winter" };
    expect(entry(each, "ledger").props["tags"]).to.deep.equal(tags);
    expect(entry(all, "ledger").props["tags"]).to.deep.equal(tags);
    expect(entry(all, "buckets-dev").props).to.deep.equal({ tags });
  });
});
