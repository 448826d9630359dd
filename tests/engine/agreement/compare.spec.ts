import { expect } from "chai";
import type { AnsweredFinding, AnsweredResource, Answers } from "./answers";
import { type Disagreement, disagreements } from "./compare";
import { explanationOf } from "./explanations";
import type { Program } from "./programs";

const UNKNOWN = { $unknown: true } as const;

const BUCKET: AnsweredResource = {
  urn: "aws:s3/bucket:Bucket::logs",
  parent: "pulumi:pulumi:Stack::shop-dev",
  provider: "default_7_48_0",
  options: { protect: true },
  inputs: { bucket: "logs", tags: { owner: "a" }, rules: [{ days: 1 }] },
  dependencies: ["aws:kms/key:Key::key"],
  propertyDependencies: { tags: ["aws:kms/key:Key::key"] },
};

const OPEN: AnsweredFinding = {
  policyPack: "guard",
  policy: "open-ingress",
  level: "mandatory",
  urn: BUCKET.urn,
  message: "[open-ingress/0123456789ab]",
};
const UNDECIDED: AnsweredFinding = { ...OPEN, level: "advisory", message: `unverified: ${OPEN.message}` };

const bucket = (changes: Partial<AnsweredResource>): Answers => ({
  resources: [{ ...BUCKET, ...changes }],
  violations: [],
});
const found = (...violations: readonly AnsweredFinding[]): Answers => ({ resources: [BUCKET], violations });
const NOTHING: Answers = { resources: [], violations: [] };
const PLAIN = bucket({});

/** Where they disagree, as a path. */
const places = (engine: Answers, offline: Answers, strictness: "alike" | "known"): readonly string[] =>
  disagreements(engine, offline, strictness).map(({ at }) => at);

describe("the comparison of two engines", () => {
  it("finds nothing between equals", () => {
    expect(disagreements(found(OPEN), found(OPEN), "alike")).to.deep.equal([]);
  });

  const CHANGES: readonly (readonly [place: string, changed: Answers])[] = [
    ["resource", NOTHING],
    ["parent", bucket({ parent: "shop:index:Shop::shop" })],
    ["provider", bucket({ provider: "west" })],
    ["options.protect", bucket({ options: {} })],
    ["inputs.tags.owner", bucket({ inputs: { ...BUCKET.inputs, tags: { owner: "b" } } })],
    ["inputs.rules[0].days", bucket({ inputs: { ...BUCKET.inputs, rules: [{ days: 2 }] } })],
    ["inputs.rules", bucket({ inputs: { ...BUCKET.inputs, rules: [] } })],
    ["outputs", bucket({ outputs: { arn: "arn:aws:s3:::logs" } })],
    ["dependencies", bucket({ dependencies: [] })],
    ["propertyDependencies.tags", bucket({ propertyDependencies: {} })],
  ];
  for (const [place, changed] of CHANGES) {
    it(`tells ${place} apart, whichever side has changed and however strict it is`, () => {
      for (const strictness of ["alike", "known"] as const) {
        expect(places(PLAIN, changed, strictness)).to.deep.equal([place]);
        expect(places(changed, PLAIN, strictness)).to.deep.equal([place]);
      }
    });
  }

  it("lets the preview know and decide more, not less, where only what the engine knows is compared", () => {
    const unknown = bucket({ inputs: { ...BUCKET.inputs, tags: UNKNOWN } });
    expect(places(unknown, PLAIN, "known")).to.deep.equal([]);
    expect(places(PLAIN, unknown, "known")).to.deep.equal(["inputs.tags"]);
    expect(places(unknown, PLAIN, "alike")).to.deep.equal(["inputs.tags"]);
    expect(places(found(UNDECIDED), found(OPEN), "known")).to.deep.equal([]);
    expect(places(found(OPEN), found(UNDECIDED), "known")).to.deep.equal(["violation"]);
    expect(places(found(UNDECIDED), found(OPEN), "alike")).to.deep.equal(["violation", "violation"]);
  });

  it("tells findings of another level or with other words apart", () => {
    for (const other of [
      { ...OPEN, level: "advisory" },
      { ...OPEN, message: "[open-ingress/ba9876543210]" },
    ])
      expect(places(found(OPEN), found(other), "known")).to.deep.equal(["violation"]);
  });
});

describe("the explanations of differences", () => {
  const program: Program = { name: "shop", folder: "", stack: "dev", covers: "", explained: [] };
  const explain = (one: Omit<Disagreement, "urn">, urn = BUCKET.urn) =>
    explanationOf({ urn, ...one }, { program, engine: PLAIN, offline: PLAIN });

  it("take a provider's default for one where the preview has nothing, and nowhere else", () => {
    expect(explain({ at: "inputs.forceDestroy", engine: false })).to.equal("default value");
    expect(explain({ at: "inputs.forceDestroy", engine: false, offline: true })).to.equal(undefined);
    expect(explain({ at: "inputs.bucket", engine: "logs" })).to.equal(undefined);
    expect(explain({ at: "inputs.tags.forceDestroy", engine: false })).to.equal(undefined);
  });

  it("take other digits of a name for the provider's choice, and no other name", () => {
    const one = { at: "inputs.name", engine: "group-22e1552" };
    expect(explain({ ...one, offline: "group-0dbc812" })).to.equal("chosen name");
    expect(explain({ ...one, at: "inputs.tags.of", offline: "group-0dbc812" })).to.equal("chosen name");
    for (const offline of ["other-0dbc812", "group-0dbc81", "group-0dbc8123", "group", 7])
      expect(explain({ ...one, offline }), String(offline)).to.equal(undefined);
    expect(explain({ ...one, at: "parent", offline: "group-0dbc812" })).to.equal(undefined);
  });

  it("take what is below a remote component as missing, and nothing that the program registers", () => {
    const child = "awsx:ec2:Vpc$aws:ec2/vpc:Vpc::network";
    expect(explain({ at: "resource", engine: child }, child)).to.equal("remote component");
    expect(explain({ at: "resource", offline: child }, child)).to.equal(undefined);
    expect(explain({ at: "resource", engine: BUCKET.urn })).to.equal(undefined);
    expect(explain({ at: "violation", engine: "guard" })).to.equal(undefined);
  });

  it("take a remote component in the place of its children, and no other dependency", () => {
    const child = "awsx:ec2:Vpc$aws:ec2/subnet:Subnet::network-1";
    const component = "awsx:ec2:Vpc::network";
    const key = "aws:kms/key:Key::key";
    const at = "dependencies";
    expect(explain({ at, engine: [child, key], offline: [component, key] })).to.equal("remote component");
    expect(explain({ at, engine: [child, key], offline: [component] })).to.equal(undefined);
    expect(explain({ at, engine: [child], offline: [] })).to.equal(undefined);
    expect(explain({ at, engine: [], offline: [component] })).to.equal(undefined);
  });

  it("take nothing for unknown that the account or another stack does not hold", () => {
    expect(explain({ at: "inputs.vpcId", engine: "vpc-1", offline: UNKNOWN })).to.equal(undefined);
    const references = { network: { vpcId: "vpc-1" } };
    const situation = { program: { ...program, references }, engine: PLAIN, offline: PLAIN };
    const one = { urn: BUCKET.urn, at: "inputs.vpcId", offline: UNKNOWN };
    expect(explanationOf({ ...one, engine: "vpc-1" }, situation)).to.equal("stack reference");
    expect(explanationOf({ ...one, engine: "vpc-2" }, situation)).to.equal(undefined);
  });
});
