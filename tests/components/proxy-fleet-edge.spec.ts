import { expect } from "chai";
import { CLOUDFRONT, fleet, type PROXY } from "./proxy-fleet-stack";
import type { Recorded } from "./recorder";

const BASE = "clo-dev-eu-central-1";
const ALLOWLIST = {
  kind: "allowlist",
  clients: { cidrs: ["203.0.113.0/24"], prefixListIds: [] },
} as const;

describe("the fleet's edge", () => {
  describe("CloudFront", () => {
    it("reaches the load balancer inside the VPC over TLS, caches nothing and waits as long as it can", async () => {
      const { only } = await fleet({ proxy: { exposure: CLOUDFRONT } });
      expect(only("aws:cloudfront/vpcOrigin:VpcOrigin").inputs["vpcOriginEndpointConfig"]).to.deep.equal({
        name: `${BASE}-proxy`,
        arn: "arn:aws:elasticloadbalancing:eu-central-1:111122223333:loadbalancer/app/proxy-alb/0123456789abcdef",
        httpPort: 80,
        httpsPort: 443,
        originProtocolPolicy: "https-only",
        originSslProtocols: { items: ["TLSv1.2"], quantity: 1 },
      });
      expect(only("aws:cloudfront/distribution:Distribution").inputs).to.deep.equal({
        enabled: true,
        comment: `${BASE} proxy`,
        aliases: ["logs.example.com"],
        httpVersion: "http2and3",
        isIpv6Enabled: true,
        priceClass: "PriceClass_All",
        origins: [
          {
            originId: "proxy",
            domainName: "proxy-alb-0123456789.eu-central-1.elb.amazonaws.com",
            vpcOriginConfig: {
              vpcOriginId: "proxy-vpc-origin-id",
              originReadTimeout: 120,
              originKeepaliveTimeout: 120,
            },
          },
        ],
        defaultCacheBehavior: {
          targetOriginId: "proxy",
          viewerProtocolPolicy: "https-only",
          allowedMethods: ["DELETE", "GET", "HEAD", "OPTIONS", "PATCH", "POST", "PUT"],
          cachedMethods: ["GET", "HEAD"],
          cachePolicyId: "4135ea2d-6df8-44a3-9df3-4b5a84be39ad",
          originRequestPolicyId: "216adef6-5c7f-47e4-b989-5492eafa07d3",
          compress: true,
        },
        restrictions: { geoRestriction: { restrictionType: "none" } },
        viewerCertificate: {
          acmCertificateArn: "arn:aws:acm:us-east-1:111122223333:certificate/0c2d",
          sslSupportMethod: "sni-only",
          minimumProtocolVersion: "TLSv1.2_2021",
        },
      });
      expect(only("aws:lb/loadBalancer:LoadBalancer").inputs["idleTimeout"]).to.equal(130);
    });

    it("logs to the archive without query strings, cookies or referrers, from its own region", async () => {
      const { only, all } = await fleet({ proxy: { exposure: CLOUDFRONT } });
      const delivery = only("aws:cloudwatch/logDelivery:LogDelivery");
      for (const secret of ["cs-uri-query", "cs(Cookie)", "cs(Referer)"]) {
        expect(delivery.inputs["recordFields"]).to.not.include(secret);
      }
      expect(delivery.dependencies).to.include("archive-policy");
      const destination = only("aws:cloudwatch/logDeliveryDestination:LogDeliveryDestination");
      expect(destination.dependencies).to.include("archive-policy");
      for (const type of ["LogDelivery", "LogDeliverySource", "LogDeliveryDestination"]) {
        const token = `aws:cloudwatch/${type[0]?.toLowerCase()}${type.slice(1)}:${type}`;
        expect(
          all(token).map(({ inputs }) => inputs["region"]),
          type,
        ).to.deep.equal(["us-east-1"]);
      }
    });

    it("has the web ACL that is asked for", async () => {
      const acl = async (waf: (typeof CLOUDFRONT & { kind: "cloudfront" })["waf"]) => {
        const exposure = { ...CLOUDFRONT, waf } as typeof CLOUDFRONT;
        const { only, all } = await fleet({ proxy: { exposure } });
        return [
          only("aws:cloudfront/distribution:Distribution").inputs["webAclId"],
          all("aws:wafv2/webAcl:WebAcl").map(({ inputs }) => [inputs["scope"], inputs["region"]]),
        ];
      };
      expect(await acl({ kind: "off" })).to.deep.equal([undefined, []]);
      expect(await acl({ kind: "existing", arn: "arn:acl" })).to.deep.equal(["arn:acl", []]);
      expect(await acl({ kind: "managed" })).to.deep.equal([
        "arn:aws:wafv2:eu-central-1:111122223333:proxy-web-acl-id",
        [["CLOUDFRONT", "us-east-1"]],
      ]);
    });

    it("logs what its web ACL blocks or counts, beside it", async () => {
      const exposure = { ...CLOUDFRONT, waf: { kind: "managed" } } as typeof CLOUDFRONT;
      const { only, all } = await fleet({ proxy: { exposure } });
      const name = "aws-waf-logs-clo-dev-eu-central-1-proxy";
      const group = all("aws:cloudwatch/logGroup:LogGroup").find(({ inputs }) => inputs["name"] === name);
      expect(group?.inputs["region"]).to.equal("us-east-1");
      const { inputs, dependencies } = only(
        "aws:wafv2/webAclLoggingConfiguration:WebAclLoggingConfiguration",
      );
      expect(inputs["region"]).to.equal("us-east-1");
      expect(inputs["logDestinationConfigs"]).to.deep.equal([
        `arn:aws:logs:us-east-1:111122223333:log-group:${name}`,
      ]);
      expect(inputs["redactedFields"]).to.have.lengthOf(4);
      expect(dependencies).to.deep.equal(["proxy-web-acl", "proxy-web-acl-log"]);
    });

    it("only counts the common rules that Dashboards meets by design, and blocks who asks too often", async () => {
      const exposure = { ...CLOUDFRONT, waf: { kind: "managed" } } as typeof CLOUDFRONT;
      const { inputs } = (await fleet({ proxy: { exposure } })).only("aws:wafv2/webAcl:WebAcl");
      const counted = (name: string) => ({ name, actionToUse: { count: {} } });
      expect(inputs["rules"].map(({ statement }: { statement: unknown }) => statement)).to.deep.equal([
        { rateBasedStatement: { aggregateKeyType: "IP", limit: 10_000, evaluationWindowSec: 300 } },
        {
          managedRuleGroupStatement: { vendorName: "AWS", name: "AWSManagedRulesAmazonIpReputationList" },
        },
        {
          managedRuleGroupStatement: {
            vendorName: "AWS",
            name: "AWSManagedRulesCommonRuleSet",
            ruleActionOverrides: [
              counted("SizeRestrictions_BODY"),
              counted("SizeRestrictions_Cookie_HEADER"),
              counted("CrossSiteScripting_BODY"),
              counted("EC2MetaDataSSRF_BODY"),
            ],
          },
        },
        {
          managedRuleGroupStatement: { vendorName: "AWS", name: "AWSManagedRulesKnownBadInputsRuleSet" },
        },
      ]);
    });
  });

  it("points the name at the load balancer and follows its health, or at CloudFront, whose health is its own", async () => {
    const records = async (exposure: typeof PROXY.exposure) =>
      (await fleet({ proxy: { exposure, hostedZoneId: "Z1" } }))
        .all("aws:route53/record:Record")
        .map(({ inputs }) => inputs);
    const record = (type: string, alias: Recorded) => ({
      zoneId: "Z1",
      name: "logs.example.com",
      type,
      aliases: [alias],
    });
    expect(await records(ALLOWLIST)).to.deep.equal([
      record("A", {
        name: "proxy-alb-0123456789.eu-central-1.elb.amazonaws.com",
        zoneId: "Z0123456789ELB",
        evaluateTargetHealth: true,
      }),
    ]);
    const edge = {
      name: "proxy-distribution.cloudfront.net",
      zoneId: "Z2FDTNDATAQYW2",
      evaluateTargetHealth: false,
    };
    expect(await records(CLOUDFRONT)).to.have.deep.members([record("A", edge), record("AAAA", edge)]);
  });
});
