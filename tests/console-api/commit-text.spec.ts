import { expect } from "chai";
import fc from "fast-check";
import ts from "typescript";
import { parse } from "yaml";
import type { DeployedFlow, Deployment } from "../../console-api/deployment";
import { type Change, commitText } from "../../console-api/evidence/commit-text";
import type { LiveRule } from "../../console-api/evidence/live-rules";
import { AddressSet } from "../../policy-pack/analysis/addresses";
import { DEPLOYMENT, IDS } from "./deployed";
import { rule } from "./evidence-case";

const HTTPS = { protocol: 6, firstPort: 443, lastPort: 443 } as const;

const client = (cidr: string): DeployedFlow => ({
  id: `${cidr.replaceAll(/[./:]/g, "-")}-to-load-balancer`,
  from: { kind: "cidr", cidr },
  to: { kind: "group", name: "load-balancer" },
  protocol: "tcp",
  port: 443,
  why: "Named clients to the load balancer",
  rules: ["ingress"],
  setting: "allowedCidrs",
});

const internet: DeployedFlow = {
  id: "proxy-to-internet",
  from: { kind: "group", name: "proxy" },
  to: { kind: "cidr", cidr: "0.0.0.0/0" },
  protocol: "tcp",
  port: 443,
  why: "AWS services and packages through NAT",
  rules: ["egress"],
};

const withFlows = (...matrix: readonly DeployedFlow[]): Deployment => ({ ...DEPLOYMENT, matrix });

const declared = (flow: DeployedFlow, egress = false, peer = "10.0.0.0/16"): LiveRule =>
  rule({ egress, traffic: "tcp/443", peer, live: { flowId: flow.id, isDeclared: true } });

const narrow = (...cidrs: readonly string[]): Change => ({
  kind: "narrow",
  rules: [{ ports: HTTPS, addresses: AddressSet.of(...cidrs) }],
});

const text = (deployment: Deployment, live: LiveRule, change: Change) =>
  commitText({ deployment, ids: IDS, live, change });

/** The program that a text is, parsed; it must have no mistakes. */
function parsedCode(source: string): ts.SourceFile {
  const { diagnostics = [] } = ts.transpileModule(source, { reportDiagnostics: true });
  expect(diagnostics.map(({ messageText }) => messageText)).to.deep.equal([]);
  return ts.createSourceFile("text.ts", source, ts.ScriptTarget.ES2022, true);
}

/** A literal's value. */
function literalOf(node: ts.Node): unknown {
  if (ts.isStringLiteral(node)) return node.text;
  if (ts.isNumericLiteral(node)) return Number(node.text);
  if (ts.isPrefixUnaryExpression(node)) return -Number(literalOf(node.operand));
  if (ts.isObjectLiteralExpression(node)) {
    return Object.fromEntries(
      node.properties.map((property) => {
        if (!ts.isPropertyAssignment(property) || !ts.isIdentifier(property.name))
          throw new Error("odd property");
        return [property.name.text, literalOf(property.initializer)];
      }),
    );
  }
  throw new Error(`a \`${ts.SyntaxKind[node.kind]}\` is no literal`);
}

/** What a program of `new X(…)` says: the class and the arguments of each. */
function resources(source: string): readonly unknown[] {
  return parsedCode(source).statements.map((statement) => {
    if (!ts.isExpressionStatement(statement) || !ts.isNewExpression(statement.expression))
      throw new Error("odd");
    const { expression, arguments: given = [] } = statement.expression;
    return [expression.getText(), ...given.map(literalOf)];
  });
}

describe("a narrower setting", () => {
  it("is the whole list with the narrower blocks in place of the one, in the stack's file", () => {
    const flows = [client("192.168.0.0/24"), client("10.0.0.0/16"), client("2001:db8::/32")];
    const found = text(
      withFlows(...flows, internet),
      declared(flows[1] ?? internet),
      narrow("10.0.1.0/24", "10.0.9.9/32"),
    );
    expect(found).to.deep.equal({
      kind: "CONFIGURATION",
      file: "Pulumi.dev.yaml",
      text: [
        "config:",
        '  "centralized-logging-security:allowedCidrs":',
        '    - "192.168.0.0/24"',
        '    - "10.0.1.0/24"',
        '    - "10.0.9.9/32"',
        '    - "2001:db8::/32"',
        "",
      ].join("\n"),
    });
  });

  it("is the list without the one that nobody used", () => {
    const flows = [client("192.168.0.0/24"), client("10.0.0.0/16")];
    const found = text(withFlows(...flows), declared(flows[1] ?? internet), { kind: "remove" });
    expect(parse(found?.text ?? "")).to.deep.equal({
      config: { "centralized-logging-security:allowedCidrs": ["192.168.0.0/24"] },
    });
  });

  it("is none where the list would be empty: that would admit the whole VPC", () => {
    const only = client("10.0.0.0/16");
    expect(text(withFlows(only), declared(only), { kind: "remove" })).to.equal(null);
  });

  it("leaves out prefix lists by their own setting", () => {
    const list: DeployedFlow = {
      ...client("x"),
      id: "pl-1-to-load-balancer",
      from: { kind: "prefix-list", id: "pl-1", name: "offices" },
      setting: "allowedPrefixListIds",
    };
    const other: DeployedFlow = {
      ...list,
      id: "pl-2",
      from: { kind: "prefix-list", id: "pl-2", name: "homes" },
    };
    const live = rule({ traffic: "tcp/443", peer: "pl-1", live: { flowId: list.id, isDeclared: true } });
    const found = text(withFlows(list, other, client("10.0.0.0/16")), live, { kind: "remove" });
    expect(parse(found?.text ?? "")).to.deep.equal({
      config: { "centralized-logging-security:allowedPrefixListIds": ["pl-2"] },
    });
  });
});

describe("a narrower flow of the matrix", () => {
  it("is rows in place of one", () => {
    const found = text(
      withFlows(internet),
      declared(internet, true, "0.0.0.0/0"),
      narrow("52.94.0.0/16", "3.5.0.0/16"),
    );
    expect(found).to.deep.equal({
      kind: "CODE",
      file: "components/security-groups/traffic-matrix.ts",
      text: [
        '// In place of the flow "proxy-to-internet":',
        "flows.push(",
        '  tcp("proxy-to-internet-1", { kind: "group", name: "proxy" }, { kind: "cidr", cidr: "3.5.0.0/16" }, 443, "AWS services and packages through NAT"),',
        '  tcp("proxy-to-internet-2", { kind: "group", name: "proxy" }, { kind: "cidr", cidr: "52.94.0.0/16" }, 443, "AWS services and packages through NAT"),',
        ");",
        "",
      ].join("\n"),
    });
    parsedCode(found?.text ?? "");
  });

  it("is a comment that names the row, where nobody used it", () => {
    const found = text(withFlows(internet), declared(internet, true, "0.0.0.0/0"), { kind: "remove" });
    expect(found?.text).to.match(/^\/\/ Remove this flow:\n\/\/ tcp\("proxy-to-internet", .+\)\n$/);
    expect(parsedCode(found?.text ?? "").statements).to.have.length(0);
  });
});

describe("a narrower rule of nobody's flow", () => {
  it("is a resource for each block and run of ports", () => {
    const live = rule({ id: "sgr-7", traffic: "-1", peer: "10.0.0.0/8", description: "for tests" });
    const change: Change = {
      kind: "narrow",
      rules: [
        { ports: HTTPS, addresses: AddressSet.of("10.0.1.0/28", "10.0.9.0/28") },
        { ports: { protocol: 1, firstPort: 0, lastPort: 65_535 }, addresses: AddressSet.of("10.0.0.0/8") },
        { ports: { protocol: 50, firstPort: 0, lastPort: 65_535 }, addresses: AddressSet.of("10.0.0.0/8") },
      ],
    };
    const found = text(DEPLOYMENT, live, change);
    expect(found).to.include({ kind: "CODE", file: "the code of security group sg-web" });
    const rest = { securityGroupId: "sg-web", description: "for tests" };
    const named = (at: number) => ["aws.vpc.SecurityGroupIngressRule", `sgr-7-${at}`];
    expect(resources(found?.text ?? "")).to.deep.equal([
      [...named(1), { ...rest, ipProtocol: "tcp", fromPort: 443, toPort: 443, cidrIpv4: "10.0.1.0/28" }],
      [...named(2), { ...rest, ipProtocol: "tcp", fromPort: 443, toPort: 443, cidrIpv4: "10.0.9.0/28" }],
      [...named(3), { ...rest, ipProtocol: "1", fromPort: -1, toPort: -1, cidrIpv4: "10.0.0.0/8" }],
      [...named(4), { ...rest, ipProtocol: "50", cidrIpv4: "10.0.0.0/8" }],
    ]);
  });

  it("keeps a peer that is a list or a group, and IPv6", () => {
    const ports: Change = { kind: "narrow", rules: [{ ports: HTTPS }] };
    const peers = ["sg-app", "pl-1", "2001:db8::/32"].map((peer) => {
      const live = rule({ egress: true, traffic: "tcp/0-65535", peer });
      const change = peer.includes("::") ? narrow(peer) : ports;
      const [found] = resources(text(DEPLOYMENT, live, change)?.text ?? "");
      return found;
    });
    const common = { securityGroupId: "sg-web", ipProtocol: "tcp", fromPort: 443, toPort: 443 };
    expect(peers).to.deep.equal([
      ["aws.vpc.SecurityGroupEgressRule", "sgr-1-1", { ...common, referencedSecurityGroupId: "sg-app" }],
      ["aws.vpc.SecurityGroupEgressRule", "sgr-1-1", { ...common, prefixListId: "pl-1" }],
      ["aws.vpc.SecurityGroupEgressRule", "sgr-1-1", { ...common, cidrIpv6: "2001:db8::/32" }],
    ]);
  });

  it("is how to remove it, in comments, where nobody used it", () => {
    const found = text(DEPLOYMENT, rule({ traffic: "tcp/22", peer: "10.0.0.0/8" }), { kind: "remove" });
    expect(found?.text).to.equal(
      [
        "// Remove rule sgr-1 of group sg-web (web): tcp/22 from 10.0.0.0/8",
        "// Where no code declares it, this removes it:",
        "// aws ec2 revoke-security-group-ingress --group-id sg-web --security-group-rule-ids sgr-1",
        "",
      ].join("\n"),
    );
  });

  it("is that of the rule where somebody changed a flow's rule by hand", () => {
    const flow = client("10.0.0.0/16");
    const live = rule({
      traffic: "tcp/443",
      peer: "10.0.0.0/8",
      live: { flowId: flow.id, isDeclared: false },
    });
    expect(text(withFlows(flow), live, narrow("10.0.9.0/28"))?.kind).to.equal("CODE");
  });
});

describe("names of others in a text to commit", () => {
  const hostile = fc.oneof(
    fc.string({ unit: "binary" }),
    fc.constantFrom(
      '"',
      "\\",
      '\\"); process.exit(1); ("',
      "a\nb: c",
      "*/ evil() /*",
      "a\u2028evil()",
      "a\u2029b",
      "\u202Egnp.exe",
      "# comment",
      "- item",
      "!!js/function 'x'",
      "&anchor *alias",
      "${process.env.SECRET}",
      "`",
      "</script>",
      "\u0000\u001b[31m",
      "null",
      "\ud800",
    ),
  );

  it("are values of TypeScript and nothing else", () => {
    fc.assert(
      fc.property(hostile, hostile, hostile, (name, description, list) => {
        const live: LiveRule = {
          ...rule({ id: name, traffic: "tcp/1-65535", peer: "pl-1", description }),
          groupName: name,
        };
        const peer = { ...live.rule, peer: { kind: "PREFIX_LIST", id: list } as const };
        const found = text(
          DEPLOYMENT,
          { ...live, rule: peer },
          { kind: "narrow", rules: [{ ports: HTTPS }] },
        );
        expect(found?.text).to.match(/^[\x20-\x7e\n]*$/);
        expect(resources(found?.text ?? "")).to.deep.equal([
          [
            "aws.vpc.SecurityGroupIngressRule",
            `${name}-1`,
            {
              securityGroupId: "sg-web",
              ipProtocol: "tcp",
              fromPort: 443,
              toPort: 443,
              prefixListId: list,
              description,
            },
          ],
        ]);
      }),
    );
  });

  it("end no comment", () => {
    fc.assert(
      fc.property(hostile, (name) => {
        const flow: DeployedFlow = { ...internet, why: name };
        const texts = [
          text(
            DEPLOYMENT,
            { ...rule({ id: name, traffic: "tcp/22", peer: "10.0.0.0/8" }), groupName: name },
            { kind: "remove" },
          ),
          text(withFlows(flow), declared(flow, true, "0.0.0.0/0"), { kind: "remove" }),
        ];
        for (const found of texts) expect(parsedCode(found?.text ?? "").statements).to.have.length(0);
      }),
    );
  });

  it("are values of YAML and nothing else", () => {
    fc.assert(
      fc.property(hostile, hostile, hostile, (project, setting, entry) => {
        const one = { ...client("10.0.0.0/16"), setting };
        const other: DeployedFlow = {
          ...one,
          id: "other",
          from: { kind: "prefix-list", id: entry, name: "list" },
        };
        const deployment = { ...withFlows(one, other), project };
        const found = text(deployment, declared(one), { kind: "remove" });
        expect(parse(found?.text ?? "")).to.deep.equal({ config: { [`${project}:${setting}`]: [entry] } });
        expect(found?.text).to.match(/^[\x20-\x7e\n]*$/);
      }),
    );
  });
});
