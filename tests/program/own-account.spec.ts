import { expect } from "chai";
import { all } from "./reading";
import { planned } from "./stack";
import { VARIANTS } from "./variants";

interface Statement {
  readonly Action: string | readonly string[];
  readonly Resource: string | readonly string[];
}

const listOf = (value: string | readonly string[]): readonly string[] =>
  typeof value === "string" ? [value] : value;

/** Services whose ARNs have no account: their names are unique in the world. */
const WITHOUT_ACCOUNT = /^arn:aws:s3:::/;

describe("what the console's functions may reach", function () {
  this.timeout(180_000);

  it("is of the own account, but for lists of others that rules name, and reads that cannot be narrowed", async () => {
    const plan = await planned(VARIANTS.dev);
    const accountId = String(VARIANTS.dev.settings["accountId"]);
    const policies = all(plan, "aws:iam/rolePolicy:RolePolicy").filter(({ inputs }) =>
      /-(api|interfaces)$/.test(String(inputs["role"])),
    );
    expect(policies).to.have.length(2);
    const pairs = policies.flatMap(({ inputs }) => {
      const { Statement } = JSON.parse(String(inputs["policy"])) as {
        readonly Statement: readonly Statement[];
      };
      return Statement.flatMap(({ Action, Resource }) =>
        listOf(Resource).flatMap((resource) => listOf(Action).map((action) => ({ action, resource }))),
      );
    });
    expect(pairs.length).to.be.greaterThan(40);
    const named = pairs.filter(({ resource }) => resource !== "*" && !WITHOUT_ACCOUNT.test(resource));
    const elsewhere = named.filter(({ resource }) => resource.split(":")[4] !== accountId);
    expect(elsewhere).to.deep.equal([
      {
        action: "ec2:GetManagedPrefixListEntries",
        resource: `arn:aws:ec2:${VARIANTS.dev.region}:*:prefix-list/*`,
      },
    ]);
    const buckets = new Set(
      pairs.flatMap(({ resource }) => (WITHOUT_ACCOUNT.test(resource) ? [resource.split(/:::|\//)[1]] : [])),
    );
    for (const bucket of buckets) expect(bucket).to.match(new RegExp(`-logs-${accountId}$`));
    // Without a resource there are only reads.
    const everywhere = pairs.flatMap(({ action, resource }) =>
      resource === "*" ? [action.split(":")[1] ?? ""] : [],
    );
    expect(everywhere.filter((action) => !/^(Describe|Get|List)/.test(action))).to.deep.equal([]);
  });
});
