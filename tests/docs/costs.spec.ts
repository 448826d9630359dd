import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";
import { type Recording, record } from "../components/recorder";
import { forgetProgram, runProgram } from "../program/in-process";
import { type ProgramStack, shipped } from "../program/stack";
import { marked, pageText, ROOT } from "./pages";

const PAGE = "docs/operations/costs.md";
const HOURS = 730;

interface Price {
  readonly usd: number;
  readonly hourly: boolean;
}

const prices: ReadonlyMap<string, Price> = new Map(
  [
    ...marked(PAGE, "prices").matchAll(
      /^\| ([\w., -]+?) \| (\d+\.\d+) \| ([\w ]+) \| \[.+\]\(https:\/\/aws\.amazon\.com\/\S+\) \| (\w+ 20\d\d) \|$/gm,
    ),
  ].map(([, name = "", usd = "", per = ""]) => [name, { usd: Number(usd), hourly: per.startsWith("hour") }]),
);

/** USD a month. @throws Error where the table does not have it */
function monthly(name: string): number {
  const price = prices.get(name);
  if (price === undefined) throw new Error(`${PAGE} has no price of \`${name}\``);
  return price.hourly ? price.usd * HOURS : price.usd;
}

/** How many of what, in the order of the page; `unit` follows the number. */
type Parts = readonly (readonly [part: string, price: string, count: number, unit: string])[];

/** What a stack is made of, read from what the program registers. */
function partsOf({ all, only }: Recording<void>): Parts {
  const domain = only("aws:opensearch/domain:Domain").inputs;
  const { clusterConfig: cluster, ebsOptions } = domain;
  const nodes: number = cluster.instanceCount;
  const masters: number = cluster.dedicatedMasterEnabled === true ? cluster.dedicatedMasterCount : 0;
  const template = only("aws:ec2/launchTemplate:LaunchTemplate").inputs;
  const proxies: number = only("aws:autoscaling/group:Group").inputs["desiredCapacity"];
  const vpc = only("awsx:ec2:Vpc").inputs;
  const gateways: number = { Single: 1, OnePerAz: vpc["availabilityZoneNames"].length, None: 0 }[
    vpc["natGateways"].strategy as "Single" | "OnePerAz" | "None"
  ];
  const acls = all("aws:wafv2/webAcl:WebAcl");
  const rules = acls.reduce((sum, { inputs }) => sum + inputs["rules"].length, 0);
  return [
    ["NAT gateways", "NAT gateway", gateways, ""],
    ["their addresses", "public IPv4 address", gateways, ""],
    ["load balancer", "load balancer", all("aws:lb/loadBalancer:LoadBalancer").length, ""],
    ["data nodes", cluster.instanceType, nodes, cluster.instanceType],
    ["their volumes", "domain storage, gp3", nodes * ebsOptions.volumeSize, "GiB"],
    [
      "dedicated masters",
      cluster.dedicatedMasterType ?? cluster.instanceType,
      masters,
      cluster.dedicatedMasterType,
    ],
    ["proxies", template["instanceType"], proxies, template["instanceType"]],
    ["proxies' volumes", "volume, gp3", proxies * template["blockDeviceMappings"][0].ebs.volumeSize, "GiB"],
    ["web ACLs", "web ACL", acls.length, ""],
    ["their rules", "rule of a web ACL", rules, ""],
    ["keys", "customer-managed key", all("aws:kms/key:Key").length, ""],
    ["alarms", "alarm", all("aws:cloudwatch/metricAlarm:MetricAlarm").length, ""],
  ];
}

/** The five settings that have no default, and nothing else. */
const DEFAULTS: ProgramStack = {
  name: "defaults",
  region: "us-east-1",
  settings: Object.fromEntries(
    Object.entries(shipped("dev").settings).filter(([key]) =>
      ["accountId", "availabilityZones", "proxyHostName", "proxyCertificateArn"].includes(key),
    ),
  ),
};

const STACKS = { "all defaults": DEFAULTS, dev: shipped("dev"), prod: shipped("prod") } as const;

const sum = (parts: Parts): number =>
  parts.reduce((total, [, price, count]) => total + count * monthly(price), 0);
const amount = (usd: number): string =>
  usd.toLocaleString("en-US", { minimumFractionDigits: 2, maximumFractionDigits: 2 });

describe(PAGE, function () {
  this.timeout(120_000);
  const stacks: (readonly [name: string, parts: Parts])[] = [];
  before(async () => {
    for (const [name, stack] of Object.entries(STACKS)) {
      forgetProgram();
      stacks.push([name, partsOf(await record(() => runProgram(stack)))]);
    }
  });
  after(forgetProgram);

  it("has a source and a date for each price", () => {
    const rows = marked(PAGE, "prices").trim().split("\n").slice(2);
    expect(prices.size).to.equal(rows.length);
  });

  it("adds up what the program creates (WRITE_DOCS=1 writes the tables)", () => {
    const cell = ([, price, count, unit]: Parts[number]): string =>
      count === 0
        ? "–"
        : `${count}${unit === "" ? "" : ` ${unit.replace(".search", "")}`}: ${amount(count * monthly(price))}`;
    const titles = stacks.map(([name]) => (name === "all defaults" ? name : `\`${name}\``));
    const row = (label: string, cells: readonly string[]) => `| ${label} | ${cells.join(" | ")} |\n`;
    const [[, first = []] = []] = stacks;
    const tables = [
      row("", titles),
      row(
        "---",
        titles.map(() => "---"),
      ),
      ...first.map(([part], index) =>
        row(
          part,
          stacks.map(([, parts]) => (parts[index] === undefined ? "" : cell(parts[index]))),
        ),
      ),
      row(
        "**a month**",
        stacks.map(([, parts]) => `**${amount(sum(parts))}**`),
      ),
    ].join("");
    if (process.env["WRITE_DOCS"] === "1") {
      const text = pageText(PAGE).replace(
        /(<!-- stacks:begin -->\n)[\s\S]*?(<!-- stacks:end -->)/,
        (_all, begin, end) => `${begin}${tables}${end}`,
      );
      writeFileSync(join(ROOT, PAGE), text);
    }
    expect(marked(PAGE, "stacks")).to.equal(tables);
  });

  it("agrees with what README.md says, which rounds to tens", () => {
    const readme = pageText("README.md");
    const said = (pattern: RegExp) => Number((pattern.exec(readme)?.[1] ?? "").replace(",", ""));
    const rounded = stacks.map(([, parts]) => Math.round(sum(parts) / 10) * 10);
    expect([
      said(/\| all defaults \| about ([\d,]+)/),
      said(/\| the stack `dev` as it stands \| about ([\d,]+)/),
      said(/\| the stack `prod` as it stands \| about ([\d,]+)/),
    ]).to.deep.equal(rounded);
  });

  it("says of each choice what its parts cost", () => {
    const page = pageText(PAGE);
    const gateway = monthly("NAT gateway") + monthly("public IPv4 address");
    for (const [text, usd] of [
      ["`egress: nat-single` | 36.50 +", gateway],
      ["`egress: endpoints` | 36.50 a zone", 5 * monthly("interface endpoint")],
      ["| 49.64 a node `m7g.medium`", monthly("m7g.medium.search")],
      [", 129.94 `r7g.large`", monthly("r7g.large.search")],
      [", 259.88 `r7g.xlarge`", monthly("r7g.xlarge.search")],
      ["| 295.65 with `m7g.large`", 3 * monthly("m7g.large.search")],
      ["`exposure: internal` | 16.43 +", monthly("load balancer")],
      ["`exposure: allowlist` | 3.65 a zone", monthly("public IPv4 address")],
      ["| 7.41 a proxy `t4g.micro`", monthly("t4g.micro") + 16 * monthly("volume, gp3")],
      [", 13.54 `t4g.small`", monthly("t4g.small") + 16 * monthly("volume, gp3")],
      ["`managed` | 9.00 +", monthly("web ACL") + 4 * monthly("rule of a web ACL")],
    ] as const) {
      expect(page).to.contain(text.replace("`managed` | 9.00", "`consoleWaf`, `proxyWaf: managed` | 9.00"));
      const [shown = ""] = /\d+\.\d\d/.exec(text) ?? [];
      expect(Math.abs(Number(shown) - usd), text).to.be.at.most(0.0051);
    }
  });
});
