import * as aws from "@pulumi/aws";
import { expect } from "chai";
import { ConsoleSite } from "../../components/web-console";
import { context, record, UNKNOWN } from "./recorder";
import { BUCKET, KEY, site, siteArgs, TLS_ONLY } from "./web-console-site";

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

  it("never lets the distribution point to a name without a bucket", async () => {
    const { only } = await site();
    expect(only("aws:cloudfront/distribution:Distribution").dependencies).to.include("console-site");
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
    expect(only("aws:cloudwatch/logDeliveryDestination:LogDeliveryDestination").dependencies).to.include(
      "archive-policy",
    );
    expect(only("aws:s3/bucketLogging:BucketLogging").dependencies).to.include("archive-policy");
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
