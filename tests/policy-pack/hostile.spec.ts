import { expect } from "chai";
import { rules } from "../../policy-pack/policies";
import { type Registered, Session } from "./judging";
import { allow, deny, document, type Written } from "./spellings";

const times = <T>(count: number, make: (at: number) => T): T[] =>
  Array.from({ length: count }, (_, at) => make(at));

/** 2,000 characters each, of the kind that matchers with backtracking never finish. */
const HOSTILE = [
  "a*".repeat(1_000),
  `*${"?".repeat(1_998)}a`,
  `*${"a?".repeat(999)}*`,
  `*${"a*".repeat(999)}b`,
];

const everyone = { Principal: "*" };

/** Documents of 10 to 35 KB: more than AWS accepts for most positions. */
const DOCUMENTS: readonly (readonly [name: string, document: Written])[] = [
  [
    "700 resources with wildcards",
    document(
      allow(
        "*",
        times(700, (at) => `arn:aws:*:*:*:*x${at}*y${at % 7}*`),
      ),
    ),
  ],
  [
    "900 resources without a service",
    document(
      allow(
        "*",
        times(900, (at) => `*${at}*a?b*${at}*`),
      ),
    ),
  ],
  [
    "700 accounts",
    document(
      allow(
        "*",
        times(700, (at) => `arn:aws:iam::${100_000_000_000 + at}:role/*${at}*`),
      ),
    ),
  ],
  [
    "all but 900 resources",
    document({ Effect: "Allow", Action: "*", NotResource: times(900, (at) => `arn:aws:*:*:*:*x${at}*`) }),
  ],
  ["300 statements", document(...times(300, (at) => allow(`s${at}*:*`, `arn:aws:*${at}*`)))],
  ["6,000 statements that all are administrative", document(...times(6_000, () => allow("*")))],
  [
    "6,000 statements that are administrative in twos",
    document(
      ...times(3_000, () => allow("iam:*")),
      ...times(3_000, (): Written => ({ Effect: "Allow", NotAction: "iam:*", Resource: "*" })),
    ),
  ],
  ["everything and 300 denials", document(allow("*"), ...times(300, (at) => deny(`*${at}*`, `*${at}*`)))],
  ["1,500 actions", document(allow(times(1_500, (at) => `*:*g${at}*e*`)))],
  [
    "all but 1,500 actions",
    document({ Effect: "Allow", NotAction: times(1_500, (at) => `*:*g${at}*e*`), Resource: "*" }),
  ],
  [
    "1,500 ranges of addresses",
    document(
      ...times(150, (at) =>
        allow("*", "*", {
          Condition: { IpAddress: { "aws:SourceIp": times(10, (block) => `${at}.${block}.0.0/16`) } },
        }),
      ),
    ),
  ],
  [
    "each of 700 actions on each of 500 resources for everyone, less as many",
    document(
      allow(
        times(700, (at) => `*:*g${at}*`),
        times(500, (at) => `arn:*${at}*`),
        everyone,
      ),
      deny(
        times(400, (at) => `*:*e${at}*`),
        times(400, (at) => `arn:*:${at}*`),
        everyone,
      ),
    ),
  ],
  ["hostile actions", document(allow(HOSTILE))],
  [
    "hostile resources",
    document(allow("*", [...HOSTILE, ...HOSTILE.map((pattern) => `arn:aws:iam::*:${pattern}`)])),
  ],
  [
    "hostile principals",
    document(allow("sts:AssumeRole", "*", { Principal: { AWS: HOSTILE } }), deny(HOSTILE, HOSTILE, everyone)),
  ],
  [
    "hostile conditions",
    document(
      allow("*", "*", {
        ...everyone,
        Condition: { StringLike: { "aws:PrincipalArn": HOSTILE, "aws:SourceArn": HOSTILE } },
      }),
    ),
  ],
];

const resources = (policy: string): readonly Registered[] => [
  { type: "aws:iam/policy:Policy", props: { name: "p", policy } },
  { type: "aws:iam/role:Role", props: { name: "r", assumeRolePolicy: policy } },
  { type: "aws:s3/bucketPolicy:BucketPolicy", props: { bucket: "b", policy } },
];

// What takes more than a polynomial of low degree would not end before the test's time is up, on any machine.
describe("documents that are made to keep a policy busy", () => {
  const session = new Session(rules);
  for (const [name, one] of DOCUMENTS) {
    it(`are answered: ${name}`, async () => {
      for (const resource of resources(JSON.stringify(one))) {
        const messages = (await session.analyse(resource)).map(({ message }) => message);
        expect(messages.filter((message) => message.includes("the policy failed here"))).to.deep.equal([]);
      }
    }).timeout(60_000);
  }
});
