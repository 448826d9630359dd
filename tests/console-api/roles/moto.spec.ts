import {
  AttachRolePolicyCommand,
  CreatePolicyCommand,
  CreateRoleCommand,
  DeleteRolePermissionsBoundaryCommand,
  PutRolePolicyCommand,
} from "@aws-sdk/client-iam";
import { expect } from "chai";
import type { RolesReview } from "../../../console-api/contract";
import type { DeployedRole, Deployment } from "../../../console-api/deployment";
import { answer } from "../../../console-api/handler";
import { DEPLOYMENT, identity, surroundings } from "../deployed";
import { setMoto } from "../moto";

/** moto's own account. */
const ACCOUNT = "123456789012";
const BOUNDARY = `arn:aws:iam::${ACCOUNT}:policy/boundary/clo-boundary`;

const role = (key: string, trustedBy: string, statements: DeployedRole["statements"]): DeployedRole => ({
  key,
  name: `clo-${key}`,
  path: "/clo/",
  purpose: `for ${key}`,
  trustedBy,
  trustConditions: {},
  permissionsBoundaryArn: BOUNDARY,
  statements,
});

const API = role("api", "lambda.amazonaws.com", [
  {
    sid: "See",
    reason: "the console shows it",
    actions: ["ec2:DescribeVpcs", "ec2:DescribeSubnets"],
    resources: ["*"],
    conditions: { StringEquals: { "aws:RequestedRegion": "eu-central-1" } },
  },
]);
const PROXY = role("proxy", "ec2.amazonaws.com", [
  { sid: "Log", reason: "it logs", actions: ["logs:PutLogEvents"], resources: ["*"], conditions: {} },
]);

describe("roles at moto's server", () => {
  const moto = setMoto();

  async function create({ name, path, trustedBy, statements }: DeployedRole): Promise<void> {
    const { iam } = moto().aws;
    const trust = { Effect: "Allow", Principal: { Service: trustedBy }, Action: "sts:AssumeRole" };
    await iam.send(
      new CreateRoleCommand({
        RoleName: name,
        Path: path,
        PermissionsBoundary: BOUNDARY,
        AssumeRolePolicyDocument: JSON.stringify({ Version: "2012-10-17", Statement: [trust] }),
      }),
    );
    const written = statements.map(({ actions, resources, conditions }) => ({
      Effect: "Allow",
      Action: actions,
      Resource: resources,
      Condition: conditions,
    }));
    await iam.send(
      new PutRolePolicyCommand({
        RoleName: name,
        PolicyName: "access",
        PolicyDocument: JSON.stringify({ Version: "2012-10-17", Statement: written }),
      }),
    );
  }

  async function review(roles: readonly DeployedRole[]): Promise<RolesReview> {
    const deployment: Deployment = { ...DEPLOYMENT, accountId: ACCOUNT, roles };
    const request = { field: "roles", identity: identity(["viewer"]) };
    return (await answer(request, surroundings({ aws: moto().aws, deployment }))) as RolesReview;
  }

  it("are as declared, with their grants in words and their age", async () => {
    await create(API);
    const { roles, problems } = await review([API]);
    expect(problems).to.deep.equal([]);
    const [found] = roles;
    expect(Date.parse(found?.createdAt ?? "")).to.be.a("number").and.not.NaN;
    expect({ ...found, createdAt: null }).to.deep.equal({
      key: "api",
      name: "clo-api",
      purpose: "for api",
      trust: "Only AWS Lambda may assume it.",
      grants: [
        {
          sentence:
            "May read VPCs and subnets in Amazon EC2, on all resources, only in the region `eu-central-1`.",
          reason: "the console shows it",
          actions: ["ec2:DescribeVpcs", "ec2:DescribeSubnets"],
          resources: ["*"],
          conditions: ["only in the region `eu-central-1`"],
        },
      ],
      drift: [],
      createdAt: null,
    });
  });

  it("drift by what is attached, added, changed or taken off by hand", async () => {
    await create(API);
    await create(PROXY);
    const { iam } = moto().aws;
    const any = JSON.stringify({
      Version: "2012-10-17",
      Statement: { Effect: "Allow", Action: "s3:*", Resource: "*" },
    });
    const made = await iam.send(new CreatePolicyCommand({ PolicyName: "mine", PolicyDocument: any }));
    await iam.send(new AttachRolePolicyCommand({ RoleName: API.name, PolicyArn: made.Policy?.Arn ?? "" }));
    await iam.send(
      new PutRolePolicyCommand({ RoleName: API.name, PolicyName: "<b>more</b>", PolicyDocument: any }),
    );
    await iam.send(
      new PutRolePolicyCommand({ RoleName: PROXY.name, PolicyName: "access", PolicyDocument: any }),
    );
    await iam.send(new DeleteRolePermissionsBoundaryCommand({ RoleName: PROXY.name }));
    const { roles } = await review([API, PROXY]);
    expect(roles.map(({ drift }) => drift)).to.deep.equal([
      [
        "The managed policy `mine` is attached to it, and the program attaches none.",
        // Markup is text to whoever shows it.
        "It has the inline policy `<b>more</b>`, which is not the program's.",
      ],
      [
        "It has no permissions boundary.",
        "Policy `access` also allows `s3:*` on all resources.",
        "Policy `access` no longer allows `logs:PutLogEvents` on all resources.",
      ],
    ]);
  });

  it("are all missing from an empty account, and there is no other problem", async () => {
    const { roles, problems } = await review([API, PROXY]);
    expect(problems).to.deep.equal([]);
    expect(roles.map(({ key, drift, createdAt }) => [key, drift, createdAt])).to.deep.equal([
      ["api", ["The role does not exist."], null],
      ["proxy", ["The role does not exist."], null],
    ]);
  });

  it("are thirteen, a few of which are asked about at once", async () => {
    const roles = Array.from({ length: 13 }, (_, at) =>
      role(`r${at}`, "lambda.amazonaws.com", API.statements),
    );
    for (const one of roles) await create(one);
    const found = await review(roles);
    expect(found.roles.map(({ drift }) => drift)).to.deep.equal(roles.map(() => []));
  });
});
