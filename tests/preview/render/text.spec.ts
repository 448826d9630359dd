import { expect } from "chai";
import type { Plan } from "../../../preview/plan";
import { renderText } from "../../../preview/render/text";
import { plan, resource, stack, stackUrn } from "./plans";

const render = (value: Plan, options: Partial<Parameters<typeof renderText>[1]> = {}) =>
  renderText(value, { color: false, verbose: false, width: 80, ...options });

const role = resource("aws:iam/role:Role", "app-role");

const violation = {
  policyPack: "guard",
  policy: "administrative-access",
  enforcementLevel: "mandatory",
  severity: "critical",
  urn: role.urn,
  message: "no administrators\nstatement 0 allows `*` on `*` [administrative-access/0123456789ab]",
  fingerprint: "0123456789ab",
  materialised: false,
} as const;

describe("the text rendering of a plan", () => {
  it("shows the stack as a tree and ends with the verdict and the time", () => {
    const component = resource("shop:index:App", "app", { custom: false });
    const child = resource("aws:ec2/securityGroup:SecurityGroup", "app-group", { parent: component.urn });
    expect(render(plan([stack(), component, child, role]))).to.equal(
      [
        "shop / dev  offline preview, 4 resources",
        "",
        "shop-dev",
        "├─ app  shop.App",
        "│  └─ ec2.SecurityGroup  app-group",
        "└─ iam.Role  app-role",
        "",
        "PASSED  4 resources, 0 mandatory, 0 advisory, 0 unverified, 0 opaque  1.2 s",
        "",
      ].join("\n"),
    );
  });

  it("folds four and more leaves of one type, but never one that a finding names", () => {
    const rules = [1, 2, 3, 4, 5].map((n) =>
      resource("aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule", `r${n}`),
    );
    const named = { ...violation, urn: rules[2]?.urn ?? "" };
    const text = render(plan([stack(), ...rules], { violations: [named] }));
    expect(text).to.contain("├─ vpc.SecurityGroupIngressRule  × 4\n");
    expect(text).to.contain("└─ vpc.SecurityGroupIngressRule  r3 ✗\n");
    expect(
      render(plan([stack(), ...rules]), { verbose: true }).match(/SecurityGroupIngressRule/g),
    ).to.have.length(5);
  });

  it("says what is wrong, where and how to mend it, mandatory findings first", () => {
    const advisory = {
      ...violation,
      enforcementLevel: "advisory",
      message: "a hint",
      policy: "hint",
      severity: "",
    } as const;
    const text = render(plan([stack(), role], { violations: [advisory, violation] }));
    expect(text).to.contain(
      [
        "2 violations",
        "  ✗ mandatory  administrative-access  guard  critical",
        "      iam.Role app-role",
        "      no administrators",
        "      statement 0 allows `*` on `*` [administrative-access/0123456789ab]",
        "",
        "  ! advisory   hint  guard",
        "      iam.Role app-role",
        "      a hint",
      ].join("\n"),
    );
    expect(text).to.match(/REJECTED {2}2 resources, 1 mandatory, 1 advisory/);
  });

  it("says of a finding that it rests on values which the preview filled in", () => {
    const text = render(plan([stack(), role], { violations: [{ ...violation, materialised: true }] }));
    expect(text).to.contain("rests on values that this preview filled in");
  });

  it("prints the traffic matrix of the stack's output", () => {
    const matrix = [
      { from: "clients", to: "load-balancer", protocol: "tcp", port: 443, why: "people open Dashboards" },
      { from: "load-balancer", to: "proxy", protocol: "tcp", port: 443, why: "requests are passed on" },
    ];
    expect(render(plan([stack({ trafficMatrix: matrix })]))).to.contain(
      [
        "Traffic matrix",
        "  from           to             port     why",
        "  clients        load-balancer  tcp/443  people open Dashboards",
        "  load-balancer  proxy          tcp/443  requests are passed on",
      ].join("\n"),
    );
  });

  it("lets a long name in the traffic matrix end its line, so that reasons keep their room", () => {
    const matrix = [
      {
        from: "com.amazonaws.global.cloudfront.origin-facing",
        to: "load-balancer",
        protocol: "tcp",
        port: 443,
        why: "CloudFront passes on what it lets in by itself",
      },
      { from: "load-balancer", to: "proxy", protocol: "tcp", port: 443, why: "requests are passed on" },
    ];
    expect(render(plan([stack({ trafficMatrix: matrix })]))).to.contain(
      [
        "Traffic matrix",
        "  from           to             port     why",
        "  com.amazonaws.global.cloudfront.origin-facing",
        "                 load-balancer  tcp/443  CloudFront passes on what it lets in by",
        "                                         itself",
        "  load-balancer  proxy          tcp/443  requests are passed on",
      ].join("\n"),
    );
  });

  it("names a provider once where it is called like its package", () => {
    const providers = ["aws", "default_7_48_0"].map((name) => resource("pulumi:providers:aws", name));
    expect(render(plan([stack(), ...providers]))).to.contain(
      "├─ provider aws\n└─ provider aws  default_7_48_0\n",
    );
  });

  it("leaves out a traffic matrix that is unknown or of another shape", () => {
    expect(render(plan([stack({ trafficMatrix: { $unknown: true } })]))).to.not.contain("Traffic matrix");
    expect(render(plan([stack({ trafficMatrix: ["a"] })]))).to.not.contain("Traffic matrix");
  });

  it("lists what could not be verified and what is opaque", () => {
    const vpc = resource("awsx:ec2:Vpc", "net", { custom: false });
    const text = render(
      plan([stack(), vpc, role], {
        unverified: [
          {
            policyPack: "guard",
            policy: "administrative-access",
            urn: role.urn,
            message: "unverified: `policy`",
          },
        ],
        opaque: [{ urn: vpc.urn, type: vpc.type }],
      }),
    );
    expect(text).to.contain("├─ net  awsx.ec2.Vpc, children created by its provider\n");
    expect(text).to.contain("Not verified: 1 decision");
    expect(text).to.contain(
      "? administrative-access  guard\n      iam.Role app-role\n      unverified: `policy`",
    );
    expect(text).to.contain("  awsx.ec2.Vpc  net\n");
  });

  it("lets no text of the program move the cursor, colour or reorder the screen", () => {
    const hostile = resource("aws:iam/role:Role", "a\u001b[2Jb\r\u202ec");
    const text = render(
      plan([stack(), hostile], {
        violations: [{ ...violation, urn: hostile.urn, message: "x\u001b]0;t\u0007y" }],
      }),
    );
    for (const control of ["\u001b", "\u0007", "\r", "\u202e"]) expect(text).to.not.contain(control);
    expect(text).to.contain("a\\u001b[2Jb\\u000d\\u202ec");
  });

  it("colours only when asked to", () => {
    expect(render(plan([stack(), role]))).to.not.contain("\u001b[");
    expect(render(plan([stack(), role]), { color: true })).to.contain("\u001b[");
  });

  it("wraps prose at the width and leaves long names whole", () => {
    const arn = `arn:aws:iam::111122223333:role/${"x".repeat(100)}`;
    const text = render(
      plan([stack(), role], { violations: [{ ...violation, message: `${"word ".repeat(30)}${arn}` }] }),
    );
    const long = text.split("\n").filter((line) => line.length > 80);
    expect(long).to.deep.equal([`      ${arn}`]);
  });

  it("counts by policy what a baseline lets pass, and marks none of it in the tree", () => {
    const judged = plan([stack(), role], {
      source: "state",
      violations: ["administrative-access", "open-ingress", "open-ingress"].map((policy) => ({
        ...violation,
        policy,
        baselined: true,
      })),
    });
    const counted = {
      ...judged,
      summary: { ...judged.summary, mandatory: 0, baselined: 3 },
      baseline: { entries: 3, resolved: [], undecided: [] },
    };
    expect(render(counted)).to.equal(
      [
        "shop / dev  state, 2 resources",
        "",
        "shop-dev",
        "└─ iam.Role  app-role",
        "",
        "3 known violations, let pass by the baseline  --verbose shows them",
        "  2  open-ingress",
        "  1  administrative-access",
        "",
        "PASSED  2 resources, 0 mandatory, 0 advisory, 3 in the baseline, 0 unverified, 0 opaque  1.2 s",
        "",
      ].join("\n"),
    );
    expect(render(counted, { verbose: true })).to.contain("statement 0 allows `*` on `*`");
  });

  it("lists what a baseline no longer needs, and what it could not be asked about, but not without end", () => {
    const entries = Array.from({ length: 12 }, (_, at) => ({
      policyPack: "guard",
      policy: "open-ingress",
      urn: role.urn,
      fingerprint: `fingerprint-${at}`,
      enforcementLevel: "mandatory" as const,
      message: "open",
    }));
    const judged = plan([stack(), role]);
    const left = (resolved: typeof entries, undecided: typeof entries, options = {}) =>
      render({ ...judged, baseline: { entries: 12, resolved, undecided } }, options).split("\n");
    const [, , , , , ...shown] = left(entries, entries.slice(0, 1));
    expect(shown[0]).to.equal("12 of 12 baseline entries resolved: take them out with --write-baseline");
    expect(shown[1]).to.equal("  ✓ open-ingress  iam.Role app-role  fingerprint-0");
    expect(shown.slice(10, 15)).to.deep.equal([
      "  ✓ open-ingress  iam.Role app-role  fingerprint-9",
      "  … and 2 more; --verbose shows them",
      "",
      "1 baseline entry not decided this time, since a value is unknown",
      "  ? open-ingress  iam.Role app-role  fingerprint-0",
    ]);
    expect(left(entries, [], { verbose: true }).filter((line) => line.startsWith("  ✓"))).to.have.lengthOf(
      12,
    );
  });

  it("names the stack as a whole for findings about it", () => {
    expect(render(plan([stack()], { violations: [{ ...violation, urn: stackUrn }] }))).to.contain(
      "the stack as a whole",
    );
  });
});
