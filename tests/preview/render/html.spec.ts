import { expect } from "chai";
import { compare } from "../../../preview/compare/comparison";
import { renderHtml } from "../../../preview/render/html";
import { arrowsOf, reachabilityPicture } from "../../../preview/render/reachability";
import { plan, resource, stack } from "./plans";

const RULE = "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule";
const group = (name: string) => resource("aws:ec2/securityGroup:SecurityGroup", name, { id: `sg-${name}` });
const rule = (of: string, peer: { readonly [name: string]: string }, port = 443) =>
  resource(RULE, `${of}-${Object.values(peer)[0]}-${port}`, {
    inputs: { securityGroupId: `sg-${of}`, ipProtocol: "tcp", fromPort: port, toPort: port, ...peer },
  });
const base = plan([stack(), group("web"), group("db"), rule("web", { cidrIpv4: "10.0.0.0/8" })]);
const head = plan([
  stack(),
  group("web"),
  group("db"),
  rule("web", { cidrIpv4: "10.0.0.0/8" }),
  rule("db", { referencedSecurityGroupId: "sg-web" }, 5432),
]);
const flow = (peer: string, of: string, ports: string) =>
  ({ direction: "ingress", group: `\`${of}\``, peer: `\`${peer}\``, ports }) as const;

describe("a plan as HTML", () => {
  it("draws who may reach whom, and marks what the change opens", () => {
    const html = renderHtml(head, compare(base, head));
    expect(html).to.contain('<g class="arrow wider"><title>web → db: tcp/5432</title>');
    expect(html).to.contain('<g class="arrow kept"><title>10.0.0.0/8 → web: tcp/443</title>');
    expect(html).to.contain("Wider: lets more through than before");
    expect(html).to.match(
      /<td><code>web<\/code><\/td><td><code>db<\/code><\/td><td>tcp\/5432<\/td><td class="bad">wider/,
    );
  });

  it("needs nothing from anywhere: no script, no link, no image, and a policy that would refuse them", () => {
    const html = renderHtml(head, compare(base, head));
    expect(html).not.to.match(/<script|<link|<img|<iframe|\b(?:src|href)=|@import|url\(http/i);
    expect(html).to.contain(`content="default-src 'none'; style-src 'unsafe-inline'"`);
  });

  it("shows markup of programs as text", () => {
    const hostile = `<script>alert(1)</script>"'><img src=x onerror=y> \`</code><b>\` \u202eover`;
    const shown = renderHtml(
      plan([stack(), resource("a:b:C", hostile), group(hostile), rule(hostile, { cidrIpv4: "10.0.0.0/8" })], {
        violations: [
          {
            policyPack: "p",
            policy: "q",
            enforcementLevel: "mandatory",
            severity: "high",
            urn: resource("a:b:C", hostile).urn,
            message: hostile,
            fingerprint: "",
            materialised: false,
          },
        ],
      }),
    );
    expect(shown).not.to.match(/<script>alert|<img|<b>`|\u202e/);
    expect(shown).to.contain("&lt;script&gt;alert(1)&lt;/script&gt;");
  });

  it("shows what a baseline lets pass as such, and what nothing needs any more", () => {
    const web = group("web");
    const known = {
      policyPack: "p",
      policy: "q",
      enforcementLevel: "mandatory",
      severity: "high",
      urn: web.urn,
      message: "open",
      fingerprint: "0a",
      materialised: false,
      baselined: true,
    } as const;
    const { policyPack, policy, urn, enforcementLevel, message } = known;
    const entry = { policyPack, policy, urn, fingerprint: "0b", enforcementLevel, message };
    const judged = plan([stack(), web], { source: "state", violations: [known] });
    const html = renderHtml({
      ...judged,
      summary: { ...judged.summary, mandatory: 0, baselined: 1 },
      baseline: { entries: 3, resolved: [entry], undecided: [{ ...entry, fingerprint: "0c" }] },
    });
    expect(html)
      .to.contain('<span class="verdict passed">PASSED</span>')
      .and.to.contain("<li><b>1</b>known finding, let pass by the baseline</li>")
      .and.to.contain("must hold · high · in the baseline")
      .and.to.contain("<h2>1 of 3 baseline entries resolved</h2>")
      .and.to.contain("<h2>1 baseline entry not decided</h2>")
      .and.to.contain("What exists in AWS, as far as Pulumi made it")
      .and.not.to.contain("✗ finding");
  });

  it("names what replaces a resource once, beside what else changes of it", () => {
    const balancer = (inputs: { readonly [name: string]: boolean }) =>
      resource("aws:lb/loadBalancer:LoadBalancer", "lb", { inputs });
    const shown = (
      before: { readonly [name: string]: boolean },
      after: { readonly [name: string]: boolean },
    ) =>
      renderHtml(
        plan([stack(), balancer(after)]),
        compare(plan([stack(), balancer(before)]), plan([stack(), balancer(after)])),
      );
    expect(shown({ internal: true }, { internal: false })).to.contain(
      "<code>lb.LoadBalancer</code> lb, because of <code>internal</code></li>",
    );
    expect(shown({ internal: true, enableHttp2: true }, { internal: false, enableHttp2: false })).to.contain(
      "lb, because of <code>internal</code>: <code>enableHttp2</code></li>",
    );
  });

  it("says in words that it passed, and that nothing was found", () => {
    const html = renderHtml(base);
    expect(html)
      .to.contain('<span class="verdict passed">PASSED</span>')
      .and.to.contain('<p class="good">None.</p>');
  });
});

describe("the picture of who may reach whom", () => {
  it("has one arrow for two places, with all ports between them", () => {
    expect(arrowsOf([flow("a", "b", "tcp/1")], [flow("a", "b", "tcp/2")])).to.deep.equal([
      { from: "`a`", to: "`b`", ports: "tcp/1, tcp/2", state: "wider" },
    ]);
  });

  it("says once which ports, whatever part of them is new", () => {
    const ports = (kept: string, wider: string) =>
      arrowsOf([flow("a", "b", kept)], [flow("a", "b", wider)]).map((arrow) => arrow.ports);
    expect(ports("tcp/443-444", "tcp/444")).to.deep.equal(["tcp/443-444"]);
    expect(ports("tcp/443-444, udp/53", "tcp/443-444, udp/53")).to.deep.equal(["tcp/443-444, udp/53"]);
    expect(ports("tcp/443-444", "tcp/444-445")).to.deep.equal(["tcp/443-444, tcp/444-445"]);
    expect(ports("tcp/443", "udp/443")).to.deep.equal(["tcp/443, udp/443"]);
    expect(ports("all ports of tcp", "all ports of tcp")).to.deep.equal(["all ports of tcp"]);
  });

  it("goes from left to right, and ends where places form a circle", () => {
    const chain = reachabilityPicture(arrowsOf([flow("a", "b", "tcp/1"), flow("b", "c", "tcp/1")])) ?? "";
    const x = (name: string) =>
      Number(new RegExp(`<title>${name}</title>\\n<rect x="(\\d+)"`).exec(chain)?.[1]);
    expect([x("a") < x("b"), x("b") < x("c")]).to.deep.equal([true, true]);
    const circle = arrowsOf([flow("a", "b", "tcp/1"), flow("b", "a", "tcp/1"), flow("b", "b", "tcp/2")]);
    expect(reachabilityPicture(circle)).to.contain("<title>b → b: tcp/2</title>");
  });

  it("is left out where there is nothing to draw, or so much that nobody could read it", () => {
    expect(reachabilityPicture([])).to.equal(undefined);
    const many = arrowsOf(Array.from({ length: 61 }, (_, at) => flow(`peer-${at}`, "web", "tcp/1")));
    expect(reachabilityPicture(many)).to.equal(undefined);
  });
});
