import { expect } from "chai";
import { UNKNOWN, withoutTag } from "../../judging";
import { allow, deny } from "../../spellings";
import { onRole } from "./fixtures";

describe("administrative-access with unknown values", () => {
  const OPEN =
    "[advisory] unverified: role `reader`: `policy` is not fully known yet; some of its possible values grant all actions on all " +
    "resources; it is judged again before the resource is created or changed";
  const undecided: [string, unknown][] = [
    ["the document", UNKNOWN],
    ["the statements", { Statement: UNKNOWN }],
    ["a statement", { Statement: [allow("s3:GetObject", "arn:aws:s3:::b/*"), UNKNOWN] }],
    ["a statement that might deny", { Statement: [allow("*"), UNKNOWN] }],
    ["the effect", { Statement: [{ ...allow("*"), Effect: UNKNOWN }] }],
    ["the action", { Statement: [allow(UNKNOWN)] }],
    ["the resource", { Statement: [allow("*", UNKNOWN)] }],
    ["one of the resources", { Statement: [allow("*", ["arn:aws:s3:::b", UNKNOWN])] }],
    ["an exception", { Statement: [{ Effect: "Allow", NotAction: [UNKNOWN], Resource: "*" }] }],
    ["the conditions", { Statement: [allow("*", "*", { Condition: UNKNOWN })] }],
    [
      "a condition's value",
      { Statement: [allow("*", "*", { Condition: { StringEquals: { "aws:SourceVpc": UNKNOWN } } })] },
    ],
    ["what is denied", { Statement: [allow("*"), deny(UNKNOWN)] }],
    ["when it is denied", { Statement: [allow("*"), deny("*", "*", { Condition: UNKNOWN })] }],
  ];
  for (const [name, policy] of undecided) {
    it(`cannot decide when ${name} is unknown`, async () => {
      expect((await onRole(policy)).map(withoutTag)).to.deep.equal([OPEN]);
      expect(await onRole(policy, { onUnknown: "silent" })).to.deep.equal([]);
      expect((await onRole(policy, { onUnknown: "mandatory" })).map(withoutTag)).to.deep.equal([
        OPEN.replace("[advisory] ", ""),
      ]);
    });
  }

  const proven: [string, unknown][] = [
    ["beside `*`", { Statement: [allow("*", [UNKNOWN, "*"])] }],
    ["in another statement", { Statement: [allow("*"), allow(UNKNOWN, UNKNOWN)] }],
    ["in a deny of one service", { Statement: [allow("*"), deny("s3:*", UNKNOWN)] }],
    ["in a Sid", { Statement: [allow("*", "*", { Sid: UNKNOWN })] }],
    [
      "in a value beside a wide one",
      {
        Statement: [
          allow("*", "*", { Condition: { IpAddress: { "aws:SourceIp": ["0.0.0.0/0", UNKNOWN] } } }),
        ],
      },
    ],
  ];
  for (const [name, policy] of proven) {
    it(`is certain when the unknown is ${name}`, async () => {
      const messages = await onRole(policy);
      expect(messages).to.have.length(1);
      expect(messages[0]).to.match(/^role `reader`: statement /);
    });
  }

  const harmless: [string, unknown][] = [
    ["a resource of one action", { Statement: [allow("s3:GetObject", UNKNOWN)] }],
    ["what is denied beside a narrow grant", { Statement: [allow("s3:GetObject"), deny(UNKNOWN)] }],
    ["the version", { Version: UNKNOWN, Statement: [allow("s3:GetObject")] }],
    ["a Sid", { Statement: [allow("s3:GetObject", "*", { Sid: UNKNOWN })] }],
  ];
  for (const [name, policy] of harmless) {
    it(`says nothing when ${name} is unknown`, async () => expect(await onRole(policy)).to.deep.equal([]));
  }
});
