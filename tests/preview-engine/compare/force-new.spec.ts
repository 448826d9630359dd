import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";
import { replacementOf, reviewedInputs } from "../../../preview/compare/force-new";

const SDK = join(__dirname, "../../../node_modules/@pulumi/aws");
const RULE = "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule";
const changed = (...names: string[]) => names.map((name) => ({ name, appears: false }));

describe("the table of inputs that replace a resource", () => {
  it("names types and inputs of the SDK", () => {
    const wrong = reviewedInputs().flatMap(([type, inputs]) => {
      const [, module = "", name = ""] = type.split(":");
      const file = join(SDK, `${module}.d.ts`);
      if (!existsSync(file)) return [type];
      const text = readFileSync(file, "utf8");
      const body = new RegExp(`export interface ${name}Args \\{([\\s\\S]*?)\\n\\}`).exec(text)?.[1] ?? "";
      return inputs
        .filter((input) => !new RegExp(`^ {4}${input}\\??:`, "m").test(body))
        .map((input) => `${type} ${input}`);
    });
    expect(wrong).to.deep.equal([]);
  });

  it("lets a rule change its addresses in place, and replaces it where its peer becomes another kind", () => {
    expect(replacementOf(RULE, changed("cidrIpv4", "toPort"))).to.deep.equal({ kind: "no" });
    expect(
      replacementOf(RULE, [
        { name: "cidrIpv4", appears: true },
        { name: "prefixListId", appears: true },
      ]),
    ).to.deep.equal({ kind: "yes", because: ["cidrIpv4", "prefixListId"] });
  });

  it("replaces a load balancer that becomes internal, and cannot tell of its subnets", () => {
    const balancer = "aws:lb/loadBalancer:LoadBalancer";
    expect(replacementOf(balancer, changed("internal", "subnets"))).to.deep.equal({
      kind: "yes",
      because: ["internal"],
    });
    expect(replacementOf(balancer, changed("subnets"))).to.deep.equal({
      kind: "maybe",
      because: ["subnets"],
    });
  });
});
