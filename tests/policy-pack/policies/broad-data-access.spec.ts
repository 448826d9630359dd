import { expect } from "chai";
import { administrativeAccess } from "../../../policy-pack/policies/administrative-access";
import { allButGrant } from "../../../policy-pack/policies/all-but-grant";
import { broadDataAccess } from "../../../policy-pack/policies/broad-data-access";
import { fullServiceAccess } from "../../../policy-pack/policies/full-service-access";
import { UNKNOWN } from "../judging";
import { allow, deny, type Written, when } from "../spellings";
import { inlinePolicyOf, itLooksAtGrantsOnly, JudgedDocuments } from "./judged-documents";

const grants = new JudgedDocuments(broadDataAccess, inlinePolicyOf("reader"));
const KEY = "arn:aws:kms:{region}:{account}:key/{name}";
const SECRET = "arn:aws:secretsmanager:{region}:{account}:secret:{name}";
const OBJECT = "arn:aws:s3:::{name}/{name}";
const TAG = ", or require `StringEquals` on `aws:ResourceTag/team`";
const gives = (what: string, fix: string): string =>
  `role \`reader\`: ${what}; whoever breaks into its holder has the data of the whole account; limit \`Resource\` to ARNs like ${fix}`;
const first = "statement `policyDocument.Statement[0]` allows";
const all = (resource: string): string => `on \`${resource}\`, which is all of their kind`;

describe("broad-data-access", () => {
  const rejected: [string, Written[], string[]][] = [
    [
      "decrypting with all keys",
      [allow("kms:Decrypt")],
      [gives(`${first} \`kms:Decrypt\` ${all("*")}`, `\`${KEY}\`${TAG}`)],
    ],
    [
      "all keys of an account",
      [allow(["kms:De*", "kms:Encrypt"], "arn:aws:kms:*:123456789012:key/*")],
      [gives(`${first} \`kms:Decrypt\` ${all("arn:aws:kms:*:123456789012:key/*")}`, `\`${KEY}\`${TAG}`)],
    ],
    [
      "all secrets of a region",
      [allow("secretsmanager:Get*", "arn:aws:secretsmanager:us-east-1:123456789012:secret:*")],
      [
        gives(
          `${first} \`secretsmanager:GetSecretValue\` ${all("arn:aws:secretsmanager:us-east-1:123456789012:secret:*")}`,
          `\`${SECRET}\`${TAG}`,
        ),
      ],
    ],
    [
      "all secrets, by the characters that AWS adds",
      [allow("secretsmanager:GetSecretValue", "arn:aws:secretsmanager:*:*:secret:*-??????")],
      [
        gives(
          `${first} \`secretsmanager:GetSecretValue\` ${all("arn:aws:secretsmanager:*:*:secret:*-??????")}`,
          `\`${SECRET}\`${TAG}`,
        ),
      ],
    ],
    [
      "objects of all buckets, as an advisory",
      [allow(["s3:GetObject", "s3:ListBucket"], "arn:aws:s3:::*")],
      [`[advisory] ${gives(`${first} \`s3:GetObject\` ${all("arn:aws:s3:::*")}`, `\`${OBJECT}\`${TAG}`)}`],
    ],
    [
      "all parameters and tables, as an advisory",
      [allow(["ssm:GetParameter", "dynamodb:Scan"])],
      [
        `[advisory] ${gives(
          `${first} \`dynamodb:Scan\` and \`ssm:GetParameter\` ${all("*")}`,
          `\`arn:aws:dynamodb:{region}:{account}:table/{name}\` and \`arn:aws:ssm:{region}:{account}:parameter/{name}\`${TAG}`,
        )}`,
      ],
    ],
    [
      "sharing all snapshots",
      [allow(["ec2:ModifySnapshotAttribute", "ebs:GetSnapshotBlock"])],
      [
        gives(
          `${first} \`ec2:ModifySnapshotAttribute\` ${all("*")}`,
          `\`arn:aws:ec2:{region}::snapshot/{name}\`${TAG}`,
        ),
        `[advisory] ${gives(
          `${first} \`ebs:GetSnapshotBlock\` ${all("*")}`,
          `\`arn:aws:ec2:{region}::snapshot/{name}\`${TAG}`,
        )}`,
      ],
    ],
    [
      "all but some of the keys",
      [{ Effect: "Allow", Action: "kms:Decrypt", NotResource: "arn:aws:kms:*:*:key/1234*" }],
      [
        gives(
          `${first} \`kms:Decrypt\` on all resources but \`arn:aws:kms:*:*:key/1234*\`, which is all of their kind`,
          `\`${KEY}\`${TAG}`,
        ),
      ],
    ],
    [
      "one's own account's keys",
      [allow("kms:Decrypt", "*", when("StringEquals", "aws:ResourceAccount", "123456789012"))],
      [
        gives(
          `${first} \`kms:Decrypt\` ${all("*")}, and its condition on \`aws:ResourceAccount\` does not limit that`,
          `\`${KEY}\`${TAG}`,
        ),
      ],
    ],
    [
      "keys through any service",
      [allow("kms:Decrypt", "*", when("StringLike", "kms:ViaService", "*.amazonaws.com"))],
      [
        gives(
          `${first} \`kms:Decrypt\` ${all("*")}, and its condition on \`kms:ViaService\` does not limit that`,
          `\`${KEY}\`${TAG}`,
        ),
      ],
    ],
  ];
  grants.rejects(rejected, [fullServiceAccess, allButGrant, administrativeAccess]);

  it("gives one verdict of all spellings of a broad resource", async () => {
    const spellings = [
      "*",
      "arn:*",
      "arn:aws:s3:::*",
      "arn:aws:s3:::*/*",
      "arn:*:s3:*:*:*",
      "arn:*:*:*:*:*",
      "arn:aws:s3:::?*/?*",
    ];
    await grants.expectOneFinding(spellings.map((resource) => allow("s3:GetObject", resource)));
  });

  it("names the statements where there are several", async () => {
    expect(
      await grants.messages([
        allow("kms:Decrypt", "*", { Sid: "Keys" }),
        allow("secretsmanager:GetSecretValue", "*", { Sid: "Secrets" }),
      ]),
    ).to.deep.equal([
      gives(
        "statements `Keys` (policyDocument.Statement[0]) and `Secrets` (policyDocument.Statement[1]) allow `kms:Decrypt` and `secretsmanager:GetSecretValue` on all resources of their kind",
        `\`${KEY}\` and \`${SECRET}\`${TAG}`,
      ),
    ]);
  });

  const accepted: [string, Written[]][] = [
    ["one key", [allow("kms:Decrypt", "arn:aws:kms:us-east-1:123456789012:key/1234abcd")]],
    [
      "secrets of one application",
      [allow("secretsmanager:*Value", "arn:aws:secretsmanager:*:*:secret:app/*")],
    ],
    ["objects of one bucket", [allow("s3:GetObject", "arn:aws:s3:::logs/*")]],
    [
      "one service's use of keys",
      [allow("kms:Decrypt", "*", when("StringEquals", "kms:ViaService", "s3.us-east-1.amazonaws.com"))],
    ],
    [
      "what one thing was encrypted for",
      [allow("kms:Decrypt", "*", when("StringEquals", "kms:EncryptionContext:app", "logs"))],
    ],
    [
      "keys of one alias",
      [allow("kms:Decrypt", "*", when("ForAnyValue:StringEquals", "kms:ResourceAliases", "alias/app"))],
    ],
    [
      "tagged secrets",
      [allow("secretsmanager:Get*", "*", when("StringEquals", "aws:ResourceTag/team", "logs"))],
    ],
    ["a Deny of all keys", [allow("kms:De*"), deny("kms:Decrypt", "arn:aws:kms:*:*:key/*")]],
    ["names and numbers", [allow(["s3:List*", "dynamodb:Describe*", "ssm:Describe*", "kms:List*"])]],
    ["messages in passing", [allow(["sqs:ReceiveMessage", "kinesis:GetRecords", "logs:FilterLogEvents"])]],
    ["a bucket's own ARN", [allow("s3:GetObject", "arn:aws:s3:::logs")]],
  ];
  grants.accepts(accepted);

  it("says which unknown values could give the data of everything", async () => {
    await grants.expectUnknownAsTried(
      accepted,
      [0, 1, 3, 4, 5, 6, 10],
      [
        "*",
        "kms:Decrypt",
        "Allow",
        "${aws:ResourceTag/team}",
        "${kms:ViaService}",
        "${kms:EncryptionContext:app}",
        "${kms:ResourceAliases}",
      ],
    );
  });

  it("says what is open besides what is proven", async () => {
    const found = await grants.messages([allow("s3:GetObject"), allow("kms:Decrypt", UNKNOWN)]);
    expect(found).to.have.lengthOf(2);
    expect(found[1]).to.equal(
      "[advisory] unverified: role `reader`: `policyDocument` is not fully known yet; some of its possible values give the data of all keys, secrets, buckets, tables or snapshots; it is judged again before the resource is created or changed",
    );
    expect(await grants.messages([allow("kms:Decrypt"), allow("s3:GetObject", UNKNOWN)])).to.have.lengthOf(1);
  });

  it("leaves what stronger policies reject to them", async () => {
    await grants.expectLeftTo([
      [administrativeAccess, [allow("*")]],
      [fullServiceAccess, [allow(["s3:*", "kms:*", "secretsmanager:*"])]],
      [allButGrant, [{ Effect: "Allow", NotAction: "iam:*", Resource: "*" }]],
    ]);
    expect(await grants.messages([allow(["s3:*", "kms:Decrypt"])])).to.have.lengthOf(1);
    expect(await grants.reports(UNKNOWN)).to.deep.equal([]);
  });

  itLooksAtGrantsOnly(broadDataAccess, allow("kms:Decrypt"));

  it("asks about the actions that it is told", async () => {
    const settings = { actions: ["SQS:Receive*"] };
    expect(await grants.messages([allow("kms:Decrypt")], settings)).to.deep.equal([]);
    expect((await grants.messages([allow("sqs:*Message")], settings))[0]).to.match(
      /^\[advisory\] .* allows `sqs:ReceiveMessage` on `\*`/,
    );
  });
});
