import { expect } from "chai";
import { SHARED_ISSUERS } from "../../../policy-pack/analysis/iam/issuers";
import { openRoleTrust } from "../../../policy-pack/policies/open-role-trust";
import { sharedIssuerTrust } from "../../../policy-pack/policies/shared-issuer-trust";
import { UNKNOWN } from "../judging";
import { type Written, when } from "../spellings";
import { itLooksAtTrustsOnly, JudgedDocuments, trustOf } from "./judged-documents";

const GITHUB = "token.actions.githubusercontent.com";
const provider = (host: string): string => `arn:aws:iam::123456789012:oidc-provider/${host}`;
const trust = (more: Written = {}, host = GITHUB): Written => ({
  Effect: "Allow",
  Principal: { Federated: provider(host) },
  Action: "sts:AssumeRoleWithWebIdentity",
  ...more,
});
const sub = (operator: string, value: unknown, host = GITHUB): Written =>
  trust(when(operator, `${host}:sub`, value), host);
const trusts = new JudgedDocuments(sharedIssuerTrust, trustOf("deploy"));

const lets = (since = ""): string =>
  `role \`deploy\`: statement \`assumeRolePolicyDocument.Statement[0]\` lets any customer of GitHub assume the role${since}; everyone can get a token from \`${GITHUB}\`; pin a claim, like \`"${GITHUB}:sub": "repo:my-org/my-repo:ref:refs/heads/main"\``;
const byPattern = (operator: string, value: string, claim = "sub"): string =>
  lets(`, since \`${operator}\` on \`${GITHUB}:${claim}\` takes in strangers by \`${value}\``);

describe("shared-issuer-trust", () => {
  const rejected: [string, Written[], string][] = [
    ["no condition", [trust()], lets()],
    ["all of STS's actions", [trust({ Action: ["sts:TagSession", "STS:*"] })], lets()],
    [
      "the audience alone",
      [trust(when("StringEquals", `${GITHUB}:aud`, "sts.amazonaws.com"))],
      lets(`, since \`StringEquals\` on \`${GITHUB}:aud\` does not tell strangers from known callers`),
    ],
    ["every repository", [sub("StringLike", "repo:*")], byPattern("StringLike", "repo:*")],
    [
      "an organisation's prefix",
      [sub("StringLike", "repo:my-org*")],
      byPattern("StringLike", "repo:my-org*"),
    ],
    [
      "one repository's name in any organisation",
      [sub("StringLike", "repo:*/infra:ref:refs/heads/main")],
      byPattern("StringLike", "repo:*/infra:ref:refs/heads/main"),
    ],
    [
      "a branch",
      [sub("StringLike", "*:ref:refs/heads/main")],
      byPattern("StringLike", "*:ref:refs/heads/main"),
    ],
    [
      "one good pattern and a bad one",
      [sub("StringLike", ["repo:my-org/a:*", "repo:my-or?/b:*"])],
      byPattern("StringLike", "repo:my-or?/b:*"),
    ],
    [
      "a subject if there is one",
      [sub("StringLikeIfExists", "repo:my-org/a:*")],
      lets(`, since \`StringLikeIfExists\` on \`${GITHUB}:sub\` is met when the key is absent`),
    ],
    [
      "`ForAllValues`",
      [sub("ForAllValues:StringLike", "repo:my-org/a:*")],
      lets(`, since \`ForAllValues:StringLike\` on \`${GITHUB}:sub\` is met when the key is absent`),
    ],
    [
      "everyone but one",
      [sub("StringNotLike", "repo:my-org/a:*")],
      lets(`, since \`StringNotLike\` on \`${GITHUB}:sub\` lets in whatever it does not name`),
    ],
    [
      "a claim that strangers share",
      [trust(when("StringEquals", `${GITHUB}:ref`, "refs/heads/main"))],
      lets(`, since \`StringEquals\` on \`${GITHUB}:ref\` does not tell strangers from known callers`),
    ],
    [
      "another issuer's subject",
      [trust(when("StringLike", "gitlab.com:sub", "project_path:my-group/a:*"))],
      lets(", since `StringLike` on `gitlab.com:sub` does not tell strangers from known callers"),
    ],
  ];
  trusts.rejects(rejected, [openRoleTrust]);

  const accepted: [string, Written[]][] = [
    ["one repository", [sub("StringLike", "repo:my-org/my-repo:*")]],
    ["one organisation", [sub("StringLike", "repo:my-org/*")]],
    ["one branch", [sub("StringEquals", "repo:my-org/my-repo:ref:refs/heads/main")]],
    ["an organisation by number", [trust(when("StringEquals", `${GITHUB}:repository_owner_id`, "42"))]],
    ["a workflow", [trust(when("StringLike", `${GITHUB}:job_workflow_ref`, "my-org/a/.github/workflows/*"))]],
    ["an office", [trust(when("IpAddress", "aws:SourceIp", "203.0.113.0/24"))]],
    [
      "anyone, less whoever is not of the organisation",
      [trust(), { ...sub("StringNotLike", "repo:my-org/*"), Effect: "Deny", Principal: "*" }],
    ],
    ["an issuer of one's own", [trust({}, "oidc.eks.eu-west-1.amazonaws.com/id/ABC")]],
    ["an issuer with its customer in the address", [trust({}, "oidc.circleci.com/org/0000-1111")]],
    ["an address that only ends like it", [trust({}, `evil.${GITHUB}.example.com`)]],
    ["no session", [trust({ Action: "sts:TagSession" })]],
    ["a service", [trust({ Principal: { Service: "ec2.amazonaws.com" }, Action: "sts:AssumeRole" })]],
  ];
  trusts.accepts(accepted);

  itLooksAtTrustsOnly(sharedIssuerTrust, trust());

  it("rejects a Deny that does not close the gap", async () =>
    expect(
      await trusts.messages([
        trust(),
        {
          ...sub("StringNotLike", "repo:my-org*"),
          Effect: "Deny",
          Principal: { Federated: provider(GITHUB) },
        },
      ]),
    ).to.deep.equal([lets()]));

  const pins: Readonly<Record<string, readonly [claim: string, pinned: string, loose: string]>> = {
    [GITHUB]: ["sub", "repo:my-org/*", "repo:my-org*"],
    "gitlab.com": ["sub", "project_path:my-group/*", "project_path:my-group*"],
    "app.terraform.io": ["sub", "organization:my-org:*", "organization:my-org*"],
    "agent.buildkite.com": ["sub", "organization:my-org:*", "organization:*:pipeline:a"],
    "api.pulumi.com/oidc": ["aud", "aws:my-org", "aws:*"],
    "oidc.vercel.com": ["sub", "owner:my-team:*", "owner:my-team*"],
    "accounts.google.com": ["sub", "117212345678901234567", "1172*"],
    "www.amazon.com": ["app_id", "amzn1.application.1", "amzn1.*"],
    "graph.facebook.com": ["app_id", "1234", "*"],
  };
  it("knows an issuer in whichever case it is written, and one with the customer's address from it", async () => {
    const aud = when("StringEquals", "oidc.vercel.com:aud", "sts.amazonaws.com");
    expect(await trusts.messages([trust(aud, "OIDC.vercel.com")])).to.have.lengthOf(1);
    expect(await trusts.messages([trust(aud, "oidc.vercel.com/my-team")])).to.deep.equal([]);
  });

  for (const { host, name } of SHARED_ISSUERS) {
    it(`knows how to pin ${name}`, async () => {
      const [claim = "", pinned = "", loose = ""] = pins[host] ?? [];
      const found = (value: string): Promise<string[]> =>
        trusts.messages([trust(when("StringLike", `${host}:${claim}`, value), host)]);
      expect(await found(pinned)).to.deep.equal([]);
      expect((await found(loose))[0]).to.contain(`any customer of ${name} assume the role, since`);
      // Consumer issuers are named without an ARN.
      const bare = await trusts.messages([trust({ Principal: { Federated: host } }, host)]);
      expect(bare).to.have.lengthOf(1);
    });
  }

  it("holds customers to those that are allowed", async () => {
    const settings = { allowedOrgs: ["my-org"] };
    expect(await trusts.messages([sub("StringLike", "repo:my-org/*")], settings)).to.deep.equal([]);
    expect(
      await trusts.messages([sub("StringEquals", "repo:other/a:ref:refs/heads/main")], settings),
    ).to.deep.equal([byPattern("StringEquals", "repo:other/a:ref:refs/heads/main")]);
  });

  it("says which unknown values could let strangers in", async () => {
    // A principal that is not known could be anyone: `open-role-trust` says so.
    await trusts.expectUnknownAsTried(accepted, [0, 1, 2, 3], ["*", "Allow", "${aws:PrincipalTag/a}"]);
    const [open, ...others] = await trusts.messages([trust({ Condition: UNKNOWN })]);
    expect(others).to.deep.equal([]);
    expect(open).to.equal(
      "[advisory] unverified: role `deploy`: `assumeRolePolicyDocument` is not fully known yet; some of its possible values let any customer of GitHub assume the role; it is judged again before the resource is created or changed",
    );
  });
});
