import { expect } from "chai";
import { publicAddress } from "../../../policy-pack/policies/public-address";
import { fingerprintOf, judge, judgeStack, type Registered, UNKNOWN, withoutTag } from "../judging";
import { expectNeverSilent, expectUnknownAsTried, type Written } from "../spellings";

const messages = async (type: string, props: Written, settings: Written = {}): Promise<string[]> =>
  (await judge(publicAddress, type, props, settings)).map(withoutTag);
const found = async (resources: readonly Registered[], settings: Written = {}): Promise<string[]> =>
  (await judgeStack(publicAddress, resources, settings)).map(({ message }) => withoutTag(message));
const HOST = "its security group is all that there is between the host and the internet";
const PRIVATE =
  "use a private subnet behind a load balancer and a NAT gateway, or name it in `allowResources`";
const host = (path: string, value: unknown = true): string =>
  `\`it\`: \`${path}\` is \`${value}\`; ${HOST}; ${PRIVATE}`;
const task = (path: string, value: unknown): string =>
  `[advisory] \`it\`: \`${path}\` is \`${value}\`; its security group is all that there is between the task and the internet; use private subnets with endpoints or a NAT gateway for images, or name it in \`allowResources\``;
type Surface = readonly [type: string, path: string, props: (value: unknown) => Written];

describe("public-address", () => {
  const own = (associatePublicIpAddress: unknown): Written => ({ associatePublicIpAddress });
  const network = (value: unknown): Written => ({ networkInterfaces: [own(value)] });
  const hosts: readonly Surface[] = [
    ["aws:ec2/instance:Instance", "associatePublicIpAddress", own],
    ["aws:ec2/launchConfiguration:LaunchConfiguration", "associatePublicIpAddress", own],
    ["aws:ec2/launchTemplate:LaunchTemplate", "networkInterfaces[0].associatePublicIpAddress", network],
    [
      "aws:ec2/spotFleetRequest:SpotFleetRequest",
      "launchSpecifications[0].associatePublicIpAddress",
      (value) => ({ launchSpecifications: [own(value)] }),
    ],
    ["aws:ec2/spotInstanceRequest:SpotInstanceRequest", "associatePublicIpAddress", own],
    ["aws-native:autoscaling:LaunchConfiguration", "associatePublicIpAddress", own],
    ["aws-native:ec2:Instance", "networkInterfaces[0].associatePublicIpAddress", network],
    [
      "aws-native:ec2:LaunchTemplate",
      "launchTemplateData.networkInterfaces[0].associatePublicIpAddress",
      (value) => ({ launchTemplateData: network(value) }),
    ],
  ];
  for (const [type, path, props] of hosts) {
    it(`rejects a public host of ${type}`, async () => {
      for (const value of [true, "true"])
        expect(await messages(type, props(value))).to.deep.equal([host(path)]);
      await expectNeverSilent(publicAddress, type, props(true));
      await expectUnknownAsTried(publicAddress, type, props(false), [true]);
      expect(await messages(type, {})).to.deep.equal([]);
    });
  }

  it("rejects a public host of a spot fleet", async () =>
    expect(
      await messages("aws-native:ec2:SpotFleet", {
        spotFleetRequestConfigData: { launchSpecifications: [network(false), network(true)] },
      }),
    ).to.have.lengthOf(1));

  const assigned = (assignPublicIp: unknown): Written => ({ assignPublicIp });
  const tasks: readonly (readonly [...Surface, on: unknown, off: unknown])[] = [
    [
      "aws:ecs/service:Service",
      "networkConfiguration.assignPublicIp",
      (value) => ({ networkConfiguration: assigned(value) }),
      true,
      false,
    ],
    [
      "aws:ecs/taskSet:TaskSet",
      "networkConfiguration.assignPublicIp",
      (value) => ({ networkConfiguration: assigned(value) }),
      true,
      false,
    ],
    [
      "aws:cloudwatch/eventTarget:EventTarget",
      "ecsTarget.networkConfiguration.assignPublicIp",
      (value) => ({ ecsTarget: { networkConfiguration: assigned(value) } }),
      true,
      false,
    ],
    [
      "aws:scheduler/schedule:Schedule",
      "target.ecsParameters.networkConfiguration.assignPublicIp",
      (value) => ({ target: { ecsParameters: { networkConfiguration: assigned(value) } } }),
      true,
      false,
    ],
    [
      "aws-native:ecs:Service",
      "networkConfiguration.awsvpcConfiguration.assignPublicIp",
      (value) => ({ networkConfiguration: { awsvpcConfiguration: assigned(value) } }),
      "ENABLED",
      "DISABLED",
    ],
    [
      "aws-native:ecs:TaskSet",
      "networkConfiguration.awsVpcConfiguration.assignPublicIp",
      (value) => ({ networkConfiguration: { awsVpcConfiguration: assigned(value) } }),
      "ENABLED",
      "DISABLED",
    ],
    [
      "aws-native:events:Rule",
      "targets[0].ecsParameters.networkConfiguration.awsVpcConfiguration.assignPublicIp",
      (value) => ({
        targets: [{ ecsParameters: { networkConfiguration: { awsVpcConfiguration: assigned(value) } } }],
      }),
      "ENABLED",
      "DISABLED",
    ],
    [
      "aws-native:scheduler:Schedule",
      "target.ecsParameters.networkConfiguration.awsvpcConfiguration.assignPublicIp",
      (value) => ({
        target: { ecsParameters: { networkConfiguration: { awsvpcConfiguration: assigned(value) } } },
      }),
      "ENABLED",
      "DISABLED",
    ],
  ];
  for (const [type, path, props, on, off] of tasks) {
    it(`advises against a public task of ${type}`, async () => {
      expect(await messages(type, props(on))).to.deep.equal([task(path, on)]);
      await expectUnknownAsTried(publicAddress, type, props(off), [on]);
    });
  }

  describe("an elastic address", () => {
    const given = (property: string): string =>
      `\`it\`: \`${property}\` gives an instance an elastic address; ${HOST}; put a load balancer in front of it, or name the address in \`allowResources\``;

    it("is rejected on an instance, whose id may be unknown", async () => {
      for (const id of ["i-1", UNKNOWN]) {
        expect(await messages("aws:ec2/eip:Eip", { instance: id })).to.deep.equal([given("instance")]);
        for (const type of [
          "aws:ec2/eipAssociation:EipAssociation",
          "aws-native:ec2:Eip",
          "aws-native:ec2:EipAssociation",
        ])
          expect(await messages(type, { instanceId: id })).to.deep.equal([given("instanceId")]);
      }
    });

    it("is rejected on a network interface that the stack makes", async () => {
      const address = (type: string, property: string): Registered => ({
        type,
        name: "it",
        props: { [property]: UNKNOWN },
        madeFrom: { [property]: ["own"] },
      });
      for (const type of ["aws:ec2/instance:Instance", "aws:ec2/networkInterface:NetworkInterface"]) {
        const own: Registered = { type, name: "own", props: {} };
        for (const [token, property] of [
          ["aws:ec2/eip:Eip", "networkInterface"],
          ["aws:ec2/eipAssociation:EipAssociation", "networkInterfaceId"],
          ["aws-native:ec2:EipAssociation", "networkInterfaceId"],
        ] as const) {
          expect(await found([own, address(token, property)]), `${type} ${token}`).to.deep.equal([
            given(property).replace("an instance", "a host's network interface"),
          ]);
          expect(await found([own, address(token, property)], { allowResources: ["it"] })).to.deep.equal([]);
        }
      }
      const gateway: Registered = { type: "aws:ec2/natGateway:NatGateway", name: "own", props: {} };
      expect(await found([gateway, address("aws:ec2/eip:Eip", "networkInterface")])).to.deep.equal([]);
    });

    it("is accepted for gateways", async () => {
      expect(await messages("aws:ec2/eip:Eip", { domain: "vpc" })).to.deep.equal([]);
      expect(
        await messages("aws:ec2/eipAssociation:EipAssociation", {
          networkInterfaceId: UNKNOWN,
          allocationId: UNKNOWN,
        }),
      ).to.deep.equal([]);
    });
  });

  describe("a subnet", () => {
    const TYPES = ["aws:ec2/subnet:Subnet", "aws-native:ec2:Subnet"];
    const subnet = (
      props: Record<string, unknown> = { mapPublicIpOnLaunch: true },
      type = TYPES[0] ?? "",
    ): Registered => ({
      type,
      name: "public",
      props,
    });
    const GIVES =
      "[advisory] `public`: `mapPublicIpOnLaunch` is `true`; every host that is started in the subnet gets a public address, whoever starts it; write `false`: load balancers and NAT gateways do not need it";
    const within = (type: string, property: string): Registered => ({
      type,
      name: type,
      props: { [property]: UNKNOWN },
      madeFrom: { [property]: ["public"] },
    });
    const balancer = within("aws:lb/loadBalancer:LoadBalancer", "subnets");
    const gateway = within("aws:ec2/natGateway:NatGateway", "subnetId");
    const instance = within("aws:ec2/instance:Instance", "subnetId");

    it("is advised against where it gives addresses", async () => {
      for (const type of TYPES) expect(await found([subnet(undefined, type)])).to.deep.equal([GIVES]);
      expect(await found([subnet({}, "aws:ec2/defaultSubnet:DefaultSubnet")])).to.deep.equal([
        GIVES.replace("is `true`", "is absent, which means `true`"),
      ]);
    });

    it("is accepted where it gives none", async () => {
      for (const type of TYPES)
        for (const props of [{}, { mapPublicIpOnLaunch: false }])
          expect(await found([subnet(props, type)])).to.deep.equal([]);
    });

    it("is accepted where it holds only load balancers and gateways", async () => {
      expect(await found([subnet(), balancer])).to.deep.equal([]);
      expect(await found([subnet(), gateway, balancer])).to.deep.equal([]);
      expect(await found([subnet(), balancer, instance])).to.deep.equal([GIVES]);
      expect(
        await found([subnet(), gateway, within("aws:autoscaling/group:Group", "vpcZoneIdentifiers")]),
      ).to.deep.equal([GIVES]);
    });

    it("is left open where that is unknown", async () =>
      expect(await found([subnet({ mapPublicIpOnLaunch: UNKNOWN })])).to.deep.equal([
        "[advisory] unverified: `public`: `mapPublicIpOnLaunch` is not fully known yet; some of its possible values give its hosts public addresses; it is judged again before the resource is created or changed",
      ]));

    it("may give addresses by configuration", async () => {
      expect(await found([subnet()], { publicSubnets: true })).to.deep.equal([]);
      expect(await found([subnet()], { allowResources: ["pub*"] })).to.deep.equal([]);
    });
  });

  it("lets through what the configuration names", async () => {
    const bastion = { associatePublicIpAddress: true };
    expect(await messages("aws:ec2/instance:Instance", bastion, { allowResources: ["i?"] })).to.deep.equal(
      [],
    );
    expect(
      await messages("aws:ec2/instance:Instance", bastion, { allowResources: ["bastion"] }),
    ).to.have.lengthOf(1);
    expect(await messages("aws:ec2/eip:Eip", { instance: "i-1" }, { allowResources: ["*"] })).to.deep.equal(
      [],
    );
  });

  it("gives one fingerprint to one meaning", async () => {
    const prints = await Promise.all(
      hosts.map(async ([type, , props]) =>
        (await judge(publicAddress, type, props(true))).map(fingerprintOf),
      ),
    );
    expect(new Set(prints.flat()).size).to.equal(1);
  });
});
