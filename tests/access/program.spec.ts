import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import { parse } from "yaml";
import type { Plan } from "../../preview/plan";
import { planOf, ROOT, run } from "../preview/run";
import { all, documentsOf, inputsOf, isDocument } from "../program/reading";

const FOLDER = join(ROOT, "access");

describe("the program of the pipeline's access", () => {
  let plan: Plan;
  before(async function () {
    this.timeout(60_000);
    const pack = [join(ROOT, "policy-pack"), "--policy-pack-config", join(FOLDER, "policy-pack.json")];
    plan = planOf(await run(["--stack", "example", "--policy-pack", ...pack], { cwd: FOLDER }));
  });

  it("passes this project's policy pack: nothing mandatory, advisory, unverified or out of sight", () => {
    const { mandatory, advisory, unverified, opaque } = plan.summary;
    expect({ mandatory, advisory, unverified, opaque }).to.deep.equal({
      mandatory: 0,
      advisory: 0,
      unverified: 0,
      opaque: 0,
    });
  });

  it("has no document that a preview cannot know before anything exists", async function () {
    this.timeout(60_000);
    const arguments_ = ["--stack", "example", "--materialise", "none"];
    const unknown = planOf(await run(arguments_, { cwd: FOLDER }));
    const documents = documentsOf(unknown);
    expect(documents.length).to.be.greaterThan(12);
    for (const { resource, value } of documents) expect(isDocument(value), resource.name).to.equal(true);
  });

  it("keeps the state where nobody else reads it, every version for a year, encrypted with a key of its own", () => {
    expect(inputsOf(plan, "aws:s3/bucket:Bucket")["bucket"]).to.equal("state-clo-dev-us-east-1-111122223333");
    expect(inputsOf(plan, "aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock")).to.include({
      blockPublicAcls: true,
      blockPublicPolicy: true,
      ignorePublicAcls: true,
      restrictPublicBuckets: true,
    });
    expect(
      inputsOf(plan, "aws:s3/bucketVersioning:BucketVersioning")["versioningConfiguration"],
    ).to.deep.equal({
      status: "Enabled",
    });
    const key = all(plan, "aws:kms/key:Key")[0];
    expect(key?.options).to.include({ protect: true });
    const encryption =
      "aws:s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration";
    expect(inputsOf(plan, encryption)["rules"]).to.deep.equal([
      {
        applyServerSideEncryptionByDefault: { sseAlgorithm: "aws:kms", kmsMasterKeyId: key?.outputs["arn"] },
        bucketKeyEnabled: true,
      },
    ]);
    const policy = inputsOf(plan, "aws:s3/bucketPolicy:BucketPolicy")["policy"];
    expect(JSON.parse(String(policy))).to.deep.equal({
      Version: "2012-10-17",
      Statement: [
        {
          Sid: "TlsOnly",
          Effect: "Deny",
          Principal: "*",
          Action: "s3:*",
          Resource: [
            "arn:aws:s3:::state-clo-dev-us-east-1-111122223333",
            "arn:aws:s3:::state-clo-dev-us-east-1-111122223333/*",
          ],
          Condition: { Bool: { "aws:SecureTransport": "false" } },
        },
      ],
    });
  });

  it("gives each role a boundary, an hour, and nothing beside its own policies", () => {
    const roles = all(plan, "aws:iam/role:Role");
    expect(roles.map(({ inputs }) => [inputs["name"], inputs["path"]])).to.deep.equal([
      ["clo-dev-us-east-1-preview", "/access/"],
      ["clo-dev-us-east-1-inspect", "/access/"],
      ["clo-dev-us-east-1-deploy", "/access/"],
    ]);
    for (const { inputs } of roles)
      expect(inputs).to.include({
        permissionsBoundary: "arn:aws:iam::111122223333:policy/boundary/clo-dev-us-east-1-pipeline",
        maxSessionDuration: 3600,
      });
    for (const type of ["RolePoliciesExclusive", "RolePolicyAttachmentsExclusive"])
      expect(all(plan, `aws:iam/${type[0]?.toLowerCase()}${type.slice(1)}:${type}`)).to.have.length(3);
  });

  it("says what to put into GitHub and into the logging stack", () => {
    const stack = plan.resources.find(({ type }) => type === "pulumi:pulumi:Stack");
    const backend = "s3://state-clo-dev-us-east-1-111122223333?region=us-east-1&awssdk=v2";
    const variables = (purpose: string) => ({
      ROLE_ARN: `arn:aws:iam::111122223333:role/access/clo-dev-us-east-1-${purpose}`,
      AWS_REGION: "us-east-1",
      PULUMI_BACKEND_URL: backend,
    });
    expect(stack?.outputs).to.deep.equal({
      environments: {
        "dev-preview": variables("preview"),
        "dev-inspect": variables("inspect"),
        dev: variables("deploy"),
      },
      backendUrl: backend,
      secretsProvider: "awskms:///alias/state-clo-dev-us-east-1?region=us-east-1&awssdk=v2",
      permissionsBoundaryArn: "arn:aws:iam::111122223333:policy/boundary/clo-dev-us-east-1-workload",
    });
  });

  it("puts no tag on its own that is the logging stack's to change, or out of the pipeline's reach", () => {
    const provider = plan.resources.find(({ type }) => type === "pulumi:providers:aws");
    expect(JSON.parse(String(provider?.inputs["defaultTags"]))).to.deep.equal({
      tags: { "pipeline-access": "dev" },
    });
  });

  it("uses GitHub's provider where the account has it, and makes none", async function () {
    this.timeout(60_000);
    const folder = mkdtempSync(join(tmpdir(), "access-"));
    try {
      for (const entry of [
        "components",
        "config",
        "console-api",
        "node_modules",
        "package.json",
        "partitions.ts",
        "tsconfig.json",
      ])
        symlinkSync(join(ROOT, entry), join(folder, entry));
      cpSync(FOLDER, join(folder, "access"), { recursive: true });
      const file = join(folder, "access/Pulumi.example.yaml");
      writeFileSync(
        file,
        `${readFileSync(file, "utf8")}  centralized-logging-access:githubProvider: existing\n`,
      );
      const other = planOf(await run(["--stack", "example"], { cwd: join(folder, "access") }));
      expect(all(other, "aws:iam/openIdConnectProvider:OpenIdConnectProvider")).to.deep.equal([]);
      const [role] = all(other, "aws:iam/role:Role");
      expect(String(role?.inputs["assumeRolePolicy"])).to.contain(
        "arn:aws:iam::111122223333:oidc-provider/token.actions.githubusercontent.com",
      );
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });

  it("declares the settings that it reads, with their defaults", () => {
    const { config } = parse(readFileSync(join(FOLDER, "Pulumi.yaml"), "utf8")) as {
      readonly config: { readonly [key: string]: { readonly default?: unknown } };
    };
    expect(Object.entries(config).map(([key, { default: value }]) => [key, value])).to.deep.equal([
      ["accountId", undefined],
      ["stack", undefined],
      ["repository", undefined],
      ["ownerId", ""],
      ["repositoryId", ""],
      ["branch", "main"],
      ["githubProvider", "create"],
      ["namePrefix", "clo"],
      ["rolePath", "/"],
      ["hostedZoneId", ""],
      ["sharedNetwork", false],
      ["consoleBucketName", ""],
      ["proxyImageParameter", ""],
      ["project", "centralized-logging"],
      ["deletionProtection", true],
    ]);
  });
});
