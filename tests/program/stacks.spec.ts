import { expect } from "chai";
import { PARTITIONS, type Partition } from "../../partitions";
import type { Plan } from "../../preview/plan";
import { documentsOf, isDocument, leaves } from "./reading";
import { planned, preview } from "./stack";
import { VARIANT_NAMES, VARIANTS, type VariantName } from "./variants";

/** Variants whose VPC belongs to somebody else. */
const IN_EXISTING_VPC: readonly VariantName[] = ["existing VPC with NAT", "existing VPC without NAT"];

const PARTITION_OF: { readonly [name in VariantName]?: Partition } = {
  GovCloud: "aws-us-gov",
  "China without console": "aws-cn",
  "China with console": "aws-cn",
};

/** What the texts of a plan, documents and user data included, hold of a pattern. */
function mentions(plan: Plan, pattern: RegExp): ReadonlySet<string> {
  const found = new Set<string>();
  for (const { inputs } of plan.resources) {
    for (const { value } of leaves(inputs)) {
      if (typeof value !== "string") continue;
      for (const [match] of value.matchAll(pattern)) found.add(match);
    }
  }
  return found;
}

/** Of a list that clients gave by id, the organisation says in `trustedPrefixLists` that it is narrow. */
const FOREIGN_LIST = "unverified: `prefixListId` is `pl-0123456789abcdef0`, a prefix list of another stack";

describe("every stack of the program", function () {
  this.timeout(180_000);
  before("starts all previews", () => {
    for (const name of VARIANT_NAMES) void preview(VARIANTS[name]);
  });

  for (const name of VARIANT_NAMES) {
    describe(name, () => {
      let plan: Plan;
      before(async () => {
        plan = await planned(VARIANTS[name]);
      });

      it("passes the policy pack with no violation, and nothing unverified but another stack's prefix list", () => {
        const { violations, unverified, summary } = plan;
        expect(violations).to.deep.equal([]);
        const messages = unverified.map(({ message }) => message.split(";", 1)[0]);
        const foreign = name === "allowlist by prefix list" ? [FOREIGN_LIST] : [];
        expect(messages).to.deep.equal(foreign);
        expect(summary).to.include({ mandatory: 0, advisory: 0, unverified: foreign.length });
      });

      it("hides nothing from the pack but what awsx makes of the VPC", () => {
        const expected = IN_EXISTING_VPC.includes(name) ? [] : ["awsx:ec2:Vpc"];
        expect(plan.opaque.map(({ type }) => type)).to.deep.equal(expected);
      });

      it("lets the pack see every document that says who may do what", () => {
        const hidden = documentsOf(plan).filter(({ value }) => !isDocument(value));
        expect(hidden.map(({ resource, property }) => `${resource.name}.${property}`)).to.deep.equal([]);
      });

      it("gives each resource to a component, and each of AWS's to the stack's own provider", () => {
        const { project, stack, resources } = plan;
        const root = `urn:pulumi:${stack}::${project}::pulumi:pulumi:Stack::${project}-${stack}`;
        const provider = resources.find(({ type }) => type === "pulumi:providers:aws");
        expect(provider?.inputs).to.include({
          region: VARIANTS[name].region,
          allowedAccountIds: '["111122223333"]',
        });
        for (const { type, parent, options } of resources.filter(({ type }) => type.startsWith("aws:"))) {
          expect(parent, type).not.to.equal(root);
          expect(options["provider"], type).to.match(/::pulumi:providers:aws::aws::/);
        }
      });

      it("names ARNs of its own partition and account only", () => {
        const partition = PARTITION_OF[name] ?? "aws";
        const { dnsSuffix } = PARTITIONS[partition];
        expect([...mentions(plan, /(?<=arn:)aws[a-z-]*(?=:)/g)]).to.deep.equal([partition]);
        // AWS's own accounts are `aws` in ARNs; twelve digits are somebody's.
        expect([...mentions(plan, /(?<=:)\d{12}(?=:)/g)]).to.deep.equal(["111122223333"]);
        const elsewhere =
          dnsSuffix === "amazonaws.com"
            ? /[\w.-]+\.amazonaws\.com\.cn/g
            : /[\w-]+\.s3\.[\w-]+\.amazonaws\.com(?!\.cn)/g;
        expect([...mentions(plan, elsewhere)]).to.deep.equal([]);
      });
    });
  }
});
