import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import { complaint, named, outputsOf, planOf, project, run } from "./run";

const UNKNOWN = { $unknown: true };

/** What the provider makes of the fixture's statements: two spaces, lists sorted downwards, one element bare. */
const DOCUMENT = `{
  "Version": "2012-10-17",
  "Statement": [
    {
      "Sid": "Read",
      "Effect": "Allow",
      "Action": [
        "s3:ListBucket",
        "s3:GetObject"
      ],
      "Resource": "arn:aws:s3:::shop/\${aws:username}",
      "Condition": {
        "StringEquals": {
          "aws:PrincipalOrgID": "o-shop\\u003c\\u0026\\u003e"
        }
      }
    },
    {
      "Effect": "Deny",
      "Action": "s3:*",
      "Resource": [
        "arn:aws:s3:::shop/*",
        "arn:aws:s3:::shop"
      ],
      "Principal": "*",
      "Condition": {
        "Bool": {
          "aws:SecureTransport": "false"
        }
      }
    },
    {
      "Effect": "Allow",
      "Action": "sts:AssumeRole",
      "Principal": {
        "Service": [
          "lambda.amazonaws.com",
          "ec2.amazonaws.com"
        ]
      }
    }
  ]
}`;

describe("lookups of a previewed program", () => {
  it("are computed where they need no network", async () => {
    const outputs = outputsOf(planOf(await run([], { cwd: project("lookups") })));
    expect(outputs["document"]).to.equal(DOCUMENT);
    expect(outputs["minified"]).to.equal(DOCUMENT.replace(/\n */g, "").replace(/": /g, '":'));
    expect(outputs).to.deep.include({
      account: "123456789012",
      dnsSuffix: "amazonaws.com",
      partition: "aws",
      region: "eu-west-1",
      role: "123456789012",
    });
  });

  it("follow the partition of the region", async () => {
    const outputs = outputsOf(planOf(await run(["--stack", "china"], { cwd: project("lookups") })));
    expect(outputs).to.deep.include({
      dnsSuffix: "amazonaws.com.cn",
      partition: "aws-cn",
      region: "cn-north-1",
    });
  });

  it("stop the preview where the configuration does not tell the account", async () => {
    const line = complaint(await run(["--stack", "anonymous"], { cwd: project("lookups") }));
    expect(line).to.contain("getCallerIdentity").and.contain("--invokes");
  });

  describe("that only AWS can answer", () => {
    const cwd = project("impure-lookup");
    const args = { owners: ["amazon"], mostRecent: true, filters: [{ name: "name", values: ["al2023-*"] }] };
    let folder: string;
    before(() => {
      folder = mkdtempSync(join(tmpdir(), "preview-invokes-"));
    });
    after(() => rmSync(folder, { recursive: true, force: true }));

    const answers = (text: string): readonly string[] => {
      const file = join(folder, "answers.json");
      writeFileSync(file, text);
      return ["--invokes", file];
    };

    it("stop the preview, which names the call, its line and the way out", async () => {
      const line = complaint(await run([], { cwd }));
      expect(line).to.contain("aws:ec2/getAmi:getAmi").and.contain("--invokes").and.contain("index.js:3");
    });

    it("are answered from a file", async () => {
      const file = answers(
        JSON.stringify([{ token: "aws:ec2/getAmi:getAmi", args, result: { id: "ami-0123" } }]),
      );
      const plan = planOf(await run(file, { cwd }));
      expect(named(plan, "server").inputs["ami"]).to.equal("ami-0123");
      expect(outputsOf(plan)).to.deep.equal({ image: "ami-0123" });
    });

    it("are answered whatever the arguments, where the file names none", async () => {
      const file = answers(JSON.stringify([{ token: "aws:ec2/getAmi:getAmi", result: { id: "ami-0456" } }]));
      expect(outputsOf(planOf(await run(file, { cwd })))).to.deep.equal({ image: "ami-0456" });
    });

    it("are not answered by other arguments", async () => {
      const other = { ...args, mostRecent: false };
      const file = answers(
        JSON.stringify([{ token: "aws:ec2/getAmi:getAmi", args: other, result: { id: "ami-0789" } }]),
      );
      expect(complaint(await run(file, { cwd }))).to.contain("aws:ec2/getAmi:getAmi");
    });

    it("reject a file of answers that is not JSON, at its line", async () => {
      expect(complaint(await run(answers('[\n  { "token": }\n]'), { cwd }))).to.contain("answers.json");
    });

    it("reject an entry that is not an answer", async () => {
      expect(complaint(await run(answers('[{ "tokn": "aws:ec2/getAmi:getAmi" }]'), { cwd }))).to.contain(
        "token",
      );
    });
  });

  describe("whose arguments come from resources that do not exist yet", () => {
    it("are unknown to the CLI", async () => {
      const plan = planOf(await run(["--materialise", "none"], { cwd: project("late-lookups") }));
      expect(named(plan, "policy").inputs["policy"]).to.deep.equal(UNKNOWN);
      expect(named(plan, "policy").dependencies).to.deep.equal([]);
      expect(named(plan, "other").inputs["tags"]).to.deep.equal({ suffix: "amazonaws.com" });
    });

    it("are computed from materialised values", async () => {
      const plan = planOf(await run([], { cwd: project("late-lookups") }));
      expect(JSON.parse(String(named(plan, "policy").inputs["policy"]))).to.deep.equal({
        Version: "2012-10-17",
        Statement: [{ Effect: "Allow", Action: "s3:GetObject", Resource: "arn:aws:s3:::shop/*" }],
      });
    });
  });

  it("of another stack are unknown", async () => {
    const plan = planOf(await run([], { cwd: project("stack-reference") }));
    expect(named(plan, "group").inputs["vpcId"]).to.deep.equal(UNKNOWN);
    expect(outputsOf(plan)).to.deep.equal({ vpcId: UNKNOWN });
  });

  it("of an existing resource leave its outputs unknown, but not its id", async () => {
    const plan = planOf(await run(["--materialise", "none"], { cwd: project("reads") }));
    expect(named(plan, "object").inputs).to.deep.include({ bucket: "bucket-that-exists", content: UNKNOWN });
    expect(outputsOf(plan)).to.deep.equal({ arn: UNKNOWN, id: "bucket-that-exists" });
  });
});
