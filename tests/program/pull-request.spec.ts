import { readFileSync } from "node:fs";
import { join } from "node:path";
import Ajv from "ajv-draft-04";
import { expect } from "chai";
import type { Plan } from "../../preview/plan";
import { ROOT } from "../preview/run";
import { type Edit, planned, preview, shipped } from "./stack";

const ANCHOR = "export const proxyUrl = proxy.url;";

/** What a hurried change may hold: each edit is one line of it. */
const EDITS: readonly Edit[] = [
  {
    file: "components/iam-roles/specs/api.ts",
    from: 'resources: [arn(context, "es", `domain/${context.baseName}`)],',
    to: 'resources: [arn(context, "es", "domain/*")],',
  },
  {
    file: "index.ts",
    from: ANCHOR,
    to: [
      'new aws.vpc.SecurityGroupIngressRule("debug", { securityGroupId: groups.ids.proxy, ipProtocol: "tcp",',
      '  fromPort: 22, toPort: 22, cidrIpv4: "0.0.0.0/1" }, opts);',
      ANCHOR,
    ].join("\n"),
  },
  {
    file: "components/proxy-fleet/load-balancer.ts",
    from: "internal: !internetFacing,",
    to: "internal: internetFacing,",
  },
  {
    file: "components/proxy-fleet/alarms.ts",
    from: "return errorWatches(front).map(",
    to: "return errorWatches(front).slice(1).map(",
  },
];

/** The schema of the standard's editors. Its patterns are older than the `u` flag, its formats say nothing to us. */
const validateSarif = new Ajv({ strict: false, unicodeRegExp: false, validateFormats: false }).compile(
  JSON.parse(
    readFileSync(require.resolve("@microsoft/jest-sarif/lib/schemas/sarif-2.1.0-rtm.5.json"), "utf8"),
  ),
);

describe("a pull request that widens a role, opens a flow, replaces a load balancer and drops an alarm", function () {
  this.timeout(240_000);
  let base: Plan;
  const review = async (format: "html" | "json" | "markdown" | "sarif") =>
    preview(shipped("dev"), { edits: EDITS, base, format });

  before(async () => {
    base = await planned(shipped("dev"));
  });

  it("is told as Markdown, what is wider first", async () => {
    const { code, stdout } = await review("markdown");
    expect(code).to.equal(1);
    const [changes = ""] = stdout.split("### 1 violation, 1 new, 0 resolved");
    expect(changes.trim().split("\n")).to.deep.equal([
      "## Preview of `centralized-logging / dev`: ❌ rejected",
      "",
      "234 resources, 1 mandatory, 0 advisory, 0 unverified, 1 opaque",
      "",
      "⚠️ **This change opens something: see _Wider_.**",
      "",
      "### Wider",
      "",
      "- `0.0.0.0/1` → `security-groups-proxy`: **`tcp/22`** (ingress of `security-groups-proxy`)",
      "- policy `clo-dev-us-east-1-console-boundary` may at most: `es:DescribeDomain` on `arn:aws:es:us-east-1:111122223333:domain/*`",
      "- role `clo-dev-us-east-1-api` may: `es:DescribeDomain` on `arn:aws:es:us-east-1:111122223333:domain/*`",
      "",
      "### Resources: 1 added, 1 removed, 2 replaced, 4 changed",
      "",
      "**Replaced**",
      "",
      "- `lb.LoadBalancer` `proxy-alb`, because of `internal`",
      "  - `internal`: `true` → `false`",
      "",
      "**Replaced with it, unless what they take from it stays the same**",
      "",
      "- `lb.Listener` `proxy-https`, for its `loadBalancerArn`",
      "",
      "**Removed**",
      "",
      "- `cloudwatch.MetricAlarm` `proxy-load-balancer-5xx`",
      "",
      "**Changed**",
      "",
      "- `iam.Policy` `roles-console-boundary`",
      "  - `policy.Statement[3].Resource`: `arn:aws:es:us-east-1:111122223333:domain/clo-dev-us-east-1` → `arn:aws:es:us-east-1:111122223333:domain/*`",
      "- `iam.RolePolicy` `roles-api-access`",
      "  - `policy.Statement[3].Resource[0]`: `arn:aws:es:us-east-1:111122223333:domain/clo-dev-us-east-1` → `arn:aws:es:us-east-1:111122223333:domain/*`",
      "- `lambda.Function` `console-api-function`",
      "  - `code`: other content",
      "- `autoscaling.Group` `proxy-group`",
      "  - `instanceRefresh.preferences.alarmSpecification.alarms`: − `proxy-load-balancer-5xx-52aa12b`",
      "",
      "**Added**",
      "",
      "- `vpc.SecurityGroupIngressRule` `debug`",
    ]);
    expect(stdout).to.contain("❌ mandatory **new**").and.to.contain("`open-ingress`<br>critical");
  });

  it("is told as SARIF that is valid against its schema, the finding at the line that opens the flow", async () => {
    const { code, stdout } = await review("sarif");
    expect(code).to.equal(1);
    const log = JSON.parse(stdout);
    expect(validateSarif(log), JSON.stringify(validateSarif.errors)).to.equal(true);
    const [result, ...others] = log.runs[0].results;
    expect(others).to.deep.equal([]);
    expect([result.ruleId, result.level, result.baselineState]).to.deep.equal([
      "centralized-logging-guard/open-ingress",
      "error",
      "new",
    ]);
    const { artifactLocation, region } = result.locations[0].physicalLocation;
    const line = readFileSync(join(ROOT, "index.ts"), "utf8")
      .split("\n")
      .findIndex((text) => text.includes(ANCHOR));
    expect([artifactLocation.uri, region.startLine]).to.deep.equal(["index.ts", line + 1]);
  });

  it("is told as one page for somebody who decides", async () => {
    const { code, stdout } = await review("html");
    expect(code).to.equal(1);
    const told = [
      `<span class="verdict rejected">REJECTED</span>`,
      `<li><code>0.0.0.0/1</code> → <code>security-groups-proxy</code>: <b>tcp/22</b>`,
      `<li>role <code>clo-dev-us-east-1-api</code> may: <code>es:DescribeDomain</code> on `,
      `<code>lb.LoadBalancer</code> proxy-alb, because of <code>internal</code>`,
      `<code>lb.Listener</code> proxy-https, for its <code>loadBalancerArn</code>`,
      `<h3 class="warn">Removed</h3><ul><li><code>cloudwatch.MetricAlarm</code> proxy-load-balancer-5xx</li></ul>`,
      `<g class="arrow wider"><title>0.0.0.0/1 → security-groups-proxy: tcp/22</title>`,
      `must hold · critical · new`,
    ];
    expect(told.filter((text) => !stdout.includes(text))).to.deep.equal([]);
  });
});
