import { expect } from "chai";
import * as fc from "fast-check";
import { readDocument } from "../../../../policy-pack/analysis/iam/document";
import { Permission } from "../../../../policy-pack/analysis/iam/permission";
import { UNKNOWN, type Value, type ValueMap } from "../../../../policy-pack/analysis/unknown";

/** The naive model: statements evaluated pair by pair, as the manual describes it. */
interface Plain {
  readonly effect: "Allow" | "Deny";
  readonly not: boolean;
  readonly actions: readonly string[];
  readonly notResource: boolean;
  readonly resources: readonly string[];
}

const ACTIONS = ["s3:a", "s3:b", "iam:a"];
const RESOURCES = ["arn:a:s:::x", "arn:a:s:::y", "z"];

const naiveMatch = (pattern: string, text: string): boolean => {
  if (pattern === "") return text === "";
  if (pattern[0] === "*")
    return naiveMatch(pattern.slice(1), text) || (text !== "" && naiveMatch(pattern, text.slice(1)));
  return (
    text !== "" &&
    (pattern[0] === "?" || pattern[0] === text[0]) &&
    naiveMatch(pattern.slice(1), text.slice(1))
  );
};

/** AWS adds the fields that a resource lacks. */
const naiveArn = (pattern: string): string => (pattern === "arn:a:s" ? "arn:a:s:*:*:*" : pattern);

const applies = (one: Plain, action: string, resource: string): boolean =>
  one.actions.some((pattern) => naiveMatch(pattern.toLowerCase(), action)) !== one.not &&
  one.resources.some((pattern) => naiveMatch(naiveArn(pattern), resource)) !== one.notResource;

const naive = (statements: readonly Plain[], action: string, resource: string): boolean =>
  statements.some((one) => one.effect === "Allow" && applies(one, action, resource)) &&
  !statements.some((one) => one.effect === "Deny" && applies(one, action, resource));

const written = (one: Plain): ValueMap => ({
  Effect: one.effect,
  [one.not ? "NotAction" : "Action"]: one.actions,
  [one.notResource ? "NotResource" : "Resource"]: one.resources,
});

function permission(statements: readonly Value[], bound: "least" | "most" = "least"): Permission {
  const reading = readDocument({ Statement: statements });
  if (reading.kind !== "document") throw new Error(reading.kind);
  return Permission.of(reading.document, bound);
}

const statement: fc.Arbitrary<Plain> = fc.record({
  effect: fc.constantFrom("Allow", "Deny"),
  not: fc.boolean(),
  actions: fc.subarray(["*", "S3:*", "s3:?", "*:a", "iam:A"]),
  notResource: fc.boolean(),
  resources: fc.subarray(["*", "arn:*", "arn:a:s", "arn:a:s:::x", "?"]),
});
const statements = fc.array(statement, { maxLength: 4 });

describe("Permission", () => {
  it("agrees with the naive model on every action and resource, for random documents", () => {
    fc.assert(
      fc.property(statements, (list) => {
        const effective = permission(list.map(written));
        for (const action of ACTIONS) {
          for (const resource of RESOURCES) {
            expect(effective.allows(action, resource), `${action} on ${resource}`).to.equal(
              naive(list, action, resource),
            );
          }
        }
      }),
      { numRuns: 1_000 },
    );
  });

  it("allows some resource of a kind wherever it allows one that matches the kind", () => {
    fc.assert(
      fc.property(statements, fc.constantFrom("*", "arn:*", "arn:a:s:::?", "z"), (list, kind) => {
        const effective = permission(list.map(written));
        for (const action of ACTIONS) {
          for (const resource of RESOURCES) {
            if (naiveMatch(kind, resource) && naive(list, action, resource))
              expect(effective.allowsSome(action, kind), `${action} on ${kind}`).to.equal(true);
          }
        }
      }),
      { numRuns: 1_000 },
    );
  });

  it("allows no resource of a kind that one `Deny` closes, or that no `Allow` reaches", () => {
    const some = (action: string, kind: string, ...list: readonly Value[]): boolean =>
      permission(list).allowsSome(action, kind);
    const allow = (Resource: string): Value => ({ Effect: "Allow", Action: "s3:a", Resource });
    const deny = (Resource: string): Value => ({ Effect: "Deny", Action: "s3:*", Resource });
    const kind = "arn:aws:s3:::*/*";
    expect(some("s3:a", kind, allow("*"))).to.equal(true);
    expect(some("s3:a", kind, allow("*"), deny("arn:aws:s3:::*"))).to.equal(false);
    expect(some("s3:a", kind, allow("arn:aws:s3:::logs/*"), deny("arn:aws:s3:::l*"))).to.equal(false);
    expect(some("s3:a", kind, allow("arn:aws:s3:::*"), deny("arn:aws:s3:::l*"))).to.equal(true);
    expect(some("s3:a", kind, allow("arn:aws:sqs:eu-west-1:123456789012:a/b"))).to.equal(false);
    expect(some("s3:a", "arn:aws:ec2:*::image/*", allow("arn:aws:ec2:*:*:instance/*"))).to.equal(false);
  });

  it("has bounds that enclose whatever an unknown part turns out to be", () => {
    const place = fc.constantFrom("Effect", "Action", "NotAction", "Resource", "NotResource");
    fc.assert(
      fc.property(statements, fc.nat(3), place, (list, at, element) => {
        const hidden = list.map((one, index): Value => {
          const map = written(one);
          return index === at && element in map ? { ...map, [element]: UNKNOWN } : map;
        });
        const [least, most] = [permission(hidden), permission(hidden, "most")];
        for (const action of ACTIONS) {
          for (const resource of RESOURCES) {
            const truth = naive(list, action, resource);
            if (least.allows(action, resource)) expect(truth).to.equal(true);
            if (truth) expect(most.allows(action, resource)).to.equal(true);
          }
        }
      }),
      { numRuns: 1_000 },
    );
  });

  it("is the same at both bounds when everything is known", () => {
    fc.assert(
      fc.property(statements, (list) => {
        const [least, most] = [permission(list.map(written)), permission(list.map(written), "most")];
        for (const action of ACTIONS) {
          for (const resource of RESOURCES)
            expect(least.allows(action, resource)).to.equal(most.allows(action, resource));
        }
      }),
    );
  });

  it("allows a kind only where it allows every member that was tried", () => {
    fc.assert(
      fc.property(statements, (list) => {
        const effective = permission(list.map(written));
        // Exceptions of single names do not count against a kind; none of these names is one.
        for (const action of ACTIONS) {
          if (!effective.allowsKind(action, "arn:a:s:::????*")) continue;
          for (const name of ["arn:a:s:::long", "arn:a:s:::longer-name"])
            expect(effective.allows(action, name)).to.equal(true);
        }
      }),
      { numRuns: 1_000 },
    );
  });

  const kinds: [string, Value[], boolean][] = [
    ["a wider pattern", [{ Effect: "Allow", Action: "*", Resource: "arn:*" }], true],
    [
      "the pattern with one letter more",
      [{ Effect: "Allow", Action: "*", Resource: "arn:a:s:::?????*" }],
      false,
    ],
    ["all but one name", [{ Effect: "Allow", Action: "*", NotResource: "arn:a:s:::secret" }], true],
    ["all but a prefix of itself", [{ Effect: "Allow", Action: "*", NotResource: "arn:*" }], false],
    [
      "a denied name",
      [
        { Effect: "Allow", Action: "*", Resource: "*" },
        { Effect: "Deny", Action: "*", Resource: "arn:a:s:::secret" },
      ],
      true,
    ],
    [
      "all denied",
      [
        { Effect: "Allow", Action: "*", Resource: "*" },
        { Effect: "Deny", Action: "*", Resource: "arn:a:s:::?*" },
      ],
      false,
    ],
    [
      "all denied but one name",
      [
        { Effect: "Allow", Action: "*", Resource: "*" },
        { Effect: "Deny", Action: "*", NotResource: "arn:a:s:::mine" },
      ],
      false,
    ],
    [
      "one length denied",
      [
        { Effect: "Allow", Action: "*", Resource: "*" },
        { Effect: "Deny", Action: "*", Resource: "arn:a:s:::?????" },
      ],
      true,
    ],
  ];
  for (const [name, list, answer] of kinds) {
    it(`${answer ? "holds" : "does not hold"} a kind given ${name}`, () =>
      expect(permission(list).allowsKind("s3:a", "arn:a:s:::????*")).to.equal(answer));
  }

  describe("with source addresses in several statements", () => {
    const from = (SourceIp: string | string[], more: ValueMap = {}): ValueMap => ({
      Effect: "Allow",
      Action: "s3:*",
      Resource: "*",
      Condition: { IpAddress: { "aws:SourceIp": SourceIp } },
      ...more,
    });
    const vpcOnly = {
      IpAddress: { "aws:SourceIp": "9.0.0.0/8" },
      StringEquals: { "aws:SourceVpc": "vpc-1" },
    };
    const cases: [string, ValueMap[], boolean][] = [
      ["one /8", [from("8.0.0.0/8")], false],
      ["the same /8 twice", [from("8.0.0.0/8"), from("8.0.0.0/9")], false],
      ["two /8", [from("8.0.0.0/8"), from("9.0.0.0/8")], true],
      ["two /8, the second for more", [from("8.0.0.0/8"), from("9.0.0.0/8", { Action: "*" })], true],
      ["two /8, the second for others", [from("8.0.0.0/8"), from("9.0.0.0/8", { Action: "ec2:*" })], false],
      [
        "two /8, the second from one VPC",
        [from("8.0.0.0/8"), from("9.0.0.0/8", { Condition: vpcOnly })],
        false,
      ],
      [
        "two /8, one in a second operator that must hold too",
        [
          from("8.0.0.0/8"),
          from("9.0.0.0/8", {
            Condition: {
              IpAddress: { "aws:SourceIp": "9.0.0.0/8" },
              ipaddress: { "aws:SourceIp": "8.0.0.0/8" },
            },
          }),
        ],
        false,
      ],
      [
        "two /8 and a Deny of all but one",
        [
          from("8.0.0.0/8"),
          from("9.0.0.0/8"),
          {
            Effect: "Deny",
            Action: "*",
            Resource: "*",
            Condition: { NotIpAddress: { "aws:SourceIp": "8.0.0.0/8" } },
          },
        ],
        false,
      ],
    ];
    for (const [name, written, allowed] of cases) {
      it(`${allowed ? "allows" : "leaves out"} what they allow from ${name}`, () => {
        for (const ordered of [written, [...written].reverse()])
          expect(permission(ordered).allows("s3:a", "x")).to.equal(allowed);
      });
    }

    it("adds known addresses beside unknown ones", () => {
      expect(
        permission([from("8.0.0.0/8"), from(["9.0.0.0/8", UNKNOWN as never])]).allows("s3:a", "x"),
      ).to.equal(true);
      expect(permission([from("8.0.0.0/8"), from([UNKNOWN as never])]).allows("s3:a", "x")).to.equal(false);
    });
  });
});
