import { expect } from "chai";
import { administrativeAccess } from "../../../policy-pack/policies/administrative-access";
import { allButGrant } from "../../../policy-pack/policies/all-but-grant";
import { broadDataAccess } from "../../../policy-pack/policies/broad-data-access";
import { fullServiceAccess } from "../../../policy-pack/policies/full-service-access";
import { fingerprintOf, judge, UNKNOWN, withoutTag } from "../judging";
import {
  allow,
  deny,
  document,
  expectNeverSilent,
  expectOneMeaning,
  expectUnknownAsTried,
  type Written,
  when,
} from "../spellings";

const NATIVE = "aws-native:iam:RolePolicy";
const props = (value: unknown): Record<string, unknown> => ({ roleName: "reader", policyDocument: value });
const messages = async (statements: readonly Written[], settings: Written = {}): Promise<string[]> =>
  (await judge(broadDataAccess, NATIVE, props(document(...statements)), settings)).map(withoutTag);
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
  for (const [name, statements, expected] of rejected) {
    it(`rejects ${name}`, async () => {
      expect(await messages(statements)).to.deep.equal(expected);
      await expectOneMeaning(broadDataAccess, NATIVE, props, document(...statements));
      await expectNeverSilent(
        [broadDataAccess, fullServiceAccess, allButGrant, administrativeAccess],
        NATIVE,
        props(document(...statements)),
      );
    });
  }

  it("gives one verdict of all spellings of a broad resource", async () => {
    const prints = new Set<string>();
    for (const resource of [
      "*",
      "arn:*",
      "arn:aws:s3:::*",
      "arn:aws:s3:::*/*",
      "arn:*:s3:*:*:*",
      "arn:*:*:*:*:*",
      "arn:aws:s3:::?*/?*",
    ]) {
      const found = await judge(broadDataAccess, NATIVE, props(document(allow("s3:GetObject", resource))));
      expect(found, resource).to.have.lengthOf(1);
      prints.add(fingerprintOf(found[0] ?? ""));
    }
    expect(prints.size).to.equal(1);
  });

  it("names the statements where there are several", async () => {
    expect(
      await messages([
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
  for (const [name, statements] of accepted) {
    it(`accepts ${name}`, async () => {
      expect(await messages(statements)).to.deep.equal([]);
      expect(
        await judge(broadDataAccess, "aws:iam/rolePolicy:RolePolicy", {
          role: "reader",
          policy: JSON.stringify(document(...statements)),
        }),
      ).to.deep.equal([]);
    });
  }

  it("says which unknown values could give the data of everything", async () => {
    for (const at of [0, 1, 3, 4, 5, 6, 10])
      await expectUnknownAsTried(
        broadDataAccess,
        NATIVE,
        { policyDocument: document(...(accepted[at]?.[1] ?? [])) },
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
    const found = await messages([allow("s3:GetObject"), allow("kms:Decrypt", UNKNOWN)]);
    expect(found).to.have.lengthOf(2);
    expect(found[1]).to.equal(
      "[advisory] unverified: role `reader`: `policyDocument` is not fully known yet; some of its possible values give the data of all keys, secrets, buckets, tables or snapshots; it is judged again before the resource is created or changed",
    );
    expect(await messages([allow("kms:Decrypt"), allow("s3:GetObject", UNKNOWN)])).to.have.lengthOf(1);
  });

  it("leaves what stronger policies reject to them", async () => {
    for (const [rule, statements] of [
      [administrativeAccess, [allow("*")]],
      [fullServiceAccess, [allow(["s3:*", "kms:*", "secretsmanager:*"])]],
      [allButGrant, [{ Effect: "Allow", NotAction: "iam:*", Resource: "*" }]],
    ] as const) {
      expect(await messages(statements)).to.deep.equal([]);
      expect(await judge(rule, NATIVE, props(document(...statements)))).not.to.deep.equal([]);
    }
    expect(await messages([allow(["s3:*", "kms:Decrypt"])])).to.have.lengthOf(1);
    expect(await judge(broadDataAccess, NATIVE, props(UNKNOWN))).to.deep.equal([]);
  });

  it("leaves out limits, trusts and resource policies", async () => {
    const value = document(allow("kms:Decrypt"));
    const policy = "aws:iam/policy:Policy";
    expect(await judge(broadDataAccess, policy, { policy: value, path: "/boundary/" })).to.deep.equal([]);
    expect(await judge(broadDataAccess, policy, { policy: value })).to.have.lengthOf(1);
    expect(
      await judge(
        broadDataAccess,
        policy,
        { policy: value, path: "/limits/" },
        { boundaryPaths: ["/limits/"] },
      ),
    ).to.deep.equal([]);
    expect(await judge(broadDataAccess, "aws:kms/key:Key", { policy: value })).to.deep.equal([]);
  });

  it("asks about the actions that it is told", async () => {
    const settings = { actions: ["SQS:Receive*"] };
    expect(await messages([allow("kms:Decrypt")], settings)).to.deep.equal([]);
    expect((await messages([allow("sqs:*Message")], settings))[0]).to.match(
      /^\[advisory\] .* allows `sqs:ReceiveMessage` on `\*`/,
    );
  });
});
