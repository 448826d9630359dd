import { expect } from "chai";
import { publicSharing } from "../../../policy-pack/policies/public-sharing";
import { judge, judgeStack, type Registered, UNKNOWN, urnOf, withoutTag } from "../judging";
import { expectNeverSilent, expectUnknownAsTried } from "../spellings";

const WHY = "whatever is in it is published";
const NAME = "name the accounts or the organisation that need it";
const CONNECT = "name the principals, or set `acceptanceRequired`";
const AGAIN = "it is judged again before the resource is created or changed";

const report = async (resources: readonly Registered[], settings = {}) =>
  (await judgeStack(publicSharing, resources, settings)).map(({ message }) => withoutTag(message));

describe("public-sharing", () => {
  const rejected: readonly (readonly [type: string, props: Record<string, unknown>, message: string])[] = [
    [
      "aws:ec2/amiLaunchPermission:AmiLaunchPermission",
      { imageId: "ami-1", group: "all" },
      `\`group\` is \`all\`: every AWS account can use this image; ${WHY}; ${NAME}`,
    ],
    [
      "aws:ec2/snapshotCreateVolumePermission:SnapshotCreateVolumePermission",
      { snapshotId: "snap-1", accountId: "all" },
      `\`accountId\` is \`all\`: every AWS account can use this snapshot; ${WHY}; ${NAME}`,
    ],
    ...[
      "rds/snapshot:Snapshot",
      "rds/snapshotCopy:SnapshotCopy",
      "rds/clusterSnapshot:ClusterSnapshot",
      "rds/clusterSnapshotCopy:ClusterSnapshotCopy",
    ].map(
      (type) =>
        [
          `aws:${type}`,
          { sharedAccounts: ["123456789012", "ALL"] },
          `\`sharedAccounts\` is \`ALL\`: every AWS account can use this snapshot; ${WHY}; ${NAME}`,
        ] as const,
    ),
    [
      "aws:ssm/document:Document",
      { documentType: "Command", permissions: { type: "Share", accountIds: "123456789012, All" } },
      `\`permissions.accountIds\` is \`All\`: every AWS account can use this document; ${WHY}; ${NAME}`,
    ],
    [
      "aws:ssm/document:Document",
      { documentType: "Command", permissions: { type: "Share", account_ids: "All" } },
      `\`permissions.account_ids\` is \`All\`: every AWS account can use this document; ${WHY}; ${NAME}`,
    ],
    [
      "aws:lambda/layerVersionPermission:LayerVersionPermission",
      { layerName: "l", action: "lambda:GetLayerVersion", principal: "*" },
      `\`principal\` is \`*\`: every AWS account can use this layer version; ${WHY}; ${NAME}`,
    ],
    [
      "aws-native:lambda:LayerVersionPermission",
      { layerVersionArn: "l", action: "lambda:GetLayerVersion", principal: "*", organizationId: "" },
      `\`principal\` is \`*\`: every AWS account can use this layer version; ${WHY}; ${NAME}`,
    ],
    [
      "aws:imagebuilder/distributionConfiguration:DistributionConfiguration",
      {
        distributions: [
          { region: "eu-west-1" },
          { amiDistributionConfiguration: { launchPermission: { userGroups: ["all"] } } },
        ],
      },
      `\`distributions[1].amiDistributionConfiguration.launchPermission.userGroups[0]\` is \`all\`: every AWS account can use its images; ${WHY}; ${NAME}`,
    ],
    [
      "aws:ec2/vpcEndpointService:VpcEndpointService",
      { acceptanceRequired: false, allowedPrincipals: ["*"] },
      `\`allowedPrincipals[0]\` is \`*\`: every AWS account can connect to this endpoint service; ${WHY}; ${CONNECT}`,
    ],
  ];
  for (const [type, props, message] of rejected) {
    it(`rejects ${type} ${JSON.stringify(props).slice(0, 70)}`, async () => {
      expect((await judge(publicSharing, type, props)).map(withoutTag)).to.deep.equal([message]);
      await expectNeverSilent(publicSharing, type, props);
    });
  }

  const accepted: readonly (readonly [type: string, props: Record<string, unknown>])[] = [
    ["aws:ec2/amiLaunchPermission:AmiLaunchPermission", { imageId: "ami-1", accountId: "123456789012" }],
    ["aws:rds/snapshot:Snapshot", { sharedAccounts: ["123456789012"] }],
    ["aws:ssm/document:Document", { permissions: { type: "Share", accountIds: "123456789012" } }],
    ["aws:lambda/layerVersionPermission:LayerVersionPermission", { principal: "123456789012" }],
    ["aws:lambda/layerVersionPermission:LayerVersionPermission", { principal: "*", organizationId: "o-abc" }],
    ["aws:ec2/vpcEndpointService:VpcEndpointService", { acceptanceRequired: true, allowedPrincipals: ["*"] }],
    [
      "aws:ec2/vpcEndpointService:VpcEndpointService",
      { acceptanceRequired: false, allowedPrincipals: ["arn:aws:iam::123456789012:root"] },
    ],
    ["aws:ec2/imageBlockPublicAccess:ImageBlockPublicAccess", { state: "block-new-sharing" }],
    ["aws:ebs/snapshotBlockPublicAccess:SnapshotBlockPublicAccess", { state: "block-all-sharing" }],
  ];
  for (const [type, props] of accepted) {
    it(`accepts ${type} ${JSON.stringify(props)}`, async () =>
      expectUnknownAsTried(publicSharing, type, props, ["all", "*", "unblocked", false, ""]));
  }

  it("says nothing of public registries, which are public by their type", async () => {
    expect(
      await judge(publicSharing, "aws:ecrpublic/repository:Repository", { repositoryName: "r" }),
    ).to.deep.equal([]);
  });

  it("advises against lifting the guard of an account", async () => {
    const found = async (type: string) =>
      (await judge(publicSharing, type, { state: "unblocked" })).map(withoutTag);
    expect(await found("aws:ec2/imageBlockPublicAccess:ImageBlockPublicAccess")).to.deep.equal([
      "[advisory] `state` is `unblocked`: images of this account and region can be shared with everyone; one wrong permission publishes them; block it, with `block-new-sharing`",
    ]);
    expect(await found("aws-native:ec2:SnapshotBlockPublicAccess")).to.deep.equal([
      "[advisory] `state` is `unblocked`: snapshots of this account and region can be shared with everyone; one wrong permission publishes them; block it, with `block-all-sharing`",
    ]);
  });

  describe("principals of an endpoint service that are resources", () => {
    const type = "aws:ec2/vpcEndpointServiceAllowedPrinciple:VpcEndpointServiceAllowedPrinciple";
    const service = (acceptanceRequired: unknown): Registered => ({
      type: "aws:ec2/vpcEndpointService:VpcEndpointService",
      name: "service",
      props: { acceptanceRequired },
    });
    const principal = (principalArn: unknown): Registered => ({
      type,
      props: { principalArn, vpcEndpointServiceId: UNKNOWN },
      madeFrom: { vpcEndpointServiceId: ["service"] },
    });

    it("are judged with the service", async () => {
      expect(await report([service(false), principal("*")])).to.deep.equal([
        `\`principalArn\` is \`*\`: every AWS account can connect to this endpoint service; ${WHY}; ${CONNECT}`,
      ]);
      expect(await report([service(true), principal("*")])).to.deep.equal([]);
      expect(await report([service(false), principal("arn:aws:iam::123456789012:root")])).to.deep.equal([]);
    });

    it("are undecided where the service, or the principal, is not known", async () => {
      const why = "some of its possible values let every account connect unasked";
      for (const resources of [[principal("*")], [service(UNKNOWN), principal("*")]]) {
        expect(await report(resources)).to.deep.equal([
          `[advisory] unverified: this endpoint service: \`acceptanceRequired\` is not fully known yet; ${why}; ${AGAIN}`,
        ]);
      }
      expect(await report([service(false), principal(UNKNOWN)])).to.have.length(1);
    });
  });

  describe("resource shares", () => {
    const share = (allowExternalPrincipals?: unknown): Registered => ({
      type: "aws:ram/resourceShare:ResourceShare",
      name: "share",
      props: allowExternalPrincipals === undefined ? {} : { allowExternalPrincipals },
    });
    const to = (principal: unknown): Registered => ({
      type: "aws:ram/principalAssociation:PrincipalAssociation",
      name: "to",
      props: { principal, resourceShareArn: UNKNOWN },
      madeFrom: { resourceShareArn: ["share"] },
    });
    const message =
      "`principal` shares with account `210987654321`, which need not be in the organisation; `allowExternalPrincipals` lets a share leave the organisation; turn `allowExternalPrincipals` off, or list the account in `trustedAccounts`";

    it("advise against accounts outside the organisation, and reject them once some are listed", async () => {
      for (const principal of ["210987654321", "arn:aws:iam::210987654321:role/reader"]) {
        expect(await report([share(true), to(principal)])).to.deep.equal([`[advisory] ${message}`]);
        expect(
          await report([share(true), to(principal)], { trustedAccounts: ["123456789012"] }),
        ).to.deep.equal([message]);
        expect(
          await report([share(true), to(principal)], { trustedAccounts: ["210987654321"] }),
        ).to.deep.equal([]);
      }
    });

    it("report on the association", async () => {
      const [found] = await judgeStack(publicSharing, [share(true), to("210987654321")]);
      expect(found?.urn).to.equal(urnOf(to("")));
    });

    it("accept what cannot leave the organisation", async () => {
      for (const allowed of [false, undefined])
        expect(await report([share(allowed), to("210987654321")])).to.deep.equal([]);
      for (const principal of ["arn:aws:organizations::210987654321:organization/o-abc", "ec2.amazonaws.com"])
        expect(await report([share(true), to(principal)])).to.deep.equal([]);
    });

    it("take CloudFormation's default, which is to share with outsiders", async () => {
      const native = (props: Record<string, unknown>) =>
        report([{ type: "aws-native:ram:ResourceShare", props }]);
      expect(await native({ principals: ["210987654321"] })).to.deep.equal([
        `[advisory] ${message.replace("`principal`", "`principals[0]`")}`,
      ]);
      expect(await native({ principals: ["210987654321"], allowExternalPrincipals: false })).to.deep.equal(
        [],
      );
    });

    it("know the stack's own accounts", async () => {
      const own: Registered = {
        type: "aws:ram/resourceShare:ResourceShare",
        name: "share",
        props: { allowExternalPrincipals: true },
        outputs: { allowExternalPrincipals: true, id: "arn:aws:ram:eu-west-1:210987654321:resource-share/1" },
      };
      expect(await report([own, to("210987654321")])).to.deep.equal([]);
    });

    it("are undecided by what is not known", async () => {
      const unverified = (property: string, would: string) =>
        `[advisory] unverified: this resource share: \`${property}\` is not fully known yet; some of its possible values ${would}; ${AGAIN}`;
      expect(await report([share(true), to(UNKNOWN)])).to.deep.equal([
        unverified("principal", "name an account outside the organisation"),
      ]);
      for (const resources of [[share(UNKNOWN), to("210987654321")], [to("210987654321")]]) {
        expect(await report(resources)).to.deep.equal([
          unverified("allowExternalPrincipals", "let the account be outside the organisation"),
        ]);
      }
      expect(await report([share(false), to(UNKNOWN)])).to.deep.equal([]);
    });
  });
});
