import { expect } from "chai";
import { compare } from "../../../preview/compare/comparison";
import type { Plan, PlanResource, PlanViolation } from "../../../preview/plan";
import { renderText } from "../../../preview/render/text";
import { plan, resource, stack } from "./plans";

const group = resource("aws:ec2/securityGroup:SecurityGroup", "web", { id: "sg-web" });
const rule = (cidrIpv4: string) =>
  resource("aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule", "clients", {
    inputs: { securityGroupId: "sg-web", ipProtocol: "tcp", fromPort: 443, toPort: 443, cidrIpv4 },
  });
const roleOf = (...actions: readonly string[]) =>
  resource("aws:iam/role:Role", "app", {
    inputs: {
      inlinePolicies: [
        {
          policy: JSON.stringify({
            Version: "2012-10-17",
            Statement: [{ Effect: "Allow", Action: actions, Resource: "*" }],
          }),
        },
      ],
    },
  });
const balancer = (internal: boolean) =>
  resource("aws:lb/loadBalancer:LoadBalancer", "proxy", { inputs: { internal } });
const listener = resource("aws:lb/listener:Listener", "https", {
  inputs: { loadBalancerArn: "arn:aws:elasticloadbalancing:us-east-1:111122223333:loadbalancer/app/proxy/1" },
  propertyDependencies: { loadBalancerArn: [balancer(true).urn] },
});
const alarm = resource("aws:cloudwatch/metricAlarm:MetricAlarm", "unhealthy");
const violation = (on: PlanResource, changes: Partial<PlanViolation> = {}): PlanViolation => ({
  policyPack: "guard",
  policy: "open-ingress",
  enforcementLevel: "mandatory",
  severity: "critical",
  urn: on.urn,
  message: "this rule lets `0.0.0.0/0` in [open-ingress/0123]",
  fingerprint: "0123",
  materialised: false,
  ...changes,
});

const render = (base: Plan, head: Plan, options: Partial<Parameters<typeof renderText>[1]> = {}) =>
  renderText(head, { color: false, verbose: false, width: 80, ...options }, compare(base, head));
/** The lines below a heading, up to the next empty one. */
const section = (text: string, heading: string): readonly string[] => {
  const lines = text.split("\n");
  const from = lines.indexOf(heading) + 1;
  return from === 0 ? ["no such section", ...lines] : lines.slice(from, lines.indexOf("", from));
};

describe("the text rendering of a plan against its base", () => {
  it("says what becomes wider, what becomes of the resources, and what is new, in the place of the whole tree", () => {
    const base = plan([
      stack(),
      group,
      rule("203.0.113.0/24"),
      roleOf("s3:GetObject"),
      balancer(true),
      listener,
      alarm,
    ]);
    const head = plan(
      [
        stack(),
        group,
        rule("0.0.0.0/0"),
        roleOf("s3:GetObject", "s3:PutObject"),
        balancer(false),
        listener,
        resource("aws:sns/topic:Topic", "alerts"),
      ],
      { violations: [violation(alarm, { enforcementLevel: "advisory" }), violation(rule("0.0.0.0/0"))] },
    );
    const known = { ...base, violations: [violation(alarm, { enforcementLevel: "advisory" })] };
    expect(render(known, head).split("\n")).to.deep.equal([
      "shop / dev  offline preview, 7 resources, changes only (--verbose for all)",
      "",
      "Wider: lets more through than before",
      "  ▲ `0.0.0.0/1`, `128.0.0.0/2`, `192.0.0.0/5`, `200.0.0.0/7` and 20 more →",
      "    `web`: tcp/443 (ingress)",
      "  ▲ role of `app` may: `s3:PutObject` on `*`",
      "",
      "Resources: 1 added, 1 removed, 2 replaced, 2 changed",
      "  ± lb.LoadBalancer  proxy  replaced, because of `internal`",
      "      internal: true → false",
      "  ± lb.Listener  https  replaced with it, unless its `loadBalancerArn` stays the same",
      "  - cloudwatch.MetricAlarm  unhealthy  removed",
      "  ~ vpc.SecurityGroupIngressRule  clients  changed",
      "      cidrIpv4: 203.0.113.0/24 → 0.0.0.0/0",
      "  ~ iam.Role  app  changed",
      "      inlinePolicies[0].policy.Statement[0].Action: + s3:PutObject",
      "  + sns.Topic  alerts  added",
      "",
      "2 violations, 1 new, 0 resolved",
      "  ✗ mandatory  open-ingress  guard  critical  new",
      "      vpc.SecurityGroupIngressRule clients",
      "      this rule lets `0.0.0.0/0` in [open-ingress/0123]",
      "",
      "  ! advisory   open-ingress  guard  critical",
      "      cloudwatch.MetricAlarm unhealthy",
      "      this rule lets `0.0.0.0/0` in [open-ingress/0123]",
      "",
      "REJECTED  7 resources, 1 mandatory, 1 advisory, 0 unverified, 0 opaque  1.2 s",
      "",
    ]);
  });

  it("says that nothing becomes wider, what becomes narrower, and what is resolved, of resources that are gone too", () => {
    const base = plan([stack(), group, rule("0.0.0.0/0")], { violations: [violation(rule(""))] });
    const head = plan([stack(), group]);
    expect(render(base, head).split("\n").slice(2, -3)).to.deep.equal([
      "Nothing becomes wider by this change.",
      "",
      "Narrower: lets less through than before",
      "  ▼ `0.0.0.0/0` → `web`: tcp/443 (ingress)",
      "",
      "Resources: 0 added, 1 removed, 0 replaced, 0 changed",
      "  - vpc.SecurityGroupIngressRule  clients  removed",
      "",
      "0 violations, 0 new, 1 resolved",
      "  ✓ resolved  open-ingress  vpc.SecurityGroupIngressRule clients  0123",
    ]);
  });

  it("says that nothing changes", () => {
    const same = plan([stack(), group]);
    expect(render(same, same).split("\n").slice(2, 5)).to.deep.equal([
      "Nothing becomes wider by this change.",
      "",
      "Resources: no change",
    ]);
  });

  it("counts four and more that are new of one type, and ends long lists, unless everything is asked for", () => {
    const topics = [1, 2, 3, 4].map((at) => resource("aws:sns/topic:Topic", `t${at}`));
    const queue = (at: number, delay: number) =>
      resource("aws:sqs/queue:Queue", `q${at}`, { inputs: { delay } });
    const queues = (delay: number) => Array.from({ length: 21 }, (_, at) => queue(at, delay));
    const base = plan([stack(), ...queues(1)]);
    const head = plan([stack(), ...queues(2), ...topics]);
    const shown = section(render(base, head), "Resources: 4 added, 0 removed, 0 replaced, 21 changed");
    expect(shown.slice(-3)).to.deep.equal([
      "      delay: 1 → 2",
      "  … and 1 more; --verbose shows them",
      "  + sns.Topic  × 4  added",
    ]);
    const all = section(
      render(base, head, { verbose: true }),
      "Resources: 4 added, 0 removed, 0 replaced, 21 changed",
    );
    expect(all).to.have.lengthOf(21 * 2 + 4);
    expect(all.slice(-1)).to.deep.equal(["  + sns.Topic  t4  added"]);
  });

  it("shows the tree as well where everything is asked for", () => {
    const same = plan([stack(), group]);
    expect(render(same, same, { verbose: true })).to.contain("\n└─ ec2.SecurityGroup  web\n");
  });

  it("cuts long values and leaves out the last of many inputs, so that lines stay within the width", () => {
    const long = (letter: string) => ({ value: letter.repeat(200), a: 1, b: 1, c: 1, d: 1 });
    const at = (letter: string, other: number) =>
      resource("a:b:C", "x", {
        inputs: { ...long(letter), ...(other === 1 ? {} : { a: 2, b: 2, c: 2, d: 2 }) },
      });
    const base = plan([stack(), at("x", 1)]);
    const head = plan([stack(), at("y", 1)]);
    const text = render(base, head);
    const cut = /^ {6}value: x+… → y+…$/m.exec(text)?.[0] ?? "";
    expect(cut.length).to.be.within(76, 80);
    const whole = render(base, head, { verbose: true });
    for (const letter of ["x", "y"]) expect(whole).to.contain(letter.repeat(200));
    const many = section(
      render(base, plan([stack(), at("y", 2)])),
      "Resources: 0 added, 0 removed, 0 replaced, 1 changed",
    );
    expect(many.slice(-2)).to.deep.equal(["      d: 1 → 2", "      … and 1 more input"]);
  });

  it("lets no text of either program move the cursor or reorder the screen", () => {
    const hostile = "a\u001b[2Jb\r\u202ec";
    const at = (value: string) => resource("aws:sns/topic:Topic", hostile, { inputs: { [hostile]: value } });
    const gone = resource("aws:iam/role:Role", hostile);
    const base = plan([stack(), at(hostile), gone], {
      violations: [violation(gone, { policy: hostile, fingerprint: hostile })],
    });
    const text = render(base, plan([stack(), at(`${hostile}.`)]));
    for (const control of ["\u001b", "\r", "\u202e"]) expect(text).to.not.contain(control);
    expect(text.match(/a\\u001b\[2Jb\\u000d\\u202ec/g)).to.have.lengthOf(8);
  });
});
