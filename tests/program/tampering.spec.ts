import { expect } from "chai";
import type { Plan } from "../../preview/plan";
import { complaint, planOf } from "../preview/run";
import { type Edit, type PreviewOptions, preview } from "./stack";
import { VARIANTS } from "./variants";

/** The line of the program that a careless change would come after. */
const LINE = "export const logBucket = logArchive.bucketName;";
const add = (code: string): Edit => ({ file: "index.ts", from: LINE, to: `${LINE} ${code}` });

const tampered = async (edits: readonly Edit[], options: PreviewOptions = {}): Promise<Plan> =>
  planOf(await preview(VARIANTS.dev, { ...options, edits }), options.materialise === "none" ? 0 : 1);

/** The only violation of a plan. */
function onlyViolation({ violations }: Plan) {
  const [violation] = violations;
  if (violation === undefined || violations.length > 1) {
    throw new Error(`${violations.length} violations: ${JSON.stringify(violations)}`);
  }
  return violation;
}

/** Everything on everything, with a resource that only AWS could name. */
const ADMINISTRATOR = add(
  `new aws.iam.RolePolicy("more", { role: roles.names.api ?? "", policy: pulumi.jsonStringify({ Version: "2012-10-17", Statement: [{ Sid: "Everything", Effect: "Allow", Action: "*", Resource: ["*", site?.bucket.arn] }] }) }, opts);`,
);
const MATRIX = "components/security-groups/traffic-matrix.ts";
const HALVES: Edit = {
  file: MATRIX,
  from: "...(unnamed ? [vpcCidr] : cidrs).map(",
  to: '...["0.0.0.0/1", "128.0.0.0/1"].map(',
};

describe("one changed line of the program", function () {
  this.timeout(180_000);
  before("starts all previews", () => {
    for (const edits of [[ADMINISTRATOR], [HALVES]]) void preview(VARIANTS.dev, { edits });
  });

  describe("that gives a role every action on `*` and on a bucket of the same program", () => {
    it("fails the preview, which names statement, role and fix", async () => {
      const { policy, enforcementLevel, severity, urn, message } = onlyViolation(
        await tampered([ADMINISTRATOR]),
      );
      expect({ policy, enforcementLevel, severity }).to.deep.equal({
        policy: "administrative-access",
        enforcementLevel: "mandatory",
        severity: "critical",
      });
      expect(urn).to.match(/aws:iam\/rolePolicy:RolePolicy::more$/);
      expect(message).to.contain("role `clo-dev-us-east-1-api`");
      expect(message).to.contain("statement `Everything`");
      expect(message).to.contain("`arn:aws:s3:::clo-dev-us-east-1-console-111122223333`");
      expect(message).to.match(/list the actions/);
      expect(message).to.match(/\[administrative-access\/[0-9a-f]{12}\]$/);
    });

    it("would pass a first `pulumi preview`, which cannot see the document: there it is unverified", async () => {
      const plan = await tampered([ADMINISTRATOR], { materialise: "none" });
      expect(plan.violations).to.deep.equal([]);
      const unverified = plan.unverified.filter(({ urn }) => urn.endsWith("::more"));
      expect(unverified.map(({ message }) => message.startsWith("unverified: "))).to.deep.equal([true]);
    });
  });

  it("that opens a rule to the internet fails the preview, which names rule, sources and port", async () => {
    const open: Edit = {
      file: "components/security-groups/security-groups.ts",
      from: "{ cidrIpv4: party.cidr }",
      to: '{ cidrIpv4: "0.0.0.0/0" }',
    };
    const { policy, urn, message } = onlyViolation(await tampered([open]));
    expect(policy).to.equal("open-ingress");
    expect(urn).to.match(/::security-groups-10-60-0-0-16-to-load-balancer-ingress$/);
    expect(message)
      .to.contain("`0.0.0.0/0`")
      .and.contain("tcp/443")
      .and.match(/name the CIDR blocks/);
  });

  describe("that lets in the two halves of the internet", () => {
    it("is refused by the program itself", async () => {
      const line = complaint(await preview(VARIANTS.dev, { edits: [HALVES] }));
      expect(line).to.contain("`0.0.0.0/1`, `128.0.0.0/1` are the internet rather than a list");
      expect(line).to.contain(`${MATRIX}:`);
    });

    it("is refused by the pack even if the program looked away", async () => {
      const blind: Edit = { file: MATRIX, from: "if (!tooMany) return [];", to: "return [];" };
      const { violations } = await tampered([HALVES, blind]);
      expect(violations.map(({ policy }) => policy)).to.deep.equal(["open-ingress", "open-ingress"]);
      for (const half of ["`0.0.0.0/1`", "`128.0.0.0/1`"]) {
        expect(violations.some(({ message }) => message.includes(half))).to.equal(true);
      }
    });
  });

  it("that attaches the boundary as a grant fails the preview: what limits is written to be wide", async () => {
    const attach = add(
      `new aws.iam.RolePolicyAttachment("more", { role: roles.names.proxy ?? "", policyArn: roles.boundaryArns.fleet ?? "" }, opts);`,
    );
    const { policy, urn, message } = onlyViolation(await tampered([attach]));
    expect(policy).to.equal("administrative-access");
    expect(urn).to.match(/RolePolicyAttachment::more$/);
    expect(message).to.contain("arn:aws:iam::111122223333:policy/boundary/clo-dev-us-east-1");
    expect(message).to.contain("`permissionsBoundary`");
  });

  it("that writes `*` for the actions of every statement fails the preview for each role that it frees", async () => {
    const widened: Edit = {
      file: "components/iam-roles/documents.ts",
      from: "Action: actions,",
      to: 'Action: "*",',
    };
    const { violations } = await tampered([widened]);
    const at = (level: string): readonly string[] =>
      violations
        .filter(({ enforcementLevel }) => enforcementLevel === level)
        .map(({ policy, urn }) => `${policy} ${urn.split("::").at(-1)}`)
        .sort();
    expect(at("mandatory")).to.deep.equal([
      "administrative-access roles-api-access",
      "administrative-access roles-interfaces-access",
      "administrative-access roles-patch-automation-access",
      "administrative-access roles-proxy-access",
      // Every execution of a document of the account is within its reach.
      "full-service-access roles-patch-window-access",
    ]);
    expect(at("advisory")).to.deep.equal(
      [
        "dashboards-admin",
        "dashboards-cognito",
        "dashboards-reader",
        "graphql-data",
        "graphql-log",
        "image-refresh",
        "interface-clock",
        "patch-window",
      ].map((role) => `all-but-grant roles-${role}-access`),
    );
    for (const { message } of violations) expect(message).to.match(/statements? `/);
  });
});
