import { expect } from "chai";
import { compare } from "../../../preview/compare/comparison";
import type { PlanViolation } from "../../../preview/plan";
import { renderMarkdown } from "../../../preview/render/markdown";
import { code, sentence } from "../../../preview/render/markdown-text";
import { plan, resource, stack } from "./plans";

const group = resource("aws:ec2/securityGroup:SecurityGroup", "web", { id: "sg-web" });
const rule = (cidrIpv4: string) =>
  resource("aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule", "clients", {
    inputs: { securityGroupId: "sg-web", ipProtocol: "tcp", fromPort: 443, toPort: 443, cidrIpv4 },
    position: { file: "index.ts", line: 7, column: 1 },
  });
const violation = (urn: string, changes: Partial<PlanViolation> = {}): PlanViolation => ({
  policyPack: "guard",
  policy: "open-ingress",
  enforcementLevel: "mandatory",
  severity: "critical",
  urn,
  message: "Nobody is let in.\nthis rule lets `0.0.0.0/0` in [open-ingress/0123]",
  fingerprint: "0123",
  materialised: false,
  ...changes,
});

describe("a plan as Markdown", () => {
  it("says first what becomes wider, then what changes, then what is new among the findings", () => {
    const base = plan([stack(), group, rule("10.0.0.0/24"), resource("aws:sns/topic:Topic", "alarms")]);
    const head = plan([stack(), group, rule("0.0.0.0/0")], { violations: [violation(rule("").urn)] });
    expect(renderMarkdown(head, compare(base, head)).split("\n")).to.deep.equal([
      "## Preview of `shop / dev`: ❌ rejected",
      "",
      "3 resources, 1 mandatory, 0 advisory, 0 unverified, 0 opaque",
      "",
      "⚠️ **This change opens something: see _Wider_.**",
      "",
      "### Wider",
      "",
      "- `0.0.0.0/5`, `8.0.0.0/7`, `10.0.1.0/24`, `10.0.2.0/23` and 20 more → `web`: **`tcp/443`** (ingress of `web`)",
      "",
      "### Resources: 0 added, 1 removed, 0 replaced, 1 changed",
      "",
      "**Removed**",
      "",
      "- `sns.Topic` `alarms`",
      "",
      "**Changed**",
      "",
      "- `vpc.SecurityGroupIngressRule` `clients`",
      "  - `cidrIpv4`: `10.0.0.0/24` → `0.0.0.0/0`",
      "",
      "### 1 violation, 1 new, 0 resolved",
      "",
      "|  | policy | finding |",
      "| --- | --- | --- |",
      "| ❌ mandatory **new** | `open-ingress`<br>critical | `vpc.SecurityGroupIngressRule` `clients` at `index.ts:7`<br>Nobody is let in.<br>this rule lets `0.0.0.0/0` in \\[open\\-ingress/0123\\] |",
      "",
    ]);
  });

  it("says that nothing becomes wider, and counts what is resolved", () => {
    const base = plan([stack(), group, rule("0.0.0.0/0")], { violations: [violation(rule("").urn)] });
    const head = plan([stack(), group]);
    const text = renderMarkdown(head, compare(base, head));
    expect(text).to.contain("✅ passed").and.to.contain("Nothing becomes wider by this change.");
    expect(text).to.contain("### Narrower\n\n- `0.0.0.0/0` → `web`");
    expect(text).to.contain("0 violations, 0 new, 1 resolved");
  });

  it("shows markup of programs as text: no link, image, mention, HTML or broken table", () => {
    const hostile = "](https://evil.example) ![x](y) <img src=x> @everyone |a| `tick` **b** www.evil.example";
    const shown = renderMarkdown(
      plan([stack(), resource("a:b:C", hostile)], {
        violations: [violation(resource("a:b:C", hostile).urn, { message: hostile })],
      }),
    );
    const outside = shown.replace(/(`+)[\s\S]*?\1/g, "");
    expect(outside).not.to.match(/<img|\]\(|(?<!\\)!\[|@everyone|https:\/\/|www\./);
    for (const row of shown.split("\n").filter((line) => line.startsWith("|"))) {
      expect(row.match(/(?<!\\)\|/g), row).to.have.lengthOf(4);
    }
  });

  it("fences code by more backticks than it holds, and leaves a backtick without its twin alone", () => {
    expect(code("a`b``c")).to.equal("``` a`b``c ```");
    expect(code("red\u001b[31m")).to.equal("`red\\u001b[31m`");
    expect(sentence("one `a` and ` alone")).to.equal("one `a` and \\` alone");
  });
});
