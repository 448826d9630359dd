import { expect } from "chai";
import type { Plan, PlanResource } from "../../preview/plan";
import { all, namesOf as namesOfType } from "./reading";
import { planned } from "./stack";
import { VARIANTS } from "./variants";

const LOG_GROUP = "aws:cloudwatch/logGroup:LogGroup";

/** Input that holds a resource's name, where it is not `name`. */
const NAME_PROPERTIES: { readonly [type: string]: string } = {
  "aws:cloudwatch/logResourcePolicy:LogResourcePolicy": "policyName",
  "aws:cognito/identityPool:IdentityPool": "identityPoolName",
  "aws:cognito/userPoolDomain:UserPoolDomain": "domain",
  "aws:opensearch/domain:Domain": "domainName",
  "aws:s3/bucket:Bucket": "bucket",
  "aws:ssm/association:Association": "associationName",
  "aws:ssm/patchGroup:PatchGroup": "patchGroup",
};

/** Named within another resource of the stack, so that two stacks may use one name. */
const SCOPED: ReadonlySet<string> = new Set([
  "aws:appsync/dataSource:DataSource",
  "aws:cognito/userGroup:UserGroup",
  "aws:glue/catalogTable:CatalogTable",
  "aws:iam/rolePolicy:RolePolicy",
]);

/** `name` is not the resource's own name here: AWS's document, and the name that a record answers to. */
const NOT_A_NAME: ReadonlySet<string> = new Set(["aws:route53/record:Record"]);

/** A resource with another name may exist beside the one that it replaces, or takes the new name in place. */
const NEVER_IN_THE_WAY: ReadonlySet<string> = new Set([
  "aws:appsync/dataSource:DataSource",
  "aws:cognito/identityPool:IdentityPool",
  // IAM deletes no boundary that a role still has: the roles must move first.
  "aws:iam/policy:Policy",
  "aws:ssm/association:Association",
  "aws:ssm/patchGroup:PatchGroup",
]);

/** A target group serves one load balancer at a time, and a web ACL has one log. */
const IN_THE_WAY_WITHOUT_A_NAME: ReadonlySet<string> = new Set([
  "aws:lb/listener:Listener",
  "aws:wafv2/webAclLoggingConfiguration:WebAclLoggingConfiguration",
]);

/** The name that the program chose for a resource; `undefined` where Pulumi or AWS makes one up. */
function chosenName({ type, name, inputs, options }: PlanResource): string | undefined {
  if (!type.startsWith("aws:") || NOT_A_NAME.has(type)) return undefined;
  const value = inputs[NAME_PROPERTIES[type] ?? "name"];
  if (typeof value !== "string") return undefined;
  // Pulumi's own: the logical name and random digits.
  const made = new RegExp(`^${name.replaceAll(/[^\w-]/g, ".")}-[0-9a-f]{7}$`).test(value);
  return made && options["deleteBeforeReplace"] !== true ? undefined : value;
}

/** Chosen names that must be unique beyond the stack, with their kind. */
const namesOf = (plan: Plan): readonly string[] =>
  plan.resources.flatMap((resource) => {
    const name = SCOPED.has(resource.type) ? undefined : chosenName(resource);
    // AppSync names this one after the API, whose id is AWS's choice.
    return name === undefined || name.startsWith("/aws/appsync/apis/") ? [] : [`${resource.type} ${name}`];
  });

describe("two stacks of the program side by side", function () {
  this.timeout(180_000);

  it("share no chosen name: another stack, another region", async () => {
    const stacks = await Promise.all(
      [VARIANTS.dev, VARIANTS.prod, VARIANTS["another region"]].map((one) => planned(one)),
    );
    const names = stacks.map(namesOf);
    for (const own of names) {
      expect(own.length).to.be.greaterThan(30);
      expect(new Set(own).size).to.equal(own.length);
    }
    expect(new Set(names.flat()).size).to.equal(names.flat().length);
  });

  it("have chosen names that carry stack and region, and those of buckets the account", async () => {
    const plan = await planned(VARIANTS.dev);
    for (const name of namesOf(plan)) {
      // Athena has no hyphens in the names of databases.
      expect(name.replaceAll("_", "-")).to.contain("clo-dev-us-east-1");
    }
    for (const { inputs } of all(plan, "aws:s3/bucket:Bucket")) {
      expect(inputs["bucket"]).to.match(/-111122223333$/);
    }
  });

  it("do not use each other's chosen names in their documents", async () => {
    const prod = JSON.stringify((await planned(VARIANTS.prod)).resources.map(({ inputs }) => inputs));
    expect(prod).not.to.contain("clo-dev");
    expect(prod).to.contain("clo-prod-eu-central-1");
  });
});

describe("replacement", function () {
  this.timeout(180_000);

  for (const name of ["dev", "prod", "without NAT", "China with console"] as const) {
    it(`deletes before it creates exactly where the program chose the name (${name})`, async () => {
      const plan = await planned(VARIANTS[name]);
      const chosen = plan.resources.filter(
        (resource) =>
          IN_THE_WAY_WITHOUT_A_NAME.has(resource.type) ||
          (chosenName(resource) !== undefined && !NEVER_IN_THE_WAY.has(resource.type)),
      );
      const first = plan.resources.filter(({ options }) => options["deleteBeforeReplace"] === true);
      expect(first.map(({ type, name: one }) => `${type} ${one}`).sort()).to.deep.equal(
        chosen.map(({ type, name: one }) => `${type} ${one}`).sort(),
      );
    });
  }
});

describe("deletion protection", function () {
  this.timeout(180_000);

  it("keeps in `prod` what holds data or is known to others, and lets nothing empty a bucket", async () => {
    const plan = await planned(VARIANTS.prod);
    const kept = plan.resources.filter(({ options }) => options["protect"] === true).map(({ name }) => name);
    const expected = [
      "console-site",
      "identity-identity-pool",
      "identity-user-pool",
      ...["console", "domain", "logs", "topic", "volumes"].map((store) => `keys-${store}`),
      "log-archive-bucket",
      "proxy-alb",
      "search-domain",
      ...namesOfType(plan, LOG_GROUP),
    ];
    expect(kept.sort()).to.deep.equal(expected.sort());
    expect(namesOfType(plan, LOG_GROUP)).to.include.members(["search-audit-log", "proxy-log"]);
    for (const { inputs } of all(plan, LOG_GROUP)) expect(inputs["deletionProtectionEnabled"]).to.equal(true);
    for (const { inputs } of all(plan, "aws:s3/bucket:Bucket"))
      expect(inputs["forceDestroy"]).to.equal(false);
    const [pool] = all(plan, "aws:cognito/userPool:UserPool");
    expect(pool?.inputs["deletionProtection"]).to.equal("ACTIVE");
    const [loadBalancer] = all(plan, "aws:lb/loadBalancer:LoadBalancer");
    expect(loadBalancer?.inputs["enableDeletionProtection"]).to.equal(true);
  });

  it("is off in `dev`, which can be taken down", async () => {
    const plan = await planned(VARIANTS.dev);
    expect(plan.resources.filter(({ options }) => options["protect"] === true)).to.deep.equal([]);
    for (const { inputs } of all(plan, LOG_GROUP))
      expect(inputs["deletionProtectionEnabled"]).to.equal(false);
    const [pool] = all(plan, "aws:cognito/userPool:UserPool");
    expect(pool?.inputs["deletionProtection"]).to.equal("INACTIVE");
    const [loadBalancer] = all(plan, "aws:lb/loadBalancer:LoadBalancer");
    expect(loadBalancer?.inputs["enableDeletionProtection"]).to.equal(false);
  });
});
