import { expect } from "chai";
import type { DeployedRole } from "../../../console-api/deployment";
import type { AccountRole } from "../../../console-api/roles/account";
import { roleDrift } from "../../../console-api/roles/drift";
import { DEPLOYMENT } from "../deployed";

const BOUNDARY = "arn:aws:iam::111122223333:policy/boundary/clo-boundary";

const DECLARED: DeployedRole = {
  key: "api",
  name: "clo-api",
  path: "/clo/",
  purpose: "p",
  trustedBy: "lambda.amazonaws.com",
  trustConditions: {},
  permissionsBoundaryArn: BOUNDARY,
  statements: [{ sid: "S", reason: "r", actions: ["ec2:DescribeVpcs"], resources: ["*"], conditions: {} }],
};

const document = (...statements: readonly object[]) =>
  JSON.stringify({ Version: "2012-10-17", Statement: statements });
const admits = (principal: unknown) =>
  document({ Effect: "Allow", Principal: principal, Action: "sts:AssumeRole" });
const ACCESS = document({ Effect: "Allow", Action: "ec2:DescribeVpcs", Resource: "*" });

const drift = (changes: Partial<AccountRole> = {}, declared = DECLARED) =>
  roleDrift(
    {
      createdAt: undefined,
      path: "/clo/",
      boundaryArn: BOUNDARY,
      trust: admits({ Service: "lambda.amazonaws.com" }),
      inlinePolicies: new Map([["access", ACCESS]]),
      attachedPolicies: [],
      ...changes,
    },
    declared,
    {},
    DEPLOYMENT,
  );

describe("a role against what the program declares", () => {
  it("is as declared", () => {
    expect(drift()).to.deep.equal([]);
    expect(drift({ trust: admits({ Service: ["lambda.amazonaws.com"] }) })).to.deep.equal([]);
  });

  it("may be missing, or be elsewhere", () => {
    expect(roleDrift(undefined, DECLARED, {}, DEPLOYMENT)).to.deep.equal(["The role does not exist."]);
    expect(drift({ path: "/" })).to.deep.equal(["Its path is `/`, not `/clo/`."]);
  });

  it("tells policies that somebody gave it, and the one that is gone", () => {
    expect(
      drift({
        attachedPolicies: ["AdministratorAccess"],
        inlinePolicies: new Map([["mine", ACCESS]]),
      }),
    ).to.deep.equal([
      "The managed policy `AdministratorAccess` is attached to it, and the program attaches none.",
      "It has the inline policy `mine`, which is not the program's.",
      "Its inline policy `access` is gone.",
    ]);
  });

  it("tells another boundary, a boundary that is gone, and one that is too many", () => {
    expect(drift({ boundaryArn: undefined })).to.deep.equal(["It has no permissions boundary."]);
    expect(drift({ boundaryArn: "arn:aws:iam::111122223333:policy/other" })).to.deep.equal([
      "Its permissions boundary is `other`, not `clo-boundary`.",
    ]);
    const { permissionsBoundaryArn: _, ...unbound } = DECLARED;
    expect(drift({}, unbound)).to.deep.equal([
      "It has the permissions boundary `clo-boundary`, and the program gives it none.",
    ]);
  });

  it("tells whom the trust admits as well, and whom no longer", () => {
    expect(
      drift({
        trust: document(
          { Effect: "Allow", Principal: { Service: "lambda.amazonaws.com" }, Action: "sts:AssumeRole" },
          { Effect: "Allow", Principal: { AWS: "arn:aws:iam::999988887777:root" }, Action: "sts:AssumeRole" },
        ),
      }),
    ).to.deep.equal(["Its trust policy also admits `arn:aws:iam::999988887777:root`."]);
    expect(drift({ trust: admits("*") })).to.deep.equal([
      "Its trust policy also admits everybody.",
      "Its trust policy no longer admits AWS Lambda.",
    ]);
    expect(
      drift({ trust: document({ Effect: "Allow", NotPrincipal: { AWS: "1" }, Action: "sts:AssumeRole" }) }),
    ).to.deep.equal([
      "Its trust policy admits everybody but some.",
      "Its trust policy no longer admits AWS Lambda.",
    ]);
  });

  it("says what it cannot read, rather than to pass it", () => {
    expect(drift({ trust: "", inlinePolicies: new Map([["access", "{"]]) })).to.deep.equal([
      "Its trust policy cannot be read.",
      "Its inline policy `access` cannot be read.",
    ]);
  });
});
