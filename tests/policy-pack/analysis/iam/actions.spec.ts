import { execFileSync } from "node:child_process";
import { join } from "node:path";
import { expect } from "chai";
import {
  isUnrestrictedInPractice,
  LEVELS,
  UNRESTRICTED_IN_PRACTICE,
} from "../../../../policy-pack/analysis/iam/action-overrides";
import {
  ACTION_TABLE_DATE,
  actionNamed,
  actionsMatching,
  isKnownService,
  servicesMatching,
} from "../../../../policy-pack/analysis/iam/actions";

const ROOT = join(__dirname, "../../../..");
const names = (pattern: string): string[] => actionsMatching(pattern).map(({ name }) => name);

describe("the table of actions", () => {
  it("is what its pinned source gives", function () {
    this.timeout(30_000);
    execFileSync(process.execPath, [join(ROOT, "policy-pack/scripts/actions.mjs"), "--check"], {
      stdio: "pipe",
    });
  });

  it("says when it was made", () => expect(ACTION_TABLE_DATE).to.match(/^20\d\d-\d\d-\d\d$/));

  it("gives each action its level, kinds and condition keys", () => {
    expect(actionNamed("s3:getobject")).to.deep.include({
      name: "s3:GetObject",
      access: "read",
      kinds: ["arn:*:s3:*:*:accesspoint/*/object/*", "arn:*:s3:::*/*"],
      required: [],
    });
    expect(actionNamed("s3:GetObject")?.conditionKeys).to.include.members([
      "s3:ExistingObjectTag/*",
      "aws:ResourceTag/*",
    ]);
    expect(actionNamed("SQS:SENDMESSAGE")).to.deep.equal({
      name: "sqs:SendMessage",
      access: "write",
      kinds: ["arn:*:sqs:*:*:*"],
      required: ["arn:*:sqs:*:*:*"],
      conditionKeys: ["aws:ResourceTag/*"],
    });
    expect(actionNamed("kms:CreateGrant")?.access).to.equal("permissions");
    expect(actionNamed("ec2:CreateTags")?.access).to.equal("tagging");
    expect(actionNamed("s3:ListAllMyBuckets")).to.deep.include({ access: "list", kinds: [] });
  });

  it("tells kinds that every request names from alternatives", () => {
    const run = actionNamed("ec2:RunInstances");
    expect(run?.required).to.include("arn:*:ec2:*::image/*");
    expect(run?.required).not.to.include("arn:*:ec2:*:*:key-pair/*");
    expect(run?.kinds).to.include("arn:*:ec2:*:*:key-pair/*");
  });

  it("finds actions by patterns of any case", () => {
    expect(names("sts:Assume*")).to.include.members(["sts:AssumeRole", "sts:AssumeRoleWithSAML"]);
    expect(names("S3:get?bject")).to.deep.equal(["s3:GetObject"]);
    expect(names("*:GetSecretValue")).to.deep.equal(["secretsmanager:GetSecretValue"]);
    expect(names("iam:PassRole")).to.deep.equal(["iam:PassRole"]);
    expect(names("*").length).to.be.greaterThan(20_000);
    expect(names("i*:passrole")).to.deep.equal(["iam:PassRole"]);
    expect(names("sq*")).to.deep.equal([...names("sqlworkbench:*"), ...names("sqs:*")]);
    expect(names("s3")).to.deep.equal([]);
    expect(names("nothing:*")).to.deep.equal([]);
    expect(names("")).to.deep.equal([]);
  });

  it("knows no action by the name of an object's property", () => {
    for (const name of ["constructor:toString", "__proto__:x", "toString", "s3:constructor", ":"])
      expect(actionNamed(name), name).to.equal(undefined);
    expect(isKnownService("constructor")).to.equal(false);
  });

  it("knows services by prefix", () => {
    expect(isKnownService("Execute-API")).to.equal(true);
    expect(isKnownService("s3:")).to.equal(false);
    expect(servicesMatching("s3*")).to.include.members(["s3", "s3-outposts", "s3express"]);
    expect(servicesMatching("STS")).to.deep.equal(["sts"]);
  });
});

describe("the overrides of the table", () => {
  it("name actions that exist, and change their level", () => {
    for (const { actions, access, reason } of LEVELS) {
      for (const pattern of actions) {
        const found = actionsMatching(pattern);
        expect(found, pattern).not.to.deep.equal([]);
        for (const action of found) expect(action.access, action.name).to.equal(access);
      }
      expect(reason).not.to.equal("");
    }
    expect(actionNamed("iam:PassRole")?.access).to.equal("permissions");
    expect(actionNamed("bedrock:PutResourcePolicy")?.access).to.equal("permissions");
  });

  it("let only writes stay on `*` that could be restricted", () => {
    for (const pattern of UNRESTRICTED_IN_PRACTICE.flatMap(({ actions }) => actions)) {
      const found = actionsMatching(pattern);
      expect(found, pattern).not.to.deep.equal([]);
      for (const { name, kinds } of found) {
        expect(kinds, name).not.to.deep.equal([]);
        expect(isUnrestrictedInPractice(name), name).to.equal(true);
      }
      expect(found.some(({ access }) => access === "write" || access === "permissions")).to.equal(true);
    }
    expect(isUnrestrictedInPractice("logs:DeleteLogGroup")).to.equal(false);
  });
});
