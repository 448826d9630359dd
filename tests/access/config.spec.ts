import { expect } from "chai";
import { parseAccessConfig } from "../../access/config";
import { configOf } from "./places";

const refused = (settings: { readonly [key: string]: string }, region = "us-east-1"): string => {
  try {
    parseAccessConfig(settings, { stackName: "dev-access", region });
    return "";
  } catch (error) {
    return (error as Error).message;
  }
};

const RIGHT = { accountId: "111122223333", stack: "dev", repository: "octo-org/central-logging" };

describe("the configuration of the pipeline's access", () => {
  it("is one value, with the names that the logging stack has", () => {
    expect(configOf({ namePrefix: "logs", rolePath: "/platform/" })).to.deep.include({
      accountId: "111122223333",
      region: "us-east-1",
      stack: "dev",
      baseName: "logs-dev-us-east-1",
      rolePath: "/platform/",
      repository: {
        owner: "octo-org",
        name: "central-logging",
        ids: { owner: "123456", repository: "456789" },
        branch: "main",
      },
      githubProvider: "create",
      hostedZoneId: undefined,
      sharedNetwork: false,
      consoleBucketName: undefined,
      proxyImageParameter: undefined,
      project: "centralized-logging",
      deletionProtection: true,
    });
    expect(configOf({ ownerId: "", repositoryId: "" }).repository.ids).to.equal(undefined);
  });

  it("reports all mistakes at once", () => {
    expect(
      refused({ accountId: "1", repository: "octo-org", ownerId: "x", tagkey: "a" }, "").split("\n"),
    ).to.deep.equal([
      "configuration of stack `dev-access` has 7 mistakes",
      "  tagkey: is not a setting of this program; remove it",
      "  aws:region: is missing; accepted: a region of AWS, AWS GovCloud (US) or China like `us-east-1`; set it with `pulumi config set aws:region us-east-1`",
      "  accountId: `1` is not accepted; accepted: an AWS account id, 12 digits, in quotes",
      "  stack: is missing; accepted: a lower-case letter, then `a-z`, `0-9` and single `-`, and not `-preview` or `-inspect` at the end",
      "  repository: `octo-org` is not accepted; accepted: `<owner>/<name>` like `octo-org/central-logging`",
      "  ownerId: `x` is not accepted; accepted: a number, in quotes",
      "  repositoryId: is missing; accepted: both numbers, or none of them",
    ]);
  });

  const cases: readonly (readonly [
    name: string,
    settings: { readonly [key: string]: string },
    key: string,
  ])[] = [
    ["a repository with a wildcard", { repository: "octo-org/*" }, "repository"],
    ["an owner with a wildcard", { repository: "*/central-logging" }, "repository"],
    ["a repository with another part", { repository: "octo-org/central-logging:environment" }, "repository"],
    ["numbers with a wildcard", { ownerId: "*", repositoryId: "1" }, "ownerId"],
    ["a branch in its long form", { branch: "refs/heads/main" }, "branch"],
    ["a branch with a wildcard", { branch: "*" }, "branch"],
    ["a stack with a wildcard", { stack: "d*" }, "stack"],
    ["a stack with the environment of another one's previews", { stack: "dev-preview" }, "stack"],
    ["a stack with the environment of another one's plans", { stack: "dev-inspect" }, "stack"],
    ["a prefix with a wildcard", { namePrefix: "c?o" }, "namePrefix"],
    ["a prefix by which buckets of states are called", { namePrefix: "state-clo" }, "namePrefix"],
    ["the pipeline's own path for the stack's roles", { rolePath: "/access/" }, "rolePath"],
    ["a path below it", { rolePath: "/access/logging/" }, "rolePath"],
    ["a path that is none", { rolePath: "logging" }, "rolePath"],
    ["a zone that is none", { hostedZoneId: "*" }, "hostedZoneId"],
    ["a project with a wildcard", { project: "*" }, "project"],
    ["a bucket of states for the console's", { consoleBucketName: "state-a" }, "consoleBucketName"],
    ["every bucket for the console's", { consoleBucketName: "*" }, "consoleBucketName"],
    ["every parameter for the image's", { proxyImageParameter: "/*" }, "proxyImageParameter"],
    ["another way to the provider", { githubProvider: "maybe" }, "githubProvider"],
    ["names longer than the stack's can be", { stack: "a-rather-long-name" }, "stack"],
  ];
  for (const [name, settings, key] of cases)
    it(`refuses ${name}`, () => {
      const lines = refused({ ...RIGHT, ...settings }).split("\n");
      expect(lines).to.have.length(2);
      expect(lines[1]).to.match(new RegExp(`^ {2}${key}: \`.+\` .*accepted: `));
    });
});
