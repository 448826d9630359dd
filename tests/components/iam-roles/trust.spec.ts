import { expect } from "chai";
import { type RoleKey, roleSpecs, trustDocument } from "../../../components/iam-roles";
import type { Partition } from "../../../partitions";
import { context } from "../recorder";
import { options, PARTITION_NAMES, POOLS, ROLES, spec } from "./fixtures";

const REGIONS = { aws: "eu-central-1", "aws-us-gov": "us-gov-west-1", "aws-cn": "cn-north-1" } as const;

const assumedBy = (service: string, condition?: object) => ({
  Effect: "Allow",
  Principal: { Service: service },
  Action: "sts:AssumeRole",
  ...(condition ? { Condition: condition } : {}),
});

const signedIn = (provider: string) => ({
  Effect: "Allow",
  Principal: { Federated: provider },
  Action: "sts:AssumeRoleWithWebIdentity",
  Condition: {
    StringEquals: { [`${provider}:aud`]: POOLS.identityPoolId },
    "ForAnyValue:StringLike": { [`${provider}:amr`]: "authenticated" },
  },
});

/** The one statement of each trust, written out. */
function expected(partition: Partition): { readonly [key in RoleKey]: object } {
  const region = REGIONS[partition];
  const here = (service: string, resource: string) =>
    `arn:${partition}:${service}:${region}:111122223333:${resource}`;
  const forUs = (...sourceArns: readonly string[]) => ({
    StringEquals: { "aws:SourceAccount": "111122223333" },
    ...(sourceArns.length > 0 ? { ArnLike: { "aws:SourceArn": sourceArns } } : {}),
  });
  const provider =
    partition === "aws-us-gov" ? "cognito-identity-us-gov.amazonaws.com" : "cognito-identity.amazonaws.com";
  const ec2 = partition === "aws-cn" ? "ec2.amazonaws.com.cn" : "ec2.amazonaws.com";
  const appsync = assumedBy("appsync.amazonaws.com", forUs(here("appsync", "apis/*")));
  return {
    api: assumedBy("lambda.amazonaws.com"),
    graphqlLog: appsync,
    graphqlData: appsync,
    interfaceHistory: assumedBy("lambda.amazonaws.com"),
    interfaceClock: assumedBy("scheduler.amazonaws.com", forUs(here("scheduler", "schedule-group/default"))),
    dashboardsAdmin: signedIn(provider),
    dashboardsReader: signedIn(provider),
    dashboardsCognito: assumedBy(
      "opensearchservice.amazonaws.com",
      forUs(here("es", `domain/clo-dev-${region}`)),
    ),
    proxy: assumedBy(ec2),
    patchWindow: assumedBy("ssm.amazonaws.com", forUs()),
    patchAutomation: assumedBy("ssm.amazonaws.com", forUs(here("ssm", "automation-execution/*"))),
    imageRefresh: assumedBy("scheduler.amazonaws.com", forUs(here("scheduler", "schedule-group/default"))),
    flowLogs: assumedBy("vpc-flow-logs.amazonaws.com", forUs(here("ec2", "vpc-flow-log/*"))),
  };
}

describe("who may assume the roles", () => {
  for (const partition of PARTITION_NAMES) {
    for (const role of roleSpecs(ROLES[partition], options(partition))) {
      it(`trusts exactly one principal with ${role.key} in ${partition}`, () => {
        expect(trustDocument(context(partition), role.trust)).to.deep.equal({
          Version: "2012-10-17",
          Statement: [expected(partition)[role.key]],
        });
      });
    }
  }

  it("leaves only EC2 and Lambda without a condition", () => {
    const free = ROLES.aws.filter((key) => {
      const [statement] = trustDocument(context(), spec(key).trust).Statement;
      return statement?.Condition === undefined;
    });
    expect(free).to.deep.equal(["api", "interfaceHistory", "proxy"]);
  });

  it("refuses Cognito roles where the partition has no identity pools", () => {
    for (const key of ["dashboardsAdmin", "dashboardsReader", "dashboardsCognito"] as const) {
      expect(() => roleSpecs([key], options("aws-cn", { cognito: POOLS }))).to.throw(
        RangeError,
        "roles for Cognito sign-in cannot exist in partition `aws-cn`, which has no identity pools",
      );
    }
  });

  it("refuses Cognito roles without the pools that they name", () => {
    const { cognito: _, ...without } = options("aws");
    expect(() => roleSpecs(["dashboardsReader"], without)).to.throw(
      RangeError,
      "`cognito` is missing; roles for Cognito sign-in need both pool ids",
    );
  });
});
