import { expect } from "chai";
import {
  configure,
  ENCRYPTED,
  EXISTING_DOMAIN,
  EXISTING_VPC,
  INTERNAL,
  mistakesOf,
  type Overrides,
} from "./stack";

const mistakenKeys = (overrides: Overrides) => mistakesOf(overrides).map((line) => line.split(":")[0]);

describe("configuration at its limits", () => {
  it("accepts names of exactly 28 characters, and not of 29", () => {
    expect(configure({ namePrefix: "logs" }, { stack: "production-ab" }).baseName).to.have.lengthOf(28);
    expect(mistakesOf({ namePrefix: "logs" }, { stack: "production-abc" })).to.have.lengthOf(1);
  });

  it("accepts blocks from /16 to /22 of every private range, and none beyond their edges", () => {
    const accepted = [
      "10.255.0.0/16",
      "172.16.0.0/16",
      "172.31.252.0/22",
      "192.168.252.0/22",
      "100.127.0.0/16",
    ];
    for (const vpcCidr of accepted) expect(mistakesOf({ vpcCidr }), vpcCidr).to.deep.equal([]);
    const refused = [
      "11.0.0.0/16",
      "9.255.0.0/16",
      "172.15.0.0/16",
      "172.32.0.0/16",
      "192.167.0.0/16",
      "192.169.0.0/16",
      "100.63.0.0/16",
      "100.128.0.0/16",
      "10.0.0.0/15",
      "10.0.0.0/23",
    ];
    for (const vpcCidr of refused) expect(mistakesOf({ vpcCidr }), vpcCidr).to.have.lengthOf(1);
  });

  it("accepts an existing VPC from /16 to /28", () => {
    for (const size of [16, 28]) {
      expect(mistakesOf({ ...EXISTING_VPC, existingVpcCidr: `10.1.0.0/${size}` })).to.deep.equal([]);
    }
    for (const size of [15, 29]) {
      expect(mistakesOf({ ...EXISTING_VPC, existingVpcCidr: `10.0.0.0/${size}` })).to.have.lengthOf(1);
    }
  });

  it("calls a private block of each range private in an allowlist", () => {
    const blocks = ["10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "100.64.0.0/10"];
    expect(mistakesOf({ exposure: "allowlist", allowedCidrs: blocks })).to.have.lengthOf(4);
    const near = [
      "172.15.0.0/16",
      "172.32.0.0/16",
      "192.167.0.0/16",
      "192.169.0.0/16",
      "100.63.0.0/16",
      "100.128.0.0/16",
    ];
    expect(mistakesOf({ exposure: "allowlist", allowedCidrs: near })).to.deep.equal([]);
  });

  it("accepts prefixes that begin with a letter, digits in them, and a region of any partition", () => {
    expect(configure({ namePrefix: "a9" }).baseName).to.equal("a9-dev-us-east-1");
    expect(configure({}, { stack: "9" }).baseName).to.equal("clo-9-us-east-1");
    for (const namePrefix of ["9logs", "-logs", "lo--gs", "logs-", "lögs", "sthree", "amazonas", "amzn1"]) {
      expect(mistakesOf({ namePrefix }), namePrefix).to.have.lengthOf(1);
    }
  });

  it("accepts administrators of 1 to 64 characters, with passwords of 8 to 128", () => {
    const problems = (name: string, password: string) =>
      mistakesOf({ ...INTERNAL, internalAdminName: name, internalAdminPassword: password }, ENCRYPTED);
    expect(problems("a", "Aa1-5678")).to.deep.equal([]);
    expect(problems("a".repeat(64), `Aa1-${"x".repeat(124)}`)).to.deep.equal([]);
    expect(problems("a".repeat(65), "Aa1-567")).to.have.lengthOf(2);
    for (const password of [
      `Aa1-${"x".repeat(125)}`,
      "aa1-5678",
      "AA1-5678",
      "Aaa-5b78".replace(/\d/g, "x"),
      "Aa115678",
    ]) {
      expect(problems("a", password), password).to.have.lengthOf(1);
    }
  });

  it("does not ask for what follows from a list that is mistaken itself", () => {
    const wrong = {
      ...EXISTING_VPC,
      existingEgress: "endpoints",
      existingEndpoints: ["com.amazonaws.us-east-1.s3"],
    };
    expect(mistakenKeys(wrong)).to.deep.equal(["existingEndpoints[0]"]);
  });

  it("accepts 60 sources, 8 tags with a new domain, 40 without, and tags as long as AWS takes", () => {
    const allowedCidrs = Array.from({ length: 60 }, (_, i) => `203.0.${i}.0/24`);
    expect(mistakesOf({ exposure: "allowlist", allowedCidrs })).to.deep.equal([]);
    const tags = (count: number) => ({
      ...Object.fromEntries(Array.from({ length: count - 1 }, (_, i) => [`k${i}`, "v"])),
      ["k".repeat(128)]: "v".repeat(256),
    });
    expect(mistakesOf({ tags: tags(8) })).to.deep.equal([]);
    expect(mistakesOf({ ...EXISTING_DOMAIN, tags: tags(40) })).to.deep.equal([]);
  });

  it("accepts the ends of every range of numbers", () => {
    const lowest = {
      flowLogRetentionDays: 1,
      logRetentionDays: 1,
      domainInstancesPerZone: 1,
      domainVolumeSizeGiB: 10,
      proxyMinSize: 2,
      proxyDesiredCapacity: 3,
      proxyMaxSize: 3,
      proxyMaxInstanceLifetimeDays: 1,
      patchWindowDurationHours: 1,
      patchWindowCutoffHours: 0,
      patchApproveAfterDays: 0,
    };
    const highest = {
      flowLogRetentionDays: 3653,
      logRetentionDays: 3653,
      domainInstancesPerZone: 100,
      domainVolumeSizeGiB: 24576,
      proxyMinSize: 99,
      proxyDesiredCapacity: 100,
      proxyMaxSize: 100,
      proxyMaxInstanceLifetimeDays: 365,
      patchWindowDurationHours: 24,
      patchWindowCutoffHours: 23,
      patchApproveAfterDays: 360,
    };
    expect(mistakesOf(lowest)).to.deep.equal([]);
    expect(mistakesOf(highest)).to.deep.equal([]);
    for (const [key, value] of Object.entries(lowest)) {
      expect(mistakenKeys({ ...lowest, [key]: value - 1 })).to.include(key);
    }
    for (const [key, value] of Object.entries(highest)) {
      expect(mistakenKeys({ ...highest, [key]: value + 1 })).to.include(key);
    }
  });
});
