import * as pulumi from "@pulumi/pulumi";
import { expect } from "chai";
import { ConfigurationError, loadConfig } from "../../config";

const VALID = {
  "aws:region": "us-east-1",
  "centralized-logging:accountId": "111122223333",
  "centralized-logging:availabilityZones": '["us-east-1a","us-east-1b"]',
  "centralized-logging:proxyHostName": "logs.example.com",
  "centralized-logging:proxyCertificateArn":
    "arn:aws:acm:us-east-1:111122223333:certificate/12345678-1234-1234-1234-123456789012",
};

describe("loadConfig", () => {
  before(() =>
    pulumi.runtime.setMocks(
      {
        newResource: ({ name }) => {
          throw new Error(`configuration registered \`${name}\``);
        },
        call: ({ token }) => {
          throw new Error(`configuration called \`${token}\``);
        },
      },
      "centralized-logging",
      "dev",
    ),
  );
  afterEach(() => pulumi.runtime.setAllConfig({}));

  it("reads project, stack, region and the settings of its own namespace only", () => {
    pulumi.runtime.setAllConfig({
      ...VALID,
      "other:egress": "nat",
      "centralized-logging:egress": "nat-single",
    });
    const stack = loadConfig();
    expect(stack).to.include({ project: "centralized-logging", stack: "dev", region: "us-east-1" });
    expect(stack.network).to.include({ egress: "nat-single" });
  });

  it("reports mistakes by an error that the runner prints without a stack trace", () => {
    pulumi.runtime.setAllConfig({ ...VALID, "centralized-logging:egres": "nat-single" });
    let thrown: unknown;
    try {
      loadConfig();
    } catch (error) {
      thrown = error;
    }
    expect(pulumi.RunError.isInstance(thrown)).to.equal(true);
    expect(thrown).to.be.instanceOf(ConfigurationError);
    expect((thrown as ConfigurationError).mistakes).to.deep.equal([
      { key: "egres", problem: "is not a setting of this program; did you mean `egress`?" },
    ]);
  });

  it("knows which values came encrypted", () => {
    const secret = "centralized-logging:hostedZoneId";
    pulumi.runtime.setAllConfig({ ...VALID, [secret]: "hidden" }, [secret]);
    expect(() => loadConfig())
      .to.throw("hostedZoneId: `[secret]` is not accepted")
      .and.not.match(/hidden/);
  });
});
