import { expect } from "chai";
import { publicFunctionPermission } from "../../../policy-pack/policies/public-function-permission";
import { fingerprintOf, judge, UNKNOWN, withoutTag } from "../judging";
import { expectNeverSilent, expectUnknownAsTried, type Written } from "../spellings";

const CLASSIC = "aws:lambda/permission:Permission";
const NATIVE = "aws-native:lambda:Permission";
const TAIL =
  "callers that you do not know can run the function with its role's permissions; name the account, role or service in `principal`, or set `principalOrgId`";
const permission = (principal: unknown, more: Written = {}): Written => ({
  action: "lambda:InvokeFunction",
  principal,
  ...more,
});
const messages = async (props: Written, type = CLASSIC): Promise<string[]> =>
  (await judge(publicFunctionPermission, type, props)).map(withoutTag);
const lets = (what: string): string => `this permission lets ${what}; ${TAIL}`;

describe("public-function-permission", () => {
  const rejected: [string, Written, string][] = [
    ["everyone", permission("*"), lets("anyone (`AWS: *`) call `lambda:InvokeFunction`")],
    [
      "everyone to change it",
      permission("*", { action: "lambda:*" }),
      lets("anyone (`AWS: *`) call `lambda:*`"),
    ],
    [
      "everyone who signs",
      permission("*", { action: "lambda:InvokeFunctionUrl", functionUrlAuthType: "AWS_IAM" }),
      lets(
        "anyone (`AWS: *`) call `lambda:InvokeFunctionUrl`, since `StringEquals` on `lambda:FunctionUrlAuthType` does not tell strangers from known callers",
      ),
    ],
    [
      "a skill's token",
      permission("*", { eventSourceToken: "amzn1.ask.skill" }),
      lets(
        "anyone (`AWS: *`) call `lambda:InvokeFunction`, since `StringEquals` on `lambda:EventSourceToken` does not tell strangers from known callers",
      ),
    ],
    [
      "a source that strangers have",
      permission("*", { sourceArn: "arn:aws:sns:*:*:logs" }),
      lets(
        "anyone (`AWS: *`) call `lambda:InvokeFunction`, since `ArnLike` on `AWS:SourceArn` takes in strangers by `arn:aws:sns:*:*:logs`",
      ),
    ],
  ];
  for (const [name, props, message] of rejected) {
    it(`rejects ${name}`, async () => {
      expect(await messages(props)).to.deep.equal([message]);
      expect(await messages(props, NATIVE)).to.deep.equal([message]);
      await expectNeverSilent(publicFunctionPermission, CLASSIC, props);
    });
  }

  const accepted: [string, Written][] = [
    ["an account", permission("123456789012")],
    ["a role", permission("arn:aws:iam::123456789012:role/caller")],
    ["a service", permission("sns.amazonaws.com", { sourceArn: "arn:aws:sns:eu-west-1:123456789012:logs" })],
    ["an organisation", permission("*", { principalOrgId: "o-a1b2c3d4e5" })],
    ["one account's events", permission("*", { sourceAccount: "123456789012" })],
    ["one topic", permission("*", { sourceArn: "arn:aws:sns:eu-west-1:123456789012:logs" })],
  ];
  for (const [name, props] of accepted) {
    it(`accepts ${name}`, async () =>
      expectUnknownAsTried(publicFunctionPermission, CLASSIC, props, [
        "*",
        "lambda:InvokeFunction",
        "arn:aws:sns:*:*:*",
        "${aws:PrincipalOrgID}",
        "${aws:PrincipalAccount}",
      ]));
  }

  it("leaves public URLs to where they are declared", async () => {
    const url = permission("*", { action: "lambda:InvokeFunctionUrl", functionUrlAuthType: "NONE" });
    expect(await messages(url)).to.deep.equal([]);
    expect(await messages(permission("*", { invokedViaFunctionUrl: true }))).to.deep.equal([]);
  });

  it("names the property that leaves it open", async () => {
    expect(await messages(permission(UNKNOWN))).to.deep.equal([
      "[advisory] unverified: this permission: `principal` is not fully known yet; some of its possible values let anyone invoke the function; it is judged again before the resource is created or changed",
    ]);
    expect((await messages(permission("*", { principalOrgId: UNKNOWN })))[0]).to.contain("`principalOrgId`");
  });

  it("gives one fingerprint to one meaning", async () => {
    const print = async (props: Written): Promise<string[]> =>
      (await judge(publicFunctionPermission, CLASSIC, props)).map(fingerprintOf);
    const one = await print(permission("*"));
    expect(await print(permission("*", { action: "lambda:invokefunction", statementId: "a" }))).to.deep.equal(
      one,
    );
    expect(await print(permission("*", { eventSourceToken: "a" }))).not.to.deep.equal(one);
  });
});
