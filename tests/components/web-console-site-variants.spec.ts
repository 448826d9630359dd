import { expect } from "chai";
import { context, resolved } from "./recorder";
import { KEY, refusal, site, TLS_ONLY } from "./web-console-site";

describe("ConsoleSite by configuration and partition", () => {
  it("takes names, certificate, countries and an existing web ACL from the configuration", async () => {
    const { only, all, result } = await site({
      aliases: ["console.example.com", "review.example.com"],
      certificate: { kind: "acm", arn: "arn:aws:acm:us-east-1:111122223333:certificate/c" },
      priceClass: "PriceClass_200",
      allowedCountries: ["AT", "DE"],
      waf: { kind: "existing", arn: "arn:aws:wafv2:us-east-1:111122223333:global/webacl/own/1" },
    });
    const { inputs } = only("aws:cloudfront/distribution:Distribution");
    expect(inputs["aliases"]).to.deep.equal(["console.example.com", "review.example.com"]);
    expect(inputs["viewerCertificate"]).to.deep.equal({
      acmCertificateArn: "arn:aws:acm:us-east-1:111122223333:certificate/c",
      sslSupportMethod: "sni-only",
      minimumProtocolVersion: "TLSv1.2_2021",
    });
    expect(inputs["priceClass"]).to.equal("PriceClass_200");
    expect(inputs["restrictions"]).to.deep.equal({
      geoRestriction: { restrictionType: "whitelist", locations: ["AT", "DE"] },
    });
    expect(inputs["webAclId"]).to.equal("arn:aws:wafv2:us-east-1:111122223333:global/webacl/own/1");
    expect(all("aws:wafv2/webAcl:WebAcl")).to.be.empty;
    expect(await resolved(result.url)).to.equal("https://console.example.com/");
    expect(await Promise.all(result.urls.map((url) => resolved(url)))).to.deep.equal([
      "https://console.example.com/",
      "https://review.example.com/",
    ]);
  });

  it("makes a managed web ACL in CloudFront's own region, blocking by rate and by AWS's lists", async () => {
    const { only } = await site({ waf: { kind: "managed" } });
    const { inputs } = only("aws:wafv2/webAcl:WebAcl");
    expect(inputs["region"]).to.equal("us-east-1");
    expect(inputs["scope"]).to.equal("CLOUDFRONT");
    expect(inputs["defaultAction"]).to.deep.equal({ allow: {} });
    expect(
      inputs["rules"].map(({ name, priority, action, overrideAction, statement }: never) => ({
        name,
        priority,
        action,
        overrideAction,
        statement,
      })),
    ).to.deep.equal([
      {
        name: "rate-limit",
        priority: 0,
        action: { block: {} },
        overrideAction: undefined,
        statement: { rateBasedStatement: { aggregateKeyType: "IP", limit: 2000, evaluationWindowSec: 300 } },
      },
      ...[
        "AWSManagedRulesAmazonIpReputationList",
        "AWSManagedRulesCommonRuleSet",
        "AWSManagedRulesKnownBadInputsRuleSet",
      ].map((name, index) => ({
        name,
        priority: index + 1,
        action: undefined,
        overrideAction: { none: {} },
        statement: { managedRuleGroupStatement: { vendorName: "AWS", name } },
      })),
    ]);
    expect(only("aws:cloudfront/distribution:Distribution").inputs["webAclId"]).to.match(
      /console-web-acl-id$/,
    );
  });

  it("logs what its web ACL blocks or counts, beside it, and nothing that signs somebody in", async () => {
    const { only } = await site({ waf: { kind: "managed" } }, "aws", { logsKeyArn: KEY.arn });
    const group = only("aws:cloudwatch/logGroup:LogGroup");
    const name = "aws-waf-logs-clo-dev-eu-central-1-console";
    // A key of the stack's region cannot encrypt there.
    expect(group.inputs).to.deep.equal({
      region: "us-east-1",
      name,
      retentionInDays: 90,
      deletionProtectionEnabled: false,
    });
    expect(group.deleteBeforeReplace).to.equal(true);
    const logging = only("aws:wafv2/webAclLoggingConfiguration:WebAclLoggingConfiguration");
    expect(logging.inputs).to.deep.equal({
      region: "us-east-1",
      resourceArn: "arn:aws:wafv2:eu-central-1:111122223333:console-web-acl-id",
      logDestinationConfigs: [`arn:aws:logs:us-east-1:111122223333:log-group:${name}`],
      loggingFilter: {
        defaultBehavior: "DROP",
        filters: [
          {
            behavior: "KEEP",
            requirement: "MEETS_ANY",
            conditions: ["BLOCK", "COUNT", "EXCLUDED_AS_COUNT"].map((action) => ({
              actionCondition: { action },
            })),
          },
        ],
      },
      redactedFields: [
        { queryString: {} },
        { singleHeader: { name: "authorization" } },
        { singleHeader: { name: "cookie" } },
        { singleHeader: { name: "referer" } },
      ],
    });
    expect(logging.dependencies).to.deep.equal(["console-web-acl", "console-web-acl-log"]);
    expect(logging.deleteBeforeReplace).to.equal(true);
  });

  it("encrypts that log with the logs' key where the stack is in CloudFront's own region", async () => {
    const here = { logsKeyArn: KEY.arn, context: context("aws", { region: "us-east-1" }) };
    const { only } = await site({ waf: { kind: "managed" } }, "aws", here);
    expect(only("aws:cloudwatch/logGroup:LogGroup").inputs["kmsKeyId"]).to.equal(KEY.arn);
  });

  it("protects that log where the stack protects its stores", async () => {
    const protecting = { context: context("aws", { deletionProtection: true }) };
    const { only } = await site({ waf: { kind: "managed" } }, "aws", protecting);
    const { inputs, protect } = only("aws:cloudwatch/logGroup:LogGroup");
    expect([inputs["deletionProtectionEnabled"], protect]).to.deep.equal([true, true]);
  });

  it("encrypts with a customer-managed key that only its distribution may use", async () => {
    const { only, all, result } = await site({}, "aws", { kmsKey: KEY });
    expect(
      only("aws:s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration").inputs[
        "rules"
      ],
    ).to.deep.equal([
      {
        applyServerSideEncryptionByDefault: { sseAlgorithm: "aws:kms", kmsMasterKeyId: KEY.arn },
        bucketKeyEnabled: true,
      },
    ]);
    const policy = only("aws:kms/keyPolicy:KeyPolicy");
    expect(policy.inputs["keyId"]).to.equal("console");
    const document = JSON.parse(policy.inputs["policy"]);
    const [administration] = document.Statement;
    expect(administration.Principal).to.deep.equal({ AWS: "arn:aws:iam::111122223333:root" });
    expect(
      administration.Action.filter((action: string) => /\*|Crypt|DataKey|CreateGrant|Sign/i.test(action)),
    ).to.deep.equal([]);
    expect(document).to.deep.equal({
      Version: "2012-10-17",
      Statement: [
        administration,
        {
          Sid: "UseThroughS3",
          Effect: "Allow",
          Principal: { AWS: "arn:aws:iam::111122223333:root" },
          Action: ["kms:Decrypt", "kms:GenerateDataKey"],
          Resource: "*",
          Condition: { StringEquals: { "kms:ViaService": "s3.eu-central-1.amazonaws.com" } },
        },
        {
          Sid: "DecryptForDistribution",
          Effect: "Allow",
          Principal: { Service: "cloudfront.amazonaws.com" },
          Action: "kms:Decrypt",
          Resource: "*",
          Condition: {
            StringEquals: {
              "AWS:SourceArn": "arn:aws:cloudfront::111122223333:distribution/console-distribution-id",
              "aws:SourceAccount": "111122223333",
            },
          },
        },
      ],
    });
    expect(all("aws:kms/keyPolicy:KeyPolicy")).to.have.length(1);
    expect(result.bucketSettings).to.have.length(6);
  });

  it("sets no key policy without a key", async () => {
    expect((await site()).all("aws:kms/keyPolicy:KeyPolicy")).to.be.empty;
  });

  it("builds in China with an identity, a name of its own, older cache settings and legacy logs", async () => {
    const { only, resources } = await site({}, "aws-cn");
    const absent = ["originAccessControl", "responseHeadersPolicy", "function", "logDelivery", "webAcl"];
    expect(resources.filter(({ type }) => absent.some((name) => type.includes(`/${name}`)))).to.be.empty;
    const bucket = "clo-dev-cn-north-1-console-111122223333";
    const logs = "clo-dev-cn-north-1-console-logs-111122223333";
    const shared = {
      targetOriginId: "site",
      viewerProtocolPolicy: "redirect-to-https",
      allowedMethods: ["GET", "HEAD"],
      cachedMethods: ["GET", "HEAD"],
      compress: true,
      forwardedValues: { queryString: false, cookies: { forward: "none" } },
      minTtl: 0,
    };
    const distribution = only("aws:cloudfront/distribution:Distribution");
    expect(distribution.inputs).to.deep.equal({
      enabled: true,
      comment: "clo-dev-cn-north-1 console",
      aliases: ["console.example.cn"],
      defaultRootObject: "index.html",
      httpVersion: "http2",
      isIpv6Enabled: false,
      priceClass: "PriceClass_All",
      origins: [
        {
          originId: "site",
          domainName: `${bucket}.s3.cn-north-1.amazonaws.com.cn`,
          s3OriginConfig: {
            originAccessIdentity: "origin-access-identity/cloudfront/console-origin-access-id",
          },
        },
      ],
      defaultCacheBehavior: { ...shared, defaultTtl: 0, maxTtl: 0 },
      orderedCacheBehaviors: [
        { ...shared, pathPattern: "/assets/*", defaultTtl: 86_400, maxTtl: 31_536_000 },
      ],
      customErrorResponses: [
        { errorCode: 403, errorCachingMinTtl: 10 },
        { errorCode: 404, errorCachingMinTtl: 10 },
      ],
      restrictions: { geoRestriction: { restrictionType: "none" } },
      viewerCertificate: {
        iamCertificateId: "ASCAEXAMPLE",
        sslSupportMethod: "sni-only",
        minimumProtocolVersion: "TLSv1.2_2021",
      },
      loggingConfig: {
        bucket: `${logs}.s3.cn-north-1.amazonaws.com.cn`,
        prefix: "console/",
        includeCookies: false,
      },
    });
    expect(distribution.dependencies).to.include("console-access-logs-ownership");
    const policies = Object.fromEntries(
      resources
        .filter(({ type }) => type === "aws:s3/bucketPolicy:BucketPolicy")
        .map(({ name, inputs }) => [name, JSON.parse(inputs["policy"]).Statement]),
    );
    expect(policies["console-access-logs-policy"]).to.deep.equal([TLS_ONLY(`arn:aws-cn:s3:::${logs}`)]);
    expect(policies["console-site-policy"][0].Principal).to.deep.equal({
      AWS: "arn:aws-cn:iam::cloudfront:user/CloudFront Origin Access Identity console-origin-access-id",
    });
    expect(
      only("aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock", "console-access-logs-public-access")
        .inputs,
    ).to.include({
      blockPublicAcls: true,
      blockPublicPolicy: true,
      ignorePublicAcls: true,
      restrictPublicBuckets: true,
    });
  });

  it("has no place in GovCloud", async () => {
    expect(await refusal({}, "aws-us-gov")).to.equal(
      "a web console needs Amazon CloudFront, which partition `aws-us-gov` does not offer",
    );
  });

  it("refuses what cannot work, all at once and before the first child", async () => {
    expect(await refusal({ originAccess: "identity" }, "aws", { kmsKey: KEY })).to.equal(
      "originAccess `identity` cannot read objects under a customer-managed key, use `control` or leave out the key of store `console`",
    );
    expect(
      await refusal(
        {
          originAccess: "control",
          aliases: [],
          certificate: { kind: "default" },
          waf: { kind: "managed" },
        },
        "aws-cn",
      ),
    ).to.equal(
      "originAccess `control` is not offered in partition `aws-cn`, use `identity`; " +
        "certificate `default` is not offered in partition `aws-cn`, give an alias and its certificate; " +
        "waf `managed` is not offered in partition `aws-cn`, use `off`",
    );
    expect(await refusal({ aliases: ["console.example.com"] })).to.equal(
      "aliases `console.example.com` do not go with certificate `default`: aliases need a certificate of their own, and it needs aliases",
    );
  });
});
