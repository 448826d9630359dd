import type { ValueMap } from "../values/value";
import type { Recipes, Recipient } from "./recipient";

const cloudfront = (r: Recipient, kind: string, id: string): ValueMap => ({
  id,
  arn: r.globalArn("cloudfront", `${kind}/${id}`),
  etag: `E${r.upper(13, "etag")}`,
});

const policy = (kind: string) => (r: Recipient) => cloudfront(r, kind, r.uuid());

/** A web ACL for CloudFront lives in us-east-1, whatever the provider's region. */
const waf = (kind: string) => (r: Recipient) => {
  const id = r.uuid();
  const global = r.text("scope") === "CLOUDFRONT";
  const path = `${global ? "global" : "regional"}/${kind}/${r.named()}/${id}`;
  const arn = r.arn("wafv2", path);
  return {
    id,
    arn: global && typeof arn === "string" ? arn.replace(/^((?:[^:]*:){3})[^:]*/, "$1us-east-1") : arn,
    lockToken: r.uuid("lock"),
  };
};

/** S3, CloudFront and WAF. */
export const EDGE_RECIPES: Recipes = {
  "aws:s3/bucket:Bucket": (r) => {
    const bucket = r.named("bucket");
    const { dnsSuffix } = r.placement;
    return {
      id: bucket,
      bucket,
      arn: r.bareArn("s3", bucket),
      bucketDomainName: `${bucket}.s3.${dnsSuffix}`,
      bucketRegionalDomainName: r.regional((region) => `${bucket}.s3.${region}.${dnsSuffix}`),
      bucketRegion: r.regional((region) => region),
    };
  },
  "aws:s3/bucketObject:BucketObject": (r) => ({ id: r.text("key") ?? r.subject.name, etag: r.hex(32) }),
  "aws:s3/bucketObjectv2:BucketObjectv2": (r) => ({
    id: `${r.text("bucket") ?? r.hex(8)}/${r.text("key") ?? r.subject.name}`,
    etag: r.hex(32),
  }),
  ...Object.fromEntries(
    [
      "bucketPolicy:BucketPolicy",
      "bucketPublicAccessBlock:BucketPublicAccessBlock",
      "bucketOwnershipControls:BucketOwnershipControls",
      "bucketVersioning:BucketVersioning",
      "bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration",
      "bucketLifecycleConfiguration:BucketLifecycleConfiguration",
      "bucketLogging:BucketLogging",
    ].map((type) => [`aws:s3/${type}`, (r: Recipient) => ({ id: r.text("bucket") ?? r.hex(17) })]),
  ),
  "aws:cloudfront/distribution:Distribution": (r) => {
    const china = r.placement.partition === "aws-cn";
    return {
      ...cloudfront(r, "distribution", `E${r.upper(13)}`),
      domainName: `d${r.lower(13)}.cloudfront.${china ? "cn" : "net"}`,
      hostedZoneId: china ? "Z3RFFRIM2A3IF5" : "Z2FDTNDATAQYW2",
      callerReference: r.uuid("caller"),
      status: "Deployed",
    };
  },
  "aws:cloudfront/originAccessControl:OriginAccessControl": (r) =>
    cloudfront(r, "origin-access-control", `E${r.upper(13)}`),
  "aws:cloudfront/originAccessIdentity:OriginAccessIdentity": (r) => {
    const id = `E${r.upper(13)}`;
    return {
      ...cloudfront(r, "origin-access-identity", id),
      iamArn: `arn:${r.placement.partition}:iam::cloudfront:user/CloudFront Origin Access Identity ${id}`,
      cloudfrontAccessIdentityPath: `origin-access-identity/cloudfront/${id}`,
      s3CanonicalUserId: r.hex(96),
      callerReference: r.uuid("caller"),
    };
  },
  "aws:cloudfront/function:Function": (r) => {
    const name = r.named();
    return {
      ...cloudfront(r, "function", name),
      liveStageEtag: `E${r.upper(13, "live")}`,
      status: "UNASSOCIATED",
    };
  },
  "aws:cloudfront/responseHeadersPolicy:ResponseHeadersPolicy": policy("response-headers-policy"),
  "aws:cloudfront/cachePolicy:CachePolicy": policy("cache-policy"),
  "aws:cloudfront/originRequestPolicy:OriginRequestPolicy": policy("origin-request-policy"),
  "aws:cloudfront/vpcOrigin:VpcOrigin": (r) => cloudfront(r, "vpcorigin", `vo_${r.lower(22)}`),
  "aws:cloudfront/publicKey:PublicKey": (r) => ({ id: `K${r.upper(13)}`, etag: `E${r.upper(13, "etag")}` }),
  "aws:cloudfront/keyGroup:KeyGroup": (r) => ({ id: r.uuid(), etag: `E${r.upper(13, "etag")}` }),
  "aws:wafv2/webAcl:WebAcl": waf("webacl"),
  "aws:wafv2/webAclLoggingConfiguration:WebAclLoggingConfiguration": (r) => ({
    id: r.text("resourceArn") ?? r.hex(17),
  }),
  "aws:wafv2/ipSet:IpSet": waf("ipset"),
  "aws:wafv2/ruleGroup:RuleGroup": waf("rulegroup"),
};
