import { expect } from "chai";
import { publicMode } from "../../../policy-pack/policies/public-mode";
import { fingerprintOf, judge, UNKNOWN, withoutTag } from "../judging";
import { expectNeverSilent, expectUnknownAsTried, type Written } from "../spellings";

const messages = async (type: string, props: Written): Promise<string[]> =>
  (await judge(publicMode, type, props)).map(withoutTag);

interface Mode {
  readonly types: readonly string[];
  readonly path: string;
  readonly props: (value: unknown) => Written;
  readonly on: unknown;
  readonly off: unknown;
  /** What is meant where nothing is written, if that is public. */
  readonly absent?: string;
  readonly tail: string;
}

const under =
  (name: string) =>
  (value: unknown): Written => ({ [name]: value });

const MODES: readonly Mode[] = [
  {
    types: ["aws:sagemaker/notebookInstance:NotebookInstance", "aws-native:sagemaker:NotebookInstance"],
    path: "directInternetAccess",
    props: under("directInternetAccess"),
    on: "Enabled",
    off: "Disabled",
    absent: "Enabled",
    tail: "the notebook reaches the internet past your VPC, so that what runs in it can send data anywhere; write `Disabled`, with `subnetId` and security groups",
  },
  {
    types: ["aws:sagemaker/domain:Domain", "aws-native:sagemaker:Domain"],
    path: "appNetworkAccessType",
    props: under("appNetworkAccessType"),
    on: "PublicInternetOnly",
    off: "VpcOnly",
    absent: "PublicInternetOnly",
    tail: "its applications reach the internet past your VPC, so that what runs in them can send data anywhere; write `VpcOnly`",
  },
  {
    types: ["aws:transfer/server:Server", "aws-native:transfer:Server"],
    path: "endpointType",
    props: under("endpointType"),
    on: "PUBLIC",
    off: "VPC",
    absent: "PUBLIC",
    tail: "everyone can try to sign in, and no security group limits from where; write `VPC`, with `endpointDetails` and security groups",
  },
  {
    types: ["aws:apprunner/service:Service", "aws-native:apprunner:Service"],
    path: "networkConfiguration.ingressConfiguration.isPubliclyAccessible",
    props: (isPubliclyAccessible) => ({
      networkConfiguration: { ingressConfiguration: { isPubliclyAccessible } },
    }),
    on: true,
    off: false,
    absent: "true",
    tail: "everyone can call the service; write `false` and add a VPC ingress connection, or waive it for a service that is meant for everyone",
  },
  {
    types: ["aws:mwaa/environment:Environment", "aws-native:mwaa:Environment"],
    path: "webserverAccessMode",
    props: under("webserverAccessMode"),
    on: "PUBLIC_ONLY",
    off: "PRIVATE_ONLY",
    tail: "everyone can reach the page of Airflow, which runs code with the environment's role; write `PRIVATE_ONLY`",
  },
  {
    types: ["aws:cloud9/environmentEC2:EnvironmentEC2", "aws-native:cloud9:EnvironmentEc2"],
    path: "connectionType",
    props: under("connectionType"),
    on: "CONNECT_SSH",
    off: "CONNECT_SSM",
    absent: "CONNECT_SSH",
    tail: "the environment's host has a public address and takes SSH; write `CONNECT_SSM`, with a private subnet",
  },
  {
    types: ["aws:codebuild/project:Project"],
    path: "projectVisibility",
    props: under("projectVisibility"),
    on: "PUBLIC_READ",
    off: "PRIVATE",
    tail: "everyone can read the logs and artifacts of all builds, and secrets that they print; write `PRIVATE`",
  },
  {
    types: ["aws-native:codebuild:Project"],
    path: "visibility",
    props: under("visibility"),
    on: "PUBLIC_READ",
    off: "PRIVATE",
    tail: "everyone can read the logs and artifacts of all builds, and secrets that they print; write `PRIVATE`",
  },
  {
    types: ["aws:emr/blockPublicAccessConfiguration:BlockPublicAccessConfiguration"],
    path: "blockPublicSecurityGroupRules",
    props: under("blockPublicSecurityGroupRules"),
    on: false,
    off: true,
    absent: "false",
    tail: "clusters start in security groups that let the internet in; write `true`",
  },
];

describe("public-mode", () => {
  for (const { types, path, props, on, off, absent, tail } of MODES) {
    for (const type of types) {
      it(`advises against the public mode of ${type}`, async () => {
        expect(await messages(type, props(on))).to.deep.equal([`\`it\`: \`${path}\` is \`${on}\`; ${tail}`]);
        expect(await messages(type, {})).to.deep.equal(
          absent === undefined ? [] : [`\`it\`: \`${path}\` is absent, which means \`${absent}\`; ${tail}`],
        );
        await expectNeverSilent(publicMode, type, props(on));
        await expectUnknownAsTried(publicMode, type, props(off), [on]);
      });
    }
  }

  describe("ports of Lightsail", () => {
    const CLASSIC = "aws:lightsail/instancePublicPorts:InstancePublicPorts";
    const NATIVE = "aws-native:lightsail:Instance";
    const port = (from: unknown, to: unknown, protocol: unknown = "tcp", more: Written = {}): Written => ({
      fromPort: from,
      toPort: to,
      protocol,
      ...more,
    });
    const surfaces: readonly (readonly [
      type: string,
      list: string,
      props: (...ports: unknown[]) => Written,
    ])[] = [
      [CLASSIC, "portInfos", (...portInfos) => ({ portInfos })],
      [NATIVE, "networking.ports", (...ports) => ({ networking: { ports } })],
    ];
    const lets = (by: string, ports: string, why = "anyone can try to log in by SSH"): string =>
      `\`it\`: ${by} the internet in to ${ports}; ${why}; name the blocks that need it in \`cidrs\` and \`ipv6Cidrs\``;
    for (const [type, list, props] of surfaces) {
      it(`are judged in ${type}`, async () => {
        const one = lets(`\`${list}[0]\` lets`, "tcp/22");
        expect(await messages(type, props(port(22, 22)))).to.deep.equal([one]);
        expect(await messages(type, props(port(22, 22, "tcp", { cidrs: ["0.0.0.0/0"] })))).to.deep.equal([
          one,
        ]);
        expect(await messages(type, props(port(22, 22, "tcp", { ipv6Cidrs: ["::/0"] })))).to.deep.equal([
          one,
        ]);
        expect(
          await messages(
            type,
            props(
              port(22, 22, "tcp", { cidrs: ["0.0.0.0/1"] }),
              port(20, 22, "TCP", { cidrs: ["128.0.0.0/1"] }),
            ),
          ),
        ).to.deep.equal([lets(`\`${list}[0]\` and \`${list}[1]\` together let`, "tcp/20-21 and tcp/22")]);
        await expectNeverSilent(publicMode, type, props(port(22, 22)));
        await expectUnknownAsTried(
          publicMode,
          type,
          props(port(22, 22, "tcp", { cidrs: ["203.0.113.0/24"] })),
          ["0.0.0.0/0"],
        );
      });

      it(`are accepted for the web, an office and aliases in ${type}`, async () => {
        for (const one of [
          port(80, 80),
          port(443, 443, "tcp", { cidrs: ["0.0.0.0/0"], ipv6Cidrs: ["::/0"] }),
          port(22, 22, "tcp", { cidrs: ["203.0.113.7", "10.0.0.0/8"], ipv6Cidrs: ["2001:db8::1"] }),
          port(22, 22, "tcp", { cidrListAliases: ["lightsail-connect"] }),
          port(8, -1, "icmp"),
          port(22, 22, "tcp", { accessDirection: "outbound" }),
          port(23, 22),
        ])
          expect(await messages(type, props(one)), JSON.stringify(one)).to.deep.equal([]);
      });
    }

    it("are left open where they are unknown", async () => {
      const later = (path: string): string =>
        `[advisory] unverified: \`it\`: \`${path}\` is not fully known yet; some of its possible values let the internet in; it is judged again before the resource is created or changed`;
      expect(await messages(CLASSIC, { portInfos: UNKNOWN })).to.deep.equal([later("portInfos")]);
      expect(await messages(CLASSIC, { portInfos: [port(UNKNOWN, 443)] })).to.deep.equal([
        later("portInfos[0]"),
      ]);
    });
  });

  it("gives one fingerprint to one meaning", async () => {
    const print = async (props: Written): Promise<string[]> =>
      (await judge(publicMode, "aws:transfer/server:Server", props)).map(fingerprintOf);
    expect(await print({ endpointType: "public" })).to.deep.equal(await print({}));
  });
});
