import { expect } from "chai";
import { actionNamed } from "../../../policy-pack/analysis/iam/actions";
import { meantBy } from "../../../policy-pack/analysis/iam/slips";
import { ineffectiveStatement } from "../../../policy-pack/policies/ineffective-statement";
import { ACCEPTED } from "../accepted";
import { judge, judgeStack, UNKNOWN, withoutTag } from "../judging";
import { allow, deny, document, type Written, when } from "../spellings";
import { inlinePolicyOf, JudgedDocuments } from "./judged-documents";

const BUCKET = "arn:aws:s3:::dev-logs";
/** Unknown names, of which nothing is said by default, are asked for. */
const grants = new JudgedDocuments(ineffectiveStatement, inlinePolicyOf("deploy"), { onUnknown: "advisory" });
const messagesOf = async (whole: unknown, settings: Written = {}): Promise<string[]> =>
  (await grants.reports(whole, settings)).map(withoutTag);
const AT = "statement `policyDocument.Statement[0]`";

describe("ineffective-statement", () => {
  const reported: [string, Written[], string][] = [
    [
      "a slip in an action",
      [allow("s3:GetObjet", `${BUCKET}/*`)],
      `${AT} allows \`s3:GetObjet\`, which no action of AWS matches; it allows nothing by that; write \`s3:GetObject\``,
    ],
    [
      "a slip in what is denied",
      [deny("cloudtrail:StopLoging")],
      `${AT} denies \`cloudtrail:StopLoging\`, which no action of AWS matches; it denies nothing by that; write \`cloudtrail:StopLogging\``,
    ],
    [
      "a slip in an exception",
      [{ Effect: "Allow", NotAction: "iam:GetUsr", Resource: BUCKET }],
      `${AT} excepts \`iam:GetUsr\`, which no action of AWS matches; it excepts nothing; write \`iam:GetUser\``,
    ],
    [
      "a slip before a wildcard",
      [allow("ec2:Descirbe*")],
      `${AT} allows \`ec2:Descirbe*\`, which no action of AWS matches; it allows nothing by that; write \`ec2:Describe*\``,
    ],
    [
      "a service by another name",
      [allow("dynamo:PutItem", "arn:aws:dynamodb:*:*:table/users")],
      `${AT} allows \`dynamo:PutItem\`, which no action of AWS matches; it allows nothing by that; write \`dynamodb:PutItem\``,
    ],
    [
      "an operation that is no action",
      [allow("s3:ListObjectsV2", BUCKET)],
      `${AT} allows \`s3:ListObjectsV2\`, which no action of AWS matches; it allows nothing by that; write \`s3:ListBucket\``,
    ],
    [
      "objects by the ARN of their bucket",
      [allow("s3:GetObject", BUCKET)],
      `${AT} allows \`s3:GetObject\` on \`${BUCKET}\`; that action is never asked for on such a resource, so that it allows nothing by that; name resources like \`arn:aws:s3:::{name}/{name}\``,
    ],
    [
      "a key by its alias",
      [deny("kms:Decrypt", "arn:aws:kms:eu-central-1:123456789012:alias/data")],
      `${AT} denies \`kms:Decrypt\` on \`arn:aws:kms:eu-central-1:123456789012:alias/data\`; that action is never asked for on such a resource, so that it denies nothing by that; name resources like \`arn:aws:kms:{region}:{account}:key/{name}\``,
    ],
    [
      "what EC2 describes, by ARN",
      [allow("ec2:DescribeInstances", "arn:aws:ec2:*:*:instance/*")],
      `${AT} allows \`ec2:DescribeInstances\` on \`arn:aws:ec2:*:*:instance/*\`; that action is never asked for on such a resource, so that it allows nothing by that; write \`*\`, the only resource it has`,
    ],
    [
      "an action of buckets on objects",
      [allow(["s3:GetObject", "s3:ListBucket"], `${BUCKET}/*`)],
      `${AT} allows \`s3:ListBucket\` on \`${BUCKET}/*\`; that action is never asked for on such a resource, so that it allows nothing by that; name resources like \`arn:aws:s3:::{name}\``,
    ],
    [
      "a wildcard none of whose actions is for the resource",
      [allow("sqs:Receive*", [`${BUCKET}/*`, BUCKET])],
      `${AT} allows \`sqs:Receive*\` on \`${BUCKET}/*\` and 1 more; that action is never asked for on such a resource, so that it allows nothing by that; name resources like \`arn:aws:sqs:{region}:{account}:{name}\``,
    ],
    [
      "no action",
      [allow("")],
      `${AT} is about no action at all; it allows nothing; name what is meant in \`Action\`, or remove the statement`,
    ],
    [
      "no resource",
      [deny("s3:*", [])],
      `${AT} is about no resource at all; it denies nothing; name what is meant in \`Resource\`, or remove the statement`,
    ],
    [
      "all actions but all",
      [{ Effect: "Allow", NotAction: ["s3:*", "*"], Resource: "*" }],
      `${AT} is about no action at all; it allows nothing; name what is meant in \`Action\`, or remove the statement`,
    ],
    [
      "a slip in an operator",
      [allow("s3:GetObject", "*", when("StringEqual", "aws:PrincipalTag/team", "logs"))],
      `${AT} has a condition by \`StringEqual\`; IAM has no such operator; write \`StringEquals\``,
    ],
    [
      "a slip in a qualifier",
      [allow("s3:GetObject", "*", when("ForAnyValues:StringLikeIfExists", "aws:TagKeys", "logs"))],
      `${AT} has a condition by \`ForAnyValues:StringLikeIfExists\`; IAM has no such operator; write \`ForAnyValue:StringLikeIfExists\``,
    ],
    [
      "a slip in a key",
      [
        deny("s3:*", "*", when("StringNotEquals", "aws:PrincipalOrgId2", "o-a1b2c3d4e5")),
        deny("sqs:*", "*", when("Bool", "aws:SecureTransprt", "false")),
      ],
      "statement `policyDocument.Statement[1]` has a condition on `aws:SecureTransprt`; no request has such a key; write `aws:SecureTransport`",
    ],
    [
      "a pattern where none is read",
      [
        allow(
          "s3:GetObject",
          "*",
          when("StringEquals", "aws:PrincipalArn", "arn:aws:iam::123456789012:role/*"),
        ),
      ],
      `${AT} has \`StringEquals\` on \`aws:PrincipalArn\` with \`arn:aws:iam::123456789012:role/*\`, whose wildcard is a plain character here; the condition never holds; use \`StringLike\``,
    ],
    [
      "a pattern where none is read, negated",
      [deny("s3:*", "*", when("StringNotEquals", "aws:RequestedRegion", ["eu-*", "us-east-1"]))],
      `${AT} has \`StringNotEquals\` on \`aws:RequestedRegion\` with \`eu-*\`, whose wildcard is a plain character here; that value excludes nothing; use \`StringNotLike\``,
    ],
    [
      "a range compared as a text",
      [allow("s3:GetObject", "*", when("StringNotEquals", "aws:SourceIp", "203.0.113.0/24"))],
      `${AT} has \`StringNotEquals\` on \`aws:SourceIp\` with \`203.0.113.0/24\`, which is a range, and no address; the condition always holds; use \`NotIpAddress\``,
    ],
    [
      "an address that is none",
      [allow("s3:GetObject", "*", when("IpAddress", "aws:SourceIp", ["203.0.113.0/33", "203.0.113.7"]))],
      `${AT} has \`IpAddress\` on \`aws:SourceIp\` with \`203.0.113.0/33\`, which is no range of addresses; that value adds nothing; write a range like \`203.0.113.0/24\``,
    ],
    [
      "a truth value that is none",
      [allow("s3:GetObject", "*", when("Bool", "aws:MultiFactorAuthPresent", "yes"))],
      `${AT} has \`Bool\` on \`aws:MultiFactorAuthPresent\` with \`yes\`, which is neither true nor false; the condition never holds; write \`true\` or \`false\``,
    ],
    [
      "an ARN that is none",
      [allow("s3:GetObject", "*", when("ArnEquals", "aws:SourceArn", "123456789012"))],
      `${AT} has \`ArnEquals\` on \`aws:SourceArn\` with \`123456789012\`, which is no ARN; the condition never holds; write an ARN, or compare it by \`StringEquals\``,
    ],
    [
      "a number and a date that are none",
      [
        allow("s3:GetObject", "*", {
          Condition: {
            NumericLessThan: { "aws:MultiFactorAuthAge": "3600" },
            DateLessThan: { "aws:CurrentTime": "soon" },
          },
        }),
      ],
      `${AT} has \`DateLessThan\` on \`aws:CurrentTime\` with \`soon\`, which is no date; the condition never holds; write a date like \`2030-01-31T00:00:00Z\``,
    ],
    [
      "a condition without values",
      [allow("s3:GetObject", "*", when("StringEquals", "aws:PrincipalTag/team", []))],
      `${AT} has \`StringEquals\` on \`aws:PrincipalTag/team\`, but it has no value; the condition never holds; give it a value`,
    ],
  ];
  grants.rejects(
    reported.map(([name, statements, message]) => [name, statements, `role \`deploy\`: ${message}`]),
  );

  it("reports variables where they are plain text, and versions that do not exist", async () => {
    const statement = allow("s3:GetObject", `${BUCKET}/\${aws:username}/*`);
    const plain = (version: string): string =>
      `role \`deploy\`: statement \`policyDocument.Statement\` has \`\${aws:username}\` in a document of version \`${version}\`; there it is plain text, which nothing is named like; set \`Version\` to \`2012-10-17\``;
    expect(await messagesOf({ Statement: statement })).to.deep.equal([plain("2008-10-17")]);
    expect(await messagesOf({ Version: "2008-10-17", Statement: statement })).to.deep.equal([
      plain("2008-10-17"),
    ]);
    expect(await messagesOf({ Version: "2012-10-18", Statement: statement })).to.deep.equal([
      "role `deploy`: `policyDocument.Version` is `2012-10-18`; the policy language has no such version; write `2012-10-17`",
      plain("2012-10-18"),
    ]);
    expect(await messagesOf({ Version: UNKNOWN, Statement: statement })).to.deep.equal([]);
    expect(await messagesOf({ Version: "2012-10-17", Statement: statement })).to.deep.equal([]);
  });

  it("reports nobody as principal, in trusts and resource policies", async () => {
    const value = document({ Effect: "Allow", Principal: { AWS: [] }, Action: "sts:AssumeRole" });
    expect(
      (await judge(ineffectiveStatement, "aws-native:iam:Role", { assumeRolePolicyDocument: value })).map(
        withoutTag,
      ),
    ).to.deep.equal([
      "role of `it`: statement `assumeRolePolicyDocument.Statement[0]` is about no principal at all; it allows nothing; name what is meant in `Principal`, or remove the statement",
    ]);
    expect(
      await judge(ineffectiveStatement, "aws-native:s3:BucketPolicy", {
        policyDocument: document({
          Effect: "Deny",
          Principal: "*",
          Action: "s3:PutObject",
          Resource: BUCKET,
        }),
      }),
    ).to.have.lengthOf(1);
  });

  describe("where statements that another one covers are asked for", () => {
    const asked = new JudgedDocuments(ineffectiveStatement, inlinePolicyOf("deploy"), {
      coveredStatements: true,
      onUnknown: "advisory",
    });
    const covered = (at: number, by: number): string =>
      `role \`deploy\`: statement \`policyDocument.Statement[${at}]\` says nothing that statement \`policyDocument.Statement[${by}]\` does not; nothing changes without it, and it seems to limit what it does not; remove it, or narrow the other one`;
    const narrower = [
      allow("s3:*", [BUCKET, `${BUCKET}/*`]),
      allow("s3:GetObject", `${BUCKET}/public/*`, when("Bool", "aws:SecureTransport", "true")),
    ];
    asked.rejects([["a narrower statement", narrower, covered(1, 0)]]);

    it("is silent on them otherwise", async () =>
      expect(await messagesOf(document(...narrower))).to.deep.equal([]));

    it("reports the later one of two that say the same", async () => {
      const same = [allow("sqs:SendMessage"), allow(["SQS:sendmessage"], ["*"])];
      expect(await asked.messages(same)).to.deep.equal([covered(1, 0)]);
    });

    it("takes no statement for covered that another one only overlaps, denies or limits", async () => {
      for (const statements of [
        [
          allow("s3:*", "*", when("Bool", "aws:SecureTransport", "true")),
          allow("s3:GetObject", `${BUCKET}/*`),
        ],
        [allow("s3:GetObject", `${BUCKET}/*`), deny("s3:*")],
        [allow("s3:Get*", [`${BUCKET}/a/*`, BUCKET]), allow("s3:*Object", `${BUCKET}/*`)],
      ]) {
        expect(await asked.messages(statements)).to.deep.equal([]);
      }
    });
  });

  const accepted: [string, Written[]][] = [
    ["actions in any case", [allow(["S3:getobject", "s3:GETOBJECTACL"], `${BUCKET}/*`)]],
    [
      "actions that may be newer than the table",
      [allow(["s3:GetObjectV2", "ec2:InventSomething", "zz:Nothing"])],
    ],
    ["services that may be newer than the table", [allow(["newservice:*", "newservice:GetThing"])]],
    ["wildcards", [allow(["*", "*:Describe*", "s3:*", "s3:Get*", "?3:GetObject"])]],
    ["a bucket and its objects", [allow(["s3:GetObject", "s3:ListBucket"], [BUCKET, `${BUCKET}/*`])]],
    [
      "a bucket and its objects, in a statement each",
      [allow(["s3:GetObject", "s3:ListBucket"], BUCKET), allow(["s3:ListBucket", "s3:Get*"], `${BUCKET}/*`)],
    ],
    ["a Deny of nothing", [{ Effect: "Deny", NotAction: "*", Resource: "*" }]],
    ["a wildcard of the bucket's name", [allow("s3:GetObject", `${BUCKET}*`)]],
    ["an object by a variable", [allow("s3:GetObject", `arn:aws:s3:::\${aws:PrincipalTag/bucket}`)]],
    [
      "buckets by a wildcard, and their objects",
      [allow(["s3:ListBucket", "s3:GetObject"], "arn:aws:s3:::logs-*")],
    ],
    [
      "an access point, which has a slash",
      [allow("s3:ListBucket", "arn:aws:s3:eu-central-1:123456789012:accesspoint/logs")],
    ],
    ["all resources but some", [{ Effect: "Allow", Action: "s3:GetObject", NotResource: BUCKET }]],
    [
      "actions without resources of their own",
      [allow("logs:DescribeLogGroups", "arn:aws:logs:*:*:log-group:/app/*")],
    ],
    [
      "what EC2 describes of an attribute",
      [allow("ec2:DescribeInstanceAttribute", "arn:aws:ec2:*:*:instance/*")],
    ],
    [
      "short forms of API Gateway, and its web sockets",
      [
        allow("execute-api:Invoke", ["execute-api:/*"]),
        allow("execute-api:Invoke", "arn:aws:execute-api:eu-central-1:123456789012:a1b2/prod/$connect"),
      ],
    ],
    [
      "a web ACL beside what it guards",
      [allow("waf-regional:GetWebACLForResource", "arn:aws:waf-regional:*:*:webacl/*")],
    ],
    ["service keys and tags", [allow("s3:PutObject", "*", when("StringEquals", "s3:x-amz-acl", "private"))]],
    [
      "global keys in any case",
      [allow("s3:GetObject", "*", when("StringEquals", "AWS:sourceVPCE", "vpce-1"))],
    ],
    [
      "keys that may be newer",
      [allow("s3:GetObject", "*", when("StringEquals", "aws:SourceVpcArnNew", "x"))],
    ],
    [
      "operators in any case",
      [allow("s3:GetObject", "*", when("foranyvalue:STRINGLIKEifexists", "aws:TagKeys", "a*"))],
    ],
    ["patterns of tags", [allow("s3:GetObject", "*", when("StringEquals", "aws:PrincipalTag/team", "a*"))]],
    [
      "patterns where they are read",
      [allow("s3:GetObject", "*", when("ArnEquals", "aws:PrincipalArn", "arn:aws:iam::*:role/a"))],
    ],
    [
      "variables as values",
      [allow("s3:GetObject", "*", when("IpAddress", "aws:SourceIp", "${aws:PrincipalTag/range}"))],
    ],
    [
      "addresses of both families",
      [allow("s3:GetObject", "*", when("IpAddress", "aws:SourceIp", ["2001:db8::/32", "203.0.113.7"]))],
    ],
    ["dates as seconds", [allow("s3:GetObject", "*", when("DateLessThan", "aws:CurrentTime", 1893456000))]],
    ["truth values as such", [allow("s3:GetObject", "*", when("Bool", "aws:SecureTransport", true))]],
    [
      "a wider statement under a condition",
      [allow("s3:*", "*", when("Bool", "aws:SecureTransport", "true")), allow("s3:GetObject", `${BUCKET}/*`)],
    ],
    ["a statement denied by another", [allow("s3:GetObject", `${BUCKET}/*`), deny("s3:*")]],
    [
      "overlapping statements",
      [allow("s3:Get*", [`${BUCKET}/a/*`, BUCKET]), allow("s3:*Object", `${BUCKET}/*`)],
    ],
  ];
  grants.accepts(accepted);

  it("is silent on what is right as it stands", async () => {
    for (const cases of Object.values(ACCEPTED)) {
      for (const resource of cases) {
        expect(await judgeStack(ineffectiveStatement, [resource]), resource.title).to.deep.equal([]);
      }
    }
  });

  it("says nothing of unknown names by default, and what they leave open where asked", async () => {
    expect(await messagesOf(document(allow(UNKNOWN)))).to.deep.equal([]);
    expect(
      await messagesOf(document(allow("s3:GetObject", UNKNOWN)), { onUnknown: "advisory" }),
    ).to.deep.equal([
      "[advisory] unverified: role `deploy`: `policyDocument` is not fully known yet; some of its possible values are without effect, like a slip in an action's name; it is judged again before the resource is created or changed",
    ]);
    expect(await messagesOf(UNKNOWN, { onUnknown: "advisory" })).to.deep.equal([]);
    const objects = [allow("s3:GetObject", `${BUCKET}/*`)];
    await grants.expectUnknownAsTried([["objects", objects]], [0], ["s3:GetObjet", BUCKET]);
  });
});

describe("meantBy", () => {
  it("knows actions by the operations that need them, none of which is an action itself", () => {
    for (const operation of ["s3:HeadObject", "s3:listbuckets", "lambda:Invoke", "s3:UploadPart"]) {
      expect(actionNamed(operation), operation).to.equal(undefined);
      expect(actionNamed(meantBy(operation) ?? ""), operation).not.to.equal(undefined);
    }
  });
});
