import { expect } from "chai";
import type { Plan } from "../../preview/plan";
import { documentsOf, isDocument, isUnknown, leaves } from "./reading";
import { planned } from "./stack";
import { VARIANTS } from "./variants";

const FIRST = { materialise: "none" } as const;

/** The documents of a plan that are not known. */
const unknownDocuments = (plan: Plan): readonly string[] =>
  documentsOf(plan)
    .filter(({ value }) => isUnknown(value))
    .map(({ resource, property }) => `${resource.name}.${property}`)
    .sort();

/** How many documents a plan has, by type and property. */
function census(plan: Plan): { readonly [where: string]: number } {
  const counts: { [where: string]: number } = {};
  for (const { resource, property } of documentsOf(plan)) {
    const where = `${resource.type.split(":").at(-1)}.${property}`;
    counts[where] = (counts[where] ?? 0) + 1;
  }
  return counts;
}

describe("the documents that say who may do what", function () {
  this.timeout(180_000);

  describe("in the offline preview", () => {
    it("are known, every one of them, in `dev`", async () => {
      const plan = await planned(VARIANTS.dev);
      expect(unknownDocuments(plan)).to.deep.equal([]);
      expect(census(plan)).to.deep.equal({
        "BucketPolicy.policy": 2,
        "Domain.accessPolicies": 1,
        "LogResourcePolicy.policyDocument": 2,
        "Policy.policy": 2,
        "Role.assumeRolePolicy": 12,
        "RolePolicy.policy": 12,
        "TopicPolicy.policy": 1,
        "VpcEndpoint.policy": 1,
      });
    });

    it("are known in `prod`, those of its keys included", async () => {
      const plan = await planned(VARIANTS.prod);
      expect(unknownDocuments(plan)).to.deep.equal([]);
      expect(census(plan)).to.include({ "Key.policy": 4, "KeyPolicy.policy": 1 });
    });

    it("are whole documents, and there is none in any other property", async () => {
      for (const variant of [VARIANTS.dev, VARIANTS.prod]) {
        const plan = await planned(variant);
        const found = documentsOf(plan).map(({ resource, property, value }) => {
          expect(isDocument(value), `${resource.name}.${property}`).to.equal(true);
          return `${resource.urn} ${property}`;
        });
        const anywhere = plan.resources.flatMap(({ urn, inputs }) =>
          leaves(inputs)
            .filter(({ value }) => isDocument(value))
            .map(({ path }) => `${urn} ${path}`),
        );
        expect(anywhere.sort()).to.deep.equal(found.sort());
      }
    });
  });

  describe("in a first `pulumi preview`", () => {
    it("are known in `dev` but for these: a distribution's bucket, identity-pool roles, Cognito's role", async () => {
      const plan = await planned(VARIANTS.dev, FIRST);
      expect(unknownDocuments(plan)).to.deep.equal([
        "console-site-policy.policy",
        "roles-dashboards-admin.assumeRolePolicy",
        "roles-dashboards-cognito-access.policy",
        "roles-dashboards-reader.assumeRolePolicy",
      ]);
    });

    it("are known in `prod` but for the same and the key of the console", async () => {
      const plan = await planned(VARIANTS.prod, FIRST);
      expect(unknownDocuments(plan)).to.deep.equal([
        "console-key-policy.policy",
        "console-site-policy.policy",
        "roles-dashboards-admin.assumeRolePolicy",
        "roles-dashboards-cognito-access.policy",
        "roles-dashboards-reader.assumeRolePolicy",
      ]);
    });

    it("are judged without a violation, and what could not be judged is said", async () => {
      for (const variant of [VARIANTS.dev, VARIANTS.prod]) {
        const { violations, unverified } = await planned(variant, FIRST);
        expect(violations).to.deep.equal([]);
        const unjudged = unverified.filter(({ policy }) => policy === "administrative-access");
        expect(unjudged.map(({ urn }) => urn.split("::").at(-1))).to.deep.equal([
          "roles-dashboards-cognito-access",
        ]);
      }
    });
  });
});

/** Paths whose last name says that an id or an ARN of another resource is there. */
const REFERENCE =
  /(\b|[a-zA-Z])(arn|id|ids|Arn|Arns|Id|Ids|alarmActions|okActions|securityGroups|subnets|vpcZoneIdentifiers)(\[\d+\])?$/;

describe("what a first `pulumi preview` of `dev` does not know besides documents", function () {
  this.timeout(180_000);

  it("are references to other resources, and these texts that hold one", async () => {
    const plan = await planned(VARIANTS.dev, FIRST);
    const documents = new Set(
      documentsOf(plan).map(({ resource, property }) => `${resource.urn} ${property}`),
    );
    const texts = plan.resources.flatMap(({ urn, name, type, inputs }) =>
      leaves(inputs)
        .filter(
          ({ path, value }) => isUnknown(value) && !REFERENCE.test(path) && !documents.has(`${urn} ${path}`),
        )
        // Alarms and rules of one kind are all alike.
        .map(({ path }) =>
          /MetricAlarm|SecurityGroup\w+Rule/.test(type)
            ? `${type.split(":").at(-1)}.${path}`
            : `${name}.${path}`,
        ),
    );
    expect([...new Set(texts)].sort()).to.deep.equal([
      "MetricAlarm.dimensions.LoadBalancer",
      "MetricAlarm.dimensions.TargetGroup",
      "console-api-function.environment.variables.DEPLOYMENT_IDS",
      "console-api-graphql-log.name",
      "console-api-graphql.userPoolConfig.appIdClientRegex",
      "console-content-config.json.content",
      "identity-console-client.callbackUrls[0]",
      "identity-console-client.logoutUrls[0]",
      "interface-history-function.environment.variables.VPC_ID",
      "proxy-group.launchTemplate.version",
      "proxy-patch-non-compliant.eventPattern",
      "proxy-patch-scans.eventPattern",
      "proxy-patch-window-failed.eventPattern",
      "proxy-template.userData",
      "proxy-window-task.targets[0].values[0]",
      "proxy-window-task.taskInvocationParameters.automationParameters.parameters[2].values[0]",
      "sign-in-access-dashboards-roles.roleMappings[0].identityProvider",
    ]);
  });
});
