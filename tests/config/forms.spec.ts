import { expect } from "chai";
import { cloudfrontWebAcl } from "../../config/arns";
import { publicReach } from "../../config/cidrs";
import { COUNTRIES } from "../../config/countries";
import {
  ACCOUNT_ID,
  DOMAIN_INSTANCE_TYPE,
  EMAIL,
  ENGINE_VERSION,
  type Form,
  HOST_NAME,
  HOSTED_ZONE_ID,
  IMAGE_ID,
  PARAMETER_NAME,
  PREFIX_LIST_ID,
  RELEASEVER,
  ROLE_PATH,
  SAML_ENTITY_ID,
  SECURITY_GROUP_ID,
  SERVER_CERTIFICATE_ID,
  SIGN_IN_DOMAIN_PREFIX,
  SUBNET_ID,
  VPC_ID,
} from "../../config/forms";
import { architectureOf, architectureOfParameter, INSTANCE_TYPE_FORM } from "../../config/instance-types";
import { readRegion } from "../../config/region";
import { PARTITIONS } from "../../partitions";
import { parseCidr } from "../../policy-pack/analysis/addresses";

describe("forms", () => {
  const table: readonly (readonly [string, Form, readonly string[], readonly string[]])[] = [
    [
      "ACCOUNT_ID",
      ACCOUNT_ID,
      ["111122223333", "012345678901"],
      ["11112222333", "1111222233334", "1111-2222-3333"],
    ],
    [
      "HOST_NAME",
      HOST_NAME,
      ["a.b", "xn--mnchen-3ya.example", "1.logs.example.com"],
      ["", "a", "a..b", "-a.b", "a-.b"],
    ],
    [
      "EMAIL",
      EMAIL,
      ["a@b.example", "a+b@b.example"],
      ["a", "a@b", "a@@b.example", "a b@c.example", "<a@b.example>"],
    ],
    [
      "ROLE_PATH",
      ROLE_PATH,
      ["/", "/a/", "/a/b/"],
      ["", "a", "/a", "a/", "//", "/a b/", `/${"a".repeat(511)}/`],
    ],
    [
      "VPC_ID",
      VPC_ID,
      ["vpc-0123abcd", "vpc-0123456789abcdef0"],
      ["vpc-0123456789ABCDEF0", "vpc-0123456789", "vpc"],
    ],
    ["SUBNET_ID", SUBNET_ID, ["subnet-0123abcd"], ["sub-0123abcd"]],
    ["SECURITY_GROUP_ID", SECURITY_GROUP_ID, ["sg-0123abcd"], ["sgr-0123abcd"]],
    ["PREFIX_LIST_ID", PREFIX_LIST_ID, ["pl-3b927c52"], ["pl-3b927c5"]],
    ["IMAGE_ID", IMAGE_ID, ["ami-0123456789abcdef0"], ["aki-0123456789abcdef0"]],
    ["HOSTED_ZONE_ID", HOSTED_ZONE_ID, ["Z2FDTNDATAQYW2"], ["z2fdtndataqyw2", "example.com", "Z"]],
    [
      "SERVER_CERTIFICATE_ID",
      SERVER_CERTIFICATE_ID,
      ["ASCA0123456789EXAMPLE"],
      ["arn:aws-cn:iam::1:server-certificate/x", "ASCA"],
    ],
    ["PARAMETER_NAME", PARAMETER_NAME, ["/own/image", "/a.b_c-d"], ["own/image", "/", "/a//b", "/a b"]],
    [
      "RELEASEVER",
      RELEASEVER,
      ["latest", "2023.9.20251020"],
      ["2023", "2023.9", "2022.0.20220504", "latest "],
    ],
    [
      "ENGINE_VERSION",
      ENGINE_VERSION,
      ["OpenSearch_2.19", "OpenSearch_3.1"],
      ["2.19", "OpenSearch_2", "Elasticsearch_7.10"],
    ],
    [
      "DOMAIN_INSTANCE_TYPE",
      DOMAIN_INSTANCE_TYPE,
      ["r7g.large.search", "m7g.medium.search", "or1.2xlarge.search"],
      ["m5.large", "m3.large.search", "r3.xlarge.search", "t2.medium.search"],
    ],
    [
      "SIGN_IN_DOMAIN_PREFIX",
      SIGN_IN_DOMAIN_PREFIX,
      ["a", "logs-1"],
      ["", "-a", "a-", "A", "a.b", "laws", "amazonlogs", "a".repeat(64)],
    ],
    [
      "SAML_ENTITY_ID",
      SAML_ENTITY_ID,
      ["https://idp.example.com", "urn:example:idp"],
      ["short", "has a space in it"],
    ],
  ];
  for (const [name, form, accepted, refused] of table) {
    it(`${name} accepts what AWS does, and nothing near it`, () => {
      expect(accepted.filter((text) => form.problem(text) !== undefined)).to.deep.equal([]);
      expect(refused.filter((text) => form.problem(text) === undefined)).to.deep.equal([]);
    });
  }

  it("are each met by the examples that their own messages give", () => {
    for (const [name, form] of table) {
      const examples = [...form.accepted.matchAll(/like `([^`]+)`/g)].map(([, example]) => example ?? "");
      expect(
        examples.filter((example) => form.problem(example) !== undefined),
        name,
      ).to.deep.equal([]);
    }
  });
});

describe("ARN forms", () => {
  const target = { partition: PARTITIONS.aws, region: "us-east-1", accountId: undefined };
  const uuid = "12345678-1234-1234-1234-123456789012";

  it("do not compare with an account that is not known", () => {
    const arn = `arn:aws:wafv2:us-east-1:444455556666:global/webacl/edge/${uuid}`;
    expect(cloudfrontWebAcl(target).problem(arn)).to.equal(undefined);
    expect(cloudfrontWebAcl({ ...target, accountId: "111122223333" }).problem(arn)).to.equal(
      "has account `444455556666`",
    );
  });

  it("name a part that is empty", () => {
    const form = cloudfrontWebAcl({ ...target, accountId: "111122223333" });
    expect(form.problem(`arn:aws:wafv2:::global/webacl/edge/${uuid}`)).to.equal("has no region, no account");
  });
});

describe("readRegion", () => {
  it("knows the regions of three partitions by their names", () => {
    const partitions = ["ap-southeast-5", "il-central-1", "us-gov-east-1", "cn-northwest-1"].map((region) => {
      const read = readRegion(region);
      return "partition" in read ? read.partition.partition : read.problem;
    });
    expect(partitions).to.deep.equal(["aws", "aws", "aws-us-gov", "aws-cn"]);
  });

  for (const region of [
    "us-iso-east-1",
    "us-isob-east-1",
    "eusc-de-east-1",
    "us-east-1a",
    "US-EAST-1",
    "global",
  ]) {
    it(`refuses ${region}`, () => expect(readRegion(region)).to.have.property("problem"));
  }
});

describe("architectureOf", () => {
  const arm64 = [
    "t4g.small",
    "m7g.large",
    "c7gn.xlarge",
    "im4gn.2xlarge",
    "x2gd.medium",
    "a1.medium",
    "g5g.xlarge",
    "r8gd.metal-24xl",
  ];
  const x86 = [
    "t3.small",
    "t3a.nano",
    "m7i.large",
    "c7i-flex.large",
    "g5.xlarge",
    "g4dn.xlarge",
    "r6id.2xlarge",
  ];
  for (const type of arm64)
    it(`knows ${type} for arm64`, () => expect(architectureOf(type)).to.equal("arm64"));
  for (const type of x86)
    it(`knows ${type} for x86_64`, () => expect(architectureOf(type)).to.equal("x86_64"));

  it("accepts the types that it knows", () => {
    expect([...arm64, ...x86].filter((type) => INSTANCE_TYPE_FORM.problem(type) !== undefined)).to.deep.equal(
      [],
    );
  });

  it("reads the architecture that a parameter states, if it does", () => {
    expect(architectureOfParameter("/x/al2023-ami-kernel-6.1-x86_64")).to.equal("x86_64");
    expect(architectureOfParameter("/x/al2023-ami-kernel-6.1-arm64")).to.equal("arm64");
    expect(architectureOfParameter("/own/image")).to.equal(undefined);
  });
});

describe("COUNTRIES", () => {
  const names = new Intl.DisplayNames(["en"], { type: "region", fallback: "none" });

  it("holds the 249 codes of ISO 3166-1, each of them a region to Unicode as well", () => {
    expect(COUNTRIES.size).to.equal(249);
    expect([...COUNTRIES].filter((code) => names.of(code) === undefined)).to.deep.equal([]);
  });

  it("holds no code that is only reserved or withdrawn", () => {
    expect(
      ["UK", "EU", "XK", "AN", "SU", "ZZ", "AC", "TA"].filter((code) => COUNTRIES.has(code)),
    ).to.deep.equal([]);
  });
});

describe("publicReach", () => {
  const reach = (...blocks: string[]) => publicReach(blocks.map((block) => parseCidr(block)));

  it("counts addresses of the internet only, each once", () => {
    expect(reach("10.0.0.0/8", "203.0.113.0/24").addresses).to.equal(0n);
    expect(reach("8.8.8.0/24", "8.8.8.0/25", "10.0.0.0/8").addresses).to.equal(256n);
  });

  it("finds one /8 not too wide, and one address more too wide", () => {
    expect(reach("8.0.0.0/8").isTooWide).to.equal(false);
    expect(reach("8.0.0.0/8", "9.0.0.0/32").isTooWide).to.equal(true);
  });

  it("adds up many blocks that are harmless one by one", () => {
    const blocks = Array.from({ length: 257 }, (_, i) => `${20 + Math.floor(i / 256)}.${i % 256}.0.0/16`);
    expect(reach(...blocks.slice(0, 256)).isTooWide).to.equal(false);
    expect(reach(...blocks).isTooWide).to.equal(true);
  });
});
