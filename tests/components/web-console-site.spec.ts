import * as aws from "@pulumi/aws";
import { expect } from "chai";
import { ConsoleSite, type ConsoleSiteArgs } from "../../components/web-console";
import type { ConsoleConfig } from "../../config/stack-config";
import type { Partition } from "../../partitions";
import { context, type RecordOptions, record, resolved, UNKNOWN } from "./recorder";

const DEFAULT: ConsoleConfig = {
  originAccess: "control",
  aliases: [],
  certificate: { kind: "default" },
  priceClass: "PriceClass_100",
  allowedCountries: [],
  waf: { kind: "off" },
};

const CHINA: ConsoleConfig = {
  ...DEFAULT,
  originAccess: "identity",
  aliases: ["console.example.cn"],
  certificate: { kind: "iam", id: "ASCAEXAMPLE" },
};

const KEY = { arn: "arn:aws:kms:eu-central-1:111122223333:key/console", id: "console" };
const SIGN_IN = ["clo.auth.eu-central-1.amazoncognito.com", "cognito-idp.eu-central-1.amazonaws.com"];

function siteArgs(partition: Partition, config: Partial<ConsoleConfig>): ConsoleSiteArgs {
  const stack = context(partition);
  return {
    context: stack,
    console: { ...(partition === "aws-cn" ? CHINA : DEFAULT), ...config },
    logArchiveBucketArn: `arn:${partition}:s3:::${stack.baseName}-logs-111122223333`,
    signInHosts: partition === "aws-cn" ? [] : SIGN_IN,
  };
}

const site = (
  config: Partial<ConsoleConfig> = {},
  partition: Partition = "aws",
  extra: Partial<ConsoleSiteArgs> = {},
  outputs: RecordOptions["outputs"] = "stand-in",
) =>
  record(() => new ConsoleSite("console", { ...siteArgs(partition, config), ...extra }), {
    context: context(partition),
    outputs: outputs ?? "stand-in",
  });

async function refusal(
  config: Partial<ConsoleConfig>,
  partition: Partition = "aws",
  extra: Partial<ConsoleSiteArgs> = {},
): Promise<string> {
  return site(config, partition, extra).then(
    () => "no refusal",
    (error: Error) => error.message,
  );
}

const BUCKET = "clo-dev-eu-central-1-console-111122223333";
const TLS_ONLY = (bucketArn: string) => ({
  Sid: "TlsOnly",
  Effect: "Deny",
  Principal: "*",
  Action: "s3:*",
  Resource: [bucketArn, `${bucketArn}/*`],
  Condition: { Bool: { "aws:SecureTransport": "false" } },
});

describe("ConsoleSite", () => {
  it("is made of a closed bucket, an origin access control, a distribution and its log delivery", async () => {
    const { resources } = await site();
    expect(resources.map(({ type, name, parent }) => [type, name, parent])).to.have.deep.members([
      ["centralized-logging:index:ConsoleSite", "console", ""],
      ["aws:s3/bucket:Bucket", "console-site", "console"],
      ["aws:s3/bucketOwnershipControls:BucketOwnershipControls", "console-site-ownership", "console"],
      ["aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock", "console-site-public-access", "console"],
      ["aws:s3/bucketVersioning:BucketVersioning", "console-site-versioning", "console"],
      [
        "aws:s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration",
        "console-site-encryption",
        "console",
      ],
      [
        "aws:s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration",
        "console-site-lifecycle",
        "console",
      ],
      ["aws:s3/bucketLogging:BucketLogging", "console-site-logging", "console"],
      ["aws:cloudfront/originAccessControl:OriginAccessControl", "console-origin-access", "console"],
      ["aws:cloudfront/responseHeadersPolicy:ResponseHeadersPolicy", "console-headers", "console"],
      ["aws:cloudfront/function:Function", "console-rewrite", "console"],
      ["aws:cloudfront/distribution:Distribution", "console-distribution", "console"],
      ["aws:s3/bucketPolicy:BucketPolicy", "console-site-policy", "console"],
      ["aws:cloudwatch/logDeliverySource:LogDeliverySource", "console-access-log-source", "console"],
      [
        "aws:cloudwatch/logDeliveryDestination:LogDeliveryDestination",
        "console-access-log-destination",
        "console",
      ],
      ["aws:cloudwatch/logDelivery:LogDelivery", "console-access-log-delivery", "console"],
    ]);
  });

  it("closes the bucket: no public access, no ACLs, versions kept, encrypted, requests logged", async () => {
    const { only } = await site();
    const bucket = only("aws:s3/bucket:Bucket");
    expect(bucket.inputs).to.deep.equal({ bucket: BUCKET, forceDestroy: false });
    expect(bucket.deleteBeforeReplace).to.equal(true);
    expect(only("aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock").inputs).to.deep.equal({
      bucket: BUCKET,
      blockPublicAcls: true,
      blockPublicPolicy: true,
      ignorePublicAcls: true,
      restrictPublicBuckets: true,
    });
    expect(only("aws:s3/bucketOwnershipControls:BucketOwnershipControls").inputs["rule"]).to.deep.equal({
      objectOwnership: "BucketOwnerEnforced",
    });
    expect(only("aws:s3/bucketVersioning:BucketVersioning").inputs["versioningConfiguration"]).to.deep.equal({
      status: "Enabled",
    });
    expect(
      only("aws:s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration").inputs[
        "rules"
      ],
    ).to.deep.equal([{ applyServerSideEncryptionByDefault: { sseAlgorithm: "AES256" } }]);
    expect(
      only("aws:s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration").inputs["rules"],
    ).to.deep.equal([
      {
        id: "replaced-versions",
        status: "Enabled",
        filter: { prefix: "" },
        noncurrentVersionExpiration: { noncurrentDays: 90 },
        abortIncompleteMultipartUpload: { daysAfterInitiation: 7 },
      },
    ]);
    expect(only("aws:s3/bucketLogging:BucketLogging").inputs).to.deep.equal({
      bucket: BUCKET,
      targetBucket: "clo-dev-eu-central-1-logs-111122223333",
      targetPrefix: "s3-access/console/",
    });
  });

  it("protects the bucket where deletion is to be protected", async () => {
    const stack = context("aws", { deletionProtection: true });
    const { only } = await site({}, "aws", { context: stack });
    expect(only("aws:s3/bucket:Bucket").protect).to.equal(true);
  });

  it("lets exactly its own distribution read, by origin access control", async () => {
    const { only } = await site();
    expect(only("aws:cloudfront/originAccessControl:OriginAccessControl").inputs).to.deep.equal({
      description: "clo-dev-eu-central-1 console",
      originAccessControlOriginType: "s3",
      signingBehavior: "always",
      signingProtocol: "sigv4",
    });
    const policy = only("aws:s3/bucketPolicy:BucketPolicy");
    expect(policy.inputs["bucket"]).to.equal(BUCKET);
    expect(JSON.parse(policy.inputs["policy"])).to.deep.equal({
      Version: "2012-10-17",
      Statement: [
        {
          Sid: "ReadByDistribution",
          Effect: "Allow",
          Principal: { Service: "cloudfront.amazonaws.com" },
          Action: "s3:GetObject",
          Resource: `arn:aws:s3:::${BUCKET}/*`,
          Condition: {
            StringEquals: {
              "AWS:SourceArn": "arn:aws:cloudfront::111122223333:distribution/console-distribution-id",
              "aws:SourceAccount": "111122223333",
            },
          },
        },
        TLS_ONLY(`arn:aws:s3:::${BUCKET}`),
      ],
    });
    expect(policy.dependencies).to.include("console-site-public-access");
  });

  it("lets exactly its origin access identity read where that is asked for", async () => {
    const { only, all } = await site({ originAccess: "identity" });
    expect(all("aws:cloudfront/originAccessControl:OriginAccessControl")).to.be.empty;
    expect(JSON.parse(only("aws:s3/bucketPolicy:BucketPolicy").inputs["policy"])).to.deep.equal({
      Version: "2012-10-17",
      Statement: [
        {
          Sid: "ReadByOriginAccessIdentity",
          Effect: "Allow",
          Principal: {
            AWS: "arn:aws:iam::cloudfront:user/CloudFront Origin Access Identity console-origin-access-id",
          },
          Action: "s3:GetObject",
          Resource: `arn:aws:s3:::${BUCKET}/*`,
        },
        TLS_ONLY(`arn:aws:s3:::${BUCKET}`),
      ],
    });
    expect(only("aws:cloudfront/distribution:Distribution").inputs["origins"]).to.deep.equal([
      {
        originId: "site",
        domainName: `${BUCKET}.s3.eu-central-1.amazonaws.com`,
        s3OriginConfig: {
          originAccessIdentity: "origin-access-identity/cloudfront/console-origin-access-id",
        },
      },
    ]);
  });

  it("serves the page uncached and its hashed assets cached, by HTTPS only, both with all headers", async () => {
    const { only } = await site();
    const shared = {
      targetOriginId: "site",
      viewerProtocolPolicy: "redirect-to-https",
      allowedMethods: ["GET", "HEAD"],
      cachedMethods: ["GET", "HEAD"],
      compress: true,
      responseHeadersPolicyId: "console-headers-id",
    };
    expect(only("aws:cloudfront/distribution:Distribution").inputs).to.deep.equal({
      enabled: true,
      comment: "clo-dev-eu-central-1 console",
      aliases: [],
      defaultRootObject: "index.html",
      httpVersion: "http2and3",
      isIpv6Enabled: true,
      priceClass: "PriceClass_100",
      origins: [
        {
          originId: "site",
          domainName: `${BUCKET}.s3.eu-central-1.amazonaws.com`,
          originAccessControlId: "console-origin-access-id",
        },
      ],
      defaultCacheBehavior: {
        ...shared,
        cachePolicyId: "4135ea2d-6df8-44a3-9df3-4b5a84be39ad",
        functionAssociations: [
          {
            eventType: "viewer-request",
            functionArn: "arn:aws:cloudfront:eu-central-1:111122223333:console-rewrite-id",
          },
        ],
      },
      orderedCacheBehaviors: [
        { ...shared, pathPattern: "/assets/*", cachePolicyId: "658327ea-f89d-4fab-a63d-7e88639e58f6" },
      ],
      customErrorResponses: [
        { errorCode: 403, errorCachingMinTtl: 10 },
        { errorCode: 404, errorCachingMinTtl: 10 },
      ],
      restrictions: { geoRestriction: { restrictionType: "none" } },
      viewerCertificate: { cloudfrontDefaultCertificate: true },
    });
  });

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

  it("delivers access logs through us-east-1, without query strings, cookies and referrers", async () => {
    const policy = () => new aws.s3.BucketPolicy("archive-policy", { bucket: "archive", policy: "{}" });
    const { only } = await record(
      () => new ConsoleSite("console", { ...siteArgs("aws", {}), logArchivePolicy: policy() }),
    );
    expect(only("aws:cloudwatch/logDeliverySource:LogDeliverySource").inputs).to.deep.equal({
      region: "us-east-1",
      name: "clo-dev-eu-central-1-console-access",
      logType: "ACCESS_LOGS",
      resourceArn: "arn:aws:cloudfront::111122223333:distribution/console-distribution-id",
    });
    expect(only("aws:cloudwatch/logDeliveryDestination:LogDeliveryDestination").inputs).to.deep.equal({
      region: "us-east-1",
      name: "clo-dev-eu-central-1-console-access",
      outputFormat: "json",
      deliveryDestinationConfiguration: {
        destinationResourceArn: "arn:aws:s3:::clo-dev-eu-central-1-logs-111122223333",
      },
    });
    const delivery = only("aws:cloudwatch/logDelivery:LogDelivery");
    expect(delivery.inputs["region"]).to.equal("us-east-1");
    expect(delivery.inputs["s3DeliveryConfigurations"]).to.deep.equal([
      { enableHiveCompatiblePath: false, suffixPath: "{DistributionId}/{yyyy}/{MM}/{dd}/{HH}" },
    ]);
    const fields: readonly string[] = delivery.inputs["recordFields"];
    expect(fields).to.include.members([
      "date",
      "time",
      "c-ip",
      "cs-uri-stem",
      "sc-status",
      "x-forwarded-for",
    ]);
    expect(fields.filter((field) => /query|cookie|referer/i.test(field))).to.deep.equal([]);
    expect(delivery.dependencies).to.include("archive-policy");
    expect(only("aws:s3/bucketLogging:BucketLogging").dependencies).to.include("archive-policy");
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

  it("leaves unknown before the first update only what names the distribution", async () => {
    const { only, result } = await site({}, "aws", { kmsKey: KEY }, "unknown");
    expect(only("aws:s3/bucketPolicy:BucketPolicy").inputs["policy"]).to.equal(UNKNOWN);
    expect(only("aws:kms/keyPolicy:KeyPolicy").inputs["policy"]).to.equal(UNKNOWN);
    expect(only("aws:cloudfront/distribution:Distribution").inputs["origins"][0].domainName).to.equal(
      `${BUCKET}.s3.eu-central-1.amazonaws.com`,
    );
    expect(result.bucketName).to.equal(BUCKET);
  });
});
