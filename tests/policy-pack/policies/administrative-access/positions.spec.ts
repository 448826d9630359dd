import { expect } from "chai";
import { administrativeAccess } from "../../../../policy-pack/policies/administrative-access";
import { judge, UNKNOWN } from "../../judging";
import { allow, document } from "../../spellings";
import { text } from "./fixtures";

describe("administrative-access in other positions", () => {
  const all = text(allow("*"));
  const silent: [string, string, Record<string, unknown>][] = [
    ["a permissions boundary", "aws:iam/policy:Policy", { path: "/boundary/", policy: all }],
    ["a boundary in a folder", "aws:iam/policy:Policy", { path: "/boundary/teams/", policy: all }],
    [
      "a native boundary",
      "aws-native:iam:ManagedPolicy",
      { path: "/boundary/", policyDocument: document(allow("*")) },
    ],
    [
      "an endpoint policy",
      "aws:ec2/vpcEndpoint:VpcEndpoint",
      { policy: text(allow("*", "*", { Principal: "*" })) },
    ],
    [
      "a key policy",
      "aws:kms/key:Key",
      { policy: text(allow("kms:*", "*", { Principal: { AWS: "arn:aws:iam::123456789012:root" } })) },
    ],
    [
      "a trust policy",
      "aws:iam/role:Role",
      {
        assumeRolePolicy: text({
          Effect: "Allow",
          Action: "sts:*",
          Principal: { Service: "ec2.amazonaws.com" },
        }),
      },
    ],
    ["a role without documents", "aws:iam/role:Role", { name: "reader" }],
    ["an empty policy", "aws:sns/topic:Topic", { policy: "" }],
    ["another type", "aws:s3/bucketObject:BucketObject", { policy: all }],
  ];
  for (const [name, type, props] of silent) {
    it(`says nothing of ${name}`, async () =>
      expect(await judge(administrativeAccess, type, props)).to.deep.equal([]));
  }

  const places: [string, Record<string, unknown>, string][] = [
    [
      "aws:iam/role:Role",
      {
        name: "r",
        inlinePolicies: [
          { name: "a", policy: text() },
          { name: "b", policy: all },
        ],
      },
      "role `r`: statement `inlinePolicies[1].policy.Statement[0]`",
    ],
    [
      "aws:iam/policy:Policy",
      { name: "p", path: "/", policy: all },
      "policy `p`: statement `policy.Statement[0]`",
    ],
    [
      "aws:iam/userPolicy:UserPolicy",
      { user: "u", policy: all },
      "user `u`: statement `policy.Statement[0]`",
    ],
    [
      "aws:iam/groupPolicy:GroupPolicy",
      { group: UNKNOWN, policy: all },
      "group of `it`: statement `policy.Statement[0]`",
    ],
    [
      "aws-native:iam:Role",
      { policies: [{ policyDocument: document(allow("*")) }] },
      "role of `it`: statement `policies[0].policyDocument.Statement[0]`",
    ],
    [
      "aws-native:iam:ManagedPolicy",
      { policyDocument: document(allow("*")) },
      "policy of `it`: statement `policyDocument.Statement[0]`",
    ],
    [
      "aws-native:iam:UserPolicy",
      { userName: "u", policyDocument: document(allow("*")) },
      "user `u`: statement `policyDocument.Statement[0]`",
    ],
  ];
  for (const [type, props, beginning] of places) {
    it(`finds the grant in ${type}`, async () => {
      const [message, ...others] = await judge(administrativeAccess, type, props);
      expect(others).to.deep.equal([]);
      expect(message?.slice(0, beginning.length)).to.equal(beginning);
    });
  }
});
