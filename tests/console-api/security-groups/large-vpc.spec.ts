import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  AuthorizeSecurityGroupIngressCommand,
  CreateSecurityGroupCommand,
  CreateVpcCommand,
} from "@aws-sdk/client-ec2";
import { expect } from "chai";
import { IDS } from "../deployed";
import { FUNCTION_BYTES, megabytes, runAsDeployed } from "../large/as-deployed";
import { setMoto } from "../moto";

const GROUPS = 500;
const RULES = 5_000;

/** With EC2's rule for what a group lets out, ten of each group; the first also has what the default group lacks. */
const ingressRules = (at: number): number => (at === 0 ? 18 : 9);

interface Report {
  readonly pages: readonly {
    readonly milliseconds: number;
    readonly groups: number;
    readonly rules: number;
    readonly bytes: number;
    readonly problems: number;
  }[];
  readonly seen: number;
  readonly heapUsed: number;
  readonly mostResidentBytes: number;
}

describe("a VPC with 500 groups and 5,000 rules", function () {
  this.timeout(180_000);
  const moto = setMoto();
  let folder: string;
  before(() => {
    folder = mkdtempSync(join(tmpdir(), "large-vpc-"));
  });
  after(() => rmSync(folder, { recursive: true, force: true }));

  it("is told page by page, each below a megabyte, in the memory of the function", async () => {
    const { ec2 } = moto().aws;
    const { Vpc } = await ec2.send(new CreateVpcCommand({ CidrBlock: "10.0.0.0/16" }));
    const VpcId = Vpc?.VpcId ?? "";
    const names = Array.from({ length: GROUPS - 1 }, (_, at) => `group-${String(at).padStart(3, "0")}`);
    const fill = async (GroupName: string, nth: number) => {
      const { GroupId } = await ec2.send(
        new CreateSecurityGroupCommand({ GroupName, Description: "d".repeat(255), VpcId }),
      );
      const IpPermissions = Array.from({ length: ingressRules(nth) }, (_, at) => ({
        IpProtocol: "tcp",
        FromPort: 1000 + at,
        ToPort: 2000 + at,
        IpRanges: [{ CidrIp: `10.0.${at}.0/24`, Description: "r".repeat(255) }],
      }));
      await ec2.send(new AuthorizeSecurityGroupIngressCommand({ GroupId, IpPermissions }));
      return GroupId ?? "";
    };
    const ids: string[] = [];
    for (let at = 0; at < names.length; at += 10) {
      ids.push(...(await Promise.all(names.slice(at, at + 10).map((name, nth) => fill(name, at + nth)))));
    }
    const [balancer = "", proxy = "", domain = ""] = ids;
    const deployed = { ...IDS, vpcId: VpcId, groups: { "load-balancer": balancer, proxy, domain } };

    const report = await runAsDeployed<Report>(
      join(__dirname, "large-vpc.ts"),
      [moto().endpoint, JSON.stringify(deployed)],
      { folder },
    );
    expect(report.seen).to.equal(GROUPS);
    const rules = report.pages.reduce((sum, page) => sum + page.rules, 0);
    expect(rules).to.equal(RULES);
    expect(report.pages.filter(({ bytes }) => bytes > 1_000_000)).to.deep.equal([]);
    expect(report.pages.filter(({ problems }) => problems > 0)).to.deep.equal([]);
    expect(report.mostResidentBytes).to.be.below(FUNCTION_BYTES);
    const slowest = Math.max(...report.pages.map(({ milliseconds }) => milliseconds));
    console.log(
      `    ${report.pages.length} pages, the slowest ${slowest} ms, heap ${megabytes(report.heapUsed)}, ` +
        `at most ${megabytes(report.mostResidentBytes)} resident`,
    );
  });
});
