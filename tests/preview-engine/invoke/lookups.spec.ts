import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import { compute } from "../../../preview/invoke/computed";
import { policyDocument } from "../../../preview/invoke/policy-document";
import { findRecorded, readRecordedInvokes } from "../../../preview/invoke/recorded";
import { placementOf } from "../../../preview/materialise/placement";
import { Secret, type ValueMap } from "../../../preview/values/value";

const documentOf = (args: ValueMap) => JSON.parse(String(policyDocument(args)["minifiedJson"]));

describe("getPolicyDocument", () => {
  it("writes one element bare and several sorted downwards", () => {
    const statement = {
      actions: ["s3:Get*", "s3:Put*", "s3:Get*"],
      resources: ["b", "a"],
      notActions: ["x"],
    };
    expect(documentOf({ statements: [statement] }).Statement).to.deep.equal([
      { Effect: "Allow", Action: ["s3:Put*", "s3:Get*"], NotAction: "x", Resource: ["b", "a"] },
    ]);
  });

  it("indents with two spaces, in the provider's order of fields", () => {
    const args = {
      statements: [
        { sid: "A", effect: "Deny", actions: ["*"], principals: [{ type: "*", identifiers: ["*"] }] },
      ],
    };
    expect(policyDocument(args)["json"]).to.equal(
      [
        "{",
        '  "Version": "2012-10-17",',
        '  "Statement": [',
        "    {",
        '      "Sid": "A",',
        '      "Effect": "Deny",',
        '      "Action": "*",',
        '      "Principal": "*"',
        "    }",
        "  ]",
        "}",
      ].join("\n"),
    );
  });

  it("groups principals by type and conditions by test and variable", () => {
    const statement = {
      principals: [
        { type: "Service", identifiers: ["b.amazonaws.com"] },
        { type: "AWS", identifiers: ["*"] },
        { type: "Service", identifiers: ["a.amazonaws.com", "c.amazonaws.com"] },
      ],
      conditions: [
        { test: "StringLike", variable: "z", values: ["2", "1"] },
        { test: "Bool", variable: "y", values: ["true"] },
        { test: "StringLike", variable: "a", values: ["x"] },
      ],
    };
    expect(JSON.stringify(documentOf({ statements: [statement] }).Statement[0])).to.equal(
      '{"Effect":"Allow","Principal":{"AWS":"*","Service":["c.amazonaws.com","b.amazonaws.com","a.amazonaws.com"]},' +
        '"Condition":{"Bool":{"y":"true"},"StringLike":{"a":"x","z":["2","1"]}}}',
    );
  });

  it("merges sources before and overrides after, by Sid", () => {
    const source = (sid: string, action: string) =>
      JSON.stringify({ Version: "2008-10-17", Statement: [{ Sid: sid, Effect: "Allow", Action: action }] });
    const args = {
      policyId: "P",
      sourcePolicyDocuments: [source("A", "a"), source("B", "b")],
      statements: [{ sid: "B", actions: ["mine"] }, { actions: ["plain"] }],
      overridePolicyDocuments: [source("A", "over")],
    };
    expect(documentOf(args)).to.deep.equal({
      Version: "2008-10-17",
      Id: "P",
      Statement: [
        { Sid: "A", Effect: "Allow", Action: "over" },
        { Sid: "B", Effect: "Allow", Action: "mine" },
        { Effect: "Allow", Action: "plain" },
      ],
    });
  });

  it("has no statement where none is given", () => {
    expect(documentOf({})).to.deep.equal({ Version: "2012-10-17" });
  });

  it("replaces policy variables, except in the version that has none", () => {
    const statements = [{ resources: ["arn:aws:s3:::b/&{aws:username}"] }];
    expect(documentOf({ statements }).Statement[0].Resource).to.equal("arn:aws:s3:::b/${aws:username}");
    expect(() => policyDocument({ version: "2008-10-17", statements })).to.throw(
      "is not supported in version 2008-10-17",
    );
  });

  it("rejects duplicate Sids and documents that are none", () => {
    expect(() => policyDocument({ statements: [{ sid: "A" }, { sid: "A" }] })).to.throw(
      "duplicate Sid `A` in statements",
    );
    expect(() => policyDocument({ sourcePolicyDocuments: ["{"] })).to.throw("source document 0 is not JSON");
    expect(() => policyDocument({ overridePolicyDocuments: ["[]"] })).to.throw(
      "override document 0 is not an object",
    );
  });
});

describe("computed lookups", () => {
  const placement = placementOf({ region: "cn-north-1", allowedAccountIds: '["111122223333"]' }, {}, {});

  it("tell partition, region and identity from the provider", () => {
    expect(compute("aws:index/getPartition:getPartition", {}, placement)).to.deep.include({
      partition: "aws-cn",
      dnsSuffix: "amazonaws.com.cn",
      reverseDnsPrefix: "cn.com.amazonaws",
    });
    expect(compute("aws:index/getRegion:getRegion", { region: "eu-west-1" }, placement)).to.deep.equal({
      id: "eu-west-1",
      name: "eu-west-1",
      region: "eu-west-1",
      description: "Europe (Ireland)",
      endpoint: "ec2.eu-west-1.amazonaws.com",
    });
    expect(compute("aws:index/getCallerIdentity:getCallerIdentity", {}, placement)).to.include({
      accountId: "111122223333",
    });
    expect(compute("aws:index/getArn:getArn", { arn: "arn:aws:s3:::b:c" }, placement)).to.include({
      resource: "b:c",
    });
  });

  it("are not computed from a stand-in, nor where nothing is known", () => {
    const nobody = placementOf({}, {}, {});
    expect(compute("aws:index/getCallerIdentity:getCallerIdentity", {}, nobody)).to.equal(undefined);
    expect(compute("aws:index/getRegion:getRegion", {}, nobody)).to.equal(undefined);
    expect(compute("aws:ec2/getAmi:getAmi", {}, placement)).to.equal(undefined);
  });
});

describe("recorded lookups", () => {
  let folder: string;
  before(() => {
    folder = mkdtempSync(join(tmpdir(), "preview-recorded-"));
  });
  after(() => rmSync(folder, { recursive: true, force: true }));
  const read = (value: unknown) => {
    const file = join(folder, "answers.json");
    writeFileSync(file, typeof value === "string" ? value : JSON.stringify(value));
    return readRecordedInvokes(file);
  };

  it("answer the first call whose arguments include theirs", () => {
    const recorded = read([
      { token: "a:b:c", args: { x: [1, { y: 2 }] }, result: { answer: "exact" } },
      { token: "a:b:c", result: { answer: "any" } },
    ]);
    expect(findRecorded(recorded, "a:b:c", { x: [1, { y: 2 }], z: 3 })).to.deep.equal({ answer: "exact" });
    expect(findRecorded(recorded, "a:b:c", { x: [1] })).to.deep.equal({ answer: "any" });
    expect(findRecorded(recorded, "a:b:d", {})).to.equal(undefined);
  });

  it("may hold secrets, in Pulumi's own notation", () => {
    const secret = { "4dabf18193072939515e22adb298388d": "1b47061264138c4ac30d75fd1eb44270", value: "hush" };
    expect(findRecorded(read([{ token: "a:b:c", result: { s: secret } }]), "a:b:c", {})).to.deep.equal({
      s: new Secret("hush"),
    });
  });

  it("are rejected with every mistake at once", () => {
    const mistaken = [{ result: {} }, { token: "a:b:c", args: [], result: {} }, { token: "a:b:c" }, null];
    expect(() => read(mistaken)).to.throw(
      "entry 0 has no `token`; `args` of entry 1 is not an object; `result` of entry 2 is not an object; " +
        "entry 3 has no `token`",
    );
    expect(() => read({})).to.throw("must be a list");
    expect(() => read("[\n  1,\n  2 3\n]")).to.throw(/answers\.json` is not JSON: expected .* at 3:5$/);
    expect(() => read('[{"token": }]')).to.throw(/ is not JSON: unexpected token '}'/);
    expect(() => readRecordedInvokes(join(folder, "nowhere.json"))).to.throw("cannot read --invokes");
  });
});
